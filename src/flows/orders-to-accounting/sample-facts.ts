// Sample accounts and sales for the tests of this flow: small, plain, and nobody's real data.
import type { Lookups } from '../../core/books.ts'
import type { SaleLine, SaleParty, SaleRecord } from '../../core/sale-record.ts'
import type { FieldFact } from '../../mapper/catalogue.ts'
import { mappingRule, type MappingRuleInput } from '../../mapper/rules.ts'
import { compileFlow, type CompiledFlow } from './compile-flow.ts'
import type { DraftContext } from './draft-context.ts'
import type { LiveFacts } from './resolve.ts'
import { ordersSettings, type OrdersSettingsInput } from './settings.ts'

const accounts = { domestic: '3001', domesticExempt: '3004', construction: null, euBusiness: '3108', euWithVat: '3106', oss: null, export: '3105', triangulation: null }
const coding = (rate: string): Lookups['codings'][number] => ({ id: `c${rate}`, name: `Varor ${rate} %`, nameEnglish: `Goods ${rate} %`, type: 'goods', active: true, vatRate: rate, accounts })
const terms = (id: string, name: string, days: number, type: 'normal' | 'card' = 'normal'): Lookups['terms'][number] => ({ id, name, nameEnglish: null, days, type, forSales: true })

export const sampleLookups: Lookups = {
  company: {
    id: 'company-1', name: 'Exempel AB', orgNumber: '5566778899', country: 'SE', currency: 'SEK', active: true, plan: 'Smart', canOrder: true, usesCostCentres: true,
    usesProjects: true, usesOss: false, usesConstructionReverseCharge: false, roundsToWhole: true, pricesExclVatForPrivate: null, defaultTermsId: 't30',
    ourReference: null, nextCustomerNumber: 1, nextInvoiceNumber: 1, lockedTo: null, timeZone: 'Europe/Stockholm',
  },
  terms: [terms('t10', '10 dagar netto', 10), terms('t20', '20 dagar netto', 20), terms('t30', '30 dagar netto', 30), terms('t30b', '30 dagar', 30), terms('tk', 'Kortbetalning', 0, 'card')],
  units: [{ id: 'u1', name: 'Styck', abbreviation: 'st', code: 'C62' }],
  codings: [coding('25'), coding('12'), coding('6'), coding('0'), { ...coding('25'), id: 's25', name: 'Tjänster 25 %', nameEnglish: null, type: 'service' }, { ...coding('25'), id: 'old', name: 'Gamla 25 %', nameEnglish: null, active: false }],
  deliveryMethods: [{ id: 'd1', name: 'DHL', code: 'DHL' }, { id: 'd2', name: 'Post', code: null }],
  costCentres: [{ number: 1, name: 'Ort', active: true, items: [{ id: 'k1', name: 'Stockholm', code: 'STO', active: true }, { id: 'k2', name: 'Göteborg', code: 'GBG', active: true }, { id: 'k3', name: 'Falun', code: 'FAL', active: false }] }],
  projects: [{ id: 'p1', number: '7', name: 'Hamnen', ongoing: true }],
  labels: [{ id: 'l1', name: 'VIP' }],
  fiscalYears: [], countries: [], readAt: '2026-12-01T00:00:00Z',
}

const fact = (entity: string, name: string, type: FieldFact['type'] = 'text', options: FieldFact['options'] = []): FieldFact => ({ entity, name, label: name, type, writable: true, options })
const saleFields = ['your_reference', 'shipping_cost', 'shipping_method', 'payment_terms', 'payment_method', 'comment', 'region', 'discount_pct'].map((name) => fact('deal', name))
const partyFields = ['company', 'contact'].flatMap((entity) => ['phone', 'address', 'address2', 'zip', 'city', 'country', 'email', 'orgno', 'vat_number', 'invoice_email', 'kundnummer', 'house_no', 'kundklass', 'delivery_street', 'delivery_zip', 'delivery_city'].map((name) => fact(entity, name)))

export const sampleFacts: LiveFacts = {
  pipelines: [
    { id: 'default', label: 'Försäljning', stages: [{ id: 'closedwon', label: 'Vunnen' }, { id: 'offer', label: 'Offert' }] },
    { id: '77', label: 'Projekt', stages: [{ id: '901', label: 'Beställd' }, { id: '902', label: 'Vunnen' }] },
  ],
  sourceFields: [
    ...saleFields, ...partyFields, fact('deal', 'paid', 'choice', [{ value: 'yes', label: 'Ja' }, { value: 'no', label: 'Nej' }]), fact('deal', 'doc_date', 'date'),
    fact('company', 'name'), fact('contact', 'firstname'), fact('contact', 'lastname'), fact('contact', 'company'), fact('line', 'hs_sku'), fact('product', 'grupp'),
  ],
  targetFields: [fact('customer', 'GLN'), fact('document', 'ExternalNote')],
  defaultFields: {
    companyName: 'name', contactCompany: 'company', firstName: 'firstname', lastName: 'lastname', email: 'email', phone: 'phone', street: 'address', street2: 'address2',
    postalCode: 'zip', city: 'city', country: 'country', comment: 'not_there',
  },
  lookups: sampleLookups,
  articles: ['DIV25', 'DIV12', 'DIV6', 'DIV0', 'FRAKT25', 'FRAKT12', 'FRAKT6', 'FRAKT0'].map((number) => ({ id: `a-${number}`, number, name: number, active: true })),
}

export const sampleParty = (id: string, fields: Record<string, string>, more: Partial<SaleParty> = {}): SaleParty => ({ id, primary: false, labels: [], mergedIds: [], fields, ...more })

export const sampleLine = (id: string, more: Partial<SaleLine> = {}): SaleLine => ({
  id, position: null, productId: null, name: `Vara ${id}`, description: null, sku: `SKU-${id}`, quantity: '1', unitPrice: '100', discountPercent: null, discountPerUnit: null,
  taxRate: '25', taxRateName: '25 %', recurring: null, currency: null, createdAt: null, fields: {}, productFields: {}, ...more,
})

/** Won on 1 December 2026 at noon UTC; a company with one contact and two lines. */
export const sampleSale = (more: Partial<SaleRecord> = {}): SaleRecord => ({
  kind: 'deal', id: '1001', mergedIds: [], title: 'Stolar till Åsa', url: null, archived: false, changedAt: '2026-12-01T12:00:00Z', pipelineId: 'default', stageId: 'closedwon',
  stageEntries: [{ stageId: 'closedwon', at: '2026-12-01T12:00:00Z' }, { stageId: 'offer', at: '2026-11-20T12:00:00Z' }],
  amount: '300', currency: 'SEK', closedAt: '2026-12-01T23:30:00Z', owner: { id: '5', name: 'Anna Berg', email: 'anna@egen.se' }, createdFrom: null, fields: {},
  companies: [sampleParty('c1', { name: 'Åsa Möbler AB', orgno: '556677-8899', address: 'Storgatan', house_no: '5', zip: 'SE-411 03', city: 'Göteborg', country: 'Sverige', email: 'info@asa.se' }, { primary: true })],
  contacts: [sampleParty('p1', { firstname: 'Eva', lastname: 'Ek', email: 'Eva@Asa.se' })],
  lines: [sampleLine('2', { position: 1, quantity: '2' }), sampleLine('1', { position: 0 })],
  shippingCost: null, orderDiscount: null, ...more,
})

/** Compiles settings and rules against the sample accounts; throws with the sentences when refused. */
export function sampleFlow(settings: Partial<OrdersSettingsInput> = {}, rules: MappingRuleInput[] = []): CompiledFlow {
  const parsed = ordersSettings.parse({ stages: ['default/closedwon'], fields: { orgNumber: 'orgno', houseNumber: 'house_no' }, ...settings })
  const compiled = compileFlow(parsed, mappingRule.array().parse(rules), sampleFacts)
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => `${issue.path.join('.')}: ${issue.en}`).join('\n'))
  return compiled.flow
}

export function sampleContext(flow: CompiledFlow): DraftContext {
  return { settings: flow.settings, mapping: flow.mapping, now: Date.parse('2026-12-31T23:30:00Z'), company: { timeZone: 'Europe/Stockholm', currency: 'SEK' }, mode: 'create' }
}
