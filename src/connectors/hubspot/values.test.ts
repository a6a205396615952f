// How HubSpot's strings become values.
import { expect, test } from 'vitest'
import { fieldsOf, toDate, toInstant } from './values.ts'

test.each([
  ['2026-11-22T08:00:00Z', '2026-11-22T08:00:00.000Z'],
  ['2026-11-22T09:00:00+01:00', '2026-11-22T08:00:00.000Z'],
  ['1795334400000', '2026-11-22T08:00:00.000Z'],
  ['', null], [null, null], ['soon', null], ['9999999999999999', null],
])('the instant %o is %o', (text, instant) => expect(toInstant(text)).toBe(instant))

test('a date stays a date, also when it is written in milliseconds', () => {
  expect([toDate('2026-12-01'), toDate('1796083200000')]).toEqual(['2026-12-01', '2026-12-01'])
})

test('empty properties are absent, and only date properties are rewritten', () => {
  const types = new Map([['due', 'date'], ['closed', 'datetime'], ['ean', 'string']])
  expect(fieldsOf({ due: '1796083200000', closed: '1795334400000', ean: '1795334400000', empty: '', none: null }, types))
    .toEqual({ due: '2026-12-01', closed: '2026-11-22T08:00:00.000Z', ean: '1795334400000' })
})
