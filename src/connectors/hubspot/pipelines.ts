// Pipelines and their stages, and the fields of every record kind, as the account has them now (facts 9.2, 9.4, 10.1).
import { ownValue } from '../../core/own-value.ts'
import { Failure } from '../../core/failure.ts'
import type { SaleKind } from '../../core/sale-record.ts'
import type { FieldInfo, Pipeline } from '../connector.ts'
import type { Account } from './account.ts'
import type { Api } from './api.ts'
import { objectTypeIds } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import { pipelineList } from './schemas.ts'
import type { PropertyDefinition } from './schemas.ts'

/** GET /crm/pipelines/2026-09/{type}. Deal stages say isClosed, order stages a state. */
export async function readPipelines(api: Api, kind: SaleKind): Promise<Pipeline[]> {
  const { results } = await api.call(pipelineList, { method: 'GET', template: `/crm/pipelines/{version}/${objectTypeIds[kind]}` })
  return results.map((pipeline) => ({
    id: pipeline.id,
    label: pipeline.label ?? pipeline.id,
    stages: (pipeline.stages ?? []).map((stage) => ({
      id: stage.id, label: stage.label ?? stage.id, closed: String(stage.metadata?.isClosed) === 'true' || stage.metadata?.state === 'CLOSED',
    })),
  }))
}

const kinds: ObjectType[] = ['deal', 'order', 'company', 'contact', 'line', 'product']

/** Kinds that the account or the connection does not give access to (orders, often) have no fields. */
export async function readFields(account: Account): Promise<FieldInfo[]> {
  const lists = await Promise.all(kinds.map(async (kind) => {
    try {
      return [...(await account.properties[kind].get()).values()].map((definition) => fieldOf(kind, definition))
    } catch (caught) {
      if (caught instanceof Failure && ['missing-scope', 'access-denied', 'record-gone'].includes(caught.code)) return []
      throw caught
    }
  }))
  return lists.flat()
}

const fieldTypes: Record<string, FieldInfo['type']> = { number: 'number', bool: 'boolean', date: 'date', datetime: 'datetime', enumeration: 'choice' }

function fieldOf(entity: ObjectType, definition: PropertyDefinition): FieldInfo {
  const type = ownValue(fieldTypes, definition.type ?? '') ?? 'text'
  return {
    entity,
    name: definition.name,
    label: definition.label ?? definition.name,
    type,
    writable: definition.calculated !== true && definition.modificationMetadata?.readOnlyValue !== true,
    maxLength: type === 'text' ? 65_536 : null,
    options: (definition.options ?? []).map(({ value, label }) => ({ value, label: label ?? value })),
  }
}

/**
 * Source fields that HubSpot has from the start, by canonical name; those of orders exist on orders only.
 * There is none for organisation or VAT number (fact 4.9).
 */
export const defaultFields: Record<string, string> = {
  companyName: 'name', contactCompany: 'company', firstName: 'firstname', lastName: 'lastname', email: 'email', phone: 'phone', mobile: 'mobilephone',
  website: 'website', language: 'hs_language',
  street: 'address', street2: 'address2', postalCode: 'zip', city: 'city', country: 'country',
  ...orderAddress('billing', 'hs_billing_address_'), billingEmail: 'hs_billing_address_email', billingPhone: 'hs_billing_address_phone',
  ...orderAddress('delivery', 'hs_shipping_address_'),
  orderNumber: 'hs_external_order_id', comment: 'hs_order_note',
}

function orderAddress(canonical: string, prefix: string): Record<string, string> {
  return {
    [`${canonical}Name`]: `${prefix}name`, [`${canonical}Street`]: `${prefix}street`, [`${canonical}PostalCode`]: `${prefix}postal_code`,
    [`${canonical}City`]: `${prefix}city`, [`${canonical}Country`]: `${prefix}country`,
  }
}
