// Adoption: a document that already carries the sale's mark is linked, never written again.
import type { KnownDocument } from '../core/books.ts'
import type { Decision } from '../core/decision.ts'
import { decimal } from '../core/decimals.ts'
import type { SaleDraft } from '../core/sale-draft.ts'
import type { SaleRecord } from '../core/sale-record.ts'
import { verifyTotals } from '../planner/totals.ts'
import { customerScope, type RunContext } from './context.ts'
import type { RecordOutcome, Work } from './outcome.ts'

export type MarkFound = KnownDocument
export type Adopted = Omit<Extract<RecordOutcome, { type: 'created' | 'adopted' | 'updated' }>, 'type'> & { type: 'adopted' }
/** `customerId`: whom the books name on the document. */
type Adoption = { outcome: RecordOutcome; customerId: string | null }

/** Documents that carry one of the marks and are in the books. Those not seen by this run's own reading are asked for: no list tells of deletions. */
export async function markedDocuments(ctx: RunContext, marks: string[]): Promise<Map<string, MarkFound[]>> {
  const marked = new Map<string, MarkFound[]>()
  for (const [mark, seen] of await ctx.store.seenDocumentsByMarks(marks, ctx.run.id)) {
    for (const { document, fresh } of seen) {
      if (fresh || (await stillThere(ctx, document))) marked.set(mark, [...(marked.get(mark) ?? []), document])
    }
  }
  return marked
}

async function stillThere(ctx: RunContext, { kind, id }: KnownDocument): Promise<boolean> {
  if ((await ctx.at('check-adopted', () => ctx.books.client.documents.get(kind, id))) !== null) return true
  await ctx.at('check-adopted', () => ctx.store.forgetDocument(kind, id))
  return false
}

/** Null when no document carries the mark of this sale or of one it absorbed. */
export function adoption(ctx: RunContext, work: Work, record: SaleRecord, marked: Map<string, MarkFound[]>): Adoption | null {
  const marks = [record.id, ...record.mergedIds].map((id) => ctx.recipe.mark(id))
  const found = marks.flatMap((mark) => (marked.get(mark) ?? []).map((document) => ({ mark, document })))
  const standing = found.filter(({ document }) => !found.some((other) => other.document.createdFromOrderId === document.id))
  const [first, second] = standing
  if (first === undefined) return null
  if (second !== undefined) {
    const documents = standing.map(({ document }) => `${document.kind} ${document.number ?? document.id}`).join(', ')
    return { customerId: null, outcome: { type: 'held', work, failure: { code: 'two-marks', params: { mark: first.mark, documents } }, candidates: [], notes: [], settled: [], decision: null, dropLink: false, stays: null } }
  }
  const { document, mark } = first
  const name = { order: 'order', invoiceDraft: 'fakturautkast', invoice: 'faktura' }[document.kind]
  const nameEn = { order: 'order', invoiceDraft: 'invoice draft', invoice: 'invoice' }[document.kind]
  return {
    customerId: document.customerId,
    outcome: {
      type: 'adopted', work, document: { kind: document.kind, id: document.id, number: document.number, url: null }, totals: null, changedAt: document.changedAt, mark, fingerprint: null, customer: null,
      // A draft of ours that was never booked is booked by the run that finds it, when the flow books at all.
      toBook: ctx.recipe.documentKind === 'invoice' && document.kind === 'invoiceDraft' ? new Date(ctx.now() + ctx.recipe.settleMs / ctx.timeScale) : null,
      settled: [], notes: [], decision: null,
      reason: { code: 'adopted', sv: `Fanns redan: ${name} ${document.number ?? document.id} bär märket ${mark}. Inget skrevs.`, en: `Was already there: ${nameEn} ${document.number ?? document.id} carries the mark ${mark}. Nothing was written.` },
    },
  }
}

/** What the sale says when its document is adopted: later changes are measured against it, and the buyer's card is known again. */
export function adoptedWith(ctx: RunContext, adopted: Adopted, draft: SaleDraft, customerId: string | null, linkedBuyers: ReadonlySet<string>): Adopted {
  const { source } = draft.buyer
  const unknown = customerId !== null && source.kind !== 'none' && draft.defaultCustomer === null && !linkedBuyers.has(`${source.kind}:${source.id}`)
  return { ...adopted, work: { ...adopted.work, draft }, fingerprint: ctx.recipe.fingerprint(draft), customer: unknown ? { id: customerId, source, matched: true } : null }
}

/** Buyers at the source, `kind:id`, that have a card already. */
export async function linkedBuyers(ctx: RunContext, drafts: SaleDraft[]): Promise<Set<string>> {
  const linked = new Set<string>()
  for (const kind of ['company', 'contact'] as const) {
    const ids = drafts.map((draft) => draft.buyer.source).filter((source) => source.kind === kind).map((source) => source.id)
    for (const id of (await ctx.store.linksOf(customerScope(ctx, kind), ids)).keys()) linked.add(`${kind}:${id}`)
  }
  return linked
}

/** An adopted draft is booked only when its sums are still those of the sale; else it stays as it is, held. Null when it is gone: read again. */
export async function adoptedToBook(ctx: RunContext, adopted: Adopted, decision: Decision): Promise<RecordOutcome | null> {
  const draft = await ctx.at('read-draft', () => ctx.books.client.documents.get(adopted.document.kind, adopted.document.id))
  if (draft === null) {
    await ctx.at('check-adopted', () => ctx.store.forgetDocument(adopted.document.kind, adopted.document.id))
    return null
  }
  const held = (failure: Extract<RecordOutcome, { type: 'held' }>['failure']): RecordOutcome => ({
    type: 'held', work: adopted.work, failure, candidates: [], notes: [], settled: [], decision, dropLink: false, stays: { document: draft, mark: adopted.mark, fingerprint: adopted.fingerprint },
  })
  if (decision.action === 'hold') return held(decision.failure)
  if (decision.action !== 'create') return adopted
  const net = decimal(draft.totals.total).minus(draft.totals.rounding).minus(draft.totals.vat)
  const verdict = verifyTotals(decision.document, draft.totals)
  // Whether a private person's prices include VAT may not be known yet: then the net sum alone decides.
  const same = verdict.ok || (decision.document.isPrivate && net.equals(decision.document.expected.net))
  return same ? { ...adopted, totals: draft.totals } : held(verdict.ok ? { code: 'unexpected', params: {} } : verdict.failure)
}
