// Recovery of documents: found by their mark, held to the same sums as one whose reply came.
import type { KnownDocument, WrittenDocument } from '../core/books.ts'
import type { FailureData } from '../core/failure.ts'
import { restoredWorker } from '../core/restored.ts'
import type { DocumentKind } from '../core/sale-draft.ts'
import { verifyTotals } from '../planner/totals.ts'
import type { IntentRow } from '../store/tables/intents.ts'
import type { LinkRow } from '../store/tables/links.ts'
import type { RunContext } from './context.ts'
import { heldDocument } from './held-document.ts'
import { marksEqual } from './marks.ts'
import { emptyCommit } from './outcome.ts'
import { recoveredDocument, recoveredLink } from './recovered-document.ts'
import { openDocument, openPlace, placeScope, type Place, type SealedDocument } from './sealed-intents.ts'
import { guard } from './guard.ts'

const allKinds: DocumentKind[] = ['order', 'invoiceDraft', 'invoice']

export async function findDocument(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const sealed = openDocument(ctx, intent)
  const documents = await withMark(ctx, intent, sealed?.place.markField ?? ctx.recipe.markField, sealed?.customerId ?? null, allKinds)
  const place = openPlace(ctx, intent)
  const [document] = documents
  if (document === undefined) return false
  const read = await ctx.at('recover-look', () => ctx.books.client.documents.get(document.kind, document.id))
  if (read === null) return false
  if (place === null) return await remember(ctx, intent, document)
  if (sealed !== null) {
    const verdict = verifyTotals(sealed.document, read.totals, read.number ?? undefined)
    if (!verdict.ok) return await takeBackOrHold(ctx, intent, sealed, read, verdict.failure)
  }
  const found = { document: read, fingerprint: sealed?.fingerprint ?? null, snapshot: sealed?.snapshot ?? null }
  if (mayBeSent(intent, place, read)) return await holdSending(ctx, intent, place, found, document)
  const commit = recoveredDocument(ctx, intent, place, { ...found, code: 'found-after-lost-reply' })
  commit.knownDocuments.push(document)
  const recordId = intent.record_id ?? ''
  const link = (await ctx.at('recover-look', () => ctx.store.linksOf(placeScope(ctx, place), [recordId]))).get(recordId)
  // Adopted by its mark before we came to look: told and counted already.
  const told = link?.target_id === read.id
  if (told) commit.activities = []
  await ctx.at('recover-settle', () => ctx.store.commit(commit, new Date(ctx.now())))
  if (!told) ctx.counts.created += 1
  if (documents.length > 1) await tellTwo(ctx, intent, documents.length)
  return true
}

/** A draft that was being booked: gone means look for the invoice; still there means it was not booked. */
export async function findBooked(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const place = openPlace(ctx, intent)
  const documents = await withMark(ctx, intent, place?.markField ?? ctx.recipe.markField, null, ['invoiceDraft', 'invoice'])
  const invoice = documents.find((document) => document.kind === 'invoice')
  if (invoice === undefined) {
    if (documents.length === 0) return false
    await ctx.at('recover-settle', () => ctx.store.settleIntents([intent.id]))
    return true
  }
  const read = await ctx.at('recover-look', () => ctx.books.client.documents.get('invoice', invoice.id))
  if (read === null) return false
  if (place === null) return await remember(ctx, intent, invoice)
  const found = { document: read, fingerprint: null, snapshot: null }
  if (mayBeSent(intent, place, read)) return await holdSending(ctx, intent, place, found, invoice)
  const commit = recoveredDocument(ctx, intent, place, { ...found, code: 'booked' })
  commit.knownDocuments.push(invoice)
  await ctx.at('recover-settle', () => ctx.store.commit(commit, new Date(ctx.now())))
  if (documents.length > 1) await tellTwo(ctx, intent, documents.length)
  return true
}

/** The document that was being changed: as we wrote it = done; anything else is compared again by the next plan. */
export async function findUpdate(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const sealed = openDocument(ctx, intent)
  const recordId = intent.record_id
  if (sealed === null || sealed.documentId === null || recordId === null) return await forget(ctx, intent)
  const id = sealed.documentId
  const scope = placeScope(ctx, sealed.place)
  const kind = sealed.document.kind === 'order' ? ('order' as const) : ('invoiceDraft' as const)
  const read = await ctx.at('recover-look', () => ctx.books.client.documents.get(kind, id))
  const link = (await ctx.at('recover-look', () => ctx.store.linksOf(scope, [recordId]))).get(recordId)
  if (read === null || link === undefined || !wasWritten(read, link) || !verifyTotals(sealed.document, read.totals).ok) return await forget(ctx, intent)
  const commit = recoveredDocument(ctx, intent, sealed.place, { document: read, fingerprint: sealed.fingerprint, snapshot: sealed.snapshot, code: 'updated' })
  await ctx.at('recover-settle', () => ctx.store.commit(commit, new Date(ctx.now())))
  ctx.counts.updated += 1
  return true
}

/** Changed since we last knew it. Where the books keep no stamp, other sums say so; equal sums are written again, which changes nothing. */
function wasWritten(read: WrittenDocument, link: LinkRow): boolean {
  if (read.changedAt !== null && link.target_stamp !== null) return read.changedAt !== link.target_stamp
  return link.totals === null || read.totals.total !== link.totals.total || read.totals.vat !== link.totals.vat
}

/** A sending is never repeated: a person must see whether it went out. */
export async function findSent(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const place = openPlace(ctx, intent)
  const recordId = intent.record_id
  if (place === null || recordId === null) return await forget(ctx, intent)
  const scope = placeScope(ctx, place)
  const link = (await ctx.at('recover-look', () => ctx.store.linksOf(scope, [recordId]))).get(recordId)
  if (link === undefined) return await forget(ctx, intent)
  const commit = heldDocument(ctx, intent.flow, scope, link, { code: 'check-sent', params: { number: link.target_number ?? '' } })
  commit.settled.push(intent.id)
  await ctx.at('recover-settle', () => ctx.store.commit(commit, new Date(ctx.now())))
  ctx.counts.held += 1
  return true
}

/** An intent out of a restored backup was settled by whoever made the backup, who may have sent the invoice since. */
function mayBeSent(intent: IntentRow, place: Place, document: WrittenDocument): boolean {
  return intent.worker === restoredWorker && place.sends && document.kind === 'invoice'
}

async function holdSending(ctx: RunContext, intent: IntentRow, place: Place, found: Parameters<typeof recoveredLink>[3], known: KnownDocument): Promise<true> {
  const commit = heldDocument(ctx, intent.flow, placeScope(ctx, place), recoveredLink(ctx, intent, place, found), { code: 'check-sent', params: { number: found.document.number ?? '' } })
  commit.knownDocuments.push(known)
  commit.settled.push(intent.id)
  await ctx.at('recover-settle', () => ctx.store.commit(commit, new Date(ctx.now())))
  ctx.counts.held += 1
  return true
}

/** A draft made to learn from is removed wherever it is found. */
export async function findLesson(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const drafts = await withMark(ctx, intent, 'ourReference', null, ['invoiceDraft'])
  if (drafts.length === 0) return false
  for (const draft of drafts) {
    const removed = await ctx.at('forget-lesson', () => ctx.books.client.documents.remove('invoiceDraft', draft.id, () => guard(ctx, intent.id)))
    if (removed.type !== 'written') return false
  }
  return await forget(ctx, intent)
}

async function forget(ctx: RunContext, intent: IntentRow): Promise<true> {
  await ctx.at('recover-settle', () => ctx.store.settleIntents([intent.id]))
  return true
}

/** Nobody knows any more which sale it was for: its mark will say so when the sale is read. */
async function remember(ctx: RunContext, intent: IntentRow, document: KnownDocument): Promise<true> {
  await ctx.at('recover-settle', () => ctx.store.commit({ ...emptyCommit(ctx), knownDocuments: [document], settled: [intent.id] }, new Date(ctx.now())))
  return true
}

/** Other sums than the sale's: taken back where that is lawful, else it stays and a person must look. */
async function takeBackOrHold(ctx: RunContext, intent: IntentRow, sealed: SealedDocument, read: WrittenDocument, failure: FailureData): Promise<true> {
  const removed = await ctx.at('take-back-document', () => ctx.books.client.documents.remove(read.kind, read.id, () => guard(ctx, intent.id)))
  const link = recoveredLink(ctx, intent, sealed.place, { document: read, fingerprint: sealed.fingerprint, snapshot: sealed.snapshot })
  const commit = heldDocument(ctx, intent.flow, placeScope(ctx, sealed.place), link, failure)
  if (removed.type === 'written') {
    commit.links = []
    commit.dropped.push({ scope: placeScope(ctx, sealed.place), sourceId: intent.record_id ?? '' })
    await ctx.at('take-back-document', () => ctx.store.forgetDocument(read.kind, read.id))
  }
  commit.settled.push(intent.id)
  await ctx.at('recover-settle', () => ctx.store.commit(commit, new Date(ctx.now())))
  ctx.counts.held += 1
  return true
}

async function withMark(ctx: RunContext, intent: IntentRow, field: Place['markField'], customerId: string | null, kinds: DocumentKind[]): Promise<KnownDocument[]> {
  const since = intent.sent_at === null ? null : new Date(intent.sent_at.getTime() - 10 * 60_000).toISOString()
  const possible = kinds.filter((kind) => kind !== 'order' || ctx.recipe.lookups.company.canOrder)
  const answer = await ctx.at('recover-look', () => ctx.books.client.documents.findByMark({ mark: intent.reference, field, customerId, since, kinds: possible }))
  const found = answer.documents.filter((document) => marksEqual(document, intent.reference))
  // An order and the invoice made from it are one sale: the invoice stands for both.
  return found.filter((document) => !found.some((other) => other.createdFromOrderId === document.id))
}

async function tellTwo(ctx: RunContext, intent: IntentRow, count: number): Promise<void> {
  await ctx.at('recover-note', () => ctx.store.raiseAlert('two-marks', intent.reference, { mark: intent.reference, documents: String(count) }, new Date(ctx.now())))
}
