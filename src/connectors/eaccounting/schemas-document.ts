// Schemas of orders, invoice drafts and invoices as they come: one shape for the three, with each kind's own names beside.
import { z } from 'zod'
import { wireAmount, wireFlag, wireFlagOrNull, wireStamp, wireText, wireWhole } from './wire-values.ts'

export const wireRow = z.looseObject({
  Id: wireText, LineNumber: wireWhole, IsTextRow: wireFlagOrNull, ArticleId: wireText, Text: wireText,
  UnitPrice: wireAmount, Quantity: wireAmount, DiscountPercentage: wireAmount,
  /** Orders and drafts: the row's amount as priced, or net; invoices say both (facts 137, 146). */
  Amount: wireAmount, AmountNoVat: wireAmount,
  VatRate: wireAmount, PercentVat: wireAmount,
})
export type WireRow = z.output<typeof wireRow>

export const wireDocument = z.looseObject({
  Id: z.string(), CustomerId: wireText, CreatedUtc: wireStamp, ModifiedUtc: wireStamp,
  YourReference: wireText, OurReference: wireText, BuyersOrderReference: wireText,
  IncludesVat: wireFlagOrNull,
  Rows: z.array(wireRow).nullish(),
  // Orders.
  Number: wireText, Status: wireWhole, Amount: wireAmount, VatAmount: wireAmount, RoundingsAmount: wireAmount,
  // Drafts (document currency) and invoices (company currency).
  TotalAmount: wireAmount, TotalVatAmount: wireAmount, TotalRoundings: wireAmount, InvoiceCurrencyCode: wireText,
  // Invoices. Roundings in document currency are not stated (fact 149).
  InvoiceNumber: wireText, CurrencyCode: wireText, TotalAmountInvoiceCurrency: wireAmount, TotalVatAmountInvoiceCurrency: wireAmount,
  CreatedFromOrderId: wireText, IsCreditInvoice: wireFlag,
  CollectiveCustomerInvoiceRowsRelationToOrders: z.array(z.looseObject({ OrderId: wireText })).nullish(),
})
export type WireDocument = z.output<typeof wireDocument>
