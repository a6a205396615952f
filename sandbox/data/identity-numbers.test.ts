// Facts about the invented numbers.
import { describe, expect, it } from 'vitest'
import { hasLuhnDigit as twinHasLuhnDigit, isRegisteredVatNumber } from '../eaccounting/identity-numbers.ts'
import { britishVatNumber, danishVatNumber, finnishVatNumber, germanVatNumber, greekVatNumber, hasLuhnDigit, luhnDigit, norwegianOrgNumber, organisationNumber, swedishVatNumber, testPersonalNumber, withCheckDigit } from './identity-numbers.ts'

describe('identity numbers', () => {
  it('know the Luhn digit of published examples', () => {
    // 556036-0793 and the test person 19121212-1212 are printed in the authorities' own examples.
    expect(luhnDigit('556036079')).toBe(3)
    expect(luhnDigit('121212121')).toBe(2)
    expect(hasLuhnDigit('556036-0793')).toBe(true)
    expect(hasLuhnDigit('556036-0794')).toBe(false)
  })

  it('make organisation numbers that the books accept', () => {
    for (let serial = 0; serial < 1000; serial += 7) expect(twinHasLuhnDigit(organisationNumber(serial).replace('-', ''))).toBe(true)
  })

  it('give the check digits of published numbers, and numbers that the register holds', () => {
    expect(germanVatNumber('13669597')).toBe('DE136695976')
    expect(finnishVatNumber('0112038')).toBe('FI01120389')
    expect(danishVatNumber('3585628')).toBe('DK13585628')
    expect(norwegianOrgNumber('92360901')).toBe('923609016')
    expect(greekVatNumber('09425921')).toBe('EL094259216')
    expect(britishVatNumber('GB', '9802627')).toMatch(/^GB9802627\d\d$/)
    for (const number of [germanVatNumber('23456789'), finnishVatNumber('2345671'), swedishVatNumber(organisationNumber(5))]) expect(isRegisteredVatNumber(number)).toBe(true)
  })

  it('make personal numbers only among those reserved for tests', () => {
    expect(testPersonalNumber('850709', 980)).toMatch(/^850709-980\d$/)
    expect(hasLuhnDigit(testPersonalNumber('850709', 980))).toBe(true)
  })

  it('make a number that the VAT register refuses out of six zeros', () => {
    expect(isRegisteredVatNumber(swedishVatNumber(withCheckDigit('552000000')))).toBe(false)
  })
})
