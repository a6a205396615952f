// Seed schemas for a company's settings, users and reference data (terms, units, codings, accounts, cost centres).
import { z } from 'zod'

/** A GUID of any version; optional everywhere, derived from kind and number when absent. */
export const seedGuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i)

/** `YYYY-MM-DD`, or `today`, `today-10`, `today+30` (days), so that sample data never grows old. */
export const seedDate = z.string().regex(/^(\d{4}-\d{2}-\d{2}|today([+-]\d+)?)$/)

/** An ISO instant with Z, or the same `today-10` words (noon of that day). */
export const seedInstant = z.string().regex(/^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z|today([+-]\d+)?)$/)

/** PascalCase names are the vendor's (CompanySettingsApi); camelCase names are the twin's own shorthands. */
export const companySettingsSeed = z.strictObject({
  Name: z.string().max(100),
  Email: z.string().optional(),
  Phone: z.string().optional(),
  Address1: z.string().default('Storgatan 1'),
  Address2: z.string().nullish(),
  PostalCode: z.string().default('111 22'),
  City: z.string().default('Stockholm'),
  CountryCode: z.string().length(2).default('SE'),
  CurrencyCode: z.string().length(3).default('SEK'),
  CorporateIdentityNumber: z.string().default('556677-8899'),
  VatCode: z.string().optional(),
  CompanyIdentifier: seedGuid.optional(),
  OurReference: z.string().nullish(),
  BankGiro: z.string().nullish(),
  Website: z.string().nullish(),
  CompanyStatus: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(1),
  ProductVariant: z.number().int().min(1).max(8).default(1),
  ActivatedModules: z.array(z.string()).default(['api_standard', 'sales_standard']),
  TypeOfBusiness: z.number().int().default(1),
  ShowPricesExclVatPC: z.boolean().default(false),
  UsesCostCenter: z.boolean().default(false),
  UsesProject: z.boolean().default(false),
  UsesMoss: z.boolean().default(false),
  UsesReverseConstructionVat: z.boolean().default(false),
  UsesVatTriangulationRules: z.boolean().default(false),
  UsesRotReducedInvoicing: z.boolean().default(false),
  UsesGreenTechnology: z.boolean().default(false),
  UsesPaymentReferenceNumber: z.boolean().default(true),
  /** 0 none, 1 to whole kronor, half away from zero. */
  DomesticCurrencyRounding: z.union([z.literal(0), z.literal(1)]).default(0),
  KeepOriginalDraftDate: z.boolean().nullable().default(null),
  AccountingLockedTo: seedDate.nullable().default(null),
  AccountingLockInterval: z.number().int().default(0),
  NextCustomerNumber: z.number().int().min(0).optional(),
  NextCustomerInvoiceNumber: z.number().int().min(0).optional(),
  NextOrderNumber: z.number().int().min(0).optional(),
  NextQuoteNumber: z.number().int().min(0).optional(),
  NextArticleNumber: z.number().int().min(0).optional(),
  /** 0 unregistered, 1 registered, 2 activated. */
  AutoInvoiceActivationStatus: z.number().int().min(0).max(2).default(0),
  /** Default terms: days, or the name of one of termsOfPayment. */
  terms: z.union([z.number(), z.string()]).default(30),
})

export const userSeed = z.strictObject({
  Id: seedGuid.optional(),
  Email: z.string(),
  FirstName: z.string().default('Anna'),
  LastName: z.string().default('Berg'),
  IsActive: z.boolean().default(true),
  IsConsultant: z.boolean().default(false),
  /** Writes answer 4019. */
  readOnly: z.boolean().default(false),
  /** False: every call answers 4011. */
  hasLicence: z.boolean().default(true),
  /** False: every call answers 4012. */
  licenceAccepted: z.boolean().default(true),
  /** False: sales calls answer 4007. */
  salesPermission: z.boolean().default(true),
})

export const fiscalYearSeed = z.strictObject({
  Id: seedGuid.optional(),
  StartDate: z.iso.date(),
  EndDate: z.iso.date(),
  IsLockedForAccounting: z.boolean().default(false),
  BookkeepingMethod: z.number().int().min(0).max(2).default(0),
})

export const termsOfPaymentSeed = z.strictObject({
  Id: seedGuid.optional(),
  Name: z.string(),
  NameEnglish: z.string().optional(),
  NumberOfDays: z.number().int().default(0),
  /** 0 normal, 1 current month, 2 cash, 3 card, 4 digital wallet, 5 payment service provider. */
  TermsOfPaymentTypeId: z.number().int().min(0).max(5).default(0),
  AvailableForSales: z.boolean().default(true),
  AvailableForPurchase: z.boolean().default(true),
})

export const deliverySeed = z.strictObject({
  Id: seedGuid.optional(),
  Name: z.string().max(100),
  NameEnglish: z.string().max(200).nullish(),
  Code: z.string().max(20).nullish(),
})

export const unitSeed = z.strictObject({
  Id: seedGuid.optional(),
  Name: z.string(),
  Code: z.string().nullish(),
  Abbreviation: z.string(),
  AbbreviationEnglish: z.string().nullish(),
})

const account = z.number().int().nullable().default(null)
export const codingSeed = z.strictObject({
  Id: seedGuid.optional(),
  Name: z.string(),
  NameEnglish: z.string().nullish(),
  /** Goods or services: decides the words in `Type` and the filter `CodingType eq 1|2`. */
  type: z.enum(['goods', 'services']).default('goods'),
  /** Percent, e.g. 25. */
  rate: z.number().min(0).max(100),
  IsActive: z.boolean().default(true),
  DomesticSalesSubjectToVatAccountNumber: account,
  DomesticSalesSubjectToReversedConstructionVatAccountNumber: account,
  DomesticSalesVatExemptAccountNumber: account,
  DomesticSalesVatCodeExemptAccountNumber: account,
  ForeignSalesSubjectToMossAccountNumber: account,
  ForeignSalesSubjectToThirdPartySalesAccountNumber: account,
  ForeignSalesSubjectToVatWithinEuAccountNumber: account,
  ForeignSalesVatExemptWithinEuAccountNumber: account,
  ForeignSalesVatExemptOutsideEuAccountNumber: account,
})

export const vatCodeSeed = z.strictObject({
  Id: seedGuid.optional(),
  Code: z.string(),
  Description: z.string(),
  /** Percent, e.g. 25. */
  VatRate: z.number().default(0),
  OssCodeType: z.number().int().min(0).max(2).default(0),
  accounts: z.array(z.number().int()).max(3).default([]),
})

export const accountSeed = z.strictObject({
  Number: z.number().int(),
  Name: z.string().max(100),
  IsActive: z.boolean().default(true),
  IsProjectAllowed: z.boolean().default(true),
  IsCostCenterAllowed: z.boolean().default(true),
  IsFirstCostCenterMandatory: z.boolean().default(false),
  /** Code of one of vatCodes. */
  vatCode: z.string().optional(),
})

export const costCenterSeed = z.strictObject({
  Id: seedGuid.optional(),
  Name: z.string().max(20),
  IsActive: z.boolean().default(true),
  Items: z.array(z.strictObject({
    Id: seedGuid.optional(),
    Name: z.string().max(50),
    ShortName: z.string().max(9),
    IsActive: z.boolean().default(true),
  })).default([]),
})

export const projectSeed = z.strictObject({
  Id: seedGuid.optional(),
  Number: z.string().max(9),
  Name: z.string().max(200),
  /** 1 ongoing, 2 finished. */
  Status: z.union([z.literal(1), z.literal(2)]).default(1),
  StartDate: seedDate.optional(),
  EndDate: seedDate.nullish(),
  /** CustomerNumber. */
  customer: z.string().optional(),
  Notes: z.string().max(500).nullish(),
})

export const bankAccountSeed = z.strictObject({
  Id: seedGuid.optional(),
  Name: z.string(),
  BankAccountType: z.number().int().min(1).max(7).default(1),
  LedgerAccountNumber: z.number().int().default(1930),
  CurrencyCode: z.string().default('SEK'),
  IsDefaultChequeAccount: z.boolean().default(true),
})
