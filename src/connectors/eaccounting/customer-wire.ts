// Customers between the card we know and the vendor's: reading, creating, and merging changes into the whole object (facts 46, 92-108).
import type { CustomerCard, Lookups } from '../../core/books.ts'
import type { CustomerCreate } from '../../core/document-draft.ts'
import { Failure } from '../../core/failure.ts'
import { normalEmail, normalOrgNumber, normalVatNumber } from '../../core/identifiers.ts'
import type { Scalar } from '../../core/sale-draft.ts'
import { systemName } from './config.ts'
import { flagFields, otherProperties, readOnlyProperties, textFields } from './customer-fields.ts'
import { customerFieldNames, customerFieldType, customValues } from './field-list.ts'
import { forgiven } from './forgiving.ts'
import { wireCustomer } from './schemas.ts'
import type { WireCustomer } from './schemas.ts'
import type { WireObject } from './wire-values.ts'

export type CardLists = Pick<Lookups, 'terms' | 'deliveryMethods' | 'labels'> & { companyCurrency: string }

const canonicalProperties = new Set([...textFields, ...flagFields].map(([, property]) => property).concat(otherProperties))

/** A card from the vendor's object (canonical names), or null when it is none. `custom.X` holds writable fields without a name of ours. */
export function readCard(raw: unknown, lists: CardLists): CustomerCard | null {
  const read = wireCustomer.safeParse(raw)
  return read.success ? cardOf(read.data, lists) : null
}

/** The same of a card in a list, where one with a strange value must not stop the others: it counts as inactive, so that a sale that needs it is held and a person looks. */
export function readListedCard(raw: unknown, lists: CardLists): { card: CustomerCard; isOdd: boolean } | null {
  const read = forgiven(wireCustomer, raw)
  if (read === null) return null
  const card = cardOf(read.value, lists)
  const isOdd = read.odd.length > 0
  return { card: isOdd ? { ...card, active: false } : card, isOdd }
}

function cardOf(wire: WireCustomer, lists: CardLists): CustomerCard {
  const copies = (wire.EmailAddresses ?? []).map((each) => each.trim()).filter((each) => each !== '')
  const emails = [wire.EmailAddress, wire.ContactPersonEmail, ...copies].map((each) => (each === null ? null : normalEmail(each))).filter((each) => each !== null)
  const keys = {
    customerNumber: wire.CustomerNumber,
    orgNumber: wire.CorporateIdentityNumber === null ? null : normalOrgNumber(wire.CorporateIdentityNumber),
    vatNumber: wire.VatNumber === null ? null : normalVatNumber(wire.VatNumber),
    emails: [...new Set(emails)],
  }
  return {
    id: wire.Id, number: wire.CustomerNumber, name: wire.Name ?? '', active: wire.IsActive, isPrivate: wire.IsPrivatePerson,
    currency: wire.CurrencyCode ?? lists.companyCurrency, country: wire.InvoiceCountryCode, deliveryCountry: wire.DeliveryCountryCode,
    hasVatNumber: keys.vatNumber !== null, deliveryBasedVat: wire.DeliveryBasedVat, forceVat: wire.ForceBookkeepVat,
    northernIreland: wire.IsNorthernIreland ?? false, reverseChargeConstruction: wire.ReverseChargeOnConstructionServices,
    termsId: wire.TermsOfPaymentId, keys, changedAt: wire.ChangedUtc,
    values: present({
      ...Object.fromEntries(textFields.map(([field, property]) => [field, textOf(wire[property])])),
      ...Object.fromEntries(flagFields.map(([field, property]) => [field, textOf(wire[property])])),
      ...Object.fromEntries(customerFieldNames.filter((name) => !canonicalProperties.has(name)).map((name) => [`custom.${name}`, textOf(wire[name])])),
      orgNumber: keys.orgNumber,
      vatNumber: keys.vatNumber,
      emailCopies: copies.join(', '),
      terms: lists.terms.find((each) => each.id === wire.TermsOfPaymentId)?.name ?? wire.TermsOfPayment?.Name ?? null,
      deliveryMethod: lists.deliveryMethods.find((each) => each.id === wire.DeliveryMethodId)?.name ?? null,
      labels: (wire.CustomerLabels ?? []).map((each) => each.Name ?? '').filter((each) => each !== '').join(', '),
    }),
  }
}

/** The body of POST /customers. CustomerNumber is always sent: it is what settles a lost reply (fact 82). Custom fields never override ours. */
export function createBody(create: CustomerCreate, lists: CardLists): WireObject {
  const { card } = create
  const email = card.invoiceEmail ?? card.email ?? card.emailCopies[0] ?? null
  const copies = card.emailCopies.filter((each) => each !== email).slice(0, 5)
  const delivery = card.deliveryAddress
  return withoutNulls({
    ...customProperties(card.custom),
    CustomerNumber: create.number, Name: create.name, IsPrivatePerson: card.kind === 'private', IsActive: true, TermsOfPaymentId: create.termsId,
    CorporateIdentityNumber: card.orgNumber === null ? null : shownOrgNumber(card.orgNumber), VatNumber: card.vatNumber,
    // Copies need a first address (fact 95).
    EmailAddress: email, EmailAddresses: copies.length > 0 ? copies : null,
    Telephone: card.phone, MobilePhone: card.mobile, WwwAddress: card.website,
    ContactPersonName: card.contactName, ContactPersonEmail: card.contactEmail, ContactPersonPhone: card.contactPhone,
    InvoiceAddress1: card.invoiceAddress.line1, InvoiceAddress2: card.invoiceAddress.line2,
    // Required by the vendor, so sent even when empty (facts 93, 94).
    InvoicePostalCode: create.postalCode, InvoiceCity: create.city, InvoiceCountryCode: create.country,
    DeliveryCustomerName: delivery?.name, DeliveryAddress1: delivery?.line1, DeliveryAddress2: delivery?.line2,
    DeliveryPostalCode: delivery?.postalCode, DeliveryCity: delivery?.city, DeliveryCountryCode: delivery?.country,
    CurrencyCode: create.currency, SalesDocumentLanguage: card.language, DeliveryMethodId: create.deliveryMethodId, Note: card.note,
    ForceBookkeepVat: card.forceVat, DeliveryBasedVat: card.deliveryBasedVat, IsNorthernIreland: card.northernIreland,
    ReverseChargeOnConstructionServices: card.reverseChargeConstruction,
    CustomerLabels: create.labelIds.length > 0 ? create.labelIds.map((id) => ({ Id: id, Name: lists.labels.find((each) => each.id === id)?.name ?? '' })) : null,
  })
}

/**
 * The whole object for PUT: what GET returned without read-only fields, with `changes` (draft field -> text; '' clears) merged in.
 * `changed` is false when the card already says so. Labels are added, never taken away; `invoiceEmail` wins over `email`.
 * @throws Failure 'books-reference-missing' for a name that the books do not have, 'books-field-refused' for a field that the card does not have
 */
export function mergedBody(raw: WireObject, changes: Record<string, string>, lists: CardLists, connection: string): { body: WireObject; changed: boolean } {
  const body = Object.fromEntries(Object.entries(raw).filter(([name]) => !readOnlyProperties.includes(name)))
  const before = JSON.stringify(body)
  // "email" sorts before "invoiceEmail", so the latter is applied last.
  for (const [field, text] of Object.entries(changes).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [property, value] = changedProperty(field, text, raw, lists, connection)
    body[property] = value
  }
  return { body, changed: JSON.stringify(body) !== before }
}

function changedProperty(field: string, text: string, raw: WireObject, lists: CardLists, connection: string): [string, unknown] {
  const plain = textFields.find(([name]) => name === field)
  if (plain !== undefined) return [plain[1], text === '' ? null : text]
  const flag = flagFields.find(([name]) => name === field)
  if (flag !== undefined) return [flag[1], text === 'true']
  switch (field) {
    case 'orgNumber': {
      const same = normalOrgNumber(textOf(raw.CorporateIdentityNumber) ?? '') === normalOrgNumber(text)
      return ['CorporateIdentityNumber', same ? raw.CorporateIdentityNumber : text === '' ? null : shownOrgNumber(text)]
    }
    case 'vatNumber': return ['VatNumber', text === '' ? null : text]
    case 'emailCopies': return ['EmailAddresses', split(text).slice(0, 5)]
    case 'termsId': return ['TermsOfPaymentId', text]
    case 'deliveryMethodId': return ['DeliveryMethodId', text === '' ? null : text]
    case 'terms': return ['TermsOfPaymentId', byName(lists.terms, text, connection, (each) => String(each.days) === text)]
    case 'deliveryMethod': return ['DeliveryMethodId', text === '' ? null : byName(lists.deliveryMethods, text, connection, (each) => each.code === text)]
    case 'labels': return ['CustomerLabels', withLabels(raw, split(text), lists, connection)]
    case 'active': return ['IsActive', text === 'true']
  }
  const name = field.replace(/^custom\./, '')
  const type = customerFieldType(name)
  if (type === null) throw new Failure('books-field-refused', { system: systemName, connection, field, message: 'unknown field' })
  return [name, text === '' ? null : type === 'number' ? Number(text) : type === 'boolean' ? text === 'true' : text]
}

function byName<T extends { id: string; name: string }>(list: T[], text: string, connection: string, other: (each: T) => boolean): string {
  const found = list.find((each) => each.name.toLowerCase() === text.toLowerCase()) ?? list.find(other)
  if (found === undefined) throw new Failure('books-reference-missing', { system: systemName, connection, message: text })
  return found.id
}

function withLabels(raw: WireObject, names: string[], lists: CardLists, connection: string): unknown[] {
  const current: unknown[] = Array.isArray(raw.CustomerLabels) ? raw.CustomerLabels : []
  const has = new Set(current.map((each) => (typeof each === 'object' && each !== null && 'Id' in each ? each.Id : null)))
  const added = names.map((name) => ({ Id: byName(lists.labels, name, connection, () => false), Name: name })).filter((each) => !has.has(each.Id))
  return [...current, ...added]
}

/** "5566778899" -> "556677-8899", as the vendor's own pages show it; twelve digits likewise; anything else unchanged. */
function shownOrgNumber(text: string): string {
  const digits = normalOrgNumber(text)
  return /^\d{10}$|^\d{12}$/.test(digits) ? `${digits.slice(0, -4)}-${digits.slice(-4)}` : text
}

/** Structure and references of ours are never taken from custom fields. */
function customProperties(custom: Record<string, Scalar>): WireObject {
  return customValues('customer', Object.fromEntries(Object.entries(custom).filter(([name]) => customerFieldType(name) !== null)))
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? (value.trim() === '' ? null : value.trim()) : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

function split(text: string): string[] {
  return text.split(/[,;]/).map((each) => each.trim()).filter((each) => each !== '')
}

function withoutNulls(values: WireObject): WireObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))
}

function present(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ''))
}
