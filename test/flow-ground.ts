// The ground of the flow tests: one house with many small flows, each with a stage of its own, and what stands on both sides afterwards.
import { stringify } from 'yaml'
import type { CompanySeed, EAccountingSeed } from '../sandbox/eaccounting/seed.ts'
import { emptyCompanySeed } from '../sandbox/eaccounting/bulk.ts'
import type { Choices } from '../sandbox/eaccounting/choices.ts'
import type { DocumentView } from '../sandbox/eaccounting/documents.ts'
import type { Customer } from '../sandbox/eaccounting/entities-customer.ts'
import type { Draft, Invoice, Order } from '../sandbox/eaccounting/entities-document.ts'
import type { HubSpotSeed, ParentSeed, PropertySeed, RecordSeed } from '../sandbox/hubspot/seed.ts'
import { organisationNumber } from '../sandbox/data/identity-numbers.ts'
import type { ApplyResult, HeldItem, LogItem, RunReport, StartRun } from '../src/api/operations.ts'
import { openHouse, type House } from './house.ts'

export type LinePlan = { sku?: string; name?: string; quantity?: string; price?: string; rate?: 25 | 12 | 6 | 0; percent?: string; off?: string; more?: Record<string, string> }
export type DealPlan = {
  id: string
  /** Name of the flow whose stage it stands in. */
  flow: string
  name?: string
  /** Company ids; the first is primary. Default: the known customer. */
  companies?: readonly string[]
  contacts?: readonly string[]
  lines?: readonly LinePlan[]
  amount?: string
  currency?: string
  /** ISO instant of entering the stage; default five days ago. */
  entered?: string
  closed?: string
  owner?: string
  more?: Record<string, string>
}
/** `settings` and `mapping` are YAML as people write it, without indentation of their own. `stages` is made unless given. */
export type FlowPlan = { settings?: string; mapping?: string; paused?: boolean }
export type GroundPlan = {
  flows: Record<string, FlowPlan>
  deals: readonly DealPlan[]
  orders?: readonly ParentSeed[]
  companies?: readonly RecordSeed[]
  contacts?: readonly RecordSeed[]
  products?: readonly RecordSeed[]
  /** Own properties beside the usual ones of the ground. */
  properties?: Partial<Record<'deals' | 'companies' | 'contacts' | 'products' | 'line_items', PropertySeed[]>>
  books?: { settings?: Partial<CompanySeed['companySettings']>; customers?: CompanySeed['customers']; articles?: CompanySeed['articles'] } & Partial<Omit<CompanySeed, 'companySettings' | 'customers' | 'articles'>>
  look?: Partial<Choices>
  timeScale?: number
}

export const dayMs = 86_400_000
export const daysAgo = (days: number): string => new Date(Date.now() - days * dayMs).toISOString()
export const dateAgo = (days: number): string => daysAgo(days).slice(0, 10)
export const orgNumber = (serial: number): string => organisationNumber(70_000 + serial)
export const taxRateIds = { 25: '9025', 12: '9012', 6: '9006', 0: '9000' } as const

/** The buyer of every deal that names none, and its card. */
export const known = { companyId: '800001', cardNumber: '2001', name: 'Kända Kontor AB', orgNumber: orgNumber(1) }
export const place = { address: 'Storgatan 1', zip: '111 22', city: 'Stockholm', country: 'Sverige' }
const cardPlace = { InvoiceAddress1: 'Storgatan 1', InvoicePostalCode: '111 22', InvoiceCity: 'Stockholm', InvoiceCountryCode: 'SE' }

export const text = (name: string): PropertySeed => ({ name, label: name, type: 'string' })
export const number = (name: string): PropertySeed => ({ name, label: name, type: 'number' })
export const choice = (name: string, options: Record<string, string>): PropertySeed => ({ name, label: name, type: 'enumeration', options: Object.entries(options).map(([value, label]) => ({ value, label })) })

const usual: NonNullable<GroundPlan['properties']> = {
  deals: [
    text('your_reference'), text('po_number'), number('shipping_cost'), text('shipping_method'), text('payment_terms'), text('payment_method'), choice('paid', { ja: 'Ja', nej: 'Nej' }), text('region'),
    number('discount_percent'), number('discount_amount'), { name: 'doc_date', label: 'doc_date', type: 'date' }, text('comment_text'), text('projekt'), text('delivery_street'), text('delivery_zip'), text('delivery_city'), text('delivery_country'),
  ],
  companies: [text('orgno'), text('vat_number'), text('invoice_email'), text('kundnummer'), text('house_no'), choice('kundklass', { guld: 'Guld', silver: 'Silver' })],
  contacts: [text('house_no')], products: [text('artikelgrupp')], line_items: [text('radgrupp')],
}

/** A company of the CRM at the usual place; `serial` gives it an organisation number. */
export const company = (id: string, name: string, serial: number | null, more: Record<string, string> = {}): RecordSeed => ({ id, properties: { name, ...place, ...(serial === null ? {} : { orgno: orgNumber(serial) }), ...more } })
export const contact = (id: string, first: string, last: string, email: string | null, more: Record<string, string> = {}): RecordSeed => ({ id, properties: { firstname: first, lastname: last, ...(email === null ? {} : { email }), ...place, ...more } })

function lineItem(line: LinePlan, index: number, currency: string): NonNullable<ParentSeed['lineItems']>[number] {
  return {
    properties: {
      name: line.name ?? `Rad ${index + 1}`, quantity: line.quantity ?? '1', price: line.price ?? '100', hs_position_on_quote: String(index), hs_line_item_currency_code: currency,
      ...(line.sku === undefined ? {} : { hs_sku: line.sku }), ...(line.rate === undefined ? {} : { hs_tax_rate_group_id: taxRateIds[line.rate] }),
      ...(line.percent === undefined ? {} : { hs_discount_percentage: line.percent }), ...(line.off === undefined ? {} : { discount: line.off }), ...line.more,
    },
  }
}

export function dealRecord(plan: DealPlan): ParentSeed {
  const currency = plan.currency ?? 'SEK'
  const entered = plan.entered ?? daysAgo(5)
  return {
    id: plan.id, createdAt: daysAgo(40), updatedAt: entered,
    properties: {
      dealname: plan.name ?? `Affär ${plan.id}`, pipeline: 'default', dealstage: plan.flow, deal_currency_code: currency, closedate: plan.closed ?? entered, hubspot_owner_id: plan.owner ?? '61001',
      ...(plan.amount === undefined ? {} : { amount: plan.amount }), ...plan.more,
    },
    stageHistory: [{ value: 'open', timestamp: daysAgo(40) }, { value: plan.flow, timestamp: entered }],
    associations: [...(plan.companies ?? [known.companyId]).map((id, index) => ({ to: 'companies' as const, id, primary: index === 0 })), ...(plan.contacts ?? []).map((id) => ({ to: 'contacts' as const, id }))],
    lineItems: (plan.lines ?? [{ sku: 'ART25' }]).map((line, index) => lineItem(line, index, currency)),
  }
}

export function crmSeed(plan: GroundPlan): HubSpotSeed {
  const names = (kind: 'deals' | 'companies' | 'contacts' | 'products' | 'line_items'): PropertySeed[] => [...(usual[kind] ?? []), ...(plan.properties?.[kind] ?? [])]
  return {
    account: { portalId: 7_000_001, companyCurrency: 'SEK', additionalCurrencies: ['EUR', 'NOK'] },
    serviceKeys: { 'pat-ground': ['*'] },
    owners: [{ id: '61001', email: 'anna.berg@egen.example', firstName: 'Anna', lastName: 'Berg' }, { id: '61002', email: 'erik.lund@egen.example', firstName: 'Erik', lastName: 'Lund' }],
    pipelines: {
      deals: [{ id: 'default', label: 'Försäljning', stages: [{ id: 'open', label: 'Öppen' }, ...Object.keys(plan.flows).map((name) => ({ id: name, label: `Vunnen ${name}`, metadata: { isClosed: 'true', probability: '1.0' } })), { id: 'lost', label: 'Förlorad', metadata: { isClosed: 'true', probability: '0.0' } }] },
        { id: '4711', label: 'Projekt', stages: [{ id: '47110', label: 'Planerad' }, { id: '47111', label: 'Beställd', metadata: { isClosed: 'true', probability: '1.0' } }] }],
      orders: [{ id: 'shop', label: 'Butik', stages: [{ id: 'new', label: 'Ny' }, { id: 'done', label: 'Klar' }] }],
    },
    properties: { deals: names('deals'), companies: names('companies'), contacts: names('contacts'), products: names('products'), line_items: names('line_items') },
    taxRates: ([25, 12, 6, 0] as const).map((rate) => ({ id: taxRateIds[rate], name: `Moms ${rate} %`, percentageRate: rate })),
    companies: [company(known.companyId, known.name, 1), ...(plan.companies ?? [])], contacts: [...(plan.contacts ?? [])], products: [...(plan.products ?? [])],
    deals: plan.deals.map(dealRecord), orders: [...(plan.orders ?? [])],
  }
}

function booksSeed(plan: GroundPlan): EAccountingSeed {
  const { settings, customers, articles, ...more } = plan.books ?? {}
  const rates = [25, 12, 6, 0] as const
  return {
    companies: [{
      ...emptyCompanySeed({ settings: { NextOrderNumber: 501, NextCustomerInvoiceNumber: 901, NextCustomerNumber: 3001, ...settings } }),
      customers: [
        { CustomerNumber: known.cardNumber, Name: known.name, CorporateIdentityNumber: known.orgNumber, EmailAddress: 'faktura@kanda.example', ...cardPlace },
        { CustomerNumber: '10001', Name: 'Diverse kunder', ...cardPlace }, ...(customers ?? []),
      ],
      articles: [
        ...rates.flatMap((rate) => [
          { Number: `ART${rate}`, Name: `Artikel ${rate}`, NetPrice: 100, coding: `Varor ${rate} %` }, { Number: `DIV${rate}`, Name: `Diverse ${rate}`, NetPrice: 0, coding: `Varor ${rate} %` },
          { Number: `FRAKT${rate}`, Name: `Frakt ${rate}`, NetPrice: 0, coding: `Tjänster ${rate} %` },
        ]),
        { Number: 'TJ25', Name: 'Timme', NetPrice: 1000, coding: 'Tjänster 25 %' }, { Number: 'VILANDE', Name: 'Utgången vara', NetPrice: 10, coding: 'Varor 25 %', IsActive: false }, ...(articles ?? []),
      ],
      ...more,
    }],
  }
}

const indented = (yaml: string, by: number): string => yaml.trim().split('\n').map((line) => `${' '.repeat(by)}${line}`).join('\n')

/** The configuration file of a ground. Every flow reaches back to all its deals, so runs are started with `yes`. */
export function groundConfig(flows: Record<string, FlowPlan>, head = ''): string {
  const one = ([name, plan]: [string, FlowPlan]): string => {
    const own = plan.settings ?? ''
    const has = (key: string): boolean => new RegExp(`^${key}:`, 'm').test(own)
    const settings = [
      ...(has('stages') ? [] : [`stages: [default/${name}]`]), ...(has('startFrom') ? [] : [`startFrom: ${dateAgo(30)}`]), ...(has('settleSeconds') ? [] : ['settleSeconds: 1']),
      ...(has('fields') ? [] : ['fields: { orgNumber: orgno, vatNumber: vat_number, invoiceEmail: invoice_email, customerNumber: kundnummer, yourReference: your_reference }']), own,
    ].filter((part) => part.trim() !== '').join('\n')
    return `  ${name}:\n    flow: orders-to-accounting\n    from: crm\n    to: books\n    schedule: off\n${plan.paused === true ? '    paused: true\n' : ''}    settings:\n${indented(settings, 6)}${plan.mapping === undefined ? '' : `\n    mapping:\n${indented(plan.mapping, 6)}`}`
  }
  return `organisation: main
connections:
  crm:
    system: hubspot
    accessToken: \${HUBSPOT_TOKEN}
  books:
    system: eaccounting
    clientId: \${EA_ID}
    clientSecret: \${EA_SECRET}
    refreshToken: \${EA_REFRESH}
${head}flows:
${Object.entries(flows).map(one).join('\n')}
`
}

export type Ground = {
  house: House
  /** Applies other settings; throws with the sentences when they are refused. */
  apply(flows: Record<string, FlowPlan>): Promise<ApplyResult>
  run(flow: string, options?: StartRun): Promise<RunReport>
  /** Property of a deal as it stands in the CRM. */
  deal(id: string, property?: string): string | undefined
  /** Documents with the deal's mark, as the twin shows them. */
  documents(id: string): DocumentView[]
  order(id: string): Order
  draft(id: string): Draft
  invoice(id: string): Invoice
  card(number: string): Customer
  /** Newest line of the log about a record, with its payload. */
  log(id: string): Promise<LogItem & { payload: { notes: { code: string; sv: string; en: string }[]; decision: unknown } }>
  notes(id: string): Promise<string>
  held(id: string): Promise<HeldItem>
  close(): Promise<void>
}

const markOf = (id: string): RegExp => new RegExp(`(^|[^\\w-])HS-${id}($|[^\\w-])`)

export async function openGround(plan: GroundPlan): Promise<Ground> {
  const house = await openHouse({ timeScale: plan.timeScale ?? 60, sandbox: { seeds: { hubspot: crmSeed(plan), eaccounting: booksSeed(plan) }, ...(plan.look === undefined ? {} : { look: plan.look }) } })
  const books = () => house.sandbox.eaccounting.state.company()
  const apply = async (flows: Record<string, FlowPlan>): Promise<ApplyResult> => {
    const result = await house.apply(groundConfig(flows))
    if (!result.ok) throw new Error(result.complaints.map((one) => `${one.line}:${one.column} ${one.path}: ${one.en}`).join('\n'))
    return result
  }
  const documents = (id: string): DocumentView[] => house.sandbox.eaccounting.state.documents().filter(({ marks }) =>
    [marks.OurReference, marks.YourReference, marks.BuyersOrderReference, ...marks.textRows].some((value) => value !== null && markOf(id).test(value)))
  const only = <T>(id: string, kind: DocumentView['kind'], find: (documentId: string) => T | undefined): T => {
    const [one, second] = documents(id).filter((document) => document.kind === kind)
    const found = one === undefined || second !== undefined ? undefined : find(one.id)
    if (found === undefined) throw new Error(`deal ${id} has ${documents(id).map((document) => document.kind).join(', ') || 'no document'}, not one ${kind}`)
    return found
  }
  const log = async (id: string) => {
    const [line] = await house.operations.logs('main', { record: id, full: true, limit: 1 })
    if (line === undefined) throw new Error(`the log says nothing of ${id}`)
    return line as Awaited<ReturnType<Ground['log']>>
  }
  await apply(plan.flows)
  return {
    house, apply, documents, log,
    run: (flow, options = {}) => house.operations.startRun('main', flow, { yes: true, wait: true, ...options }),
    deal: (id, property = 'kontobro_status') => house.sandbox.hubspot.state.get('deals', id)?.properties[property],
    order: (id) => only(id, 'order', (found) => books().orders.get(found)), draft: (id) => only(id, 'draft', (found) => books().drafts.get(found)), invoice: (id) => only(id, 'invoice', (found) => books().invoices.get(found)),
    card: (number) => books().customers.find('CustomerNumber', number) ?? raise(`no card ${number}`),
    notes: async (id) => (await log(id)).payload.notes.map((note) => note.sv).join(' | '),
    held: async (id) => (await house.operations.held('main', { record: id }))[0] ?? raise(`deal ${id} is not held: ${JSON.stringify(documents(id))}`),
    close: () => house.close(),
  }
}

/** Article rows of a document, short: [article, quantity, price, discount]. */
export function rowsOf(document: { Rows: readonly { IsTextRow: boolean; ArticleNumber: string | null; Quantity: number; UnitPrice: number | null; DiscountPercentage: number | null; Text: string | null }[] }): string[] {
  return document.Rows.map((row) => (row.IsTextRow ? `"${row.Text}"` : `${row.ArticleNumber} ${row.Quantity} x ${row.UnitPrice}${row.DiscountPercentage === 0 || row.DiscountPercentage === null ? '' : ` -${row.DiscountPercentage}`}`))
}

export function raise(message: string): never {
  throw new Error(message)
}

/** YAML of a value, for settings made by code. */
export const yamlOf = (value: unknown): string => stringify(value)
