// /v2/customerinvoices: booked invoices, their payments, sending, PDF and voiding (facts 142-155).
import { randomUUID } from 'node:crypto'
import { bookInvoice, checkBookable } from './book-invoice.ts'
import { businessDate, instantText } from './calendar.ts'
import { invoices } from './entities-document.ts'
import type { Invoice } from './entities-document.ts'
import { electronicInvoice, email, payment } from './entities-reference.ts'
import { applyPayment, presentInvoice, refreshOverdue } from './invoice-ledger.ts'
import { draftCurrency, priceDraft } from './make-draft.ts'
import { invalid, refuse, unknownReference } from './refusal.ts'
import { bodyOf, customerOf, findIn, invoiceTotals, listAnswer, marksOf } from './route-parts.ts'
import { sendEmail } from './send-email.ts'
import type { Answer, Call, Route } from './world.ts'
import { sales, salesRead } from './world.ts'

export const invoiceRoutes: readonly Route[] = [
  { method: 'GET', template: '/customerinvoices', scopes: salesRead, handle: list },
  { method: 'POST', template: '/customerinvoices', scopes: salesRead, handle: createDirectly },
  { method: 'GET', template: '/customerinvoices/{id}', scopes: salesRead, handle: call => ({ status: 200, body: presentInvoice(find(call), call.world.choices) }) },
  { method: 'GET', template: '/customerinvoices/{id}/pdf', scopes: salesRead, handle: pdf },
  { method: 'GET', template: '/customerinvoices/{id}/print', scopes: salesRead, handle: call => ({ status: 200, pdf: `Faktura ${find(call).InvoiceNumber}` }) },
  { method: 'POST', template: '/customerinvoices/{id}/payments', scopes: sales, handle: pay },
  { method: 'POST', template: '/customerinvoices/{id}/email', scopes: salesRead, handle: mail },
  { method: 'POST', template: '/customerinvoices/{id}/einvoice', scopes: salesRead, handle: sendElectronically },
  { method: 'POST', template: '/customerinvoices/{id}/void', scopes: salesRead, handle: voidInvoice },
]

function find(call: Call): Invoice {
  refreshOverdue(call.company, businessDate(call.now))
  return findIn(call, call.company.invoices, 'id')
}

function list(call: Call): Answer {
  refreshOverdue(call.company, businessDate(call.now))
  const since = call.query.get('modifiedSinceUtc')
  const from = since === null ? null : Date.parse(since)
  if (from !== null && Number.isNaN(from)) throw refuse(6001, `Invalid input: modifiedSinceUtc '${since ?? ''}' is not a valid date.`)
  return listAnswer(call, invoices, call.company.invoices, invoice => presentInvoice(invoice, call.world.choices),
    from === null ? undefined : invoice => Date.parse(invoice.ModifiedUtc) >= from)
}

/** Books at once, without a draft. Kontobro must never do this, so the journal says it loudly. */
function createDirectly(call: Call): Answer {
  const { company, world: { choices } } = call
  const written = bodyOf(call, invoices)
  const customer = customerOf(company, written)
  const day = written.InvoiceDate ?? businessDate(call.now)
  checkBookable(company, day, call.now)
  const rows = written.Rows.map(row => ({
    ...row, IsTextRow: row.ArticleId === null, LineNumber: null, IsWorkCost: false, ReversedConstructionServicesVatFree: false,
  }))
  const priced = priceDraft(company, choices, customer, { ...written, Rows: rows }, customer.IsPrivatePerson, day)
  const invoice = bookInvoice(company, choices, priced, {
    customer, currency: draftCurrency(company, customer), day, dueDate: written.DueDate, termsId: written.TermsOfPaymentId ?? customer.TermsOfPaymentId,
    isPrivate: customer.IsPrivatePerson, head: written, fromDraft: null, fromOrder: null, userId: call.user.Id,
  }, call.now)
  return {
    status: 201, body: presentInvoice(invoice, choices),
    note: { kind: 'invoice', action: 'booked', loud: true, id: invoice.Id, number: invoice.InvoiceNumber, customer: invoice.CustomerNumber, marks: marksOf(invoice), totals: invoiceTotals(invoice), more: { why: 'POST /v2/customerinvoices books without a draft' } },
  }
}

function pdf(call: Call): Answer {
  const invoice = find(call)
  const id = randomUUID()
  call.world.files.set(id, `Faktura ${invoice.InvoiceNumber}`)
  return { status: 200, body: { Url: `${call.world.url}/temp/fileanonymous/${id}` } }
}

function pay(call: Call): Answer {
  const { company } = call
  const invoice = find(call)
  const written = bodyOf(call, payment)
  const today = businessDate(call.now)
  const day = written.PaymentDate ?? today
  if (!company.bankAccounts.get(written.CompanyBankAccountId)) throw unknownReference('CompanyBankAccountId', written.CompanyBankAccountId)
  if (day > today) throw invalid('PaymentDate', 'The payment date can not be in the future.', 4023)
  const year = company.fiscalYearOf(day)
  if (!year) throw refuse(3001, `No fiscal year was found for the date ${day}.`)
  if (year.IsLockedForAccounting || (company.settings.AccountingLockedTo ?? '') >= day) throw refuse(4026, `The voucher date ${day} is in a locked period.`)
  if (written.DomesticPaymentAmount !== 0 && invoice.CurrencyCode === company.settings.CurrencyCode) {
    throw invalid('DomesticPaymentAmount', 'DomesticPaymentAmount can not be used on an invoice in domestic currency.', 4039)
  }
  const paid = applyPayment(company, invoice, written.PaymentType === 2 ? invoice.RemainingAmountInvoiceCurrency : written.PaymentAmount, day)
  company.invoices.put(call.world.choices.modifiedUtcMovesOnPayment ? { ...paid, ModifiedUtc: instantText(call.now) } : paid, call.now)
  return {
    status: 201,
    body: { ...written, PaymentDate: day, BankTransactionId: randomUUID() },
    note: { kind: 'payment', action: 'booked', id: invoice.Id, number: invoice.InvoiceNumber, more: { amount: written.PaymentAmount, remaining: paid.RemainingAmountInvoiceCurrency } },
  }
}

function mail(call: Call): Answer {
  const invoice = find(call)
  const customer = customerOf(call.company, invoice)
  const written = call.body === undefined ? null : bodyOf(call, email)
  return sendEmail(written, customer.EmailAddress, customer.EmailAddresses, { kind: 'invoice', id: invoice.Id, number: invoice.InvoiceNumber })
}

function sendElectronically(call: Call): Answer {
  const invoice = find(call)
  const { SendType } = bodyOf(call, electronicInvoice)
  const customer = customerOf(call.company, invoice)
  if (call.company.settings.AutoInvoiceActivationStatus !== 2) throw refuse(4100, 'AutoInvoice is not activated for the company.')
  if (SendType === 3 && call.company.settings.CountryCode === 'SE') throw invalid('SendType', 'AutoInvoiceB2C is not available in Sweden.')
  if (SendType === 4 && !invoice.CustomerIsPrivatePerson) throw invalid('SendType', 'Kivra is for private persons.')
  if (SendType === 1 && !customer.ElectronicAddress && !customer.EdiServiceDelivererId) throw refuse(4017, 'The electronic address of the customer is missing.')
  if (SendType === 1 && customer.RequiresReferenceNumber && !invoice.YourReference && !invoice.BuyersOrderReference) throw refuse(4015, "The buyer's reference is missing.")
  return { status: 200, body: null, note: { kind: 'einvoice', action: 'sent', id: invoice.Id, number: invoice.InvoiceNumber, more: { SendType } } }
}

function voidInvoice(call: Call): Answer {
  const invoice = find(call)
  const touched = invoice.RemainingAmountInvoiceCurrency !== invoice.TotalAmountInvoiceCurrency || invoice.CreditedBy.length > 0
  if (touched || call.company.voidedInvoices.has(invoice.Id)) throw refuse(4002, 'The invoice can not be voided: it has payments or credits, or is already voided.')
  call.company.voidedInvoices.add(invoice.Id)
  const voided = { ...applyPayment(call.company, invoice, invoice.RemainingAmountInvoiceCurrency, businessDate(call.now)), PaymentDate: null, ModifiedUtc: instantText(call.now) }
  call.company.invoices.put(voided, call.now)
  return { status: 200, body: presentInvoice(voided, call.world.choices), note: { kind: 'invoice', action: 'other', id: invoice.Id, number: invoice.InvoiceNumber, more: { voided: true } } }
}

