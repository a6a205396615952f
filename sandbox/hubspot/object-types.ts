// The object types of the twin: names, ids, scopes and the properties returned unasked (hubspot.md 2.16, 4.1, 4.7).
import { objectTypeNames } from './seed.ts'
import type { ObjectTypeName } from './seed.ts'

export type ObjectType = {
  name: ObjectTypeName
  /** objectTypeId, for example 0-3. */
  id: string
  /** As it stands in messages: deal. */
  singular: string
  /** Key of this type in the `associations` of a GET answer. */
  associationKey: string
  created: 'createdate' | 'hs_createdate'
  modified: 'lastmodifieddate' | 'hs_lastmodifieddate'
  /** Returned when a read names no properties. */
  defaults: readonly string[]
  /** Scope that lets a caller create property definitions. */
  schemaScope: string
  /** Properties that hold pipeline and stage. */
  pipeline?: { kind: 'deals' | 'orders'; pipeline: string; stage: string }
  /** Property that holds the currency. */
  currency?: string
}

const modified = 'hs_lastmodifieddate' as const

const types: Record<ObjectTypeName, ObjectType> = {
  contacts: {
    name: 'contacts', id: '0-1', singular: 'contact', associationKey: 'contacts', created: 'createdate', modified: 'lastmodifieddate',
    defaults: ['email', 'firstname', 'lastname'], schemaScope: 'crm.schemas.contacts.write',
  },
  companies: {
    name: 'companies', id: '0-2', singular: 'company', associationKey: 'companies', created: 'createdate', modified,
    defaults: ['domain', 'name'], schemaScope: 'crm.schemas.companies.write',
  },
  deals: {
    name: 'deals', id: '0-3', singular: 'deal', associationKey: 'deals', created: 'createdate', modified,
    defaults: ['amount', 'closedate', 'dealname', 'dealstage', 'pipeline'], schemaScope: 'crm.schemas.deals.write',
    pipeline: { kind: 'deals', pipeline: 'pipeline', stage: 'dealstage' }, currency: 'deal_currency_code',
  },
  products: {
    name: 'products', id: '0-7', singular: 'product', associationKey: 'products', created: 'createdate', modified,
    defaults: ['description', 'name', 'price'], schemaScope: 'e-commerce',
  },
  line_items: {
    name: 'line_items', id: '0-8', singular: 'line item', associationKey: 'line items', created: 'createdate', modified,
    defaults: ['amount', 'hs_product_id', 'quantity'], schemaScope: 'e-commerce', currency: 'hs_line_item_currency_code',
  },
  orders: {
    name: 'orders', id: '0-123', singular: 'order', associationKey: 'orders', created: 'hs_createdate', modified,
    defaults: [], schemaScope: 'crm.schemas.orders.write',
    pipeline: { kind: 'orders', pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' }, currency: 'hs_currency_code',
  },
  invoices: {
    name: 'invoices', id: '0-53', singular: 'invoice', associationKey: 'invoices', created: 'hs_createdate', modified,
    defaults: [], schemaScope: 'crm.schemas.invoices.write', currency: 'hs_currency',
  },
}

const byPathName = new Map<string, ObjectType>()
for (const name of objectTypeNames) {
  const type = types[name]
  byPathName.set(name, type)
  byPathName.set(type.id, type)
  byPathName.set(type.singular.replace(' ', '_'), type)
}

/** The type that a path segment names: plural, singular or objectTypeId; undefined when the twin has no such object. */
export function findObjectType(segment: string): ObjectType | undefined {
  return byPathName.get(segment)
}

/** The type of a name. */
export function objectTypeOf(name: ObjectTypeName): ObjectType {
  return types[name]
}

/** Scope needed for reading or writing records of a type (2.16). */
export function recordScope(type: ObjectType, access: 'read' | 'write'): string {
  return `crm.objects.${type.name}.${access}`
}

/** Types a line item can belong to. It belongs to one of them only (7.1). */
export const lineItemParents: readonly ObjectTypeName[] = ['deals', 'orders', 'invoices']
