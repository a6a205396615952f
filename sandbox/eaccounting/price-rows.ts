// Checks and prices the rows of a sales document: references, decimals, text rows, reverse charge, accounts, amounts.
import type { Choices } from './choices.ts'
import type { Company } from './company.ts'
import { decimalsOf, toNumber } from './exact.ts'
import type { Article, Unit } from './entities-article.ts'
import type { Customer } from './entities-customer.ts'
import { invalid, refuse, unknownReference } from './refusal.ts'
import type { RowAmounts, Totals } from './totals.ts'
import { totalsOf } from './totals.ts'
import type { Buyer, Taxed } from './vat-area.ts'
import { taxOf, vatCountry } from './vat-area.ts'

/** What rows of orders, drafts and invoices have in common when they are written. */
export type RowInput = {
  Id: string | null
  ArticleId: string | null
  IsTextRow: boolean
  Text: string | null
  UnitPrice: number | null
  Quantity: number
  DiscountPercentage: number | null
  DiscountFixedAmount: number | null
  CostCenterItemId1: string | null
  CostCenterItemId2: string | null
  CostCenterItemId3: string | null
  ProjectId: string | null
}
export type SaleHead = {
  isPrivate: boolean
  currency: string
  euThirdParty: boolean
  isCredit: boolean
  replaceZeroPrice: boolean
  /** Fiscal year whose accounts say whether cost centres are allowed; null when the date is in none. */
  day: string
}
export type PricedItem<R extends RowInput> = {
  row: R
  /** null on text rows. */
  sale: { article: Article; unit: Unit | undefined; taxed: Taxed; unitPrice: number; discount: number; discountAmount: number; amounts: RowAmounts } | null
}
export type PricedDocument<R extends RowInput> = { items: PricedItem<R>[]; totals: Totals; includesVat: boolean; roundToWhole: boolean }

export function countryOf(customer: Customer, company: Company): string {
  return (customer.InvoiceCountryCode ?? company.settings.CountryCode).toUpperCase()
}

export function buyerOf(customer: Customer, company: Company, isPrivate: boolean): Buyer {
  return {
    country: countryOf(customer, company),
    deliveryCountry: customer.DeliveryCountryCode?.toUpperCase() ?? null,
    isPrivate,
    hasVatNumber: (customer.VatNumber ?? '').trim() !== '',
    deliveryBasedVat: customer.DeliveryBasedVat,
    forceBookkeepVat: customer.ForceBookkeepVat,
    northernIreland: customer.IsNorthernIreland === true,
    reverseConstruction: customer.ReverseChargeOnConstructionServices,
  }
}

/** Whether unit prices of this document include VAT (facts 196, 197). */
export function pricesIncludeVat(company: Company, isPrivate: boolean, choices: Choices): boolean {
  if (!isPrivate || choices.privatePricesIncludeVat === 'never') return false
  return company.settings.ShowPricesExclVatPC === (choices.privatePricesIncludeVat === 'whenSettingOn')
}

/**
 * @param reverseOf whether the row is flagged for reverse charge on construction services
 * @throws Refusal 2000, 3000, 4024, 4027, 5005 or 5006
 */
export function priceRows<R extends RowInput>(
  company: Company, choices: Choices, customer: Customer, head: SaleHead, rows: readonly R[], reverseOf: (row: R) => boolean,
): PricedDocument<R> {
  const buyer = buyerOf(customer, company, head.isPrivate)
  if (head.euThirdParty && (!company.settings.UsesVatTriangulationRules || head.isPrivate || vatCountry(buyer) === company.settings.CountryCode)) {
    throw invalid('EuThirdParty', 'EuThirdParty can only be used by companies that use VAT triangulation rules, on sales to companies in another EU country.')
  }
  const includesVat = pricesIncludeVat(company, head.isPrivate, choices)
  const foreign = buyer.country !== company.settings.CountryCode
  const items = rows.map((row, at): PricedItem<R> => {
    const place = `Rows[${at}].`
    if (row.IsTextRow) {
      checkTextRow(row, place)
      return { row, sale: null }
    }
    return { row, sale: checkSale(company, choices, customer, buyer, head, row, reverseOf(row), { place, includesVat, foreign }) }
  })
  return finish(company, choices, head, items, includesVat)
}

function finish<R extends RowInput>(company: Company, choices: Choices, head: SaleHead, items: PricedItem<R>[], includesVat: boolean): PricedDocument<R> {
  const sold = items.filter(item => item.sale !== null)
  const roundToWhole = company.settings.DomesticCurrencyRounding === 1 && head.currency === company.settings.CurrencyCode
  const totals = totalsOf(sold.map(({ row, sale }) => ({
    unitPrice: sale?.unitPrice ?? 0, quantity: row.Quantity, discount: sale?.discount ?? 0, discountAmount: sale?.discountAmount ?? 0, percent: sale?.taxed.percent ?? 0,
  })), {
    includesVat,
    vatRounding: choices.vatRounding,
    roundToWhole,
    sign: head.isCredit && choices.creditQuantity === 'positive' ? -1 : 1,
  })
  for (const [at, item] of sold.entries()) {
    const amounts = totals.rows[at]
    if (item.sale && amounts) item.sale.amounts = amounts
  }
  if (head.isCredit ? totals.total > 0n : totals.total < 0n) {
    throw invalid('Rows', head.isCredit ? 'The total amount of a credit invoice cannot be positive.' : 'The total amount cannot be negative.')
  }
  return { items, totals, includesVat, roundToWhole }
}

function checkTextRow(row: RowInput, place: string): void {
  if (row.ArticleId !== null) throw invalid(`${place}ArticleId`, 'A text row cannot have an article.')
  if ((row.Text ?? '').length < 1) throw invalid(`${place}Text`, 'The text of a text row must have at least 1 character.')
}

type Where = { place: string; includesVat: boolean; foreign: boolean }

function checkSale(
  company: Company, choices: Choices, customer: Customer, buyer: Buyer, head: SaleHead, row: RowInput, reverse: boolean, where: Where,
): NonNullable<PricedItem<RowInput>['sale']> {
  const { place } = where
  if (row.ArticleId === null) throw invalid(`${place}ArticleId`, 'ArticleId is required on rows that are not text rows.')
  const article = company.articles.get(row.ArticleId)
  if (!article) throw unknownReference(`${place}ArticleId`, row.ArticleId)
  const { coding, facts } = company.codingOf(article)
  if (reverse) checkReverse(company, buyer, facts.type, place)
  const taxed = taxOf(
    { country: company.settings.CountryCode, usesOss: company.settings.UsesMoss, usesReverseConstruction: company.settings.UsesReverseConstructionVat },
    buyer,
    { coding, codingPercent: facts.percent, articleUsesOss: article.UsesMoss, euThirdParty: head.euThirdParty, rowReverse: reverse },
  )
  if (taxed.account === null) {
    throw invalid(`${place}ArticleId`, `The sales category '${coding.Name ?? ''}' of article ${article.Number} has no ledger account for this kind of sale (${taxed.area}).`, 4024)
  }
  checkCostPlaces(company, row, taxed.account, head.day, place)
  const unitPrice = priceOf(article, head, row, where)
  const discount = row.DiscountPercentage ?? (choices.customerDiscountOnRows ? customer.DiscountPercentage : 0)
  const discountAmount = choices.discountFixedAmountWritable ? row.DiscountFixedAmount ?? 0 : 0
  const none = { amount: 0n, net: 0n, vat: 0n }
  return { article, unit: company.units.get(article.UnitId), taxed, unitPrice, discount, discountAmount, amounts: none }
}

/** Sent, or the article's when left out (fact 131); 2 decimals for domestic customers, 4 for foreign (fact 130). */
function priceOf(article: Article, head: SaleHead, row: RowInput, where: Where): number {
  const fromArticle = (where.includesVat ? article.GrossPrice : article.NetPrice) ?? 0
  if (row.UnitPrice === null) return fromArticle
  if (row.UnitPrice === 0 && head.replaceZeroPrice) return fromArticle
  const most = where.foreign ? 4 : 2
  if (decimalsOf(row.UnitPrice) > most) throw invalid(`${where.place}UnitPrice`, `The field UnitPrice must be a number with at most ${most} decimals.`)
  return row.UnitPrice
}

/** Facts 202, 78 (4027). */
function checkReverse(company: Company, buyer: Buyer, type: 'goods' | 'services', place: string): void {
  if (!company.settings.UsesReverseConstructionVat || !buyer.reverseConstruction) {
    throw invalid(place, 'Reverse charge on construction services can not be used on a row when the customer does not use reverse charge on construction services.')
  }
  if (type !== 'services') throw invalid(place, 'The article on the row is not eligible for reverse charge on VAT.', 4027)
}

function checkCostPlaces(company: Company, row: RowInput, accountNumber: number, day: string, place: string): void {
  const places = [row.CostCenterItemId1, row.CostCenterItemId2, row.CostCenterItemId3]
  for (const [at, id] of places.entries()) {
    if (id === null) continue
    const field = `${place}CostCenterItemId${at + 1}`
    const item = company.costCenterItems.get(id)
    if (!item || company.dimensions.get(id) !== at + 1) throw unknownReference(field, id)
    if (!item.IsActive || company.costCenters.get(item.CostCenterId)?.IsActive === false) throw invalid(field, `The cost center ${item.Name} is inactive.`, 5006)
  }
  const year = company.fiscalYearOf(day)
  const account = year ? company.accountOf(year.Id, accountNumber) : undefined
  if (account && !account.IsCostCenterAllowed && places.some(id => id !== null)) {
    throw invalid(`${place}CostCenterItemId1`, `Cost center is not allowed on account ${accountNumber}.`)
  }
  if (row.ProjectId !== null) {
    const project = company.projects.get(row.ProjectId)
    if (!project) throw unknownReference(`${place}ProjectId`, row.ProjectId)
    if (project.Status === 2) throw invalid(`${place}ProjectId`, `The project ${project.Number} has ended.`, 5005)
  }
}

/** At booking: an account that demands a first cost centre, on a row without one (fact 180). */
export function checkMandatoryCostCenters<R extends RowInput>(company: Company, priced: PricedDocument<R>, day: string): void {
  const year = company.fiscalYearOf(day)
  for (const { row, sale } of priced.items) {
    const account = year && sale?.taxed.account ? company.accountOf(year.Id, sale.taxed.account) : undefined
    if (account?.IsFirstCostCenterMandatory && row.CostCenterItemId1 === null) {
      throw refuse(2000, `Cost center is mandatory on account ${account.Number ?? ''}.`)
    }
  }
}

/** The computed fields every kind of row answers. */
export function answeredRow<R extends RowInput>(item: PricedItem<R>, choices: Choices): {
  UnitPrice: number; DiscountPercentage: number; DiscountFixedAmount: number | null; IsDiscountInFixedAmount: boolean; VatRate: number | null; Amount: number
  IsServiceArticle: boolean; UnitId: string | null; ContributionMargin: null; PurchasePrice: number; FreightCosts: number; Text: string | null
} {
  const { row, sale } = item
  if (!sale) {
    return {
      UnitPrice: 0, DiscountPercentage: 0, DiscountFixedAmount: null, IsDiscountInFixedAmount: false, VatRate: null, Amount: 0,
      IsServiceArticle: false, UnitId: null, ContributionMargin: null, PurchasePrice: 0, FreightCosts: 0, Text: row.Text,
    }
  }
  return {
    UnitPrice: sale.unitPrice,
    DiscountPercentage: sale.discount,
    DiscountFixedAmount: sale.discountAmount === 0 ? null : sale.discountAmount,
    IsDiscountInFixedAmount: sale.discountAmount !== 0,
    VatRate: rateOnWire(sale.taxed.percent, choices),
    Amount: toNumber(choices.rowAmountIsNet ? sale.amounts.net : sale.amounts.amount, 2),
    IsServiceArticle: sale.article.IsServiceArticle,
    UnitId: sale.article.UnitId,
    ContributionMargin: null,
    PurchasePrice: sale.article.PurchasePrice,
    FreightCosts: sale.article.FreightCosts,
    Text: row.Text ?? sale.article.Name,
  }
}

/** Percent as the wire shows it: 0.25 or 25 by choice (fact 43). */
export function rateOnWire(percent: number, choices: Choices): number {
  return choices.vatRateAsFraction ? Math.round(percent * 100) / 10_000 : percent
}
