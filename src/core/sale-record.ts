// The source record of a sale as a CRM holds it: a deal or an order with its lines, companies and contacts. Canonical, parsed, decimals as text.
import { z } from 'zod'
import { decimalText } from './decimals.ts'

/** Property values by the vendor's own names; what mapping rules read (`deal.your_reference`). Empty values are absent. */
export const fieldValues = z.record(z.string(), z.string())
export type FieldValues = z.infer<typeof fieldValues>

export const saleKind = z.enum(['deal', 'order'])
export type SaleKind = z.infer<typeof saleKind>

/** A company or contact beside the sale. `labels` are association labels in lower case ("billing"); `primary` the vendor's primary association. */
export const saleParty = z.object({
  id: z.string(),
  primary: z.boolean(),
  labels: z.array(z.string()),
  /** Ids this record absorbed in merges. */
  mergedIds: z.array(z.string()).default([]),
  fields: fieldValues,
})
export type SaleParty = z.infer<typeof saleParty>

/** One line. Price and amounts are in the sale's currency as the CRM states them, before any rounding of ours. */
export const saleLine = z.object({
  id: z.string(),
  position: z.number().nullable(),
  productId: z.string().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  /** As written at the source, trimmed; null when empty. */
  sku: z.string().nullable(),
  quantity: decimalText,
  unitPrice: decimalText,
  /** 15 = 15 %. */
  discountPercent: decimalText.nullable(),
  /** Amount per unit, in the sale's currency. */
  discountPerUnit: decimalText.nullable(),
  /** Rate of the line's tax rate at the source, 25 = 25 %; null when none is chosen. */
  taxRate: decimalText.nullable(),
  taxRateName: z.string().nullable(),
  /** Recurring billing, as the source says it: "monthly", number of payments when fixed. */
  recurring: z.object({ frequency: z.string(), payments: z.number().nullable() }).nullable(),
  currency: z.string().nullable(),
  createdAt: z.string().nullable(),
  /** Fields of the line and, when read, of its product. */
  fields: fieldValues,
  productFields: fieldValues,
})
export type SaleLine = z.infer<typeof saleLine>

export const saleRecord = z.object({
  kind: saleKind,
  id: z.string(),
  /** Ids absorbed in merges (their links are this record's). */
  mergedIds: z.array(z.string()),
  title: z.string(),
  url: z.string().nullable(),
  archived: z.boolean(),
  /** Change stamp as the source writes it; compared for equality only. */
  changedAt: z.string(),
  pipelineId: z.string(),
  stageId: z.string(),
  /** Every entry into a stage, newest first; times are ISO UTC. */
  stageEntries: z.array(z.object({ stageId: z.string(), at: z.string() })),
  amount: decimalText.nullable(),
  currency: z.string().nullable(),
  closedAt: z.string().nullable(),
  owner: z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }).nullable(),
  /** Our own mark on records that we created from a document ("<system>:<company>:<kind>:<id>"); null otherwise. */
  createdFrom: z.string().nullable(),
  fields: fieldValues,
  companies: z.array(saleParty),
  contacts: z.array(saleParty),
  lines: z.array(saleLine),
  /** Order objects state these; deals leave them null and use a configured property. */
  shippingCost: decimalText.nullable(),
  orderDiscount: z.object({ percent: decimalText.nullable(), amount: decimalText.nullable() }).nullable(),
})
export type SaleRecord = z.infer<typeof saleRecord>

/** What could not be parsed is kept whole, with the place that was wrong. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; id: string; raw: unknown; problem: string }
