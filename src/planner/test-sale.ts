// Sample sale and books for the planner's tests: a Swedish company with goods, services and food.
import type { BooksLimits } from '../core/books-limits.ts'
import { createHash } from 'node:crypto'
import type { Coding, KnownArticle, KnownCustomer, Lookups } from '../core/books.ts'
import type { CustomerDraft, LineDraft, SaleDraft } from '../core/sale-draft.ts'
import { draftKeys, hashCardValues, hashKeys, type KeyHash } from './keys.ts'
import type { PlanSaleInput } from './plan-sale.ts'
import { defaultPlannerSettings, type PlannerSettings } from './settings.ts'

export const hash: KeyHash = (purpose, value) => createHash('sha256').update(`key\0${purpose}\0${value}`).digest('hex').slice(0, 16)

export function coding(id: string, name: string, type: 'goods' | 'service', vatRate: string, accounts: Partial<Coding['accounts']> = {}): Coding {
  return {
    id, name, nameEnglish: null, type, active: true, vatRate,
    accounts: { domestic: '3001', domesticExempt: null, construction: null, euBusiness: '3108', euWithVat: '3106', oss: '3107', export: '3105', triangulation: null, ...accounts },
  }
}

export const codings = [
  coding('g25', 'Varor 25 %', 'goods', '25'),
  coding('g12', 'Varor 12 %', 'goods', '12', { domestic: '3002' }),
  coding('g6', 'Varor 6 %', 'goods', '6', { domestic: '3003' }),
  coding('g0', 'Varor 0 %', 'goods', '0', { domestic: null, domesticExempt: '3004', export: null }),
  coding('s25', 'Tjänster 25 %', 'service', '25', { domestic: '3011', construction: '3231', euBusiness: '3308', export: '3305' }),
  coding('bare', 'Bara Sverige', 'goods', '25', { euBusiness: null, export: null, euWithVat: null }),
]

export const lookups: Lookups = {
  company: {
    id: 'c1', name: 'Handelsbolaget', orgNumber: '5566778899', country: 'SE', currency: 'SEK', active: true, plan: 'Pro', canOrder: true, usesCostCentres: true, usesProjects: true, usesOss: false,
    usesConstructionReverseCharge: true, roundsToWhole: true, pricesExclVatForPrivate: false, defaultTermsId: 't30', ourReference: null, nextCustomerNumber: 100, nextInvoiceNumber: 1, lockedTo: '2026-09-30',
    timeZone: 'Europe/Stockholm',
  },
  terms: [
    { id: 't30', name: '30 dagar netto', nameEnglish: '30 days net', days: 30, type: 'normal', forSales: true },
    { id: 't10', name: '10 dagar netto', nameEnglish: null, days: 10, type: 'normal', forSales: true },
    { id: 't20a', name: '20 dagar netto', nameEnglish: null, days: 20, type: 'normal', forSales: true },
    { id: 't20b', name: '20 dagar, avtal', nameEnglish: null, days: 20, type: 'normal', forSales: true },
    { id: 'card', name: 'Kortbetalning', nameEnglish: null, days: 0, type: 'card', forSales: true },
  ],
  units: [{ id: 'u1', name: 'Styck', abbreviation: 'st', code: 'C62' }, { id: 'u2', name: 'Timme', abbreviation: 'tim', code: 'HUR' }],
  codings,
  deliveryMethods: [{ id: 'd1', name: 'Post', code: 'POST' }, { id: 'd2', name: 'DHL', code: null }],
  costCentres: [{ number: 1, name: 'Kostnadsställe', active: true, items: [{ id: 'k1', name: 'Stockholm', code: 'STO', active: true }, { id: 'k2', name: 'Malmö', code: 'MAL', active: false }] }],
  projects: [{ id: 'p1', number: '100', name: 'Ombyggnad', ongoing: true }, { id: 'p2', number: '101', name: 'Flytt', ongoing: false }],
  labels: [{ id: 'l1', name: 'VIP' }],
  fiscalYears: [{ start: '2025-01-01', end: '2025-12-31', locked: true }, { start: '2026-01-01', end: '2026-12-31', locked: false }],
  countries: [{ code: 'SE', name: 'Sverige', isEu: true }, { code: 'DE', name: 'Tyskland', isEu: true }, { code: 'GR', name: 'Grekland', isEu: true }, { code: 'NO', name: 'Norge', isEu: false }],
  readAt: '2026-11-22T08:00:00Z',
}

export const limits: BooksLimits = {
  customerName: 50, addressLine: 50, postalCode: 10, city: 50, reference: 100, buyersOrderReference: 35, rowText: 2000, articleName: 50, articleNumber: 40,
  priceDecimals: { domestic: 2, foreign: 4 }, quantityDecimals: { order: 4, invoiceDraft: 2 }, discountDecimals: 4,
  ownAddress: { order: true, invoiceDraft: false }, ownCurrency: { order: true, invoiceDraft: false },
}

export const settings: PlannerSettings = {
  ...defaultPlannerSettings, newArticle: { unit: 'Styck', coding: { 25: 'Varor 25 %', 12: 'Varor 12 %', 6: 'Varor 6 %', 0: 'Varor 0 %' } },
  fallbackArticle: { 25: 'DIV25', 12: 'DIV12', 6: 'DIV6', 0: 'DIV0' }, shippingArticle: { 25: 'FRAKT25', 12: 'FRAKT12' }, privatePricesIncludeVat: false,
}

export function article(number: string, codingId: string, more: Partial<KnownArticle> = {}): KnownArticle {
  return { id: `a-${number}`, number, name: number, active: true, codingId, unitId: 'u1', isService: false, usesOss: false, changedAt: null, ...more }
}

export const articles = [
  article('SKU1', 'g25', { name: 'Kaffebryggare' }), article('MAT', 'g12'), article('BOK', 'g6'), article('TJ', 's25', { isService: true }), article('SV', 'bare'), article('OLD', 'g25', { active: false }),
  article('DIV25', 'g25', { name: 'Diverse 25 %' }), article('DIV12', 'g12'), article('DIV6', 'g6'), article('DIV0', 'g0'), article('FRAKT25', 'g25', { name: 'Frakt' }), article('FRAKT12', 'g12', { name: 'Frakt' }),
]

const noAddress = { name: null, line1: null, line2: null, postalCode: null, city: null, country: null }
export const address = { ...noAddress, line1: 'Storgatan 1', postalCode: '111 22', city: 'Stockholm', country: 'SE' }

export function buyer(more: Partial<CustomerDraft> = {}): CustomerDraft {
  return {
    source: { kind: 'company', id: '77' }, kind: 'company', name: 'Kafé Nord AB', customerNumber: null, orgNumber: '556036-0793', vatNumber: null, email: 'order@kafenord.se', invoiceEmail: null, emailCopies: [],
    phone: null, mobile: null, website: null, contactName: null, contactEmail: null, contactPhone: null, invoiceAddress: address, deliveryAddress: null, currency: null, language: null, terms: null,
    deliveryMethod: null, labels: [], note: null, forceVat: null, deliveryBasedVat: null, northernIreland: null, reverseChargeConstruction: null, custom: {}, ...more,
  }
}

export function line(more: Partial<LineDraft> = {}): LineDraft {
  return {
    key: 'l1', kind: 'item', sourceLineId: '1', productId: 'p1', sku: 'SKU1', name: 'Kaffebryggare', text: null, description: null, quantity: '1', unitPrice: '100', discountPercent: null, discountPerUnit: null,
    taxRate: '25', includesVat: false, articleGroup: null, coding: null, costCentres: [], project: null, custom: {}, ...more,
  }
}

export function sale(more: Partial<SaleDraft> = {}): SaleDraft {
  return {
    sourceKind: 'deal', sourceId: '1234567', title: 'Kaffebryggare till Kafé Nord', sourceUrl: null, documentKind: 'order', orderStatus: 'ongoing', currency: 'SEK', buyer: buyer(), defaultCustomer: null, lines: [line()],
    orderDiscount: null, statedAmount: null, documentDate: '2026-11-22', deliveryDate: null, terms: null, deliveryMethod: null, yourReference: null, ourReference: 'Anna Berg', buyersOrderReference: null,
    invoiceAddress: address, deliveryAddress: null, textRows: [], custom: {}, notes: [], ...more,
  }
}

/** A remembered card from plain keys and values. */
export function card(id: string, more: Partial<KnownCustomer> & { keys?: { customerNumber?: string; orgNumber?: string; vatNumber?: string; emails?: string[] }; values?: Record<string, string> } = {}): KnownCustomer {
  const { keys = {}, values = {}, ...facts } = more
  return {
    id, number: id, active: true, isPrivate: false, currency: 'SEK', country: 'SE', deliveryCountry: null, hasVatNumber: keys.vatNumber !== undefined, deliveryBasedVat: false, forceVat: false, northernIreland: false,
    reverseChargeConstruction: false, termsId: 't30', changedAt: null,
    keyHashes: hashKeys({ customerNumber: keys.customerNumber ?? id, orgNumber: keys.orgNumber ?? null, vatNumber: keys.vatNumber ?? null, emails: keys.emails ?? [] }, hash),
    valueHashes: hashCardValues(values, hash), ...facts,
  }
}

export function input(draft: SaleDraft, more: Partial<PlanSaleInput> = {}): PlanSaleInput {
  const used = more.settings ?? settings
  return {
    draft, settings: used, lookups, limits, mark: 'HS-1234567', today: '2026-11-22', hash, keys: hashKeys(draftKeys(draft.buyer, used), hash), link: null, foundByMark: [], customerLink: null, candidates: [],
    defaultCustomer: null, articles: new Map(articles.map((one) => [one.number.toUpperCase(), one])), privatePricesIncludeVat: null, ...more,
  }
}
