// What most routes do: find by id, read the body, answer a list, note a document for the journal.
import type { Company } from './company.ts'
import type { Customer } from './entities-customer.ts'
import type { DocumentTotals, Marks } from './journal.ts'
import { answerList } from './list.ts'
import type { ListRequest } from './list.ts'
import type { Entity, Fields, Values } from './fields.ts'
import { isGuid, readBody } from './read-body.ts'
import { invalid, Refusal, unknownReference } from './refusal.ts'
import type { Row, Table } from './table.ts'
import type { Answer, Call } from './world.ts'

/** A path parameter that must be a GUID. @throws Refusal 2000 */
export function idIn(call: Call, name: string): string {
  const id = call.params[name] ?? ''
  if (!isGuid(id)) throw invalid(name, `The value '${id}' is not valid.`)
  return id.toLowerCase()
}

/** @throws Refusal 404 (or 400/3000 by choice) */
export function findIn<T extends Row>(call: Call, table: Table<T>, name: string): T {
  const id = idIn(call, name)
  const found = table.get(id)
  if (!found) throw notFound(call, id)
  return found
}

export function notFound(call: Call, id: string): Refusal {
  return new Refusal(call.world.choices.notFoundStatus, 3000, `The requested object was not found. Id: ${id}`)
}

export function bodyOf<W extends Fields, R extends Fields>(call: Call, of: Entity<W, R>): Values<W> {
  return readBody(of, call.body, call.world.choices)
}

export function listRequest(call: Call): ListRequest {
  return { query: call.query, choices: call.world.choices, now: call.now, visibleBefore: call.visibleBefore, filtersRefused: call.filtersRefused }
}

export function listAnswer<T extends Row>(
  call: Call, of: Entity<Fields, Fields>, table: Table<T>, present?: (value: T) => object, extra?: (value: T) => boolean,
): Answer {
  return { status: 200, body: answerList(listRequest(call), of, table, present, extra) }
}

export function deleted(call: Call, note: Answer['note']): Answer {
  const status = call.world.choices.deleteStatus
  return { status, ...(status === 200 ? { body: null } : {}), note }
}

/** 400/4000 or 2000 by choice, for a number that is taken (fact 82). */
export function duplicateNumber(call: Call, field: string, number: string): Refusal {
  const { duplicateNumberCode: code, duplicateNumberStatus: status } = call.world.choices
  const message = `The ${field} '${number}' already exists.`
  return new Refusal(status, code, message, [{ Field: field, ErrorCode: String(code), Message: message, Key: null }])
}

/** @throws Refusal 400/3000 when the document's customer is unknown */
export function customerOf(company: Company, document: { CustomerId: string }): Customer {
  const customer = company.customers.get(document.CustomerId)
  if (!customer) throw unknownReference('CustomerId', document.CustomerId)
  return customer
}

type Marked = { OurReference: string | null; YourReference: string | null; BuyersOrderReference: string | null; Rows: readonly { ArticleId: string | null; Text: string | null }[] }

export function marksOf(document: Marked): Marks {
  return {
    OurReference: document.OurReference,
    YourReference: document.YourReference,
    BuyersOrderReference: document.BuyersOrderReference,
    textRows: document.Rows.filter(row => row.ArticleId === null).map(row => row.Text ?? ''),
  }
}

export function orderTotals(order: { Amount: number; VatAmount: number; RoundingsAmount: number; CurrencyCode: string }): DocumentTotals {
  return { total: order.Amount, vat: order.VatAmount, rounding: order.RoundingsAmount, currency: order.CurrencyCode }
}
export function draftTotals(draft: { TotalAmount: number; TotalVatAmount: number; TotalRoundings: number; InvoiceCurrencyCode: string | null }): DocumentTotals {
  return { total: draft.TotalAmount, vat: draft.TotalVatAmount, rounding: draft.TotalRoundings, currency: draft.InvoiceCurrencyCode ?? '' }
}
export function invoiceTotals(invoice: { TotalAmountInvoiceCurrency: number; TotalVatAmountInvoiceCurrency: number; TotalRoundings: number; CurrencyCode: string | null }): DocumentTotals {
  return { total: invoice.TotalAmountInvoiceCurrency, vat: invoice.TotalVatAmountInvoiceCurrency, rounding: invoice.TotalRoundings, currency: invoice.CurrencyCode ?? '' }
}
