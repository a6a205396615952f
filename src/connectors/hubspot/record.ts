// Record: one sale put together from HubSpot's records. Pure; throws a sentence when something that money depends on cannot be read.
import { parseDecimal } from '../../core/decimals.ts'
import type { SaleKind, SaleLine, SaleParty, SaleRecord } from '../../core/sale-record.ts'
import type { Owner, TaxRate } from './account.ts'
import type { Associated } from './associations.ts'
import { compareIds } from './batches.ts'
import { saleShapes, sourceProperty } from './object-types.ts'
import { changeStamp, mergedIds } from './records.ts'
import type { WireRecord } from './schemas.ts'
import { fieldsOf, textOf, toInstant } from './values.ts'
import type { PropertyTypes } from './values.ts'

/** All that was read for a block of sales; records are found by the id that was asked for. */
export type Gathered = {
  kind: SaleKind
  types: Record<SaleKind | 'company' | 'contact' | 'line' | 'product', PropertyTypes>
  lines: Map<string, WireRecord>
  companies: Map<string, WireRecord>
  contacts: Map<string, WireRecord>
  products: Map<string, WireRecord>
  owners: Map<string, Owner>
  taxRates: Map<string, TaxRate>
  /** Where a person opens a record, when the answer does not say it. */
  urlOf(id: string): string | null
}

export type Belonging = { lines: Associated[]; companies: Associated[]; contacts: Associated[] }

/** Throws an Error that says what could not be read. */
export function saleFrom(record: WireRecord, belonging: Belonging, gathered: Gathered): SaleRecord {
  const { kind } = gathered
  const shape = saleShapes[kind]
  const values = record.properties
  const ownerId = textOf(values.hubspot_owner_id)
  const orderDiscount = shape.orderDiscount === null ? null : number(values, shape.orderDiscount)
  return {
    kind,
    id: record.id,
    mergedIds: mergedIds(record),
    title: textOf(values[shape.title]) ?? '',
    url: record.url ?? gathered.urlOf(record.id),
    archived: record.archived === true,
    changedAt: changeStamp(record, kind),
    pipelineId: values[shape.pipeline] ?? '',
    stageId: values[shape.stage] ?? '',
    stageEntries: (record.propertiesWithHistory?.[shape.stage] ?? []).flatMap(({ value, timestamp }) => {
      const at = toInstant(timestamp)
      return value == null || value === '' || at === null ? [] : [{ stageId: value, at }]
    }).sort((a, b) => b.at.localeCompare(a.at)),
    amount: number(values, shape.amount),
    currency: currency(values[shape.currency]),
    closedAt: shape.closedAt.map((name) => toInstant(values[name])).find((at) => at !== null) ?? null,
    owner: ownerId === null ? null : (gathered.owners.get(ownerId) ?? { id: ownerId, name: '', email: null }),
    createdFrom: textOf(values[sourceProperty]),
    fields: fieldsOf(values, gathered.types[kind]),
    companies: parties(belonging.companies, gathered.companies, gathered.types.company, shape.primaryCompany),
    contacts: parties(belonging.contacts, gathered.contacts, gathered.types.contact, null),
    lines: belonging.lines.flatMap(({ id }) => {
      const line = gathered.lines.get(id)
      return line === undefined ? [] : [lineFrom(line, gathered)]
    }).sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity) || compareIds(a.id, b.id)),
    shippingCost: shape.shippingCost === null ? null : number(values, shape.shippingCost),
    orderDiscount: orderDiscount === null || orderDiscount === '0' ? null : { percent: null, amount: orderDiscount },
  }
}

/** Survivors of merges stand once, with the labels of all their old selves. */
function parties(associated: Associated[], records: Map<string, WireRecord>, types: PropertyTypes, primaryType: number | null): SaleParty[] {
  const found = new Map<string, SaleParty>()
  for (const { id, typeIds, labels } of associated) {
    const record = records.get(id)
    if (record === undefined) continue
    const own = labels.map((label) => label.trim().toLowerCase()).filter((label) => label !== '' && label !== 'primary')
    const party = found.get(record.id) ?? { id: record.id, primary: false, labels: [], mergedIds: mergedIds(record), fields: fieldsOf(record.properties, types) }
    party.primary ||= primaryType !== null && typeIds.includes(primaryType)
    party.labels = [...new Set([...party.labels, ...own])]
    found.set(record.id, party)
  }
  return [...found.values()].sort((a, b) => Number(b.primary) - Number(a.primary) || compareIds(a.id, b.id))
}

/** Facts 4.12, 7.5, 7.6. */
function lineFrom(line: WireRecord, gathered: Gathered): SaleLine {
  const values = line.properties
  const problem = (what: string) => new Error(`line item ${line.id}: ${what}`)
  const required = (name: string): string => number(values, name, line.id) ?? raise(problem(`${name} is missing`))
  const productId = textOf(values.hs_product_id)
  const product = productId === null ? undefined : gathered.products.get(productId)
  const taxId = textOf(values.hs_tax_rate_group_id)
  const tax = taxId === null ? null : (gathered.taxRates.get(taxId) ?? raise(problem(`tax rate ${taxId} is not in the account's library`)))
  if (tax !== null && tax.rate === null) throw problem(`tax rate ${tax.name} states no percentage`)
  const frequency = textOf(values.recurringbillingfrequency)
  const payments = textOf(values.hs_recurring_billing_number_of_payments)
  const position = textOf(values.hs_position_on_quote)
  return {
    id: line.id,
    position: finite(position),
    productId: product?.id ?? productId,
    name: textOf(values.name) ?? '',
    description: textOf(values.description),
    sku: textOf(values.hs_sku),
    quantity: required('quantity'),
    unitPrice: required('price'),
    discountPercent: nonZero(number(values, 'hs_discount_percentage', line.id)),
    discountPerUnit: nonZero(number(values, 'discount', line.id)),
    taxRate: tax === null || tax.rate === null ? null : (parseDecimal(tax.rate) ?? raise(problem(`tax rate ${tax.name} is not a number`))),
    taxRateName: tax?.name ?? null,
    recurring: frequency === null ? null : { frequency, payments: finite(payments) },
    currency: currency(values.hs_line_item_currency_code),
    createdAt: toInstant(values.createdate),
    fields: fieldsOf(values, gathered.types.line),
    productFields: product === undefined ? {} : fieldsOf(product.properties, gathered.types.product),
  }
}

/** A decimal as text, null when empty. Money arrives as a decimal string with a dot (fact 7.10). */
function number(values: WireRecord['properties'], name: string, lineId?: string): string | null {
  const text = textOf(values[name])
  if (text === null) return null
  return parseDecimal(text) ?? raise(new Error(`${lineId === undefined ? '' : `line item ${lineId}: `}${name} is not a number: "${text}"`))
}

/** A plain number; null when empty, not a number, or beyond all numbers ("1e400"). */
function finite(text: string | null): number | null {
  const value = text === null ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

function nonZero(text: string | null): string | null {
  return text === '0' ? null : text
}

function currency(text: string | null | undefined): string | null {
  return textOf(text)?.toUpperCase() ?? null
}

function raise(error: Error): never {
  throw error
}
