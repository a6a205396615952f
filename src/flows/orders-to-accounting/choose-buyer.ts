// Chooses who buys: company or private person; among several the billing label, then the primary one, else only if they are the same customer.
import type { FailureData } from '../../core/failure.ts'
import { normalEmail, normalOrgNumber, normalVatNumber } from '../../core/identifiers.ts'
import type { BuyerKind } from '../../core/sale-draft.ts'
import type { SaleParty, SaleRecord } from '../../core/sale-record.ts'
import { propertyAt, type CanonicalField } from './canonical-fields.ts'
import type { ResolvedSettings } from './resolved-settings.ts'

export type Buyer = {
  kind: BuyerKind
  company: SaleParty | null
  contact: SaleParty | null
  /** Company's name or the person's; '' when the source has none. */
  name: string
}
export type BuyerChoice = { ok: true; buyer: Buyer } | { ok: false; failure: FailureData }

type BuyerSettings = Pick<ResolvedSettings, 'fields'> & { customers: Pick<ResolvedSettings['customers'], 'emailIgnore'> }

// Association labels are the account's own words; these are what people call the one who gets the invoice.
const billingWords = ['billing', 'invoice', 'faktur', 'payer', 'betalare']

/** The buyer, or the failure that holds the sale when several parties would give different customers. `none` parties give a nameless private buyer. */
export function chooseBuyer(sale: SaleRecord, settings: BuyerSettings): BuyerChoice {
  const company = chooseParty(sale.companies, 'company', settings)
  if (!company.ok) return company
  const strong = company.party !== null && hasStrongKey(company.party, settings)
  const contact = chooseParty(sale.contacts, 'contact', settings)
  // A company that is told by its own numbers or e-mail stays the same customer whoever the contact is.
  if (!contact.ok && !strong) return contact
  const person = contact.ok ? contact.party : first(sale.contacts)
  const companyName = partyField(company.party, 'company', 'companyName', settings) ?? partyField(person, 'contact', 'contactCompany', settings)
  const personName = fullName(person, settings)
  const kind: BuyerKind = company.party !== null || companyName !== undefined ? 'company' : 'private'
  return { ok: true, buyer: { kind, company: company.party, contact: person, name: (kind === 'company' ? companyName : personName) ?? '' } }
}

/** "Anna Berg"; undefined when neither name is known. */
export function fullName(contact: SaleParty | null, settings: Pick<ResolvedSettings, 'fields'>): string | undefined {
  const parts = [partyField(contact, 'contact', 'firstName', settings), partyField(contact, 'contact', 'lastName', settings)].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** Value of a canonical field on one party; undefined when empty or kept on another record. */
export function partyField(party: SaleParty | null, place: 'company' | 'contact', field: CanonicalField, settings: Pick<ResolvedSettings, 'fields'>): string | undefined {
  const property = settings.fields[field]
  if (party === null || property === undefined) return undefined
  const found = propertyAt(field, property, place)
  const value = found === undefined || !Object.hasOwn(party.fields, found) ? undefined : party.fields[found]?.trim()
  return value === '' ? undefined : value
}

/** Whether an e-mail is on the ignore list: the address itself, its domain, or "@domain". */
export function isIgnoredEmail(email: string, ignored: readonly string[]): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1)
  return ignored.some((entry) => entry === email || entry.replace(/^@/, '') === domain)
}

function chooseParty(parties: readonly SaleParty[], place: 'company' | 'contact', settings: BuyerSettings): { ok: true; party: SaleParty | null } | { ok: false; failure: FailureData } {
  const labelled = parties.filter((party) => party.labels.some((label) => billingWords.some((word) => label.toLowerCase().includes(word))))
  const candidates = labelled.length > 0 ? labelled : parties
  if (candidates.length <= 1) return { ok: true, party: candidates[0] ?? null }
  const primary = candidates.filter((party) => party.primary)
  if (primary.length === 1) return { ok: true, party: primary[0] ?? null }
  const left = primary.length > 1 ? primary : candidates
  const identities = new Set(left.map((party) => identityOf(party, place, settings)))
  if (identities.size === 1) return { ok: true, party: first(left) }
  const names = left.map((party) => (place === 'company' ? partyField(party, 'company', 'companyName', settings) : fullName(party, settings)) ?? party.id)
  return { ok: false, failure: { code: 'several-buyers', params: { names: names.slice(0, 8).join(', ') } } }
}

/** What would tell this party as a customer: its strongest key; else the record itself. */
function identityOf(party: SaleParty, place: 'company' | 'contact', settings: BuyerSettings): string {
  const org = partyField(party, place, 'orgNumber', settings)
  if (org !== undefined) return `org:${normalOrgNumber(org)}`
  const vat = partyField(party, place, 'vatNumber', settings)
  if (vat !== undefined) return `vat:${normalVatNumber(vat)}`
  const number = partyField(party, place, 'customerNumber', settings)
  if (number !== undefined) return `number:${number}`
  const email = usableEmail(party, place, settings)
  return email === null ? `id:${party.id}` : `email:${email}`
}

function hasStrongKey(party: SaleParty, settings: BuyerSettings): boolean {
  const numbers = (['orgNumber', 'vatNumber', 'customerNumber'] as const).some((field) => partyField(party, 'company', field, settings) !== undefined)
  return numbers || usableEmail(party, 'company', settings) !== null
}

function usableEmail(party: SaleParty, place: 'company' | 'contact', settings: BuyerSettings): string | null {
  const written = partyField(party, place, 'email', settings) ?? partyField(party, place, 'invoiceEmail', settings)
  const email = written === undefined ? null : normalEmail(written)
  return email === null || isIgnoredEmail(email, settings.customers.emailIgnore) ? null : email
}

/** Always the same one, whatever order the source lists them in. */
function first(parties: readonly SaleParty[]): SaleParty | null {
  return [...parties].sort((left, right) => (left.id.length - right.id.length) || (left.id < right.id ? -1 : 1))[0] ?? null
}
