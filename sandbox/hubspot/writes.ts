// Changes to records in two steps: plan (may refuse, changes nothing) and apply (cannot fail).
import { checkValues } from './check-values.ts'
import { derivedValues } from './derived-values.ts'
import { invalidProperties, notFound, propertyError, validationError } from './errors.ts'
import { checkParent, checkTypes, link, linkTarget } from './links.ts'
import type { WantedLink } from './links.ts'
import { findObjectType } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import type { Portal } from './portal.ts'
import { historyOf, valueOf } from './records.ts'
import type { Actor, HubSpotRecord, Properties } from './records.ts'
import { checkAdminRules, checkRequired, checkStage, checkUnique } from './write-rules.ts'
import type { Claims } from './write-rules.ts'

/** A record that a call made or changed, as the journal lists it. */
export type Touched = { type: string; id: string }

export type WriteContext = {
  actor: Actor
  /** Epoch milliseconds. */
  now: number
  /** 2026-09 enforces the account's admin rules, earlier versions do not (1.5). */
  enforceAdminRules: boolean
  /** Single writes list refused values in errors[], batches do not. */
  listErrors: boolean
  created: Touched[]
  changed: Touched[]
}

export type AssociationInput = { to: { id: string }; types: { associationTypeId: number }[] }
export type CreateInput = { properties: Record<string, unknown>; associations?: AssociationInput[] | undefined }
export type CreatePlan = { type: ObjectType; id: string; props: Properties; links: WantedLink[] }

/** What a line item takes over from its product when it is made (7.2). */
const inherited = ['name', 'description', 'price', 'hs_sku', 'hs_cost_of_goods_sold', 'recurringbillingfrequency', 'hs_recurring_billing_period']

function inheritFromProduct(portal: Portal, props: Properties): void {
  const id = props['hs_product_id']
  if (id === undefined) return
  const product = portal.store('products').find(id)
  if (product === undefined || product.archived) throw validationError(`Product ${id} does not exist`)
  for (const name of inherited) {
    const value = product.props[name]
    if (value !== undefined && props[name] === undefined) props[name] = value
  }
}

function planLinks(portal: Portal, type: ObjectType, inputs: readonly AssociationInput[]): WantedLink[] {
  const links: WantedLink[] = []
  let parents = 0
  for (const { to, types } of inputs) {
    const typeIds = types.map((spec) => spec.associationTypeId)
    const target = [...portal.definitions.keys()].map((name) => findObjectType(name)).find((candidate) =>
      candidate !== undefined && portal.associationTypes.between(type.name, candidate.name).some((known) => typeIds.includes(known.typeId)))
    if (target === undefined) throw validationError(`Association types ${typeIds.join(', ')} are not valid from ${type.id}`)
    const record = linkTarget(portal, target, to.id)
    checkParent(type, record, portal)
    if (type.name === 'line_items' && (parents += 1) > 1) throw validationError('A line item belongs to exactly one parent')
    links.push({ to: record, typeIds: checkTypes(portal, type, target, typeIds) })
  }
  return links
}

function checkCurrency(portal: Portal, type: ObjectType, props: Properties, links: readonly WantedLink[]): void {
  const own = type.name === 'line_items' ? props['hs_line_item_currency_code'] : undefined
  const parent = links[0]?.to
  const parentProperty = parent?.type.currency
  if (own === undefined || parent === undefined || parentProperty === undefined) return
  const currency = parent.props[parentProperty] ?? portal.account.companyCurrency
  if (currency !== own) throw validationError(`Line item currency ${own} does not agree with ${parentProperty} ${currency}`)
}

/** Decides a creation. Throws 400, 404 or 409; nothing is changed. `claims` keeps a batch from taking one value twice. */
export function planCreate(portal: Portal, type: ObjectType, input: CreateInput, context: WriteContext, claims: Claims): CreatePlan {
  const { values, errors } = checkValues(portal, type.name, input.properties, () => undefined)
  if (errors.length > 0) throw invalidProperties(errors, context.listErrors)
  const props: Properties = {}
  for (const [name, value] of Object.entries(values)) if (value !== '') props[name] = value
  if (type.name === 'line_items') inheritFromProduct(portal, props)
  checkRequired(type, props)
  checkStage(portal, type, props, context.listErrors)
  if (context.enforceAdminRules) checkAdminRules(portal, type, props, 'created', context.listErrors)
  const id = portal.mintId()
  checkUnique(portal, type, props, id, undefined, claims)
  const links = planLinks(portal, type, input.associations ?? [])
  checkCurrency(portal, type, props, links)
  return { type, id, props, links }
}

/** Carries out a creation. */
export function applyCreate(portal: Portal, plan: CreatePlan, context: WriteContext): HubSpotRecord {
  const record: HubSpotRecord = {
    type: plan.type, id: plan.id, idNumber: Number(plan.id), props: plan.props, createdAt: context.now, createdBy: context.actor,
    updatedAt: context.now, archived: false, mergedIds: [],
  }
  for (const [name, value] of Object.entries(derivedValues(portal, plan.type.name, record.props))) if (value !== undefined) record.props[name] = value
  portal.store(plan.type.name).add(record)
  for (const wanted of plan.links) link(portal, record, wanted.to, wanted.typeIds)
  portal.index.changed(record, null, context.now)
  context.created.push({ type: plan.type.name, id: record.id })
  return record
}

const lifecycleOrder = ['subscriber', 'lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer', 'evangelist', 'other']

/** Decides an update: the values to set, '' = clear. Throws 400; nothing is changed. */
export function planUpdate(portal: Portal, record: HubSpotRecord, wanted: Record<string, unknown>, context: WriteContext, claims: Claims): Record<string, string> {
  if (record.archived) throw notFound(`${record.type.singular} ${record.id} is archived`)
  const { values, errors } = checkValues(portal, record.type.name, wanted, (name) => valueOf(record, name))
  if (errors.length > 0) throw invalidProperties(errors, context.listErrors)
  const stage = values['lifecyclestage']
  const present = record.props['lifecyclestage']
  if (stage !== undefined && stage !== '' && present !== undefined && lifecycleOrder.indexOf(stage) < lifecycleOrder.indexOf(present)) delete values['lifecyclestage']
  const after: Properties = { ...record.props }
  for (const [name, value] of Object.entries(values)) {
    if (value === '') delete after[name]
    else after[name] = value
  }
  const names = record.type.pipeline
  if (names !== undefined && (values[names.stage] !== undefined || values[names.pipeline] !== undefined)) {
    if (values[names.stage] === '') throw invalidProperties([propertyError(portal.account.portalId, names.stage, 'REQUIRED_FIELD', `${names.stage} cannot be cleared`)], context.listErrors)
    checkStage(portal, record.type, after, context.listErrors)
  }
  if (context.enforceAdminRules) checkAdminRules(portal, record.type, after, new Set(Object.keys(values)), context.listErrors)
  checkUnique(portal, record.type, values, record.id, record, claims)
  return values
}

function setValue(record: HubSpotRecord, name: string, value: string, context: WriteContext): void {
  const present = record.props[name] ?? ''
  if (present === value) return
  const history = [...historyOf(record, name), { value, timestamp: context.now, actor: context.actor }]
  record.history ??= new Map()
  record.history.set(name, history)
  if (value === '') delete record.props[name]
  else record.props[name] = value
}

/** Carries out an update. Every write moves the last-modified date, also one that changes no value (4.7). */
export function applyUpdate(portal: Portal, record: HubSpotRecord, values: Record<string, string>, context: WriteContext): void {
  const store = portal.store(record.type.name)
  const before = portal.index.before(record)
  const reindex = Object.keys(values).some((name) => store.isUnique(name))
  if (reindex) store.leaveUnique(record)
  for (const [name, value] of Object.entries(values)) setValue(record, name, value, context)
  for (const [name, value] of Object.entries(derivedValues(portal, record.type.name, record.props))) setValue(record, name, value ?? '', context)
  if (reindex) store.enterUnique(record)
  record.updatedAt = context.now
  portal.index.changed(record, before, context.now)
  context.changed.push({ type: record.type.name, id: record.id })
}

/** Archives a record: gone from search and plain reads, shown with archived=true (4.5, 8.18). */
export function archiveRecord(portal: Portal, record: HubSpotRecord, context: WriteContext): void {
  if (record.archived) return
  record.archived = true
  record.archivedAt = context.now
  portal.store(record.type.name).leaveUnique(record, (property) => property === 'hs_sku' && portal.behaviour.archivedSkuHolds)
  context.changed.push({ type: record.type.name, id: record.id })
}
