// Updating a document after its sale changed: only while it is open and still equals what we last wrote; otherwise one notice.
import type { WrittenDocument } from '../core/books.ts'
import type { Decision } from '../core/decision.ts'
import { verifyTotals } from '../planner/totals.ts'
import type { LinkRow } from '../store/tables/links.ts'
import { intentScope, type RunContext } from './context.ts'
import type { RecordOutcome } from './outcome.ts'
import type { Ready } from './process-record.ts'
import { sealIntent } from './sealed-intents.ts'
import { documentKeys } from './write-documents.ts'
import { guard } from './guard.ts'
import { refusedOutcome, sentUnanswered, waitsForOther } from './write-outcome.ts'

type Update = Extract<Decision, { action: 'update' }>

export async function updateDocument(ctx: RunContext, ready: Ready, decision: Update): Promise<RecordOutcome> {
  const { work, draft, facts } = ready
  const link = facts.link
  const notice = (): RecordOutcome => {
    const noticeKey = ctx.recipe.fingerprint(draft)
    return { type: 'noticed', work, change: decision.change, document: `${link?.target_kind ?? ''} ${link?.target_number ?? decision.documentId}`, fresh: link?.noticed !== noticeKey, notes: decision.notes, noticeKey }
  }
  const kind = decision.document.kind === 'order' ? ('order' as const) : ('invoiceDraft' as const)
  const present = await ctx.at('update-document', () => ctx.books.client.documents.get(kind, decision.documentId))
  if (link === null || present === null || !isAsWeLeftIt(present, link)) return notice()
  const sealed = sealIntent(ctx, { fingerprint: decision.fingerprint, snapshot: ctx.recipe.snapshot(draft), document: decision.document, customerId: decision.customerId, documentId: decision.documentId })
  const intent = { id: ctx.uuid(), kind: 'update' as const, recordId: work.id, reference: decision.document.mark, keys: documentKeys(ctx, [work.id], decision.document.mark), sealed }
  const { losers } = await ctx.at('plan-documents', () => ctx.store.planIntents(intentScope(ctx), [intent], new Date(ctx.now())))
  if (losers.size > 0) return { ...waitsForOther(ctx, decision.document.mark), work, settled: [] }
  const { outcome } = await ctx.at('update-document', () =>
    ctx.books.client.documents.update(
      { key: intent.id, value: { kind, id: decision.documentId, draft: decision.document, customerId: decision.customerId, articleIds: decision.articleIds } },
      () => guard(ctx, intent.id),
    ),
  )
  if (outcome.type === 'refused' && outcome.failure.code === 'lease-lost') throw outcome.failure
  if (outcome.type === 'refused') return refusedOutcome(ctx, work, outcome.failure.toData(), decision.notes, [intent.id], decision)
  if (outcome.type === 'unknown') return { ...(await sentUnanswered(ctx, intent.id, decision.document.mark)), work, settled: [] }
  const verdict = verifyTotals(decision.document, outcome.value.totals)
  if (!verdict.ok) {
    return { type: 'held', work, failure: verdict.failure, candidates: [], notes: decision.notes, settled: [intent.id], decision, dropLink: false, stays: { document: outcome.value, mark: decision.document.mark, fingerprint: decision.fingerprint } }
  }
  return {
    type: 'updated', work, document: outcome.value, totals: outcome.value.totals, changedAt: outcome.value.changedAt, mark: decision.document.mark, fingerprint: decision.fingerprint,
    customer: null, toBook: link.state === 'to-book' ? link.due_at : null, settled: [intent.id], reason: { code: 'updated', sv: decision.change.sv, en: decision.change.en }, notes: decision.notes, decision,
  }
}

/** Open, and untouched by people: same change stamp, or the same sums where the books keep no stamp. */
function isAsWeLeftIt(present: WrittenDocument, link: LinkRow): boolean {
  if (present.state !== 'draft' && present.state !== 'ongoing') return false
  if (link.target_stamp !== null && present.changedAt !== null) return link.target_stamp === present.changedAt
  return link.totals !== null && link.totals.total === present.totals.total && link.totals.vat === present.totals.vat
}
