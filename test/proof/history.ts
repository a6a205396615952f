// What the books' journal says over time: how many documents stood with one mark at once, how often one was booked or sent. Also of those that are gone again.
import type { JournalEntry, Marks } from '../../sandbox/eaccounting/journal.ts'

export type MarkHistory = {
  /** Most orders and drafts with the mark that stood at the same time. */
  mostAtOnce: number
  /** Orders and drafts ever made with it, those included that were lawfully taken back. */
  made: { at: string; id: string; kind: string }[]
  booked: number
}

/** Our marks in a document's texts, each once. */
export function marksIn(marks: Marks): string[] {
  return [...new Set([marks.OurReference, marks.YourReference, marks.BuyersOrderReference, ...marks.textRows].flatMap((text) => text?.match(/(?<![\w-])HS-\d+(?![\w-])/g) ?? []))]
}

/** By mark. An order that becomes an invoice, and a draft that is booked, stay one document. */
export function historyOf(entries: readonly JournalEntry[]): Map<string, MarkHistory> {
  const histories = new Map<string, MarkHistory & { standing: number }>()
  for (const entry of entries) {
    if (entry.status >= 300 || entry.marks === undefined) continue
    for (const mark of marksIn(entry.marks)) {
      const one = histories.get(mark) ?? { mostAtOnce: 0, made: [], booked: 0, standing: 0 }
      histories.set(mark, one)
      const isOpen = entry.kind === 'order' || entry.kind === 'draft'
      if (isOpen && entry.action === 'created') {
        one.standing += 1
        one.made.push({ at: entry.at, id: entry.id ?? '', kind: entry.kind ?? '' })
      } else if (isOpen && entry.action === 'deleted') one.standing -= 1
      else if (entry.kind === 'invoice' && entry.action === 'booked') one.booked += 1
      one.mostAtOnce = Math.max(one.mostAtOnce, one.standing)
    }
  }
  return histories
}

/** What must never be in a journal, whatever was taken back afterwards; empty = nothing. */
export function neverIn(entries: readonly JournalEntry[]): string[] {
  const wrong: string[] = []
  for (const [mark, { mostAtOnce, booked }] of historyOf(entries)) {
    if (mostAtOnce > 1) wrong.push(`${mark} stood on ${mostAtOnce} documents at once`)
    if (booked > 1) wrong.push(`${mark} was booked ${booked} times`)
  }
  const sent = entries.filter((entry) => entry.action === 'sent' && entry.status < 300)
  wrong.push(...doubles('e-mail', sent.map((entry) => entry.path)))
  for (const entry of entries) if (entry.loud === true && entry.status < 300) wrong.push(`${entry.method} ${entry.path} must never be used`)
  return wrong
}

export function doubles(what: string, values: (string | null | undefined)[]): string[] {
  return [...Map.groupBy(values.filter((value): value is string => typeof value === 'string' && value !== ''), (value) => value)].flatMap(([value, all]) => (all.length > 1 ? [`${what} ${value} stands ${all.length} times`] : []))
}
