// Addresses: fitted to the books' limits, and compared with the card where the document cannot carry its own.
import type { BooksLimits } from '../core/books-limits.ts'
import type { KnownCustomer } from '../core/books.ts'
import type { Address, Note } from '../core/sale-draft.ts'
import { normalValue, type KeyHash } from './keys.ts'
import { cutAtWord } from './wording.ts'

export const addressParts = ['line1', 'line2', 'postalCode', 'city', 'country'] as const
export type AddressPart = (typeof addressParts)[number]

/** Whether the address says anything (a name or a country alone says no place). */
export function isAddress(address: Address | null): address is Address {
  return address !== null && [address.line1, address.line2, address.postalCode, address.city].some((part) => filled(part) !== null)
}

export function filled(text: string | null): string | null {
  const bare = (text ?? '').trim()
  return bare === '' ? null : bare
}

/** The address within the limits: a long first line goes on in an empty second one; what is cut is said and given back whole for a text row. */
export function fitAddress(address: Address, limits: BooksLimits): { address: Address; whole: string | null; notes: Note[] } {
  let line1 = filled(address.line1)
  let line2 = filled(address.line2)
  if (line1 !== null && line1.length > limits.addressLine && line2 === null) {
    const head = cutAtWord(line1, limits.addressLine)
    line2 = line1.slice(head.length).trim()
    line1 = head
  }
  const cut = {
    name: fit(address.name, limits.customerName), line1: fit(line1, limits.addressLine), line2: fit(line2, limits.addressLine),
    postalCode: fit(address.postalCode, limits.postalCode), city: fit(address.city, limits.city), country: filled(address.country),
  }
  const lost = cut.line1 !== line1 || cut.line2 !== line2 || cut.city !== filled(address.city) || cut.postalCode !== filled(address.postalCode)
  const whole = lost ? oneLine(address) : null
  const notes = whole === null ? [] : [{ code: 'address-cut', sv: `Adressen "${whole}" ryms inte och har kortats.`, en: `The address "${whole}" does not fit and was cut.` }]
  return { address: cut, whole, notes }
}

/** "Storgatan 1, 111 22 Stockholm". */
export function oneLine(address: Address): string {
  const place = [filled(address.postalCode), filled(address.city)].filter((part) => part !== null).join(' ')
  return [filled(address.name), filled(address.line1), filled(address.line2), place === '' ? null : place, filled(address.country)].filter((part) => part !== null).join(', ')
}

/** Fields of the sale's address whose value is not the card's. A field the sale leaves empty is no difference. */
export function addressDifferences(address: Address, card: KnownCustomer, hash: KeyHash): AddressPart[] {
  return addressParts.filter((part) => {
    const wanted = filled(address[part])
    if (wanted === null) return false
    if (part === 'country') return card.country !== null && card.country.toUpperCase() !== wanted.toUpperCase()
    return !holdsValue(card, `invoiceAddress.${part}`, wanted, hash)
  })
}

/** Whether the card's field has this value, compared by keyed hash in normal form (or as written). */
export function holdsValue(card: KnownCustomer, field: string, value: string, hash: KeyHash): boolean {
  const known = card.valueHashes[field]
  return known !== undefined && (known === hash(`value:${field}`, normalValue(field, value)) || known === hash(`value:${field}`, value.trim()))
}

export function partNames(parts: readonly AddressPart[], language: 'sv' | 'en'): string[] {
  const names: Record<AddressPart, { sv: string; en: string }> = {
    line1: { sv: 'gatuadress', en: 'street' }, line2: { sv: 'adressrad 2', en: 'address line 2' }, postalCode: { sv: 'postnummer', en: 'postal code' }, city: { sv: 'ort', en: 'city' }, country: { sv: 'land', en: 'country' },
  }
  return parts.map((part) => names[part][language])
}

function fit(text: string | null, length: number): string | null {
  const bare = filled(text)
  return bare === null ? null : cutAtWord(bare, length)
}
