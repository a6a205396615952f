// Several workers on one run: its parcels are worked by all of them, each record once; whoever vanishes is taken over, and the checkpoint waits for the oldest parcel.
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { startHelping, type Helping } from '../src/engine/helping.ts'
import type { PointHook, PointName } from '../src/runs/points.ts'
import { untilSettled } from './proof/chain.ts'
import { flowName, openGround, type Ground, type GroundOptions, type Worker } from './proof/ground.ts'
import { findings, leftovers } from './proof/oracle.ts'
import { addDeal, addPerson, manySales, nextSerial, type Sale } from './proof/sales.ts'
import { stopAt } from './proof/stops.ts'

const open: { ground: Ground; helping: Helping[] }[] = []
afterEach(async () => {
  for (const { ground, helping } of open.splice(0)) {
    await Promise.race([Promise.all(helping.map((one) => one.stop())), new Promise((resolve) => setTimeout(resolve, 500))])
    await ground.close()
  }
})

type House = { ground: Ground; conductor: Worker; /** Opens one more worker that helps, and waits until it is known. */ helper(hook?: PointHook): Promise<Worker> }

async function begin(options: GroundOptions = {}, hook?: PointHook): Promise<House> {
  // Not too fast a clock: a reply that a busy machine is slow to give would count as lost.
  const ground = await openGround({ timeScale: 20, ...options })
  const helping: Helping[] = []
  open.push({ ground, helping })
  const conductor = await ground.worker(hook === undefined ? {} : { point: hook })
  await ground.apply(conductor)
  return {
    ground, conductor,
    helper: async (point) => {
      const hooks = point === undefined ? {} : { point }
      const worker = await ground.worker(hooks)
      helping.push(startHelping(worker.installation, worker.operations.takeOver, hooks))
      const known = async (): Promise<boolean> => (await sql`select 1 from workers where worker = ${worker.installation.worker}`.execute(conductor.installation.db)).rows.length > 0
      while (!(await known())) await new Promise((resolve) => setTimeout(resolve, 20))
      return worker
    },
  }
}

async function allRight(ground: Ground, worker: Worker, sales: Sale[]): Promise<void> {
  expect([...findings(ground, sales, 'order'), ...(await leftovers(ground, worker, sales))]).toEqual([])
}

/** Orders made by each worker that had to do with the flow. */
async function madeBy(worker: Worker): Promise<Map<string, number>> {
  const rows = (await sql<{ worker: string; n: number }>`select worker, sum((counts->>'created')::int)::int as n from runs where flow = ${flowName} and counts ? 'created' group by 1`.execute(worker.installation.db)).rows
  return new Map(rows.map((row) => [row.worker, row.n]))
}

/** Writes take a while, so that nobody is done before the others have begun. */
const slowWrites = async (name: PointName, when: 'before' | 'after'): Promise<void> => {
  if (name === 'plan-documents' && when === 'before') await new Promise((resolve) => setTimeout(resolve, 400))
}

test('the orders of one run are made by all workers, and the report counts them all', { timeout: 300_000 }, async () => {
  const { ground, conductor, helper } = await begin({}, slowWrites)
  const other = await helper(slowWrites)
  const sales = manySales(ground, 400)
  const report = await conductor.run()
  expect(report).toMatchObject({ state: 'done', created: 400, read: 400, held: 0, failed: 0 })
  const made = await madeBy(conductor)
  expect(made.get(conductor.installation.worker)).toBeGreaterThan(0)
  expect(made.get(other.installation.worker)).toBeGreaterThan(0)
  await allRight(ground, conductor, sales)
  // Every line of the log belongs to the one run that people see.
  expect((await conductor.operations.logs('main', { run: report.run, limit: 5_000 })).length).toBe(400)
  expect(await conductor.operations.runs('main', flowName, 10)).toHaveLength(1)
  expect((await sql`select 1 from parcels`.execute(conductor.installation.db)).rows).toEqual([])
})

test('what two workers need is made once, and nobody waits for the next run', { timeout: 300_000 }, async () => {
  let waited = 0
  const slowCards: PointHook = async (name, when) => {
    if (name === 'wait-for-winner' && when === 'after') waited += 1
    if ((name === 'create-articles' || name === 'create-customers') && when === 'before') await new Promise((resolve) => setTimeout(resolve, 300))
  }
  const { ground, conductor, helper } = await begin({}, slowCards)
  await helper(slowCards)
  const sales = manySales(ground, 400)
  // A scheduled run does not come back for records that wait.
  expect(await conductor.run({ trigger: 'schedule' })).toMatchObject({ state: 'done', created: 400, held: 0, failed: 0 })
  expect(waited).toBeGreaterThan(0)
  await allRight(ground, conductor, sales)
  const posts = ground.sandbox.eaccounting.journal.entries.filter((entry) => entry.method === 'POST' && entry.path === '/v2/articles')
  expect(posts).toHaveLength(12)
})

test('the next parcel is begun while the last sales of the one before are still being written', { timeout: 300_000 }, async () => {
  let sent = 0
  let released: 'by the next parcel' | 'by the clock' | null = null
  const { ground, conductor } = await begin({}, async (name, at) => {
    if (name !== 'send-document' || at !== 'before' || (sent += 1) !== 950) return
    const begun = async (): Promise<'by the next parcel'> => {
      while (sent <= 1_000) await new Promise((resolve) => setTimeout(resolve, 10))
      return 'by the next parcel'
    }
    released = await Promise.race([begun(), new Promise<'by the clock'>((resolve) => setTimeout(() => resolve('by the clock'), 15_000))])
  })
  // A parcel of one worker holds a thousand.
  const sales = manySales(ground, 1_080)
  expect(await conductor.run({ trigger: 'schedule' })).toMatchObject({ state: 'done', created: 1_080, held: 0, failed: 0 })
  expect(released).toBe('by the next parcel')
  await allRight(ground, conductor, sales)
})

test('how private prices are read is learnt by one worker for all', { timeout: 300_000 }, async () => {
  const slowLesson: PointHook = async (name, when) => {
    if (name === 'learn-prices' && when === 'after') await new Promise((resolve) => setTimeout(resolve, 150))
  }
  const { ground, conductor, helper } = await begin({}, slowLesson)
  await helper(slowLesson)
  const sku = `NY-${nextSerial()}`
  const sales = Array.from({ length: 220 }, () => addDeal(ground, { contact: addPerson(ground), lines: [{ sku, quantity: 1, price: 10_000 }] }))
  expect(await conductor.run({ trigger: 'schedule' })).toMatchObject({ state: 'done', created: 220, failed: 0 })
  await allRight(ground, conductor, sales)
})

/** The worker is taken for dead: its leases are over, and its heart in this process beats for nobody. */
async function vanish(dead: Worker, beside: Worker): Promise<void> {
  await sql`update runs set lease_until = clock_timestamp() - interval '1 second', worker = worker || ' (dead)' where worker = ${dead.installation.worker} and state = 'running'`.execute(beside.installation.db)
}

test('what a parcel taken over beside another one needs is made once, and neither waits for the next run', { timeout: 300_000 }, async () => {
  const stopper = stopAt({ point: 'take-parcel', when: 'after' })
  let vanished = (): void => undefined
  const gone = new Promise<void>((resolve) => (vanished = resolve))
  let groups = 0
  const { ground, conductor, helper } = await begin({}, async (name, at) => {
    // The conductor's own parcel stands in the middle of its articles while it takes over the other.
    if (name === 'create-articles' && at === 'before' && (groups += 1) === 1) await Promise.race([gone.then(() => new Promise((resolve) => setTimeout(resolve, 3_000))), new Promise((resolve) => setTimeout(resolve, 20_000))])
  })
  const dead = await helper(stopper.hook)
  const sales = manySales(ground, 300)
  const run = conductor.run({ trigger: 'schedule' })
  await stopper.reached
  await vanish(dead, conductor)
  vanished()
  expect(await run).toMatchObject({ state: 'done', held: 0, failed: 0 })
  await allRight(ground, conductor, sales)
  const posts = ground.sandbox.eaccounting.journal.entries.filter((entry) => entry.method === 'POST' && entry.path === '/v2/articles')
  expect(posts).toHaveLength(12)
  stopper.resume()
})

const inAParcel: [PointName, 'before' | 'after'][] = [
  ['take-parcel', 'after'], ['plan-articles', 'after'], ['create-customers', 'after'], ['plan-documents', 'after'], ['send-document', 'before'], ['create-documents', 'after'], ['commit-outcomes', 'before'], ['finish-parcel', 'before'], ['finish-parcel', 'after'],
]

for (const [point, when] of inAParcel) {
  test(`a helper that vanishes ${when} ${point} is taken over while the run goes on`, { timeout: 300_000 }, async () => {
    const stopper = stopAt({ point, when })
    // The conductor makes nothing before the helper has come to its stop: it needs what the helper needs.
    const { ground, conductor, helper } = await begin({}, async (name, at) => {
      if (name === 'plan-articles' && at === 'before') await Promise.race([stopper.reached, new Promise((resolve) => setTimeout(resolve, 20_000))])
    })
    const dead = await helper(stopper.hook)
    const sales = manySales(ground, 300)
    const run = conductor.run()
    await stopper.reached
    await vanish(dead, conductor)
    expect(await run).toMatchObject({ state: 'done' })
    await untilSettled(conductor)
    await allRight(ground, conductor, sales)
    const writes = ground.sandbox.eaccounting.journal.entries.length
    stopper.resume()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(ground.sandbox.eaccounting.journal.entries.slice(writes)).toEqual([])
  })
}

test('a helper that vanishes while it waits for another worker is taken over', { timeout: 300_000 }, async () => {
  const stopper = stopAt({ point: 'wait-for-winner', when: 'before' })
  const { ground, conductor, helper } = await begin({}, async (name, at) => {
    if (name === 'create-articles' && at === 'before') await Promise.race([stopper.reached, new Promise((resolve) => setTimeout(resolve, 20_000))])
  })
  const dead = await helper(stopper.hook)
  const sales = manySales(ground, 300)
  const run = conductor.run()
  await stopper.reached
  await vanish(dead, conductor)
  expect(await run).toMatchObject({ state: 'done' })
  await untilSettled(conductor)
  await allRight(ground, conductor, sales)
  stopper.resume()
})

const conducting: [PointName, 'before' | 'after'][] = [['hand-out-parcel', 'after'], ['take-parcel', 'after'], ['create-documents', 'after'], ['finish-parcel', 'before'], ['save-cursor', 'before']]

for (const [point, when] of conducting) {
  test(`a conductor that vanishes ${when} ${point} is taken over by whoever helps`, { timeout: 300_000 }, async () => {
    const stopper = stopAt({ point, when, nth: point === 'hand-out-parcel' ? 5 : 2 })
    const { ground, conductor, helper } = await begin({}, stopper.hook)
    const other = await helper(slowWrites)
    const sales = manySales(ground, 300)
    const run = conductor.run().catch(() => null)
    await stopper.reached
    await sql`update runs set worker = worker || ' (dead)' where worker = ${conductor.installation.worker} and state = 'running'`.execute(other.installation.db)
    // The lease of two seconds runs out by itself.
    await expect.poll(async () => (await other.operations.runs('main', flowName, 1))[0], { timeout: 300_000, interval: 100 }).toMatchObject({ state: 'done' })
    const runs = await other.operations.runs('main', flowName, 10)
    expect(runs.map((run) => run.state)).toEqual(['done', 'interrupted'])
    await untilSettled(other)
    await allRight(ground, other, sales)
    const writes = ground.sandbox.eaccounting.journal.entries.length
    stopper.resume()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(ground.sandbox.eaccounting.journal.entries.slice(writes)).toEqual([])
    await run
  })
}

test('the checkpoint stays before the oldest parcel that is not finished', { timeout: 300_000 }, async () => {
  const holder = stopAt({ point: 'commit-outcomes', when: 'before' })
  const { ground, conductor, helper } = await begin({}, slowWrites)
  const slow = await helper(holder.hook)
  const sales = manySales(ground, 1_200)
  const run = conductor.run()
  await holder.reached
  const { db } = conductor.installation
  const held = (await sql<{ position: number; ids: string[] }>`select p.position, p.ids from parcels p join runs r on r.id = p.part where r.worker = ${slow.installation.worker} and not p.done order by 1`.execute(db)).rows[0]
  const doneBehind = async (): Promise<number> => (await sql`select 1 from parcels where done and position > ${held?.position ?? 0}`.execute(db)).rows.length
  await expect.poll(doneBehind, { timeout: 20_000 }).toBeGreaterThan(0)
  const cursor = (await sql<{ after_id: string | null }>`select after_id from cursors`.execute(db)).rows[0]
  expect(Number(cursor?.after_id ?? 0)).toBeLessThan(Number(held?.ids[0]))
  holder.resume()
  expect(await run).toMatchObject({ state: 'done', created: 1_200 })
  await allRight(ground, conductor, sales)
})

test('a run that is stopped calls back what it handed out, and the next run goes on', { timeout: 300_000 }, async () => {
  const { ground, conductor, helper } = await begin({}, slowWrites)
  await helper(slowWrites)
  const sales = manySales(ground, 400)
  const running = conductor.operations.startRun('main', flowName, {})
  const { run } = await running
  await expect.poll(() => ground.sandbox.eaccounting.journal.entries.length, { timeout: 20_000 }).toBeGreaterThan(50)
  await conductor.operations.stopRun('main', run)
  await expect.poll(async () => (await conductor.operations.run('main', run)).state, { timeout: 20_000 }).toBe('stopped')
  expect((await sql`select 1 from runs where state = 'running'`.execute(conductor.installation.db)).rows).toEqual([])
  const writes = ground.sandbox.eaccounting.journal.entries.length
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(ground.sandbox.eaccounting.journal.entries.length).toBe(writes)
  await untilSettled(conductor)
  await allRight(ground, conductor, sales)
})
