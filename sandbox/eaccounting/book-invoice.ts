// Books an invoice: number from the series, OCR, VAT specification, base currency amounts, customer ledger. Cannot be undone.
import { randomUUID } from 'node:crypto'
import { businessDate, instantText } from './calendar.ts'
import type { Choices } from './choices.ts'
import type { Company } from './company.ts'
import { toNumber } from './exact.ts'
import type { Customer } from './entities-customer.ts'
import type { Draft, Invoice, InvoiceRow, InvoiceWritten } from './entities-document.ts'
import { luhnDigit } from './identity-numbers.ts'
import { dueDate, inBaseCurrency } from './make-draft.ts'
import type { PricedDocument, RowInput } from './price-rows.ts'
import { answeredRow, checkMandatoryCostCenters, countryOf, rateOnWire } from './price-rows.ts'
import { refuse } from './refusal.ts'

type HouseFields = Pick<InvoiceRow, 'WorkCostType' | 'WorkHours' | 'MaterialCosts' | 'GreenTechnologyType' | 'IsWorkCost'>
type BookedRow = RowInput & HouseFields
/** What an invoice takes over from the draft or order it is made from. */
export type InvoiceHead = Pick<InvoiceWritten,
  | 'EuThirdParty' | 'RotReducedInvoicingType' | 'IsCreditInvoice' | 'YourReference' | 'OurReference' | 'BuyersOrderReference' | 'ContractNumber' | 'SubscriptionNumber'
  | 'ElectronicReference' | 'InvoiceAddress1' | 'InvoiceAddress2' | 'DeliveryDate' | 'DeliveryCustomerName' | 'DeliveryAddress1' | 'DeliveryAddress2' | 'DeliveryPostalCode'
  | 'DeliveryCity' | 'DeliveryCountryCode' | 'DeliveryMethodName' | 'DeliveryMethodCode' | 'DeliveryTermName' | 'DeliveryTermCode' | 'UsesGreenTechnology' | 'Persons'>
export type Booking = {
  customer: Customer
  currency: string
  day: string
  dueDate: string | null
  termsId: string
  isPrivate: boolean
  head: InvoiceHead
  fromDraft: string | null
  fromOrder: string | null
  userId: string | null
  /** Seeded invoices may carry their own number, id and moments, and skip the checks of today. */
  seeded?: { id?: string; number?: number; createdUtc: string; modifiedUtc: string; referring?: string | null }
}

/** @throws Refusal 4013, 4038, 3001 or 2000 */
export function checkBookable(company: Company, day: string, now: number): void {
  if (company.settings.NextCustomerInvoiceNumber <= 0) throw refuse(4013, 'The invoice can not be booked. The invoice number series has not been started.')
  if (day > businessDate(now)) throw refuse(4013, `The invoice can not be booked. The invoice date ${day} is in the future.`)
  const year = company.fiscalYearOf(day)
  if (!year) throw refuse(3001, `No fiscal year was found for the date ${day}.`)
  if (year.IsLockedForAccounting) throw refuse(4038, `The fiscal year ${year.StartDate ?? ''} - ${year.EndDate ?? ''} is locked.`)
  const locked = company.settings.AccountingLockedTo
  if (locked !== null && day <= locked) throw refuse(4013, `The invoice can not be booked. The accounting is locked to ${locked}.`)
}

/** Makes and stores the invoice. The caller has checked the date with checkBookable. */
export function bookInvoice<R extends BookedRow>(company: Company, choices: Choices, priced: PricedDocument<R>, booking: Booking, now: number): Invoice {
  if (!booking.seeded) checkMandatoryCostCenters(company, priced, booking.day)
  const { customer, currency, seeded } = booking
  const number = seeded?.number ?? company.takeInvoiceNumber()
  const { totals } = priced
  const stamp = instantText(now)
  const total = toNumber(totals.total, 2)
  const base = inBaseCurrency(company, totals.total, currency)
  const invoice: Invoice = {
    Id: seeded?.id ?? randomUUID(),
    ...unusedFields(),
    ...booking.head,
    CustomerId: customer.Id,
    CurrencyCode: currency,
    CurrencyRate: company.rateOf(currency),
    CreatedByUserId: booking.userId,
    TotalAmount: base,
    TotalVatAmount: inBaseCurrency(company, totals.vat, currency),
    TotalRoundings: toNumber(totals.rounding, 2),
    TotalAmountInvoiceCurrency: total,
    TotalVatAmountInvoiceCurrency: toNumber(totals.vat, 2),
    VatSpecification: totals.rates.map(rate => ({
      AmountInvoiceCurrency: toNumber(rate.net, 2), VatAmountInvoiceCurrency: toNumber(rate.vat, 2), VatPercent: rateOnWire(rate.percent, choices),
    })),
    Rows: priced.items.map((item, at): InvoiceRow => invoiceRow(item, at, choices)),
    InvoiceDate: booking.day,
    DueDate: booking.dueDate ?? dueDate(company, booking.termsId, booking.day),
    TermsOfPaymentId: booking.termsId,
    InvoiceCustomerName: customer.Name,
    InvoicePostalCode: customer.InvoicePostalCode,
    InvoiceCity: customer.InvoiceCity,
    InvoiceCountryCode: countryOf(customer, company),
    CustomerIsPrivatePerson: booking.isPrivate,
    CustomerEmail: customer.EmailAddress,
    ElectronicAddress: customer.ElectronicAddress,
    InvoiceNumber: number,
    CustomerNumber: customer.CustomerNumber,
    CustomerName: customer.Name,
    PaymentReferenceNumber: company.settings.UsesPaymentReferenceNumber ? `${number}${luhnDigit(String(number))}` : null,
    ReverseChargeOnConstructionServices: customer.ReverseChargeOnConstructionServices,
    ReversedConstructionVatInvoicing: priced.items.some(item => item.sale?.taxed.area === 'construction'),
    RemainingAmount: base,
    RemainingAmountInvoiceCurrency: total,
    ReferringInvoiceId: seeded?.referring ?? null,
    CreatedFromOrderId: booking.fromOrder,
    CreatedFromDraftId: booking.fromDraft,
    VoucherNumber: String(++company.vouchers),
    VoucherId: randomUUID(),
    CreatedUtc: seeded?.createdUtc ?? stamp,
    ModifiedUtc: seeded?.modifiedUtc ?? stamp,
    IncludesVat: priced.includesVat,
    PaymentStatus: total === 0 ? 0 : 1,
  }
  company.invoices.put(invoice, seeded ? Date.parse(seeded.createdUtc) : now)
  company.customers.put({ ...customer, LastInvoiceDate: booking.day, UnpaidInvoicesAmount: customer.UnpaidInvoicesAmount + base }, now)
  return invoice
}

function invoiceRow(item: PricedDocument<BookedRow>['items'][number], at: number, choices: Choices): InvoiceRow {
  const { row, sale } = item
  return {
    ...answeredRow(item, choices),
    Id: randomUUID(),
    ArticleId: row.ArticleId,
    ArticleNumber: sale?.article.Number ?? null,
    Quantity: sale ? row.Quantity : 0,
    IsVatFree: false,
    CostCenterItemId1: row.CostCenterItemId1,
    CostCenterItemId2: row.CostCenterItemId2,
    CostCenterItemId3: row.CostCenterItemId3,
    ProjectId: row.ProjectId,
    WorkCostType: row.WorkCostType,
    WorkHours: row.WorkHours,
    MaterialCosts: row.MaterialCosts,
    GreenTechnologyType: row.GreenTechnologyType,
    IsWorkCost: row.IsWorkCost,
    AmountNoVat: sale ? toNumber(sale.amounts.net, 2) : 0,
    PercentVat: sale ? rateOnWire(sale.taxed.percent, choices) : 0,
    LineNumber: at,
    IsTextRow: sale === null,
    UnitAbbreviation: sale?.unit?.Abbreviation ?? null,
    UnitAbbreviationEnglish: sale?.unit?.AbbreviationEnglish ?? null,
  }
}

/** The fields of the schema that the twin never gives another value. */
function unusedFields() {
  return {
    SetOffAmountInvoiceCurrency: 0, MaxAllowedTaxReductionAmount: 0, RotReducedInvoicingPercent: 0, RotReducedInvoicingAutomaticDistribution: false,
    RotReducedInvoicingAmount: null, RotReducedInvoicingPropertyName: null, RotReducedInvoicingOrgNumber: null, RotPropertyType: null,
    EdiServiceDelivererId: null, WorkHouseOtherCosts: null, SendType: null, SalesDocumentAttachments: [], MessageThreads: [], Notes: [],
    HasAutoInvoiceError: false, IsNotDelivered: false, CreatedFromQuoteId: null, PaymentReminderIssued: false, PaymentRemindersCount: 0,
    LastPaymentReminderSentDate: null, IsSold: false, FactoringInvoiceStatus: 0, PaymentDate: null, CreditedBy: [], ContributionMargin: null,
    IsDirectDebit: null, IsQuickInvoice: false, IsCollectiveInvoice: false, CollectiveCustomerInvoiceRowsRelationToOrders: [],
    ReplaceUnitPriceWhenZero: false, TaxDeductionStatus: 0, BackgroundId: null,
  }
}

/** The head fields of a draft that its invoice keeps, marks included. */
export function headOf(draft: Draft): InvoiceHead {
  return {
    EuThirdParty: draft.EuThirdParty, RotReducedInvoicingType: draft.RotReducedInvoicingType, IsCreditInvoice: draft.IsCreditInvoice,
    YourReference: draft.YourReference, OurReference: draft.OurReference, BuyersOrderReference: draft.BuyersOrderReference,
    ContractNumber: draft.ContractNumber, SubscriptionNumber: draft.SubscriptionNumber, ElectronicReference: draft.ElectronicReference,
    InvoiceAddress1: draft.InvoiceAddress1, InvoiceAddress2: draft.InvoiceAddress2, DeliveryDate: draft.DeliveryDate,
    DeliveryCustomerName: draft.DeliveryCustomerName, DeliveryAddress1: draft.DeliveryAddress1, DeliveryAddress2: draft.DeliveryAddress2,
    DeliveryPostalCode: draft.DeliveryPostalCode, DeliveryCity: draft.DeliveryCity, DeliveryCountryCode: draft.DeliveryCountryCode,
    DeliveryMethodName: draft.DeliveryMethodName, DeliveryMethodCode: draft.DeliveryMethodCode, DeliveryTermName: draft.DeliveryTermName,
    DeliveryTermCode: draft.DeliveryTermCode, UsesGreenTechnology: draft.UsesGreenTechnology, Persons: draft.Persons,
  }
}
