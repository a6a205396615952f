// Decimal text: one canonical form per number, however it was written.
import { Decimal as Plain } from 'decimal.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalsOf, parseDecimal } from './decimals.ts'

const Exact = Plain.clone({ precision: 80, toExpNeg: -60, toExpPos: 80 })
const digits = (max: number) => fc.stringMatching(new RegExp(`^\\d{1,${max}}$`))
const written = fc.record({ sign: fc.constantFrom('', '-', '+'), whole: digits(20), fraction: fc.oneof(fc.constant(''), digits(20).map((text) => `.${text}`)) }).map(({ sign, whole, fraction }) => `${sign}${whole}${fraction}`)

test('a number keeps its value and has one form', () => {
  fc.assert(fc.property(written, (text) => {
    const read = parseDecimal(text)
    const exact = new Exact(text)
    expect(read).toBe(exact.isZero() ? '0' : exact.toFixed())
    expect(parseDecimal(read ?? '')).toBe(read)
  }), { numRuns: 1_000 })
})

test('numbers in canonical form are given back as they are', () => {
  for (const text of ['0', '25', '-20', '100.25', '0.1', '-1234.5', '1234567890.123']) expect(parseDecimal(text)).toBe(text)
})

test('zeros, signs and exponents that say nothing go away', () => {
  expect(['007', '1.50', '+3', '-0', '-0.00', '.5', '5.', '1e3', ' 12 '].map(parseDecimal)).toEqual(['7', '1.5', '3', '0', '0', '0.5', '5', '1000', '12'])
})

test('what is no number is none', () => {
  for (const text of ['', ' ', 'abc', '1,5', '1 000', 'NaN', 'Infinity', '1e100', '--1', '0x10']) expect(parseDecimal(text)).toBeNull()
})

test('only decimals that are used are counted', () => {
  expect([decimalsOf('1.50'), decimalsOf('3'), decimalsOf('0.125')]).toEqual([1, 0, 3])
})
