// Records and their store: by id, in id order, by unique value, with history and absorbed ids.
import type { ObjectType } from './object-types.ts'
import type { ObjectTypeName } from './seed.ts'

/** Who changed a value, as history shows it (9.5). */
export type Actor = { sourceType: 'INTEGRATION' | 'CRM_UI'; sourceId: string }
export const person: Actor = { sourceType: 'CRM_UI', sourceId: 'userId:1' }

export type HistoryEntry = { value: string; timestamp: number; actor: Actor }
export type Properties = Record<string, string>
/** Associated ids per type, each with its type ids in the direction from this record. */
export type Links = Map<ObjectTypeName, Map<string, readonly number[]>>

/** What search sees of a record while its index lags behind; null = not indexed yet. */
export type IndexedVersion = { props: Properties; updatedAt: number } | null

export type HubSpotRecord = {
  type: ObjectType
  id: string
  idNumber: number
  props: Properties
  createdAt: number
  createdBy: Actor
  updatedAt: number
  archived: boolean
  archivedAt?: number
  /** Ids absorbed by merges (4.6). */
  mergedIds: readonly string[]
  /** Oldest first; a property that never changed has no entry and its history is its creation. */
  history?: Map<string, HistoryEntry[]>
  links?: Links
  /** Present while search still sees an older version. */
  stale?: { visible: IndexedVersion; pending: number }
}

/** A value as the API shows it; undefined when empty. Ids, dates and the primary company are computed. */
export function valueOf(record: HubSpotRecord, name: string): string | undefined {
  switch (name) {
    case 'hs_object_id': return record.id
    case 'createdate':
    case 'hs_createdate': return name === record.type.created ? new Date(record.createdAt).toISOString() : undefined
    case 'lastmodifieddate':
    case 'hs_lastmodifieddate': return name === record.type.modified ? new Date(record.updatedAt).toISOString() : undefined
    case 'hs_merged_object_ids': return record.mergedIds.length === 0 ? undefined : record.mergedIds.join(';')
    case 'associatedcompanyid': return record.type.name === 'contacts' ? primaryCompany(record) : undefined
    default: return record.props[name]
  }
}

function primaryCompany(record: HubSpotRecord): string | undefined {
  for (const [id, typeIds] of record.links?.get('companies') ?? []) if (typeIds.includes(1)) return id
  return undefined
}

/** The values a property has had, oldest first. */
export function historyOf(record: HubSpotRecord, name: string): readonly HistoryEntry[] {
  const kept = record.history?.get(name)
  if (kept !== undefined) return kept
  const value = valueOf(record, name)
  return value === undefined ? [] : [{ value, timestamp: record.createdAt, actor: record.createdBy }]
}

/** The values by which a record is found and kept unique: e-mail and additional e-mails share one namespace (5.1). */
function uniqueValues(record: HubSpotRecord, property: string): string[] {
  const value = record.props[property]
  const values = value === undefined || value === '' ? [] : [uniqueForm(property, value)]
  if (property !== 'email') return values
  const additional = record.props['hs_additional_emails']
  return additional === undefined ? values : [...values, ...additional.split(';').filter(Boolean).map((email) => uniqueForm(property, email))]
}

/** The form in which unique values are compared. */
export function uniqueForm(property: string, value: string): string {
  return property === 'email' ? value.trim().toLowerCase() : value.trim()
}

/** All records of one type. */
export class RecordStore {
  readonly type: ObjectType
  readonly byId = new Map<string, HubSpotRecord>()
  /** Live and archived records in the order of their ids. */
  readonly sorted: HubSpotRecord[] = []
  readonly #unique = new Map<string, Map<string, string>>()
  /** Absorbed id -> surviving id. */
  readonly #survivors = new Map<string, string>()

  constructor(type: ObjectType) {
    this.type = type
  }

  /** Starts an index over a unique property; existing records are entered. */
  keepUnique(property: string): void {
    if (this.#unique.has(property)) return
    this.#unique.set(property, new Map())
    for (const record of this.sorted) if (!record.archived) this.#enter(record, property)
  }

  isUnique(property: string): boolean {
    return this.#unique.has(property)
  }

  uniqueProperties(): IterableIterator<string> {
    return this.#unique.keys()
  }

  /** Id of the record that holds a unique value; undefined when it is free. */
  holder(property: string, value: string): string | undefined {
    return this.#unique.get(property)?.get(uniqueForm(property, value))
  }

  add(record: HubSpotRecord): void {
    this.byId.set(record.id, record)
    const last = this.sorted.at(-1)
    if (last === undefined || last.idNumber < record.idNumber) this.sorted.push(record)
    else this.sorted.splice(this.positionOf(record.idNumber), 0, record)
    if (!record.archived) this.enterUnique(record)
  }

  /** First position whose id is at least `idNumber`. */
  positionOf(idNumber: number): number {
    let low = 0
    let high = this.sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.sorted[middle]?.idNumber ?? 0) < idNumber) low = middle + 1
      else high = middle
    }
    return low
  }

  enterUnique(record: HubSpotRecord): void {
    for (const property of this.#unique.keys()) this.#enter(record, property)
  }

  leaveUnique(record: HubSpotRecord, keep: (property: string) => boolean = () => false): void {
    for (const [property, index] of this.#unique) {
      if (keep(property)) continue
      for (const value of uniqueValues(record, property)) if (index.get(value) === record.id) index.delete(value)
    }
  }

  /** Takes a record out because it was absorbed by another. */
  absorb(record: HubSpotRecord, survivor: string): void {
    this.leaveUnique(record)
    this.byId.delete(record.id)
    this.sorted.splice(this.positionOf(record.idNumber), 1)
    this.#survivors.set(record.id, survivor)
  }

  rememberAbsorbed(id: string, survivor: string): void {
    this.#survivors.set(id, survivor)
  }

  /** The record of an id; absorbed ids lead to the survivor. */
  find(id: string): HubSpotRecord | undefined {
    const record = this.byId.get(id)
    if (record !== undefined) return record
    let next = this.#survivors.get(id)
    while (next !== undefined) {
      const survivor = this.byId.get(next)
      if (survivor !== undefined) return survivor
      next = this.#survivors.get(next)
    }
    return undefined
  }

  #enter(record: HubSpotRecord, property: string): void {
    const index = this.#unique.get(property)
    if (index === undefined) return
    for (const value of uniqueValues(record, property)) if (!index.has(value)) index.set(value, record.id)
  }
}
