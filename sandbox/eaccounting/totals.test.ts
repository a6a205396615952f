// Facts about amounts: exact to the öre, both lawful VAT roundings, rounding to kronor.
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantAt, instantText, readDate } from './calendar.ts'
import { decimalsOf, divide, plainDigits, scaled, toNumber } from './exact.ts'
import type { PricedRow, TotalRules } from './totals.ts'
import { lineAmount, totalsOf } from './totals.ts'

const rules: TotalRules = { includesVat: false, vatRounding: 'perLine', roundToWhole: false, sign: 1 }
const row = (more: Partial<PricedRow> = {}): PricedRow => ({ unitPrice: 99.99, quantity: 1, discount: 0, discountAmount: 0, percent: 25, ...more })
const places = (decimals: number, max: number) => fc.integer({ min: -max * 10 ** decimals, max: max * 10 ** decimals }).map(each => each / 10 ** decimals)
const anyRow = fc.record({
  unitPrice: places(4, 100_000), quantity: places(4, 1000), discount: fc.integer({ min: 0, max: 10_000 }).map(each => each / 10_000),
  discountAmount: fc.constant(0), percent: fc.constantFrom(0, 6, 12, 25, 25.5),
})

test('three lines of 99.99 at 25 % give 75.00 per line and 74.99 per rate', () => {
  const three = [row(), row(), row()]
  expect(totalsOf(three, rules).vat).toBe(7500n)
  expect(totalsOf(three, { ...rules, vatRounding: 'perRate' }).vat).toBe(7499n)
})

test('a line is price x quantity x (1 - discount), rounded once, half away from zero', () => {
  fc.assert(fc.property(anyRow, each => {
    const exact = new Decimal(each.unitPrice).mul(each.quantity).mul(new Decimal(1).minus(each.discount))
    expect(toNumber(lineAmount(each), 2)).toBe(exact.toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toNumber() || 0)
  }))
})

test('net plus VAT plus rounding is the total, rates sum to the whole, and kronor are whole', () => {
  fc.assert(fc.property(fc.array(anyRow, { maxLength: 12 }), fc.boolean(), fc.constantFrom('perLine' as const, 'perRate' as const), fc.boolean(), fc.constantFrom(1 as const, -1 as const), (rows, includesVat, vatRounding, roundToWhole, sign) => {
    const totals = totalsOf(rows, { includesVat, vatRounding, roundToWhole, sign })
    expect(totals.net + totals.vat + totals.rounding).toBe(totals.total)
    expect(totals.rates.reduce((sum, each) => sum + each.net + each.vat, 0n)).toBe(totals.net + totals.vat)
    const gross = totals.rows.reduce((sum, each) => sum + each.amount, 0n)
    if (includesVat) expect(totals.net + totals.vat).toBe(gross)
    else expect(totals.net).toBe(gross)
    if (roundToWhole) {
      expect(totals.total % 100n).toBe(0n)
      expect(totals.rounding >= -50n && totals.rounding <= 50n).toBe(true)
    } else expect(totals.rounding).toBe(0n)
  }))
})

test('half a krona rounds away from zero on both sides', () => {
  expect(divide(50n, 100n)).toBe(1n)
  expect(divide(-50n, 100n)).toBe(-1n)
  expect(divide(49n, 100n)).toBe(0n)
})

test('JSON numbers are read as they were written', () => {
  expect(scaled(0.1, 4)).toBe(1000n)
  expect(scaled(1.005, 2)).toBe(101n)
  expect(scaled(-1.005, 2)).toBe(-101n)
  expect(decimalsOf(1e-7)).toBe(7)
  expect(plainDigits(1e21)).toBe('1000000000000000000000')
  fc.assert(fc.property(places(4, 1_000_000), value => { expect(toNumber(scaled(value, 4), 4)).toBe(value === 0 ? 0 : value) }))
})

test('instants survive writing and reading, whatever the length of the fraction', () => {
  fc.assert(fc.property(fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 }), at => {
    expect(instantAt(instantText(at))).toBe(at)
    expect(Date.parse(instantText(at))).toBe(at)
  }))
  expect([instantText(1_700_000_000_000), instantText(1_700_000_000_120), instantText(1_700_000_000_123)]).toEqual(['2023-11-14T22:13:20Z', '2023-11-14T22:13:20.12Z', '2023-11-14T22:13:20.123Z'])
})

test('dates are read plain, with time, and in the company\'s time zone', () => {
  expect(readDate('2026-11-22')).toBe('2026-11-22')
  expect(readDate('2026-11-22T00:00:00')).toBe('2026-11-22')
  expect(readDate('2026-11-21T23:30:00Z')).toBe('2026-11-22')
  expect(readDate('2026-02-30')).toBeNull()
  expect(readDate('22/11/2026')).toBeNull()
})
