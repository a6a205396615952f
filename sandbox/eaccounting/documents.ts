// Every order, draft and invoice with its marks and totals: what an oracle reads instead of our own tables.
import type { Company } from './company.ts'
import { refreshOverdue } from './invoice-ledger.ts'
import type { DocumentTotals, Marks } from './journal.ts'
import { draftTotals, invoiceTotals, marksOf, orderTotals } from './route-parts.ts'

export type DocumentView = {
  company: string
  kind: 'order' | 'draft' | 'invoice'
  id: string
  number: number | null
  customer: string | null
  marks: Marks
  totals: DocumentTotals
  /** Order status 1-4, or payment status of an invoice. */
  status: number | null
  createdUtc: string
  credit: boolean
  fromOrder: string | null
  fromDraft: string | null
}

/** @param today business date, for what has become overdue */
export function documentsOf(company: Company, today: string): DocumentView[] {
  refreshOverdue(company, today)
  const orders = company.orders.all().map((order): DocumentView => ({
    company: company.id, kind: 'order', id: order.Id, number: order.Number, customer: order.CustomerNumber, marks: marksOf(order), totals: orderTotals(order),
    status: order.Status, createdUtc: order.CreatedUtc, credit: false, fromOrder: null, fromDraft: null,
  }))
  const drafts = company.drafts.all().map((draft): DocumentView => ({
    company: company.id, kind: 'draft', id: draft.Id, number: null, customer: draft.CustomerNumber, marks: marksOf(draft), totals: draftTotals(draft),
    status: null, createdUtc: draft.CreatedUtc, credit: draft.IsCreditInvoice, fromOrder: null, fromDraft: null,
  }))
  const invoices = company.invoices.all().map((invoice): DocumentView => ({
    company: company.id, kind: 'invoice', id: invoice.Id, number: invoice.InvoiceNumber, customer: invoice.CustomerNumber, marks: marksOf(invoice), totals: invoiceTotals(invoice),
    status: invoice.PaymentStatus, createdUtc: invoice.CreatedUtc, credit: invoice.IsCreditInvoice, fromOrder: invoice.CreatedFromOrderId, fromDraft: invoice.CreatedFromDraftId,
  }))
  return [...orders, ...drafts, ...invoices]
}
