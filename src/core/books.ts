// What the books hold, in canonical words: company facts, lookups, known customers, articles and documents.
import { z } from 'zod'
import { decimalText } from './decimals.ts'
import { documentKind } from './sale-draft.ts'

/** Kind of sale for VAT, as the books divide it; each has its own revenue account in a coding. */
export const area = z.enum(['domestic', 'euBusiness', 'euBusinessNoVat', 'euPrivate', 'export', 'construction'])
export type Area = z.infer<typeof area>

/** An article coding ("sales category"): a rate and an account per area. Null account = this kind of sale cannot be booked with it. */
export const coding = z.object({
  id: z.string(),
  name: z.string(),
  nameEnglish: z.string().nullable(),
  /** goods | service | the vendor's text in lower case. */
  type: z.string(),
  active: z.boolean(),
  /** Domestic rate, 25 = 25 % (whatever form the vendor used). */
  vatRate: decimalText,
  accounts: z.object({
    domestic: z.string().nullable(),
    domesticExempt: z.string().nullable(),
    construction: z.string().nullable(),
    /** EU business with a valid VAT number: no VAT. */
    euBusiness: z.string().nullable(),
    /** EU buyer without VAT number, and private EU persons when OSS is not used: Swedish VAT. */
    euWithVat: z.string().nullable(),
    /** OSS. */
    oss: z.string().nullable(),
    export: z.string().nullable(),
    triangulation: z.string().nullable(),
  }),
})
export type Coding = z.infer<typeof coding>

export const termsOfPayment = z.object({
  id: z.string(), name: z.string(), nameEnglish: z.string().nullable(), days: z.number(),
  type: z.enum(['normal', 'currentMonth', 'cash', 'card', 'wallet', 'provider']), forSales: z.boolean(),
})
export type TermsOfPayment = z.infer<typeof termsOfPayment>

export const unit = z.object({ id: z.string(), name: z.string(), abbreviation: z.string().nullable(), code: z.string().nullable() })
export type Unit = z.infer<typeof unit>
export const deliveryMethod = z.object({ id: z.string(), name: z.string(), code: z.string().nullable() })
export type DeliveryMethod = z.infer<typeof deliveryMethod>
export const costCentreItem = z.object({ id: z.string(), name: z.string(), code: z.string(), active: z.boolean() })
/** One dimension (1, 2 or 3) with its items. */
export const costCentreDimension = z.object({ number: z.number(), name: z.string(), active: z.boolean(), items: z.array(costCentreItem) })
export type CostCentreDimension = z.infer<typeof costCentreDimension>
export const project = z.object({ id: z.string(), number: z.string(), name: z.string(), ongoing: z.boolean() })
export const label = z.object({ id: z.string(), name: z.string() })
export const fiscalYear = z.object({ start: z.string(), end: z.string(), locked: z.boolean() })
export const country = z.object({ code: z.string(), name: z.string(), isEu: z.boolean() })

export const company = z.object({
  /** The vendor's stable company identity. */
  id: z.string(),
  name: z.string(),
  orgNumber: z.string().nullable(),
  country: z.string(),
  currency: z.string(),
  active: z.boolean(),
  plan: z.string(),
  canOrder: z.boolean(),
  usesCostCentres: z.boolean(),
  usesProjects: z.boolean(),
  usesOss: z.boolean(),
  usesConstructionReverseCharge: z.boolean(),
  /** Documents in the company's own currency are rounded to whole units. */
  roundsToWhole: z.boolean(),
  /** Company setting "show prices excluding VAT for private persons"; what it means for UnitPrice is learnt, not assumed. */
  pricesExclVatForPrivate: z.boolean().nullable(),
  defaultTermsId: z.string().nullable(),
  ourReference: z.string().nullable(),
  nextCustomerNumber: z.number().nullable(),
  nextInvoiceNumber: z.number().nullable(),
  /** Last locked date, ISO date, or null. */
  lockedTo: z.string().nullable(),
  timeZone: z.string(),
})
export type Company = z.infer<typeof company>

/** Everything small that the books offer to choose from; read whole, cached, refreshed hourly and on a miss. */
export const lookups = z.object({
  company,
  terms: z.array(termsOfPayment),
  units: z.array(unit),
  codings: z.array(coding),
  deliveryMethods: z.array(deliveryMethod),
  costCentres: z.array(costCentreDimension),
  projects: z.array(project),
  labels: z.array(label),
  fiscalYears: z.array(fiscalYear),
  countries: z.array(country),
  readAt: z.string(),
})
export type Lookups = z.infer<typeof lookups>

/** Match keys of a customer card in normal form. The store keeps only keyed hashes of these. */
export const customerKeys = z.object({
  customerNumber: z.string().nullable(),
  orgNumber: z.string().nullable(),
  vatNumber: z.string().nullable(),
  /** Lower case: the card's e-mail, contact person's e-mail, copies. */
  emails: z.array(z.string()),
})
export type CustomerKeys = z.infer<typeof customerKeys>

/** A card as the connector reads it (whole: personal data; lives in memory only). */
export const customerCard = z.object({
  id: z.string(),
  number: z.string().nullable(),
  name: z.string(),
  active: z.boolean(),
  isPrivate: z.boolean(),
  currency: z.string(),
  country: z.string().nullable(),
  deliveryCountry: z.string().nullable(),
  hasVatNumber: z.boolean(),
  deliveryBasedVat: z.boolean(),
  forceVat: z.boolean(),
  northernIreland: z.boolean(),
  reverseChargeConstruction: z.boolean(),
  termsId: z.string().nullable(),
  keys: customerKeys,
  /** Values by draft field name ("email", "invoiceAddress.city", "custom.X"): text, empty ones absent. Used for fill-empty and differences. */
  values: z.record(z.string(), z.string()),
  changedAt: z.string().nullable(),
})
export type CustomerCard = z.infer<typeof customerCard>

/** What is remembered of a card: no name, no address; hashes instead of keys and values. */
export const knownCustomer = customerCard.omit({ name: true, keys: true, values: true }).extend({
  keyHashes: z.object({
    customerNumber: z.string().nullable(), orgNumber: z.string().nullable(), vatNumber: z.string().nullable(), emails: z.array(z.string()),
  }),
  /** field -> keyed hash of its value; a field that is absent is empty on the card. */
  valueHashes: z.record(z.string(), z.string()),
})
export type KnownCustomer = z.infer<typeof knownCustomer>

export const knownArticle = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  active: z.boolean(),
  codingId: z.string(),
  unitId: z.string().nullable(),
  isService: z.boolean(),
  usesOss: z.boolean(),
  changedAt: z.string().nullable(),
})
export type KnownArticle = z.infer<typeof knownArticle>

/** A sales document in the books with the texts that may carry a mark. Marks are found in them by us, exactly. */
export const knownDocument = z.object({
  kind: documentKind,
  id: z.string(),
  number: z.string().nullable(),
  customerId: z.string().nullable(),
  /** All texts that may hold marks: references, and row texts when the connector reads them. */
  markTexts: z.array(z.string()),
  /** Net total, where the list states it. */
  createdAt: z.string().nullable(),
  changedAt: z.string().nullable(),
  createdFromOrderId: z.string().nullable(),
  /** Order status or invoice state as the books say it, in canonical words. */
  state: z.enum(['draft', 'ongoing', 'shipped', 'invoiced', 'booked']),
})
export type KnownDocument = z.infer<typeof knownDocument>

/** Read back after a write: what the books computed. In document currency. */
export const documentTotals = z.object({
  currency: z.string().nullable(),
  /** Net per row in row order, null where the answer does not state it. */
  rowNets: z.array(decimalText.nullable()),
  /** VAT rate per row (25 = 25 %), null for text rows or when unstated. */
  rowRates: z.array(decimalText.nullable()),
  /** Total including VAT and rounding. */
  total: decimalText,
  vat: decimalText,
  rounding: decimalText,
  /** Whether the books read unit prices as including VAT on this document; null = not said. */
  includesVat: z.boolean().nullable(),
})
export type DocumentTotals = z.infer<typeof documentTotals>

export const writtenDocument = z.object({
  kind: documentKind,
  id: z.string(),
  number: z.string().nullable(),
  url: z.string().nullable(),
  state: knownDocument.shape.state,
  totals: documentTotals,
  /** Fingerprint source: stamp used to see whether a person touched it since. */
  changedAt: z.string().nullable(),
})
export type WrittenDocument = z.infer<typeof writtenDocument>
