// Vendor fields of customers, their labels and partner links: names, lengths and requirements as in eaccounting-fields.txt.
import type { Wire, Written } from './fields.ts'
import { date, decimal, entity, flag, flagOrNull, guid, instant, list, needFlag, needGuid, needText, needWhole, opaque, text, texts, whole, wholeOrNull } from './fields.ts'

export const customerLabels = entity('customerlabels', { Name: needText(50, 'yes'), Description: text(400) }, { Id: needGuid('yes') })
export type CustomerLabel = Wire<typeof customerLabels>

const labelInCustomer = entity('CustomerLabels', { Id: guid(), Name: text(50), Description: text(400) }, {})

/** TermsOfPayment is an embedded copy, read-only in effect. */
export const customers = entity('customers', {
  CustomerNumber: text(16, 'yes'),
  Name: needText(50, 'yes'),
  IsPrivatePerson: needFlag('yes'),
  IsActive: needFlag('yes'),
  InvoiceCity: needText(50, 'yes', true),
  InvoicePostalCode: needText(10, 'yes', true),
  TermsOfPaymentId: needGuid('yes'),
  CorporateIdentityNumber: text(20, 'yes'),
  VatNumber: text(20, 'yes'),
  EmailAddress: text(255, 'yes'),
  EmailAddressOrder: text(255),
  EmailAddressQuote: text(255),
  EmailAddresses: texts(5),
  ContactPersonName: text(100, 'yes'),
  ContactPersonEmail: text(255, 'yes'),
  ContactPersonPhone: text(50),
  ContactPersonMobile: text(50),
  Telephone: text(50, 'yes'),
  MobilePhone: text(50),
  WwwAddress: text(255),
  Note: text(4000),
  CurrencyCode: text(3, 'yes'),
  SalesDocumentLanguage: text(2),
  InvoiceAddress1: text(50),
  InvoiceAddress2: text(50),
  InvoiceCountryCode: text(2, 'yes'),
  DeliveryCustomerName: text(100),
  DeliveryAddress1: text(50),
  DeliveryAddress2: text(50),
  DeliveryPostalCode: text(10),
  DeliveryCity: text(50),
  DeliveryCountryCode: text(2),
  DeliveryMethodId: guid(),
  DeliveryTermId: guid(),
  DiscountPercentage: decimal({ min: 0, max: 1, decimals: 4 }),
  DiscountAgreementId: guid(),
  SalesPriceListId: guid(),
  ReverseChargeOnConstructionServices: flag(),
  ForceBookkeepVat: flag(),
  DeliveryBasedVat: flag(),
  IsNorthernIreland: flagOrNull(),
  WebshopCustomerNumber: wholeOrNull(),
  GLN: text(255),
  EdiGlnNumber: text(255),
  EdiServiceDelivererId: text(255),
  ElectronicAddress: text(255),
  ElectronicReference: text(35),
  AutoInvoiceActivationEmailSentDate: date(),
  AutoInvoiceRegistrationRequestSentDate: date(),
  TaxDeductionNumber: text(),
  PropertyType: wholeOrNull({ min: 1, max: 2 }),
  PropertyReference: text(40),
  Iban: text(35),
  IsDirectDebitEnabled: flagOrNull(),
  DirectDebitCustomerSettings: opaque<unknown>(null),
  CustomerLabels: list(labelInCustomer),
}, {
  Id: needGuid('yes'),
  PayToAccountId: guid(),
  TermsOfPayment: opaque<unknown>(null),
  LastInvoiceDate: date(),
  ChangedUtc: instant('yes'),
  MessageThreads: opaque<string[]>([]),
  Notes: opaque<string[]>([]),
  IsFutureInvoiceDateAllowed: flag(),
  UnpaidInvoicesAmount: decimal(),
  RequiresReferenceNumber: flag(),
})
export type Customer = Wire<typeof customers>
export type CustomerWritten = Written<typeof customers>

export const partnerLinks = entity('partnerresourcelinks', {
  ResourceId: needGuid('partnerLink'),
  ResourceType: needWhole({ min: 0, max: 6, filter: 'yes' }),
  Href: needText(256),
  PartnerCompanyName: needText(100, 'yes'),
  PartnerSystemName: needText(100, 'yes'),
}, { Id: needGuid('yes') })
export type PartnerLink = Wire<typeof partnerLinks>

export const notes = entity('notes', {
  AttachedTo: guid('yes'),
  Text: needText(256),
  Subject: text(40),
  DocumentType: whole({ min: 0, max: 21, filter: 'yes' }),
  IsDone: flag(),
}, { Id: needGuid('yes'), UserId: needGuid(), CreatedUtc: instant('yes'), ModifiedUtc: instant('yes') })
export type Note = Wire<typeof notes>
