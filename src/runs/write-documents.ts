// Writing documents: intents saved for a group, the group sent, every answer checked to the öre before it counts.
import type { KnownCustomer, WrittenDocument } from '../core/books.ts'
import type { Decision } from '../core/decision.ts'
import type { FailureData } from '../core/failure.ts'
import type { Note } from '../core/sale-draft.ts'
import { verifyTotals } from '../planner/totals.ts'
import { documentScope, freshForMs, intentScope, scaled, type RunContext } from './context.ts'
import { attribute } from './call-log.ts'
import { gather } from './gather.ts'
import type { Work } from './outcome.ts'
import { sealIntent } from './sealed-intents.ts'
import { guard } from './guard.ts'
import { sentUnanswered, unknownOutcome, waitsForOther } from './write-outcome.ts'

/** Documents planned in one transaction and sent side by side. */
const groupSize = 100

type CreateDecision = Extract<Decision, { action: 'create' }>
export type DocumentItem = { work: Work; decision: CreateDecision; customer: { id: string; known: KnownCustomer | null }; articleIds: Record<string, string> }

export type DocumentOutcome =
  | { type: 'written'; document: WrittenDocument; intent: string; notes: Note[]; vatRounding: 'perLine' | 'perRate' | 'either' }
  /** Written, but the sums differ and it could not be taken back: it stays, and a person must look. */
  | { type: 'differs'; document: WrittenDocument; intent: string; failure: FailureData }
  | { type: 'held'; intent: string | null; failure: FailureData }
  | { type: 'waiting'; failure: FailureData; until: Date }
  /** The source changed while the record waited: read and plan again. */
  | { type: 'stale' }

export type DocumentWriter = { create(item: DocumentItem): Promise<DocumentOutcome> }

export function documentWriter(ctx: RunContext): DocumentWriter {
  const group = gather<DocumentItem, DocumentOutcome>({ size: groupSize, waitMs: 10, atOnce: 2 }, (items) => createGroup(ctx, items))
  return { create: (item) => group.submit(item) }
}

/** Everything that identifies the document of a sale: its source id, every id it absorbed, and its mark. */
export function documentKeys(ctx: Pick<RunContext, 'source' | 'kind'>, ids: string[], mark: string): string[] {
  return [...ids.map((id) => `document:${ctx.source.account}:${ctx.kind}:${id}`), `mark:${mark}`]
}

async function createGroup(ctx: RunContext, items: DocumentItem[]): Promise<DocumentOutcome[]> {
  const stale = await staleOnes(ctx, items)
  const intents = items.map((item) => ({
    id: ctx.uuid(), kind: 'document' as const, recordId: item.work.id, reference: item.decision.document.mark,
    keys: documentKeys(ctx, [item.work.id, ...(item.work.record?.mergedIds ?? [])], item.decision.document.mark),
    sealed: sealIntent(ctx, {
      fingerprint: item.decision.fingerprint, snapshot: item.work.draft === null ? null : ctx.recipe.snapshot(item.work.draft), document: item.decision.document, customerId: item.customer.id, documentId: null,
    }),
  }))
  const results = new Map<string, DocumentOutcome>()
  const wanted = intents.filter((_, index) => !stale.has(items[index]?.work.id ?? ''))
  // Saved as sent, not as planned: from here on each of them may reach the books.
  const now = new Date(ctx.now())
  const { losers } = await ctx.at('plan-documents', () => ctx.store.planIntents(intentScope(ctx), wanted, now))
  const byKey = new Map(items.map((item, index) => [intents[index]?.id ?? '', item]))
  for (const [loser] of losers) results.set(loser, waitsForOther(ctx, byKey.get(loser)?.decision.document.mark ?? ''))
  const won = wanted.filter((intent) => !losers.has(intent.id))
  const linked = await alreadyLinked(ctx, won.map((intent) => ({ id: intent.id, recordId: intent.recordId })))
  for (const id of linked) results.set(id, { type: 'stale' })
  const sending = won.filter((intent) => !linked.has(intent.id)).flatMap((intent) => {
    const item = byKey.get(intent.id)
    return item === undefined ? [] : [{ key: intent.id, value: { draft: item.decision.document, customerId: item.customer.id, articleIds: item.articleIds } }]
  })
  const stream = ctx.books.client.documents.create(sending, (key) => ctx.at('send-document', async () => guard(ctx, key)))
  for await (const { key, outcome } of ctx.at.each('create-documents', stream)) {
    const item = byKey.get(key)
    if (item === undefined) continue
    attribute(ctx, key, item.work.id)
    if (outcome.type === 'refused' && outcome.failure.code === 'lease-lost') throw outcome.failure
    if (outcome.type === 'refused') results.set(key, { type: 'held', intent: key, failure: outcome.failure.toData() })
    else if (outcome.type === 'unknown') results.set(key, await sentUnanswered(ctx, key, item.decision.document.mark))
    else results.set(key, await checked(ctx, item, outcome.value, key))
  }
  return items.map((item, index) => {
    if (stale.has(item.work.id)) return { type: 'stale' }
    const intent = intents[index]?.id ?? ''
    return results.get(intent) ?? unknownOutcome(ctx, item.decision.document.mark)
  })
}

/** Between the look and the claim somebody else may have made the document and settled it: asked again now that the claim is ours, those are let go. */
async function alreadyLinked(ctx: RunContext, won: { id: string; recordId: string }[]): Promise<Set<string>> {
  const links = await ctx.at('plan-documents', () => ctx.store.linksOf(documentScope(ctx), won.map((intent) => intent.recordId)))
  const linked = won.filter((intent) => links.has(intent.recordId)).map((intent) => intent.id)
  if (linked.length > 0) await ctx.at('plan-documents', () => ctx.store.settleIntents(linked))
  return new Set(linked)
}

/** Compares what the books computed with what the source says. A difference is taken back where that is lawful. */
async function checked(ctx: RunContext, item: DocumentItem, document: WrittenDocument, intent: string): Promise<DocumentOutcome> {
  const verdict = verifyTotals(item.decision.document, document.totals)
  if (verdict.ok) return { type: 'written', document, intent, notes: verdict.notes, vatRounding: verdict.vatRounding }
  const removed = await ctx.at('take-back-document', () => ctx.books.client.documents.remove(document.kind, document.id, () => guard(ctx, intent)))
  if (removed.type === 'written') {
    await ctx.at('take-back-document', () => ctx.store.forgetDocument(document.kind, document.id))
    return { type: 'held', intent, failure: verdict.failure }
  }
  return { type: 'differs', document, intent, failure: verdict.failure }
}

/** Records read too long ago are asked for again, one call per hundred; those that changed go back to be planned anew. */
async function staleOnes(ctx: RunContext, items: DocumentItem[]): Promise<Set<string>> {
  const limit = ctx.now() - scaled(ctx, freshForMs)
  const old = items.filter((item) => item.work.readAt < limit)
  if (old.length === 0) return new Set()
  const heads = new Map((await ctx.at('reread-source', () => ctx.source.client.heads(ctx.kind, old.map((item) => item.work.id)))).map((head) => [head.id, head]))
  const stale = new Set<string>()
  for (const item of old) {
    const head = heads.get(item.work.id)
    if (head === undefined || head.archived || head.mergedInto !== null || head.changedAt !== item.work.record?.changedAt) stale.add(item.work.id)
    else item.work.readAt = ctx.now()
  }
  return stale
}
