// Read: whole sales for any number of ids, some at a time, in a handful of rounds of parallel batches; every company, contact and product once.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Parsed, SaleKind, SaleRecord } from '../../core/sale-record.ts'
import type { SaleWant } from '../connector.ts'
import type { Account } from './account.ts'
import type { Api } from './api.ts'
import { readAssociations } from './associations.ts'
import type { Associated } from './associations.ts'
import { cut, unique } from './batches.ts'
import { companyProperties, contactProperties, lineProperties, objectTypeIds, productProperties, saleProperties, saleShapes } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import { saleFrom } from './record.ts'
import type { Belonging, Gathered } from './record.ts'
import { byRequestedId, readRecords } from './records.ts'
import type { RecordRead } from './records.ts'
import type { WireRecord } from './schemas.ts'
import { textOf } from './values.ts'
import type { PropertyTypes } from './values.ts'

/** Sales put together in one turn of the event loop. */
const turnEvery = 50

/** `problems`: sales whose belongings could not be read. */
type Belongings = Record<keyof Belonging, Map<string, Associated[]>> & { problems: Map<string, string> }

/** Sales read together after their associations, which are asked for many at a time. Full batches of sales and of lines, three a sale. */
const sliceSize = 200

/** Ids that no longer exist are left out; absorbed ids give their survivor, once. What cannot be parsed is given back whole. */
export async function* readSales(api: Api, account: Account, kind: SaleKind, ids: string[], want: SaleWant): AsyncIterable<Parsed<SaleRecord>[]> {
  const wanted = unique(ids)
  if (wanted.length === 0) return
  const slices = cut(wanted, sliceSize)
  // The first of them are read while it is asked what belongs to whom.
  let begun: Promise<Begun> | null = begin(api, account, kind, slices[0] ?? [], want)
  begun.catch(() => undefined)
  const belongings = await readBelongings(api, kind, wanted)
  const given = new Set<string>()
  for (const slice of slices) {
    const known = await (begun ?? begin(api, account, kind, slice, want))
    begun = null
    const read = (await readSlice(api, account, kind, slice, want, belongings, known)).filter((parsed) => !given.has(idOf(parsed)))
    for (const parsed of read) given.add(idOf(parsed))
    yield read
  }
}

function idOf(parsed: Parsed<SaleRecord>): string {
  return parsed.ok ? parsed.value.id : parsed.id
}

/** Sales by themselves, and what the account says of itself. */
type Begun = [sales: RecordRead, owners: Awaited<ReturnType<Account['owners']['get']>>, details: Awaited<ReturnType<Account['details']['get']>>, types: Gathered['types']]

function begin(api: Api, account: Account, kind: SaleKind, wanted: string[], want: SaleWant): Promise<Begun> {
  return Promise.all([
    readRecords(api, kind, wanted, { properties: unique([...saleProperties(kind), ...want.sale]), history: [saleShapes[kind].stage], sure: true }),
    account.owners.get(),
    account.details.get(),
    propertyTypes(account, kind, want),
  ])
}

async function readSlice(api: Api, account: Account, kind: SaleKind, wanted: string[], want: SaleWant, known: Belongings, [sales, owners, details, types]: Begun): Promise<Parsed<SaleRecord>[]> {
  const belongings: Belongings = { lines: new Map(), companies: new Map(), contacts: new Map(), problems: known.problems }
  // What was used is let go.
  for (const id of wanted) for (const part of ['lines', 'companies', 'contacts'] as const) {
    const list = known[part].get(id)
    known[part].delete(id)
    if (list !== undefined) belongings[part].set(id, list)
  }
  // Survivors of merges were not asked for by their own id.
  const asked = new Set(wanted)
  const survivors = sales.records.map((record) => record.id).filter((id) => !asked.has(id))
  if (survivors.length > 0) addTo(belongings, await readBelongings(api, kind, survivors))

  const members = (part: keyof Belonging) => unique([...belongings[part].values()].flat().map(({ id }) => id))
  const [lines, companies, contacts] = await Promise.all([
    readAll(api, 'line', members('lines'), [...lineProperties, ...want.line]),
    account.shared.read('company', members('companies'), unique([...companyProperties, ...want.company])),
    account.shared.read('contact', members('contacts'), unique([...contactProperties, ...want.contact])),
  ])
  const productIds = unique(lines.records.flatMap((line) => textOf(line.properties.hs_product_id) ?? []))
  const taxed = lines.records.some((line) => textOf(line.properties.hs_tax_rate_group_id) !== null)
  const [products, taxRates, knownOwners] = await Promise.all([
    want.product.length === 0 ? none : account.shared.read('product', productIds, unique([...productProperties, ...want.product])),
    taxed ? account.taxRates.get() : new Map(),
    hasUnknownOwner(sales.records, owners) ? freshOwners(api, account) : owners,
  ])

  const gathered: Gathered = {
    kind, types, owners: knownOwners, taxRates,
    lines: byRequestedId(lines.records), companies: byRequestedId(companies.records), contacts: byRequestedId(contacts.records), products: byRequestedId(products.records),
    urlOf: (id) => (details.uiDomain == null ? null : `https://${details.uiDomain}/contacts/${details.portalId}/record/${objectTypeIds[kind]}/${id}`),
  }
  const misfits = new Map([...lines.misfits, ...companies.misfits, ...contacts.misfits, ...products.misfits].map((misfit) => [misfit.id, misfit]))
  // In the order asked for, each survivor once.
  const answering = byRequestedId(sales.records)
  const ordered = new Set([...wanted.flatMap((id) => answering.get(id) ?? []), ...sales.records])
  const assembled: Parsed<SaleRecord>[] = []
  for (const record of ordered) {
    assembled.push(assemble(record, belongings, gathered, misfits))
    // A thousand sales take a while: requests, timers and people get their turn in between.
    if (assembled.length % turnEvery === 0) await nextTurn()
  }
  return [...assembled, ...sales.misfits.map((misfit) => ({ ok: false as const, ...misfit }))]
}

function assemble(record: WireRecord, belongings: Belongings, gathered: Gathered, misfits: Map<string, RecordRead['misfits'][number]>): Parsed<SaleRecord> {
  const belonging: Belonging = { lines: belongings.lines.get(record.id) ?? [], companies: belongings.companies.get(record.id) ?? [], contacts: belongings.contacts.get(record.id) ?? [] }
  const unread = belongings.problems.get(record.id)
  if (unread !== undefined) return { ok: false, id: record.id, raw: { record }, problem: unread }
  const parts = [...belonging.lines, ...belonging.companies, ...belonging.contacts]
  const raw = { record, belonging, lines: belonging.lines.map(({ id }) => gathered.lines.get(id) ?? id) }
  const products = belonging.lines.map(({ id }) => textOf(gathered.lines.get(id)?.properties.hs_product_id) ?? '')
  const misfit = [...parts.map(({ id }) => id), ...products].map((id) => misfits.get(id)).find((found) => found !== undefined)
  if (misfit !== undefined) return { ok: false, id: record.id, raw: { ...raw, misfit: misfit.raw }, problem: `${misfit.id}: ${misfit.problem}` }
  try {
    return { ok: true, value: saleFrom(record, belonging, gathered) }
  } catch (caught) {
    if (!(caught instanceof Error)) throw caught
    return { ok: false, id: record.id, raw, problem: caught.message }
  }
}

const none: RecordRead = { records: [], misfits: [] }

function readAll(api: Api, type: ObjectType, ids: string[], properties: string[]): Promise<RecordRead> {
  return ids.length === 0 ? Promise.resolve(none) : readRecords(api, type, ids, { properties: unique(properties), sure: true })
}

async function readBelongings(api: Api, kind: SaleKind, ids: string[]): Promise<Belongings> {
  const [lines, companies, contacts] = await Promise.all([
    readAssociations(api, kind, 'line', ids), readAssociations(api, kind, 'company', ids), readAssociations(api, kind, 'contact', ids),
  ])
  return { lines: lines.found, companies: companies.found, contacts: contacts.found, problems: new Map([...lines.problems, ...companies.problems, ...contacts.problems]) }
}

function addTo(all: Belongings, more: Belongings): void {
  for (const part of ['lines', 'companies', 'contacts'] as const) for (const [id, list] of more[part]) all[part].set(id, list)
  for (const [id, problem] of more.problems) all.problems.set(id, problem)
}

/** Types are needed to tell a date in milliseconds from a number; only kinds with wanted custom fields are looked up. */
async function propertyTypes(account: Account, kind: SaleKind, want: SaleWant): Promise<Gathered['types']> {
  const typesOf = async (type: ObjectType, names: string[]): Promise<PropertyTypes> =>
    names.length === 0 ? standardTypes : new Map([...(await account.properties[type].get()).values()].map((definition) => [definition.name, definition.type ?? 'string']))
  const [sale, company, contact, line, product] = await Promise.all([
    typesOf(kind, want.sale), typesOf('company', want.company), typesOf('contact', want.contact), typesOf('line', want.line), typesOf('product', want.product),
  ])
  return { deal: sale, order: sale, company, contact, line, product }
}

const standardTypes: PropertyTypes = new Map(
  ['closedate', 'createdate', 'hs_createdate', 'hs_lastmodifieddate', 'lastmodifieddate', 'hs_processed_date', 'hs_external_created_date'].map((name) => [name, 'datetime']),
)

function hasUnknownOwner(records: WireRecord[], owners: Map<string, unknown>): boolean {
  return owners.size > 0 && records.some((record) => {
    const id = textOf(record.properties.hubspot_owner_id)
    return id !== null && !owners.has(id)
  })
}

/** A person who joined since the list was read: it is read again, at most once a minute. */
function freshOwners(api: Api, account: Account): ReturnType<Account['owners']['get']> {
  const readAt = account.owners.readAt()
  if (readAt !== null && api.now() - readAt > 60_000) account.owners.forget()
  return account.owners.get()
}
