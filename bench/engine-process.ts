// Process: one engine on the bench's database, told by its parent what to do: apply a setup, run flows, or work on jobs as a worker does.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readEnvironment } from '../src/config/environment.ts'
import { connectors } from '../src/connectors/registry.ts'
import { keepHeapSmall } from '../src/engine/heap.ts'
import { openInstallation, type Installation } from '../src/engine/installation.ts'
import { createOperations } from '../src/engine/operations.ts'
import { createLogger } from '../src/log.ts'
import { createWaits, leaseHook, measureDatabase, measuredBudget, type WaitFigures } from './waits.ts'

/** `aheadMs`: the engine's clock runs so far ahead, as if the run came later. `lift`: far above the vendors' limits. */
export type EngineOrder = { do: 'apply'; texts: string[] } | { do: 'run'; org: string; trigger: 'manual' | 'schedule'; aheadMs: number } | { do: 'work' } | { do: 'rest' } | { do: 'end' }
export type Answer = {
  state: string; created: number; skipped: number; held: number; failed: number; read: number; cpuMs: number; wallMs: number; longestPauseMs: number; waits: WaitFigures; trouble: string[]
}

const [lift = 'lift'] = process.argv.slice(2)
keepHeapSmall()
const waits = createWaits()
measureDatabase(waits)
const log = createLogger({ level: process.env.LOG_LEVEL === 'debug' ? 'debug' : 'error' })
let endWork = async (): Promise<void> => undefined
let open: Promise<Installation> | null = null

process.on('message', (order: EngineOrder) => {
  void carryOut(order).then((answer) => (order.do === 'end' ? process.exit(0) : process.send?.(answer)))
})
process.on('disconnect', () => process.exit(0))
process.send?.({ ready: true })

async function carryOut(order: EngineOrder): Promise<object> {
  switch (order.do) {
    case 'apply':
      return await opened(async (operations) => {
        for (const text of order.texts) {
          const applied = await operations.apply({ files: [{ name: 'kontobro.yaml', text }], environment: process.env, dryRun: false, removeMissing: true })
          if (!applied.ok) throw new Error(`the setup was refused: ${applied.complaints.map((one) => one.en).join(' ')}`)
        }
        return { applied: order.texts.length }
      })
    case 'run':
      return await run(order.org, order.trigger, order.aheadMs)
    case 'work':
      return await work()
    case 'rest':
    case 'end':
      await endWork()
      endWork = async () => undefined
      await (await open)?.close()
      open = null
      return { resting: true }
  }
}

async function installed(): Promise<Installation> {
  const read = readEnvironment(process.env, connectors)
  if (!read.ok) throw new Error(read.problems.map((problem) => problem.en).join('\n'))
  const installation = await openInstallation(read.environment, { log })
  return { ...installation, budget: measuredBudget(installation.budget, waits, lift === 'lift') }
}

/** The process's installation, opened once, as a server's is. */
function theOne(): Promise<Installation> {
  return (open ??= installed())
}

/** Does something with it, after which PostgreSQL's counters are whole. */
async function opened<T>(use: (operations: ReturnType<typeof createOperations>) => Promise<T>, aheadMs = 0): Promise<T> {
  const installation = await theOne()
  try {
    return await use(createOperations({ ...installation, now: () => installation.now() + aheadMs }, { server: () => null, hooks: { point: leaseHook(waits) } }))
  } finally {
    await tellCounters(installation.pool)
  }
}

/** A session of PostgreSQL's tells its counters when it has been at rest for a while, or when it is asked to; all of them are, since all are held at once. */
async function tellCounters(pool: Installation['pool']): Promise<void> {
  const sessions = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()))
  await Promise.all(sessions.map((session) => session.query('select pg_stat_force_next_flush()')))
  for (const session of sessions) session.release()
}

async function run(org: string, trigger: 'manual' | 'schedule', aheadMs: number): Promise<Answer> {
  const pauses = monitorEventLoopDelay({ resolution: 10 })
  pauses.enable()
  const measured = await opened(async (operations) => {
    waits.take()
    const cpu = process.cpuUsage()
    const started = performance.now()
    const report = await operations.startRun(org, 'won-deals', { trigger, yes: trigger === 'manual', wait: true })
    const used = process.cpuUsage(cpu)
    return { report, cpuMs: (used.user + used.system) / 1000, wallMs: performance.now() - started, waits: waits.take() }
  }, aheadMs)
  pauses.disable()
  const { state, created, skipped, held, failed, read, failure, heldByCause } = measured.report
  const trouble = [...(failure === null ? [] : [failure.en]), ...heldByCause.map((cause) => `${cause.n} held: ${cause.en}`)]
  return { state, created, skipped, held, failed, read, trouble, cpuMs: measured.cpuMs, wallMs: measured.wallMs, waits: measured.waits, longestPauseMs: pauses.max / 1e6 }
}

/** Takes jobs as `kontobro worker` does, until told to rest. */
async function work(): Promise<object> {
  const { startWork } = await import('../src/work.ts')
  const installation = await theOne()
  const operations = createOperations(installation, { server: () => null })
  const working = await startWork({ installation, operations, takeOver: operations.takeOver, log, ownsFolder: false })
  endWork = () => working.stop(() => operations.closeRuns())
  return { working: true }
}
