// Orders and invoice drafts as they are sent: heads and rows with the vendor's names (facts 126-137, 159-171).
import type { Address, DocumentKind, Scalar } from '../../core/sale-draft.ts'
import type { DocumentDraft, DocumentRow } from '../../core/document-draft.ts'
import { Failure } from '../../core/failure.ts'
import { systemName } from './config.ts'
import { customValues, documentHasField, writableFields } from './field-list.ts'
import { wireNumber } from './wire-values.ts'
import type { WireObject } from './wire-values.ts'

/** What can be posted; an invoice is always posted as a draft and booked by converting it. */
export type PostedKind = 'order' | 'invoiceDraft'

export function postedKind(kind: DocumentKind): PostedKind {
  return kind === 'order' ? 'order' : 'invoiceDraft'
}

export type DocumentIds = { customerId: string; articleIds: Record<string, string> }

const rowNames = new Set(writableFields.filter((field) => field.entity === 'row').map((field) => field.name))

/**
 * The body of POST /orders or POST /customerinvoicedrafts. What is null is left out; custom fields never override ours, so the mark stays.
 * @throws Failure 'books-reference-missing' when an article has no id, 'books-field-not-on-document' for a custom field of another kind
 */
export function documentBody(draft: DocumentDraft, ids: DocumentIds, connection: string): WireObject {
  const kind = postedKind(draft.kind)
  const custom = customHead(draft.custom, kind, connection)
  const head: WireObject = {
    ...custom,
    ...given({
      CustomerId: ids.customerId, EuThirdParty: custom.EuThirdParty ?? false, RotReducedInvoicingType: 0,
      YourReference: draft.yourReference, OurReference: draft.ourReference, BuyersOrderReference: draft.buyersOrderReference,
      DeliveryDate: draft.deliveryDate, TermsOfPaymentId: draft.termsId,
      DeliveryMethodName: draft.deliveryMethod?.name, DeliveryMethodCode: draft.deliveryMethod?.code,
      ...deliveryPlace(draft.deliveryAddress),
    }),
  }
  const rows = draft.rows.map((row, index) => rowBody(row, index + 1, kind, ids, connection))
  if (kind === 'invoiceDraft') return { ...head, InvoiceDate: draft.documentDate, Rows: rows }
  return {
    ...head,
    ...given({ InvoiceCustomerName: draft.customerName, ...invoicePlace(draft.invoiceAddress) }),
    OrderDate: draft.documentDate, CurrencyCode: draft.currency, Status: draft.orderStatus === 'draft' ? 1 : 2,
    ReverseChargeOnConstructionServices: draft.reverseChargeConstruction, Rows: rows,
  }
}

function rowBody(row: DocumentRow, line: number, kind: PostedKind, ids: DocumentIds, connection: string): WireObject {
  const reverse = kind === 'order'
    ? { IsWorkCost: false, EligibleForReverseChargeOnVat: row.reverseChargeConstruction }
    : { ReversedConstructionServicesVatFree: row.reverseChargeConstruction }
  // A text row needs at least one character (fact 128).
  if (row.kind === 'text') return { LineNumber: line, IsTextRow: true, Text: row.text === null || row.text === '' ? '-' : row.text, ...reverse }
  const articleId = row.articleNumber === null ? undefined : ids.articleIds[row.articleNumber]
  if (articleId === undefined) throw new Failure('books-reference-missing', { system: systemName, connection, message: `${row.articleNumber ?? '–'}` })
  const custom = customValues('row', Object.fromEntries(Object.entries(row.custom).filter(([name, value]) => rowNames.has(name) && value !== null)))
  return {
    ...reverse,
    ...custom,
    LineNumber: line, IsTextRow: false, ArticleId: articleId,
    Quantity: wireNumber(row.quantity), UnitPrice: wireNumber(row.unitPrice),
    // Always sent: whether the customer's own discount fills an absent one is not known (fact 208).
    DiscountPercentage: wireNumber(row.discount),
    ...given({
      Text: row.text, ProjectId: row.projectId,
      CostCenterItemId1: row.costCentreItemIds[1], CostCenterItemId2: row.costCentreItemIds[2], CostCenterItemId3: row.costCentreItemIds[3],
    }),
  }
}

function deliveryPlace(place: Address | null): WireObject {
  return place === null ? {} : {
    DeliveryCustomerName: place.name, DeliveryAddress1: place.line1, DeliveryAddress2: place.line2,
    DeliveryPostalCode: place.postalCode, DeliveryCity: place.city, DeliveryCountryCode: place.country,
  }
}

/** Lines that are empty are sent as '', since null means "take the customer's" (fact 45) and half an address of each would be wrong. */
function invoicePlace(place: Address | null): WireObject {
  return place === null ? {} : {
    InvoiceAddress1: place.line1 ?? '', InvoiceAddress2: place.line2 ?? '',
    InvoicePostalCode: place.postalCode ?? '', InvoiceCity: place.city ?? '', InvoiceCountryCode: place.country,
  }
}

function customHead(custom: Record<string, Scalar>, kind: PostedKind, connection: string): WireObject {
  const wrong = Object.entries(custom).find(([name, value]) => value !== null && value !== '' && !documentHasField(kind, name))
  if (wrong !== undefined) throw new Failure('books-field-not-on-document', { system: systemName, connection, field: wrong[0], kind })
  return given(customValues('document', custom))
}

function given(values: Record<string, unknown>): WireObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))
}
