// Updating a document: the new head and rows merged into what GET returned, so that what people added stays (facts 46, 170).
import type { PostedKind } from './document-wire.ts'
import { isWireObject } from './wire-values.ts'
import type { WireObject } from './wire-values.ts'

/** Computed or owned by the vendor; left out of a PUT (facts 133, 137, 160). */
const readOnlyHead: Record<PostedKind, string[]> = {
  order: [
    'Id', 'Number', 'CreatedUtc', 'ModifiedUtc', 'Amount', 'VatAmount', 'RoundingsAmount', 'DeliveredAmount', 'DeliveredVatAmount', 'DeliveredRoundingsAmount', 'CustomerNumber',
    'CustomerName', 'DeliveryTermId', 'DeliveryMethodId', 'CustomerIsPrivatePerson', 'IncludesVat', 'SalesDocumentAttachments', 'MessageThreads', 'Notes',
    'MaxAllowedTaxReductionAmount', 'RotReducedInvoicingPercent', 'IsNotDelivered', 'ContributionMargin', 'CreatedFromQuoteId', 'BackgroundId',
  ],
  invoiceDraft: [
    'Id', 'CreatedUtc', 'MaxAllowedTaxReductionAmount', 'InvoiceCustomerName', 'InvoicePostalCode', 'InvoiceCity', 'InvoiceCountryCode', 'InvoiceCurrencyCode',
    'CustomerIsPrivatePerson', 'ReverseChargeOnConstructionServices', 'SalesDocumentAttachments', 'MessageThreads', 'Notes', 'TotalAmount', 'TotalVatAmount', 'TotalRoundings',
    'TotalAmountBaseCurrency', 'TotalVatAmountBaseCurrency', 'CustomerNumber', 'CustomerName', 'IncludesVat', 'ContributionMargin',
  ],
}
const readOnlyRow = [
  'IsServiceArticle', 'UnitId', 'UnitName', 'UnitAbbreviation', 'UnitAbbreviationEnglish', 'Amount', 'VatRate', 'VatRateId', 'ContributionMargin', 'PurchasePrice', 'FreightCosts',
  'IsDiscountInFixedAmount', 'DiscountFixedAmount', 'ArticleNumber',
]

/**
 * Body of PUT. A row keeps its Id, and what else stands on it, where the same article (or a text row) stands at the same place;
 * when it is another, its fields are ours alone. Our head fields replace; the draft's due date goes, so that it follows terms and date again.
 */
export function mergedDocument(kind: PostedKind, raw: WireObject, ours: WireObject): WireObject {
  const kept = Object.fromEntries(Object.entries(raw).filter(([name]) => !readOnlyHead[kind].includes(name) && name !== 'Rows' && name !== 'DueDate'))
  // A status further on than ours is never turned back.
  const status = typeof raw.Status === 'number' && typeof ours.Status === 'number' ? { Status: Math.max(raw.Status, ours.Status) } : {}
  return { ...kept, ...ours, ...status, Rows: mergedRows(raw.Rows, ours.Rows) }
}

function mergedRows(before: unknown, ours: unknown): WireObject[] {
  const old = (Array.isArray(before) ? before.filter(isWireObject) : []).toSorted((a, b) => Number(a.LineNumber ?? 0) - Number(b.LineNumber ?? 0))
  return (Array.isArray(ours) ? ours.filter(isWireObject) : []).map((row, index) => {
    const same = old[index]
    if (same === undefined || (same.ArticleId ?? null) !== (row.ArticleId ?? null)) return row
    const kept = Object.fromEntries(Object.entries(same).filter(([name]) => !readOnlyRow.includes(name)))
    return { ...kept, Text: null, ...row }
  })
}
