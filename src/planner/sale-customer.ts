// The customer of a sale: default, found or to be made; with the area that the books will see, and what changes on the card.
import type { BooksLimits } from '../core/books-limits.ts'
import type { KnownCustomer, Lookups } from '../core/books.ts'
import type { CustomerPlan } from '../core/decision.ts'
import type { Note, SaleDraft } from '../core/sale-draft.ts'
import { addressDifferences, filled, isAddress, partNames, type AddressPart } from './addresses.ts'
import { areaOf, type BuyerFacts, type SaleArea } from './area.ts'
import { buyerIdentity, cardChanges, newCard } from './customer.ts'
import { vatNumberKey, type DraftKeyHashes, type KeyHash } from './keys.ts'
import { candidateOf, matchCustomer } from './match.ts'
import { held, settled, type Settled } from './settled.ts'
import { postedKind, type PlannerSettings } from './settings.ts'
import { areaName, countryName } from './territories.ts'
import { list } from './wording.ts'

export type SaleCustomerQuestion = {
  draft: SaleDraft
  currency: string
  keys: DraftKeyHashes
  settings: PlannerSettings
  lookups: Lookups
  limits: BooksLimits
  hash: KeyHash
  customerLink: { id: string; known: KnownCustomer | null } | null
  candidates: readonly KnownCustomer[]
  defaultCustomer: KnownCustomer | null
  /** A card that this run already brought up to date. */
  customerSettled: string | null
}

export type SaleCustomer = { plan: CustomerPlan; /** Null = made for this sale. */ card: KnownCustomer | null; area: SaleArea; isPrivate: boolean; domestic: boolean }

/** Settles who is invoiced. */
export function customerOf(question: SaleCustomerQuestion): Settled<SaleCustomer> {
  const { draft, settings, lookups } = question
  if (draft.defaultCustomer !== null) return byDefault(question, draft.defaultCustomer)
  const match = matchCustomer({
    buyerName: buyerName(draft), buyerKind: draft.buyer.kind, ladder: settings.match, keys: question.keys, link: question.customerLink, candidates: question.candidates,
  })
  if (match.result === 'hold') return match
  if (match.result === 'none') return toBeMade(question, match.notes)
  const { known: card, by } = match
  const changes = card.id === question.customerSettled ? {} : cardChanges(draft.buyer, card, settings, question.limits, question.hash)
  const area = areaOfCard(question, card, changes)
  if (!area.ok) return { ...area, candidates: area.candidates.length > 0 ? area.candidates : [candidateOf(card, by)] }
  const address = addressOnDraft(question, card, changes)
  if (!address.ok) return address
  const all = { ...changes, ...address.value }
  const fields = Object.keys(all)
  const found: Note = { code: 'customer-found', sv: `Kund ${card.number ?? card.id} hittades på ${byWords[by].sv}.`, en: `Customer ${card.number ?? card.id} was found by ${byWords[by].en}.` }
  const changed: Note[] = fields.length === 0 ? [] : [{ code: 'customer-updated', sv: `Kundkort ${card.number ?? card.id} ändras: ${list(fields, 'sv')}.`, en: `Customer card ${card.number ?? card.id} changes: ${list(fields, 'en')}.` }]
  const plan: CustomerPlan = fields.length === 0 ? { action: 'use', id: card.id, by } : { action: 'update', id: card.id, by, changes: all }
  return settled({ plan, card, area: area.value, isPrivate: card.isPrivate, domestic: isDomestic(card.country, lookups) }, [...match.notes, found, ...changed, ...area.notes, ...address.notes])
}

const byWords = {
  link: { sv: 'sparad koppling', en: 'the stored link' }, orgNumber: { sv: 'organisationsnummer', en: 'organisation number' }, vatNumber: { sv: 'momsregistreringsnummer', en: 'VAT number' },
  customerNumber: { sv: 'kundnummer', en: 'customer number' }, email: { sv: 'e-post', en: 'e-mail' },
}

/** The buyer's name for sentences; a sale without one is called by its title. */
export function buyerName(draft: SaleDraft): string {
  return filled(draft.buyer.name) ?? draft.title
}

function byDefault(question: SaleCustomerQuestion, wish: { number: string; reason: Note }): Settled<SaleCustomer> {
  const { draft, lookups, defaultCustomer: card } = question
  if (card === null) return held('default-customer-missing', { number: wish.number })
  if (!card.active) return held('default-customer-inactive', { number: wish.number }, { candidates: [candidateOf(card, 'customerNumber')] })
  const onCard = areaOf(cardFacts(question, card, {}), lookups)
  if (!onCard.ok) return onCard
  // A buyer that says nothing of country and VAT number cannot belong elsewhere.
  const facts = draftFacts(question)
  if (facts.country !== null || facts.vatNumber !== null || filled(draft.buyer.name) !== null) {
    const ofBuyer = areaOf(facts, lookups)
    if (!ofBuyer.ok) return ofBuyer
    const sameCountry = ofBuyer.value.area !== 'euPrivate' || ofBuyer.value.country === onCard.value.country
    if (ofBuyer.value.area !== onCard.value.area || !sameCountry) {
      return held('default-customer-other-area', {
        buyer: buyerName(draft), number: wish.number, buyerAreaSv: areaName(ofBuyer.value.area, 'sv'), buyerAreaEn: areaName(ofBuyer.value.area, 'en'),
        cardAreaSv: areaName(onCard.value.area, 'sv'), cardAreaEn: areaName(onCard.value.area, 'en'),
      }, { candidates: [candidateOf(card, 'customerNumber')] })
    }
  }
  const value: SaleCustomer = { plan: { action: 'use', id: card.id, by: 'default' }, card, area: onCard.value, isPrivate: card.isPrivate, domestic: isDomestic(card.country, lookups) }
  return settled(value, [wish.reason, ...onCard.notes])
}

function toBeMade(question: SaleCustomerQuestion, notes: Note[]): Settled<SaleCustomer> {
  const { draft, settings, lookups, limits } = question
  const area = areaOf(draftFacts(question), lookups)
  if (!area.ok) return { ...area, notes: [...notes, ...area.notes] }
  const posted = postedKind(draft.documentKind)
  const country = filled(draft.buyer.invoiceAddress.country)?.toUpperCase() ?? lookups.company.country
  const cardCurrency = limits.ownCurrency[posted] ? (draft.buyer.currency ?? settings.customersByCountry[country]?.currency ?? question.currency) : question.currency
  const card = newCard({ buyer: draft.buyer, saleTerms: draft.terms, currency: cardCurrency, settings, lookups, limits })
  if (!card.ok) return { ...card, notes: [...notes, ...card.notes] }
  const kind = draft.buyer.kind === 'private' ? { sv: 'privatperson', en: 'private person' } : { sv: 'företagskund', en: 'company' }
  const made: Note = { code: 'customer-created', sv: `Ny kund läggs upp: ${card.value.name} (${kind.sv}).`, en: `A new customer is made: ${card.value.name} (${kind.en}).` }
  const value: SaleCustomer = {
    plan: { action: 'create', draft: card.value, identity: buyerIdentity(draft.buyer, question.keys) }, card: null, area: area.value, isPrivate: draft.buyer.kind === 'private', domestic: isDomestic(country, lookups),
  }
  return settled(value, [...notes, made, ...card.notes, ...area.notes])
}

/** The books reckon by the card; the sale must agree with it. */
function areaOfCard(question: SaleCustomerQuestion, card: KnownCustomer, changes: Record<string, string>): Settled<SaleArea> {
  const { draft, lookups } = question
  const number = card.number ?? card.id
  const buyer = buyerName(draft)
  const wanted = draftFacts(question)
  const onCard = cardFacts(question, card, changes)
  if (onCard.construction && !card.reverseChargeConstruction) {
    return held('construction-buyer-unfit', { buyer, reasonSv: `kundkort ${number} är inte märkt för det`, reasonEn: `customer card ${number} is not flagged for it` })
  }
  const vatNumber = vatNumberKey(draft.buyer.vatNumber)
  if (vatNumber?.startsWith('XI') === true && !card.northernIreland) return held('northern-ireland-not-marked', { buyer, vatNumber: shown(vatNumber), number })
  const asSold = areaOf({ ...onCard, country: wanted.country ?? onCard.country, vatNumber: wanted.vatNumber ?? onCard.vatNumber }, lookups)
  if (!asSold.ok) return asSold
  const asBooked = areaOf(onCard, lookups)
  if (!asBooked.ok) return asBooked
  const sold = asSold.value
  const booked = asBooked.value
  if (sold.area === 'euBusiness' && booked.area === 'euBusinessNoVat') return held('card-without-vat-number', { buyer, vatNumber: shown(vatNumber ?? ''), number })
  const destinationMatters = booked.area === 'euPrivate' && lookups.company.usesOss && sold.country !== booked.country
  if (sold.area !== booked.area || destinationMatters) {
    return held('card-other-country', {
      buyer, number, countrySv: countryName(sold.country, 'sv'), countryEn: countryName(sold.country, 'en'), areaSv: areaName(sold.area, 'sv'), areaEn: areaName(sold.area, 'en'),
      cardCountrySv: countryName(booked.country, 'sv'), cardCountryEn: countryName(booked.country, 'en'), cardAreaSv: areaName(booked.area, 'sv'), cardAreaEn: areaName(booked.area, 'en'),
    })
  }
  return settled(booked, asBooked.notes)
}

function draftFacts({ draft, settings, lookups }: SaleCustomerQuestion): BuyerFacts {
  const { buyer } = draft
  const country = filled(buyer.invoiceAddress.country) ?? filled(draft.invoiceAddress.country)
  const defaults = settings.customersByCountry[country?.toUpperCase() ?? lookups.company.country] ?? {}
  return {
    name: buyerName(draft), kind: buyer.kind, country, postalCode: filled(buyer.invoiceAddress.postalCode) ?? filled(draft.invoiceAddress.postalCode),
    deliveryCountry: filled(draft.deliveryAddress?.country ?? null) ?? filled(buyer.deliveryAddress?.country ?? null), vatNumber: filled(buyer.vatNumber), hasVatNumber: false,
    deliveryBasedVat: buyer.deliveryBasedVat ?? defaults.deliveryBasedVat ?? false, forceVat: buyer.forceVat ?? defaults.forceVat ?? false,
    northernIreland: buyer.northernIreland ?? defaults.northernIreland ?? false, construction: buyer.reverseChargeConstruction ?? false,
  }
}

/** What the books know of the card once our changes are on it. */
function cardFacts(question: SaleCustomerQuestion, card: KnownCustomer, changes: Record<string, string>): BuyerFacts {
  const draft = draftFacts(question)
  const byDefaultCard = question.draft.defaultCustomer !== null
  const country = changes['invoiceAddress.country'] ?? card.country
  const sameNumber = card.keyHashes.vatNumber !== null && card.keyHashes.vatNumber === question.keys.vatNumber
  return {
    name: byDefaultCard ? `kund ${card.number ?? card.id}` : draft.name, kind: card.isPrivate ? 'private' : 'company', country,
    postalCode: !byDefaultCard && (draft.country ?? '').toUpperCase() === (country ?? '').toUpperCase() ? draft.postalCode : null,
    deliveryCountry: byDefaultCard ? card.deliveryCountry : (draft.deliveryCountry ?? card.deliveryCountry),
    vatNumber: changes['vatNumber'] ?? (sameNumber && !byDefaultCard ? draft.vatNumber : null), hasVatNumber: card.hasVatNumber,
    deliveryBasedVat: card.deliveryBasedVat, forceVat: card.forceVat, northernIreland: card.northernIreland,
    construction: byDefaultCard ? card.reverseChargeConstruction && question.lookups.company.usesConstructionReverseCharge : (question.draft.buyer.reverseChargeConstruction ?? card.reverseChargeConstruction),
  }
}

/** A draft takes the card's address: a difference is held, written to the card, or let be. */
function addressOnDraft(question: SaleCustomerQuestion, card: KnownCustomer, changes: Record<string, string>): Settled<Record<string, string>> {
  const { draft, settings, limits } = question
  if (limits.ownAddress[postedKind(draft.documentKind)] || !isAddress(draft.invoiceAddress) || card.id === question.customerSettled) return settled({})
  const differing = addressDifferences(draft.invoiceAddress, card, question.hash).filter((part) => changes[`invoiceAddress.${part}`] === undefined)
  if (differing.length === 0) return settled({})
  const number = card.number ?? card.id
  const names = { fieldsSv: list(partNames(differing, 'sv'), 'sv'), fieldsEn: list(partNames(differing, 'en'), 'en') }
  switch (settings.addressDiffers) {
    case 'ignore':
      return settled({}, [{ code: 'address-of-card', sv: `Utkastet får kundkortets adress; affärens skiljer sig (${names.fieldsSv}).`, en: `The draft gets the card's address; the sale's differs (${names.fieldsEn}).` }])
    case 'updateCard':
      if (!differing.includes('country')) return settled(Object.fromEntries(differing.map((part: AddressPart) => [`invoiceAddress.${part}`, filled(draft.invoiceAddress[part]) ?? ''])))
      return held('customer-address-differs', { number, ...names }, { candidates: [candidateOf(card, 'link')] })
    case 'hold':
      return held('customer-address-differs', { number, ...names }, { candidates: [candidateOf(card, 'link')] })
  }
}

function isDomestic(country: string | null, lookups: Lookups): boolean {
  return country === null || country.toUpperCase() === lookups.company.country
}

function shown(vatNumber: string): string {
  return vatNumber.length <= 6 ? vatNumber : `${vatNumber.slice(0, 2)}…${vatNumber.slice(-4)}`
}
