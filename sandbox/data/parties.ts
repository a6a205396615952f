// How the sample writes companies, contacts and customer cards: short plans in, seed records out.
import type { CompanySeed } from '../eaccounting/seed.ts'
import type { HubSpotSeed } from '../hubspot/seed.ts'
import { instantBefore } from './days.ts'

export type CompanyRecord = NonNullable<HubSpotSeed['companies']>[number]
export type ContactRecord = NonNullable<HubSpotSeed['contacts']>[number]
export type CardSeed = NonNullable<CompanySeed['customers']>[number]

/** A place as both sides write it: street with number, postal code, town, country in the CRM's words. */
export type Place = { street: string; zip: string; city: string; country: string }

/** A company of the CRM. `extra` holds further properties; the values of an absent place stay empty. */
export type CompanyPlan = {
  id: string
  name: string
  place?: Partial<Place>
  orgNumber?: string
  vatNumber?: string
  domain?: string
  extra?: Record<string, string>
  mergedIds?: string[]
}

/** A contact of the CRM, tied to its company when it has one; the postal address is for private persons. */
export type ContactPlan = {
  id: string
  first: string
  last: string
  email?: string
  phone?: string
  companyId?: string
  place?: Partial<Place>
  extra?: Record<string, string>
}

const filled = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''))

const address = (place: Partial<Place> | undefined): Record<string, string | undefined> =>
  ({ address: place?.street, zip: place?.zip, city: place?.city, country: place?.country })

/** Last digits of an id, spread over a year: when the record was made. */
const ageInDays = (id: string): number => 60 + (Number(id.slice(-3)) % 300)

/** The CRM record of a company. */
export function companyRecord(plan: CompanyPlan, now: Date): CompanyRecord {
  return {
    id: plan.id,
    properties: filled({
      name: plan.name, domain: plan.domain, website: plan.domain === undefined ? undefined : `https://www.${plan.domain}`,
      ...address(plan.place), orgno: plan.orgNumber, vat_number: plan.vatNumber, lifecyclestage: 'customer', ...plan.extra,
    }),
    createdAt: instantBefore(now, ageInDays(plan.id) + 30), updatedAt: instantBefore(now, ageInDays(plan.id)),
    ...(plan.mergedIds === undefined ? {} : { mergedIds: plan.mergedIds }),
  }
}

/** The CRM record of a contact. */
export function contactRecord(plan: ContactPlan, now: Date): ContactRecord {
  return {
    id: plan.id,
    properties: filled({
      firstname: plan.first, lastname: plan.last, email: plan.email, phone: plan.phone, ...address(plan.place), hs_language: 'sv', ...plan.extra,
    }),
    createdAt: instantBefore(now, ageInDays(plan.id) + 20), updatedAt: instantBefore(now, ageInDays(plan.id)),
    ...(plan.companyId === undefined ? {} : { associations: [{ to: 'companies' as const, id: plan.companyId, primary: true }] }),
  }
}

/** Place fields of a customer card; the country as ISO code, the company's own when left out. */
export function cardPlace(place: Place, countryCode = 'SE'): Pick<CardSeed, 'InvoiceAddress1' | 'InvoicePostalCode' | 'InvoiceCity' | 'InvoiceCountryCode'> {
  return { InvoiceAddress1: place.street, InvoicePostalCode: place.zip, InvoiceCity: place.city, InvoiceCountryCode: countryCode }
}
