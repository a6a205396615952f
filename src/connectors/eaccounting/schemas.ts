// Schemas of customers, articles and the list envelope as they come, tolerant of absent fields; property names are canonical by then.
import { z } from 'zod'
import { wireAmount, wireFlag, wireFlagOrNull, wireGuid, wireStamp, wireText, wireWhole } from './wire-values.ts'

/** Every list: Meta and Data (fact 51). */
export const listAnswer = z.looseObject({
  Meta: z.looseObject({
    TotalNumberOfPages: wireWhole, TotalNumberOfResults: wireWhole, ServerTimeUtc: wireStamp,
  }),
  Data: z.array(z.unknown()),
})
export type ListAnswer = z.output<typeof listAnswer>

export const wireCustomer = z.looseObject({
  Id: wireGuid,
  CustomerNumber: wireText, Name: wireText, IsPrivatePerson: wireFlag, IsActive: wireFlag, CurrencyCode: wireText,
  CorporateIdentityNumber: wireText, VatNumber: wireText, EmailAddress: wireText, EmailAddresses: z.array(z.string()).nullish(),
  ContactPersonName: wireText, ContactPersonEmail: wireText, ContactPersonPhone: wireText,
  Telephone: wireText, MobilePhone: wireText, WwwAddress: wireText, Note: wireText, SalesDocumentLanguage: wireText,
  InvoiceAddress1: wireText, InvoiceAddress2: wireText, InvoicePostalCode: wireText, InvoiceCity: wireText, InvoiceCountryCode: wireText,
  DeliveryCustomerName: wireText, DeliveryAddress1: wireText, DeliveryAddress2: wireText, DeliveryPostalCode: wireText, DeliveryCity: wireText, DeliveryCountryCode: wireText,
  TermsOfPaymentId: wireText, TermsOfPayment: z.looseObject({ Name: wireText }).nullish(), DeliveryMethodId: wireText,
  ReverseChargeOnConstructionServices: wireFlag, ForceBookkeepVat: wireFlag, DeliveryBasedVat: wireFlag, IsNorthernIreland: wireFlagOrNull,
  CustomerLabels: z.array(z.looseObject({ Id: wireText, Name: wireText })).nullish(),
  ChangedUtc: wireStamp,
})
export type WireCustomer = z.output<typeof wireCustomer>

export const wireArticle = z.looseObject({
  Id: wireGuid, Number: wireText, Name: wireText, IsActive: wireFlag, CodingId: wireText, UnitId: wireText,
  IsServiceArticle: wireFlag, UsesMoss: wireFlag, NetPrice: wireAmount, GrossPrice: wireAmount, ChangedUtc: wireStamp,
})
export type WireArticle = z.output<typeof wireArticle>
