// /v2/orders: create, replace, delete, change of status, conversion to a booked invoice (facts 156-173).
import { bookInvoice, checkBookable } from './book-invoice.ts'
import { businessDate, instantText } from './calendar.ts'
import type { Order, OrderWritten } from './entities-document.ts'
import { orders } from './entities-document.ts'
import { email } from './entities-reference.ts'
import { presentInvoice } from './invoice-ledger.ts'
import type { WriteNote } from './journal.ts'
import { makeOrder, orderAmounts, priceOrder } from './make-order.ts'
import { invalid, refuse } from './refusal.ts'
import { bodyOf, customerOf, deleted, findIn, invoiceTotals, listAnswer, marksOf, orderTotals } from './route-parts.ts'
import { sendEmail } from './send-email.ts'
import type { Answer, Call, Route } from './world.ts'
import { sales, salesRead } from './world.ts'

const needs = 'orders'
export const orderRoutes: readonly Route[] = [
  { method: 'GET', template: '/orders', scopes: salesRead, needs, handle: call => listAnswer(call, orders, call.company.orders) },
  { method: 'POST', template: '/orders', scopes: sales, needs, handle: create },
  { method: 'GET', template: '/orders/{id}', scopes: salesRead, needs, handle: call => ({ status: 200, body: findIn(call, call.company.orders, 'id') }) },
  { method: 'PUT', template: '/orders/{id}', scopes: sales, needs, handle: replace },
  { method: 'DELETE', template: '/orders/{id}', scopes: sales, needs, handle: remove },
  { method: 'POST', template: '/orders/{id}/converteddrafttoorder', scopes: sales, needs, handle: call => change(call, [1], startOrder) },
  { method: 'POST', template: '/orders/{id}/completed', scopes: sales, needs, handle: call => change(call, [2], ship) },
  { method: 'POST', template: '/orders/{id}/voided', scopes: sales, needs, handle: call => change(call, [3], (_, order) => ({ ...order, Status: 2, ShippedDateTime: null })) },
  { method: 'POST', template: '/orders/{id}/convert', scopes: sales, needs, handle: convert },
  { method: 'GET', template: '/orders/{id}/print', scopes: salesRead, needs, handle: print },
  { method: 'POST', template: '/orders/{id}/email', scopes: salesRead, needs, handle: mail },
]

export function orderNote(order: Order, action: WriteNote['action']): WriteNote {
  return { kind: 'order', action, id: order.Id, number: order.Number, customer: order.CustomerNumber, marks: marksOf(order), totals: orderTotals(order), more: { status: order.Status } }
}

function create(call: Call): Answer {
  const written = bodyOf(call, orders)
  if (written.Status === 4) throw invalid('Status', 'An order can not be created as invoiced.')
  const order = makeOrder(call.company, call.world.choices, written, { now: call.now }, null)
  if (order.Status >= 2) order.Number = call.company.takeOrderNumber()
  const stored = order.Status === 3 ? ship(call, order) : order
  call.company.orders.put(stored, call.now)
  return { status: 201, body: stored, note: orderNote(stored, 'created') }
}

function replace(call: Call): Answer {
  const old = findIn(call, call.company.orders, 'id')
  const written = bodyOf(call, orders)
  if (old.Status >= 3 && !call.world.choices.shippedOrderEditable) throw refuse(4002, `The order can not be updated in status ${old.Status}.`)
  if (written.Status !== old.Status && (written.Status === 4 || old.Status === 4)) throw invalid('Status', 'The status can not be changed to or from invoiced.')
  const order = makeOrder(call.company, call.world.choices, written, { now: call.now }, old)
  if (order.Status >= 2) order.Number ??= call.company.takeOrderNumber()
  const stored = order.Status === 3 && old.Status < 3 ? ship(call, order) : order
  call.company.orders.put(stored, call.now)
  return { status: 200, body: stored, note: orderNote(stored, 'updated') }
}

function remove(call: Call): Answer {
  const order = findIn(call, call.company.orders, 'id')
  if (order.Status >= 3) throw refuse(4001, 'A shipped or invoiced order can not be deleted.')
  call.company.orders.remove(order.Id)
  return deleted(call, orderNote(order, 'deleted'))
}

function change(call: Call, from: readonly number[], next: (call: Call, order: Order) => Order): Answer {
  const order = findIn(call, call.company.orders, 'id')
  if (!from.includes(order.Status)) throw refuse(4002, `The order can not be updated in status ${order.Status}.`)
  const changed = { ...next(call, order), ModifiedUtc: instantText(call.now) }
  call.company.orders.put(changed, call.now)
  return { status: 200, body: changed, note: orderNote(changed, 'status') }
}

function startOrder(call: Call, order: Order): Order {
  return { ...order, Status: 2, Number: order.Number ?? call.company.takeOrderNumber() }
}

/** Ongoing -> shipped; what is not marked delivered is delivered whole (fact 167). */
function ship(call: Call, order: Order): Order {
  const Rows = order.Rows.map(row => (row.IsTextRow || row.DeliveredQuantity !== 0 ? row : { ...row, DeliveredQuantity: Math.round(row.Quantity * 100) / 100 }))
  const shipped = { ...order, Rows, Status: 3, ShippedDateTime: businessDate(call.now) }
  return { ...shipped, ...orderAmounts(repriced(call, shipped, shipped), call.world.choices) }
}

function repriced(call: Call, order: Order, rows: Pick<OrderWritten, 'Rows'>) {
  const customer = customerOf(call.company, order)
  const document = { Rows: rows.Rows, CurrencyCode: order.CurrencyCode, EuThirdParty: order.EuThirdParty }
  return priceOrder(call.company, call.world.choices, customer, document, order.CustomerIsPrivatePerson, order.OrderDate ?? businessDate(call.now))
}

function convert(call: Call): Answer {
  const order = findIn(call, call.company.orders, 'id')
  const { choices } = call.world
  if (!choices.orderConvertStatuses.includes(order.Status)) throw refuse(4002, `The order can not be converted in status ${order.Status}.`)
  const customer = customerOf(call.company, order)
  const day = businessDate(call.now)
  checkBookable(call.company, day, call.now)
  const rows = choices.orderConvertsDeliveredOnly ? order.Rows.map(row => ({ ...row, Quantity: row.DeliveredQuantity })) : order.Rows
  const priced = repriced(call, order, { Rows: rows })
  const invoice = bookInvoice(call.company, choices, priced, {
    customer, currency: order.CurrencyCode, day, dueDate: null, termsId: order.TermsOfPaymentId ?? customer.TermsOfPaymentId,
    isPrivate: order.CustomerIsPrivatePerson, head: headOfOrder(order), fromDraft: null, fromOrder: order.Id, userId: call.user.Id,
  }, call.now)
  call.company.orders.put({ ...order, Status: 4, ModifiedUtc: instantText(call.now) }, call.now)
  return {
    status: 200,
    body: presentInvoice(invoice, choices),
    note: { kind: 'invoice', action: 'booked', id: invoice.Id, number: invoice.InvoiceNumber, customer: invoice.CustomerNumber, marks: marksOf(invoice), totals: invoiceTotals(invoice), more: { fromOrder: order.Id } },
  }
}

/** What an invoice takes over from its order, marks included. */
function headOfOrder(order: Order) {
  return {
    EuThirdParty: order.EuThirdParty, RotReducedInvoicingType: order.RotReducedInvoicingType, IsCreditInvoice: false,
    YourReference: order.YourReference, OurReference: order.OurReference, BuyersOrderReference: order.BuyersOrderReference,
    ContractNumber: null, SubscriptionNumber: null, ElectronicReference: null,
    InvoiceAddress1: order.InvoiceAddress1, InvoiceAddress2: order.InvoiceAddress2, DeliveryDate: order.DeliveryDate,
    DeliveryCustomerName: order.DeliveryCustomerName, DeliveryAddress1: order.DeliveryAddress1, DeliveryAddress2: order.DeliveryAddress2,
    DeliveryPostalCode: order.DeliveryPostalCode, DeliveryCity: order.DeliveryCity, DeliveryCountryCode: order.DeliveryCountryCode,
    DeliveryMethodName: order.DeliveryMethodName, DeliveryMethodCode: order.DeliveryMethodCode, DeliveryTermName: order.DeliveryTermName,
    DeliveryTermCode: order.DeliveryTermCode, UsesGreenTechnology: order.UsesGreenTechnology, Persons: order.Persons,
  }
}

function print(call: Call): Answer {
  const order = findIn(call, call.company.orders, 'id')
  if (order.Status === 1) throw refuse(2000, 'ValidationException: a draft order can not be printed.')
  return { status: 200, pdf: `Order ${order.Number ?? ''}` }
}

function mail(call: Call): Answer {
  const order = findIn(call, call.company.orders, 'id')
  if (order.Status === 1) throw refuse(2000, 'ValidationException: a draft order can not be e-mailed.')
  const customer = customerOf(call.company, order)
  const written = call.body === undefined ? null : bodyOf(call, email)
  return sendEmail(written, customer.EmailAddressOrder ?? customer.EmailAddress, customer.EmailAddresses, { kind: 'order', id: order.Id, number: order.Number })
}
