// How often a flow is expected to finish, from its schedule: the longest gap between two starts.
import type { Schedule } from '../config/setup.ts'

const minuteMs = 60_000
const dayMinutes = 1_440
/** Long enough to see a weekday schedule's weekend and a monthly one's month twice. */
const lookMinutes = 63 * dayMinutes

/** Milliseconds; null when nothing is expected (off, or rarer than twice in two months). */
export function expectedGapMs(schedule: Schedule): number | null {
  if (schedule.kind === 'off') return null
  if (schedule.kind === 'every') return schedule.seconds * 1000
  const fields = schedule.expression.split(/\s+/)
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields
  if (minute === undefined || hour === undefined || dayOfMonth === undefined || month === undefined || dayOfWeek === undefined) return null
  let last: number | null = null
  let longest: number | null = null
  // Any two months do; these hold a month of 31 days. UTC: a gap is as long in every zone but for the hour of a clock change.
  const start = Date.UTC(2026, 6, 1)
  for (let n = 0; n < lookMinutes; n += 1) {
    const at = new Date(start + n * minuteMs)
    if (!matches(month, at.getUTCMonth() + 1, 1) || !dayMatches(dayOfMonth, dayOfWeek, at)) {
      n += dayMinutes - 1
      continue
    }
    if (!matches(hour, at.getUTCHours(), 0)) {
      n += 59
      continue
    }
    if (!matches(minute, at.getUTCMinutes(), 0)) continue
    if (last !== null) longest = Math.max(longest ?? 0, n - last)
    last = n
  }
  return longest === null ? null : longest * minuteMs
}

/** As cron has it: when both days are given, either will do. */
function dayMatches(dayOfMonth: string, dayOfWeek: string, at: Date): boolean {
  const inMonth = matches(dayOfMonth, at.getUTCDate(), 1)
  const day = at.getUTCDay()
  const inWeek = matches(dayOfWeek, day, 0) || (day === 0 && matches(dayOfWeek, 7, 0))
  return dayOfMonth !== '*' && dayOfWeek !== '*' ? inMonth || inWeek : inMonth && inWeek
}

const names: Record<string, number> = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, jan: 1, feb: 2, mar: 3, apr: 4, may: 5, jun: 6, jul: 7, aug: 8, sep: 9, oct: 10, nov: 11, dec: 12 }

/** One field of a cron line: "*", "5", "1-5", "*\/15", "1-31/2", "mon-fri", lists of these. `first` is the field's lowest value. */
function matches(field: string, value: number, first: number): boolean {
  return field.split(',').some((part) => {
    const [range = '*', stepText] = part.split('/')
    const step = stepText === undefined ? 1 : Number(stepText)
    const [fromText, toText] = range.split('-')
    const read = (text: string | undefined): number => names[text ?? ''] ?? Number(text)
    const from = range === '*' ? first : read(fromText)
    const to = range === '*' || (toText === undefined && stepText !== undefined) ? Number.POSITIVE_INFINITY : toText === undefined ? from : read(toText)
    return value >= from && value <= to && (value - from) % step === 0
  })
}
