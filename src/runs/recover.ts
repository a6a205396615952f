// Recovery: open intents whose outcome is unknown are settled by looking, never by writing again blindly.
import { z } from 'zod'
import type { KnownDocument, WrittenDocument } from '../core/books.ts'
import { documentDraft } from '../core/document-draft.ts'
import type { DocumentKind } from '../core/sale-draft.ts'
import { marksEqual } from './marks.ts'
import { betweenLooksMs, customerScope, documentScope, quarantineMs, scaled, type RunContext } from './context.ts'
import { rememberCard } from './known-index.ts'
import { emptyCommit } from './outcome.ts'
import { customerLink } from './write-customers.ts'
import type { IntentRow } from '../store/tables/intents.ts'

const sealedDocument = z.object({ fingerprint: z.string(), document: documentDraft, customerId: z.string() })

const sealedCustomer = z.object({ source: z.object({ kind: z.string(), id: z.string() }) })

export type Recovered = {
  /** Intents that are settled now; their records may be planned again. */
  settled: number
  /** When the next open intent may be looked at; null when none is open. */
  nextAt: Date | null
}

/** Looks at every open intent of these books that is due. Those of a run that is alive elsewhere are left alone. */
export async function recover(ctx: RunContext, mine: ReadonlySet<string> = new Set()): Promise<Recovered> {
  const intents = await ctx.at('recover-read', () => ctx.store.openIntents())
  let settled = 0
  let nextAt: Date | null = null
  const later = (at: Date): void => {
    if (nextAt === null || at < nextAt) nextAt = at
  }
  for (const intent of intents) {
    if (mine.has(intent.id)) continue
    const due = await dueAt(ctx, intent)
    if (due === null) continue
    if (due.getTime() > ctx.now()) {
      later(due)
      continue
    }
    const done = await lookFor(ctx, intent)
    if (done) settled += 1
    else later(new Date(ctx.now() + scaled(ctx, betweenLooksMs)))
  }
  return { settled, nextAt }
}

/** When an intent may be looked at: the quarantine counts from the send, or from the end of the lease of a worker that vanished. Null while that worker lives. */
async function dueAt(ctx: RunContext, intent: IntentRow): Promise<Date | null> {
  const sentAt = intent.sent_at?.getTime() ?? 0
  let from = sentAt
  if (intent.run !== null && intent.run !== ctx.run.id) {
    const run = intent.run
    const lease = await ctx.at('recover-read', () => ctx.store.runLease(run))
    if (lease?.running === true) return null
    if (lease !== null) from = Math.max(sentAt, Math.min(lease.leaseUntil.getTime(), ctx.now()))
  }
  const quarantined = from + quarantineMs(ctx)
  const looked = intent.looked_at === null ? 0 : intent.looked_at.getTime() + scaled(ctx, betweenLooksMs)
  return new Date(Math.max(quarantined, looked))
}

/** One look. True when the intent is settled: found, or absent in two looks. */
async function lookFor(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const found = await ctx.at('recover-look', () => lookUp(ctx, intent))
  if (found) return true
  if (intent.looks >= 1) {
    // Absent twice, far enough apart: it was never made. The record is planned again from fresh data.
    await ctx.at('recover-settle', () => ctx.store.settleIntents([intent.id]))
    return true
  }
  await ctx.at('recover-note', () => ctx.store.noteLook(intent.id, new Date(ctx.now())))
  return false
}

async function lookUp(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  switch (intent.kind) {
    case 'customer': {
      const card = await ctx.books.client.customers.byNumber(intent.reference)
      if (card === null) return false
      const sealed = intent.sealed === null ? null : sealedCustomer.parse(ctx.store.seal.open(intent.sealed, `intent:${ctx.run.org}`))
      const links = sealed === null || sealed.source.kind === 'none' ? [] : [{ scope: customerScope(ctx, sealed.source.kind), links: [customerLink(ctx, sealed.source.id, card.id)] }]
      await ctx.at('recover-settle', () => ctx.store.commit({ ...emptyCommit(ctx), knownCustomers: [rememberCard(card, ctx.store.hash)], links, settled: [intent.id] }, new Date(ctx.now())))
      return true
    }
    case 'article': {
      const article = await ctx.books.client.articles.byNumber(intent.reference)
      if (article === null) return false
      await ctx.at('recover-settle', () => ctx.store.commit({ ...emptyCommit(ctx), knownArticles: [article], settled: [intent.id] }, new Date(ctx.now())))
      return true
    }
    case 'document':
      return await findDocument(ctx, intent)
    case 'book':
      return await findBooked(ctx, intent)
    case 'update':
    case 'send':
      // An update is compared again by the next plan; a sending is never repeated (its record is already held).
      await ctx.at('recover-settle', () => ctx.store.settleIntents([intent.id]))
      return true
  }
}

async function findDocument(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const sealed = intent.sealed === null ? null : sealedDocument.parse(ctx.store.seal.open(intent.sealed, `intent:${ctx.run.org}`))
  const documents = await documentsWithMark(ctx, intent, sealed?.document.markField ?? ctx.recipe.markField, sealed?.customerId ?? null, ['order', 'invoiceDraft', 'invoice'])
  const [document] = documents
  if (document === undefined) return false
  await linkFound(ctx, intent, document, sealed?.fingerprint ?? null, documents.length)
  return true
}

/** A draft that was being booked: gone means look for the invoice; still there means it was not booked. */
async function findBooked(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const documents = await documentsWithMark(ctx, intent, ctx.recipe.markField, null, ['invoiceDraft', 'invoice'])
  const invoice = documents.find((document) => document.kind === 'invoice')
  if (invoice !== undefined) {
    await linkFound(ctx, intent, invoice, null, documents.length)
    return true
  }
  if (documents.some((document) => document.kind === 'invoiceDraft')) {
    await ctx.at('recover-settle', () => ctx.store.settleIntents([intent.id]))
    return true
  }
  return false
}

async function documentsWithMark(ctx: RunContext, intent: IntentRow, field: 'ourReference' | 'yourReference' | 'buyersOrderReference' | 'textRow', customerId: string | null, kinds: DocumentKind[]): Promise<KnownDocument[]> {
  const since = intent.sent_at === null ? null : new Date(intent.sent_at.getTime() - 10 * 60_000).toISOString()
  const possible = kinds.filter((kind) => kind !== 'order' || ctx.recipe.lookups.company.canOrder)
  const answer = await ctx.books.client.documents.findByMark({ mark: intent.reference, field, customerId, since, kinds: possible })
  return answer.documents.filter((document) => marksEqual(document, intent.reference))
}

async function linkFound(ctx: RunContext, intent: IntentRow, document: KnownDocument, fingerprint: string | null, count: number): Promise<void> {
  if (intent.record_id === null) return
  const recordId = intent.record_id
  const read: WrittenDocument | null = await ctx.at('recover-look', () => ctx.books.client.documents.get(document.kind, document.id))
  const toBook = ctx.recipe.documentKind === 'invoice' && document.kind === 'invoiceDraft'
  const now = new Date(ctx.now())
  const commit = emptyCommit(ctx)
  commit.settled.push(intent.id)
  commit.knownDocuments.push(document)
  commit.released.push(recordId)
  commit.links.push({
    scope: documentScope(ctx),
    links: [{ source_id: recordId, target_kind: document.kind, target_id: document.id, target_number: read?.number ?? document.number, target_url: read?.url ?? null, mark: intent.reference, flow: ctx.run.flow,
      origin: 'created', state: toBook ? 'to-book' : document.kind === 'invoice' ? 'booked' : 'made', due_at: toBook ? new Date(ctx.now() + ctx.recipe.settleMs / ctx.timeScale) : null,
      fingerprint, snapshot: null, source_stamp: null, target_stamp: read?.changedAt ?? document.changedAt, totals: read?.totals ?? null }],
  })
  const number = read?.number ?? document.number ?? document.id
  commit.activities.push({
    id: ctx.uuid(), at: now, run: ctx.run.id, flow: ctx.run.flow, trigger: ctx.run.trigger, action: 'created', recordId, title: recordId, documentKind: document.kind, documentId: document.id,
    documentNumber: read?.number ?? document.number, customerNumber: null, skus: [], reasonCode: 'found-after-lost-reply',
    sentenceSv: `Svaret hade uteblivit, men ${number} fanns i bokföringen med märket ${intent.reference}. Inget skrevs igen.`,
    sentenceEn: `The reply had been lost, but ${number} was in the books with the mark ${intent.reference}. Nothing was written again.`,
    durationMs: 0, settingsVersion: ctx.run.settingsVersion, payload: null,
  })
  if (ctx.recipe.writeBack) {
    const message = ctx.recipe.language === 'sv' ? `${number} skapades.` : `${number} was created.`
    commit.outbox.push({ connection: ctx.source.connection, kind: ctx.kind, rows: [{ recordId, values: { status: 'created', message, documentNumber: read?.number ?? document.number ?? '', documentUrl: read?.url ?? '' } }] })
  }
  await ctx.at('recover-settle', () => ctx.store.commit(commit, now))
  ctx.counts.created += 1
  if (count > 1) await ctx.at('recover-note', () => ctx.store.raiseAlert('two-marks', intent.reference, { mark: intent.reference, documents: String(count) }, now))
}
