// What happened in the twin: an append-only journal of writes, and counts of every call. The oracle of tests and benches.
import { instantText } from './calendar.ts'

export type Marks = { OurReference: string | null; YourReference: string | null; BuyersOrderReference: string | null; textRows: string[] }
export type DocumentTotals = { total: number; vat: number; rounding: number; currency: string }
/** What a handler says about its write. */
export type WriteNote = {
  /** order, draft, invoice, customer, article, email, einvoice, payment, ... */
  kind: string
  action: 'created' | 'updated' | 'deleted' | 'converted' | 'booked' | 'sent' | 'status' | 'other'
  id: string | null
  number?: string | number | null
  customer?: string | null
  marks?: Marks
  totals?: DocumentTotals
  /** Anything else worth reading, e.g. recipients of an e-mail. */
  more?: Record<string, unknown>
  /** Something that Kontobro must never do. */
  loud?: boolean
}
export type JournalEntry = Partial<WriteNote> & {
  n: number
  at: string
  client: string | null
  company: string | null
  method: string
  path: string
  /** Status that was or would have been answered. */
  status: number
  errorCode?: number
  /** The fault that struck, if any. */
  fault?: string
  /** False when the caller never got the answer. */
  answered: boolean
}

export class Journal {
  readonly entries: JournalEntry[] = []
  /** "POST /v2/orders" -> calls that reached the API, whatever the answer. */
  readonly calls = new Map<string, number>()
  /** "POST /v2/orders 201" -> answers. */
  readonly answers = new Map<string, number>()

  add(at: number, entry: Omit<JournalEntry, 'n' | 'at'>): void {
    this.entries.push({ n: this.entries.length + 1, at: instantText(at), ...entry })
  }

  count(method: string, template: string, status: number): void {
    const call = `${method} ${template}`
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1)
    const answer = `${call} ${status}`
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1)
  }

  clear(): void {
    this.entries.length = 0
    this.calls.clear()
    this.answers.clear()
  }
}
