// Write-back: status values from the outbox onto the source records, a hundred at a time, with its own retry. It never fails an order.
import { asFailure } from '../core/failure.ts'
import type { OutboxRow } from '../store/tables/outbox.ts'
import { documentScope, scaled, type RunContext } from './context.ts'
import { emptyCommit } from './outcome.ts'

const pageSize = 1_000
const longestWaitMs = 3_600_000
/** The source's clock, the database's and ours differ by no more. */
const clockSlackMs = 60_000

/** Sends what is due, page by page: while one is sent, the outcomes of the one before are saved and the one after is read. What comes meanwhile is the next call's. */
export async function sendOutbox(ctx: RunContext): Promise<void> {
  if (ctx.run.preview) return
  // Turned off after something was left to send: it would wait for ever, with an alert.
  if (!ctx.recipe.writeBack) return await ctx.at('write-back-clear', () => ctx.store.dropOutbox(ctx.source.connection, ctx.kind, ctx.run.flow))
  /** Asked once for all pages: the second one's search would show the first one's writes. */
  let changed: Map<string, string> | null = null
  let saving: Promise<void> = Promise.resolve()
  let next: Promise<OutboxRow[]> = Promise.resolve([])
  let rows = await due(ctx, null)
  try {
    while (rows.length > 0) {
      // What cannot be written now stays in the outbox for a later run.
      if (!(await ctx.at('write-back-read', () => ctx.mayWriteBack()))) break
      next = rows.length < pageSize ? Promise.resolve([]) : due(ctx, rows.at(-1)?.record_id ?? null)
      next.catch(() => undefined)
      changed ??= await changedMeanwhile(ctx)
      const asHandled = await unchanged(ctx, rows, changed)
      await ctx.lease.ensureHeld()
      const page = rows
      const results = await ctx.at('write-back-send', () => ctx.source.client.writeBack(ctx.kind, page.map((row) => ({ id: row.record_id, values: row.values }))))
      await saving
      saving = save(ctx, page, results, asHandled)
      saving.catch(() => undefined)
      // Nothing comes through: the pages behind would fare no better.
      if (!results.some((result) => result.outcome.type === 'written' || isGone(result))) break
      rows = await next
    }
  } finally {
    // Nothing is left being read or saved behind a run that ended.
    await Promise.allSettled([saving, next])
  }
  await saving
}

type Result = Awaited<ReturnType<RunContext['source']['client']['writeBack']>>[number]

function due(ctx: RunContext, after: string | null): Promise<OutboxRow[]> {
  return ctx.at('write-back-read', () => ctx.store.dueOutbox(ctx.source.connection, ctx.kind, new Date(ctx.now()), pageSize, after))
}

function isGone({ outcome }: Result): boolean {
  return outcome.type === 'refused' && outcome.failure.code === 'record-gone'
}

/** Keeps what came of a page: sent rows go, failed ones are tried later. */
async function save(ctx: RunContext, rows: OutboxRow[], results: Result[], asHandled: ReadonlySet<string>): Promise<void> {
  const versions = new Map(rows.map((row) => [row.record_id, row.version]))
  const sent = results.filter((result) => result.outcome.type === 'written').map((result) => ({ id: result.id, version: versions.get(result.id) ?? '0' }))
  // Our own write moved the record's change stamp: remembered, so that the next survey does not take the echo for news. Not where it hides somebody else's change.
  const stamps = results.flatMap(({ id, outcome }) => (outcome.type === 'written' && outcome.value.changedAt !== null && asHandled.has(id) ? [{ id, stamp: outcome.value.changedAt }] : []))
  await ctx.at('write-back-clear', () => ctx.store.noteEchoes(documentScope(ctx), ctx.run.flow, stamps))
  await ctx.at('write-back-clear', () => ctx.store.clearOutbox(ctx.source.connection, ctx.kind, sent))
  const goneIds = new Set(results.filter(isGone).map(({ id }) => id))
  if (goneIds.size > 0) await passOn(ctx, rows.filter((row) => goneIds.has(row.record_id)))
  const sentIds = new Set(sent.map((one) => one.id))
  const failed = rows.filter((row) => !sentIds.has(row.record_id) && !goneIds.has(row.record_id))
  if (failed.length === 0) return
  const first = results.find((result) => result.outcome.type !== 'written')?.outcome
  const problem = first !== undefined && first.type !== 'written' ? first.failure.message : 'no answer for the record'
  const tries = Math.max(...failed.map((row) => row.tries))
  const until = new Date(ctx.now() + scaled(ctx, Math.min(longestWaitMs, 30_000 * 2 ** Math.min(tries, 10))))
  await ctx.at('write-back-clear', () => ctx.store.deferOutbox(ctx.source.connection, ctx.kind, failed.map((row) => row.record_id), problem, until))
  ctx.log.warn({ flow: ctx.run.flow, records: failed.length, problem }, 'write-back deferred')
}

/** Nobody is left to tell of a deleted sale. One that was merged into another tells the survivor, unless that has had an outcome of its own as it is now. Of several that one survivor absorbed the last tells; what becomes of two documents is the survivor's own outcome. */
async function passOn(ctx: RunContext, rows: OutboxRow[]): Promise<void> {
  const heads = await ctx.at('write-back-read', () => ctx.source.client.heads(ctx.kind, rows.map((row) => row.record_id)))
  // The stamp that is read by an absorbed id is the survivor's.
  const merged = new Map(heads.flatMap(({ id, mergedInto, changedAt }) => (mergedInto === null ? [] : [[id, { survivor: mergedInto, changedAt }] as const])))
  const ids = [...new Set([...merged.values()].map(({ survivor }) => survivor))]
  const linked = await ctx.at('write-back-read', () => ctx.store.linkedStamps(documentScope(ctx), ids))
  const { held, seen } = await ctx.at('write-back-read', () => ctx.store.outcomesOf(ctx.run.flow, ctx.run.settingsVersion, ids))
  const told = new Map(rows.flatMap((row) => {
    const { survivor, changedAt } = merged.get(row.record_id) ?? {}
    return survivor === undefined || linked.has(survivor) || held.has(survivor) || seen.get(survivor) === changedAt ? [] : [[survivor, { recordId: survivor, values: row.values }] as const]
  }))
  if (told.size > 0) await ctx.at('write-back-clear', () => ctx.store.commit({ ...emptyCommit(ctx), outbox: [{ connection: ctx.source.connection, kind: ctx.kind, rows: [...told.values()] }] }, new Date(ctx.now())))
  await ctx.at('write-back-clear', () => ctx.store.clearOutbox(ctx.source.connection, ctx.kind, rows.map((row) => ({ id: row.record_id, version: row.version }))))
}

/** Stamps of the sales that anybody changed since this run began: one search, a moment before we write. Null when it cannot be asked. */
async function changedMeanwhile(ctx: RunContext): Promise<Map<string, string> | null> {
  const window = { from: new Date(ctx.run.startedAt.getTime() - clockSlackMs).toISOString(), to: new Date(ctx.now() + clockSlackMs).toISOString() }
  const stream = ctx.source.client.survey({ kind: ctx.kind, stages: ctx.recipe.stages, window, alsoChanged: 'all', afterId: null })
  const stamps = new Map<string, string>()
  try {
    for await (const heads of ctx.at.each('write-back-read', stream)) for (const { id, changedAt } of heads) stamps.set(id, changedAt)
    return stamps
  } catch (caught) {
    const failure = asFailure(caught)
    ctx.log.warn({ flow: ctx.run.flow, code: failure.code }, 'whether sales were changed meanwhile could not be asked')
    return null
  }
}

/** Records that are as this run dealt with them. What an earlier run had read, and what could not be asked about, counts as changed: that costs one reading by the next run. */
async function unchanged(ctx: RunContext, rows: OutboxRow[], changed: Map<string, string> | null): Promise<Set<string>> {
  if (changed === null) return new Set()
  const ids = rows.filter((row) => row.created_at >= ctx.run.startedAt).map((row) => row.record_id)
  const asked = ids.filter((id) => changed.has(id))
  if (asked.length === 0) return new Set(ids)
  const linked = await ctx.at('write-back-read', () => ctx.store.linkedStamps(documentScope(ctx), asked))
  const handled = await ctx.at('write-back-read', () => ctx.store.handledStamps(ctx.run.flow, ctx.run.settingsVersion, asked))
  return new Set(ids.filter((id) => !changed.has(id) || changed.get(id) === (linked.get(id) ?? handled.get(id))))
}
