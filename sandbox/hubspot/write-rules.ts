// Rules beyond single values: required properties, stage in pipeline, admin rules, unique values (hubspot.md 1.5, 4.4, 5).
import type { ObjectType } from './object-types.ts'
import { contactExists, propertyError, invalidProperties, validationError, valueTaken } from './errors.ts'
import type { Portal } from './portal.ts'
import { uniqueForm } from './records.ts'
import type { HubSpotRecord, Properties } from './records.ts'

const required: Partial<Record<ObjectType['name'], readonly string[]>> = {
  deals: ['dealname', 'dealstage'], orders: ['hs_order_name'], invoices: ['hs_currency'], products: ['name'],
}
const oneOf: Partial<Record<ObjectType['name'], readonly string[]>> = {
  companies: ['name', 'domain'], contacts: ['email', 'firstname', 'lastname'],
}

/** Throws 400 when a new record lacks what its object always needs (4.4). */
export function checkRequired(type: ObjectType, props: Properties): void {
  const missing = (required[type.name] ?? []).filter((name) => props[name] === undefined)
  const choices = oneOf[type.name]
  if (choices !== undefined && choices.every((name) => props[name] === undefined)) missing.push(choices[0] ?? '')
  if (missing.length > 0) {
    throw validationError(`Error creating ${type.singular.toUpperCase().replace(' ', '_')}. Some required properties were not set.`, { context: { properties: missing } })
  }
}

/** Fills the default pipeline and throws 400 when the stage is not one of its stages. */
export function checkStage(portal: Portal, type: ObjectType, props: Properties, listed: boolean): void {
  const names = type.pipeline
  if (names === undefined) return
  const pipelines = portal.pipelinesOf(type.name)
  const stage = props[names.stage]
  const pipelineId = props[names.pipeline] ?? pipelines[0]?.id
  if (pipelineId !== undefined) props[names.pipeline] = pipelineId
  const pipeline = pipelines.find((candidate) => candidate.id === pipelineId)
  if (stage === undefined) {
    const first = type.name === 'orders' ? pipeline?.stages[0]?.id : undefined
    if (first !== undefined) props[names.stage] = first
  } else if (pipeline !== undefined && !pipeline.stages.some((candidate) => candidate.id === stage)) {
    throw invalidProperties([propertyError(portal.account.portalId, names.stage, 'INVALID_OPTION', `${stage} is not a stage of pipeline ${pipeline.id}`)], listed)
  }
}

/**
 * Enforces the account's own rules (1.5): plainly required ones at creation, conditional ones whenever
 * the write touches the condition or empties the property. Throws 400 VALIDATION_ERROR.
 */
export function checkAdminRules(portal: Portal, type: ObjectType, props: Properties, touched: ReadonlySet<string> | 'created', listed: boolean): void {
  const broken = portal.adminRules.filter((rule) => {
    if (rule.objectType !== type.name || props[rule.property] !== undefined) return false
    if (rule.when === undefined) return touched === 'created'
    const value = props[rule.when.property]
    return value !== undefined && rule.when.values.includes(value) && (touched === 'created' || touched.has(rule.when.property) || touched.has(rule.property))
  })
  if (broken.length === 0) return
  throw invalidProperties(broken.map((rule) => propertyError(portal.account.portalId, rule.property, 'REQUIRED_FIELD', `${rule.property} is required${rule.when === undefined ? '' : ` when ${rule.when.property} is ${props[rule.when.property]}`}`)), listed)
}

/** Values claimed by earlier inputs of the same batch: `property value` -> id. */
export type Claims = Map<string, string>

/** Throws 409 or 400 when another record, or an earlier input of the batch, holds a unique value (5.1, 5.5, 5.10). */
export function checkUnique(portal: Portal, type: ObjectType, values: Properties, id: string, record: HubSpotRecord | undefined, claims: Claims): void {
  const store = portal.store(type.name)
  for (const property of store.uniqueProperties()) {
    const value = values[property]
    if (value === undefined || value === '') continue
    const key = `${property} ${uniqueForm(property, value)}`
    const holder = store.holder(property, value) ?? claims.get(key)
    if (holder !== undefined && holder !== id) {
      if (property === 'email' && record === undefined) throw contactExists(holder)
      throw valueTaken(portal.account.portalId, type.id, property, value, id, holder)
    }
    claims.set(key, id)
  }
}
