// A part of another worker's run: parcels taken and worked under a lease of its own, until nothing is left to help with.
import { randomUUID } from 'node:crypto'
import { asFailure } from '../core/failure.ts'
import { createBell } from '../runs/bell.ts'
import { committer } from '../runs/committer.ts'
import type { RunContext } from '../runs/context.ts'
import { learntPrices } from '../runs/learnt-prices.ts'
import { holdLease } from '../runs/lease.ts'
import { workParcels, type ParcelSource } from '../runs/work-parcels.ts'
import { flowNamed } from '../store/tables/flows.ts'
import { beginPart, renewPart } from '../store/tables/parts.ts'
import { endRun, type RunState } from '../store/tables/runs.ts'
import type { OpenedConnection } from './clients.ts'
import { leaseOf } from './flow-run.ts'
import type { Installation } from './installation.ts'
import { makeContext, newTally, type RunHooks } from './run-context.ts'

/** A part that found nothing to take for this long ends; it begins anew when there is something. */
const idleMs = 1_500
const lookMs = 100

export type Helped = { state: RunState; /** Records of this part that have an outcome. */ done: number }

/** Helps with a run until it needs no help. Null when it has ended already. */
export async function helpRun(installation: Installation, run: { id: string; org: string; flow: string; trigger: string }, hooks: RunHooks, stopRequested: () => boolean): Promise<Helped | null> {
  const flow = await flowNamed(installation.db, run.org, run.flow)
  if (flow === null) return null
  const lease = leaseOf(installation)
  const part = await beginPart(installation.db, { id: randomUUID(), run: run.id, worker: installation.worker, leaseMs: lease })
  if (part === null) return null
  const tally = newTally()
  const { counts, apiCalls } = tally
  const seen = { stop: false, elsewhere: false }
  const held = holdLease({
    leaseMs: lease,
    clock: { wall: () => Date.now(), monotonic: () => performance.now() },
    renew: async () => {
      const renewed = await renewPart(installation.db, part.id, installation.worker, lease, tally)
      if (renewed === null) return false
      seen.stop = renewed.stop
      // The run was taken over, perhaps with other settings: what is begun is finished, the rest is helped with anew.
      seen.elsewhere = renewed.run !== run.id
      return true
    },
    onLost: () => installation.log.warn({ run: run.id, flow: flow.name }, 'the lease of a part of the run was lost'),
  })
  const opened: OpenedConnection[] = []
  let state: RunState = 'done'
  try {
    const ctx = await makeContext({
      installation, flow, hooks, tally, lease: held, opened, stopping: () => stopRequested() || seen.stop || held.lost(),
      run: { id: part.id, whole: run.id, startedAt: new Date(installation.now()), fence: part.fence, trigger: run.trigger, preview: false, since: null },
    })
    await ctx.beforeFirst()
    await workParcels(ctx, sourceOf(ctx, () => seen.elsewhere), { commits: committer(ctx), privatePrices: await learntPrices(ctx) })
  } catch (caught) {
    const failure = asFailure(caught)
    state = failure.code === 'stopping' ? 'stopped' : failure.code === 'lease-lost' ? 'interrupted' : 'failed'
    if (state === 'failed') installation.log.warn({ run: run.id, flow: flow.name, code: failure.code, detail: failure.detail }, failure.message)
  } finally {
    held.stop()
    await Promise.all(opened.map((one) => one.client.close()))
  }
  await endRun(installation.db, part.id, { state, failure: null, brake: null, counts, apiCalls })
  return { state, done: tally.progress.done }
}

function sourceOf(ctx: RunContext, elsewhere: () => boolean): ParcelSource {
  const bell = createBell()
  let idleSince: number | null = null
  return {
    bell,
    finished: async () => {
      idleSince = null
    },
    more: async () => {
      idleSince ??= ctx.now()
      if (elsewhere() || ctx.now() - idleSince > idleMs) return false
      await bell.heard(lookMs)
      return true
    },
  }
}
