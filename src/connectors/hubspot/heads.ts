// Heads: is a sale still as it was read, deleted, merged or gone? Fresh, by id, never by search (facts 4.6, 8.20).
import { Failure } from '../../core/failure.ts'
import type { SaleKind } from '../../core/sale-record.ts'
import type { SaleHead } from '../connector.ts'
import type { Api } from './api.ts'
import { inParallel, unique } from './batches.ts'
import { changeProperty, objectTypeIds } from './object-types.ts'
import { byRequestedId, changeStamp, readRecords } from './records.ts'
import { recordList, wireRecord } from './schemas.ts'
import type { WireRecord } from './schemas.ts'
import { toInstant } from './values.ts'

export type FreshHead = SaleHead & { archived: boolean; mergedInto: string | null }

/** Ids that exist nowhere, not even in the recycle bin, are left out. */
export async function readHeads(api: Api, kind: SaleKind, ids: string[]): Promise<FreshHead[]> {
  const properties = [changeProperty(kind), 'hs_merged_object_ids']
  const wanted = unique(ids)
  const found = new Map<string, FreshHead>()
  const note = (records: Map<string, WireRecord>) => {
    for (const id of wanted) {
      const record = records.get(id)
      if (record === undefined || found.has(id)) continue
      found.set(id, { id, changedAt: changeStamp(record, kind), archived: record.archived === true, mergedInto: record.id === id ? null : record.id })
    }
  }
  const missing = () => wanted.filter((id) => !found.has(id))

  note(byRequestedId((await readRecords(api, kind, wanted, { properties })).records))
  if (missing().length === 0) return [...found.values()]
  const deleted = await readRecords(api, kind, missing(), { properties, archived: true })
  note(byRequestedId(deleted.records.map((record) => ({ ...record, archived: true }))))
  // A survivor that does not list the ids it absorbed answers only to a single read by the old id.
  await inParallel(missing(), async (id) => {
    const record = await readOne(api, kind, id, properties)
    if (record !== null) note(new Map([[id, record]]))
  })
  return [...found.values()]
}

/** GET /crm/objects/2026-09/{type}/{id}; null when it does not exist. */
async function readOne(api: Api, kind: SaleKind, id: string, properties: string[]): Promise<WireRecord | null> {
  try {
    return await api.call(wireRecord, { method: 'GET', template: `/crm/objects/{version}/${objectTypeIds[kind]}/{id}`, ids: { id }, query: { properties: properties.join(',') } })
  } catch (caught) {
    if (caught instanceof Failure && caught.code === 'record-gone') return null
    throw caught
  }
}

/**
 * GET /crm/objects/2026-09/{type}?archived=true: the recycle bin, 90 days at most (facts 4.3, 4.5). HubSpot lists it by id,
 * so it is read whole, ids and times only, before the newest are given.
 */
export async function* readArchived(api: Api, kind: SaleKind): AsyncGenerator<string[]> {
  const deleted: { id: string; at: string }[] = []
  let after: string | undefined
  do {
    const page = await api.call(recordList, { method: 'GET', template: `/crm/objects/{version}/${objectTypeIds[kind]}`, query: { archived: true, limit: 100, properties: changeProperty(kind), after } })
    for (const raw of page.results) {
      const record = wireRecord.pick({ id: true, archivedAt: true }).parse(raw)
      deleted.push({ id: record.id, at: toInstant(record.archivedAt) ?? '' })
    }
    after = page.paging?.next?.after
  } while (after !== undefined)
  deleted.sort((a, b) => b.at.localeCompare(a.at))
  for (let start = 0; start < deleted.length; start += 100) yield deleted.slice(start, start + 100).map(({ id }) => id)
}
