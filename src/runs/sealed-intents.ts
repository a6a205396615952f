// What an intent keeps under seal: enough to say, after a crash, what was written, for whom and under which settings.
import { z } from 'zod'
import { documentDraft } from '../core/document-draft.ts'
import { saleKind } from '../core/sale-record.ts'
import type { IntentRow } from '../store/tables/intents.ts'
import type { LinkScope } from '../store/tables/links.ts'
import type { RunContext } from './context.ts'

/** Where the sale comes from and what its flow does with the document. Recovery may be done by a run of another flow. */
const place = z.object({
  sourceAccount: z.string(), kind: saleKind, connection: z.string(), writeBack: z.boolean(), language: z.enum(['sv', 'en']),
  books: z.boolean(), sends: z.boolean(), settleMs: z.number(), markField: documentDraft.shape.markField,
})
export type Place = z.infer<typeof place>

const placed = z.object({ place })
const sealedDocument = placed.extend({ fingerprint: z.string(), snapshot: z.unknown(), document: documentDraft, customerId: z.string(), documentId: z.string().nullable() })
export type SealedDocument = z.infer<typeof sealedDocument>
const sealedCustomer = placed.extend({
  source: z.object({ kind: z.string(), id: z.string() }), name: z.string(),
  keys: z.object({ customerNumber: z.string().nullable(), orgNumber: z.string().nullable(), vatNumber: z.string().nullable(), emails: z.array(z.string()) }),
})
export type SealedCustomer = z.infer<typeof sealedCustomer>

export function placeOf(ctx: RunContext): Place {
  const { recipe } = ctx
  return {
    sourceAccount: ctx.source.account, kind: ctx.kind, connection: ctx.source.connection, writeBack: recipe.writeBack, language: recipe.language,
    books: recipe.documentKind === 'invoice', sends: recipe.send !== 'none', settleMs: recipe.settleMs, markField: recipe.markField,
  }
}

/** Seals what `open...` gives back; the place is added. */
export function sealIntent(ctx: RunContext, content: Omit<SealedDocument, 'place'> | Omit<SealedCustomer, 'place'> | Record<string, never>): Buffer {
  // Whether a draft is booked is the sale's own affair: a payment method may ask for an invoice in a flow of orders.
  const books = 'document' in content ? { books: content.document.kind === 'invoice' } : {}
  return ctx.store.seal.seal({ ...content, place: { ...placeOf(ctx), ...books } }, `intent:${ctx.run.org}`)
}

/** Null when the payload's time was over; then the sale's mark alone decides. */
export function openDocument(ctx: RunContext, intent: IntentRow): SealedDocument | null {
  return intent.sealed === null ? null : sealedDocument.parse(ctx.store.seal.open(intent.sealed, `intent:${ctx.run.org}`))
}

export function openCustomer(ctx: RunContext, intent: IntentRow): SealedCustomer | null {
  return intent.sealed === null ? null : sealedCustomer.parse(ctx.store.seal.open(intent.sealed, `intent:${ctx.run.org}`))
}

/** Where the intent's sale belongs. Null when that is not known any more and the intent is another flow's. */
export function openPlace(ctx: RunContext, intent: IntentRow): Place | null {
  if (intent.sealed !== null) return placed.parse(ctx.store.seal.open(intent.sealed, `intent:${ctx.run.org}`)).place
  return intent.flow === ctx.run.flow ? placeOf(ctx) : null
}

export function placeScope(ctx: RunContext, where: Pick<Place, 'sourceAccount' | 'kind'>): LinkScope {
  return { org: ctx.run.org, sourceAccount: where.sourceAccount, kind: where.kind, targetAccount: ctx.books.account, family: 'document' }
}
