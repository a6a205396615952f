// A worker on a host of its own: reaches the vendors' twins through its own loopback, the database through the network, and may have a clock that is wrong.
import { setTimeout as pause } from 'node:timers/promises'
import { readEnvironment } from '../../src/config/environment.ts'
import { connectors } from '../../src/connectors/registry.ts'
import { startHelping } from '../../src/engine/helping.ts'
import { openInstallation } from '../../src/engine/installation.ts'
import { createOperations } from '../../src/engine/operations.ts'
import { createLogger } from '../../src/log.ts'
import type { PointHook } from '../../src/runs/points.ts'
import { flowName } from '../proof/ground.ts'
import { forward } from './network.ts'

/** What the test asks of it, as JSON. `stopAt`: says "here" at the nth passing of a point, and goes on half a second later. */
export type HostOrders = { bridge: string; vendorPorts: number[]; clockOffMs: number; conduct: boolean; stopAt: { point: string; when: string; nth: number } | null }

const orders = JSON.parse(process.argv[2] ?? '{}') as HostOrders
wrongClock(orders.clockOffMs)
// Vendors that are not on this computer must be reached over TLS; the product keeps to that, and so does its loopback.
for (const port of orders.vendorPorts) await forward({ host: '127.0.0.1', port }, { host: orders.bridge, port })

const read = readEnvironment(process.env, connectors)
if (!read.ok) throw new Error(read.problems.map((problem) => problem.en).join('\n'))
const installation = await openInstallation(read.environment, { log: createLogger({ level: process.env.LOG_LEVEL === 'debug' ? 'debug' : 'silent' }), poolSize: 6 })
let passed = 0
const point: PointHook = async (name, when) => {
  const stop = orders.stopAt
  if (stop === null || name !== stop.point || when !== stop.when) return
  passed += 1
  if (passed !== stop.nth) return
  process.stdout.write('here\n')
  await pause(500)
}
// A vendor that says wait is heard of: our own calls must never make it.
const { budget } = installation
const listening = { ...installation, budget: { ...budget, pause: (key: string, ms: number) => (process.stdout.write(`refused ${key}\n`), budget.pause(key, ms)) } }
const operations = createOperations(listening, { server: () => null, hooks: { point } })
const helping = startHelping(listening, operations.takeOver, { point })
process.stdout.write(`ready ${installation.worker}\n`)
process.stdin.on('end', () => void end())
process.stdin.resume()
if (orders.conduct) {
  process.stdin.once('data', () => {
    operations.startRun('main', flowName, { wait: true }).then(
      (report) => process.stdout.write(`report ${JSON.stringify({ state: report.state, created: report.created, failed: report.failed })}\n`),
      (error: unknown) => process.stdout.write(`report ${JSON.stringify({ state: 'thrown', problem: String(error) })}\n`),
    )
  })
}

async function end(): Promise<void> {
  await Promise.race([Promise.all([helping.stop(), operations.closeRuns()]), pause(5_000)])
  process.exit(0)
}

/** This process's wall clock goes wrong by so much, wherever it is read. */
function wrongClock(offMs: number): void {
  if (offMs === 0) return
  const Real = Date
  const now = Real.now.bind(Real)
  globalThis.Date = new Proxy(Real, {
    construct: (target, words: unknown[], made) => Reflect.construct(target, words.length === 0 ? [now() + offMs] : words, made) as object,
    get: (target, name, receiver): unknown => (name === 'now' ? () => now() + offMs : Reflect.get(target, name, receiver) as unknown),
  })
}
