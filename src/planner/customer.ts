// Customer cards: a new one made whole from the draft, or an existing one updated field by field as the settings allow.
import type { BooksLimits } from '../core/books-limits.ts'
import type { KnownCustomer, Lookups } from '../core/books.ts'
import type { CustomerCreate } from '../core/document-draft.ts'
import { isSwedishOrgNumber } from '../core/identifiers.ts'
import type { Address, CustomerDraft, Note, Scalar } from '../core/sale-draft.ts'
import { fitAddress, filled, holdsValue } from './addresses.ts'
import { draftKeys, orgNumberKey, normalValue, vatNumberKey, type DraftKeyHashes, type KeyHash } from './keys.ts'
import { deliveryMethodNamed, plain, termsNamed } from './lookup-names.ts'
import { held, settled, type Settled } from './settled.ts'
import type { PlannerSettings, UpdatePolicy } from './settings.ts'
import { cutAtWord, list } from './wording.ts'

export type NewCardQuestion = {
  buyer: CustomerDraft
  /** Terms of the sale, when the buyer has none of its own. */
  saleTerms: string | null
  currency: string
  settings: PlannerSettings
  lookups: Lookups
  limits: BooksLimits
}

/** A new card with every look-up settled, or what is missing for it. */
export function newCard(question: NewCardQuestion): Settled<CustomerCreate> {
  const { buyer, settings, lookups, limits } = question
  const notes: Note[] = []
  const wholeName = buyer.name.trim()
  if (wholeName === '') return held('customer-name-missing')
  const number = filled(buyer.customerNumber)
  if (settings.customerNumber === 'fromCrm' && number === null) return held('customer-number-missing', { buyer: wholeName })
  const country = filled(buyer.invoiceAddress.country)?.toUpperCase() ?? lookups.company.country
  const defaults = settings.customersByCountry[country] ?? {}
  const terms = termsOfCard(question, defaults.terms ?? null)
  if (!terms.ok) return terms
  const method = buyer.deliveryMethod === null ? settled(null) : deliveryMethodNamed(buyer.deliveryMethod, lookups.deliveryMethods)
  if (!method.ok) return method
  const postalCode = filled(buyer.invoiceAddress.postalCode) ?? filled(settings.placeholder?.postalCode ?? null)
  const city = filled(buyer.invoiceAddress.city) ?? filled(settings.placeholder?.city ?? null)
  if (postalCode === null || city === null) {
    const missing = [postalCode === null ? { sv: 'postnummer', en: 'postal code' } : null, city === null ? { sv: 'ort', en: 'city' } : null].filter((part) => part !== null)
    return held('customer-address-missing', { buyer: wholeName, missingSv: list(missing.map(({ sv }) => sv), 'sv'), missingEn: list(missing.map(({ en }) => en), 'en') })
  }
  if (postalCode !== filled(buyer.invoiceAddress.postalCode) || city !== filled(buyer.invoiceAddress.city)) {
    notes.push({ code: 'placeholder', sv: `Ersättningsvärde för adressen (customers.placeholder): ${postalCode} ${city}.`, en: `Placeholder for the address (customers.placeholder): ${postalCode} ${city}.` })
  }
  const name = cutAtWord(wholeName, limits.customerName)
  if (name !== wholeName) notes.push({ code: 'name-cut', sv: `Kundnamnet "${wholeName}" kortades till "${name}".`, en: `The customer name "${wholeName}" was cut to "${name}".` })
  const invoice = fitAddress({ ...buyer.invoiceAddress, postalCode, city, country }, limits)
  const delivery = buyer.deliveryAddress === null ? null : fitAddress(buyer.deliveryAddress, limits)
  notes.push(...invoice.notes, ...(delivery?.notes ?? []), ...orgNumberNotes(buyer, lookups), ...terms.notes)
  const vatNumber = vatNumberKey(buyer.vatNumber)
  const northernIreland = buyer.northernIreland ?? defaults.northernIreland ?? (vatNumber?.startsWith('XI') === true ? true : null)
  const card: CustomerDraft = {
    ...buyer, name, vatNumber, customerNumber: number, invoiceAddress: invoice.address, deliveryAddress: delivery?.address ?? null, language: buyer.language ?? defaults.language ?? null,
    note: name === wholeName ? buyer.note : [wholeName, buyer.note].filter((text) => text !== null && text !== '').join('\n'),
    forceVat: buyer.forceVat ?? defaults.forceVat ?? null, deliveryBasedVat: buyer.deliveryBasedVat ?? defaults.deliveryBasedVat ?? null, northernIreland,
  }
  const labels = labelsOf(buyer, lookups)
  const created: CustomerCreate = {
    card, name, number: settings.customerNumber === 'fromCrm' ? number : null, termsId: terms.value, deliveryMethodId: method.value?.id ?? null, labelIds: labels.ids,
    postalCode: invoice.address.postalCode ?? postalCode, city: invoice.address.city ?? city, country, currency: question.currency,
  }
  return settled(created, [...notes, ...labels.notes])
}

/** The same text for every draft of one buyer within a run: its strongest key, else its source record. */
export function buyerIdentity(buyer: CustomerDraft, keys: DraftKeyHashes): string {
  const key = keys.orgNumber ?? keys.vatNumber ?? keys.customerNumber ?? keys.emails[0] ?? null
  const which = keys.orgNumber !== null ? 'orgNumber' : keys.vatNumber !== null ? 'vatNumber' : keys.customerNumber !== null ? 'customerNumber' : 'email'
  return key === null ? `${buyer.kind}:${buyer.source.kind}:${buyer.source.id}` : `${buyer.kind}:${which}:${key}`
}

/** Never overwritten unless the field itself is named in the settings; empty ones may be filled. */
const guarded = new Set(['name', 'orgNumber', 'vatNumber', 'currency', 'invoiceAddress.country', 'deliveryAddress.country', 'customerNumber'])

/** Fields of an existing card that change, by the policy of each; empty = nothing to do. */
export function cardChanges(buyer: CustomerDraft, card: KnownCustomer, settings: Pick<PlannerSettings, 'update' | 'emailIgnore'>, limits: BooksLimits, hash: KeyHash): Record<string, string> {
  const changes: Record<string, string> = {}
  const wanted = wantedValues(buyer, limits, settings)
  for (const [field, value] of Object.entries(wanted)) {
    const policy = policyOf(field, settings.update)
    if (policy === 'never' || normalValue(field, value) === '') continue
    const empty = isEmpty(card, field)
    if (empty ? partOfOtherAddress(card, field, wanted, hash, policy) : policy === 'fillEmpty' || sameValue(card, field, value, hash)) continue
    changes[field] = value
  }
  return changes
}

function policyOf(field: string, update: PlannerSettings['update']): UpdatePolicy {
  const own = update.fields[field]
  if (own !== undefined) return own
  if (field === 'name' || field === 'customerNumber') return 'never'
  const general = update.fields[field.split('.')[0] ?? field] ?? update.policy
  return guarded.has(field) && general === 'overwrite' ? 'fillEmpty' : general
}

/** Filling single fields of another address would mix two places: an address is filled only when what it has agrees. */
function partOfOtherAddress(card: KnownCustomer, field: string, wanted: Record<string, string>, hash: KeyHash, policy: UpdatePolicy): boolean {
  const [group] = field.split('.')
  if (policy === 'overwrite' || !field.includes('.') || (group !== 'invoiceAddress' && group !== 'deliveryAddress')) return false
  return Object.keys(card.valueHashes).some((other) => {
    if (!other.startsWith(`${group}.`) || other === field || other.endsWith('.country')) return false
    const value = wanted[other]
    return value === undefined || !holdsValue(card, other, value, hash)
  })
}

/** Facts of the card that stand beside its hashed values are compared as they are. */
function sameValue(card: KnownCustomer, field: string, value: string, hash: KeyHash): boolean {
  const fact = field === 'invoiceAddress.country' ? card.country : field === 'deliveryAddress.country' ? card.deliveryCountry : field === 'currency' ? card.currency : field === 'customerNumber' ? card.number : null
  if (fact !== null) return fact.toUpperCase() === value.toUpperCase()
  const key = field === 'orgNumber' || field === 'vatNumber' ? card.keyHashes[field] : null
  return key !== null ? key === hash(field, normalValue(field, value)) : holdsValue(card, field, value, hash)
}

function isEmpty(card: KnownCustomer, field: string): boolean {
  if (field === 'orgNumber') return card.keyHashes.orgNumber === null && card.valueHashes[field] === undefined
  if (field === 'vatNumber') return !card.hasVatNumber
  if (field === 'invoiceAddress.country') return card.country === null
  if (field === 'deliveryAddress.country') return card.deliveryCountry === null && card.valueHashes[field] === undefined
  if (field === 'customerNumber') return card.number === null
  if (field === 'currency') return false
  return card.valueHashes[field] === undefined
}

/** The draft as card fields, by name. The card has one e-mail: where invoices go, else the buyer's. */
function wantedValues(buyer: CustomerDraft, limits: BooksLimits, settings: Pick<PlannerSettings, 'emailIgnore'>): Record<string, string> {
  const values: Record<string, string> = {}
  const put = (field: string, value: Scalar | undefined) => {
    const text = value === null || value === undefined ? '' : String(value).trim()
    if (text !== '') values[field] = text
  }
  const usableEmail = draftKeys(buyer, settings).emails[0] ?? null
  put('name', cutAtWord(buyer.name, limits.customerName))
  put('orgNumber', orgNumberKey(buyer.orgNumber))
  put('vatNumber', vatNumberKey(buyer.vatNumber))
  put('email', buyer.invoiceEmail ?? usableEmail)
  for (const field of ['phone', 'mobile', 'website', 'contactName', 'contactEmail', 'contactPhone', 'currency', 'language', 'note'] as const) put(field, buyer[field])
  const addresses: [string, Address | null][] = [['invoiceAddress', buyer.invoiceAddress], ['deliveryAddress', buyer.deliveryAddress]]
  for (const [group, address] of addresses) {
    if (address === null) continue
    const fitted = fitAddress(address, limits).address
    for (const part of ['line1', 'line2', 'postalCode', 'city', 'country'] as const) put(`${group}.${part}`, fitted[part])
    if (group === 'deliveryAddress') put('deliveryAddress.name', fitted.name)
  }
  for (const [field, value] of Object.entries(buyer.custom)) put(`custom.${field}`, value)
  return values
}

function termsOfCard({ buyer, saleTerms, settings, lookups }: NewCardQuestion, ofCountry: string | null): Settled<string> {
  const wish = filled(buyer.terms) ?? filled(saleTerms) ?? filled(ofCountry) ?? filled(settings.defaultTerms)
  if (wish !== null) {
    const named = termsNamed(wish, lookups.terms)
    return named.ok ? settled(named.value.id, named.notes) : named
  }
  const own = lookups.terms.find(({ id }) => id === lookups.company.defaultTermsId)
  if (own === undefined) return held('terms-missing', { buyer: buyer.name })
  return settled(own.id, [{ code: 'terms-of-company', sv: `Kunden får företagets vanliga betalningsvillkor, ${own.name}.`, en: `The customer gets the company's usual terms of payment, ${own.nameEnglish ?? own.name}.` }])
}

function labelsOf(buyer: CustomerDraft, lookups: Lookups): { ids: string[]; notes: Note[] } {
  const ids: string[] = []
  const notes: Note[] = []
  for (const wanted of buyer.labels) {
    const found = lookups.labels.find(({ id, name }) => id === wanted || plain(name) === plain(wanted))
    if (found !== undefined) ids.push(found.id)
    else notes.push({ code: 'label-unknown', sv: `Kundetiketten "${wanted}" finns inte i bokföringen och lämnas bort.`, en: `The customer label "${wanted}" does not exist in the books and is left out.` })
  }
  return { ids, notes }
}

function orgNumberNotes(buyer: CustomerDraft, lookups: Lookups): Note[] {
  const orgNumber = orgNumberKey(buyer.orgNumber)
  const country = filled(buyer.invoiceAddress.country)?.toUpperCase() ?? lookups.company.country
  if (orgNumber === null || country !== 'SE' || isSwedishOrgNumber(orgNumber)) return []
  return [{ code: 'org-number-check-digit', sv: `Organisationsnumret för ${buyer.name} har fel kontrollsiffra.`, en: `The organisation number of ${buyer.name} has a wrong check digit.` }]
}
