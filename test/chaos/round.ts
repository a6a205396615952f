// One round: twins, an installation and its workers, the plan's troubles, the quiet time, and what the oracle says of it all.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { Books } from '../../sandbox/eaccounting/test-books.ts'
import type { Sandbox } from '../../sandbox/main.ts'
import type { DatabaseServer } from './database.ts'
import { openDesk, type Desk, type DeskParts } from './installation.ts'
import { judge, type Judgement } from './oracle.ts'
import { quarantineMs, type RoundPlan } from './plan.ts'
import type { TroubleKind } from './plan-troubles.ts'
import { settle, stillOpen, watch } from './quiet.ts'
import { openSales, type SalesBook } from './sales.ts'
import type { SmallDisk } from './small-disk.ts'
import { make, mend, nothingStruck, orderFor, spent, type Scene, type Struck } from './troubles.ts'
import { countWrites, slowDown, startTwins } from './twins.ts'
import { workersOf, type Spare, type Workers } from './workers.ts'

/** How long faults that have not struck are waited for. */
const graceMs = 1_000
/** How long the books are waited for to hear as many writes as there are sales, before the troubles are declared over. */
const patienceMs = 8_000

export type RoundRoom = { server: DatabaseServer; disk: SmallDisk | null; folder: string; take(): Spare; leftOut: TroubleKind[]; /** Logs of clean rounds are kept too. */ keep: boolean }
export type RoundResult = {
  plan: RoundPlan; judgement: Judgement; open: string[]; struck: Struck; deals: number; leftOut: TroubleKind[]; folder: string; ms: number; runs: Map<string, number>
  /** The longest that the twins stood still, in milliseconds: a vendor that answers later than it may is no vendor. */
  stalledMs: number
}

/** Throws only when the round could not be carried out at all. */
export async function playRound(plan: RoundPlan, room: RoundRoom): Promise<RoundResult> {
  const began = performance.now()
  mkdirSync(room.folder, { recursive: true, mode: 0o711 })
  const stalls = monitorEventLoopDelay({ resolution: 10 })
  stalls.enable()
  const twins = await startTwins(plan)
  const desks: Desk[] = []
  const workers = workersOf(room.folder, room.take)
  try {
    const play = await acts(plan, room, twins, workers, desks)
    const open: string[] = []
    for (const desk of desks.slice(play.since)) open.push(...(await settle(desk, plan.kinds.includes('lag'))), ...(await stillOpen(desk, play.book.sales, plan)))
    const told = await watch(desks.slice(play.since))
    const judgement = judge({ plan, twins, sales: play.book.sales, unknowable: play.unknowable, wokenAt: play.scene.wokenAt, ...told })
    stalls.disable()
    const result: RoundResult = {
      plan, judgement, open, struck: play.scene.struck, deals: play.book.sales.length, leftOut: room.leftOut, folder: room.folder, ms: performance.now() - began, runs: workers.runs, stalledMs: stalls.max / 1e6,
    }
    if (isClean(result) && !room.keep) rmSync(room.folder, { recursive: true, force: true })
    else writeFileSync(join(room.folder, 'journal.json'), JSON.stringify({ books: twins.eaccounting.journal.entries, crm: twins.hubspot.journal.entries, sales: play.book.sales }, null, 1))
    return result
  } finally {
    await workers.killAll()
    room.disk?.free()
    await room.server.answers()
    for (const desk of desks) await desk.close().catch(() => undefined)
    await twins.close()
  }
}

export function isClean({ judgement: { lost, doubled, sums, other }, open }: Pick<RoundResult, 'judgement' | 'open'>): boolean {
  return lost.length + doubled.length + sums.length + other.length + open.length === 0
}

/** `since`: place of the first installation that still remembers. */
type Play = { scene: Scene; book: SalesBook; since: number; unknowable: ReadonlySet<string> }

/** Everything up to the quiet time. */
async function acts(plan: RoundPlan, room: RoundRoom, twins: Sandbox, workers: Workers, desks: Desk[]): Promise<Play> {
  const parts: DeskParts = { twins, plan, server: room.server, folder: room.disk?.folder ?? room.folder, since: new Date(Date.now() - 1_000), logFile: join(room.folder, 'desk.log') }
  const lines: string[] = []
  const log = (line: string): void => {
    lines.push(`${new Date().toISOString()} ${line}`)
    writeFileSync(join(room.folder, 'round.log'), `${lines.join('\n')}\n`)
  }
  desks.push(await openDesk(parts))
  const book = openSales(twins.hubspot.state, plan.sales)
  const desk = (): Desk => {
    const last = desks.at(-1)
    if (last === undefined) throw new Error('no installation')
    return last
  }
  const scene: Scene = { plan, twins, server: room.server, workers, desk, disk: room.disk, struck: nothingStruck(), wokenAt: [], writes: countWrites(twins), deals: () => book.sales.flatMap((sale) => sale.ids.at(-1) ?? []), log }
  await underFire(scene, book)
  await calm(scene)
  if (plan.amnesia !== null) {
    const unknowable = await forgetAll(scene, desks, parts, book)
    return { scene, book, since: 1, unknowable }
  }
  await workers.endAll()
  if (plan.second) await besideAnother(scene, desks, parts, book)
  return { scene, book, since: 0, unknowable: new Set() }
}

/** Sales, people and troubles, each at its moment. */
async function underFire(scene: Scene, book: SalesBook): Promise<void> {
  const { plan, workers, log } = scene
  const at = async (ms: number, what: string, work: () => unknown): Promise<void> => {
    await pause(ms)
    log(what)
    try {
      await work()
    } catch (caught) {
      log(`${what} failed: ${String(caught)}`)
      throw caught
    }
  }
  const deals = [...plan.sales.deals.entries()].toSorted(([, a], [, b]) => a.at - b.at)
  for (const [place, deal] of deals.filter(([, one]) => one.at === 0)) book.putDeal(deal, place)
  slowDown(scene.twins, plan)
  for (const [place] of plan.workers.entries()) workers.start(place, orderFor(plan, scene.desk(), place))
  // The clock of the plan starts when the first worker does.
  await Promise.race(plan.workers.map((_, place) => workers.opened(place)))
  await Promise.all([
    ...deals.filter(([, one]) => one.at > 0).map(([place, deal]) => at(deal.at, `a deal of buyer ${deal.buyer}`, () => book.putDeal(deal, place))),
    ...plan.sales.acts.map((act) => at(act.at + 50, JSON.stringify(act), () => book.act(act))),
    ...plan.troubles.map((trouble) => at(trouble.at, JSON.stringify(trouble), () => make(scene, trouble))),
    pause(plan.lasts),
  ])
}

/** Faults that have not struck yet are given a little longer. Then all that is broken is mended, and what was sent before is answered or committed; workers go on. */
async function calm(scene: Scene): Promise<void> {
  const { twins, disk, server, log } = scene
  await server.answers()
  // On a busy machine the workers may have come no further than the first reading.
  const enough = scene.writes(scene.plan.sales.deals.length)
  await Promise.race([enough, pause(patienceMs)])
  for (const deadline = Date.now() + graceMs; !spent(scene) && Date.now() < deadline;) await pause(50)
  log('the troubles are over')
  mend(scene)
  disk?.free()
  await server.answers()
  while (twins.eaccounting.state.pendingCommits() > 0) await pause(20)
}

/** kill -9 of all, and the data folder and the database are gone. Replaced sooner than requests may still be committed, nobody could know of them: that is waited for. */
async function forgetAll(scene: Scene, desks: Desk[], parts: DeskParts, book: SalesBook): Promise<Set<string>> {
  const { plan, twins, workers, log } = scene
  await workers.killAll()
  await pause(quarantineMs)
  log('the memory is lost')
  await desks[0]?.close()
  const withDocuments = new Set(twins.eaccounting.state.documents().map(({ customer }) => customer))
  const bare = new Set(twins.eaccounting.state.company().customers.all().filter((card) => !withDocuments.has(card.CustomerNumber)).map((card) => card.Name))
  if (plan.amnesia?.byHand === true) await invoiceHalf(twins)
  desks.push(await openDesk(parts))
  for (const deal of plan.later) book.putDeal(deal, null)
  for (const [place] of plan.workers.entries()) workers.start(place, orderFor(plan, scene.desk(), place))
  await pause(800)
  await workers.endAll()
  return new Set(book.buyers.filter(({ name, hasKeys }) => !hasKeys && bare.has(name)).map(({ name }) => name))
}

/** A second installation with a memory of its own on the same accounts, one working after the other. */
async function besideAnother(scene: Scene, desks: Desk[], parts: DeskParts, book: SalesBook): Promise<void> {
  const [first] = desks
  if (first === undefined) return
  const trouble = await settle(first, false)
  const second = await openDesk(parts)
  desks.push(second)
  const half = Math.ceil(scene.plan.later.length / 2)
  for (const deal of scene.plan.later.slice(0, half)) book.putDeal(deal, null)
  trouble.push(...(await settle(second, false)))
  for (const deal of scene.plan.later.slice(half)) book.putDeal(deal, null)
  trouble.push(...(await settle(first, false)))
  for (const line of trouble) scene.log(line)
}

/** People make invoices of every second order or draft in the web client. */
async function invoiceHalf(twins: Sandbox): Promise<void> {
  const books = new Books(twins.eaccounting)
  for (const { id, kind, totals, status } of twins.eaccounting.state.documents().filter((_, index) => index % 2 === 0)) {
    if (kind === 'draft') await books.call('POST', `/v2/customerinvoicedrafts/${id}/convert`, { TotalAmountInvoiceCurrency: totals.total, TotalVatAmountInvoiceCurrency: totals.vat, TotalRoundingsInvoiceCurrency: totals.rounding })
    if (kind !== 'order') continue
    if (status === 1) await books.call('PUT', `/v2/orders/${id}`, { ...(await books.get(`/v2/orders/${id}`)).body, Status: 2 })
    await books.call('POST', `/v2/orders/${id}/convert`, {})
  }
}
