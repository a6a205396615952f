// The quiet time: the product is run as a person would until nothing waits, then it is asked what is still open, and its duplicate watch looks through the books.
import { setTimeout as pause } from 'node:timers/promises'
import { duplicatesOf } from '../../src/engine/monitor.ts'
import { listHeld } from '../../src/store/tables/held.ts'
import { flowName } from '../proof/ground.ts'
import type { Desk } from './installation.ts'
import type { RoundPlan } from './plan.ts'
import type { Sale } from './sales.ts'

/** Without anything being written. A busy machine may need minutes for what it is doing; one that writes for longer than `longestMs` never comes to rest. */
const patienceMs = 30_000
const longestMs = 240_000

/**
 * Runs until a run finds nothing to do and nothing is open. Says what did not come to rest. `whole`: the last run compares everything, as
 * the hourly and nightly looks do; only where the source's search lagged, since a change may then hide behind the stamp of our own write.
 */
export async function settle(desk: Desk, whole: boolean): Promise<string[]> {
  const began = Date.now()
  let deadline = began + patienceMs
  let compared = !whole
  for (;;) {
    const last = await oneRun(desk, compared === false)
    if (last === 'nothing to do' && !compared) compared = true
    else if (last === 'something was written') {
      compared = !whole
      deadline = Math.min(Date.now() + patienceMs, began + longestMs)
    }
    const { openIntents, outbox, flows } = await desk.operations.status('main')
    const waiting = flows.reduce((sum, flow) => sum + flow.waiting, 0)
    if (last === 'nothing to do' && openIntents === 0 && outbox === 0 && waiting === 0) return []
    if (Date.now() > deadline) return [`after ${Math.round((Date.now() - began) / 1_000)} quiet seconds: ${last}, ${openIntents} open intents, ${outbox} rows in the outbox, ${waiting} waiting`]
    await pause(100)
  }
}

async function oneRun({ operations, connect }: Desk, full: boolean): Promise<string> {
  try {
    await connect()
    let report = await operations.startRun('main', flowName, { yes: true, full })
    const began = Date.now()
    while (!report.joined && report.state === 'running') {
      await pause(30)
      // Not a round that nobody hears of again.
      if (Date.now() - began > longestMs) return 'a run that does not end'
      report = await operations.run('main', report.run)
    }
    if (report.joined) return 'another run is alive'
    if (report.state !== 'done') return `the run ended as ${report.state}: ${report.failure?.en ?? ''}`
    return report.created + report.updated + report.adopted + report.failed > 0 ? 'something was written' : 'nothing to do'
  } catch (caught) {
    return String(caught)
  }
}

/** What our own tables say is still open, which no person was lawfully asked about. */
export async function stillOpen(desk: Desk, sales: Sale[], plan: RoundPlan): Promise<string[]> {
  const unruly = new Set(sales.filter((sale) => sale.edited || sale.lost || sale.merged).flatMap(({ ids }) => ids))
  const held = await listHeld(desk.installation.db, 'main', {})
  return held.flatMap((row) => {
    if (row.state === 'waiting') return [`${row.record_id} still waits: ${row.code}`]
    const lawful = unruly.has(row.record_id) || (plan.send !== 'none' && row.code === 'check-sent') || row.code === 'two-marks'
    return lawful ? [] : [`${row.record_id} is held: ${row.code} ${JSON.stringify(row.params)}`]
  })
}

/** The nightly look for doubles, and what people are told afterwards. */
export async function watch(desks: Desk[]): Promise<{ held: Map<string, string>; alerted: Set<string> }> {
  const held = new Map<string, string>()
  const alerted = new Set<string>()
  for (const { installation, operations } of desks) {
    await duplicatesOf(installation, 'main', 'books', () => false)
    for (const row of await listHeld(installation.db, 'main', {})) held.set(row.record_id, row.code)
    for (const alert of (await operations.status('main')).alerts) if (alert.code === 'two-marks' || alert.code === 'second-draft-removed') alerted.add(alert.subject)
  }
  return { held, alerted }
}
