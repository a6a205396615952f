// Makes an invoice draft from what was written: the customer dictates name, address and currency (fact 133); totals are computed.
import { randomUUID } from 'node:crypto'
import { addDays, businessDate, endOfMonth, instantText } from './calendar.ts'
import type { Choices } from './choices.ts'
import type { Company } from './company.ts'
import { divide, scaled, toNumber } from './exact.ts'
import type { Customer } from './entities-customer.ts'
import type { Draft, DraftRow, DraftWritten } from './entities-document.ts'
import { checkHouseWork } from './house-work.ts'
import type { PricedDocument } from './price-rows.ts'
import { answeredRow, countryOf, priceRows } from './price-rows.ts'
import { invalid, unknownReference } from './refusal.ts'

type RowWritten = DraftWritten['Rows'][number]
export type DraftMoment = { now: number; id?: string; createdUtc?: string; overridePrivate?: boolean }

/**
 * @param previous the draft that a PUT replaces: id, creation, private flag and known row ids stay
 * @throws Refusal 2000, 3000 and the row refusals
 */
export function makeDraft(company: Company, choices: Choices, written: DraftWritten, moment: DraftMoment, previous: Draft | null): Draft {
  const customer = company.customers.get(written.CustomerId)
  if (!customer) throw unknownReference('CustomerId', written.CustomerId)
  if (written.TermsOfPaymentId !== null && !company.terms.get(written.TermsOfPaymentId)) throw unknownReference('TermsOfPaymentId', written.TermsOfPaymentId)
  const isPrivate = previous?.CustomerIsPrivatePerson ?? moment.overridePrivate ?? customer.IsPrivatePerson
  if (isPrivate && (written.ElectronicReference ?? '') !== '') throw invalid('ElectronicReference', 'ElectronicReference can not be used for private persons.')
  checkHouseWork(company, written)
  const day = written.InvoiceDate ?? businessDate(moment.now)
  const priced = priceDraft(company, choices, customer, written, isPrivate, day)
  const known = new Set(previous?.Rows.map(row => row.Id))
  const termsId = written.TermsOfPaymentId ?? customer.TermsOfPaymentId
  const currency = draftCurrency(company, customer)
  const { totals } = priced
  return {
    Id: previous?.Id ?? moment.id ?? randomUUID(),
    ...written,
    InvoiceDate: day,
    DueDate: written.DueDate ?? dueDate(company, termsId, day),
    TermsOfPaymentId: termsId,
    InvoiceAddress1: written.InvoiceAddress1 ?? customer.InvoiceAddress1,
    InvoiceAddress2: written.InvoiceAddress2 ?? customer.InvoiceAddress2,
    DeliveryCustomerName: written.DeliveryCustomerName ?? (customer.DeliveryCustomerName?.slice(0, 50) ?? null),
    DeliveryAddress1: written.DeliveryAddress1 ?? customer.DeliveryAddress1,
    DeliveryAddress2: written.DeliveryAddress2 ?? customer.DeliveryAddress2,
    DeliveryPostalCode: written.DeliveryPostalCode ?? customer.DeliveryPostalCode,
    DeliveryCity: written.DeliveryCity ?? customer.DeliveryCity,
    DeliveryCountryCode: written.DeliveryCountryCode ?? customer.DeliveryCountryCode,
    Rows: priced.items.map((item, at): DraftRow => ({
      ...item.row,
      ...answeredRow(item, choices),
      Id: item.row.Id !== null && known.has(item.row.Id) ? item.row.Id : randomUUID(),
      LineNumber: item.row.LineNumber ?? at,
      Quantity: item.sale ? item.row.Quantity : 0,
      ArticleNumber: item.sale?.article.Number ?? null,
      VatRateId: null,
      UnitName: item.sale?.unit?.Name ?? null,
      UnitAbbreviation: item.sale?.unit?.Abbreviation ?? null,
      UnitAbbreviationEnglish: item.sale?.unit?.AbbreviationEnglish ?? null,
    })),
    CreatedUtc: previous?.CreatedUtc ?? moment.createdUtc ?? instantText(moment.now),
    MaxAllowedTaxReductionAmount: 0,
    InvoiceCustomerName: customer.Name,
    InvoicePostalCode: customer.InvoicePostalCode,
    InvoiceCity: customer.InvoiceCity,
    InvoiceCountryCode: countryOf(customer, company),
    InvoiceCurrencyCode: currency,
    CustomerIsPrivatePerson: isPrivate,
    ReverseChargeOnConstructionServices: customer.ReverseChargeOnConstructionServices,
    SalesDocumentAttachments: [],
    MessageThreads: [],
    Notes: [],
    TotalAmount: toNumber(totals.total, 2),
    TotalVatAmount: toNumber(totals.vat, 2),
    TotalRoundings: toNumber(totals.rounding, 2),
    TotalAmountBaseCurrency: inBaseCurrency(company, totals.total, currency),
    TotalVatAmountBaseCurrency: inBaseCurrency(company, totals.vat, currency),
    CustomerNumber: customer.CustomerNumber,
    CustomerName: customer.Name,
    IncludesVat: priced.includesVat,
    ContributionMargin: null,
  }
}

export function draftCurrency(company: Company, customer: Customer): string {
  return customer.CurrencyCode ?? company.settings.CurrencyCode
}

/** Prices a draft's rows; also used at conversion. */
export function priceDraft(
  company: Company, choices: Choices, customer: Customer, draft: Pick<DraftWritten, 'Rows' | 'EuThirdParty' | 'IsCreditInvoice' | 'ReplaceUnitPriceWhenZero'>,
  isPrivate: boolean, day: string,
): PricedDocument<RowWritten> {
  return priceRows(company, choices, customer, {
    isPrivate, currency: draftCurrency(company, customer), euThirdParty: draft.EuThirdParty, isCredit: draft.IsCreditInvoice,
    replaceZeroPrice: draft.ReplaceUnitPriceWhenZero, day,
  }, draft.Rows, row => row.ReversedConstructionServicesVatFree)
}

/** From the terms of payment: days after the date, or after the end of its month for type 1 (fact 135). */
export function dueDate(company: Company, termsId: string, day: string): string {
  const terms = company.terms.get(termsId)
  if (!terms) return day
  return addDays(terms.TermsOfPaymentTypeId === 1 ? endOfMonth(day) : day, terms.NumberOfDays)
}

/** An amount in öre of the document's currency, in the company's currency. */
export function inBaseCurrency(company: Company, amount: bigint, currency: string): number {
  const rate = company.rateOf(currency)
  return toNumber(divide(amount * scaled(rate, 6), 1_000_000n), 2)
}
