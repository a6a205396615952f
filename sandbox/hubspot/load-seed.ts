// Turns a seed into a filled account. Seeded records are searchable at once.
import { primaryTypes } from './association-types.ts'
import { derivedValues } from './derived-values.ts'
import { link } from './links.ts'
import { objectTypeOf } from './object-types.ts'
import { Portal } from './portal.ts'
import { person } from './records.ts'
import type { HistoryEntry, HubSpotRecord } from './records.ts'
import type { AssociationSeed, LineItemSeed, ObjectTypeName, ParentSeed, ParsedSeed, RecordSeed } from './seed.ts'
import { checkStage, checkUnique } from './write-rules.ts'
import type { Claims } from './write-rules.ts'

/** Properties of a seed that the twin computes itself. */
const computed = new Set(['hs_object_id', 'createdate', 'hs_createdate', 'lastmodifieddate', 'hs_lastmodifieddate', 'hs_merged_object_ids', 'associatedcompanyid'])

const time = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text))

/** Puts one seeded record into the account. Throws when a property, a stage or a unique value is wrong. */
export function loadRecord(portal: Portal, name: ObjectTypeName, seed: Omit<RecordSeed, 'id'> & { id?: string | undefined }): HubSpotRecord {
  const type = objectTypeOf(name)
  const id = seed.id ?? portal.mintId()
  const props: Record<string, string> = {}
  for (const [property, value] of Object.entries(seed.properties)) {
    if (computed.has(property) || value === '') continue
    if (portal.definition(name, property) === undefined) throw new Error(`seed: ${name} ${id} has the unknown property ${property}`)
    props[property] = value
  }
  checkStage(portal, type, props, true)
  const store = portal.store(name)
  if (store.byId.has(id)) throw new Error(`seed: ${name} ${id} stands there twice`)
  const claims: Claims = new Map()
  if (seed.archived !== true) checkUnique(portal, type, props, id, undefined, claims)
  const stageHistory = seed.stageHistory ?? []
  const createdAt = time(seed.createdAt) ?? time(seed.properties[type.created]) ?? time(stageHistory[0]?.timestamp) ?? portal.now()
  const record: HubSpotRecord = {
    type, id, idNumber: Number(id), props, createdAt, createdBy: person,
    updatedAt: time(seed.updatedAt) ?? time(seed.properties[type.modified]) ?? time(stageHistory.at(-1)?.timestamp) ?? createdAt,
    archived: seed.archived ?? false, mergedIds: seed.mergedIds ?? [],
  }
  if (record.archived) record.archivedAt = time(seed.archivedAt) ?? record.updatedAt
  const stageProperty = type.pipeline?.stage
  if (stageProperty !== undefined && stageHistory.length > 0) {
    if (stageHistory.at(-1)?.value !== props[stageProperty]) throw new Error(`seed: ${name} ${id}: the last stage of its history is not its stage`)
    const entries = stageHistory.map((entry): HistoryEntry => ({ value: entry.value, timestamp: Date.parse(entry.timestamp), actor: person }))
    record.history = new Map([[stageProperty, entries]])
  }
  for (const [property, value] of Object.entries(derivedValues(portal, name, props))) if (value !== undefined) props[property] = value
  store.add(record)
  portal.idExists(record.idNumber)
  for (const absorbed of record.mergedIds) {
    store.rememberAbsorbed(absorbed, id)
    portal.idExists(Number(absorbed))
  }
  return record
}

/** Carries out one seeded association. Throws when the other record or the label is not there. */
export function loadAssociation(portal: Portal, from: HubSpotRecord, seed: AssociationSeed): void {
  const to = portal.store(seed.to).byId.get(seed.id)
  if (to === undefined) throw new Error(`seed: ${from.type.name} ${from.id} points at ${seed.to} ${seed.id}, which is not there`)
  const types = portal.associationTypes.between(from.type.name, seed.to)
  const wanted = new Set(seed.typeIds)
  const unlabeled = types.find((type) => type.label === null)
  if (unlabeled === undefined) throw new Error(`seed: ${from.type.name} and ${seed.to} cannot be associated`)
  const primary = primaryTypes[from.type.name]
  if (seed.primary === true && primary !== undefined) wanted.add(primary)
  if (seed.label !== undefined) {
    const label = seed.label.toLowerCase()
    const type = types.find((candidate) => candidate.label?.toLowerCase() === label || (label === 'billing' && candidate.label === 'Billing contact'))
    if (type === undefined) throw new Error(`seed: no label ${seed.label} from ${from.type.name} to ${seed.to}`)
    wanted.add(type.typeId)
  }
  link(portal, from, to, [unlabeled.typeId, ...[...wanted].filter((typeId) => typeId !== unlabeled.typeId)])
}

/** Puts a line item into its parent; it takes currency and time from the parent. */
export function loadLineItem(portal: Portal, parent: HubSpotRecord, seed: LineItemSeed): HubSpotRecord {
  const at = new Date(parent.createdAt).toISOString()
  const item = loadRecord(portal, 'line_items', { createdAt: at, ...seed })
  const type = portal.associationTypes.unlabeled(parent.type.name, 'line_items')
  if (type !== undefined) link(portal, parent, item, [type.typeId])
  return item
}

/** Builds the account of a seed. `now` gives epoch milliseconds. */
export function loadPortal(seed: ParsedSeed, now: () => number): Portal {
  const portal = new Portal(seed, now)
  const records: [ObjectTypeName, readonly ParentSeed[]][] = [
    ['products', seed.products], ['line_items', seed.looseLineItems], ['companies', seed.companies], ['contacts', seed.contacts],
    ['deals', seed.deals], ['orders', seed.orders], ['invoices', seed.invoices],
  ]
  // Ids first, so that minted line item ids never meet one that the seed gives later.
  for (const [, seeds] of records) {
    for (const record of seeds) {
      portal.idExists(Number(record.id))
      for (const item of record.lineItems ?? []) if (item.id !== undefined) portal.idExists(Number(item.id))
    }
  }
  for (const [name, seeds] of records) for (const record of seeds) loadRecord(portal, name, record)
  for (const [name, seeds] of records) {
    for (const seeded of seeds) {
      const record = portal.store(name).byId.get(seeded.id)
      if (record === undefined) continue
      for (const association of seeded.associations ?? []) loadAssociation(portal, record, association)
      for (const item of seeded.lineItems ?? []) loadLineItem(portal, record, item)
    }
  }
  return portal
}
