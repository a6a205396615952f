// Booking: a draft becomes an invoice only after it has settled, when exactly one draft carries its mark, and with the sums it was made with.
import type { LinkRow } from '../store/tables/links.ts'
import { documentScope, intentScope, type RunContext } from './context.ts'
import { marksEqual } from './marks.ts'
import { emptyCommit, type RecordOutcome } from './outcome.ts'
import type { Committer } from './committer.ts'
import { guard } from './write-customers.ts'

/** Books every draft of the flow that is due. Gives the moment the next one is due, or null. */
export async function bookDue(ctx: RunContext, commits: Committer): Promise<Date | null> {
  if (ctx.recipe.documentKind !== 'invoice' || ctx.run.preview) return null
  const due = await ctx.at('plan-booking', () => ctx.store.linksToBook(documentScope(ctx), ctx.run.flow, new Date(ctx.now())))
  for (const link of due) {
    if (ctx.stopping()) break
    await bookOne(ctx, link, commits)
  }
  commits.flush()
  return await ctx.at('plan-booking', () => ctx.store.nextBooking(documentScope(ctx), ctx.run.flow))
}

async function bookOne(ctx: RunContext, link: LinkRow, commits: Committer): Promise<void> {
  const mark = link.mark ?? ctx.recipe.mark(link.source_id)
  const since = new Date(link.created_at.getTime() - 24 * 3_600_000).toISOString()
  const seen = await ctx.at('count-drafts', () => ctx.books.client.documents.findByMark({ mark, field: ctx.recipe.markField, customerId: null, since, kinds: ['invoiceDraft', 'invoice'] }))
  const documents = seen.documents.filter((document) => marksEqual(document, mark))
  const invoice = documents.find((document) => document.kind === 'invoice')
  if (invoice !== undefined) return await bookedAlready(ctx, link, invoice.id, invoice.number)
  if (documents.length > 1) return await hold(ctx, link, 'two-marks', { mark, documents: documents.map((document) => document.id).join(', ') }, commits)
  const draft = await ctx.at('read-draft', () => ctx.books.client.documents.get('invoiceDraft', link.target_id))
  if (draft === null || documents.length === 0) return await hold(ctx, link, 'draft-removed', { mark }, commits)
  if (link.totals !== null && (draft.totals.total !== link.totals.total || draft.totals.vat !== link.totals.vat)) {
    return await hold(ctx, link, 'draft-changed', { mark, before: link.totals.total, after: draft.totals.total }, commits)
  }
  const intent = { id: ctx.uuid(), kind: 'book' as const, recordId: link.source_id, reference: mark, keys: [`book:${link.target_id}`, `mark:${mark}`], sealed: null }
  const { losers } = await ctx.at('plan-booking', () => ctx.store.planIntents(intentScope(ctx), [intent], new Date(ctx.now())))
  if (losers.size > 0) return
  const { outcome } = await ctx.at('book', () => ctx.books.client.documents.book({ key: intent.id, value: { draftId: link.target_id, totals: draft.totals } }, () => ctx.at('send-booking', async () => guard(ctx, intent.id))))
  if (outcome.type === 'unknown') return await ctx.at('unknown-document', () => ctx.store.markSent([intent.id], ctx.run.worker, new Date(ctx.now())))
  if (outcome.type === 'refused') {
    await ctx.at('commit-booking', () => ctx.store.settleIntents([intent.id]))
    if (outcome.failure.remedy === 'retry') return
    return await hold(ctx, link, outcome.failure.code, outcome.failure.params, commits)
  }
  await bookedAlready(ctx, link, outcome.value.id, outcome.value.number, intent.id, outcome.value.url)
}

async function bookedAlready(ctx: RunContext, link: LinkRow, invoiceId: string, number: string | null, intent?: string, url?: string | null): Promise<void> {
  const commit = emptyCommit(ctx)
  const now = new Date(ctx.now())
  if (intent !== undefined) commit.settled.push(intent)
  commit.links.push({ scope: documentScope(ctx), links: [{ ...link, target_kind: 'invoice', target_id: invoiceId, target_number: number, target_url: url ?? link.target_url, state: 'booked', due_at: null, target_stamp: null }] })
  commit.activities.push({
    id: ctx.uuid(), at: now, run: ctx.run.id, flow: ctx.run.flow, trigger: ctx.run.trigger, action: 'updated', recordId: link.source_id, title: link.source_id, documentKind: 'invoice', documentId: invoiceId, documentNumber: number,
    customerNumber: null, skus: [], reasonCode: 'booked', sentenceSv: `Faktura ${number ?? ''} bokfördes.`, sentenceEn: `Invoice ${number ?? ''} was booked.`, durationMs: 0, settingsVersion: ctx.run.settingsVersion, payload: null,
  })
  if (ctx.recipe.writeBack) {
    const message = ctx.recipe.language === 'sv' ? `Faktura ${number ?? ''} bokfördes.` : `Invoice ${number ?? ''} was booked.`
    commit.outbox.push({ connection: ctx.source.connection, kind: ctx.kind, rows: [{ recordId: link.source_id, values: { status: 'created', message, documentNumber: number ?? '', documentUrl: url ?? '' } }] })
  }
  await ctx.at('commit-booking', () => ctx.store.commit(commit, now))
  if (ctx.recipe.send !== 'none' && number !== null) await sendInvoice(ctx, link, invoiceId, number)
}

/** Sends once. Without a clear answer a person must check: nothing is sent twice. */
async function sendInvoice(ctx: RunContext, link: LinkRow, invoiceId: string, number: string): Promise<void> {
  const by = ctx.recipe.send
  if (by === 'none') return
  const intent = { id: ctx.uuid(), kind: 'send' as const, recordId: link.source_id, reference: invoiceId, keys: [`send:${invoiceId}`], sealed: null }
  const { losers } = await ctx.at('plan-sending', () => ctx.store.planIntents(intentScope(ctx), [intent], new Date(ctx.now())))
  if (losers.size > 0) return
  const { outcome } = await ctx.at('send-invoice', () => ctx.books.client.documents.send({ key: intent.id, value: { invoiceId, by, onlyTo: ctx.recipe.sendOnlyTo } }, () => guard(ctx, intent.id)))
  const commit = emptyCommit(ctx)
  commit.settled.push(intent.id)
  if (outcome.type !== 'written') {
    commit.held.push({ record_id: link.source_id, kind: ctx.kind, state: 'open', title: link.source_id, code: outcome.type === 'unknown' ? 'check-sent' : outcome.failure.code, params: outcome.type === 'unknown' ? { number } : outcome.failure.params, candidates: [], sealed: null, stamp: link.source_stamp, settings_version: ctx.run.settingsVersion, not_before: null })
    ctx.counts.held += 1
  }
  await ctx.at('commit-sending', () => ctx.store.commit(commit, new Date(ctx.now())))
}

async function hold(ctx: RunContext, link: LinkRow, code: Extract<RecordOutcome, { type: 'held' }>['failure']['code'], params: Record<string, string | number | boolean | null | undefined>, _commits: Committer): Promise<void> {
  const commit = emptyCommit(ctx)
  const now = new Date(ctx.now())
  commit.links.push({ scope: documentScope(ctx), links: [{ ...link, state: 'held', due_at: null }] })
  commit.held.push({ record_id: link.source_id, kind: ctx.kind, state: 'open', title: link.source_id, code, params, candidates: [], sealed: null, stamp: link.source_stamp, settings_version: ctx.run.settingsVersion, not_before: null })
  await ctx.at('commit-booking', () => ctx.store.commit(commit, now))
  ctx.counts.held += 1
}
