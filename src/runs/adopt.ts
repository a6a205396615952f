// Adoption: a document that already carries the sale's mark is linked, never written again.
import type { KnownDocument } from '../core/books.ts'
import type { SaleRecord } from '../core/sale-record.ts'
import type { RunContext } from './context.ts'
import type { RecordOutcome, Work } from './outcome.ts'

export type MarkFound = KnownDocument

/** Null when no document carries the mark of this sale or of one it absorbed. */
export function adoption(ctx: RunContext, work: Work, record: SaleRecord, marked: Map<string, MarkFound[]>): RecordOutcome | null {
  const marks = [record.id, ...record.mergedIds].map((id) => ctx.recipe.mark(id))
  const found = marks.flatMap((mark) => (marked.get(mark) ?? []).map((document) => ({ mark, document })))
  const standing = found.filter(({ document }) => !found.some((other) => other.document.createdFromOrderId === document.id))
  const [first, second] = standing
  if (first === undefined) return null
  if (second !== undefined) {
    const documents = standing.map(({ document }) => `${document.kind} ${document.number ?? document.id}`).join(', ')
    return { type: 'held', work, failure: { code: 'two-marks', params: { mark: first.mark, documents } }, candidates: [], notes: [], settled: [], decision: null, dropLink: false, stays: null }
  }
  const { document, mark } = first
  const name = { order: 'order', invoiceDraft: 'fakturautkast', invoice: 'faktura' }[document.kind]
  const nameEn = { order: 'order', invoiceDraft: 'invoice draft', invoice: 'invoice' }[document.kind]
  return {
    type: 'adopted', work, document: { kind: document.kind, id: document.id, number: document.number, url: null }, totals: null, changedAt: document.changedAt, mark, fingerprint: null, customer: null,
    // A draft of ours that was never booked is booked by the run that finds it, when the flow books at all.
    toBook: ctx.recipe.documentKind === 'invoice' && document.kind === 'invoiceDraft' ? new Date(ctx.now() + ctx.recipe.settleMs / ctx.timeScale) : null,
    settled: [], notes: [], decision: null,
    reason: { code: 'adopted', sv: `Fanns redan: ${name} ${document.number ?? document.id} bär märket ${mark}. Inget skrevs.`, en: `Was already there: ${nameEn} ${document.number ?? document.id} carries the mark ${mark}. Nothing was written.` },
  }
}
