// /v2/customers and /v2/customerlabels.
import { randomUUID } from 'node:crypto'
import type { Customer } from './entities-customer.ts'
import { customerLabels, customers } from './entities-customer.ts'
import type { WriteNote } from './journal.ts'
import { makeCustomer } from './make-customer.ts'
import { refuse } from './refusal.ts'
import { bodyOf, deleted, duplicateNumber, findIn, listAnswer } from './route-parts.ts'
import type { Answer, Call, Route } from './world.ts'
import { sales, salesRead } from './world.ts'

const labelsNeeded = 'labels'
export const customerRoutes: readonly Route[] = [
  { method: 'GET', template: '/customers', scopes: salesRead, handle: call => listAnswer(call, customers, call.company.customers) },
  { method: 'POST', template: '/customers', scopes: sales, handle: create },
  { method: 'GET', template: '/customers/{id}', scopes: salesRead, handle: call => ({ status: 200, body: findIn(call, call.company.customers, 'id') }) },
  { method: 'PUT', template: '/customers/{id}', scopes: sales, handle: replace },
  { method: 'DELETE', template: '/customers/{id}', scopes: sales, handle: remove },
  { method: 'GET', template: '/customers/{id}/autoinvoicerecipients', scopes: salesRead, handle: recipients },
  { method: 'GET', template: '/customerlabels', scopes: salesRead, needs: labelsNeeded, handle: call => listAnswer(call, customerLabels, call.company.customerLabels) },
  { method: 'POST', template: '/customerlabels', scopes: sales, needs: labelsNeeded, handle: createLabel },
  { method: 'GET', template: '/customerlabels/{id}', scopes: salesRead, needs: labelsNeeded, handle: call => ({ status: 200, body: findIn(call, call.company.customerLabels, 'id') }) },
  { method: 'PUT', template: '/customerlabels/{id}', scopes: sales, needs: labelsNeeded, handle: replaceLabel },
  { method: 'DELETE', template: '/customerlabels/{id}', scopes: sales, needs: labelsNeeded, handle: removeLabel },
]

function customerNote(customer: Customer, action: WriteNote['action']): WriteNote {
  return { kind: 'customer', action, id: customer.Id, number: customer.CustomerNumber }
}

/** @throws Refusal when another customer has the number */
function checkNumber(call: Call, number: string | null, own: string | null): void {
  if (number === null || number === '') return
  const taken = call.company.customers.where('CustomerNumber', number)
    .some(kept => kept.value.Id !== own && (call.world.choices.textIgnoresCase || kept.value.CustomerNumber === number))
  if (taken) throw duplicateNumber(call, 'CustomerNumber', number)
}

function create(call: Call): Answer {
  const written = bodyOf(call, customers)
  checkNumber(call, written.CustomerNumber, null)
  const customer = makeCustomer(call.company, call.world.choices, written, { now: call.now }, null)
  call.company.customers.put(customer, call.now)
  call.company.settleNextCustomerNumber()
  return { status: 201, body: customer, note: customerNote(customer, 'created') }
}

function replace(call: Call): Answer {
  const old = findIn(call, call.company.customers, 'id')
  const written = bodyOf(call, customers)
  checkNumber(call, written.CustomerNumber, old.Id)
  if (written.IsPrivatePerson !== old.IsPrivatePerson && !call.world.choices.privateFlagChangeable && hasDocuments(call, old.Id)) {
    throw refuse(4002, 'IsPrivatePerson can not be changed for a customer with documents.')
  }
  const customer = makeCustomer(call.company, call.world.choices, written, { now: call.now }, old)
  call.company.customers.put(customer, call.now)
  call.company.settleNextCustomerNumber()
  return { status: 200, body: customer, note: customerNote(customer, 'updated') }
}

function hasDocuments(call: Call, customerId: string): boolean {
  const { orders, drafts, invoices } = call.company
  return [orders, drafts, invoices].some(table => table.where('CustomerId', customerId).length > 0)
}

function remove(call: Call): Answer {
  const customer = findIn(call, call.company.customers, 'id')
  if (hasDocuments(call, customer.Id)) throw refuse(4001, 'The customer can not be deleted: it has transactions.')
  call.company.customers.remove(customer.Id)
  return deleted(call, customerNote(customer, 'deleted'))
}

function recipients(call: Call): Answer {
  const customer = findIn(call, call.company.customers, 'id')
  if (call.company.settings.AutoInvoiceActivationStatus !== 2) throw refuse(4100, 'AutoInvoice is not activated for the company.')
  const address = customer.ElectronicAddress
  return {
    status: 200,
    body: address === null ? [] : [{
      Name: customer.Name, ElectronicAddress: address, EdiServiceDelivererId: customer.EdiServiceDelivererId, Address1: customer.InvoiceAddress1, Address2: customer.InvoiceAddress2,
      CorporateIdentityNumber: customer.CorporateIdentityNumber, CountryCode: customer.InvoiceCountryCode, City: customer.InvoiceCity, Gln: customer.GLN, PostalCode: customer.InvoicePostalCode, VatNumber: customer.VatNumber,
    }],
  }
}

function createLabel(call: Call): Answer {
  const label = { Id: randomUUID(), ...bodyOf(call, customerLabels) }
  call.company.customerLabels.put(label, call.now)
  return { status: 201, body: label, note: { kind: 'customerLabel', action: 'created', id: label.Id, number: label.Name } }
}

function replaceLabel(call: Call): Answer {
  const old = findIn(call, call.company.customerLabels, 'id')
  const label = { Id: old.Id, ...bodyOf(call, customerLabels) }
  call.company.customerLabels.put(label, call.now)
  relabel(call, old.Id, label)
  return { status: 200, body: label, note: { kind: 'customerLabel', action: 'updated', id: label.Id, number: label.Name } }
}

function removeLabel(call: Call): Answer {
  const label = findIn(call, call.company.customerLabels, 'id')
  call.company.customerLabels.remove(label.Id)
  relabel(call, label.Id, null)
  return deleted(call, { kind: 'customerLabel', action: 'deleted', id: label.Id, number: label.Name })
}

/** Customers embed their labels: a renamed or removed one changes there too. */
function relabel(call: Call, id: string, label: Customer['CustomerLabels'][number] | null): void {
  for (const customer of call.company.customers.all()) {
    if (!customer.CustomerLabels.some(each => each.Id === id)) continue
    const CustomerLabels = customer.CustomerLabels.flatMap(each => (each.Id === id ? (label ? [label] : []) : [each]))
    call.company.customers.put({ ...customer, CustomerLabels }, call.now)
  }
}
