// Adoption: a document that already carries the sale's mark is linked, never written again.
import type { KnownDocument } from '../core/books.ts'
import type { Decision } from '../core/decision.ts'
import { decimal } from '../core/decimals.ts'
import type { SaleDraft } from '../core/sale-draft.ts'
import type { SaleRecord } from '../core/sale-record.ts'
import { verifyTotals } from '../planner/totals.ts'
import { customerScope, type RunContext } from './context.ts'
import type { RecordOutcome, Work } from './outcome.ts'

export type MarkFound = KnownDocument & { /** Another record of the source has it already: "kind id". */ takenBy: string | null }
export type Adopted = Omit<Extract<RecordOutcome, { type: 'created' | 'adopted' | 'updated' }>, 'type'> & { type: 'adopted' }
/** `customerId`: whom the books name on the document. */
type Adoption = { outcome: RecordOutcome; customerId: string | null }

/** Documents that carry a mark of these sales, in either form, and are in the books. Those not seen by this run's own reading are asked for: no list tells of deletions. */
export async function markedDocuments(ctx: RunContext, ids: string[]): Promise<Map<string, MarkFound[]>> {
  const marked = new Map<string, MarkFound[]>()
  const found = await ctx.store.seenDocumentsByMarks(ids.flatMap((id) => [ctx.recipe.marksOf(id).withAccount, ctx.recipe.marksOf(id).bare]), ctx.run.whole)
  if (found.size === 0) return marked
  // An invoice made of an order belongs to whoever has the order.
  const takers = await ctx.at('check-adopted', () => ctx.store.takersOf([...found.values()].flatMap((seen) => seen.flatMap(({ document }) => [document.id, ...(document.createdFromOrderId === null ? [] : [document.createdFromOrderId])]))))
  for (const [mark, seen] of found) {
    for (const { document, fresh } of seen) {
      if (fresh || (await stillThere(ctx, document))) marked.set(mark, [...(marked.get(mark) ?? []), { ...document, takenBy: takers.get(document.id) ?? takers.get(document.createdFromOrderId ?? '') ?? null }])
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
  const found = [record.id, ...record.mergedIds].flatMap((id) => documentsOf(ctx, id, marked))
  const standing = found.filter(({ document }) => !found.some((other) => other.document.createdFromOrderId === document.id))
  const [first, second] = standing
  if (first === undefined) return null
  if (second !== undefined) {
    const documents = standing.map(({ document }) => `${document.kind} ${document.number ?? document.id}`).join(', ')
    return { customerId: null, outcome: { type: 'held', work, failure: { code: 'two-marks', params: { mark: first.mark, documents } }, candidates: [], notes: [], settled: [], decision: null, dropLink: false, stays: null } }
  }
  const { document, mark, vague } = first
  if (vague || document.takenBy !== null) return { customerId: null, outcome: notSurelyOurs(ctx, work, first) }
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

/** Documents with the sale's mark. What names the account is surely meant; only without such a one the bare mark counts. */
function documentsOf(ctx: RunContext, id: string, marked: Map<string, MarkFound[]>): { mark: string; vague: boolean; document: MarkFound }[] {
  const { withAccount, bare, bareIsVague } = ctx.recipe.marksOf(id)
  const exact = marked.get(withAccount) ?? []
  if (exact.length > 0) return exact.map((document) => ({ mark: withAccount, vague: false, document }))
  // Of several accounts, a bare mark on a document that a sale has already is that sale's: the ids happen to be the same.
  return (marked.get(bare) ?? []).filter(({ takenBy }) => !bareIsVague || takenBy === null).map((document) => ({ mark: bare, vague: bareIsVague, document }))
}

/** The mark is there, but cannot say that the document is this sale's: nothing is written, a person looks. */
function notSurelyOurs(ctx: RunContext, work: Work, found: { mark: string; document: MarkFound }): RecordOutcome {
  const { mark, document } = found
  const params = { mark, document: `${document.kind} ${document.number ?? document.id}`, account: ctx.source.account, wanted: ctx.recipe.mark(work.id), taker: document.takenBy ?? '' }
  const code = document.takenBy === null ? ('mark-without-account' as const) : ('mark-of-another' as const)
  return { type: 'held', work, failure: { code, params }, candidates: [], notes: [], settled: [], decision: null, dropLink: false, stays: null }
}

/** What the sale says when its document is adopted: later changes are measured against it, and the buyer's card is known again. */
export function adoptedWith(ctx: RunContext, adopted: Adopted, draft: SaleDraft, customerId: string | null, linkedBuyers: ReadonlySet<string>): Adopted {
  const { source } = draft.buyer
  const unknown = customerId !== null && source.kind !== 'none' && draft.defaultCustomer === null && !linkedBuyers.has(`${source.kind}:${source.id}`)
  return { ...adopted, work: { ...adopted.work, draft }, fingerprint: ctx.recipe.fingerprint(draft), customer: unknown ? { id: customerId, source, matched: true } : null }
}

/** Whoever has not been billed for so long has been missed by then. */
const askedForMs = 30 * 86_400_000

/** An invoice that is found again, of a flow that sends: whether it went to its buyer cannot be known, and nothing is sent twice. A person looks, unless it is old. */
export function askedWhetherSent(ctx: RunContext, adopted: Adopted): RecordOutcome {
  const { work, document, mark, fingerprint, customer, changedAt, totals } = adopted
  const isOld = changedAt !== null && Date.parse(changedAt) < ctx.now() - askedForMs
  if (ctx.recipe.documentKind !== 'invoice' || ctx.recipe.send === 'none' || document.kind !== 'invoice' || isOld) return adopted
  return {
    type: 'held', work, failure: { code: 'check-sent', params: { number: document.number ?? '' } }, candidates: [], notes: [], settled: [], decision: null, dropLink: false,
    stays: { document: { ...document, changedAt, totals }, mark, fingerprint, adopted: { customer } },
  }
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
