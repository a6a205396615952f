// The expected gap between two runs, from schedules as people write them.
import { expect, test } from 'vitest'
import { parseSchedule } from '../config/setup.ts'
import { expectedGapMs } from './expected-gap.ts'

const hours = (text: string): number | null => {
  const parsed = parseSchedule(text)
  const gap = parsed === null ? null : expectedGapMs(parsed)
  return gap === null ? null : gap / 3_600_000
}

test.each([
  ['30m', 0.5], ['off', null], ['daily 07:30', 24], ['weekdays 07:30', 72], ['*/15 * * * *', 0.25], ['0 8-16 * * *', 16], ['0 8-16 * * mon-fri', 64], ['0 6 1 * *', 744], ['0 6,18 * * *', 12], ['0 7 * * 7', 168],
  ['5/20 * * * *', 1 / 3], ['0 0 29 2 *', null],
])('"%s" is expected every %s h', (text, expected) => {
  expect(hours(text)).toBe(expected)
})
