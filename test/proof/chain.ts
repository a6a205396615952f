// A chain of stops on one ground: sales come in, a worker stops at a point, the next worker goes on, with more sales. At the end all must be right.
import { flowName, openGround, type Ground, type GroundOptions, type Worker } from './ground.ts'
import { findings, leftovers, type OrderType } from './oracle.ts'
import { threeSales, type Sale } from './sales.ts'
import { stopAt, type Stop } from './stops.ts'

export type ChainEnd = { wrong: string[]; notReached: string[]; stops: number }

export const lookupModes = {
  byMark: {}, byCustomerAndTime: { marksFilterable: false }, byTime: { marksFilterable: false, customerIdFilterable: false }, byPages: { marksFilterable: false, customerIdFilterable: false, createdUtcFilterable: false },
} as const
export type LookupMode = keyof typeof lookupModes
const modes = Object.keys(lookupModes) as LookupMode[]

export type ChainOptions = GroundOptions & {
  orderType: OrderType
  /** Sales that a stop of this chain needs, and what must happen before. */
  sales?: (ground: Ground) => Sale[]
  /** Called before each run, with the worker that will stop. */
  before?: (ground: Ground, worker: Worker, at: number) => Promise<void>
}

/** The worker of each stop dies there; the next one takes over. The lookup mode changes with every stop. */
export async function chainOfExits(stops: Stop[], options: ChainOptions): Promise<ChainEnd> {
  const ground = await openGround({ ...options, settings: { orderType: options.orderType, ...options.settings } })
  try {
    const setup = await ground.worker()
    await ground.apply(setup)
    const sales: Sale[] = []
    const notReached: string[] = []
    const wrong: string[] = []
    for (const [index, stop] of stops.entries()) {
      const began = Date.now()
      useMode(ground, modes[index % modes.length] ?? 'byMark')
      const stopper = stopAt(stop)
      const worker = await ground.worker({ point: stopper.hook })
      await options.before?.(ground, worker, index)
      sales.push(...(options.sales ?? threeSales)(ground))
      const run = worker.run()
      const end = await Promise.race([stopper.reached.then(() => 'reached' as const), run.then(() => 'ended' as const)])
      if (end === 'ended') notReached.push(`${stop.point}:${stop.when}`)
      tell(`${stop.point}:${stop.when} ${end} ${Date.now() - began} ms`)
      await ground.expireLeases(setup)
      const doubles = findings(ground, sales, options.orderType).filter((line) => / stands \d+ times|: ([2-9]|\d\d) documents|without a sale/.test(line))
      if (doubles.length > 0) wrong.push(...doubles.map((line) => `after ${stop.point}:${stop.when}: ${line}`))
      if (wrong.length > 0) break
    }
    wrong.push(...(await settle(ground, sales, options.orderType)))
    return { wrong, notReached, stops: stops.length }
  } finally {
    await ground.close()
  }
}

/** The worker of each stop sleeps there past its lease while another does the work; then it wakes, and must write nothing more to the books. */
export async function chainOfPauses(stops: Stop[], options: ChainOptions): Promise<ChainEnd> {
  const ground = await openGround({ ...options, settings: { orderType: options.orderType, ...options.settings } })
  try {
    const setup = await ground.worker()
    await ground.apply(setup)
    const sales: Sale[] = []
    const notReached: string[] = []
    const wrong: string[] = []
    for (const [index, stop] of stops.entries()) {
      const began = Date.now()
      useMode(ground, modes[index % modes.length] ?? 'byMark')
      const stopper = stopAt(stop)
      const sleeper = await ground.worker({ point: stopper.hook })
      await options.before?.(ground, sleeper, index)
      sales.push(...(options.sales ?? threeSales)(ground))
      const run = sleeper.run()
      const end = await Promise.race([stopper.reached.then(() => 'reached' as const), run.then(() => 'ended' as const)])
      if (end === 'ended') {
        notReached.push(`${stop.point}:${stop.when}`)
        continue
      }
      await ground.expireLeases(setup)
      await untilSettled(setup)
      tell(`${stop.point}:${stop.when} ${Date.now() - began} ms`)
      const writes = writesSoFar(ground)
      stopper.resume()
      const report = await run
      if (report.state === 'done') wrong.push(`${stop.point}:${stop.when}: the sleeper says that its run is done`)
      if (writesSoFar(ground) !== writes) wrong.push(`${stop.point}:${stop.when}: the sleeper wrote ${JSON.stringify(ground.sandbox.eaccounting.journal.entries.slice(writes))}`)
      const found = [...findings(ground, sales, options.orderType), ...(await leftovers(ground, setup, sales))]
      if (found.length > 0) wrong.push(...found.map((line) => `after ${stop.point}:${stop.when}: ${line}`))
      if (wrong.length > 0) break
      await sleeper.close()
    }
    return { wrong, notReached, stops: stops.length }
  } finally {
    await ground.close()
  }
}

/** Calls that reached the books and changed something. */
function writesSoFar(ground: Ground): number {
  return ground.sandbox.eaccounting.journal.entries.length
}

export function useMode(ground: Ground, mode: LookupMode): void {
  Object.assign(ground.sandbox.eaccounting.choices, { marksFilterable: true, customerIdFilterable: true, createdUtcFilterable: true }, lookupModes[mode])
}

/** Runs as a person would until nothing waits any more. */
export async function untilSettled(worker: Worker): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    const report = await worker.operations.startRun('main', flowName, { wait: true })
    if (report.state === 'done' && report.failed === 0 && report.created === 0) return
  }
}

async function settle(ground: Ground, sales: Sale[], type: OrderType): Promise<string[]> {
  const last = await ground.worker()
  await untilSettled(last)
  return [...findings(ground, sales, type), ...(await leftovers(ground, last, sales))]
}

/** With PROOF=1 every stop says how long it took. */
function tell(line: string): void {
  if (process.env.PROOF === '1') console.log(line)
}
