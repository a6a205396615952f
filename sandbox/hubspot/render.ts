// Records as the objects API shows them: strings or null, unknown names dropped in silence (hubspot.md 4.2, 4.3, 9.5).
import type { Portal } from './portal.ts'
import { historyOf, valueOf } from './records.ts'
import type { HubSpotRecord } from './records.ts'
import type { ObjectType } from './object-types.ts'

export type Shown = {
  /** Names asked for; empty = the defaults of the type. */
  properties: readonly string[]
  history?: readonly string[] | undefined
}

export type RenderedRecord = {
  id: string
  properties: Record<string, string | null>
  propertiesWithHistory?: Record<string, unknown[]>
  associations?: Record<string, unknown>
  createdAt: string
  updatedAt: string
  archived: boolean
  archivedAt?: string
  url: string
  new?: boolean
  objectWriteTraceId?: string
}

/** The names that will be shown: known ones, and always id, create date and change date. */
export function shownNames(portal: Portal, type: ObjectType, shown: Shown): string[] {
  const wanted = shown.properties.length > 0 || (shown.history?.length ?? 0) > 0 ? shown.properties : type.defaults
  return [...new Set([...wanted.filter((name) => portal.definition(type.name, name) !== undefined), type.created, type.modified, 'hs_object_id'])]
}

/** One record. `names` come from `shownNames`; `values` may hold an older version (search). */
export function renderRecord(portal: Portal, record: HubSpotRecord, names: readonly string[], history: readonly string[] = []): RenderedRecord {
  const properties: Record<string, string | null> = {}
  for (const name of names) properties[name] = valueOf(record, name) ?? null
  const rendered: RenderedRecord = {
    id: record.id, properties, createdAt: new Date(record.createdAt).toISOString(), updatedAt: new Date(record.updatedAt).toISOString(), archived: record.archived,
    url: `https://${portal.account.uiDomain}/contacts/${portal.account.portalId}/record/${record.type.id}/${record.id}`,
  }
  if (record.archivedAt !== undefined) rendered.archivedAt = new Date(record.archivedAt).toISOString()
  if (history.length > 0) {
    rendered.propertiesWithHistory = {}
    for (const name of history) {
      if (portal.definition(record.type.name, name) === undefined) continue
      rendered.propertiesWithHistory[name] = historyOf(record, name).toReversed().map((entry) => ({
        value: entry.value, timestamp: new Date(entry.timestamp).toISOString(), sourceType: entry.actor.sourceType, sourceId: entry.actor.sourceId,
        ...(entry.actor.sourceType === 'CRM_UI' ? { updatedByUserId: 1 } : {}),
      }))
    }
  }
  return rendered
}

/** Every filled property, as answers to writes show them. */
export function renderWritten(portal: Portal, record: HubSpotRecord): RenderedRecord {
  return renderRecord(portal, record, [...Object.keys(record.props), record.type.created, record.type.modified, 'hs_object_id'])
}

/** The `associations` of a GET: one entry per type, so that an id with two types stands there twice. */
export function renderAssociations(portal: Portal, record: HubSpotRecord, targets: readonly ObjectType[]): Record<string, unknown> | undefined {
  const shown: Record<string, unknown> = {}
  for (const target of targets) {
    const types = portal.associationTypes.between(record.type.name, target.name)
    const results: { id: string; type: string }[] = []
    for (const [id, typeIds] of record.links?.get(target.name) ?? []) {
      if (portal.store(target.name).byId.get(id)?.archived !== false) continue
      for (const typeId of typeIds) {
        const type = types.find((candidate) => candidate.typeId === typeId)
        if (type !== undefined) results.push({ id, type: type.name })
      }
    }
    if (results.length > 0) shown[target.associationKey] = { results }
  }
  return Object.keys(shown).length === 0 ? undefined : shown
}
