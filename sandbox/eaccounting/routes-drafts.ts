// /v2/customerinvoicedrafts: create, replace, delete, and convert into a booked invoice (facts 125-141).
import { bookInvoice, checkBookable, headOf } from './book-invoice.ts'
import { businessDate } from './calendar.ts'
import type { Choices } from './choices.ts'
import type { Company } from './company.ts'
import type { Draft, DraftValidation } from './entities-document.ts'
import { drafts, draftValidation } from './entities-document.ts'
import { scaled, toNumber } from './exact.ts'
import { presentInvoice } from './invoice-ledger.ts'
import type { WriteNote } from './journal.ts'
import { draftCurrency, makeDraft, priceDraft } from './make-draft.ts'
import type { PricedDocument, RowInput } from './price-rows.ts'
import type { FieldError } from './refusal.ts'
import { fieldError, Refusal, refuse } from './refusal.ts'
import { bodyOf, customerOf, deleted, draftTotals, idIn, invoiceTotals, listAnswer, marksOf, notFound } from './route-parts.ts'
import type { Answer, Call, Route } from './world.ts'
import { sales, salesRead } from './world.ts'

export const draftRoutes: readonly Route[] = [
  { method: 'GET', template: '/customerinvoicedrafts', scopes: salesRead, handle: list },
  { method: 'POST', template: '/customerinvoicedrafts', scopes: sales, handle: create },
  { method: 'GET', template: '/customerinvoicedrafts/{id}', scopes: salesRead, handle: call => ({ status: 200, body: present(call, findDraft(call)) }) },
  { method: 'PUT', template: '/customerinvoicedrafts/{id}', scopes: sales, handle: replace },
  { method: 'DELETE', template: '/customerinvoicedrafts/{id}', scopes: sales, handle: remove },
  { method: 'POST', template: '/customerinvoicedrafts/{id}/convert', scopes: sales, handle: convert },
]

export function draftNote(draft: Draft, action: WriteNote['action']): WriteNote {
  return { kind: 'draft', action, id: draft.Id, number: null, customer: draft.CustomerNumber, marks: marksOf(draft), totals: draftTotals(draft) }
}

function list(call: Call): Answer {
  return listAnswer(call, drafts, call.company.drafts, draft => present(call, draft))
}

/** InvoiceDate shows as today unless the company keeps original dates (fact 136). */
function present(call: Call, draft: Draft): Draft {
  return call.company.settings.KeepOriginalDraftDate === true ? draft : { ...draft, InvoiceDate: businessDate(call.now) }
}

/** A draft that became an invoice answers 404, or 400/3000 by choice (fact 139). */
function findDraft(call: Call): Draft {
  const id = idIn(call, 'id')
  if (call.company.convertedDrafts.has(id)) {
    throw new Refusal(call.world.choices.idEchoOnConvertedDraft === '404' ? 404 : 400, 3000, `The requested object was not found. Id: ${id}`)
  }
  const found = call.company.drafts.get(id)
  if (!found) throw notFound(call, id)
  return found
}

function create(call: Call): Answer {
  const override = call.query.get('overrideCustomerIsPrivatePerson')
  const draft = makeDraft(call.company, call.world.choices, bodyOf(call, drafts), { now: call.now, ...(override === null ? {} : { overridePrivate: override === 'true' }) }, null)
  call.company.drafts.put(draft, call.now)
  return { status: 201, body: present(call, draft), note: draftNote(draft, 'created') }
}

function replace(call: Call): Answer {
  const old = findDraft(call)
  const draft = makeDraft(call.company, call.world.choices, bodyOf(call, drafts), { now: call.now }, old)
  call.company.drafts.put(draft, call.now)
  return { status: 200, body: present(call, draft), note: draftNote(draft, 'updated') }
}

function remove(call: Call): Answer {
  const draft = findDraft(call)
  call.company.drafts.remove(draft.Id)
  return deleted(call, draftNote(draft, 'deleted'))
}

function convert(call: Call): Answer {
  const draft = findDraft(call)
  const { company, world: { choices } } = call
  const expected = call.body === undefined ? null : bodyOf(call, draftValidation)
  const day = bookingDay(call, draft)
  checkBookable(company, day, call.now)
  const { invoice } = bookDraft(company, choices, draft, day, call.user.Id, call.now, expected)
  return {
    status: 201,
    body: presentInvoice(invoice, choices),
    note: {
      kind: 'invoice', action: 'booked', id: invoice.Id, number: invoice.InvoiceNumber, customer: invoice.CustomerNumber, marks: marksOf(invoice),
      totals: invoiceTotals(invoice), more: { fromDraft: draft.Id, validated: expected !== null },
    },
  }
}

/** Books a draft: the invoice keeps its marks, the draft is gone. The date has been checked. */
export function bookDraft(company: Company, choices: Choices, draft: Draft, day: string, userId: string | null, now: number, expected: DraftValidation | null) {
  const customer = customerOf(company, draft)
  const priced = priceDraft(company, choices, customer, draft, draft.CustomerIsPrivatePerson, day)
  if (expected) checkExpected(expected, priced, draft)
  const invoice = bookInvoice(company, choices, priced, {
    customer, currency: draftCurrency(company, customer), day, dueDate: day === draft.InvoiceDate ? draft.DueDate : null,
    termsId: draft.TermsOfPaymentId ?? customer.TermsOfPaymentId, isPrivate: draft.CustomerIsPrivatePerson, head: headOf(draft),
    fromDraft: draft.Id, fromOrder: null, userId,
  }, now)
  company.drafts.remove(draft.Id)
  company.convertedDrafts.set(draft.Id, invoice.Id)
  return { invoice }
}

/** A stored date in the future is refused whatever the settings; else the kept date or today. */
function bookingDay(call: Call, draft: Draft): string {
  const today = businessDate(call.now)
  const stored = draft.InvoiceDate ?? today
  if (stored > today) throw refuse(4013, `The invoice can not be booked. The invoice date ${stored} is in the future.`)
  const overridden = call.query.get('overrideCompanyKeepOriginalDraftDate') === 'true'
  const keep = overridden ? call.query.get('keepOriginalDraftDate') === 'true' : call.company.settings.KeepOriginalDraftDate === true
  return keep ? stored : today
}

/** Refuses when any given total differs from what would be booked (fact 138). */
function checkExpected(expected: DraftValidation, priced: PricedDocument<RowInput>, draft: Draft): void {
  const errors: FieldError[] = []
  const compare = (field: string, given: number | null, actual: bigint): void => {
    if (given !== null && scaled(given, 2) !== actual) errors.push(fieldError(field, `${field} is ${toNumber(actual, 2)}, expected ${given}.`))
  }
  const { totals } = priced
  compare('TotalAmountInvoiceCurrency', expected.TotalAmountInvoiceCurrency, totals.total)
  compare('TotalVatAmountInvoiceCurrency', expected.TotalVatAmountInvoiceCurrency, totals.vat)
  compare('TotalRoundingsInvoiceCurrency', expected.TotalRoundingsInvoiceCurrency, totals.rounding)
  for (const row of expected.Rows) {
    const at = draft.Rows.findIndex(each => each.LineNumber === row.LineNumber)
    const item = priced.items[at]
    if (!item) {
      errors.push(fieldError('Rows', `There is no row with LineNumber ${row.LineNumber}.`))
      continue
    }
    compare(`Rows[${at}].TotalAmountNoVatInvoiceCurrency`, row.TotalAmountNoVatInvoiceCurrency, item.sale?.amounts.net ?? 0n)
    compare(`Rows[${at}].TotalAmountIncVatInvoiceCurrency`, row.TotalAmountIncVatInvoiceCurrency, (item.sale?.amounts.net ?? 0n) + (item.sale?.amounts.vat ?? 0n))
  }
  if (errors.length > 0) throw new Refusal(400, 2000, `The draft totals do not match. ${errors.map(each => each.Message).join(' ')}`, errors)
}
