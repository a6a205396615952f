// Schedules: what people write becomes an even rhythm, or is refused.
import { describe, expect, it } from 'vitest'
import { cronOf } from './cron.ts'

describe('a schedule', () => {
  it.each([
    ['5m', '*/5 * * * *'], ['1m', '* * * * *'], ['60m', '0 * * * *'], ['1h', '0 * * * *'], ['6h', '0 */6 * * *'], ['24h', '0 3 * * *'], ['1d', '0 3 * * *'],
    ['daily 07:30', '30 7 * * *'], ['*/10 6-18 * * 1-5', '*/10 6-18 * * 1-5'],
  ])('%s runs as %s', (text, cron) => expect(cronOf(text)).toBe(cron))

  it.each(['7m', '0m', '5s', 'often', 'daily 25:00', '', '5'])('%s is refused', (text) => expect(cronOf(text)).toBeNull())
})
