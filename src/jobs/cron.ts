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
  const daily = /^daily\s+([01]?\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (daily !== null) return `${Number(daily[2])} ${Number(daily[1])} * * *`
  return /^(\S+\s+){4}\S+$/.test(text) && /^[\d*/,\-\s]+$/.test(text) ? text : null
}
