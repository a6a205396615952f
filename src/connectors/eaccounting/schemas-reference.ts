// Schemas of company settings and the small lists: terms, units, codings, delivery methods, cost centres, projects, labels, years, countries.
import { z } from 'zod'
import { wireAmount, wireFlag, wireFlagOrNull, wireText, wireWhole } from './wire-values.ts'

export const wireCompany = z.looseObject({
  Name: wireText, CorporateIdentityNumber: wireText, CountryCode: wireText, CurrencyCode: wireText, CompanyIdentifier: wireText,
  CompanyStatus: wireWhole, ProductVariant: wireWhole, ActivatedModules: z.array(z.string()).nullish(), TermsOfPaymentId: wireText, OurReference: wireText,
  Iban: wireText, BankGiro: wireText, PlusGiro: wireText,
  ShowPricesExclVatPC: wireFlagOrNull, UsesCostCenter: wireFlag, UsesProject: wireFlag, UsesMoss: wireFlag, UsesReverseConstructionVat: wireFlag,
  DomesticCurrencyRounding: wireWhole, AccountingLockedTo: z.string().nullish(),
  NextCustomerNumber: wireWhole, NextCustomerInvoiceNumber: wireWhole, NextOrderNumber: wireWhole,
})
export type WireCompany = z.output<typeof wireCompany>

export const wireTerms = z.looseObject({
  Id: z.string(), Name: wireText, NameEnglish: wireText, NumberOfDays: wireWhole, TermsOfPaymentTypeId: wireWhole, AvailableForSales: wireFlagOrNull,
})
export const wireUnit = z.looseObject({ Id: z.string(), Name: wireText, Abbreviation: wireText, Code: wireText })
export const wireDeliveryMethod = z.looseObject({ Id: z.string(), Name: wireText, Code: wireText })

export const wireCoding = z.looseObject({
  Id: z.string(), Name: wireText, NameEnglish: wireText, Type: wireText, IsActive: wireFlagOrNull, VatRatePercent: wireAmount,
  DomesticSalesSubjectToVatAccountNumber: wireText,
  DomesticSalesSubjectToReversedConstructionVatAccountNumber: wireText,
  DomesticSalesVatExemptAccountNumber: wireText,
  DomesticSalesVatCodeExemptAccountNumber: wireText,
  ForeignSalesSubjectToMossAccountNumber: wireText,
  ForeignSalesSubjectToThirdPartySalesAccountNumber: wireText,
  ForeignSalesSubjectToVatWithinEuAccountNumber: wireText,
  ForeignSalesVatExemptWithinEuAccountNumber: wireText,
  ForeignSalesVatExemptOutsideEuAccountNumber: wireText,
})
export type WireCoding = z.output<typeof wireCoding>

export const wireCostCentre = z.looseObject({
  Number: wireWhole, Name: wireText, IsActive: wireFlagOrNull,
  Items: z.array(z.looseObject({ Id: wireText, Name: wireText, ShortName: wireText, IsActive: wireFlagOrNull })).nullish(),
})
export const wireProject = z.looseObject({ Id: z.string(), Number: wireText, Name: wireText, Status: wireWhole })
export const wireLabel = z.looseObject({ Id: z.string(), Name: wireText })
export const wireFiscalYear = z.looseObject({ StartDate: z.string().nullish(), EndDate: z.string().nullish(), IsLockedForAccounting: wireFlag })
export const wireCountry = z.looseObject({ Code: wireText, Name: wireText, NameEnglish: wireText, IsEuMember: wireFlag })
export const wireUser = z.looseObject({ IsCurrentUser: wireFlag, IsActive: wireFlagOrNull, Email: wireText })
