// Schedules as people write them ("5m", "1h", "daily 07:30") as cron lines.

/** Null when the text is not a schedule. Minutes must divide an hour and hours a day, so that every gap is equal. */
export function cronOf(schedule: string): string | null {
  const text = schedule.trim().toLowerCase()
  const every = /^(\d{1,2})\s*(m|min|h|d)$/.exec(text)
  if (every !== null) {
    const n = Number(every[1])
    if (every[2] === 'h' && n >= 1 && n <= 12 && 24 % n === 0) return n === 1 ? '0 * * * *' : `0 */${n} * * *`
    if (every[2] === 'h' && n === 24) return '0 3 * * *'
    if (every[2] === 'd' && n === 1) return '0 3 * * *'
    if ((every[2] === 'm' || every[2] === 'min') && n >= 1 && n <= 30 && 60 % n === 0) return n === 1 ? '* * * * *' : `*/${n} * * * *`
    if ((every[2] === 'm' || every[2] === 'min') && n === 60) return '0 * * * *'
    return null
  }
  const daily = /^(daily|weekdays)\s+([01]?\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (daily !== null) return `${Number(daily[3])} ${Number(daily[2])} * * ${daily[1] === 'daily' ? '*' : '1-5'}`
  return /^(\S+\s+){4}\S+$/.test(text) && /^[\d*/,\-\s]+$/.test(text) ? text : null
}

/** Milliseconds between runs for a rhythm that no cron line can say evenly ("30s", "7m", "36h"); null when cron can, or when it is no rhythm. */
export function intervalOf(schedule: string): number | null {
  const every = /^(\d{1,5})\s*(s|m|h|d)$/.exec(schedule.trim().toLowerCase())
  if (every === null || cronOf(schedule) !== null) return null
  const ms = Number(every[1]) * { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[every[2] as 's' | 'm' | 'h' | 'd']
  return ms >= 10_000 && ms <= 7 * 86_400_000 ? ms : null
}
