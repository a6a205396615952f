// Survey: streams the heads of wanted sales in order of id, complete beyond the 10,000 results that a search gives (facts 3.3, 8.16).
import { Failure } from '../../core/failure.ts'
import type { SaleHead, SaleQuery } from '../connector.ts'
import type { Account } from './account.ts'
import type { Api } from './api.ts'
import { compareIds } from './batches.ts'
import { objectTypeIds, writeBackProperties } from './object-types.ts'
import { changeStamp } from './records.ts'
import { endlessPages, unreadableItem } from './pages.ts'
import { readHead } from './plain.ts'
import { recordList } from './schemas.ts'
import { planSearches, searchBody } from './survey-plan.ts'
import type { FilterGroup } from './survey-plan.ts'

/** POST /crm/objects/2026-09/{type}/search. Search lags by moments and never shows deleted records (fact 8.15). */
export async function* survey(api: Api, account: Account, query: SaleQuery): AsyncGenerator<SaleHead[]> {
  const properties = account.properties[query.kind]
  if (query.alsoChanged !== 'touched' || properties.readAt() !== null) {
    yield* searchAll(api, query, query.alsoChanged === 'touched' && (await properties.get()).has(writeBackProperties.status))
    return
  }
  // The property is nearly always there, and asking for the definitions would cost as much as the search: only when the search is refused it is looked for.
  let begun = false
  try {
    for await (const heads of searchAll(api, query, true)) {
      begun = true
      yield heads
    }
  } catch (caught) {
    const missing = !begun && caught instanceof Failure && caught.code === 'vendor-refused' && !(await properties.get()).has(writeBackProperties.status)
    if (!missing) throw caught
    yield* searchAll(api, query, false)
  }
}

async function* searchAll(api: Api, query: SaleQuery, touchable: boolean): AsyncGenerator<SaleHead[]> {
  const streams = planSearches(query, touchable).map((groups) => search(api, query, groups))
  if (streams.length === 1 && streams[0] !== undefined) yield* streams[0]
  else yield* merged(streams)
}

/** Pages of one search. Sorting by id and asking for ids above the last one needs no page number, so no cap is met. */
async function* search(api: Api, query: SaleQuery, groups: FilterGroup[]): AsyncGenerator<SaleHead[]> {
  const template = `/crm/objects/{version}/${objectTypeIds[query.kind]}/search`
  let afterId = query.afterId
  for (;;) {
    const json = searchBody(query, groups, afterId)
    const { results, paging } = await api.call(recordList, { method: 'POST', template, json })
    const heads = results.map((raw) => {
      const head = readHead(raw)
      if (!head.success) throw unreadableItem(api, template, head.error)
      return { id: head.data.id, changedAt: changeStamp(head.data, query.kind) }
    })
    const asked = afterId
    // What was not asked for, or stands out of order, would let the checkpoint move past sales that were never read.
    if (heads.some(({ id }, index) => compareIds(id, heads[index - 1]?.id ?? asked ?? '') <= 0)) throw endlessPages(api, template)
    const last = heads.at(-1)
    if (last === undefined) {
      if (paging?.next != null) throw endlessPages(api, template)
      return
    }
    yield heads
    if (paging?.next == null) return
    afterId = last.id
  }
}

/** Several ascending streams as one: ascending, each id once. */
async function* merged(streams: AsyncGenerator<SaleHead[]>[]): AsyncGenerator<SaleHead[]> {
  const lanes = await Promise.all(streams.map(async (stream) => ({ stream, page: await nextPage(stream) })))
  for (;;) {
    const live = lanes.filter((lane) => lane.page.length > 0)
    if (live.length === 0) return
    // Up to the lowest "last id" of the pages at hand, nothing can still come in between.
    const upTo = live.map((lane) => lane.page.at(-1)?.id ?? '').sort(compareIds)[0] ?? ''
    const ready = new Map<string, SaleHead>()
    for (const lane of live) {
      const rest = lane.page.findIndex((head) => compareIds(head.id, upTo) > 0)
      const taken = rest === -1 ? lane.page : lane.page.slice(0, rest)
      for (const head of taken) ready.set(head.id, head)
      lane.page = lane.page.slice(taken.length)
    }
    yield [...ready.values()].sort((a, b) => compareIds(a.id, b.id))
    await Promise.all(live.filter((lane) => lane.page.length === 0).map(async (lane) => (lane.page = await nextPage(lane.stream))))
  }
}

async function nextPage(stream: AsyncGenerator<SaleHead[]>): Promise<SaleHead[]> {
  const next = await stream.next()
  return next.done === true ? [] : next.value
}
