// Starting a run: the lease taken, the context made, then the run itself; and what is remembered of its end.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { asFailure, Failure, type FailureData } from '../core/failure.ts'
import { executeRun, type RunEnd, type RunRequest } from '../runs/execute-run.ts'
import { holdLease } from '../runs/lease.ts'
import { setConnectionState } from '../store/tables/connections.ts'
import { flowNamed, type FlowRow } from '../store/tables/flows.ts'
import { beginRun, endRun, renewRun, type RunRow } from '../store/tables/runs.ts'
import { readRestored, readsFirst } from './after-restore.ts'
import type { OpenedConnection } from './clients.ts'
import type { Installation } from './installation.ts'
import { makeContext, newTally, type RunHooks } from './run-context.ts'

export type RunOptions = RunRequest & { org: string; flow: string; trigger: string; preview: boolean }
export type Running = { run: RunRow; joined: boolean; tookOver: boolean; finished: Promise<RunEnd | null>; stop(): void }

/** What is stored of a request, for a worker that goes on with the run. */
export const storedRequest = z.object({
  recordIds: z.array(z.string()).nullable(), since: z.string().nullable(), approved: z.boolean(), held: z.enum(['due', 'all', 'none']), full: z.boolean(), waitForOutcomes: z.boolean(),
}) satisfies z.ZodType<Omit<RunRequest, 'goesOn'>>

/** Shortest lease, however fast the clock runs in a test: renewals need real time. */
const shortestLeaseMs = 2_000
const leaseMs = 10_000

export function leaseOf(installation: Installation): number {
  return Math.max(shortestLeaseMs, leaseMs / installation.environment.timeScale)
}

/** Begins a run, or joins the one that is alive. `finished` settles when this process's run has ended; null when it was joined. */
export async function startRun(installation: Installation, options: RunOptions, hooks: RunHooks = {}): Promise<Running> {
  const flow = await flowNamed(installation.db, options.org, options.flow)
  if (flow === null) throw new Failure('unknown-flow', { name: options.flow })
  if (flow.state === 'paused' && options.trigger === 'schedule') throw new Failure('flow-paused', { flow: flow.name })
  const lease = leaseOf(installation)
  const begun = await beginRun(installation.db, {
    id: randomUUID(), org: options.org, flow: flow.name, trigger: options.trigger, preview: options.preview, whole: options.recordIds === null, worker: installation.worker, leaseMs: lease, settingsVersion: flow.version,
    ...(options.preview ? {} : { request: storedRequest.parse(options) }),
  })
  if (begun.joined) return { run: begun.run, joined: true, tookOver: false, finished: Promise.resolve(null), stop: () => undefined }
  let stopping = false
  const finished = conduct(installation, flow, begun.run, options, lease, hooks, () => stopping)
  return { run: begun.run, joined: false, tookOver: begun.tookOver, finished, stop: () => void (stopping = true) }
}

async function conduct(installation: Installation, flow: FlowRow, run: RunRow, options: RunOptions, lease: number, hooks: RunHooks, stopRequested: () => boolean): Promise<RunEnd> {
  const tally = newTally()
  const { counts, apiCalls, progress } = tally
  const held = holdLease({
    leaseMs: lease,
    clock: { wall: () => Date.now(), monotonic: () => performance.now() },
    renew: async () => {
      // No `at` here: renewing writes nothing that an outcome depends on.
      return await renewRun(installation.db, run.id, installation.worker, lease, { counts, apiCalls, progress })
    },
    onLost: () => installation.log.warn({ run: run.id, flow: flow.name }, 'the lease of the run was lost'),
  })
  const opened: OpenedConnection[] = []
  let end: RunEnd
  try {
    const ctx = await makeContext({
      installation, flow, hooks, tally, lease: held, opened, stopping: () => stopRequested() || held.lost(),
      run: { id: run.id, whole: run.id, startedAt: run.started_at, fence: run.fence, trigger: options.trigger, preview: options.preview, since: options.since },
    })
    if (!options.preview && readsFirst(opened.map((one) => one.row))) await readRestored(installation, ctx)
    progress.step = 'reading'
    end = await executeRun(ctx, options)
  } catch (caught) {
    const failure = asFailure(caught)
    installation.log.error({ run: run.id, flow: flow.name, code: failure.code, detail: failure.detail }, failure.message)
    end = { state: 'failed', failure: failure.toData(), brake: null }
  } finally {
    held.stop()
    await Promise.all(opened.map((one) => one.client.close()))
  }
  try {
    await rememberBroken(installation, flow, end.failure)
    await endRun(installation.db, run.id, { ...end, counts, apiCalls })
  } catch (caught) {
    // The database is away: the run is closed, and gone on with, by whoever finds its lease over.
    installation.log.error({ run: run.id, flow: flow.name, error: asFailure(caught).message }, 'the end of the run could not be saved')
  }
  return end
}

/** A connection that needs a person is parked and shown; the others go on. */
async function rememberBroken(installation: Installation, flow: FlowRow, failure: FailureData | null): Promise<void> {
  const connection = failure?.params.connection
  if (failure === null || typeof connection !== 'string' || new Failure(failure.code).remedy !== 'reconnect') return
  await setConnectionState(installation.db, flow.org, connection, 'broken', failure)
}
