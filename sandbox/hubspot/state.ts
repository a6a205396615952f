// What people do in the HubSpot account, for tests and control calls: typed, without limits, not in the journal.
import { exportSeed } from './export-seed.ts'
import type { Account } from './handle-call.ts'
import { linkTarget } from './links.ts'
import { loadAssociation, loadLineItem, loadRecord } from './load-seed.ts'
import { mergeRecords } from './merge.ts'
import { objectTypeOf } from './object-types.ts'
import { historyOf, person, valueOf } from './records.ts'
import type { HubSpotRecord } from './records.ts'
import type { AdminRule, AssociationSeed, HubSpotSeed, LineItemSeed, ObjectTypeName, ParentSeed } from './seed.ts'
import { applyUpdate, archiveRecord, planUpdate } from './writes.ts'
import type { WriteContext } from './writes.ts'

/** A record as it stands. */
export type RecordSnapshot = {
  type: ObjectTypeName
  id: string
  properties: Record<string, string>
  /** ISO 8601. */
  createdAt: string
  updatedAt: string
  archived: boolean
  mergedIds: string[]
  associations: Partial<Record<ObjectTypeName, { id: string; typeIds: number[] }[]>>
}

/** A record to put in: with an id that exists it changes that record, and line items given replace the old ones. */
export type RecordToPut = Omit<ParentSeed, 'id'> & { id?: string | undefined }

function snapshot(record: HubSpotRecord): RecordSnapshot {
  const properties: Record<string, string> = { ...record.props }
  for (const name of ['hs_object_id', record.type.created, record.type.modified, 'hs_merged_object_ids', 'associatedcompanyid']) {
    const value = valueOf(record, name)
    if (value !== undefined) properties[name] = value
  }
  const associations: RecordSnapshot['associations'] = {}
  for (const [name, links] of record.links ?? []) associations[name] = [...links].map(([id, typeIds]) => ({ id, typeIds: [...typeIds] }))
  return {
    type: record.type.name, id: record.id, properties, createdAt: new Date(record.createdAt).toISOString(), updatedAt: new Date(record.updatedAt).toISOString(),
    archived: record.archived, mergedIds: [...record.mergedIds], associations,
  }
}

export class TwinState {
  readonly #account: () => Account
  readonly #replace: (seed: unknown) => void

  constructor(account: () => Account, replace: (seed: unknown) => void) {
    this.#account = account
    this.#replace = replace
  }

  /** A record by id; absorbed ids lead to the survivor; undefined when there is none. */
  get(type: ObjectTypeName, id: string): RecordSnapshot | undefined {
    const record = this.#account().portal.store(type).find(id)
    return record === undefined ? undefined : snapshot(record)
  }

  /** Every record of a type in id order, archived ones only when asked for. */
  all(type: ObjectTypeName, archived = false): RecordSnapshot[] {
    return this.#account().portal.store(type).sorted.filter((record) => record.archived === archived).map((record) => snapshot(record))
  }

  /** The values of a property, oldest first; timestamps in ISO 8601. */
  history(type: ObjectTypeName, id: string, property: string): { value: string; timestamp: string; sourceType: string; sourceId: string }[] {
    return historyOf(this.#record(type, id), property).map((entry) => ({ value: entry.value, timestamp: new Date(entry.timestamp).toISOString(), ...entry.actor }))
  }

  /** Puts a record in and returns its id. Throws when a property, stage, association or unique value is wrong. */
  put(type: ObjectTypeName, seed: RecordToPut): string {
    const { portal } = this.#account()
    const existing = seed.id === undefined ? undefined : portal.store(type).byId.get(seed.id)
    if (existing !== undefined) this.patch(type, existing.id, seed.properties)
    const record = existing ?? loadRecord(portal, type, seed)
    if (existing === undefined) portal.index.changed(record, null, portal.now())
    for (const association of seed.associations ?? []) loadAssociation(portal, record, association)
    if (seed.lineItems !== undefined) this.replaceLineItems(type, record.id, seed.lineItems)
    return record.id
  }

  /** Archives the line items of a deal, order or invoice and puts in others. */
  replaceLineItems(type: ObjectTypeName, id: string, items: readonly LineItemSeed[]): string[] {
    const { portal } = this.#account()
    const parent = this.#record(type, id)
    for (const old of parent.links?.get('line_items')?.keys() ?? []) this.archive('line_items', old)
    return items.map((item) => {
      const record = loadLineItem(portal, parent, { createdAt: new Date(portal.now()).toISOString(), ...item })
      portal.index.changed(record, null, portal.now())
      return record.id
    })
  }

  /** Changes properties as a person would; '' clears. Throws a HubSpotError when a value is refused. */
  patch(type: ObjectTypeName, id: string, properties: Record<string, string>): void {
    const { portal } = this.#account()
    const record = this.#record(type, id)
    const context = this.#context()
    applyUpdate(portal, record, planUpdate(portal, record, properties, context, new Map()), context)
  }

  /** Moves a deal to a stage, and to another pipeline if given. */
  moveDeal(id: string, stage: string, pipeline?: string): void {
    this.patch('deals', id, pipeline === undefined ? { dealstage: stage } : { dealstage: stage, pipeline })
  }

  archive(type: ObjectTypeName, id: string): void {
    archiveRecord(this.#account().portal, this.#record(type, id), this.#context())
  }

  /** Merges two records and returns the id of the result. */
  merge(type: ObjectTypeName, primaryId: string, otherId: string): string {
    return mergeRecords(this.#account().portal, objectTypeOf(type), primaryId, otherId, this.#context()).id
  }

  /** Associates a record with another; changes no dates (6.8). */
  associate(type: ObjectTypeName, id: string, association: AssociationSeed): void {
    const { portal } = this.#account()
    linkTarget(portal, objectTypeOf(association.to), association.id)
    loadAssociation(portal, this.#record(type, id), association)
  }

  /** Somebody edits a pipeline: every one of its deals gets a new last-modified date, and nothing else (4.7). Returns how many. */
  editPipeline(pipelineId: string): number {
    const { portal } = this.#account()
    const now = portal.now()
    const deals = portal.store('deals').sorted.filter((deal) => !deal.archived && deal.props['pipeline'] === pipelineId)
    for (const deal of deals) {
      const before = portal.index.before(deal)
      deal.updatedAt = now
      portal.index.changed(deal, before, now)
    }
    return deals.length
  }

  /** From now on changes become searchable after `ms`. */
  setSearchLag(ms: number): void {
    this.#account().portal.index.lagMs = ms
  }

  /** Replaces the account's own required-property rules (1.5). */
  setAdminRules(rules: AdminRule[]): void {
    this.#account().portal.adminRules = [...rules]
  }

  /** Keys, access and refresh tokens all stop working. */
  revokeTokens(): void {
    this.#account().tokens.revokeAll()
  }

  /** Access tokens count as expired; refreshing helps. */
  expireAccessTokens(): void {
    this.#account().tokens.expireAccessTokens()
  }

  /** Replaces the whole account. Throws when the seed is wrong; the old account then stays. */
  load(seed: HubSpotSeed): void {
    this.#replace(seed)
  }

  export(): HubSpotSeed {
    const { portal, tokens } = this.#account()
    return exportSeed(portal, tokens)
  }

  #record(type: ObjectTypeName, id: string): HubSpotRecord {
    const record = this.#account().portal.store(type).find(id)
    if (record === undefined) throw new Error(`no ${type} ${id} in the twin`)
    return record
  }

  #context(): WriteContext {
    return { actor: person, now: this.#account().portal.now(), enforceAdminRules: false, listErrors: true, created: [], changed: [] }
  }
}
