// Schemas of orders, invoice drafts and invoices as they come: one shape for the three, with each kind's own names beside.
import { z } from 'zod'
import { wireAmount, wireFlagOrNull, wireGuid, wireStamp, wireText, wireWhole } from './wire-values.ts'

/** What the reading of known documents needs: ids, stamps and the texts that may hold a mark. Short, since whole lists pass through it. */
export const wireHead = z.object({
  Id: wireGuid, CustomerId: wireText, CreatedUtc: wireStamp, ModifiedUtc: wireStamp,
  YourReference: wireText, OurReference: wireText, BuyersOrderReference: wireText,
  Number: wireText, Status: wireWhole, InvoiceNumber: wireText, CreatedFromOrderId: wireText,
  Rows: z.array(z.object({ IsTextRow: wireFlagOrNull, ArticleId: wireText, Text: wireText })).nullish(),
  CollectiveCustomerInvoiceRowsRelationToOrders: z.array(z.object({ OrderId: wireText })).nullish(),
})
export type WireHead = z.output<typeof wireHead>

export const wireRow = z.object({
  Id: wireText, LineNumber: wireWhole, IsTextRow: wireFlagOrNull, ArticleId: wireText, Text: wireText,
  UnitPrice: wireAmount, Quantity: wireAmount, DiscountPercentage: wireAmount,
  /** Orders and drafts: the row's amount as priced, or net; invoices say both (facts 137, 146). */
  Amount: wireAmount, AmountNoVat: wireAmount,
  VatRate: wireAmount, PercentVat: wireAmount,
})
export type WireRow = z.output<typeof wireRow>

export const wireDocument = wireHead.extend({
  IncludesVat: wireFlagOrNull,
  Rows: z.array(wireRow).nullish(),
  // Orders.
  Amount: wireAmount, VatAmount: wireAmount, RoundingsAmount: wireAmount,
  // Drafts (document currency) and invoices (company currency).
  TotalAmount: wireAmount, TotalVatAmount: wireAmount, TotalRoundings: wireAmount, InvoiceCurrencyCode: wireText,
  // Invoices. Roundings in document currency are not stated (fact 149).
  CurrencyCode: wireText, TotalAmountInvoiceCurrency: wireAmount, TotalVatAmountInvoiceCurrency: wireAmount,
})
export type WireDocument = z.output<typeof wireDocument>
