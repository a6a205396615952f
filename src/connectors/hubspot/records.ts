// Records by id: batch read of 100 and what merges did to ids (facts 3.4, 4.3, 4.6).
import { z } from 'zod'
import { Failure } from '../../core/failure.ts'
import type { Api } from './api.ts'
import { cut, inParallel } from './batches.ts'
import { changeProperty, objectTypeIds } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import { readRecord } from './plain.ts'
import { recordId, recordList } from './schemas.ts'
import type { WireRecord } from './schemas.ts'
import { toInstant } from './values.ts'

const batchSize = 100
/** Batches with history may be held to fewer (the cap is not documented, fact 9.5). */
const historyBatchSize = 50

/** `sure`: an id that the answer neither gives nor names as missing is asked for alone. */
export type BatchRead = { properties: string[]; history?: string[]; archived?: boolean; sure?: boolean }
export type RecordRead = { records: WireRecord[]; /** What did not fit the schema, whole. */ misfits: { id: string; raw: unknown; problem: string }[] }

/**
 * POST /crm/objects/2026-09/{type}/batch/read. Ids that do not exist are left out (207 with errors); absorbed ids answer as their survivor.
 * Unknown property names are dropped in silence (fact 4.3).
 */
export async function readRecords(api: Api, type: ObjectType, ids: string[], want: BatchRead): Promise<RecordRead> {
  const template = `/crm/objects/{version}/${objectTypeIds[type]}/batch/read`
  const missing = new Set<string>()
  const ask = async (chunk: string[]): Promise<unknown[]> => {
    const json = { inputs: chunk.map((id) => ({ id })), properties: want.properties, ...(want.history === undefined ? {} : { propertiesWithHistory: want.history }) }
    const query = want.archived === true ? { archived: true } : {}
    try {
      const answer = await api.call(recordList, { method: 'POST', template, query, json })
      for (const error of answer.errors ?? []) if (error.category === 'OBJECT_NOT_FOUND') for (const id of error.context?.ids ?? []) missing.add(String(id))
      return answer.results
    } catch (caught) {
      if (!(caught instanceof Failure)) throw caught
      if (caught.code === 'record-gone') {
        for (const id of chunk) missing.add(id)
        return []
      }
      if (caught.code !== 'vendor-refused' || want.history === undefined || chunk.length <= historyBatchSize) throw caught
      return (await inParallel(cut(chunk, historyBatchSize), ask)).flat()
    }
  }
  const answers = (await inParallel(cut(ids, batchSize), ask)).flat()
  const wanted = new Set(ids)
  const records = new Map<string, WireRecord>()
  const misfits: RecordRead['misfits'] = []
  for (const raw of answers) {
    const parsed = readRecord(raw)
    // What answers for none of the ids was not asked for: whatever it is, it is nobody's here.
    if (!parsed.success) { if (wanted.has(idOf(raw))) misfits.push(misfit(idOf(raw), raw, parsed.error)) }
    else if (wanted.has(parsed.data.id) || mergedIds(parsed.data).some((old) => wanted.has(old))) records.set(parsed.data.id, parsed.data)
  }
  if (want.sure !== true) return { records: [...records.values()], misfits }
  const known = new Set([...byRequestedId([...records.values()]).keys(), ...misfits.map(({ id }) => id), ...missing])
  const rest = await alone(api, type, ids.filter((id) => !known.has(id)), want)
  return { records: [...records.values(), ...rest.records], misfits: [...misfits, ...rest.misfits] }
}

/** Ids that a batch passed over in silence, one by one: what is lost on the way must not be taken for deleted. */
async function alone(api: Api, type: ObjectType, ids: string[], want: BatchRead): Promise<RecordRead> {
  const read: RecordRead = { records: [], misfits: [] }
  await inParallel(ids, async (id) => {
    const raw = await readOne(api, type, id, want.properties, want.history)
    if (raw === null) return
    const parsed = readRecord(raw)
    if (!parsed.success) read.misfits.push(misfit(id, raw, parsed.error))
    else if (parsed.data.id === id || mergedIds(parsed.data).includes(id)) read.records.push(parsed.data)
    // A survivor that does not list whom it absorbed: it answered to the old id, so it did.
    else read.records.push({ ...parsed.data, properties: { ...parsed.data.properties, hs_merged_object_ids: [...mergedIds(parsed.data), id].join(';') } })
  })
  return read
}

/** GET /crm/objects/2026-09/{type}/{id}, as it came; null when it does not exist. */
export async function readOne(api: Api, type: ObjectType, id: string, properties: string[], history?: string[]): Promise<unknown> {
  const query = { properties: properties.join(','), ...(history === undefined ? {} : { propertiesWithHistory: history.join(',') }) }
  try {
    return await api.call(z.unknown(), { method: 'GET', template: `/crm/objects/{version}/${objectTypeIds[type]}/{id}`, ids: { id }, query })
  } catch (caught) {
    if (caught instanceof Failure && caught.code === 'record-gone') return null
    throw caught
  }
}

function misfit(id: string, raw: unknown, error: z.ZodError): RecordRead['misfits'][number] {
  return { id, raw, problem: error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') }
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

/** '' when the record does not say which it is. */
function idOf(raw: unknown): string {
  const named = z.object({ id: recordId }).safeParse(raw)
  return named.success ? named.data.id : ''
}
