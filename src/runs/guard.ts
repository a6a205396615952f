// The guard before every request that writes: the lease must be ours.
import type { RunContext } from './context.ts'

/** Throws `lease-lost` when another worker took over. */
export async function guard(ctx: RunContext, _key: string): Promise<void> {
  await ctx.lease.ensureHeld()
}
