// Going live: old sales are left alone, many new ones wait for a person, and what changes afterwards is told once.
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { bulkSeed } from '../sandbox/hubspot/bulk.ts'
import { listActivities } from '../src/store/tables/activities.ts'
import { listHeld } from '../src/store/tables/held.ts'
import { untilSettled } from './proof/chain.ts'
import { openGround, type Ground, type GroundOptions, type Worker } from './proof/ground.ts'
import { findings, leftovers } from './proof/oracle.ts'
import { addCompany, addDeal, nextSerial, threeSales, type Sale } from './proof/sales.ts'

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

const dayMs = 86_400_000
const documents = (ground: Ground) => ground.sandbox.eaccounting.state.documents()
const writes = (ground: Ground) => ground.sandbox.eaccounting.journal.entries.length

test('2,000 sales won before go-live make nothing, also when an edit of the pipeline bumps every one of them', { timeout: 300_000 }, async () => {
  const crm = bulkSeed({ deals: 2_000, linesPerDeal: 1, companies: 20, skus: 20, wonAt: Date.now() - 30 * dayMs, spreadMs: 60_000 })
  const { ground, worker } = await begin({ crm })
  expect(await worker.run()).toMatchObject({ state: 'done', created: 0, held: 0 })
  expect(ground.sandbox.hubspot.state.editPipeline('default')).toBe(2_000)
  expect(await worker.run()).toMatchObject({ state: 'done', created: 0, held: 0 })
  expect(await worker.run({ trigger: 'schedule', full: true })).toMatchObject({ state: 'done', created: 0, held: 0 })
  expect(writes(ground)).toBe(0)
  const sales = threeSales(ground)
  expect(await worker.run()).toMatchObject({ created: 3 })
  expect(findings(ground, sales, 'order')).toEqual([])
})

test('an old sale that is reopened and won again after go-live is a new sale', async () => {
  const crm = bulkSeed({ deals: 3, linesPerDeal: 1, companies: 3, skus: 3, wonAt: Date.now() - 30 * dayMs })
  const { ground, worker } = await begin({ crm })
  const [deal] = ground.sandbox.hubspot.state.all('deals')
  if (deal === undefined) throw new Error('no deal')
  ground.sandbox.hubspot.state.moveDeal(deal.id, 'appointmentscheduled')
  ground.sandbox.hubspot.state.moveDeal(deal.id, 'closedwon')
  expect(await worker.run()).toMatchObject({ state: 'done', created: 1 })
  expect(documents(ground).map((document) => document.marks.OurReference)).toEqual([`HS-${deal.id}`])
})

test('600 new sales hold the run with number, sum and oldest date until a person approves; a schedule never passes', { timeout: 300_000 }, async () => {
  const wonAt = Date.now() - 3_600_000
  const crm = bulkSeed({ deals: 600, linesPerDeal: 1, companies: 30, skus: 30, wonAt, spreadMs: 1_000 })
  const { ground, worker } = await begin({ crm, settings: { maxCreatesPerRun: 500, startFrom: 'all' } })
  const sums = ground.sandbox.hubspot.state.all('deals').reduce((sum, deal) => sum + Math.round(Number(deal.properties.amount) * 100), 0)
  await worker.run({ preview: true })
  for (const trigger of ['schedule', 'manual', 'schedule'] as const) {
    const report = await worker.run({ trigger })
    expect(report).toMatchObject({ state: 'braked', created: 0, brake: { count: 600, limit: 500, oldest: new Date(wonAt).toISOString() } })
    expect(Math.round(Number(report.brake?.sums.SEK) * 100)).toBe(sums)
  }
  expect(await worker.run({ trigger: 'schedule', yes: true })).toMatchObject({ state: 'braked', created: 0 })
  expect(writes(ground)).toBe(0)
  expect(await worker.run({ yes: true })).toMatchObject({ state: 'done', created: 600 })
  expect(documents(ground)).toHaveLength(600)
  expect(await worker.run({ trigger: 'schedule' })).toMatchObject({ state: 'done', created: 0 })
})

test('a run above its own limit is held and one below it goes through', async () => {
  const { ground, worker } = await begin({ settings: { maxCreatesPerRun: 2 } })
  const sales = threeSales(ground)
  expect(await worker.run()).toMatchObject({ state: 'braked', created: 0, brake: { count: 3, limit: 2 } })
  expect(writes(ground)).toBe(0)
  expect(await worker.run({ yes: true })).toMatchObject({ state: 'done', created: 3 })
  const buyer = addCompany(ground)
  sales.push(addDeal(ground, { company: buyer.company, lines: [{ sku: `NY-${nextSerial()}`, quantity: 1, price: 10_000 }] }))
  expect(await worker.run()).toMatchObject({ state: 'done', created: 1 })
  expect(findings(ground, sales, 'order')).toEqual([])
})

test('passing the stage twice makes one document', async () => {
  const { ground, worker } = await begin()
  const sales = threeSales(ground)
  await worker.run()
  for (const { deal } of sales) {
    ground.sandbox.hubspot.state.moveDeal(deal, 'appointmentscheduled')
    ground.sandbox.hubspot.state.moveDeal(deal, 'closedwon')
  }
  expect(await worker.run()).toMatchObject({ state: 'done', created: 0, held: 0 })
  expect(findings(ground, sales, 'order')).toEqual([])
})

test('a sale waits its quiet time, and lines that come meanwhile are on the document', async () => {
  const { ground, worker } = await begin({ settings: { quietSeconds: 150 } })
  const sku = `NY-${nextSerial()}`
  const sale = addDeal(ground, { company: addCompany(ground).company, lines: [{ sku, quantity: 1, price: 10_000 }] })
  expect(await worker.run()).toMatchObject({ state: 'done', created: 0, failed: 0 })
  ground.sandbox.hubspot.state.replaceLineItems('deals', sale.deal, [{ properties: { name: 'Lampa', hs_sku: sku, quantity: '4', price: '100.00', hs_tax_rate_group_id: '25' } }])
  ground.sandbox.hubspot.state.patch('deals', sale.deal, { amount: '400.00' })
  await new Promise((resolve) => setTimeout(resolve, 1_600))
  expect(await worker.run({ trigger: 'schedule' })).toMatchObject({ state: 'done', created: 1 })
  expect(findings(ground, [{ deal: sale.deal, net: 40_000 }], 'order')).toEqual([])
})

/** What people do to a sale after its order was made. */
const changes: { what: string; change(ground: Ground, sale: Sale): void }[] = [
  { what: 'lines', change: (ground, { deal }) => void ground.sandbox.hubspot.state.replaceLineItems('deals', deal, [{ properties: { name: 'Lampa', hs_sku: 'SKU-00000', quantity: '9', price: '10.00', hs_tax_rate_group_id: '25' } }]) },
  { what: 'currency', change: (ground, { deal }) => ground.sandbox.hubspot.state.patch('deals', deal, { deal_currency_code: 'EUR' }) },
  { what: 'customer', change: (ground, { deal }) => ground.sandbox.hubspot.state.associate('deals', deal, { to: 'companies', id: addCompany(ground).company, primary: true }) },
  { what: 'stage', change: (ground, { deal }) => ground.sandbox.hubspot.state.moveDeal(deal, 'closedlost') },
  { what: 'life', change: (ground, { deal }) => ground.sandbox.hubspot.state.archive('deals', deal) },
]

for (const { what, change } of changes) {
  test(`a change of ${what} afterwards gives one notice, however often it is seen`, async () => {
    const crm = bulkSeed({ deals: 0, linesPerDeal: 0, companies: 0, skus: 1, wonAt: Date.now() })
    crm.account.additionalCurrencies = ['EUR']
    const { ground, worker } = await begin({ crm })
    const sales = threeSales(ground)
    await worker.run()
    const [sale] = sales
    if (sale === undefined) throw new Error('no sale')
    change(ground, sale)
    const before = writes(ground)
    for (let round = 0; round < 3; round += 1) {
      // An hour later: lines and associations move no stamp, so young sales are looked at by the hour.
      await sql`update cursors set archived_checked_at = 'epoch'`.execute(worker.installation.db)
      await worker.run()
    }
    const held = await listHeld(worker.installation.db, 'main', {})
    expect(held.map((row) => [row.record_id, row.code])).toEqual([[sale.deal, 'changed-after']])
    const lines = (await listActivities(worker.installation.db, 'main', { record: sale.deal })).filter((line) => line.action === 'noticed')
    expect(lines).toHaveLength(1)
    expect(writes(ground)).toBe(before)
  })
}

test('edits that do not concern the document are silent', async () => {
  const { ground, worker } = await begin()
  const sales = threeSales(ground)
  await worker.run()
  for (const { deal } of sales) ground.sandbox.hubspot.state.patch('deals', deal, { description: 'Ring kunden', dealname: 'Nytt namn' })
  ground.sandbox.hubspot.state.editPipeline('default')
  const before = writes(ground)
  await worker.run()
  await untilSettled(worker)
  expect(await leftovers(ground, worker, sales)).toEqual([])
  expect(writes(ground)).toBe(before)
})

test('a merged sale is the sale that it absorbed: no second document, whichever of the two had one', async () => {
  const { ground, worker } = await begin()
  const [first, second, third] = threeSales(ground)
  if (first === undefined || second === undefined || third === undefined) throw new Error('no sales')
  await worker.run()
  const fresh = addDeal(ground, { company: addCompany(ground).company, lines: [{ sku: `NY-${nextSerial()}`, quantity: 1, price: 10_000 }], stage: 'appointmentscheduled' })
  const survivor = ground.sandbox.hubspot.state.merge('deals', fresh.deal, first.deal)
  ground.sandbox.hubspot.state.patch('deals', survivor, { dealstage: 'closedwon' })
  await worker.run()
  await untilSettled(worker)
  expect(documents(ground)).toHaveLength(3)
  const both = ground.sandbox.hubspot.state.merge('deals', second.deal, third.deal)
  const before = writes(ground)
  await worker.run()
  await worker.run()
  expect(writes(ground)).toBe(before)
  expect((await listHeld(worker.installation.db, 'main', { recordId: both })).map((row) => row.code)).toEqual(['merged-two-documents'])
})
