// Vendor fields of orders, invoice drafts and invoices with their rows: names, lengths and requirements as in eaccounting-fields.txt.
import type { Wire, Written } from './fields.ts'
import { date, decimal, decimalOrNull, entity, flag, flagOrNull, guid, instant, list, needFlag, needGuid, needText, needWhole, opaque, text, whole, wholeOrNull } from './fields.ts'

const discount = { min: 0, max: 1, decimals: 4 }
const costPlaces = { CostCenterItemId1: guid(), CostCenterItemId2: guid(), CostCenterItemId3: guid(), ProjectId: guid() }
const house = { WorkCostType: whole(), WorkHours: decimalOrNull(), MaterialCosts: decimalOrNull(), GreenTechnologyType: whole({ min: 0, max: 3 }) }
const priced = {
  Id: guid(),
  ArticleId: guid(),
  Text: text(2000),
  UnitPrice: decimalOrNull(),
  DiscountPercentage: decimalOrNull(discount),
  DiscountFixedAmount: decimalOrNull({ decimals: 2 }),
  IsDiscountInFixedAmount: flag(),
}
const computedRow = {
  IsServiceArticle: flag(), UnitId: guid(), VatRate: decimalOrNull(), ContributionMargin: opaque<unknown>(null), PurchasePrice: decimal(), FreightCosts: decimal(),
}
const references = { YourReference: text(100, 'mark'), OurReference: text(100, 'mark'), BuyersOrderReference: text(35, 'mark') }
const persons = entity('Persons', { Id: guid(), Ssn: text(50), Amount: decimalOrNull() }, {})
const attached = { SalesDocumentAttachments: opaque<string[]>([]), MessageThreads: opaque<string[]>([]), Notes: opaque<string[]>([]) }
const delivery = (nameLength: number) => ({
  DeliveryCustomerName: text(nameLength), DeliveryAddress1: text(50), DeliveryAddress2: text(50), DeliveryPostalCode: text(10), DeliveryCity: text(50), DeliveryCountryCode: text(2),
  DeliveryMethodName: text(50), DeliveryMethodCode: text(20), DeliveryTermName: text(50), DeliveryTermCode: text(20),
})

export const orderRows = entity('Rows', {
  ...priced, ...costPlaces, ...house,
  LineNumber: needWhole({ min: 0, max: 1000 }),
  IsTextRow: needFlag(),
  Quantity: decimal({ decimals: 4 }),
  DeliveredQuantity: decimal({ decimals: 2 }),
  ArticleNumber: text(40),
  IsWorkCost: needFlag(),
  EligibleForReverseChargeOnVat: needFlag(),
}, { ...computedRow, Amount: decimal() })
export type OrderRow = Wire<typeof orderRows>

export const draftRows = entity('Rows', {
  ...priced, ...costPlaces, ...house,
  LineNumber: wholeOrNull({ min: 0, max: 1000 }),
  IsTextRow: needFlag(),
  Quantity: decimal({ decimals: 2 }),
  IsWorkCost: flag(),
  ReversedConstructionServicesVatFree: needFlag(),
}, { ...computedRow, Amount: decimal(), ArticleNumber: text(40), VatRateId: text(), UnitAbbreviation: text(), UnitAbbreviationEnglish: text(), UnitName: text() })
export type DraftRow = Wire<typeof draftRows>

export const invoiceRows = entity('Rows', {
  ...priced, ...costPlaces, ...house, Quantity: decimal({ decimals: 2 }), IsVatFree: flag(),
}, {
  ...computedRow, Amount: decimal(), ArticleNumber: text(40), AmountNoVat: decimal(), PercentVat: decimal(), LineNumber: whole(), IsTextRow: flag(), IsWorkCost: flag(),
  UnitAbbreviation: text(), UnitAbbreviationEnglish: text(),
})
export type InvoiceRow = Wire<typeof invoiceRows>

export const orders = entity('orders', {
  CustomerId: needGuid('customerId'),
  CurrencyCode: needText(3),
  EuThirdParty: needFlag(),
  Status: needWhole({ min: 1, max: 4, filter: 'yes' }),
  RotReducedInvoicingType: needWhole({ min: 0, max: 2 }),
  ReverseChargeOnConstructionServices: needFlag(),
  ...references, ...delivery(100),
  InvoiceCustomerName: text(50), InvoiceAddress1: text(50), InvoiceAddress2: text(50), InvoicePostalCode: text(10), InvoiceCity: text(), InvoiceCountryCode: text(2),
  TermsOfPaymentId: guid(),
  OrderDate: date('yes'),
  DeliveryDate: date('yes'),
  ShippedDateTime: date(),
  HouseWorkAmount: decimal(), HouseWorkAutomaticDistribution: flag(), HouseWorkCorporateIdentityNumber: text(20), HouseWorkPropertyName: text(100),
  RotPropertyType: wholeOrNull(), Persons: list(persons), UsesGreenTechnology: flag(),
  Rows: list(orderRows),
}, {
  Id: needGuid('yes'), Number: wholeOrNull({ filter: 'yes' }), CreatedUtc: instant('createdUtc'), ModifiedUtc: instant('modifiedUtc'),
  Amount: decimal({ filter: 'yes' }), VatAmount: decimal(), RoundingsAmount: decimal(), DeliveredAmount: decimal(), DeliveredVatAmount: decimal(), DeliveredRoundingsAmount: decimal(),
  CustomerNumber: text(16, 'yes'), CustomerName: text(50, 'yes'), DeliveryTermId: guid(), DeliveryMethodId: guid(), CustomerIsPrivatePerson: flag(), IncludesVat: flag(),
  ...attached, MaxAllowedTaxReductionAmount: decimal(), RotReducedInvoicingPercent: decimal(), IsNotDelivered: flag(), ContributionMargin: opaque<unknown>(null),
  CreatedFromQuoteId: guid(), BackgroundId: guid(),
})
export type OrderWritten = Written<typeof orders>
export type Order = Omit<Wire<typeof orders>, 'Rows'> & { Rows: OrderRow[] }

const invoiceHead = {
  CustomerId: needGuid('customerId'),
  EuThirdParty: needFlag(),
  RotReducedInvoicingType: needWhole({ min: 0, max: 2 }),
  IsCreditInvoice: flag('yes'),
  ...references,
  ContractNumber: text(100, 'mark'), SubscriptionNumber: text(100, 'mark'), ElectronicReference: text(100, 'mark'),
  InvoiceAddress1: text(50), InvoiceAddress2: text(50),
  InvoiceDate: date('yes'), DueDate: date('yes'), DeliveryDate: date(),
  TermsOfPaymentId: guid(),
  RotReducedInvoicingAmount: decimalOrNull({ decimals: 2 }), RotReducedInvoicingPropertyName: text(40), RotReducedInvoicingOrgNumber: text(11),
  RotPropertyType: wholeOrNull({ min: 1, max: 2 }), Persons: list(persons),
  UsesGreenTechnology: flag(), ReplaceUnitPriceWhenZero: flag(), IsDirectDebit: flagOrNull(), BackgroundId: guid(),
}

export const drafts = entity('customerinvoicedrafts', {
  ...invoiceHead, ...delivery(50), RotReducedInvoicingAutomaticDistribution: flag(), HouseWorkOtherCosts: decimalOrNull(), Rows: list(draftRows),
}, {
  Id: needGuid('yes'), CreatedUtc: instant('createdUtc'), MaxAllowedTaxReductionAmount: decimal(),
  InvoiceCustomerName: text(50), InvoicePostalCode: text(10), InvoiceCity: text(50), InvoiceCountryCode: text(2), InvoiceCurrencyCode: text(3),
  CustomerIsPrivatePerson: flag(), ReverseChargeOnConstructionServices: flag(), ...attached,
  TotalAmount: decimal(), TotalVatAmount: decimal(), TotalRoundings: decimal(), TotalAmountBaseCurrency: decimal(), TotalVatAmountBaseCurrency: decimal(),
  CustomerNumber: text(16, 'yes'), CustomerName: text(50, 'yes'), IncludesVat: flag(), ContributionMargin: opaque<unknown>(null),
})
export type DraftWritten = Written<typeof drafts>
export type Draft = Omit<Wire<typeof drafts>, 'Rows'> & { Rows: DraftRow[] }

export type VatSpecification = { AmountInvoiceCurrency: number; VatAmountInvoiceCurrency: number; VatPercent: number }
export const invoices = entity('customerinvoices', {
  ...invoiceHead, ...delivery(100), CurrencyRate: decimalOrNull(), InvoicePostalCode: text(50), InvoiceCity: text(50), InvoiceCountryCode: text(2),
  EdiServiceDelivererId: text(50), WorkHouseOtherCosts: decimalOrNull(), CreatedFromDraftId: guid('createdFrom'), SendType: wholeOrNull({ min: 1, max: 4 }), Rows: list(invoiceRows),
}, {
  Id: needGuid('yes'), CurrencyCode: text(3, 'yes'), CreatedByUserId: guid(),
  TotalAmount: decimal({ filter: 'yes' }), TotalVatAmount: decimal(), TotalRoundings: decimal(), TotalAmountInvoiceCurrency: decimal({ filter: 'yes' }), TotalVatAmountInvoiceCurrency: decimal(),
  SetOffAmountInvoiceCurrency: decimal(), VatSpecification: opaque<VatSpecification[]>([]), MaxAllowedTaxReductionAmount: decimal(), RotReducedInvoicingPercent: decimal(),
  RotReducedInvoicingAutomaticDistribution: flag(), ElectronicAddress: text(), InvoiceCustomerName: text(50), CustomerIsPrivatePerson: flag(), CustomerEmail: text(),
  InvoiceNumber: whole({ filter: 'yes' }), CustomerNumber: text(16, 'yes'), CustomerName: text(50, 'yes'), PaymentReferenceNumber: text(50, 'yes'), ...attached,
  HasAutoInvoiceError: flag('yes'), IsNotDelivered: flag(), ReverseChargeOnConstructionServices: flag(), RemainingAmount: decimal({ filter: 'yes' }), RemainingAmountInvoiceCurrency: decimal({ filter: 'yes' }),
  ReferringInvoiceId: guid(), CreatedFromOrderId: guid('createdFrom'), CreatedFromQuoteId: guid(), VoucherNumber: text(), VoucherId: guid(),
  CreatedUtc: instant('createdUtc'), ModifiedUtc: instant('modifiedUtc'), ReversedConstructionVatInvoicing: flag(), IncludesVat: flag(),
  PaymentReminderIssued: flag(), PaymentRemindersCount: whole(), LastPaymentReminderSentDate: date(), IsSold: flag(), FactoringInvoiceStatus: whole(), PaymentDate: date(),
  PaymentStatus: whole({ filter: 'yes' }), CreditedBy: opaque<{ CreditInvoiceId: string }[]>([]), ContributionMargin: opaque<unknown>(null), IsQuickInvoice: flag(), IsCollectiveInvoice: flag(),
  CollectiveCustomerInvoiceRowsRelationToOrders: opaque<unknown[]>([]), TaxDeductionStatus: whole(),
})
export type InvoiceWritten = Written<typeof invoices>
export type Invoice = Omit<Wire<typeof invoices>, 'Rows'> & { Rows: InvoiceRow[] }

const validationRows = entity('Rows', {
  LineNumber: whole(), TotalAmountNoVatInvoiceCurrency: decimalOrNull(), TotalAmountIncVatInvoiceCurrency: decimalOrNull(),
}, {})
export const draftValidation = entity('validation', {
  TotalAmountInvoiceCurrency: decimalOrNull(), TotalVatAmountInvoiceCurrency: decimalOrNull(), TotalRoundingsInvoiceCurrency: decimalOrNull(), Rows: list(validationRows),
}, {})
export type DraftValidation = Written<typeof draftValidation>
