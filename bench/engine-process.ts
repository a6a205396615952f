// Process: one engine with its own embedded PostgreSQL (flushing to disk), told by its parent what to do.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import pg from 'pg'
import { benchConfig } from './config.ts'
import { readEnvironment } from '../src/config/environment.ts'
import type { Budget } from '../src/connectors/connector.ts'
import { connectors } from '../src/connectors/registry.ts'
import { keepHeapSmall } from '../src/engine/heap.ts'
import { openInstallation } from '../src/engine/installation.ts'
import { createOperations } from '../src/engine/operations.ts'
import { createLogger } from '../src/log.ts'
import { startEmbeddedPostgres } from '../src/store/embedded/start.ts'

/** `aheadMs`: the engine's clock runs so far ahead, as if the run came later. */
export type Order = { do: 'run'; trigger: 'manual' | 'schedule'; aheadMs: number } | { do: 'end' }
export type Counters = { flushes: number; walBytes: number; commits: number }
export type Answer = { state: string; created: number; skipped: number; held: number; failed: number; read: number; cpuMs: number; wallMs: number; longestPauseMs: number; counters: Counters; trouble: string[] }
export type Ready = { databasePid: number }

keepHeapSmall()
const [dataDir = '', startFrom = ''] = process.argv.slice(2)
const server = await startEmbeddedPostgres({ dataDir })
await open((operations) => operations.apply({ files: [{ name: 'kontobro.yaml', text: benchConfig(startFrom) }], environment: process.env, dryRun: false, removeMissing: true }))
process.send?.({ databasePid: server.pid } satisfies Ready)

process.on('message', (order: Order) => {
  if (order.do === 'end') void server.stop().then(() => process.exit(0))
  else void run(order.trigger, order.aheadMs).then((answer) => process.send?.(answer))
})
process.on('disconnect', () => void server.stop().then(() => process.exit(0)))

/** Opens the installation as a command does, and closes it again: PostgreSQL's counters of a session are whole when it has ended. */
async function open<T>(use: (operations: ReturnType<typeof createOperations>) => Promise<T>, aheadMs = 0): Promise<T> {
  const read = readEnvironment({ ...process.env, DATABASE_URL: server.url, KONTOBRO_DATA_DIR: dataDir }, connectors)
  if (!read.ok) throw new Error(read.problems.map((problem) => problem.en).join('\n'))
  const installation = await openInstallation(read.environment, { log: createLogger({ level: process.env.LOG_LEVEL === 'debug' ? 'debug' : 'error' }) })
  try {
    return await use(createOperations({ ...installation, now: () => installation.now() + aheadMs, budget: lifted(installation.budget) }, { server: () => null }))
  } finally {
    await installation.close()
  }
}

/** The product's own budget with all its work, but with limits far above what the twins can answer: the engine is measured, not the vendors' quotas. */
function lifted(budget: Budget): Budget {
  return { take: (key, rule, lane) => budget.take(key, { ...rule, limit: rule.limit * 100_000 }, lane), pause: (key, ms) => budget.pause(key, ms) }
}

async function run(trigger: 'manual' | 'schedule', aheadMs: number): Promise<Answer> {
  const before = await counters()
  const pauses = monitorEventLoopDelay({ resolution: 10 })
  pauses.enable()
  const { report, cpuMs, wallMs } = await open(async (operations) => {
    const cpu = process.cpuUsage()
    const started = performance.now()
    const ran = await operations.startRun('main', 'won-deals', { trigger, yes: trigger === 'manual', wait: true })
    const used = process.cpuUsage(cpu)
    return { report: ran, cpuMs: (used.user + used.system) / 1000, wallMs: performance.now() - started }
  }, aheadMs)
  pauses.disable()
  const longestPauseMs = pauses.max / 1e6
  const after = await counters()
  const { state, created, skipped, held, failed, read } = report
  const trouble = [...(report.failure === null ? [] : [report.failure.en]), ...report.heldByCause.map((cause) => `${cause.n} held: ${cause.en}`)]
  return { state, created, skipped, held, failed, read, cpuMs, wallMs, longestPauseMs, trouble, counters: { flushes: after.flushes - before.flushes, walBytes: after.walBytes - before.walBytes, commits: after.commits - before.commits } }
}

/** Flushes of files (write-ahead log and tables), bytes of log, transactions, since the database was made. */
async function counters(): Promise<Counters> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    const { rows } = await client.query<{ flushes: string; wal: string; commits: string }>(`select (select coalesce(sum(fsyncs), 0) from pg_stat_io) as flushes,
      (select wal_bytes from pg_stat_wal) as wal, (select xact_commit from pg_stat_database where datname = current_database()) as commits`)
    return { flushes: Number(rows[0]?.flushes ?? 0), walBytes: Number(rows[0]?.wal ?? 0), commits: Number(rows[0]?.commits ?? 0) }
  } finally {
    await client.end()
  }
}
