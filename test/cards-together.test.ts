// Several that change one customer card at the same time: everyone's fields stand afterwards, and nobody writes over what another, or a person, has just filled in.
import { afterEach, expect, test } from 'vitest'
import { Books } from '../sandbox/eaccounting/test-books.ts'
import { orgNumber } from '../sandbox/hubspot/bulk.ts'
import type { PointHook } from '../src/runs/points.ts'
import { untilSettled } from './proof/chain.ts'
import { flowName, openGround, type Ground, type GroundOptions, type Worker } from './proof/ground.ts'
import { findings, leftovers } from './proof/oracle.ts'
import { addDeal, nextSerial, type Sale } from './proof/sales.ts'
import { stopAt } from './proof/stops.ts'

const grounds: Ground[] = []
afterEach(async () => {
  for (const ground of grounds.splice(0)) await ground.close()
})

const other = 'other-deals'
type Stage = { ground: Ground; first: Worker; second: Worker; /** The buyer's organisation number; its card says nothing but name and address. */ number: string; sales: Sale[] }

/** Two flows that meet at one buyer, each with a worker of its own. */
async function stage(hooks: { first?: PointHook; second?: PointHook }, options: GroundOptions = {}): Promise<Stage> {
  const ground = await openGround({ timeScale: 20, ...options })
  grounds.push(ground)
  const first = await ground.worker(hooks.first === undefined ? {} : { point: hooks.first })
  const second = await ground.worker(hooks.second === undefined ? {} : { point: hooks.second })
  await ground.apply(first, { flows: { [flowName]: {}, [other]: { stages: ['default/contractsent'] } } })
  const number = orgNumber(nextSerial())
  await new Books(ground.sandbox.eaccounting).customer({ Name: `Kort ${nextSerial()} AB`, CorporateIdentityNumber: number, EmailAddress: null, Telephone: null, WwwAddress: null, MobilePhone: null })
  return { ground, first, second, number, sales: [] }
}

/** A sale of the first flow, or of the other, whose company says these things of the buyer. */
function sale({ ground, number, sales }: Stage, says: Record<string, string>, stage = 'closedwon'): void {
  const n = nextSerial()
  const company = ground.sandbox.hubspot.state.put('companies', { properties: { name: `Köpare ${n} AB`, orgno: number, ...says } })
  sales.push(addDeal(ground, { company, stage, lines: [{ sku: `NY-${nextSerial()}`, quantity: 1, price: 10_000 }] }))
}

const runOther = (worker: Worker) => worker.operations.startRun('main', other, { wait: true })
const card = ({ ground, number }: Stage) => ground.sandbox.eaccounting.state.company().customers.all().find((one) => one.CorporateIdentityNumber === number)
const puts = ({ ground }: Stage): number => ground.sandbox.eaccounting.journal.entries.filter((entry) => entry.method === 'PUT' && entry.path.startsWith('/v2/customers/') && entry.status < 300).length

async function allRight({ ground, first, sales }: Stage): Promise<void> {
  await untilSettled(first)
  await runOther(first)
  expect([...findings(ground, sales, 'order'), ...(await leftovers(ground, first, sales))]).toEqual([])
}

/** The first worker has read the card and is about to write it; the second wants the same card meanwhile. */
async function meet(says: { first: Record<string, string>; second: Record<string, string> }): Promise<Stage> {
  const sending = stopAt({ point: 'send-customer', when: 'before' })
  let waits: () => void = () => undefined
  const waiting = new Promise<void>((resolve) => { waits = resolve })
  const at = await stage({ first: sending.hook, second: (name) => { if (name === 'wait-for-winner') waits() } })
  sale(at, says.first)
  sale(at, says.second, 'contractsent')
  const running = at.first.run()
  await sending.reached
  const beside = runOther(at.second)
  await Promise.race([beside, waiting])
  sending.resume()
  expect([(await running).state, (await beside).state]).toEqual(['done', 'done'])
  await allRight(at)
  return at
}

test('two workers that fill different fields of one card at the same time both have theirs on it', { timeout: 120_000 }, async () => {
  const at = await meet({ first: { phone: '08-111 11 11' }, second: { website: 'https://tva.example' } })
  expect(card(at)).toMatchObject({ Telephone: '08-111 11 11', WwwAddress: 'https://tva.example' })
})

test('of two workers that fill the same empty field, the first one stands', { timeout: 120_000 }, async () => {
  const at = await meet({ first: { phone: '08-111 11 11' }, second: { phone: '08-222 22 22' } })
  expect(card(at)).toMatchObject({ Telephone: '08-111 11 11' })
  expect(puts(at)).toBe(1)
})

test('what a person fills in after the card was read is not written over', { timeout: 120_000 }, async () => {
  let filled = false
  const at: Stage = await stage({
    first: async (name, when) => {
      if (filled || name !== 'update-customers' || when !== 'before') return
      filled = true
      const present = card(at)
      if (present !== undefined) at.ground.sandbox.eaccounting.state.company().customers.put({ ...present, Telephone: '08-333 33 33' }, Date.now())
    },
  })
  sale(at, { phone: '08-111 11 11', website: 'https://ett.example' })
  expect(await at.first.run()).toMatchObject({ state: 'done', created: 1 })
  expect(card(at)).toMatchObject({ Telephone: '08-333 33 33', WwwAddress: 'https://ett.example' })
  await allRight(at)
})

test('a change of a card that is committed late, after its reply was lost, undoes nothing', { timeout: 120_000 }, async () => {
  const at = await stage({})
  sale(at, { phone: '08-111 11 11' })
  sale(at, { website: 'https://tva.example' }, 'contractsent')
  at.ground.sandbox.eaccounting.faults.add({ kind: 'late-commit', method: 'PUT', path: '/v2/customers/*', count: 1, ms: 600 })
  await Promise.all([at.first.run({ trigger: 'schedule' }), new Promise((resolve) => setTimeout(resolve, 250)).then(() => at.second.operations.startRun('main', other, { wait: true, trigger: 'schedule' }))])
  await allRight(at)
  await runOther(at.second)
  expect(card(at)).toMatchObject({ Telephone: '08-111 11 11', WwwAddress: 'https://tva.example' })
})

test('of one worker\'s sales each adds what only it knows, and each field is written once', { timeout: 120_000 }, async () => {
  const at = await stage({}, { settings: { customers: { update: 'overwrite' } } })
  for (let n = 0; n < 30; n += 1) sale(at, { phone: `08-111 11 ${10 + n}`, ...(n === 29 ? { website: 'https://sist.example' } : {}) })
  expect(await at.first.run()).toMatchObject({ state: 'done', created: 30, held: 0 })
  expect(card(at)?.Telephone).toMatch(/^08-111 11 \d\d$/)
  expect(card(at)?.WwwAddress).toBe('https://sist.example')
  expect(puts(at)).toBeLessThanOrEqual(2)
})

test('a change that the books refuse holds the sales that ask for it, and leaves no intent behind', { timeout: 120_000 }, async () => {
  const at = await stage({})
  sale(at, { phone: '08-111 11 11' })
  at.ground.sandbox.eaccounting.faults.add({ kind: 'status', method: 'PUT', path: '/v2/customers/*', count: 1, status: 400, errorCode: 4002 })
  expect(await at.first.run()).toMatchObject({ state: 'done', created: 0, held: 1 })
  await at.first.operations.replay('main', { flow: flowName, all: true, wait: true })
  await allRight(at)
  expect(card(at)).toMatchObject({ Telephone: '08-111 11 11' })
})
