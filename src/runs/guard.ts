// The guard before every request that writes: the lease must be ours.
import type { LastLook } from '../connectors/connector.ts'
import type { RunContext } from './context.ts'

/** Throws `lease-lost` when another worker took over. The answer is asked once more in the turn in which the first byte leaves. */
export async function guard(ctx: RunContext, _key: string): Promise<LastLook> {
  await ctx.lease.ensureHeld()
  return ctx.lease.fresh
}
