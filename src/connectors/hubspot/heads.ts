// Heads: is a sale still as it was read, deleted, merged or gone? Fresh, by id, never by search (facts 4.6, 8.20).
import type { SaleKind } from '../../core/sale-record.ts'
import type { SaleHead } from '../connector.ts'
import type { Api } from './api.ts'
import { inParallel, unique } from './batches.ts'
import { changeProperty, objectTypeIds } from './object-types.ts'
import { byRequestedId, changeStamp, readOne, readRecords } from './records.ts'
import { readPages, unreadableItem } from './pages.ts'
import { recordList, wireHead, wireRecord } from './schemas.ts'
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
    // One that cannot be read is left out here, and held whole when it is read again.
    const record = wireRecord.safeParse(await readOne(api, kind, id, properties))
    if (record.success) note(new Map([[id, record.data]]))
  })
  return [...found.values()]
}

/**
 * GET /crm/objects/2026-09/{type}?archived=true: the recycle bin, 90 days at most (facts 4.3, 4.5). HubSpot lists it by id,
 * so it is read whole, ids and times only, before the newest are given.
 */
export async function* readArchived(api: Api, kind: SaleKind): AsyncGenerator<string[]> {
  const template = `/crm/objects/{version}/${objectTypeIds[kind]}`
  const times = new Map<string, string>()
  await readPages(api, template, (after) => api.call(recordList, { method: 'GET', template, query: { archived: true, limit: 100, properties: changeProperty(kind), after } }), ({ results }) => {
    const before = times.size
    for (const raw of results) {
      const head = wireHead.safeParse(raw)
      if (!head.success) throw unreadableItem(api, template, head.error)
      times.set(head.data.id, toInstant(head.data.archivedAt) ?? '')
    }
    return times.size - before
  })
  const deleted = [...times].sort(([, a], [, b]) => b.localeCompare(a)).map(([id]) => id)
  for (let start = 0; start < deleted.length; start += 100) yield deleted.slice(start, start + 100)
}
