// Instants as the vendor writes them, and business dates in the company's time zone.
const zone = 'Europe/Stockholm'
const dayOf = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
const plainDate = /^(\d{4})-(\d{2})-(\d{2})$/
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?$/

let cachedMinute = -1
let cachedDay = ''

/** Business date (YYYY-MM-DD) of an instant. */
export function businessDate(at: number): string {
  const minute = Math.floor(at / 60_000)
  if (minute !== cachedMinute) {
    cachedDay = dayOf.format(at)
    cachedMinute = minute
  }
  return cachedDay
}

let writtenAt = Number.NaN
let writtenText = ''

/** ISO text with Z; trailing zeros of the fraction are cut, so its length varies as the vendor's does (fact 43). */
export function instantText(at: number): string {
  if (at !== writtenAt) {
    writtenText = shortened(at)
    writtenAt = at
  }
  return writtenText
}

function shortened(at: number): string {
  const text = new Date(at).toISOString()
  if (!text.endsWith('0Z')) return text
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text.endsWith('00Z') ? `${text.slice(0, -3)}Z` : `${text.slice(0, -2)}Z`
}

let parsedDay = ''
let parsedMidnight = 0

/** Milliseconds of an instant that the twin wrote; much faster than Date.parse where many stand on the same day. */
export function instantAt(text: string): number {
  if (text.length < 20 || text.charCodeAt(text.length - 1) !== 90) return Date.parse(text)
  const day = text.slice(0, 10)
  if (day !== parsedDay) {
    parsedMidnight = Date.parse(`${day}T00:00:00Z`)
    parsedDay = day
  }
  const two = (at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528
  const fraction = text.length === 20 ? 0 : Number(text.slice(20, -1).padEnd(3, '0').slice(0, 3))
  return parsedMidnight + two(11) * 3_600_000 + two(14) * 60_000 + two(17) * 1000 + fraction
}

/** Reads `YYYY-MM-DD` or a date-time; null when it is neither. With an offset the date is the company's (fact 44). */
export function readDate(text: string): string | null {
  if (plainDate.test(text)) return isRealDay(text) ? text : null
  if (!dateTime.test(text)) return null
  if (!/(Z|[+-]\d{2}:\d{2})$/.test(text)) return isRealDay(text.slice(0, 10)) ? text.slice(0, 10) : null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : dayOf.format(at)
}

function isRealDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === day
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Last day of the month of a day. */
export function endOfMonth(day: string): string {
  return new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).toISOString().slice(0, 10)
}

/** A seed's `today-10` or `2026-01-31` as a date. */
export function seedDay(text: string, now: number): string {
  return text.startsWith('today') ? addDays(businessDate(now), Number(text.slice(5) || 0)) : text
}

/** A seed's instant as milliseconds; the `today` words mean that day's noon UTC, never later than now. */
export function seedInstantAt(text: string, now: number): number {
  return text.startsWith('today') ? Math.min(now, Date.parse(`${seedDay(text, now)}T12:00:00Z`)) : Date.parse(text)
}
