// Booking: a draft becomes an invoice only after it has settled, when exactly one draft carries its mark, and with the sums it was made with.
import type { KnownDocument, WrittenDocument } from '../core/books.ts'
import type { FailureData } from '../core/failure.ts'
import type { LinkRow } from '../store/tables/links.ts'
import { documentScope, intentScope, quarantineMs, scaled, type RunContext } from './context.ts'
import { heldDocument } from './held-document.ts'
import { marksEqual } from './marks.ts'
import { emptyCommit } from './outcome.ts'
import { sealIntent } from './sealed-intents.ts'
import { guard } from './guard.ts'

/** A draft that could not be booked now is tried again after this long. */
const againMs = 60_000

/** Books every draft of the flow that is due. */
export async function bookDue(ctx: RunContext): Promise<void> {
  if (ctx.run.preview) return
  const due = await ctx.at('plan-booking', () => ctx.store.linksToBook(documentScope(ctx), ctx.run.flow, new Date(ctx.now())))
  for (const link of due) {
    if (ctx.stopping()) break
    await bookOne(ctx, link)
  }
}

/** When the next draft is due for booking, or the next invoice for sending; null when none waits. */
export async function nextDue(ctx: RunContext): Promise<Date | null> {
  return await ctx.at('plan-booking', () => ctx.store.nextBooking(documentScope(ctx), ctx.run.flow))
}

async function bookOne(ctx: RunContext, link: LinkRow): Promise<void> {
  const mark = link.mark ?? ctx.recipe.mark(link.source_id)
  const intent = { id: ctx.uuid(), kind: 'book' as const, recordId: link.source_id, reference: mark, keys: [`book:${link.target_id}`, `mark:${mark}`], sealed: sealIntent(ctx, {}) }
  // The draft is claimed before it is looked at: nobody else books, changes or recovers it meanwhile.
  const { losers } = await ctx.at('plan-booking', () => ctx.store.planIntents(intentScope(ctx), [intent], new Date(ctx.now())))
  if (losers.size > 0) return await later(ctx, link, scaled(ctx, againMs))
  const documents = await carrying(ctx, link, mark)
  const invoice = documents.find((document) => document.kind === 'invoice')
  if (invoice !== undefined) {
    // Booked by somebody else: by hand, by another installation, or by us before an old backup was restored. Whether it was sent too cannot be known.
    if (ctx.recipe.send !== 'none') return await hold(ctx, { ...link, target_kind: 'invoice', target_id: invoice.id, target_number: invoice.number }, { code: 'check-sent', params: { number: invoice.number ?? '' } }, intent.id)
    return await booked(ctx, link, { id: invoice.id, number: invoice.number, url: null }, intent.id)
  }
  const draft = await ctx.at('read-draft', () => ctx.books.client.documents.get('invoiceDraft', link.target_id))
  const failure = whyNot(link, mark, documents, draft)
  if (failure !== null || draft === null) return await hold(ctx, link, failure ?? { code: 'draft-removed', params: { mark } }, intent.id)
  const { outcome } = await ctx.at('book', () => ctx.books.client.documents.book({ key: intent.id, value: { draftId: link.target_id, totals: draft.totals } }, () => ctx.at('send-booking', async () => guard(ctx, intent.id))))
  if (outcome.type === 'written') return await booked(ctx, link, outcome.value, intent.id)
  if (outcome.type === 'unknown') {
    await ctx.at('unknown-outcome', () => ctx.store.markSent([intent.id], ctx.run.worker, new Date(ctx.now())))
    return await later(ctx, link, quarantineMs(ctx))
  }
  if (outcome.failure.code === 'lease-lost') throw outcome.failure
  if (outcome.failure.remedy !== 'retry') return await hold(ctx, link, outcome.failure.toData(), intent.id)
  await ctx.at('commit-booking', () => ctx.store.settleIntents([intent.id]))
  await later(ctx, link, scaled(ctx, againMs))
}

/** Drafts and invoices that carry the mark now. */
async function carrying(ctx: RunContext, link: LinkRow, mark: string): Promise<KnownDocument[]> {
  const since = new Date(link.created_at.getTime() - 24 * 3_600_000).toISOString()
  const seen = await ctx.at('count-drafts', () => ctx.books.client.documents.findByMark({ mark, field: ctx.recipe.markField, customerId: null, since, kinds: ['invoiceDraft', 'invoice'] }))
  return seen.documents.filter((document) => marksEqual(document, mark))
}

/** What speaks against booking; null when nothing does. */
function whyNot(link: LinkRow, mark: string, documents: KnownDocument[], draft: WrittenDocument | null): FailureData | null {
  if (documents.length > 1) return { code: 'two-marks', params: { mark, documents: documents.map((document) => document.id).join(', ') } }
  if (draft === null || documents.length === 0) return { code: 'draft-removed', params: { mark } }
  if (link.totals !== null && (draft.totals.total !== link.totals.total || draft.totals.vat !== link.totals.vat)) {
    return { code: 'draft-changed', params: { mark, before: link.totals.total, after: draft.totals.total } }
  }
  return null
}

async function later(ctx: RunContext, link: LinkRow, ms: number): Promise<void> {
  await ctx.at('plan-booking', () => ctx.store.deferLink(documentScope(ctx), link.source_id, new Date(ctx.now() + ms)))
}

async function booked(ctx: RunContext, link: LinkRow, invoice: { id: string; number: string | null; url: string | null }, intent: string): Promise<void> {
  const { number } = invoice
  const commit = emptyCommit(ctx)
  const now = new Date(ctx.now())
  commit.settled.push(intent)
  const sends = ctx.recipe.send !== 'none'
  commit.links.push({
    scope: documentScope(ctx),
    links: [{ ...link, target_kind: 'invoice', target_id: invoice.id, target_number: number, target_url: invoice.url ?? link.target_url, state: sends ? 'to-send' : 'booked', due_at: sends ? now : null, target_stamp: null }],
  })
  commit.activities.push({
    id: ctx.uuid(), at: now, run: ctx.run.whole, flow: ctx.run.flow, trigger: ctx.run.trigger, action: 'updated', recordId: link.source_id, title: link.source_id, documentKind: 'invoice', documentId: invoice.id, documentNumber: number,
    customerNumber: null, skus: [], reasonCode: 'booked', sentenceSv: `Faktura ${number ?? ''} bokfördes.`, sentenceEn: `Invoice ${number ?? ''} was booked.`, durationMs: 0, settingsVersion: ctx.run.settingsVersion, payload: null,
  })
  if (ctx.recipe.writeBack) {
    const message = ctx.recipe.language === 'sv' ? `Faktura ${number ?? ''} bokfördes.` : `Invoice ${number ?? ''} was booked.`
    commit.outbox.push({ connection: ctx.source.connection, kind: ctx.kind, rows: [{ recordId: link.source_id, values: { status: 'created', message, documentNumber: number ?? '', documentUrl: invoice.url ?? '' } }] })
  }
  await ctx.at('commit-booking', () => ctx.store.commit(commit, now))
}

async function hold(ctx: RunContext, link: LinkRow, failure: FailureData, intent: string): Promise<void> {
  const commit = heldDocument(ctx, ctx.run.flow, documentScope(ctx), link, failure)
  commit.settled.push(intent)
  await ctx.at('commit-booking', () => ctx.store.commit(commit, new Date(ctx.now())))
  ctx.counts.held += 1
}
