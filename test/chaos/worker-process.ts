// A worker of a round, in a process of its own: runs the flow again and again and helps with the runs of others, as a server does, until it is told to end, killed or frozen.
import { setTimeout as pause } from 'node:timers/promises'
import { signatureV3 } from '../../sandbox/hubspot/webhooks.ts'
import type { RunReport } from '../../src/api/operations.ts'
import { readEnvironment } from '../../src/config/environment.ts'
import { connectors } from '../../src/connectors/registry.ts'
import { openInstallation, type Installation } from '../../src/engine/installation.ts'
import { startHelping, type Helping } from '../../src/engine/helping.ts'
import { createOperations } from '../../src/engine/operations.ts'
import { createLogger } from '../../src/log.ts'

export type ToWorker =
  | { do: 'open'; environment: Record<string, string>; flow: string; trigger: 'schedule' | 'manual' }
  | { do: 'bells'; secret: string; portal: number; deals: string[]; times: number }
  | { do: 'end' }
export type FromWorker = { said: 'loaded' | 'open' | 'ended' } | { said: 'run'; state: string; created: number; joined: boolean } | { said: 'trouble'; text: string }

/** Between two runs, as a schedule leaves it. */
const betweenMs = 150
/** Rounds have few deals; all workers shall have some of them. */
const hooks = { leastPiece: 3 }
const bellAddress = 'https://kontobro.example/webhooks/hubspot'

let stopping = false
let installation: Installation | null = null
let operations: ReturnType<typeof createOperations> | null = null
let helping: Helping | null = null

function say(message: FromWorker): void {
  // Whoever started us may be gone, or stop listening, at any moment.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

process.on('disconnect', () => process.exit(0))
process.on('message', (message: ToWorker) => {
  if (message.do === 'open') void work(message)
  else if (message.do === 'bells') void ring(message)
  else stopping = true
})
say({ said: 'loaded' })

async function work({ environment, flow, trigger }: Extract<ToWorker, { do: 'open' }>): Promise<void> {
  while (!stopping) {
    try {
      operations ??= await open(environment)
      await oneRun(operations, flow, trigger)
    } catch (caught) {
      say({ said: 'trouble', text: String(caught) })
    }
    await pause(betweenMs)
  }
  try {
    await Promise.all([helping?.stop(), operations?.closeRuns()])
    await installation?.close()
  } catch (caught) {
    say({ said: 'trouble', text: String(caught) })
  }
  say({ said: 'ended' })
  process.exit(0)
}

async function open(environment: Record<string, string>): Promise<ReturnType<typeof createOperations>> {
  const read = readEnvironment(environment, connectors)
  if (!read.ok) throw new Error(read.problems.map((problem) => problem.en).join('\n'))
  installation = await openInstallation(read.environment, { log: createLogger({ level: 'warn' }), poolSize: 4 })
  const opened = createOperations(installation, { server: () => null, hooks })
  helping = startHelping(installation, opened.takeOver, hooks)
  say({ said: 'open' })
  return opened
}

/** One run to its end. A run that another worker holds is not waited for: the next try joins it again, or takes over. */
async function oneRun(at: ReturnType<typeof createOperations>, flow: string, trigger: 'schedule' | 'manual'): Promise<void> {
  let report: RunReport = await at.startRun('main', flow, { trigger, yes: trigger === 'manual' })
  while (!report.joined && report.state === 'running') {
    if (stopping) await at.stopRun('main', report.run)
    await pause(40)
    report = await at.run('main', report.run)
  }
  say({ said: 'run', state: report.failure === null ? report.state : `${report.state}: ${report.failure.code}`, created: report.created, joined: report.joined })
}

/** The vendor's doorbell rings about the deals, several times, signed as the vendor signs. */
async function ring({ secret, portal, deals, times }: Extract<ToWorker, { do: 'bells' }>): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const at = Date.now()
    const body = JSON.stringify(deals.map((id, index) => ({ eventId: index + 1, subscriptionType: 'deal.propertyChange', portalId: portal, objectId: Number(id), propertyName: 'dealstage', propertyValue: 'closedwon', occurredAt: at })))
    const headers = { 'x-hubspot-signature-v3': signatureV3(secret, 'POST', bellAddress, body, at), 'x-hubspot-request-timestamp': String(at) }
    try {
      await operations?.webhook('main', 'crm', { method: 'POST', url: bellAddress, headers, body })
    } catch (caught) {
      say({ said: 'trouble', text: `bell: ${String(caught)}` })
    }
  }
}
