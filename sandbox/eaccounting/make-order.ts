// Makes an order from what was written: checks, addresses from the customer where left out, amounts computed by the server.
import { randomUUID } from 'node:crypto'
import { businessDate, instantText } from './calendar.ts'
import type { Choices } from './choices.ts'
import type { Company } from './company.ts'
import { currencyCodes } from './countries.ts'
import { toNumber } from './exact.ts'
import type { Customer } from './entities-customer.ts'
import type { Order, OrderRow, OrderWritten } from './entities-document.ts'
import { checkHouseWork } from './house-work.ts'
import type { PricedDocument } from './price-rows.ts'
import { answeredRow, priceRows } from './price-rows.ts'
import { invalid, refuse, unknownReference } from './refusal.ts'
import { totalsOf } from './totals.ts'

type RowWritten = OrderWritten['Rows'][number]
export type OrderMoment = { now: number; id?: string; number?: number | null; createdUtc?: string }

/**
 * @param previous the order that a PUT replaces: id, number, creation and known row ids stay
 * @throws Refusal 2000, 3000, 3001 and the row refusals
 */
export function makeOrder(company: Company, choices: Choices, written: OrderWritten, moment: OrderMoment, previous: Order | null): Order {
  const customer = company.customers.get(written.CustomerId)
  if (!customer) throw unknownReference('CustomerId', written.CustomerId)
  checkHead(company, choices, written, customer)
  const day = written.OrderDate ?? previous?.OrderDate ?? businessDate(moment.now)
  if (!company.fiscalYearOf(day)) throw refuse(3001, `No fiscal year was found for the date ${day}.`)
  checkHouseWork(company, written)
  const isPrivate = previous?.CustomerIsPrivatePerson ?? customer.IsPrivatePerson
  const priced = priceOrder(company, choices, customer, written, isPrivate, day)
  const known = new Set(previous?.Rows.map(row => row.Id))
  const method = company.deliveryMethods.all().find(each => matches(each, written.DeliveryMethodCode, written.DeliveryMethodName))
  const term = company.deliveryTerms.all().find(each => matches(each, written.DeliveryTermCode, written.DeliveryTermName))
  return {
    Id: previous?.Id ?? moment.id ?? randomUUID(),
    ...written,
    ...addresses(written, customer, company),
    TermsOfPaymentId: written.TermsOfPaymentId ?? customer.TermsOfPaymentId,
    OrderDate: day,
    Rows: priced.items.map((item): OrderRow => ({
      ...item.row,
      ...answeredRow(item, choices),
      Id: item.row.Id !== null && known.has(item.row.Id) ? item.row.Id : randomUUID(),
      ArticleNumber: item.sale?.article.Number ?? null,
      Quantity: item.sale ? item.row.Quantity : 0,
    })),
    ...orderAmounts(priced, choices),
    Number: previous ? previous.Number : moment.number ?? null,
    CreatedUtc: previous?.CreatedUtc ?? moment.createdUtc ?? instantText(moment.now),
    ModifiedUtc: instantText(moment.now),
    CustomerNumber: customer.CustomerNumber,
    CustomerName: customer.Name,
    DeliveryMethodId: method?.Id ?? null,
    DeliveryTermId: term?.Id ?? null,
    CustomerIsPrivatePerson: isPrivate,
    IncludesVat: priced.includesVat,
    SalesDocumentAttachments: [],
    MessageThreads: [],
    Notes: [],
    MaxAllowedTaxReductionAmount: 0,
    RotReducedInvoicingPercent: 0,
    IsNotDelivered: false,
    ContributionMargin: null,
    CreatedFromQuoteId: null,
    BackgroundId: null,
  }
}

/** Prices an order's rows; also used when the order becomes an invoice. */
export function priceOrder(
  company: Company, choices: Choices, customer: Customer, order: Pick<OrderWritten, 'Rows' | 'CurrencyCode' | 'EuThirdParty'>, isPrivate: boolean, day: string,
): PricedDocument<RowWritten> {
  return priceRows(
    company, choices, customer,
    { isPrivate, currency: order.CurrencyCode, euThirdParty: order.EuThirdParty, isCredit: false, replaceZeroPrice: false, day },
    order.Rows, row => row.EligibleForReverseChargeOnVat,
  )
}

function checkHead(company: Company, choices: Choices, written: OrderWritten, customer: Customer): void {
  if (!currencyCodes.includes(written.CurrencyCode)) throw unknownReference('CurrencyCode', written.CurrencyCode)
  if (!choices.orderCurrencyMayDiffer && written.CurrencyCode !== (customer.CurrencyCode ?? company.settings.CurrencyCode)) {
    throw invalid('CurrencyCode', `The currency ${written.CurrencyCode} differs from the customer's.`)
  }
  if (written.TermsOfPaymentId !== null && !company.terms.get(written.TermsOfPaymentId)) throw unknownReference('TermsOfPaymentId', written.TermsOfPaymentId)
  if (written.ReverseChargeOnConstructionServices && !customer.ReverseChargeOnConstructionServices) {
    throw invalid('ReverseChargeOnConstructionServices', 'The customer does not use reverse charge on construction services.')
  }
}

function matches(each: { Name: string; Code: string | null }, code: string | null, name: string | null): boolean {
  return code !== null && code !== '' ? each.Code === code : name !== null && each.Name === name
}

/** Orders carry their own names and addresses; what is left out comes from the customer (fact 45). */
function addresses(written: OrderWritten, customer: Customer, company: Company): Partial<OrderWritten> {
  return {
    InvoiceCustomerName: written.InvoiceCustomerName ?? customer.Name,
    InvoiceAddress1: written.InvoiceAddress1 ?? customer.InvoiceAddress1,
    InvoiceAddress2: written.InvoiceAddress2 ?? customer.InvoiceAddress2,
    InvoicePostalCode: written.InvoicePostalCode ?? customer.InvoicePostalCode,
    InvoiceCity: written.InvoiceCity ?? customer.InvoiceCity,
    InvoiceCountryCode: written.InvoiceCountryCode ?? customer.InvoiceCountryCode ?? company.settings.CountryCode,
  }
}

type Amounts = Pick<Order, 'Amount' | 'VatAmount' | 'RoundingsAmount' | 'DeliveredAmount' | 'DeliveredVatAmount' | 'DeliveredRoundingsAmount'>

/** Computed; what the body says is ignored (fact 160). */
export function orderAmounts(priced: PricedDocument<RowWritten>, choices: Choices): Amounts {
  const { totals } = priced
  const ordered = {
    Amount: toNumber(choices.orderAmountIncludesVat ? totals.total : totals.net, 2),
    VatAmount: toNumber(totals.vat, 2),
    RoundingsAmount: toNumber(totals.rounding, 2),
  }
  if (!priced.items.some(item => item.sale && item.row.DeliveredQuantity !== 0)) {
    return { ...ordered, DeliveredAmount: 0, DeliveredVatAmount: 0, DeliveredRoundingsAmount: 0 }
  }
  const delivered = totalsOf(priced.items.flatMap(({ row, sale }) => (sale
    ? [{ unitPrice: sale.unitPrice, quantity: row.DeliveredQuantity, discount: sale.discount, discountAmount: 0, percent: sale.taxed.percent }]
    : [])), { includesVat: priced.includesVat, vatRounding: choices.vatRounding, roundToWhole: priced.roundToWhole, sign: 1 })
  return {
    ...ordered,
    DeliveredAmount: toNumber(choices.orderAmountIncludesVat ? delivered.total : delivered.net, 2),
    DeliveredVatAmount: toNumber(delivered.vat, 2),
    DeliveredRoundingsAmount: toNumber(delivered.rounding, 2),
  }
}
