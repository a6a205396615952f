// After a restore: the books are read whole, marks and all, before the first run writes anything; then their connections are as any other again.
import { readKnown } from '../runs/read-known.ts'
import type { RunContext } from '../runs/context.ts'
import { setBooksRead, type ConnectionRow } from '../store/tables/connections.ts'
import type { Installation } from './installation.ts'

/** Whether one of a flow's connections came out of a backup and its books have not been read since. */
export function readsFirst(connections: readonly Pick<ConnectionRow, 'restored_at'>[]): boolean {
  return connections.some((one) => one.restored_at !== null)
}

/** Cut short, it is done whole again: the connections are released last. */
export async function readRestored(installation: Installation, ctx: RunContext): Promise<void> {
  ctx.progress.step = 'reading-books'
  installation.log.info({ flow: ctx.run.flow }, 'a backup was restored: the books are read whole before anything is written')
  await readKnown(ctx, { customers: true, articles: true, documents: true })
  await ctx.lease.ensureHeld()
  await setBooksRead(installation.db, ctx.run.org, [ctx.source.connection, ctx.books.connection])
}
