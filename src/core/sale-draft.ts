// The draft of a sale: what the mapping made of the source record, before the books are asked. All decimals as text.
import { z } from 'zod'
import { decimalText } from './decimals.ts'

export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Scalar = z.infer<typeof scalar>

/** Something the mapping or the planner did that the reader of the log should know ("added by rule X"). */
export const note = z.object({ code: z.string(), sv: z.string(), en: z.string() })
export type Note = z.infer<typeof note>

export const buyerKind = z.enum(['company', 'private'])
export type BuyerKind = z.infer<typeof buyerKind>

export const address = z.object({
  name: z.string().nullable().default(null),
  line1: z.string().nullable().default(null),
  line2: z.string().nullable().default(null),
  postalCode: z.string().nullable().default(null),
  city: z.string().nullable().default(null),
  /** ISO 3166-1 alpha-2, upper case ("SE"); null when the source has none (the company's own country is then assumed, with a note). */
  country: z.string().nullable().default(null),
})
export type Address = z.infer<typeof address>

/** A customer card as we want it. Null = the source says nothing (never overwrites). */
export const customerDraft = z.object({
  /** Ids of the source records behind it, for links: company or contact. */
  source: z.object({ kind: z.enum(['company', 'contact', 'none']), id: z.string() }),
  kind: buyerKind,
  /** Whole name; the connector's limit is applied by the planner. */
  name: z.string(),
  customerNumber: z.string().nullable(),
  /** Digits only (ten or twelve), or as written when it is not a Swedish number. */
  orgNumber: z.string().nullable(),
  /** Upper case without spaces: "SE556677889901". */
  vatNumber: z.string().nullable(),
  /** The buyer's e-mail, used for matching. */
  email: z.string().nullable(),
  /** Where invoices go; falls back to email when the card is made. */
  invoiceEmail: z.string().nullable(),
  emailCopies: z.array(z.string()),
  phone: z.string().nullable(),
  mobile: z.string().nullable(),
  website: z.string().nullable(),
  contactName: z.string().nullable(),
  contactEmail: z.string().nullable(),
  contactPhone: z.string().nullable(),
  invoiceAddress: address,
  deliveryAddress: address.nullable(),
  /** ISO 4217. */
  currency: z.string().nullable(),
  /** ISO 639-1 of sales documents. */
  language: z.string().nullable(),
  /** Terms as people see them: name ("30 dagar netto") or number of days as text ("30"). */
  terms: z.string().nullable(),
  deliveryMethod: z.string().nullable(),
  labels: z.array(z.string()),
  note: z.string().nullable(),
  forceVat: z.boolean().nullable(),
  deliveryBasedVat: z.boolean().nullable(),
  northernIreland: z.boolean().nullable(),
  reverseChargeConstruction: z.boolean().nullable(),
  /** Any other writable field of the card, by its name in the target system. */
  custom: z.record(z.string(), scalar),
})
export type CustomerDraft = z.infer<typeof customerDraft>

export const costCentreChoice = z.object({ dimension: z.union([z.number(), z.string()]), value: z.string() })
export type CostCentreChoice = z.infer<typeof costCentreChoice>

/** One wanted line, in the source's terms: full unit price, discount beside it. */
export const lineDraft = z.object({
  key: z.string(),
  kind: z.enum(['item', 'shipping', 'amount', 'text']),
  sourceLineId: z.string().nullable(),
  productId: z.string().nullable(),
  sku: z.string().nullable(),
  name: z.string(),
  /** Text of the row; null = the article's own name. */
  text: z.string().nullable(),
  description: z.string().nullable(),
  quantity: decimalText,
  unitPrice: decimalText,
  /** 15 = 15 %. At most one of the two discounts is set. */
  discountPercent: decimalText.nullable(),
  discountPerUnit: decimalText.nullable(),
  /** VAT rate the source states for the line, 25 = 25 %; null = none stated. */
  taxRate: decimalText.nullable(),
  /** Whether unitPrice includes VAT at the source (shipping may; CRM lines do not). */
  includesVat: z.boolean(),
  /** Article group for tax rules, from a product field, when configured. */
  articleGroup: z.string().nullable(),
  /** Article coding wanted by `tax.lines` or a rule; null = decide by rate. */
  coding: z.string().nullable(),
  costCentres: z.array(costCentreChoice),
  project: z.string().nullable(),
  /** Any other writable field of the row, by its name in the target system. */
  custom: z.record(z.string(), scalar),
  /** Values that mapping rules give the article when it is made (`article.*`): canonical "name", "note", "unit", else the target's own field names. */
  article: z.record(z.string(), scalar).optional(),
})
export type LineDraft = z.infer<typeof lineDraft>

export const documentKind = z.enum(['order', 'invoiceDraft', 'invoice'])
export type DocumentKind = z.infer<typeof documentKind>

export const saleDraft = z.object({
  sourceKind: z.enum(['deal', 'order']),
  sourceId: z.string(),
  title: z.string(),
  sourceUrl: z.string().nullable(),
  documentKind,
  orderStatus: z.enum(['ongoing', 'draft']),
  /** ISO 4217 of the sale; null = the books' own currency is meant (noted). */
  currency: z.string().nullable(),
  buyer: customerDraft,
  /** Set when the default customer is used: its number, and why. The buyer then stands in delivery fields and a text row. */
  defaultCustomer: z.object({ number: z.string(), reason: note }).nullable(),
  lines: z.array(lineDraft),
  orderDiscount: z.object({ percent: decimalText.nullable(), amount: decimalText.nullable() }).nullable(),
  /** Amount the source states for the whole sale, net of VAT; for `amountCheck`. */
  statedAmount: decimalText.nullable(),
  documentDate: z.string(),
  deliveryDate: z.string().nullable(),
  terms: z.string().nullable(),
  deliveryMethod: z.string().nullable(),
  yourReference: z.string().nullable(),
  ourReference: z.string().nullable(),
  buyersOrderReference: z.string().nullable(),
  invoiceAddress: address,
  deliveryAddress: address.nullable(),
  /** Rows of text only, printed last (comment, whole name). */
  textRows: z.array(z.string()),
  /** Any other writable field of the document, by its name in the target system. */
  custom: z.record(z.string(), scalar),
  notes: z.array(note),
})
export type SaleDraft = z.infer<typeof saleDraft>
