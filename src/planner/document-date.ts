// Document date: a day that lies in a fiscal year of the books and in an open period, else held or moved to today.
import type { Lookups } from '../core/books.ts'
import type { DocumentKind, Note } from '../core/sale-draft.ts'
import { held, settled, type Held, type Settled } from './settled.ts'

/** Dates are days in the company's time zone ("2026-11-22"). */
export function documentDateOf(date: string, kind: DocumentKind, closedPeriod: 'hold' | 'today', today: string, books: Pick<Lookups, 'company' | 'fiscalYears'>): Settled<string> {
  const day = date.slice(0, 10)
  if (!isDay(day)) return held('date-unreadable', { date })
  const problem = closed(day, books)
  const notes: Note[] = []
  let chosen = day
  if (problem !== null) {
    if (closedPeriod === 'hold' || day === today) return problem
    const todays = closed(today, books)
    if (todays !== null) return todays
    chosen = today
    notes.push({ code: 'date-moved', sv: `Perioden för ${day} är stängd; dokumentet dateras ${today}.`, en: `The period of ${day} is closed; the document is dated ${today}.` })
  }
  if (kind === 'invoice' && chosen > today) return held('invoice-date-ahead', { date: chosen })
  return settled(chosen, notes)
}

function closed(day: string, { company, fiscalYears }: Pick<Lookups, 'company' | 'fiscalYears'>): Held | null {
  const year = fiscalYears.find(({ start, end }) => start.slice(0, 10) <= day && day <= end.slice(0, 10))
  if (year === undefined) return held('fiscal-year-missing', { date: day })
  if (year.locked) {
    const span = `${year.start.slice(0, 10)}–${year.end.slice(0, 10)}`
    return held('period-closed', { date: day, reasonSv: `räkenskapsåret ${span} är låst`, reasonEn: `the fiscal year ${span} is locked` })
  }
  const lockedTo = company.lockedTo?.slice(0, 10) ?? null
  if (lockedTo !== null && day <= lockedTo) return held('period-closed', { date: day, reasonSv: `bokföringen är låst till och med ${lockedTo}`, reasonEn: `the books are locked through ${lockedTo}` })
  return null
}

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text.split('-').map(Number) : []
  const asDate = new Date(Date.UTC(year, month - 1, day))
  return asDate.getUTCFullYear() === year && asDate.getUTCMonth() === month - 1 && asDate.getUTCDate() === day && day > 0
}
