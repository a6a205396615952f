// The stage: a database, the twins and one or more engines, each a process of its own, with the setup applied; and its end.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import allocator from '../bin/allocator.json' with { type: 'json' }
import { benchConfig, twinEnvironment, type Account } from './config.ts'
import type { Counters, DatabaseReady } from './database-process.ts'
import type { Answer, EngineOrder } from './engine-process.ts'
import { watchMemory, type Peak } from './memory.ts'
import { holdToShare } from './processor-share.ts'
import { startChild, type Child } from './processes.ts'
import { watchProcessors, type ProcessorTime } from './processor-time.ts'
import { startTwins, type Twins } from './twins.ts'

export type Plan = {
  accounts: { account: Account; deals: number }[]
  engines: number
  latencyMs: number
  /** Null: no limits. A number: the vendors' own, limits and clock sped up so many times. */
  timeScale: number | null
  /** What part of one processor each engine may use; null = what there is. Where it cannot be held to it, an error. */
  share: number | null
  /** Folder for a CPU profile of the engines; null = none. */
  profile: string | null
}

export type Engine = { pid: number; ask<T = object>(order: EngineOrder): Promise<T> }
export type Stage = {
  twins: Twins
  engines: Engine[]
  databaseUrl: string
  counters(): Promise<Counters>
  memory(): { stop(): Peak }
  processors(): () => ProcessorTime | null
  run(engine: Engine, account: Account, trigger: 'manual' | 'schedule', aheadMs?: number): Promise<Answer>
}

const hourMs = 3_600_000
/** Where `bin/kontobro` keeps compiled code: the engines start with it, as they do there. */
const compiled = process.env.NODE_COMPILE_CACHE ?? join(import.meta.dirname, '..', 'node_modules', '.cache', 'kontobro')

/** Ends everything when `use` has ended, however it ended. */
export async function onStage<T>(plan: Plan, use: (stage: Stage) => Promise<T>): Promise<T> {
  const now = Date.now()
  const dataDir = mkdtempSync(join(tmpdir(), 'kontobro-bench-'))
  // PostgreSQL may run as another user, which must reach its files.
  chmodSync(dataDir, 0o711)
  const toEnd: (() => Promise<void>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })]
  try {
    const database = startChild<unknown>('database-process.ts', [dataDir])
    toEnd.push(() => database.end())
    const twins = await startTwins({ accounts: plan.accounts, wonAt: now - hourMs / 2, latencyMs: plan.latencyMs, limits: plan.timeScale === null ? 'off' : 'vendor', timeScale: plan.timeScale ?? 1 })
    toEnd.push(() => twins.end())
    const { url, pid } = (await database.next()) as DatabaseReady
    const environment = {
      ...twinEnvironment(twins.urls, plan.accounts.map(({ account }) => account)), DATABASE_URL: url, KONTOBRO_DATA_DIR: dataDir, ...(plan.timeScale === null ? {} : { KONTOBRO_TIME_SCALE: String(plan.timeScale) }),
    }
    const engines: Engine[] = []
    for (let n = 0; n < plan.engines; n += 1) {
      const engine = startChild<unknown>('engine-process.ts', [plan.timeScale === null ? 'lift' : 'limits'], {
        environment: { ...allocator, NODE_COMPILE_CACHE: compiled, ...environment }, nodeFlags: plan.profile === null ? [] : ['--cpu-prof', '--cpu-prof-dir', plan.profile, '--cpu-prof-interval', '500'],
      })
      // Once it has ended: a group of processes can be removed when it is empty.
      let free = (): void => undefined
      toEnd.push(async () => free())
      toEnd.push(() => ended(engine))
      if (plan.share !== null) {
        const held = holdToShare(engine.pid, plan.share)
        if (held === null) throw new Error('a process can be held to a share of a processor on Linux, by root')
        free = held
      }
      await engine.next()
      engines.push({ pid: engine.pid, ask: (order) => asked(engine, order) })
    }
    await engines[0]?.ask({ do: 'apply', texts: plan.accounts.map(({ account }) => benchConfig(account, new Date(now - hourMs).toISOString())) })
    const pids = { engines: engines.map((engine) => engine.pid), database: pid }
    return await use({
      twins, engines, databaseUrl: url,
      counters: async () => {
        database.send({ do: 'count' })
        return (await database.next()) as Counters
      },
      memory: () => watchMemory(pids),
      processors: () => watchProcessors({ engine: pids.engines, database: [pid], twins: twins.pids, helper: [database.pid] }),
      run: (engine, account, trigger, aheadMs = 0) => engine.ask<Answer>({ do: 'run', org: account.org, trigger, aheadMs }),
    })
  } finally {
    for (const end of toEnd.reverse()) await end()
  }
}

async function asked<T>(engine: Child<unknown>, order: EngineOrder): Promise<T> {
  engine.send(order)
  return (await engine.next()) as T
}

/** In good order, so that a profile is written; the parent insists if it does not come to an end. */
async function ended(engine: Child<unknown>): Promise<void> {
  try {
    engine.send({ do: 'end' } satisfies EngineOrder)
  } finally {
    await engine.end()
  }
}
