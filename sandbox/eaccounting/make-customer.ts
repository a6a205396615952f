// Makes a customer from what was written: references, VAT and organisation numbers, labels, the number series (facts 92-108).
import { randomUUID } from 'node:crypto'
import { instantText } from './calendar.ts'
import type { Choices } from './choices.ts'
import type { Company } from './company.ts'
import { currencyCodes, isEuMember, isKnownCountry } from './countries.ts'
import type { Customer, CustomerWritten } from './entities-customer.ts'
import { checkOrganisationNumber, checkVatNumber } from './identity-numbers.ts'
import { invalid, unknownReference } from './refusal.ts'

/** unchecked: old cards in a seed may hold numbers that would be refused today. */
export type CustomerMoment = { now: number; id?: string; changedUtc?: string; unchecked?: boolean }

/**
 * The number must have been checked for duplicates by the caller; null takes the next of the series, or keeps the previous one.
 * @throws Refusal 2000, 3000, 4008, 4025, 4035, 4100 or 5001
 */
export function makeCustomer(company: Company, choices: Choices, written: CustomerWritten, moment: CustomerMoment, previous: Customer | null): Customer {
  const country = (written.InvoiceCountryCode ?? company.settings.CountryCode).toUpperCase()
  checkReferences(company, written, country)
  if (!moment.unchecked) {
    checkVatNumber(written.VatNumber, choices)
    if (!written.IsPrivatePerson) checkOrganisationNumber(written.CorporateIdentityNumber, country)
  }
  checkTaxFlags(company, written, country)
  if ((written.EmailAddresses ?? []).length > 0 && !written.EmailAddress) throw invalid('EmailAddresses', 'EmailAddress is required when EmailAddresses is used.')
  const number = written.CustomerNumber !== null && written.CustomerNumber !== '' ? written.CustomerNumber : previous?.CustomerNumber ?? company.takeCustomerNumber()
  const terms = company.terms.get(written.TermsOfPaymentId)
  return {
    Id: previous?.Id ?? moment.id ?? randomUUID(),
    ...written,
    CustomerNumber: number,
    InvoiceCountryCode: country,
    CurrencyCode: written.CurrencyCode ?? company.settings.CurrencyCode,
    CustomerLabels: labels(company, choices, written.CustomerLabels),
    TermsOfPayment: terms ?? null,
    PayToAccountId: null,
    LastInvoiceDate: previous?.LastInvoiceDate ?? null,
    UnpaidInvoicesAmount: previous?.UnpaidInvoicesAmount ?? 0,
    ChangedUtc: moment.changedUtc ?? instantText(moment.now),
    MessageThreads: [],
    Notes: [],
    IsFutureInvoiceDateAllowed: false,
    RequiresReferenceNumber: previous?.RequiresReferenceNumber ?? false,
  }
}

function checkReferences(company: Company, written: CustomerWritten, country: string): void {
  if (!company.terms.get(written.TermsOfPaymentId)) throw unknownReference('TermsOfPaymentId', written.TermsOfPaymentId)
  if (written.DeliveryMethodId !== null && !company.deliveryMethods.get(written.DeliveryMethodId)) throw unknownReference('DeliveryMethodId', written.DeliveryMethodId)
  if (written.DeliveryTermId !== null && !company.deliveryTerms.get(written.DeliveryTermId)) throw unknownReference('DeliveryTermId', written.DeliveryTermId)
  if (!isKnownCountry(country)) throw unknownReference('InvoiceCountryCode', country)
  if (written.DeliveryCountryCode !== null && !isKnownCountry(written.DeliveryCountryCode.toUpperCase())) throw unknownReference('DeliveryCountryCode', written.DeliveryCountryCode)
  if (written.CurrencyCode !== null && !currencyCodes.includes(written.CurrencyCode)) throw unknownReference('CurrencyCode', written.CurrencyCode)
}

function checkTaxFlags(company: Company, written: CustomerWritten, country: string): void {
  if (written.ReverseChargeOnConstructionServices && (written.VatNumber ?? '').trim() === '') {
    throw invalid('VatNumber', 'VatNumber can not be null or empty when using ReverseChargeOnConstructionServices')
  }
  if (written.ForceBookkeepVat && isEuMember(country) && country !== company.settings.CountryCode) {
    throw invalid('ForceBookkeepVat', 'ForceBookkeepVat can not be used for a customer in an EU country.', 4035)
  }
  if (written.DeliveryBasedVat && (!written.DeliveryCity || !written.DeliveryCountryCode || !written.DeliveryPostalCode)) {
    throw invalid('DeliveryBasedVat', 'DeliveryBasedVat requires DeliveryCity, DeliveryCountryCode and DeliveryPostalCode.')
  }
}

/** The full set replaces the old one (fact 102). */
function labels(company: Company, choices: Choices, written: CustomerWritten['CustomerLabels']): Customer['CustomerLabels'] {
  return written.map((label, at) => {
    const place = `CustomerLabels[${at}]`
    if (label.Id === null && !choices.labelWriteByName) throw invalid(`${place}.Id`, 'The Id of the label is required.')
    const found = label.Id !== null ? company.customerLabels.get(label.Id) : company.customerLabels.find('Name', label.Name)
    if (!found) throw unknownReference(place, label.Id ?? label.Name ?? '')
    return found
  })
}
