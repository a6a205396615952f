// What is left to pay on an invoice, when it is overdue, and how it is answered.
import type { Choices } from './choices.ts'
import type { Company } from './company.ts'
import type { Invoice } from './entities-document.ts'
import { divide, scaled, toNumber } from './exact.ts'

/** CreatedFromDraftId is answered by choice only (fact 139). */
export function presentInvoice(invoice: Invoice, choices: Choices): Invoice {
  return choices.createdFromDraftIdReturned ? invoice : { ...invoice, CreatedFromDraftId: null }
}

/** Unpaid invoices past their due date become overdue (2), looked at once a day. */
export function refreshOverdue(company: Company, today: string): void {
  if (company.overdueCheckedOn === today) return
  company.overdueCheckedOn = today
  for (const kept of company.invoices.where('PaymentStatus', 1)) {
    if ((kept.value.DueDate ?? today) < today) company.invoices.put({ ...kept.value, PaymentStatus: 2 }, kept.createdAt)
  }
}

/** The invoice with so much less to pay; 0 left means paid. The caller stores it. */
export function applyPayment(company: Company, invoice: Invoice, amount: number, day: string): Invoice {
  const left = scaled(invoice.RemainingAmountInvoiceCurrency, 2) - scaled(amount, 2)
  const rate = scaled(invoice.CurrencyRate ?? 1, 6)
  const customer = company.customers.get(invoice.CustomerId)
  const leftBase = toNumber(divide(left * rate, 1_000_000n), 2)
  if (customer) {
    const unpaid = toNumber(scaled(customer.UnpaidInvoicesAmount, 2) - scaled(invoice.RemainingAmount, 2) + scaled(leftBase, 2), 2)
    company.customers.put({ ...customer, UnpaidInvoicesAmount: unpaid }, 0)
  }
  return {
    ...invoice,
    RemainingAmountInvoiceCurrency: toNumber(left, 2),
    RemainingAmount: leftBase,
    PaymentStatus: left === 0n ? 0 : invoice.PaymentStatus,
    PaymentDate: day,
  }
}
