// Write-back: status values from the outbox onto the source records, a hundred at a time, with its own retry. It never fails an order.
import { documentScope, scaled, type RunContext } from './context.ts'

const pageSize = 1_000
const longestWaitMs = 3_600_000

/** Sends what is due, until nothing is. */
export async function sendOutbox(ctx: RunContext): Promise<void> {
  if (ctx.run.preview || !ctx.recipe.writeBack) return
  for (;;) {
    const rows = await ctx.at('write-back-read', () => ctx.store.dueOutbox(ctx.source.connection, ctx.kind, new Date(ctx.now()), pageSize))
    if (rows.length === 0) return
    // What cannot be written now stays in the outbox for a later run.
    if (!(await ctx.at('write-back-read', () => ctx.mayWriteBack()))) return
    const versions = new Map(rows.map((row) => [row.record_id, row.version]))
    const asHandled = await unchangedSince(ctx, rows.map((row) => row.record_id))
    await ctx.lease.ensureHeld()
    const results = await ctx.at('write-back-send', () => ctx.source.client.writeBack(ctx.kind, rows.map((row) => ({ id: row.record_id, values: row.values }))))
    const sent = results.filter((result) => result.outcome.type === 'written').map((result) => ({ id: result.id, version: versions.get(result.id) ?? '0' }))
    // Our own write moved the record's change stamp: remembered, so that the next survey does not take the echo for news. Not where it hides somebody else's change.
    const stamps = results.flatMap(({ id, outcome }) => (outcome.type === 'written' && outcome.value.changedAt !== null && asHandled.has(id) ? [{ id, stamp: outcome.value.changedAt }] : []))
    await ctx.at('write-back-clear', () => ctx.store.noteEchoes(documentScope(ctx), ctx.run.flow, stamps))
    await ctx.at('write-back-clear', () => ctx.store.clearOutbox(ctx.source.connection, ctx.kind, sent))
    const sentIds = new Set(sent.map((one) => one.id))
    const failed = rows.filter((row) => !sentIds.has(row.record_id))
    if (failed.length > 0) {
      const first = results.find((result) => result.outcome.type !== 'written')?.outcome
      const problem = first !== undefined && first.type !== 'written' ? first.failure.message : 'no answer for the record'
      const tries = Math.max(...failed.map((row) => row.tries))
      const until = new Date(ctx.now() + scaled(ctx, Math.min(longestWaitMs, 30_000 * 2 ** Math.min(tries, 10))))
      await ctx.at('write-back-clear', () => ctx.store.deferOutbox(ctx.source.connection, ctx.kind, failed.map((row) => row.record_id), problem, until))
      ctx.log.warn({ flow: ctx.run.flow, records: failed.length, problem }, 'write-back deferred')
      if (sent.length === 0) return
    }
  }
}

/** Records that nobody changed since we last dealt with them, asked of the source just before we write: one call per hundred. */
async function unchangedSince(ctx: RunContext, ids: string[]): Promise<Set<string>> {
  const linked = await ctx.at('write-back-read', () => ctx.store.linkedStamps(documentScope(ctx), ids))
  const handled = await ctx.at('write-back-read', () => ctx.store.handledStamps(ctx.run.flow, ctx.run.settingsVersion, ids))
  // Who cannot be asked counts as changed: that costs one reading by the next run.
  const heads = await ctx.at('write-back-read', () => ctx.source.client.heads(ctx.kind, ids).catch(() => []))
  return new Set(heads.filter(({ id, changedAt }) => changedAt === (linked.get(id) ?? handled.get(id))).map(({ id }) => id))
}
