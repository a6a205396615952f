// Orders, invoice drafts and invoices as they come back: known documents with the texts that may hold marks, and written documents with totals.
import { createHash } from 'node:crypto'
import type { DocumentTotals, KnownDocument, WrittenDocument } from '../../core/books.ts'
import type { DocumentKind } from '../../core/sale-draft.ts'
import { allTexts, forgiven } from './forgiving.ts'
import { quickReader } from './quick-read.ts'
import { wireDocument, wireHead } from './schemas-document.ts'
import type { WireDocument, WireHead } from './schemas-document.ts'
import { readTotals } from './totals.ts'
import type { HeadAmounts } from './totals.ts'
import { isWireObject } from './wire-values.ts'

const readQuickly = quickReader(wireDocument)

/** Null when the object is no document. */
export function parseDocument(raw: unknown): WireDocument | null {
  return readQuickly(raw) ?? wireDocument.safeParse(raw).data ?? null
}

/**
 * Null when the object is no document. Much cheaper than the whole document. Of one with a strange value the rest is read,
 * and every text in it may hold a mark: an overlooked mark would make a second document.
 */
export function parseHead(raw: unknown): (WireHead & { odd: boolean }) | null {
  const read = forgiven(wireHead, raw)
  if (read === null) return null
  if (read.odd.length === 0) return { ...read.value, odd: false }
  return { ...read.value, odd: true, Rows: allTexts(raw).map((text) => ({ IsTextRow: true, ArticleId: null, Text: text })) }
}

/** Whether an answer carries the texts that may hold a mark, or only a digest of the document. */
export function hasMarkTexts(raw: unknown, field: 'ourReference' | 'yourReference' | 'buyersOrderReference' | 'textRow'): boolean {
  return isWireObject(raw) && (field === 'textRow' ? Array.isArray(raw.Rows) : `${field.charAt(0).toUpperCase()}${field.slice(1)}` in raw)
}

export function readKnown(kind: DocumentKind, wire: WireHead): KnownDocument {
  const texts = (wire.Rows ?? []).filter((row) => row.IsTextRow === true || row.ArticleId === null).map((row) => row.Text)
  const orders = (wire.CollectiveCustomerInvoiceRowsRelationToOrders ?? []).map((each) => each.OrderId)
  return {
    kind, id: wire.Id, number: numberOf(kind, wire), customerId: wire.CustomerId,
    markTexts: [wire.OurReference, wire.YourReference, wire.BuyersOrderReference, ...texts].filter((text) => text !== null),
    createdAt: wire.CreatedUtc, changedAt: wire.ModifiedUtc,
    createdFromOrderId: wire.CreatedFromOrderId ?? (orders.length === 1 ? (orders[0] ?? null) : null),
    state: stateOf(kind, wire),
  }
}

/**
 * `changedAt` is ModifiedUtc; drafts have no such stamp (fact 63), so theirs is a digest of what a person could change, made from the answer.
 * `url` is null: addresses of single documents in the web client are not documented.
 */
export function readWritten(kind: DocumentKind, wire: WireDocument): WrittenDocument {
  return {
    kind, id: wire.Id, number: numberOf(kind, wire), url: null, state: stateOf(kind, wire),
    totals: totalsOf(kind, wire), changedAt: wire.ModifiedUtc ?? contentStamp(wire),
  }
}

function totalsOf(kind: DocumentKind, wire: WireDocument): DocumentTotals {
  const heads: Record<DocumentKind, HeadAmounts> = {
    order: { total: wire.Amount, vat: wire.VatAmount, rounding: wire.RoundingsAmount, currency: wire.CurrencyCode },
    invoiceDraft: { total: wire.TotalAmount, vat: wire.TotalVatAmount, rounding: wire.TotalRoundings, currency: wire.InvoiceCurrencyCode },
    invoice: {
      total: wire.TotalAmountInvoiceCurrency ?? wire.TotalAmount, vat: wire.TotalVatAmountInvoiceCurrency ?? wire.TotalVatAmount,
      rounding: wire.TotalRoundings, currency: wire.CurrencyCode,
    },
  }
  return readTotals(wire, heads[kind])
}

/** Numbers are null, or zero, until assigned (fact 165); drafts have none (fact 140). */
function numberOf(kind: DocumentKind, wire: WireHead): string | null {
  const number = kind === 'order' ? wire.Number : kind === 'invoice' ? wire.InvoiceNumber : null
  return number === '0' ? null : number
}

/** Order status 1 draft, 2 ongoing, 3 shipped, 4 invoiced (fact 158). */
function stateOf(kind: DocumentKind, wire: WireHead): KnownDocument['state'] {
  if (kind === 'invoice') return 'booked'
  if (kind === 'invoiceDraft' || wire.Status === 1) return 'draft'
  return wire.Status === 3 ? 'shipped' : wire.Status === 4 ? 'invoiced' : 'ongoing'
}

/** Dates are left out: a draft's invoice date may be shown as today's (fact 136). */
function contentStamp(wire: WireDocument): string {
  const rows = (wire.Rows ?? []).map((row) => [row.ArticleId, row.Text, row.Quantity, row.UnitPrice, row.DiscountPercentage])
  const head = [wire.CustomerId, wire.OurReference, wire.YourReference, wire.BuyersOrderReference, wire.TotalAmount, wire.TotalVatAmount]
  return `content:${createHash('sha256').update(JSON.stringify([head, rows])).digest('hex').slice(0, 24)}`
}
