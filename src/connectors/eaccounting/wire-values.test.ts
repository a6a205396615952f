// The vendor's value shapes: numbers keep their digits both ways, names and dates are read in every form.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDecimal } from '../../core/decimals.ts'
import { pascalKeys, readDate, readStamp, wireAmount, wireNumber, wireWhole } from './wire-values.ts'

const decimals = fc.tuple(fc.integer({ min: -99_000_000, max: 99_000_000 }), fc.integer({ min: 0, max: 9999 })).map(([whole, part]) => `${whole}.${String(part).padStart(4, '0')}`)

test('a decimal is written with exactly its digits and read back the same', () => {
  fc.assert(fc.property(decimals, (text) => {
    const json = JSON.stringify({ Price: wireNumber(text) })
    expect(json).toBe(`{"Price":${parseDecimal(text)}}`)
    expect(wireAmount.parse((JSON.parse(json) as { Price: number }).Price)).toBe(parseDecimal(text))
  }))
})

test('float noise of the vendor is dropped', () => {
  expect(wireAmount.parse(0.1 + 0.2)).toBe('0.3')
  expect(wireAmount.parse(1234.4999999999998)).toBe('1234.5')
  expect(wireAmount.parse('12.50')).toBe('12.5')
  expect(wireAmount.parse(null)).toBeNull()
})

test('an amount with more digits than a number carries is refused, not bent', () => {
  expect(() => wireNumber('1234567890123.123456')).toThrow(/number-too-long/)
})

test('names in camelCase and in PascalCase give the same object', () => {
  const inner = { id: 'a', rows: [{ lineNumber: 1, costCenterItemId1: null }] }
  expect(pascalKeys(inner)).toEqual({ Id: 'a', Rows: [{ LineNumber: 1, CostCenterItemId1: null }] })
  expect(pascalKeys(pascalKeys(inner))).toEqual(pascalKeys(inner))
})

test('dates come plain, with midnight, or as an instant read in the company\'s zone', () => {
  expect(readDate('2026-11-22', 'Europe/Stockholm')).toBe('2026-11-22')
  expect(readDate('2026-11-22T00:00:00', 'Europe/Stockholm')).toBe('2026-11-22')
  expect(readDate('2026-11-22T00:00:00Z', 'Europe/Stockholm')).toBe('2026-11-22')
  expect(readDate('2026-11-21T23:30:00Z', 'Europe/Stockholm')).toBe('2026-11-22')
  expect(readDate('0001-01-01T00:00:00', 'Europe/Stockholm')).toBeNull()
  expect(readDate(null, 'Europe/Stockholm')).toBeNull()
})

test('stamps of any fraction length are the same instant', () => {
  expect(readStamp('2026-11-22T08:00:00Z')).toBe('2026-11-22T08:00:00.000Z')
  expect(readStamp('2026-11-22T08:00:00.1234567Z')).toBe('2026-11-22T08:00:00.123Z')
  expect(readStamp('2026-11-22T08:00:00.12')).toBe('2026-11-22T08:00:00.120Z')
})

test('a number beyond all numbers is none', () => {
  expect(wireWhole.safeParse(JSON.parse('1e400')).success).toBe(false)
  expect(wireWhole.safeParse(3).success).toBe(true)
})
