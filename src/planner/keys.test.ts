import { describe, expect, it } from 'vitest'
import { hashCardValues, hashKeys, orgNumberKey, vatNumberKey, normalValue } from './keys.ts'
import { carriesMark, withMark } from './mark.ts'
import { hash } from './test-sale.ts'
import { cutAtWord, list, money } from './wording.ts'

describe('keys', () => {
  it.each([
    ['556036-0793', '5560360793'], ['16556036-0793', '5560360793'], ['SE556036079301', '5560360793'], ['19811228-9874', '8112289874'], ['811228-9874', '8112289874'], ['200112289874', '0112289874'], [' ', null], [null, null], ['hrb 123/4', 'HRB1234'],
  ])('writes the organisation number %s as %s', (text, normal) => {
    expect(orgNumberKey(text)).toBe(normal)
  })

  it.each([['se 556036-0793 01', 'SE556036079301'], ['556036079301', 'SE556036079301'], ['GR123456789', 'EL123456789'], ['123456789012', '123456789012'], ['', null]])('writes the VAT number %s as %s', (text, normal) => {
    expect(vatNumberKey(text)).toBe(normal)
  })

  it('gives a draft and a card the same hashes, however they are written', () => {
    const draft = hashKeys({ customerNumber: ' 7', orgNumber: '16556036-0793', vatNumber: 'se556036079301', emails: ['A@B.se'] }, hash)
    const remembered = hashKeys({ customerNumber: '7', orgNumber: '5560360793', vatNumber: 'SE 556036079301', emails: ['a@b.se', 'A@b.se'] }, hash)
    expect(draft).toEqual(remembered)
  })

  it('never lets one kind of key meet another', () => {
    const { customerNumber, orgNumber } = hashKeys({ customerNumber: '5560360793', orgNumber: '5560360793', vatNumber: null, emails: [] }, hash)
    expect(customerNumber).not.toBe(orgNumber)
  })

  it('compares postal codes without spaces and streets without case', () => {
    expect(normalValue('invoiceAddress.postalCode', '111 22')).toBe(normalValue('invoiceAddress.postalCode', '11122'))
    expect(normalValue('invoiceAddress.line1', 'STORGATAN  1')).toBe('storgatan 1')
    expect(hashCardValues({ phone: ' ' }, hash)).toEqual({})
  })
})

describe('the mark', () => {
  it.each([
    ['Anna Berg', 100, 'Anna Berg HS-12'], [null, 100, 'HS-12'], ['Anna Berg HS-12', 100, 'Anna Berg HS-12'], ['Anna Margareta Berg', 15, 'Anna HS-12'], ['HS-123', 100, 'HS-123 HS-12'], ['Bergström', 8, 'Be HS-12'],
    ['HS-12 i en mycket lång referens', 20, 'i en mycket HS-12'],
  ])('on "%s" within %i characters gives "%s"', (text, length, marked) => {
    expect(withMark(text, 'HS-12', length)).toMatchObject({ ok: true, value: marked })
    expect(marked.length).toBeLessThanOrEqual(length)
  })

  it('that does not fit is held', () => {
    expect(withMark('x', 'HS-1234567', 9)).toMatchObject({ ok: false, failure: { code: 'mark-does-not-fit' } })
  })

  it.each([['Anna HS-12', true], ['HS-12', true], ['HS-123', false], ['HS-12-2', false], ['XHS-12', false], ['(HS-12)', true]])('in "%s" is found: %s', (text, found) => {
    expect(carriesMark(text, 'HS-12')).toBe(found)
  })
})

describe('wording', () => {
  it('writes money as Swedes do', () => {
    expect([money('1234567.5', 'SEK'), money('-0.005', 'EUR'), money('999', 'SEK')]).toEqual(['1\u00a0234\u00a0567,50\u00a0kr', '-0,01\u00a0EUR', '999,00\u00a0kr'])
  })
  it('cuts at a word, and inside one only when it alone is too long', () => {
    expect([cutAtWord('Anna Berg', 9), cutAtWord('Anna Berg', 8), cutAtWord('Annabergska', 5), cutAtWord('Anna Berg', 4)]).toEqual(['Anna Berg', 'Anna', 'Annab', 'Anna'])
  })
  it('lists many with the number of the rest', () => {
    expect([list(['a'], 'sv'), list(['a', 'b', 'c'], 'sv'), list('a b c d e f g h i j'.split(' '), 'en')]).toEqual(['a', 'a, b och c', 'a, b, c, d, e, f, g and 3 more'])
  })
})
