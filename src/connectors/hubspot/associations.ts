// Associations: what belongs to each sale, read 1,000 sales at a time (facts 3.5, 6.2, 6.3, 6.6).
import { Failure } from '../../core/failure.ts'
import type { Api } from './api.ts'
import { cut, inParallel } from './batches.ts'
import { objectTypeIds } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import { associationList } from './schemas.ts'

const batchSize = 1_000

/** `labels` as HubSpot shows them; `typeIds` tell the primary one. */
export type Associated = { id: string; typeIds: number[]; labels: string[] }

/** POST /crm/associations/2026-09/{from}/{to}/batch/read. Records without associations are absent from the answer. */
export async function readAssociations(api: Api, from: ObjectType, to: ObjectType, ids: string[]): Promise<Map<string, Associated[]>> {
  const found = new Map<string, Associated[]>()
  const template = `/crm/associations/{version}/${objectTypeIds[from]}/${objectTypeIds[to]}/batch/read`
  const ask = async (inputs: { id: string; after?: string }[]): Promise<void> => {
    const { results } = await api.call(associationList, { method: 'POST', template, json: { inputs } }).catch((caught: unknown) => {
      // A batch in which nothing is associated may be answered as not found.
      if (caught instanceof Failure && caught.code === 'record-gone') return { results: [] }
      throw caught
    })
    const more: { id: string; after: string }[] = []
    for (const result of results) {
      const list = found.get(result.from.id) ?? []
      found.set(result.from.id, list)
      for (const target of result.to ?? []) {
        const types = target.associationTypes ?? []
        list.push({ id: target.toObjectId, typeIds: types.flatMap((type) => type.typeId ?? []), labels: types.flatMap((type) => (type.label == null || type.label === '' ? [] : [type.label])) })
      }
      const after = result.paging?.next?.after
      if (after !== undefined) more.push({ id: result.from.id, after })
    }
    if (more.length > 0) await ask(more)
  }
  await inParallel(cut(ids.map((id) => ({ id })), batchSize), ask)
  return found
}
