// Keys that identify a buyer, in one normal form for drafts and cards, and their keyed hashes.
import type { CustomerKeys } from '../core/books.ts'
import { isSwedishOrgNumber, normalEmail, normalOrgNumber, normalVatNumber } from '../core/identifiers.ts'
import type { CustomerDraft } from '../core/sale-draft.ts'
import type { PlannerSettings } from './settings.ts'

/** Makes a keyed hash of a value; the same purpose and value always give the same text. Purposes: customerNumber, orgNumber, vatNumber, email, value:<field>, buyer. */
export type KeyHash = (purpose: string, value: string) => string

/** Keyed hashes of a draft's match keys; null or empty = the source has no such key. */
export type DraftKeyHashes = { customerNumber: string | null; orgNumber: string | null; vatNumber: string | null; emails: string[] }

/**
 * Digits of a Swedish number; twelve digits lose their century ("16", "18", "19", "20") so that both ways of writing agree.
 * Foreign numbers (letters, other lengths) keep letters and digits in upper case. Null when nothing is left.
 */
export function orgNumberKey(text: string | null): string | null {
  const bare = normalOrgNumber(text ?? '').toUpperCase().replace(/[^0-9A-ZÅÄÖ]/g, '')
  if (bare === '') return null
  return /^(16|18|19|20)\d{10}$/.test(bare) ? bare.slice(2) : bare
}

/** Upper case without spaces, dots and dashes. Greek numbers start with EL also when GR was typed; a bare Swedish number gets its SE. */
export function vatNumberKey(text: string | null): string | null {
  const bare = normalVatNumber(text ?? '')
  if (bare === '') return null
  return /^\d{12}$/.test(bare) && isSwedishOrgNumber(bare.slice(0, 10)) ? `SE${bare}` : bare
}

/** Lower case; null when empty or no address. */
export function emailKey(text: string | null): string | null {
  return normalEmail(text ?? '')
}

export function customerNumberKey(text: string | null): string | null {
  const bare = (text ?? '').trim()
  return bare === '' ? null : bare
}

/** The draft's keys in normal form; e-mails on the ignore list (an address, or a domain with or without "@") are left out. */
export function draftKeys(buyer: CustomerDraft, settings: Pick<PlannerSettings, 'emailIgnore'>): CustomerKeys {
  const email = emailKey(buyer.email)
  const usable = email !== null && !ignored(email, settings.emailIgnore)
  return {
    customerNumber: customerNumberKey(buyer.customerNumber),
    orgNumber: orgNumberKey(buyer.orgNumber),
    vatNumber: vatNumberKey(buyer.vatNumber),
    emails: usable ? [email] : [],
  }
}

/** Hashes keys, of a draft or of a card: both sides must pass here, since only equal normal forms give equal hashes. */
export function hashKeys(keys: CustomerKeys, hash: KeyHash): DraftKeyHashes {
  const one = (purpose: string, value: string | null) => (value === null ? null : hash(purpose, value))
  const emails = keys.emails.map(emailKey).filter((email) => email !== null)
  return {
    customerNumber: one('customerNumber', customerNumberKey(keys.customerNumber)),
    orgNumber: one('orgNumber', orgNumberKey(keys.orgNumber)),
    vatNumber: one('vatNumber', vatNumberKey(keys.vatNumber)),
    emails: [...new Set(emails)].map((email) => hash('email', email)),
  }
}

/** A card's values as remembered: hashes by field name of the normal form, empty ones absent. */
export function hashCardValues(values: Readonly<Record<string, string>>, hash: KeyHash): Record<string, string> {
  const hashes: Record<string, string> = {}
  for (const [field, text] of Object.entries(values)) {
    const normal = normalValue(field, text)
    if (normal !== '') hashes[field] = hash(`value:${field}`, normal)
  }
  return hashes
}

/** How card values are compared: without case and doubled spaces; postal codes and numbers without any spaces. */
export function normalValue(field: string, text: string): string {
  if (field === 'orgNumber') return orgNumberKey(text) ?? ''
  if (field === 'vatNumber') return vatNumberKey(text) ?? ''
  const tidy = text.trim().toLowerCase().replace(/\s+/g, ' ')
  return /postalCode$|^phone$|^mobile$/i.test(field) ? tidy.replace(/[\s-]/g, '') : tidy
}

function ignored(email: string, list: readonly string[]): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1)
  return list.some((entry) => {
    const bare = entry.trim().toLowerCase()
    return bare === email || bare === domain || bare === `@${domain}`
  })
}
