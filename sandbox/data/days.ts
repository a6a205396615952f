// The sample's calendar: every date is counted from `now`, so that the data never grows old and is the same for the same `now`.

const day = 86_400_000
const hour = 3_600_000

/** Days that passed since the sample company went live; the previous month is open for all of them. */
const daysSinceGoLive = 28

/** Midnight UTC of the day of `now`, in epoch milliseconds. */
function midnight(now: Date): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate())
}

/** ISO instant `days` whole days before `now`, at an hour (UTC, may have a fraction) of that day. */
export function instantBefore(now: Date, days: number, atHour = 9): string {
  return new Date(midnight(now) - days * day + atHour * hour).toISOString()
}

/** The same in office hours: a Saturday or Sunday becomes the Friday before. */
export function workingInstantBefore(now: Date, days: number, atHour = 9): string {
  const weekday = new Date(midnight(now) - days * day).getUTCDay()
  return instantBefore(now, days + (weekday === 6 ? 1 : weekday === 0 ? 2 : 0), atHour)
}

/** `YYYY-MM-DD`, `days` before `now`. */
export function dateBefore(now: Date, days: number): string {
  return instantBefore(now, days).slice(0, 10)
}

/** The moment from which won deals are sent: midnight UTC 28 days before the day of `now`. */
export function goLive(now: Date): string {
  return instantBefore(now, daysSinceGoLive, 0)
}

/** The books are locked to the end of the month two months before `now`: `YYYY-MM-DD`. */
export function lockedTo(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 0)).toISOString().slice(0, 10)
}

/** An instant ten days before the lock date, at noon. */
export function lockedInstant(now: Date): string {
  return new Date(Date.parse(`${lockedTo(now)}T12:00:00Z`) - 10 * day).toISOString()
}

/** Days from an instant to the day of `now`, rounded down. */
export function daysSince(now: Date, instant: string): number {
  return Math.floor((midnight(now) + day - Date.parse(instant)) / day)
}
