// Associations: what belongs to each sale, read 1,000 sales at a time (facts 3.5, 6.2, 6.3, 6.6).
import { Failure } from '../../core/failure.ts'
import type { Api } from './api.ts'
import { cut, inParallel } from './batches.ts'
import { objectTypeIds } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import { endlessPages, unreadableItem } from './pages.ts'
import { readAssociated } from './plain.ts'
import { associationFrom, associationList } from './schemas.ts'

const batchSize = 1_000

/** `labels` as HubSpot shows them; `typeIds` tell the primary one. */
export type Associated = { id: string; typeIds: number[]; labels: string[] }
/** `problems`: records whose associations could not be read, with what was wrong. */
export type AssociationsRead = { found: Map<string, Associated[]>; problems: Map<string, string> }

/** POST /crm/associations/2026-09/{from}/{to}/batch/read. Records without associations are absent from the answer. */
export async function readAssociations(api: Api, from: ObjectType, to: ObjectType, ids: string[]): Promise<AssociationsRead> {
  const found = new Map<string, Map<string, Associated>>()
  const problems = new Map<string, string>()
  const template = `/crm/associations/{version}/${objectTypeIds[from]}/${objectTypeIds[to]}/batch/read`
  const ask = async (inputs: { id: string; after?: string }[]): Promise<void> => {
    const { results } = await api.call(associationList, { method: 'POST', template, json: { inputs } }).catch((caught: unknown) => {
      // A batch in which nothing is associated may be answered as not found.
      if (caught instanceof Failure && caught.code === 'record-gone') return { results: [] }
      throw caught
    })
    const more: { id: string; after: string }[] = []
    for (const raw of results) {
      const result = readAssociated(raw)
      if (!result.success) {
        const whose = associationFrom.safeParse(raw)
        if (!whose.success) throw unreadableItem(api, template, whose.error)
        problems.set(whose.data.from.id, `${to}: ${result.error.issues[0]?.path.join('.') ?? ''} ${result.error.issues[0]?.message ?? ''}`)
        continue
      }
      const { id } = result.data.from
      const list = found.get(id) ?? new Map<string, Associated>()
      found.set(id, list)
      const before = list.size
      for (const target of result.data.to ?? []) add(list, target)
      const after = result.data.paging?.next?.after
      if (after === undefined) continue
      if (list.size === before) throw endlessPages(api, template)
      more.push({ id, after })
    }
    if (more.length > 0) await ask(more)
  }
  await inParallel(cut(ids.map((id) => ({ id })), batchSize), ask)
  return { found: new Map([...found].map(([id, list]) => [id, [...list.values()]])), problems }
}

/** The same record named twice (on two pages, under two labels) is one. */
function add(list: Map<string, Associated>, target: { toObjectId: string; associationTypes?: { typeId?: number | null | undefined; label?: string | null | undefined }[] | null | undefined }): void {
  const types = target.associationTypes ?? []
  const one = list.get(target.toObjectId) ?? { id: target.toObjectId, typeIds: [], labels: [] }
  one.typeIds.push(...types.flatMap((type) => type.typeId ?? []))
  one.labels.push(...types.flatMap((type) => (type.label == null || type.label === '' ? [] : [type.label])))
  list.set(one.id, one)
}
