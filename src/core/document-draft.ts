// The document exactly as it will be sent to the books: rows with final decimals, articles and customer by number until ids are known.
import { z } from 'zod'
import { area } from './books.ts'
import { decimalText } from './decimals.ts'
import { address, documentKind, scalar, type CustomerDraft } from './sale-draft.ts'

export const documentRow = z.object({
  kind: z.enum(['article', 'text']),
  /** Article number as in the books; null for text rows. */
  articleNumber: z.string().nullable(),
  text: z.string().nullable(),
  quantity: decimalText,
  unitPrice: decimalText,
  /** Fraction 0..1 with at most 4 decimals: 0.15 = 15 %. */
  discount: decimalText,
  /** Item id per dimension. */
  costCentreItemIds: z.object({ 1: z.string().nullable(), 2: z.string().nullable(), 3: z.string().nullable() }),
  projectId: z.string().nullable(),
  reverseChargeConstruction: z.boolean(),
  custom: z.record(z.string(), scalar),
  /** Line of the draft this row came from; several rows may share one. */
  lineKey: z.string().nullable(),
  /** What we expect the books to compute. */
  expected: z.object({ net: decimalText, vatRate: decimalText, area, account: z.string().nullable(), coding: z.string() }).nullable(),
})
export type DocumentRow = z.infer<typeof documentRow>

export const documentDraft = z.object({
  /** What is posted: an invoice is posted as an invoiceDraft and booked later. */
  kind: documentKind,
  orderStatus: z.enum(['ongoing', 'draft']),
  mark: z.string(),
  /** Field that carries the mark; the text of that field already contains it. */
  markField: z.enum(['ourReference', 'yourReference', 'buyersOrderReference', 'textRow']),
  currency: z.string(),
  documentDate: z.string(),
  deliveryDate: z.string().nullable(),
  termsId: z.string().nullable(),
  deliveryMethod: z.object({ name: z.string(), code: z.string().nullable() }).nullable(),
  yourReference: z.string().nullable(),
  ourReference: z.string().nullable(),
  buyersOrderReference: z.string().nullable(),
  customerName: z.string().nullable(),
  invoiceAddress: address.nullable(),
  deliveryAddress: address.nullable(),
  reverseChargeConstruction: z.boolean(),
  isPrivate: z.boolean(),
  rows: z.array(documentRow),
  custom: z.record(z.string(), scalar),
  /** Sums we hold the books to. VAT under both lawful roundings. */
  expected: z.object({
    net: decimalText,
    vatPerLine: decimalText,
    vatPerRate: decimalText,
    /** Whether rows' unit prices include VAT. */
    includesVat: z.boolean(),
    roundsToWhole: z.boolean(),
  }),
})
export type DocumentDraft = z.infer<typeof documentDraft>

export const articleDraft = z.object({
  number: z.string(),
  name: z.string(),
  unitId: z.string(),
  codingId: z.string(),
  codingName: z.string(),
  vatRate: decimalText,
  /** Excluding VAT, two decimals. */
  netPrice: decimalText,
  isService: z.boolean().nullable(),
  note: z.string().nullable(),
  custom: z.record(z.string(), scalar),
  /** Product at the source, for the link. */
  productId: z.string().nullable(),
})
export type ArticleDraft = z.infer<typeof articleDraft>

/** A card to be made, all lookups settled to ids. */
export type CustomerCreate = {
  card: CustomerDraft
  /** Cut to the books' limit. */
  name: string
  /** Reserved by us before the write, so that a lost reply can be settled. */
  number: string | null
  termsId: string
  deliveryMethodId: string | null
  labelIds: string[]
  postalCode: string
  city: string
  /** Country written on the card. */
  country: string | null
  currency: string | null
}
