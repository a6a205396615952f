// Schedules: what people write becomes an even rhythm, or is refused.
import { describe, expect, it } from 'vitest'
import { cronOf, intervalOf } from './cron.ts'

describe('a schedule', () => {
  it.each([
    ['5m', '*/5 * * * *'], ['1m', '* * * * *'], ['60m', '0 * * * *'], ['1h', '0 * * * *'], ['6h', '0 */6 * * *'], ['24h', '0 3 * * *'], ['1d', '0 3 * * *'],
    ['daily 07:30', '30 7 * * *'], ['weekdays 6:05', '5 6 * * 1-5'], ['*/10 6-18 * * 1-5', '*/10 6-18 * * 1-5'],
  ])('%s runs as %s', (text, cron) => expect(cronOf(text)).toBe(cron))

  it.each(['7m', '0m', '5s', 'often', 'daily 25:00', '', '5'])('%s is refused', (text) => expect(cronOf(text)).toBeNull())

  it.each([['30s', 30_000], ['7m', 420_000], ['36h', 129_600_000]])('%s, which no cron line can say, is an interval', (text, ms) => expect(intervalOf(text)).toBe(ms))

  it.each(['5m', '5s', '30d', 'off', 'daily 07:30'])('%s is no interval', (text) => expect(intervalOf(text)).toBeNull())
})
