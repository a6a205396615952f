// Loads a seed's customers, articles and sales documents through the same makers as the API uses.
import { bookInvoice, headOf } from './book-invoice.ts'
import { businessDate, instantText, seedDay, seedInstantAt } from './calendar.ts'
import type { Choices } from './choices.ts'
import type { Company } from './company.ts'
import { articles, codings, units } from './entities-article.ts'
import { customers } from './entities-customer.ts'
import { drafts, orders } from './entities-document.ts'
import { applyPayment } from './invoice-ledger.ts'
import { dayInBooks, termsIdOf } from './load-reference.ts'
import type { WholeCompanySeed } from './load-reference.ts'
import { makeArticle } from './make-article.ts'
import { makeCustomer } from './make-customer.ts'
import { draftCurrency, makeDraft, priceDraft } from './make-draft.ts'
import { makeOrder } from './make-order.ts'
import { readBody } from './read-body.ts'
import { seedId } from './seed-ids.ts'
import type { Row, Table } from './table.ts'

type OrderSeed = WholeCompanySeed['orders'][number]
type InvoiceSeed = WholeCompanySeed['invoices'][number]
type DraftSeed = WholeCompanySeed['drafts'][number]

/** @throws Error or Refusal naming what does not fit */
export function loadDocuments(company: Company, seed: WholeCompanySeed, choices: Choices, now: number): void {
  const lenient: Choices = { ...choices, emptyPostalCodeAllowed: true, unknownPropertyRejected: false, oneArticlePrice: 'computed', labelWriteByName: true }
  for (const label of seed.customerLabels) {
    company.customerLabels.put({ Id: label.Id ?? seedId('customerLabels', company.id, label.Name), Name: label.Name, Description: label.Description ?? null }, now)
  }
  for (const each of seed.customers) loadCustomer(company, each, lenient, now)
  company.settleNextCustomerNumber()
  for (const each of seed.projects) loadProject(company, each, now)
  for (const each of seed.articles) loadArticle(company, each, lenient, now)
  company.settleNextArticleNumber()
  const { settings } = company
  settings.NextOrderNumber = Math.max(settings.NextOrderNumber, 1 + Math.max(0, ...seed.orders.map(each => each.Number ?? 0)))
  for (const [at, each] of seed.orders.entries()) loadOrder(company, each, at, lenient, now)
  for (const [at, each] of seed.drafts.entries()) {
    const draft = draftOf(company, each, each.Id ?? seedId('drafts', company.id, String(at)), lenient, now)
    company.drafts.put(draft, Date.parse(draft.CreatedUtc))
  }
  if (seed.invoices.length > 0) settings.NextCustomerInvoiceNumber = Math.max(settings.NextCustomerInvoiceNumber, 1 + Math.max(0, ...seed.invoices.map(each => each.InvoiceNumber ?? 0)))
  for (const each of seed.invoices) loadInvoice(company, each, lenient, now)
}

function byName<T extends Row>(company: Company, table: Table<T>, field: string, value: string, what: string): string {
  const found = table.find(field, value)
  if (!found) throw new Error(`Seed of ${company.settings.Name}: no ${what} '${value}'`)
  return found.Id
}

function loadCustomer(company: Company, seed: WholeCompanySeed['customers'][number], choices: Choices, now: number): void {
  const { terms, labels, ChangedUtc, Id, ...given } = seed
  const written = readBody(customers, {
    ...given,
    TermsOfPaymentId: given.TermsOfPaymentId ?? (terms === undefined ? company.settings.TermsOfPaymentId : termsIdOf(company, terms)),
    CustomerLabels: (labels ?? []).map(Name => ({ Name })),
  }, choices)
  const number = written.CustomerNumber ?? company.takeCustomerNumber()
  if (company.customers.find('CustomerNumber', number)) throw new Error(`Seed of ${company.settings.Name}: two customers with number ${number}`)
  const changedAt = ChangedUtc === undefined ? now : seedInstantAt(ChangedUtc, now)
  const customer = makeCustomer(company, choices, { ...written, CustomerNumber: number }, {
    now, id: Id ?? seedId('customers', company.id, number), changedUtc: instantText(changedAt), unchecked: true,
  }, null)
  company.customers.put(customer, changedAt)
}

function loadProject(company: Company, seed: WholeCompanySeed['projects'][number], now: number): void {
  const customer = seed.customer === undefined ? null : company.customers.get(byName(company, company.customers, 'CustomerNumber', seed.customer, 'customer'))
  company.projects.put({
    Id: seed.Id ?? seedId('projects', company.id, seed.Number), Number: seed.Number, Name: seed.Name, Status: seed.Status,
    StartDate: seed.StartDate ? seedDay(seed.StartDate, now) : businessDate(now), EndDate: seed.EndDate ? seedDay(seed.EndDate, now) : null,
    CustomerId: customer?.Id ?? null, CustomerName: customer?.Name ?? null, Notes: seed.Notes ?? null, ModifiedUtc: instantText(now),
  }, now)
}

function loadArticle(company: Company, seed: WholeCompanySeed['articles'][number], choices: Choices, now: number): void {
  const { coding, unit, barcodes, CreatedUtc, ChangedUtc, Id, ...given } = seed
  const unitId = unit === undefined ? company.units.all()[0]?.Id : company.units.find('Name', unit)?.Id ?? byName(company, company.units, 'Abbreviation', unit, units.name)
  const codingId = coding === undefined ? company.codings.all().find(each => each.IsActive)?.Id : byName(company, company.codings, 'Name', coding, codings.name)
  const written = readBody(articles, {
    ...given, UnitId: given.UnitId ?? unitId, CodingId: given.CodingId ?? codingId, Barcodes: (barcodes ?? []).map(Barcode => ({ Barcode, BarcodeType: 0 })),
  }, choices)
  const createdAt = CreatedUtc === undefined ? now : seedInstantAt(CreatedUtc, now)
  const changedAt = ChangedUtc === undefined ? createdAt : seedInstantAt(ChangedUtc, now)
  const article = makeArticle(company, choices, written, { now, id: Id ?? seedId('articles', company.id, seed.Number), createdUtc: instantText(createdAt), changedUtc: instantText(changedAt) }, null)
  company.articles.put(article, createdAt)
}

function rowsOf(company: Company, rows: OrderSeed['rows']): Record<string, unknown>[] {
  return rows.map((row, at) => {
    const article = row.article === undefined ? null : company.articles.get(byName(company, company.articles, 'Number', row.article, 'article'))
    const item = (shortName: string | undefined): string | null => (shortName === undefined ? null : byName(company, company.costCenterItems, 'ShortName', shortName, 'cost center item'))
    return {
      Id: row.Id ?? null, LineNumber: at, IsTextRow: !article, ArticleId: article?.Id ?? null, Text: row.Text ?? null, UnitPrice: row.UnitPrice ?? null, Quantity: article ? row.Quantity : 0,
      ...(row.DeliveredQuantity === undefined ? {} : { DeliveredQuantity: row.DeliveredQuantity }),
      DiscountPercentage: row.DiscountPercentage, IsWorkCost: false, EligibleForReverseChargeOnVat: row.reverseCharge, ReversedConstructionServicesVatFree: row.reverseCharge,
      CostCenterItemId1: item(row.costCenter1), CostCenterItemId2: item(row.costCenter2), CostCenterItemId3: item(row.costCenter3),
      ProjectId: row.project === undefined ? null : byName(company, company.projects, 'Number', row.project, 'project'),
    }
  })
}

function headFields(company: Company, seed: OrderSeed | DraftSeed | InvoiceSeed, now: number): Record<string, unknown> {
  const { customer, terms, rows, Id: _id, CreatedUtc: _created, ModifiedUtc: _modified, DeliveryDate, ...fields } = seed
  return {
    ...fields,
    CustomerId: byName(company, company.customers, 'CustomerNumber', customer, 'customer'),
    TermsOfPaymentId: terms === undefined ? null : termsIdOf(company, terms),
    DeliveryDate: DeliveryDate ? seedDay(DeliveryDate, now) : null,
    RotReducedInvoicingType: 0,
    Rows: rowsOf(company, rows),
  }
}

function createdAt(text: string | undefined, day: string, now: number): number {
  return text === undefined ? Math.min(now, Date.parse(`${day}T11:00:00Z`)) : seedInstantAt(text, now)
}

function loadOrder(company: Company, seed: OrderSeed, at: number, choices: Choices, now: number): void {
  const customer = company.customers.find('CustomerNumber', seed.customer)
  const day = dayInBooks(company, seed.OrderDate, now)
  const written = readBody(orders, {
    ...headFields(company, seed, now), OrderDate: day, CurrencyCode: seed.CurrencyCode ?? customer?.CurrencyCode ?? company.settings.CurrencyCode, ReverseChargeOnConstructionServices: false,
  }, choices)
  const number = seed.Number ?? (seed.Status >= 2 ? company.takeOrderNumber() : null)
  const created = createdAt(seed.CreatedUtc, day, now)
  const order = makeOrder(company, choices, written, { now, id: seed.Id ?? seedId('orders', company.id, number === null ? `draft ${at}` : String(number)), number, createdUtc: instantText(created) }, null)
  order.ModifiedUtc = instantText(seed.ModifiedUtc === undefined ? created : seedInstantAt(seed.ModifiedUtc, now))
  if (order.Status >= 3) order.ShippedDateTime = day
  company.orders.put(order, created)
}

function draftOf(company: Company, seed: DraftSeed | InvoiceSeed, id: string, choices: Choices, now: number) {
  const day = dayInBooks(company, seed.InvoiceDate, now)
  const written = readBody(drafts, { ...headFields(company, seed, now), InvoiceDate: day, DueDate: seed.DueDate === undefined ? null : seedDay(seed.DueDate, now) }, choices)
  return makeDraft(company, choices, written, { now, id, createdUtc: instantText(createdAt(seed.CreatedUtc, day, now)) }, null)
}

function loadInvoice(company: Company, seed: InvoiceSeed, choices: Choices, now: number): void {
  const draft = draftOf(company, seed, seedId('draft of invoice', company.id, String(seed.InvoiceNumber)), choices, now)
  const customer = company.customers.get(draft.CustomerId)
  if (!customer) throw new Error(`Seed of ${company.settings.Name}: no customer ${seed.customer}`)
  const day = draft.InvoiceDate ?? businessDate(now)
  const credited = seed.credits === undefined ? undefined : company.invoices.find('InvoiceNumber', seed.credits)
  const number = seed.InvoiceNumber ?? company.takeInvoiceNumber()
  const priced = priceDraft(company, choices, customer, draft, draft.CustomerIsPrivatePerson, day)
  const invoice = bookInvoice(company, choices, priced, {
    customer, currency: draftCurrency(company, customer), day, dueDate: draft.DueDate, termsId: draft.TermsOfPaymentId ?? customer.TermsOfPaymentId, isPrivate: draft.CustomerIsPrivatePerson,
    head: headOf(draft), fromDraft: null, fromOrder: seed.order === undefined ? null : company.orders.find('Number', seed.order)?.Id ?? null, userId: company.staff.all()[0]?.Id ?? null,
    seeded: {
      id: seed.Id ?? seedId('invoices', company.id, String(number)), number, createdUtc: draft.CreatedUtc, referring: credited?.Id ?? null,
      modifiedUtc: seed.ModifiedUtc === undefined ? draft.CreatedUtc : instantText(seedInstantAt(seed.ModifiedUtc, now)),
    },
  }, now)
  if (credited) company.invoices.put({ ...credited, CreditedBy: [...credited.CreditedBy, { CreditInvoiceId: invoice.Id }] }, now)
  if (seed.paid !== undefined) {
    const amount = seed.paid === true ? invoice.TotalAmountInvoiceCurrency : seed.paid
    company.invoices.put(applyPayment(company, invoice, amount, seed.paymentDate ? seedDay(seed.paymentDate, now) : day), now)
  }
}
