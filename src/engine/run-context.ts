// The context of a run or a part of one: connections opened and checked, settings compiled against the live accounts.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { CallRecord, SalesSource } from '../connectors/connector.ts'
import { asFailure, Failure } from '../core/failure.ts'
import type { SaleKind } from '../core/sale-record.ts'
import type { RunContext } from '../runs/context.ts'
import { leastPiece } from '../runs/pieces.ts'
import { makePoints, type PointHook } from '../runs/points.ts'
import { parcelStore } from '../store/parcel-store.ts'
import { runStore } from '../store/run-store.ts'
import { rememberingHash } from '../store/secrets.ts'
import { listConnections } from '../store/tables/connections.ts'
import { listFlows, type FlowRow } from '../store/tables/flows.ts'
import { cachedFacts, saveFacts } from '../store/tables/lookups.ts'
import type { RunCounts } from '../store/tables/runs.ts'
import { version } from '../version.ts'
import { openClient, pinnedAccount, type ClientRoom, type OpenedConnection } from './clients.ts'
import type { Installation } from './installation.ts'
import { compileRecipe, parseFacts, readFacts } from './recipe.ts'

/** Lets tests stop the process at a named await, and share few records among several workers. */
export type RunHooks = { point?: PointHook; leastPiece?: number }

/** What a worker keeps of its run or part: how far it is, and the calls it made. */
export type Tally = { counts: RunCounts; apiCalls: Record<string, number>; calls: Map<string, CallRecord[]>; progress: RunContext['progress']; onCall(call: CallRecord): void }

export function newTally(): Tally {
  const apiCalls: Record<string, number> = {}
  const calls = new Map<string, CallRecord[]>()
  return {
    apiCalls, calls, counts: { read: 0, created: 0, updated: 0, adopted: 0, skipped: 0, held: 0, failed: 0 }, progress: { step: 'connecting', done: 0, total: null, waiting: 0 },
    onCall: (call) => {
      apiCalls[call.system] = (apiCalls[call.system] ?? 0) + 1
      if (call.about !== undefined) calls.set(call.about, [...(calls.get(call.about) ?? []), call])
    },
  }
}

/** What opening connections needs of an installation. */
export function roomOf(installation: Installation): ClientRoom {
  return { ...installation, hosts: installation.environment.hosts, timeScale: installation.environment.timeScale, version }
}

type Parts = {
  installation: Installation; flow: FlowRow; hooks: RunHooks; tally: Tally; lease: RunContext['lease']; stopping(): boolean
  run: { id: string; whole: string; startedAt: Date; fence: string; trigger: string; preview: boolean; /** Of a preview over a time of its own. */ since: string | null }
  /** Filled with what is to be closed, also when a later one fails. */
  opened: OpenedConnection[]
}

export async function makeContext(parts: Parts): Promise<RunContext> {
  const { installation, flow, run, tally } = parts
  const room = roomOf(installation)
  // What the clock or a vendor asked for can wait for what people asked for.
  const person = !['schedule', 'webhook'].includes(run.trigger)
  const source = await openClient(room, flow.org, flow.source, tally.onCall, person)
  parts.opened.push(source)
  const target = await openClient(room, flow.org, flow.target, tally.onCall, person)
  parts.opened.push(target)
  const sales = source.client.sales
  const books = target.client.books
  if (sales === undefined) throw new Failure('wrong-role', { connection: flow.source, role: 'sales' })
  if (books === undefined) throw new Failure('wrong-role', { connection: flow.target, role: 'books' })
  const sourceAccount = await pinnedAccount(room, flow.org, source)
  // A pinned account of the books is checked again before the first record is worked on, so that a run with nothing to do asks nothing.
  const booksAccount = target.row.account_id === null || target.row.state !== 'ok' || target.row.restored_at !== null ? await pinnedAccount(room, flow.org, target) : { id: target.row.account_id, name: target.row.account_name ?? '' }
  const hash = rememberingHash(installation.secrets.keyedHash)
  const store = runStore(installation.db, flow.org, booksAccount.id, installation.seal, hash)
  const kind = flow.settings.source === 'order' ? ('order' as const) : ('deal' as const)
  const factsKey = `${sourceAccount.id}:${booksAccount.id}:${kind}`
  const compile = async (fresh: boolean): Promise<RunContext['recipe']> => {
    const cached = fresh ? null : parseFacts(await cachedFacts(installation.db, flow.org, factsKey))
    const facts = cached !== null && installation.now() - Date.parse(cached.lookups.readAt) < 3_600_000 ? cached : await readFacts({ sales, books, kind })
    if (facts !== cached) await saveFacts(installation.db, flow.org, factsKey, facts, new Date(installation.now()))
    try {
      return compileRecipe({
        flow, facts, hash, timeScale: installation.environment.timeScale, markPrefix: source.connector.markPrefix ?? 'KB', sourceAccount: sourceAccount.id, booksAccount: booksAccount.id,
        booksSystem: target.connector.system, limits: books.limits, now: installation.now, since: run.preview ? run.since : null, severalSources: await hasSeveralSources(installation, flow),
      })
    } catch (caught) {
      // What does not work with what was read within the hour may work with what is there now: the books were mended, or a list was read wrongly.
      if (facts !== cached || asFailure(caught).code !== 'settings-cannot-work') throw caught
      return await compile(true)
    }
  }
  const staleAt = run.trigger === 'schedule' ? 3_600_000 : 60_000
  const prepare = (): Promise<boolean> => prepareWriteBack(installation, flow.name, sales, kind)
  let early: Promise<boolean> | null = null
  let asked: Promise<boolean> | null = null
  const ctx: RunContext = {
    run: { id: run.id, whole: run.whole, startedAt: run.startedAt, org: flow.org, flow: flow.name, trigger: run.trigger, preview: run.preview, worker: installation.worker, fence: run.fence, settingsVersion: flow.version },
    kind,
    otherFlows: new Set((await listFlows(installation.db, flow.org)).map((one) => one.name).filter((name) => name !== flow.name)),
    source: { client: sales, connection: flow.source, system: source.connector.system, label: source.connector.label, account: sourceAccount.id },
    books: { client: books, connection: flow.target, system: target.connector.system, label: target.connector.label, account: booksAccount.id },
    recipe: await compile(false),
    store, parcels: parcelStore(installation.db, { org: flow.org, flow: flow.name }, { id: run.id, worker: installation.worker }),
    place: () => installation.places.enter({ org: flow.org, person }), crowded: () => installation.places.crowded(), leastPiece: parts.hooks.leastPiece ?? leastPiece, at: makePoints(parts.hooks.point), lease: parts.lease, now: installation.now,
    sleep: (ms) => pause(ms), uuid: randomUUID, timeScale: installation.environment.timeScale, stopping: parts.stopping,
    counts: tally.counts, apiCalls: tally.apiCalls, calls: tally.calls, progress: tally.progress, log: installation.log,
    beforeFirst: async () => {
      await pinnedAccount(room, flow.org, target)
      if (installation.now() - Date.parse(ctx.recipe.lookups.readAt) > staleAt) ctx.recipe = await compile(true)
    },
    readyWriteBack: () => void (early ??= prepare()),
    // What could not be made ready early in a long run may be possible at its end.
    mayWriteBack: () => (asked ??= early === null ? prepare() : early.then(async (ready) => ready || (await prepare()))),
  }
  return ctx
}

/** Trouble of the source never fails a sale that was written: its status waits in the outbox until the properties are there. */
async function prepareWriteBack(installation: Installation, flow: string, sales: SalesSource, kind: SaleKind): Promise<boolean> {
  const problem = await sales.prepareWriteBack(kind).catch((caught: unknown) => asFailure(caught))
  if (problem !== null) installation.log.warn({ flow, code: problem.code, detail: problem.detail }, problem.message)
  return problem === null
}

/** Whether sales of more than one source account go to these books. */
async function hasSeveralSources(installation: Installation, flow: FlowRow): Promise<boolean> {
  const [flows, connections] = await Promise.all([listFlows(installation.db, flow.org), listConnections(installation.db, flow.org)])
  const accounts = new Set(flows.filter((one) => one.target === flow.target && one.flow === flow.flow).map((one) => connections.find((connection) => connection.name === one.source)?.account_id ?? one.source))
  return accounts.size > 1
}
