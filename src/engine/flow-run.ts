// Starting a run: connections opened and checked, settings compiled against the live accounts, the lease taken; then the run itself.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { CallRecord } from '../connectors/connector.ts'
import { asFailure, Failure, type FailureData } from '../core/failure.ts'
import { executeRun, type RunEnd, type RunRequest } from '../runs/execute-run.ts'
import type { RunContext } from '../runs/context.ts'
import { holdLease } from '../runs/lease.ts'
import { makePoints, type PointHook } from '../runs/points.ts'
import { runStore } from '../store/run-store.ts'
import { rememberingHash } from '../store/secrets.ts'
import { listConnections, setConnectionState } from '../store/tables/connections.ts'
import { flowNamed, listFlows, type FlowRow } from '../store/tables/flows.ts'
import { beginRun, endRun, renewRun, type RunCounts, type RunRow } from '../store/tables/runs.ts'
import { openClient, pinnedAccount, type ClientRoom, type OpenedConnection } from './clients.ts'
import type { Installation } from './installation.ts'
import { version } from '../version.ts'
import { compileRecipe, parseFacts, readFacts } from './recipe.ts'
import { cachedFacts, saveFacts } from '../store/tables/lookups.ts'

export type RunOptions = RunRequest & { org: string; flow: string; trigger: string; preview: boolean }
export type Running = { run: RunRow; joined: boolean; tookOver: boolean; finished: Promise<RunEnd | null>; stop(): void }
/** Lets tests stop the process at a named await. */
export type RunHooks = { point?: PointHook }

const emptyCounts = (): RunCounts => ({ read: 0, created: 0, updated: 0, adopted: 0, skipped: 0, held: 0, failed: 0 })

/** Shortest lease, however fast the clock runs in a test: renewals need real time. */
const shortestLeaseMs = 2_000
const leaseMs = 10_000

/** Begins a run, or joins the one that is alive. `finished` settles when this process's run has ended; null when it was joined. */
export async function startRun(installation: Installation, options: RunOptions, hooks: RunHooks = {}): Promise<Running> {
  const flow = await flowNamed(installation.db, options.org, options.flow)
  if (flow === null) throw new Failure('unknown-flow', { name: options.flow })
  if (flow.state === 'paused' && options.trigger === 'schedule') throw new Failure('flow-paused', { flow: flow.name })
  const lease = Math.max(shortestLeaseMs, leaseMs / installation.environment.timeScale)
  const begun = await beginRun(installation.db, {
    id: randomUUID(), org: options.org, flow: flow.name, trigger: options.trigger, preview: options.preview, whole: options.recordIds === null, worker: installation.worker, leaseMs: lease, settingsVersion: flow.version,
  })
  if (begun.joined) return { run: begun.run, joined: true, tookOver: false, finished: Promise.resolve(null), stop: () => undefined }
  let stopping = false
  const finished = conduct(installation, flow, begun.run, options, lease, hooks, () => stopping)
  return { run: begun.run, joined: false, tookOver: begun.tookOver, finished, stop: () => void (stopping = true) }
}

async function conduct(installation: Installation, flow: FlowRow, run: RunRow, options: RunOptions, lease: number, hooks: RunHooks, stopRequested: () => boolean): Promise<RunEnd> {
  const counts = emptyCounts()
  const apiCalls: Record<string, number> = {}
  const calls = new Map<string, CallRecord[]>()
  const progress = { step: 'connecting', done: 0, total: null as number | null, waiting: 0 }
  const onCall = (call: CallRecord): void => {
    apiCalls[call.system] = (apiCalls[call.system] ?? 0) + 1
    if (call.about !== undefined) calls.set(call.about, [...(calls.get(call.about) ?? []), call])
  }
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
    const ctx = await makeContext({ installation, flow, run, options, hooks, counts, apiCalls, calls, progress, onCall, lease: held, opened, stopping: () => stopRequested() || held.lost() })
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
  await rememberBroken(installation, flow, end.failure)
  await endRun(installation.db, run.id, { ...end, counts, apiCalls })
  return end
}

/** A connection that needs a person is parked and shown; the others go on. */
async function rememberBroken(installation: Installation, flow: FlowRow, failure: FailureData | null): Promise<void> {
  const connection = failure?.params.connection
  if (failure === null || typeof connection !== 'string' || new Failure(failure.code).remedy !== 'reconnect') return
  await setConnectionState(installation.db, flow.org, connection, 'broken', failure)
}

/** What opening connections needs of an installation. */
export function roomOf(installation: Installation): ClientRoom {
  return { ...installation, hosts: installation.environment.hosts, timeScale: installation.environment.timeScale, version }
}

type Parts = {
  installation: Installation; flow: FlowRow; run: RunRow; options: RunOptions; hooks: RunHooks; counts: RunCounts; apiCalls: Record<string, number>; calls: Map<string, CallRecord[]>
  progress: RunContext['progress']; onCall(call: CallRecord): void; lease: RunContext['lease']; opened: OpenedConnection[]; stopping(): boolean
}

async function makeContext(parts: Parts): Promise<RunContext> {
  const { installation, flow, run, options } = parts
  const room = roomOf(installation)
  // What the clock or a vendor asked for can wait for what people asked for.
  const person = !['schedule', 'webhook'].includes(options.trigger)
  const source = await openClient(room, flow.org, flow.source, parts.onCall, person)
  parts.opened.push(source)
  const target = await openClient(room, flow.org, flow.target, parts.onCall, person)
  parts.opened.push(target)
  const sales = source.client.sales
  const books = target.client.books
  if (sales === undefined) throw new Failure('wrong-role', { connection: flow.source, role: 'sales' })
  if (books === undefined) throw new Failure('wrong-role', { connection: flow.target, role: 'books' })
  const sourceAccount = await pinnedAccount(room, flow.org, source)
  // A pinned account of the books is checked again before the first record is worked on, so that a run with nothing to do asks nothing.
  const booksAccount = target.row.account_id === null || target.row.state !== 'ok' ? await pinnedAccount(room, flow.org, target) : { id: target.row.account_id, name: target.row.account_name ?? '' }
  const hash = rememberingHash(installation.secrets.keyedHash)
  const store = runStore(installation.db, flow.org, booksAccount.id, installation.seal, hash)
  const kind = flow.settings.source === 'order' ? ('order' as const) : ('deal' as const)
  const factsKey = `${sourceAccount.id}:${booksAccount.id}:${kind}`
  const compile = async (fresh: boolean): Promise<RunContext['recipe']> => {
    const cached = fresh ? null : parseFacts(await cachedFacts(installation.db, flow.org, factsKey))
    const facts = cached !== null && installation.now() - Date.parse(cached.lookups.readAt) < 3_600_000 ? cached : await readFacts({ sales, books, kind })
    if (facts !== cached) await saveFacts(installation.db, flow.org, factsKey, facts, new Date(installation.now()))
    return compileRecipe({
      flow, facts, hash, timeScale: installation.environment.timeScale, markPrefix: source.connector.markPrefix ?? 'KB', sourceAccount: sourceAccount.id, booksAccount: booksAccount.id,
      booksSystem: target.connector.system, limits: books.limits, now: installation.now, since: options.preview ? options.since : null, severalSources: await hasSeveralSources(installation, flow),
    })
  }
  const staleAt = options.trigger === 'schedule' ? 3_600_000 : 60_000
  const ctx: RunContext = {
    run: { id: run.id, org: flow.org, flow: flow.name, trigger: options.trigger, preview: options.preview, worker: installation.worker, fence: run.fence, settingsVersion: flow.version },
    kind,
    otherFlows: new Set((await listFlows(installation.db, flow.org)).map((one) => one.name).filter((name) => name !== flow.name)),
    source: { client: sales, connection: flow.source, system: source.connector.system, label: source.connector.label, account: sourceAccount.id },
    books: { client: books, connection: flow.target, system: target.connector.system, label: target.connector.label, account: booksAccount.id },
    recipe: await compile(false),
    store, at: makePoints(parts.hooks.point), lease: parts.lease, now: installation.now,
    sleep: (ms) => pause(ms), uuid: randomUUID, timeScale: installation.environment.timeScale, stopping: parts.stopping,
    counts: parts.counts, apiCalls: parts.apiCalls, calls: parts.calls, progress: parts.progress, log: installation.log,
    beforeFirst: async () => {
      await pinnedAccount(room, flow.org, target)
      if (installation.now() - Date.parse(ctx.recipe.lookups.readAt) > staleAt) ctx.recipe = await compile(true)
      if (ctx.recipe.writeBack && !ctx.run.preview) {
        const problem = await sales.prepareWriteBack(ctx.kind)
        if (problem !== null) {
          installation.log.warn({ flow: flow.name, code: problem.code }, problem.message)
          ctx.recipe = { ...ctx.recipe, writeBack: false }
        }
      }
    },
  }
  return ctx
}

/** Whether sales of more than one source account go to these books. */
async function hasSeveralSources(installation: Installation, flow: FlowRow): Promise<boolean> {
  const [flows, connections] = await Promise.all([listFlows(installation.db, flow.org), listConnections(installation.db, flow.org)])
  const accounts = new Set(flows.filter((one) => one.target === flow.target && one.flow === flow.flow).map((one) => connections.find((connection) => connection.name === one.source)?.account_id ?? one.source))
  return accounts.size > 1
}
