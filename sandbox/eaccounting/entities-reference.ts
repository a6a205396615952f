// Vendor fields of the reference data: terms, delivery, fiscal years, VAT codes, accounts, cost centres, projects, users and the rest.
import type { Wire, Written } from './fields.ts'
import { date, decimal, entity, flag, flagOrNull, guid, instant, needDecimal, needFlag, needGuid, needText, needWhole, opaque, opaqueOrNull, text, whole, wholeOrNull } from './fields.ts'

export const terms = entity('termsofpayments', {}, {
  Id: needGuid('yes'), Name: text(50, 'yes'), NameEnglish: text(50), NumberOfDays: whole({ filter: 'yes' }), TermsOfPaymentTypeId: whole({ filter: 'yes' }),
  TermsOfPaymentTypeText: text(50), AvailableForSales: flag('yes'), AvailableForPurchase: flag('yes'),
})
export type Terms = Wire<typeof terms>

const deliveryFields = { Name: needText(100, 'yes'), NameEnglish: text(200), Code: text(20, 'yes') }
export const deliveryMethods = entity('deliverymethods', deliveryFields, { Id: needGuid('yes') })
export const deliveryTerms = entity('deliveryterms', deliveryFields, { Id: needGuid('yes'), Editable: flag() })
export type DeliveryMethod = Wire<typeof deliveryMethods>
export type DeliveryTerm = Wire<typeof deliveryTerms>

export const fiscalYears = entity('fiscalyears', { StartDate: date('yes'), EndDate: date('yes') }, {
  Id: needGuid('yes'), IsLockedForAccounting: flag('yes'), BookkeepingMethod: whole(),
})
export type FiscalYear = Wire<typeof fiscalYears>

export const vatCodes = entity('vatcodes', {}, {
  Id: needGuid('yes'), Code: text(10, 'yes'), Description: text(), VatRate: decimal(), OssCodeType: whole(),
  RelatedAccounts: opaque<{ AccountNumber1: number | null; AccountNumber2: number | null; AccountNumber3: number | null } | null>(null),
})
export type VatCode = Wire<typeof vatCodes>

/** Keyed by Number + FiscalYearId; the twin's Id joins them and is never answered. Number is text on the wire. */
export const accounts = entity('accounts', {}, {
  Id: needGuid(), Name: text(100, 'yes'), Number: text(10, 'yes'), VatCodeId: guid(), VatCodeDescription: text(), FiscalYearId: needGuid('yes'),
  ReferenceCode: text(), Type: whole(), TypeDescription: text(), ModifiedUtc: instant('yes'), CreatedUtc: instant('yes'), IsActive: flag('yes'),
  AllowTransactionText: flag(), IsFirstCostCenterMandatory: flag(), IsProjectAllowed: flag(), IsCostCenterAllowed: flag(),
  IsBlockedForManualBooking: flag(), Description: text(),
})
export type Account = Wire<typeof accounts>

export const costCenterItems = entity('costcenteritems', {
  CostCenterId: needGuid(), Name: needText(50), ShortName: needText(9), IsActive: needFlag(),
}, { Id: needGuid('yes'), CreatedUtc: instant() })
export type CostCenterItem = Wire<typeof costCenterItems>

export const costCenters = entity('costcenters', { Name: needText(20, 'yes'), IsActive: flag('yes') }, {
  Id: needGuid('yes'), Number: whole({ filter: 'yes' }), Items: opaque<CostCenterItem[]>([]),
})
export type CostCenter = Wire<typeof costCenters>

export const projects = entity('projects', {
  Number: needText(9, 'yes'), Name: needText(200, 'yes'), StartDate: date(), EndDate: date(), CustomerId: guid('yes'), Notes: text(500),
  Status: needWhole({ min: 1, max: 2, filter: 'yes' }),
}, { Id: needGuid('yes'), CustomerName: text(), ModifiedUtc: instant('yes') })
export type Project = Wire<typeof projects>
export type ProjectWritten = Written<typeof projects>

export const bankAccounts = entity('bankaccounts', {}, {
  Id: needGuid('yes'), Name: text(200, 'yes'), BankAccountType: whole(), BankAccountTypeDescription: text(), LedgerAccountNumber: whole({ filter: 'yes' }),
  IsActive: flag('yes'), IsDefaultChequeAccount: flag(), CurrencyCode: text(3), Iban: text(35), Bban: text(35), ModifiedUtc: instant(),
})
export type BankAccount = Wire<typeof bankAccounts>

export const users = entity('users', {}, {
  Id: needGuid('yes'), Email: text(255), FirstName: text(), LastName: text(), IsActive: flag('yes'), IsCurrentUser: flag(), IsConsultant: flag(),
  HasPurchaseInvoicesApprovalPermission: flag(), HasVATReportsApprovalPermission: flag(),
})
export type User = Wire<typeof users>

export const currencies = entity('currencies', {}, { Code: text(3, 'yes') })
export const countries = entity('countries', {}, { Name: text(), NameEnglish: text(undefined, 'yes'), Code: text(2, 'yes'), IsEuMember: flag('yes') })

/** Bodies of the small actions. */
export const payment = entity('payments', {
  CompanyBankAccountId: needGuid(), PaymentDate: date(), Reference: text(100), PaymentAmount: needDecimal({ decimals: 2 }), PaymentCurrency: needText(3),
  DomesticPaymentAmount: decimal(), BankFeeAmount: decimal({ min: 0, max: 1_000_000_000 }), PaymentType: needWhole({ min: 1, max: 4 }),
  FactoringFeeAmount: decimal(), FactoringFeeAccountNumber: wholeOrNull(),
}, { BankTransactionId: needGuid() })
export const email = entity('email', { Email: text(255), CcRecipients: opaqueOrNull<readonly string[] | undefined>(undefined), Subject: text(), Message: text() }, {})
export const electronicInvoice = entity('einvoice', { SendType: needWhole({ min: 1, max: 4 }) }, {})
export const appStore = entity('appstore', { ActivationStatus: needWhole({ min: 0, max: 1 }) }, { Id: needGuid(), ModifiedUtc: instant() })
export const companySettingsBody = entity('companysettings', {
  Name: needText(100), Email: text(255), Phone: text(20), MobilePhone: text(20), Address1: needText(40), Address2: text(40), CountryCode: needText(2),
  PostalCode: needText(10), City: needText(40), Website: text(255), OurReference: text(100), BankGiro: text(), KeepOriginalDraftDate: flagOrNull(),
}, {})
