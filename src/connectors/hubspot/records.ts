// Records by id: batch read of 100 and what merges did to ids (facts 3.4, 4.3, 4.6).
import { Failure } from '../../core/failure.ts'
import type { Api } from './api.ts'
import { cut, inParallel } from './batches.ts'
import { changeProperty, objectTypeIds } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import { recordList, wireRecord } from './schemas.ts'
import type { WireRecord } from './schemas.ts'
import { toInstant } from './values.ts'

const batchSize = 100
/** Batches with history may be held to fewer (the cap is not documented, fact 9.5). */
const historyBatchSize = 50

export type BatchRead = { properties: string[]; history?: string[]; archived?: boolean }
export type RecordRead = { records: WireRecord[]; /** What did not fit the schema, whole. */ misfits: { id: string; raw: unknown; problem: string }[] }

/**
 * POST /crm/objects/2026-09/{type}/batch/read. Ids that do not exist are left out (207 with errors); absorbed ids answer as their survivor.
 * Unknown property names are dropped in silence (fact 4.3).
 */
export async function readRecords(api: Api, type: ObjectType, ids: string[], want: BatchRead): Promise<RecordRead> {
  const template = `/crm/objects/{version}/${objectTypeIds[type]}/batch/read`
  const ask = async (chunk: string[]): Promise<unknown[]> => {
    const json = { inputs: chunk.map((id) => ({ id })), properties: want.properties, ...(want.history === undefined ? {} : { propertiesWithHistory: want.history }) }
    const query = want.archived === true ? { archived: true } : {}
    try {
      return (await api.call(recordList, { method: 'POST', template, query, json })).results
    } catch (caught) {
      if (!(caught instanceof Failure)) throw caught
      if (caught.code === 'record-gone') return []
      if (caught.code !== 'vendor-refused' || want.history === undefined || chunk.length <= historyBatchSize) throw caught
      return (await inParallel(cut(chunk, historyBatchSize), ask)).flat()
    }
  }
  const answers = (await inParallel(cut(ids, batchSize), ask)).flat()
  const records = new Map<string, WireRecord>()
  const misfits: RecordRead['misfits'] = []
  for (const raw of answers) {
    const parsed = wireRecord.safeParse(raw)
    if (parsed.success) records.set(parsed.data.id, parsed.data)
    else misfits.push({ id: idOf(raw), raw, problem: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') })
  }
  return { records: [...records.values()], misfits }
}

/** "12;34" -> ids absorbed in merges. */
export function mergedIds(record: WireRecord): string[] {
  return (record.properties.hs_merged_object_ids ?? '').split(';').map((id) => id.trim()).filter((id) => id !== '')
}

/** Requested id -> the record that answers for it, survivors of merges included. */
export function byRequestedId(records: WireRecord[]): Map<string, WireRecord> {
  const found = new Map<string, WireRecord>()
  for (const record of records) for (const old of mergedIds(record)) found.set(old, record)
  for (const record of records) found.set(record.id, record)
  return found
}

/** The same text wherever a record is read: from the property, else the envelope (fact 4.7). */
export function changeStamp(record: { properties: Record<string, string | null | undefined>; updatedAt?: string | null }, type: ObjectType): string {
  const stated = record.properties[changeProperty(type)]
  return toInstant(stated) ?? toInstant(record.updatedAt) ?? stated ?? ''
}

function idOf(raw: unknown): string {
  return typeof raw === 'object' && raw !== null && 'id' in raw ? String(raw.id) : '?'
}
