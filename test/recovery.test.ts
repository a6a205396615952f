// Recovery: replies that are lost, requests that are committed late, lists that lag, and others who work at the same time.
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { Books } from '../sandbox/eaccounting/test-books.ts'
import { lookupModes, untilSettled, useMode, type LookupMode } from './proof/chain.ts'
import { flowName, openGround, type Ground, type GroundOptions, type Worker } from './proof/ground.ts'
import { findings, leftovers, type OrderType } from './proof/oracle.ts'
import { addCompany, addDeal, nextSerial, threeSales, type Sale } from './proof/sales.ts'
import { situationFor } from './proof/situations.ts'
import { stopAt } from './proof/stops.ts'

const open: Ground[] = []
afterEach(async () => {
  for (const ground of open.splice(0)) await ground.close()
})

async function begin(options: GroundOptions = {}): Promise<{ ground: Ground; worker: Worker }> {
  const ground = await openGround(options)
  open.push(ground)
  const worker = await ground.worker()
  await ground.apply(worker)
  return { ground, worker }
}

async function allRight(ground: Ground, worker: Worker, sales: Sale[], type: OrderType = 'order'): Promise<void> {
  expect([...findings(ground, sales, type), ...(await leftovers(ground, worker, sales))]).toEqual([])
}

const lost = ['cut-after-commit', 'cut-before-commit', 'late-commit', 'status-after-commit', 'hang', 'broken-json'] as const
const places: { what: string; method: string; path: string; orderType: OrderType }[] = [
  { what: 'a customer', method: 'POST', path: '/v2/customers', orderType: 'order' },
  { what: 'an article', method: 'POST', path: '/v2/articles', orderType: 'order' },
  { what: 'an order', method: 'POST', path: '/v2/orders', orderType: 'order' },
  { what: 'a draft', method: 'POST', path: '/v2/customerinvoicedrafts', orderType: 'invoiceDraft' },
  { what: 'a booking', method: 'POST', path: '/v2/customerinvoicedrafts/*/convert', orderType: 'invoice' },
]

for (const { what, method, path, orderType } of places) {
  test(`a lost reply to ${what} leaves one`, { timeout: 300_000 }, async () => {
    const { ground, worker } = await begin({ settings: { orderType } })
    const sales: Sale[] = []
    const modes = Object.keys(lookupModes) as LookupMode[]
    for (const [index, kind] of lost.entries()) {
      useMode(ground, modes[(index + places.findIndex((place) => place.path === path)) % modes.length] ?? 'byMark')
      ground.sandbox.eaccounting.faults.add({ kind, method, path, count: 1, status: 502, ms: 300 })
      sales.push(...threeSales(ground))
      await worker.run()
      const spent = ground.sandbox.eaccounting.faults.list().every(({ struck }) => struck > 0)
      expect(spent, `${kind} struck`).toBe(true)
      ground.sandbox.eaccounting.faults.clear()
      await allRight(ground, worker, sales, orderType)
    }
  })
}

test('a lost reply to an update leaves the document as it was sent, and no notice', { timeout: 300_000 }, async () => {
  for (const kind of ['cut-after-commit', 'cut-before-commit', 'late-commit'] as const) {
    const { ground, worker } = await begin({ settings: { onChange: 'updateWhileOpen' } })
    const { sales } = await situationFor('update-document', 'order').arrange(ground, worker)
    ground.sandbox.eaccounting.faults.add({ kind, method: 'PUT', path: '/v2/orders/*', count: 1, ms: 150 })
    await worker.run()
    await untilSettled(worker)
    await allRight(ground, worker, sales)
  }
})

test('a customer that the books commit after we stopped looking is met by the second request with the same number', async () => {
  const { ground, worker } = await begin()
  const sales = threeSales(ground)
  ground.sandbox.eaccounting.faults.add({ kind: 'late-commit', method: 'POST', path: '/v2/customers', count: 1, ms: 1_500 })
  await worker.run()
  while (ground.sandbox.eaccounting.state.pendingCommits() > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  await untilSettled(worker)
  await allRight(ground, worker, sales)
})

test('a number that somebody takes between reservation and request gives the next one, also when that reply is lost', async () => {
  const { ground, worker } = await begin()
  const sales = threeSales(ground)
  await worker.run()
  await takeNextNumber(ground, worker)
  let renumbered = 0
  const other = await ground.worker({ point: (name, when) => {
    if (name !== 'renumber-customer' || when !== 'after') return
    renumbered += 1
    ground.sandbox.eaccounting.faults.add({ kind: 'cut-after-commit', method: 'POST', path: '/v2/customers', count: 1 })
  } })
  sales.push(...threeSales(ground))
  await other.run()
  await untilSettled(other)
  expect(renumbered).toBe(1)
  expect(ground.sandbox.eaccounting.faults.list().map(({ struck }) => struck)).toEqual([1])
  await allRight(ground, worker, sales)
})

/** Somebody makes a card by hand under the number that we shall reserve next. */
async function takeNextNumber(ground: Ground, worker: Worker): Promise<void> {
  const next = (await sql<{ next: string }>`select next from reserved_numbers`.execute(worker.installation.db)).rows[0]?.next
  if (next === undefined) throw new Error('nothing was reserved yet')
  await new Books(ground.sandbox.eaccounting).customer({ CustomerNumber: next, Name: 'Någon annan' })
}

test('a card that is found under our number but is somebody else\'s is not taken for our buyer\'s', async () => {
  const { ground, worker } = await begin()
  await worker.run()
  const { sales } = await situationFor('renumber-customer', 'order').arrange(ground, worker)
  const stopper = stopAt({ point: 'send-customer', when: 'before' })
  const dead = await ground.worker({ point: stopper.hook })
  void dead.run()
  await stopper.reached
  await ground.expireLeases(worker)
  await untilSettled(worker)
  await allRight(ground, worker, sales)
  const strangers = ground.sandbox.eaccounting.state.company().customers.all().filter((card) => card.Name?.startsWith('Någon annan')).map((card) => card.CustomerNumber)
  expect(ground.sandbox.eaccounting.state.documents().filter((document) => strangers.includes(document.customer))).toEqual([])
})

test('lists that lag hide a document from the first look, not from the second', async () => {
  const { ground, worker } = await begin({ timeScale: 20 })
  const sales = threeSales(ground)
  ground.sandbox.eaccounting.faults.add({ kind: 'cut-after-commit', method: 'POST', path: '/v2/orders', count: 1 })
  ground.sandbox.eaccounting.faults.add({ kind: 'lag', method: 'GET', path: '/v2/orders', ms: 1_900 })
  await worker.run()
  ground.sandbox.eaccounting.faults.clear()
  await allRight(ground, worker, sales)
})

test('a second trigger, and a second worker, join the run that is alive', async () => {
  const { ground, worker } = await begin()
  const beside = await ground.worker()
  const sales = [...threeSales(ground), ...threeSales(ground)]
  const reports = await Promise.all([worker.run(), beside.run(), worker.run(), beside.run(), worker.run()])
  expect(reports.filter((report) => !report.joined).length).toBeGreaterThanOrEqual(1)
  expect(new Set(reports.filter((report) => report.created > 0).map((report) => report.run)).size).toBe(1)
  await allRight(ground, worker, sales)
})

/** Two flows that overlap without anybody being able to prove it beforehand. */
const overlapping = { flows: { [flowName]: { filter: { property: 'dealname', operator: 'known' } }, second: { filter: { property: 'amount', operator: 'known' } } } }

test('two flows that want the same sales at the same time make one document and one card', async () => {
  const { ground, worker } = await begin()
  await ground.apply(worker, overlapping)
  const beside = await ground.worker()
  const sales: Sale[] = []
  for (let round = 0; round < 4; round += 1) {
    sales.push(...threeSales(ground))
    await Promise.all([worker.run(), beside.operations.startRun('main', 'second', { wait: true })])
  }
  await untilSettled(worker)
  await allRight(ground, worker, sales)
})

for (const point of ['plan-customers', 'plan-articles', 'plan-documents'] as const) {
  test(`what another flow made between the look and ${point} is not made again`, async () => {
    const { ground, worker } = await begin()
    await ground.apply(worker, overlapping)
    const stopper = stopAt({ point, when: 'before' })
    const slow = await ground.worker({ point: stopper.hook })
    const sales = threeSales(ground)
    const run = slow.run()
    await stopper.reached
    expect(await worker.operations.startRun('main', 'second', { wait: true })).toMatchObject({ created: 3 })
    stopper.resume()
    expect(await run).toMatchObject({ state: 'done', created: 0 })
    await allRight(ground, worker, sales)
  })
}

test('a sale that is changed while it waits to be written is read again', async () => {
  const { ground, worker } = await begin()
  const sku = `NY-${nextSerial()}`
  const sale = addDeal(ground, { company: addCompany(ground).company, lines: [{ sku, quantity: 1, price: 10_000 }] })
  const stopper = stopAt({ point: 'plan-customers', when: 'before' })
  const slow = await ground.worker({ point: stopper.hook })
  const run = slow.run()
  await stopper.reached
  await new Promise((resolve) => setTimeout(resolve, 700))
  ground.sandbox.hubspot.state.replaceLineItems('deals', sale.deal, [{ properties: { name: 'Lampa', hs_sku: sku, quantity: '5', price: '100.00', hs_tax_rate_group_id: '25' } }])
  ground.sandbox.hubspot.state.patch('deals', sale.deal, { amount: '500.00' })
  stopper.resume()
  expect(await run).toMatchObject({ state: 'done', created: 1 })
  await allRight(ground, worker, [{ deal: sale.deal, net: 50_000 }])
})

test('write-back that fails is sent later and never fails an order', async () => {
  const { ground, worker } = await begin()
  const sales = threeSales(ground)
  ground.sandbox.hubspot.faults.add({ method: 'POST', path: '/crm/objects/2026-09/deals/batch/update', count: 8, action: { kind: 'status', status: 502 } })
  expect(await worker.run()).toMatchObject({ state: 'done', created: 3 })
  expect(findings(ground, sales, 'order')).toEqual([])
  ground.sandbox.hubspot.faults.clear()
  await new Promise((resolve) => setTimeout(resolve, 700))
  await worker.run()
  await allRight(ground, worker, sales)
})

test('a status that cannot be written because its property could not be made is written by a later run', async () => {
  const { ground, worker } = await begin()
  const sales = threeSales(ground)
  // The group, all properties at once, and then each by itself; early in the run, and again at its end.
  ground.sandbox.hubspot.faults.add({ method: 'POST', path: '/crm/properties/*', count: 12, action: { kind: 'cutBeforeCommit' } })
  expect(await worker.run()).toMatchObject({ state: 'done', created: 3 })
  expect(ground.sandbox.hubspot.faults.list()).toEqual([])
  expect(findings(ground, sales, 'order')).toEqual([])
  expect((await leftovers(ground, worker, sales)).length).toBeGreaterThan(0)
  await worker.run()
  await allRight(ground, worker, sales)
})

test('a change that somebody makes between our reading and our write-back is not hidden by the stamp of our own write', async () => {
  const { ground, worker } = await begin({ settings: { onChange: 'updateWhileOpen' } })
  const sku = `NY-${nextSerial()}`
  const sale = addDeal(ground, { company: addCompany(ground).company, lines: [{ sku, quantity: 1, price: 10_000 }] })
  let changed = false
  const meanwhile = await ground.worker({ point: (name, when) => {
    if (changed || name !== 'write-back-read' || when !== 'before') return
    changed = true
    ground.sandbox.hubspot.state.replaceLineItems('deals', sale.deal, [{ properties: { name: 'Lampa', hs_sku: sku, quantity: '5', price: '100.00', hs_tax_rate_group_id: '25' } }])
    ground.sandbox.hubspot.state.patch('deals', sale.deal, { amount: '500.00' })
  } })
  expect(await meanwhile.run()).toMatchObject({ state: 'done', created: 1 })
  expect(await worker.run()).toMatchObject({ state: 'done', updated: 1 })
  expect(await worker.run()).toMatchObject({ state: 'done', read: 0 })
  await allRight(ground, worker, [{ deal: sale.deal, net: 50_000 }])
})

test('a sale that waits for its article while another of the same buyer makes the card does not make a second card', async () => {
  const { ground, worker } = await begin()
  const known = `NY-${nextSerial()}`
  const first = addDeal(ground, { company: addCompany(ground).company, lines: [{ sku: known, quantity: 1, price: 10_000 }] })
  await worker.run()
  const { company } = addCompany(ground)
  ground.sandbox.eaccounting.faults.add({ kind: 'delay', method: 'POST', path: '/v2/articles', count: 1, ms: 250 })
  const sales = [first, addDeal(ground, { company, lines: [{ sku: `NY-${nextSerial()}`, quantity: 1, price: 5_000 }] }), addDeal(ground, { company, lines: [{ sku: known, quantity: 2, price: 10_000 }] })]
  expect(await worker.run()).toMatchObject({ state: 'done', created: 2 })
  await allRight(ground, worker, sales)
})

test('a run whose database goes away at its end takes nothing down with it; the next one goes on', async () => {
  const { ground, worker } = await begin()
  const sales = threeSales(ground)
  const unheard: unknown[] = []
  const hear = (reason: unknown): void => void unheard.push(reason)
  process.on('unhandledRejection', hear)
  try {
    const cutOff = await ground.worker({ point: async (name, when) => {
      if (name === 'write-back-read' && when === 'before') await cutOff.installation.close()
    } })
    await expect(cutOff.run()).rejects.toThrow()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(unheard).toEqual([])
  } finally {
    process.off('unhandledRejection', hear)
  }
  await ground.expireLeases(worker)
  await untilSettled(worker)
  await allRight(ground, worker, sales)
})
