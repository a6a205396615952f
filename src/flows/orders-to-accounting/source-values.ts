// What mapping rules can read of a sale: its records by name, and the canonical fields with whole addresses.
import type { SaleLine, SaleRecord } from '../../core/sale-record.ts'
import type { OwnFields, SourceField } from '../../mapper/catalogue.ts'
import type { Sources, SourceValues } from '../../mapper/sources.ts'
import { joinStreet } from '../../mapper/street.ts'
import { canonicalFieldNames, canonicalFields, fieldPlaces, isCanonicalField, propertyAt, type CanonicalField, type FieldPlace } from './canonical-fields.ts'
import { fullName, partyField, type Buyer } from './choose-buyer.ts'
import type { ResolvedSettings } from './resolved-settings.ts'

type Settings = Pick<ResolvedSettings, 'fields' | 'source' | 'stages'>
type Records = Record<FieldPlace, Readonly<Record<string, string>> | undefined>

const blocks = {
  '': ['street', 'street2', 'houseNumber', 'postalCode', 'city', 'country'],
  billing: ['billingName', 'billingStreet', 'billingStreet2', 'billingHouseNumber', 'billingPostalCode', 'billingCity', 'billingCountry'],
  delivery: ['deliveryName', 'deliveryStreet', 'deliveryStreet2', 'deliveryHouseNumber', 'deliveryPostalCode', 'deliveryCity', 'deliveryCountry'],
} as const satisfies Record<string, readonly CanonicalField[]>
const blockFields = new Set<CanonicalField>(Object.values(blocks).flat())

/** Sources for the rules of customer and order. */
export function saleSources(sale: SaleRecord, buyer: Buyer, settings: Settings): Sources {
  const contactName = fullName(buyer.contact, settings) ?? null
  const company: SourceValues = buyer.company === null ? {} : { ...buyer.company.fields, id: buyer.company.id }
  const contact: SourceValues = buyer.contact === null ? {} : { ...buyer.contact.fields, id: buyer.contact.id, fullName: contactName }
  const head: SourceValues = {
    ...sale.fields, id: sale.id, title: sale.title, url: sale.url, amount: sale.amount, currency: sale.currency, closedAt: sale.closedAt,
    pipelineId: sale.pipelineId, stageId: sale.stageId,
    pipeline: settings.stages.find((one) => one.pipelineId === sale.pipelineId)?.pipeline ?? sale.pipelineId,
    stage: settings.stages.find((one) => one.stageId === sale.stageId)?.stage ?? sale.stageId,
  }
  return {
    sale: head, [settings.source]: head, company, contact,
    buyer: { ...(buyer.kind === 'company' && buyer.company !== null ? company : contact), kind: buyer.kind, name: buyer.name },
    owner: { id: sale.owner?.id ?? null, name: sale.owner?.name ?? null, email: sale.owner?.email ?? null },
    fields: canonicalValues({ sale: sale.fields, company: buyer.company?.fields, contact: buyer.contact?.fields, product: undefined, line: undefined }, settings, buyer),
  }
}

/** Sources for the rules of one row: those of the sale, with the line and its product. */
export function lineSources(base: Sources, line: SaleLine, settings: Settings): Sources {
  const fields = lineFields(base['fields'] ?? {}, { sale: undefined, company: undefined, contact: undefined, product: line.productFields, line: line.fields }, settings)
  return {
    ...base, fields,
    line: {
      ...line.fields, id: line.id, sku: line.sku, name: line.name, description: line.description, quantity: line.quantity, unitPrice: line.unitPrice,
      discountPercent: line.discountPercent, discountPerUnit: line.discountPerUnit, taxRate: line.taxRate, taxRateName: line.taxRateName, position: line.position,
    },
    product: { ...line.productFields, id: line.productId },
  }
}

/** The sale's canonical fields with the line's own over them; most lines have none, and share the sale's. */
function lineFields(ofSale: SourceValues, records: Records, settings: Settings): SourceValues {
  const own = { articleGroup: firstValue('articleGroup', records, settings), unit: firstValue('unit', records, settings) }
  return own.articleGroup === ofSale['articleGroup'] && own.unit === ofSale['unit'] ? ofSale : { ...ofSale, ...own }
}

function canonicalValues(records: Records, settings: Settings, buyer: Buyer): SourceValues {
  const values: SourceValues = {}
  for (const name of canonicalFieldNames) if (isCanonicalField(name) && !blockFields.has(name)) values[name] = firstValue(name, records, settings)
  // The company's own address e-mail comes first for a company, the person's for a person.
  if (buyer.kind === 'company') values['email'] = partyField(buyer.company, 'company', 'email', settings) ?? partyField(buyer.contact, 'contact', 'email', settings) ?? null
  values['contactEmail'] = partyField(buyer.contact, 'contact', 'email', settings) ?? null
  values['contactPhone'] = partyField(buyer.contact, 'contact', 'mobile', settings) ?? partyField(buyer.contact, 'contact', 'phone', settings) ?? null
  const main = block(blocks[''], records, settings)
  const billing = block(blocks.billing, records, settings)
  const delivery = block(blocks.delivery, records, settings)
  const card = main ?? (billing === null ? {} : unprefixed(billing, 'billing'))
  const document = billing === null ? (main ?? {}) : unprefixed(billing, 'billing')
  Object.assign(values, card, billing, delivery, {
    streetLine: joinStreet(card['street'] ?? null, card['houseNumber'] ?? null),
    deliveryStreetLine: joinStreet(delivery?.['deliveryStreet'] ?? null, delivery?.['deliveryHouseNumber'] ?? null),
    documentName: document['name'] ?? null,
    documentStreetLine: joinStreet(document['street'] ?? null, document['houseNumber'] ?? null),
    documentStreet2: document['street2'] ?? null, documentPostalCode: document['postalCode'] ?? null,
    documentCity: document['city'] ?? null, documentCountry: document['country'] ?? null,
  })
  return values
}

/** An address is taken whole from the first record that has any part of it, so that two addresses are never mixed. */
function block(names: readonly CanonicalField[], records: Records, settings: Settings): Record<string, string> | null {
  for (const place of ['sale', 'company', 'contact'] as const) {
    const found: Record<string, string> = {}
    for (const name of names) {
      const value = valueAt(name, place, records, settings)
      if (value !== undefined) found[name] = value
    }
    if (Object.keys(found).some((name) => !name.endsWith('Name'))) return found
  }
  return null
}

function unprefixed(values: Record<string, string>, prefix: string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.slice(prefix.length, prefix.length + 1).toLowerCase() + name.slice(prefix.length + 1), value]))
}

function firstValue(name: CanonicalField, records: Records, settings: Settings): string | null {
  for (const place of canonicalFields[name]) {
    const value = valueAt(name, place, records, settings)
    if (value !== undefined) return value
  }
  // A property pinned to a record outside the field's usual places.
  const property = settings.fields[name]
  const pinned = property === undefined ? undefined : fieldPlaces(name, property)[0]
  return pinned === undefined ? null : (valueAt(name, pinned.place, records, settings) ?? null)
}

function valueAt(name: CanonicalField, place: FieldPlace, records: Records, settings: Settings): string | undefined {
  const property = settings.fields[name]
  if (property === undefined) return undefined
  const found = propertyAt(name, property, place)
  const fields = records[place]
  const value = found === undefined || fields === undefined || !Object.hasOwn(fields, found) ? undefined : fields[found]?.trim()
  return value === '' ? undefined : value
}

const texts = (...names: string[]): SourceField[] => names.map((name) => ({ name, type: 'text' }))
const numbers = (...names: string[]): SourceField[] => names.map((name) => ({ name, type: 'number' }))

/** The fields that the sources above have beside the account's own, for the check of mappings. */
export function ownFields(source: 'deal' | 'order', partyFields: readonly SourceField[]): OwnFields {
  return {
    [source]: [...texts('id', 'title', 'url', 'currency', 'pipelineId', 'stageId', 'pipeline', 'stage'), ...numbers('amount'), { name: 'closedAt', type: 'datetime' }],
    company: texts('id'),
    contact: texts('id', 'fullName'),
    buyer: [...texts('kind', 'name', 'id', 'fullName'), ...partyFields],
    owner: texts('id', 'name', 'email'),
    fields: texts(...canonicalFieldNames, 'streetLine', 'deliveryStreetLine', 'documentName', 'documentStreetLine', 'documentStreet2', 'documentPostalCode', 'documentCity', 'documentCountry', 'contactEmail', 'contactPhone'),
    line: [...texts('id', 'sku', 'name', 'description', 'taxRateName'), ...numbers('quantity', 'unitPrice', 'discountPercent', 'discountPerUnit', 'taxRate', 'position')],
    product: texts('id'),
  }
}

