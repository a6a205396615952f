// The survey: which records a run visits. Windows of change, held ones that are due, young linked ones, deleted ones; each id once.
import { documentScope, hourMs, scaled, type RunContext } from './context.ts'
import type { RunRequest } from './execute-run.ts'

/** `from: null` = from the beginning. */
export type Window = { from: string | null; to: string; afterId: string | null }
/** A block's ids in ascending order. `unlinked`: how many have no document yet. `window`: null for records visited by id. */
export type Visit = { ids: string[]; unlinked: number; window: Window | null; lastId: string | null }

/** Two windows overlap by this much, since the source's index lags behind its records. */
const overlapMs = 10 * 60_000
/** Records in one block: five pages of the source's survey. */
export const blockSize = 1_000
/** Linked sales this young are read again by id every hour: lines and associations move no stamp. */
const youngMs = 48 * hourMs

/** The windows to read: the rest of one that was interrupted, then what changed since. `surveyed`: how far parcels of an earlier worker were handed out, beyond the checkpoint. */
export async function windowsOf(ctx: RunContext, request: RunRequest, surveyed: Window | null = null): Promise<Window[]> {
  if (request.recordIds !== null) return []
  const to = new Date(ctx.now()).toISOString()
  if (request.since !== null) return [{ from: request.since, to, afterId: null }]
  if (request.full) return [{ from: null, to, afterId: null }]
  const cursor = await ctx.store.cursorOf(ctx.run.flow)
  const windows: Window[] = []
  let doneTo = cursor.done_to
  const rest = surveyed ?? (cursor.window_to === null ? null : { from: cursor.window_from?.toISOString() ?? null, to: cursor.window_to.toISOString(), afterId: cursor.after_id })
  if (rest !== null) {
    windows.push(rest)
    doneTo = new Date(rest.to)
  }
  const from = doneTo === null ? ctx.recipe.startFrom : new Date(doneTo.getTime() - overlapMs).toISOString()
  windows.push({ from, to, afterId: null })
  return windows
}

/** Blocks of ids to visit. Records whose stamp was handled already under the present settings are left out, and those that somebody has already. `found` is called when the first one to visit is known, which may be long before its block is whole. */
export async function* idsToVisit(ctx: RunContext, request: RunRequest, windows: Window[], size: number, taken: string[] = [], found: () => void = () => undefined): AsyncIterable<Visit> {
  const visited = new Set<string>(taken)
  if (request.recordIds !== null) {
    const wanted = request.recordIds.filter((id) => !visited.has(id))
    for (let from = 0; from < wanted.length; from += size) {
      const ids = wanted.slice(from, from + size)
      yield { ids, unlinked: ids.length, window: null, lastId: null }
    }
    return
  }
  for (const window of windows) yield* windowVisits(ctx, request, window, size, visited, found)
  const byId = await idsByName(ctx, request)
  const rest = byId.filter((id) => !visited.has(id))
  for (let from = 0; from < rest.length; from += size) {
    const ids = rest.slice(from, from + size)
    const linked = await ctx.store.linkedStamps(documentScope(ctx), ids)
    yield { ids, unlinked: ids.length - linked.size, window: null, lastId: null }
  }
}

async function* windowVisits(ctx: RunContext, request: RunRequest, window: Window, size: number, visited: Set<string>, found: () => void): AsyncIterable<Visit> {
  let ids: string[] = []
  let unlinked = 0
  let lastId: string | null = null
  const everything = request.full || ctx.run.preview || request.since !== null
  const pages = ctx.source.client.survey({
    kind: ctx.kind, stages: ctx.recipe.stages, window: window.from === null ? null : { from: window.from, to: window.to }, afterId: window.afterId, alsoChanged: ctx.recipe.writeBack ? 'touched' : 'all',
  })
  for await (const heads of pages) {
    const all = heads.map((head) => head.id)
    const [linked, handled] = await Promise.all([ctx.store.linkedStamps(documentScope(ctx), all), ctx.store.handledStamps(ctx.run.flow, ctx.run.settingsVersion, all)])
    for (const head of heads) {
      lastId = head.id
      if (visited.has(head.id)) continue
      const known = linked.has(head.id)
      if (!everything && (linked.get(head.id) === head.changedAt || (!known && handled.get(head.id) === head.changedAt))) continue
      // The nightly compare looks at every linked sale: changed lines and associations move no stamp.
      if (everything && !request.full && known && linked.get(head.id) === head.changedAt) continue
      visited.add(head.id)
      ids.push(head.id)
      if (!known) unlinked += 1
    }
    if (ids.length > 0) found()
    if (ids.length >= size) {
      yield { ids, unlinked, window, lastId }
      ids = []
      unlinked = 0
    }
  }
  if (ids.length > 0 || lastId !== null) yield { ids, unlinked, window, lastId }
}

/** Held records that are due, and once an hour young linked and deleted ones. */
async function idsByName(ctx: RunContext, request: RunRequest): Promise<string[]> {
  if (ctx.run.preview) return []
  const ids = new Set<string>()
  const now = new Date(ctx.now())
  if (request.held !== 'none') {
    const triedBefore = request.held === 'all' ? now : new Date(now.getTime() - scaled(ctx, hourMs))
    for (const id of await ctx.store.dueHeld(ctx.run.flow, { now, triedBefore, settingsVersion: ctx.run.settingsVersion })) ids.add(id)
  }
  const cursor = await ctx.store.cursorOf(ctx.run.flow)
  const lastCheck = cursor.archived_checked_at?.getTime() ?? 0
  if (cursor.done_to !== null && now.getTime() - lastCheck >= scaled(ctx, hourMs)) {
    for (const id of await ctx.store.youngLinks(documentScope(ctx), ctx.run.flow, new Date(now.getTime() - youngMs))) ids.add(id)
  }
  if (cursor.done_to !== null) {
    for await (const page of ctx.source.client.archived(ctx.kind)) {
      const linked = await ctx.store.linkedStamps(documentScope(ctx), page)
      for (const id of linked.keys()) ids.add(id)
      if (linked.size === 0 || now.getTime() - lastCheck < scaled(ctx, hourMs)) break
    }
  }
  return [...ids]
}
