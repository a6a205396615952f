// Reference data routes: terms, delivery, currencies, countries, VAT codes, accounts, fiscal years, cost centres, projects, bank accounts.
import { randomUUID } from 'node:crypto'
import { businessDate, instantText, readDate } from './calendar.ts'
import { countries, currencyCodes } from './countries.ts'
import type { Account, Project } from './entities-reference.ts'
import {
  accounts, bankAccounts, costCenterItems, costCenters, countries as countryFields, currencies, deliveryMethods, deliveryTerms, fiscalYears, projects, terms, vatCodes,
} from './entities-reference.ts'
import { answerPlainList } from './list.ts'
import { fieldError, refuse, Refusal, unknownReference } from './refusal.ts'
import { bodyOf, duplicateNumber, findIn, idIn, listAnswer, listRequest, notFound } from './route-parts.ts'
import type { Answer, Call, Route } from './world.ts'
import { accountingRead, purchaseRead, salesRead } from './world.ts'

const anyRead = [...salesRead, ...accountingRead, ...purchaseRead]
const salesOrAccounting = [...salesRead, ...accountingRead]
const needs = 'costCenters'
export const referenceRoutes: readonly Route[] = [
  { method: 'GET', template: '/termsofpayments', scopes: [...salesRead, ...purchaseRead], handle: call => listAnswer(call, terms, call.company.terms) },
  { method: 'GET', template: '/termsofpayments/{id}', scopes: [...salesRead, ...purchaseRead], handle: call => ({ status: 200, body: findIn(call, call.company.terms, 'id') }) },
  { method: 'GET', template: '/deliverymethods', scopes: salesRead, handle: call => listAnswer(call, deliveryMethods, call.company.deliveryMethods) },
  { method: 'POST', template: '/deliverymethods', scopes: salesRead, handle: createMethod },
  { method: 'GET', template: '/deliverymethods/{id}', scopes: salesRead, handle: call => ({ status: 200, body: findIn(call, call.company.deliveryMethods, 'id') }) },
  { method: 'GET', template: '/deliveryterms', scopes: salesRead, handle: call => listAnswer(call, deliveryTerms, call.company.deliveryTerms) },
  { method: 'POST', template: '/deliveryterms', scopes: salesRead, handle: createTerm },
  { method: 'GET', template: '/deliveryterms/{id}', scopes: salesRead, handle: call => ({ status: 200, body: findIn(call, call.company.deliveryTerms, 'id') }) },
  { method: 'GET', template: '/currencies', scopes: [...salesRead, ...purchaseRead], handle: call => ({ status: 200, body: answerPlainList(listRequest(call), currencies, currencyCodes.map(Code => ({ Code }))) }) },
  { method: 'GET', template: '/currencies/exchangerate', scopes: [...salesRead, ...purchaseRead], handle: exchangeRate },
  { method: 'GET', template: '/countries', scopes: salesRead, handle: call => ({ status: 200, body: answerPlainList(listRequest(call), countryFields, countries) }) },
  { method: 'GET', template: '/countries/{code}', scopes: salesRead, handle: country },
  { method: 'GET', template: '/vatcodes', scopes: accountingRead, handle: call => listAnswer(call, vatCodes, call.company.vatCodes) },
  { method: 'GET', template: '/vatcodes/{id}', scopes: accountingRead, handle: call => ({ status: 200, body: findIn(call, call.company.vatCodes, 'id') }) },
  { method: 'GET', template: '/accounts', scopes: accountingRead, handle: call => listAnswer(call, accounts, call.company.accounts, presentAccount) },
  { method: 'GET', template: '/accounts/{fiscalYearId}', scopes: accountingRead, handle: accountsOfYear },
  { method: 'GET', template: '/accounts/{fiscalYearId}/{number}', scopes: accountingRead, handle: oneAccount },
  { method: 'GET', template: '/fiscalyears', scopes: salesOrAccounting, handle: call => listAnswer(call, fiscalYears, call.company.fiscalYears) },
  { method: 'GET', template: '/fiscalyears/{id}', scopes: salesOrAccounting, handle: call => ({ status: 200, body: findIn(call, call.company.fiscalYears, 'id') }) },
  { method: 'GET', template: '/costcenters', scopes: salesOrAccounting, needs, handle: listCostCenters },
  { method: 'GET', template: '/costcenteritems/{id}', scopes: salesOrAccounting, needs, handle: call => ({ status: 200, body: findIn(call, call.company.costCenterItems, 'id') }) },
  { method: 'POST', template: '/costcenteritems', scopes: ['ea:accounting', 'ea:sales'], needs, handle: createItem },
  { method: 'PUT', template: '/costcenteritems/{id}', scopes: ['ea:accounting', 'ea:sales'], needs, handle: replaceItem },
  { method: 'GET', template: '/projects', scopes: anyRead, needs, handle: call => listAnswer(call, projects, call.company.projects) },
  { method: 'POST', template: '/projects', scopes: ['ea:accounting'], needs, handle: createProject },
  { method: 'GET', template: '/projects/{id}', scopes: anyRead, needs, handle: call => ({ status: 200, body: findIn(call, call.company.projects, 'id') }) },
  { method: 'PUT', template: '/projects/{id}', scopes: ['ea:accounting'], needs, handle: replaceProject },
  { method: 'GET', template: '/bankaccounts', scopes: purchaseRead, handle: call => listAnswer(call, bankAccounts, call.company.bankAccounts) },
  { method: 'GET', template: '/bankaccounts/{id}', scopes: purchaseRead, handle: call => ({ status: 200, body: findIn(call, call.company.bankAccounts, 'id') }) },
]

/** POST answers 200 here (fact 50). */
function createMethod(call: Call): Answer {
  const method = { Id: randomUUID(), ...bodyOf(call, deliveryMethods) }
  call.company.deliveryMethods.put(method, call.now)
  return { status: 200, body: method, note: { kind: 'deliveryMethod', action: 'created', id: method.Id, number: method.Name } }
}

function createTerm(call: Call): Answer {
  const term = { Id: randomUUID(), ...bodyOf(call, deliveryTerms), Editable: true }
  call.company.deliveryTerms.put(term, call.now)
  return { status: 200, body: term, note: { kind: 'deliveryTerm', action: 'created', id: term.Id, number: term.Name } }
}

function exchangeRate(call: Call): Answer {
  const source = call.query.get('sourceCurrencyCode') ?? ''
  const target = call.query.get('targetCurrencyCode') ?? call.company.settings.CurrencyCode
  for (const code of [source, target]) if (!currencyCodes.includes(code)) throw unknownReference('CurrencyCode', code)
  const written = call.query.get('date')
  const day = written === null ? businessDate(call.now) : readDate(written)
  if (day === null) throw refuse(6001, `Invalid input: date '${written ?? ''}' is not a valid date.`)
  return { status: 200, body: { Date: day, SourceCurrency: source, TargetCurrency: target, Rate: call.company.rateOf(source) / call.company.rateOf(target) } }
}

function country(call: Call): Answer {
  const code = call.params.code ?? ''
  const found = countries.find(each => each.Code === code.toUpperCase())
  if (!found) throw notFound(call, code)
  return { status: 200, body: found }
}

function presentAccount(account: Account): object {
  const { Id: _own, ...answered } = account
  return answered
}

function accountsOfYear(call: Call): Answer {
  const year = idIn(call, 'fiscalYearId')
  if (!call.company.fiscalYears.get(year)) throw notFound(call, year)
  return listAnswer(call, accounts, call.company.accounts, presentAccount, account => account.FiscalYearId === year)
}

function oneAccount(call: Call): Answer {
  const account = call.company.accountOf(idIn(call, 'fiscalYearId'), Number(call.params.number))
  if (!account) throw notFound(call, `${call.params.fiscalYearId}/${call.params.number}`)
  return { status: 200, body: presentAccount(account) }
}

/** Each with its items; there is no list of items (fact 182). */
function listCostCenters(call: Call): Answer {
  return listAnswer(call, costCenters, call.company.costCenters, center => ({
    ...center, Items: call.company.costCenterItems.where('CostCenterId', center.Id).map(kept => kept.value),
  }))
}

function createItem(call: Call): Answer {
  return storeItem(call, randomUUID(), instantText(call.now), 201)
}

function replaceItem(call: Call): Answer {
  const old = findIn(call, call.company.costCenterItems, 'id')
  return storeItem(call, old.Id, old.CreatedUtc, 200)
}

function storeItem(call: Call, id: string, CreatedUtc: string, status: number): Answer {
  const written = bodyOf(call, costCenterItems)
  const center = call.company.costCenters.get(written.CostCenterId)
  if (!center) throw unknownReference('CostCenterId', written.CostCenterId)
  const item = { Id: id, ...written, CreatedUtc }
  call.company.costCenterItems.put(item, call.now)
  call.company.dimensions.set(id, center.Number)
  return { status, body: item, note: { kind: 'costCenterItem', action: status === 201 ? 'created' : 'updated', id, number: item.ShortName } }
}

function createProject(call: Call): Answer {
  return storeProject(call, null, 201)
}

/** PUT answers 201 in the specification. */
function replaceProject(call: Call): Answer {
  return storeProject(call, findIn(call, call.company.projects, 'id'), 201)
}

function storeProject(call: Call, old: Project | null, status: number): Answer {
  const written = bodyOf(call, projects)
  if (call.company.projects.where('Number', written.Number).some(kept => kept.value.Id !== old?.Id)) throw duplicateNumber(call, 'Number', written.Number)
  const customer = written.CustomerId === null ? null : call.company.customers.get(written.CustomerId)
  if (customer === undefined) throw unknownReference('CustomerId', written.CustomerId ?? '')
  if (written.StartDate !== null && written.EndDate !== null && written.EndDate < written.StartDate) {
    throw new Refusal(400, 2000, 'EndDate is before StartDate.', [fieldError('EndDate', 'EndDate is before StartDate.')])
  }
  const project = { Id: old?.Id ?? randomUUID(), ...written, StartDate: written.StartDate ?? old?.StartDate ?? businessDate(call.now), CustomerName: customer?.Name ?? null, ModifiedUtc: instantText(call.now) }
  call.company.projects.put(project, call.now)
  return { status, body: project, note: { kind: 'project', action: old ? 'updated' : 'created', id: project.Id, number: project.Number } }
}
