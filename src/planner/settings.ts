// What the planner must know of a flow's settings and of the books' limits: its own types, filled by the flow.
import type { Area } from '../core/books.ts'
import type { Language } from '../core/language.ts'
import type { BuyerKind, DocumentKind } from '../core/sale-draft.ts'

/** A step of the customer match ladder. */
export type Rung = 'link' | 'orgNumber' | 'vatNumber' | 'customerNumber' | 'email'

export type UpdatePolicy = 'fillEmpty' | 'never' | 'overwrite'

/** A rule of `tax.countries`: everything stated must hold; the coding is a name or id in the books. */
export type TaxRule = {
  country?: string
  area?: Area
  buyer?: BuyerKind
  group?: string
  coding: string
}

/** What a new card in a country gets beside the draft; the draft's own values win. */
export type CountryDefaults = {
  language?: string
  currency?: string
  terms?: string
  forceVat?: boolean
  deliveryBasedVat?: boolean
  northernIreland?: boolean
}

/** Keys by VAT rate as text without trailing zeros: "25", "12", "6", "0". */
export type ByRate = Readonly<Record<string, string>>

export type PlannerSettings = {
  match: readonly Rung[]
  /** E-mail addresses and domains ("example.se") that never identify a buyer. */
  emailIgnore: readonly string[]
  /** Policy of every field, and exceptions by card field name ("invoiceAddress.city", "vatNumber"). */
  update: { policy: UpdatePolicy; fields: Readonly<Record<string, UpdatePolicy>> }
  customerNumber: 'auto' | 'fromCrm'
  addressDiffers: 'hold' | 'updateCard' | 'ignore'
  /** Written on a new card when the source has no postal code or city; null = such a sale is held. */
  placeholder: { postalCode: string | null; city: string | null } | null
  customersByCountry: Readonly<Record<string, CountryDefaults>>
  missingProducts: 'create' | 'fallbackArticle' | 'hold'
  lineWithoutSku: 'hold' | 'fallbackArticle' | 'createFromName'
  /** Article numbers by VAT rate. */
  fallbackArticle: ByRate
  /** Unit by name, abbreviation or code; coding names by VAT rate. */
  newArticle: { unit: string | null; coding: ByRate }
  taxRules: readonly TaxRule[]
  existingArticle: 'keep' | 'hold' | 'sibling'
  /** Article numbers by VAT rate, for shipping lines that name no SKU. */
  shippingArticle: ByRate
  orderDiscount: 'spread' | 'row'
  /** Terms of new cards when the source states none: name or days. */
  defaultTerms: string | null
  markField: 'ourReference' | 'yourReference' | 'buyersOrderReference' | 'textRow'
  closedPeriod: 'hold' | 'today'
  amountCheck: 'warn' | 'hold' | 'off'
  onChange: 'skip' | 'updateWhileOpen' | 'hold'
  /** Whether the books read a private person's unit price as including VAT; null = not learnt yet. */
  privatePricesIncludeVat: boolean | null
  /** Language of the texts we add to rows. */
  language: Language
}

/** The settings of a flow where nothing was chosen. */
export const defaultPlannerSettings: PlannerSettings = {
  match: ['link', 'orgNumber', 'vatNumber', 'customerNumber', 'email'],
  emailIgnore: [],
  update: { policy: 'fillEmpty', fields: {} },
  customerNumber: 'auto',
  addressDiffers: 'hold',
  placeholder: null,
  customersByCountry: {},
  missingProducts: 'create',
  lineWithoutSku: 'hold',
  fallbackArticle: {},
  newArticle: { unit: null, coding: {} },
  taxRules: [],
  existingArticle: 'keep',
  shippingArticle: {},
  orderDiscount: 'spread',
  defaultTerms: null,
  markField: 'ourReference',
  closedPeriod: 'hold',
  amountCheck: 'warn',
  onChange: 'skip',
  privatePricesIncludeVat: null,
  language: 'sv',
}

/** What is posted for a kind of document: an invoice is always a draft first. */
export function postedKind(kind: DocumentKind): 'order' | 'invoiceDraft' {
  return kind === 'order' ? 'order' : 'invoiceDraft'
}
