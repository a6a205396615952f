// A chain of stops on one ground: sales come in, a worker stops at a point, the next worker goes on, with more sales. At the end all must be right.
import { flowName, openGround, type Ground, type GroundOptions, type Worker } from './ground.ts'
import { findings, leftovers, type OrderType } from './oracle.ts'
import type { Sale } from './sales.ts'
import { situationFor } from './situations.ts'
import { stopAt, type Stop, type Stopper } from './stops.ts'

export type ChainEnd = { wrong: string[]; notReached: string[]; stops: number }

export const lookupModes = {
  byMark: {}, byCustomerAndTime: { marksFilterable: false }, byTime: { marksFilterable: false, customerIdFilterable: false }, byPages: { marksFilterable: false, customerIdFilterable: false, createdUtcFilterable: false },
} as const
export type LookupMode = keyof typeof lookupModes
const modes = Object.keys(lookupModes) as LookupMode[]

export type ChainOptions = GroundOptions & { orderType: OrderType }

type Leg = { ground: Ground; setup: Worker; sales: Sale[]; wrong: string[]; notReached: string[]; orderType: OrderType; sends: boolean }

/** Opens a ground and takes one stop after the other; ends at the first thing that is wrong. */
async function chain(stops: Stop[], options: ChainOptions, leg: (at: Leg, stop: Stop, sleeper: Worker, stopper: Stopper) => Promise<void>): Promise<ChainEnd> {
  const { orderType } = options
  const settings = { orderType, onChange: 'updateWhileOpen', ...options.settings }
  const ground = await openGround({ ...options, settings })
  try {
    const setup = await ground.worker()
    await ground.apply(setup)
    const at: Leg = { ground, setup, sales: [], wrong: [], notReached: [], orderType, sends: options.settings?.send !== undefined }
    for (const [index, stop] of stops.entries()) {
      const began = Date.now()
      useMode(ground, modes[index % modes.length] ?? 'byMark')
      const situation = situationFor(stop.point, orderType)
      const stopper = stopAt(stop)
      const arranged = await situation.arrange(ground, setup)
      const worker = await ground.worker({ point: async (name, when) => {
        await arranged.hook?.(name, when)
        await stopper.hook(name, when)
      } })
      at.sales.push(...arranged.sales)
      await leg(at, stop, worker, stopper)
      await situation.afterwards?.(ground, setup)
      if (process.env.PROOF === '1') console.log(`${orderType} ${stop.point}:${stop.when} ${stopper.hasReached() ? '' : 'NOT REACHED '}${Date.now() - began} ms`)
      if (!stopper.hasReached()) at.notReached.push(`${stop.point}:${stop.when}`)
      if (at.wrong.length > 0) break
    }
    if (at.wrong.length === 0) at.wrong.push(...(await settled(at)))
    return { wrong: at.wrong, notReached: at.notReached, stops: stops.length }
  } finally {
    await ground.close()
  }
}

async function settled(at: Leg): Promise<string[]> {
  const last = await at.ground.worker()
  await untilSettled(last)
  return [...findings(at.ground, at.sales, at.orderType), ...(await leftovers(at.ground, last, at.sales, at.sends))]
}

/** Resolves when the worker stands still, or when its run ended without passing the point. */
async function stillOrEnded(stopper: Stopper, run: Promise<unknown>): Promise<void> {
  await Promise.race([stopper.reached, run])
}

/** The worker of each stop dies there; the next one takes over, with more sales. The lookup mode changes with every stop. */
export function chainOfExits(stops: Stop[], options: ChainOptions): Promise<ChainEnd> {
  return chain(stops, options, async (at, stop, worker, stopper) => {
    await stillOrEnded(stopper, worker.run())
    await worker.kill()
    await at.ground.expireLeases(at.setup)
    const doubles = findings(at.ground, at.sales, at.orderType).filter((line) => / stands \d+ times|: ([2-9]|\d\d) documents/.test(line))
    at.wrong.push(...doubles.map((line) => `after ${stop.point}:${stop.when}: ${line}`))
  })
}

/** The worker of each stop sleeps there past its lease while another does the work; then it wakes, and must write nothing more to the books. */
export function chainOfPauses(stops: Stop[], options: ChainOptions): Promise<ChainEnd> {
  return chain(stops, options, async (at, stop, sleeper, stopper) => {
    const { ground, setup, sales, wrong } = at
    const run = sleeper.run()
    await stillOrEnded(stopper, run)
    if (!stopper.hasReached()) return
    await ground.expireLeases(setup)
    await situationFor(stop.point, at.orderType).afterwards?.(ground, setup)
    await untilSettled(setup)
    const writes = writesSoFar(ground)
    stopper.resume()
    const report = await run
    if (report.state === 'done') wrong.push(`${stop.point}:${stop.when}: the sleeper says that its run is done`)
    const late = ground.sandbox.eaccounting.journal.entries.slice(writes).filter((entry) => entry.status < 300)
    if (late.length > 0) wrong.push(`${stop.point}:${stop.when}: the sleeper wrote ${JSON.stringify(late)}`)
    const found = [...findings(ground, sales, at.orderType), ...(await leftovers(ground, setup, sales, at.sends))]
    wrong.push(...found.map((line) => `after ${stop.point}:${stop.when}: ${line}`))
    await sleeper.close()
  })
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
