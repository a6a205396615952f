// The head of the document by the settings: dates, terms, payment method, delivery method, order discount.
import { DateTime } from 'luxon'
import type { DocumentKind } from '../../core/sale-draft.ts'
import { isProblem, parseTransform, readNumber } from '../../mapper/transforms.ts'
import { hold, type Drafting } from './draft-context.ts'
import { mapped } from './find-named.ts'
import { readProperty } from './sale-property.ts'

/** A property of the sale, else of its parties; null when empty. */
export function saleProperty({ sale, buyer, context }: Drafting, name: string | null): string | null {
  if (name === null) return null
  return readProperty(name, { sale, company: buyer.company, contact: buyer.contact }, context.settings, ['sale', 'company', 'contact']) ?? null
}

/** ISO date of the document in the company's time zone. Today when the chosen date is missing, which is noted. */
export function documentDate(drafting: Drafting): string {
  const { context, notes } = drafting
  const today = dayOf(context.now, context.company.timeZone)
  const from = context.settings.documentDate
  if (from === 'today') return today
  const found = from === 'closeDate' ? closeDay(drafting) : propertyDay(drafting, from.property, 'documentDate')
  if (found !== null) return found
  const name = from === 'closeDate' ? 'closeDate' : from.property
  notes.push({ code: 'date-missing', sv: `${name} är tomt; dokumentet får dagens datum ${today}.`, en: `${name} is empty; the document gets today's date ${today}.` })
  return today
}

export function deliveryDate(drafting: Drafting): string | null {
  const from = drafting.context.settings.deliveryDate
  if (from === 'none') return null
  return from === 'closeDate' ? closeDay(drafting) : propertyDay(drafting, from.property, 'deliveryDate')
}

/** Terms by payment method first (card and cash are terms in the books), else by the terms property, else the default. Null = the planner's choice. */
export function paymentOf(drafting: Drafting): { terms: string | null; documentKind: DocumentKind | null } {
  const { settings } = drafting.context
  const payment = settings.paymentMethods
  const method = payment === null ? null : saleProperty(drafting, payment.property)
  let documentKind: DocumentKind | null = null
  if (payment !== null && method !== null) {
    const terms = mapped(payment.map, method)
    documentKind = mapped(payment.orderType, method) ?? null
    if (terms === undefined && documentKind === null) hold('value-not-mapped', { value: method, setting: 'paymentMethods.map' })
    if (terms !== undefined) return { terms: terms.name, documentKind }
  }
  return { terms: termsOf(drafting), documentKind }
}

function termsOf(drafting: Drafting): string | null {
  const { property, map, default: fallback } = drafting.context.settings.terms
  const written = saleProperty(drafting, property)
  if (written === null) return fallback?.name ?? null
  // Without a map the property holds what the books call it: a name or a number of days.
  if (map === null) return written
  const named = mapped(map, written)
  return named === undefined ? hold('value-not-mapped', { value: written, setting: 'terms.map' }) : named.name
}

export function deliveryMethod(drafting: Drafting): string | null {
  const { shipping, deliveryMethods } = drafting.context.settings
  const written = saleProperty(drafting, shipping.method)
  if (written === null || Object.keys(deliveryMethods).length === 0) return written
  const named = mapped(deliveryMethods, written)
  return named === undefined ? hold('value-not-mapped', { value: written, setting: 'deliveryMethods' }) : named.name
}

/** A number in a property, as decimal text; held when it cannot be read. */
export function amountIn(drafting: Drafting, property: string | null, setting: string): string | null {
  const written = saleProperty(drafting, property)
  if (written === null) return null
  return readNumber(written) ?? hold('value-unreadable', { field: property, value: written, setting, whatSv: 'ett belopp', whatEn: 'an amount' })
}

/** Whole-order discount: the source's own, else the chosen properties. A zero is none. */
export function orderDiscount(drafting: Drafting): { percent: string | null; amount: string | null } | null {
  const { discounts } = drafting.context.settings
  const own = drafting.sale.orderDiscount
  const percent = own?.percent ?? amountIn(drafting, discounts.percent, 'discounts.percent')
  const amount = own?.amount ?? amountIn(drafting, discounts.amount, 'discounts.amount')
  const known = (value: string | null): string | null => (value === null || value === '0' ? null : value.replace(/^-/, ''))
  const wanted = { percent: known(percent), amount: known(amount) }
  return wanted.percent === null && wanted.amount === null ? null : wanted
}

/** Clocks of all zones change on the quarter hour, so all moments of one lie in the same day. */
const quarterMs = 900_000
const daysMet = new Map<string, string>()

/** The date in the zone at a moment, "2026-11-22". Asked for every sale, mostly about the same few quarters of an hour. */
export function dayOf(milliseconds: number, timeZone: string): string {
  const key = `${Math.floor(milliseconds / quarterMs)} ${timeZone}`
  const met = daysMet.get(key)
  if (met !== undefined) return met
  const day = computedDay(milliseconds, timeZone)
  if (daysMet.size >= 5_000) daysMet.clear()
  daysMet.set(key, day)
  return day
}

function computedDay(milliseconds: number, timeZone: string): string {
  return DateTime.fromMillis(milliseconds, { zone: timeZone }).toISODate() ?? new Date(milliseconds).toISOString().slice(0, 10)
}

function closeDay({ sale, context }: Drafting): string | null {
  return sale.closedAt === null ? null : dayOf(Date.parse(sale.closedAt), context.company.timeZone)
}

function propertyDay(drafting: Drafting, property: string, setting: string): string | null {
  const written = saleProperty(drafting, property)
  const transform = parseTransform('date')
  if (written === null || !transform.ok) return null
  const day = transform.transform.apply(written, { timeZone: drafting.context.company.timeZone })
  if (isProblem(day)) hold('value-unreadable', { field: property, value: written, setting, whatSv: 'ett datum', whatEn: 'a date' })
  return day === null ? null : String(day)
}
