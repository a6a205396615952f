// Amnesia: whatever becomes of our memory, the marks in the books say what was made. Nothing is made again.
import { afterEach, expect, test } from 'vitest'
import { demoConfig } from '../sandbox/data/demo-config.ts'
import { openHouse, type House } from './house.ts'
import { openGround, flowName, type Ground } from './proof/ground.ts'
import { findings, leftovers } from './proof/oracle.ts'
import { addCompany, addDeal, addPerson, threeSales, type Sale } from './proof/sales.ts'
import { untilSettled } from './proof/chain.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function house(): Promise<House> {
  const one = await openHouse({ timeScale: 100, sandbox: { limits: 'off' } })
  open.push(one)
  return one
}

async function ground(options: Parameters<typeof openGround>[0] = {}): Promise<Ground> {
  const one = await openGround(options)
  open.push(one)
  return one
}

/** Calls that made something in the books. */
function creates(at: Pick<House, 'sandbox'>): number {
  return at.sandbox.eaccounting.journal.entries.filter((entry) => entry.action === 'created' && entry.status < 300).length
}

test('after the data folder is lost, a whole sync of the sample makes nothing and adopts every document', { timeout: 300_000 }, async () => {
  const at = await house()
  await at.apply()
  const first = await at.operations.startRun('main', flowName, { wait: true, yes: true })
  expect(first.created).toBeGreaterThan(150)
  const before = creates(at)
  await at.amnesia()
  await at.apply(demoConfig(new Date()))
  const again = await at.operations.startRun('main', flowName, { wait: true, yes: true })
  expect(again, JSON.stringify(again.failure)).toMatchObject({ state: 'done', created: 0, failed: 0 })
  expect(again.adopted).toBe(first.created + first.adopted)
  expect(creates(at)).toBe(before)
})

test('orders that became invoices by hand are adopted as invoices, and a draft booked by hand too', async () => {
  for (const orderType of ['order', 'invoiceDraft'] as const) {
    const at = await ground({ settings: { orderType, startFrom: 'all' } })
    const worker = await at.worker()
    await at.apply(worker)
    const sales = [...threeSales(at), ...threeSales(at)]
    await worker.run({ yes: true })
    expect(findings(at, sales, orderType)).toEqual([])
    await convertHalf(at, orderType)
    const before = creates(at)
    await at.forget()
    const other = await at.worker()
    await at.apply(other)
    const report = await other.run({ yes: true })
    expect(report).toMatchObject({ state: 'done', created: 0, adopted: 6, failed: 0, held: 0 })
    expect(creates(at)).toBe(before)
  }
})

test('an invoice found again is asked about when the flow sends: whether it went to its buyer cannot be known, and it is not sent twice', async () => {
  const at = await ground({ settings: { orderType: 'invoice', send: 'email', startFrom: 'all' } })
  const worker = await at.worker()
  await at.apply(worker)
  // No key at all: only the document tells the card.
  const company = addCompany(at, { orgno: false, email: false }).company
  const contact = addPerson(at)
  const sales = [addDeal(at, { company, contact, lines: [{ sku: 'SKU-1', quantity: 1, price: 10_000 }] }), ...threeSales(at)]
  await worker.run({ yes: true })
  const sent = (): number => at.sandbox.eaccounting.journal.entries.filter((entry) => entry.action === 'sent' && entry.status < 300).length
  expect(sent()).toBe(4)
  const before = creates(at)
  await at.forget()
  const other = await at.worker()
  await at.apply(other)
  expect(await other.run({ yes: true })).toMatchObject({ state: 'done', created: 0, adopted: 0, held: 4, failed: 0 })
  expect((await other.operations.held('main', {})).map((one) => one.code)).toEqual(Array.from({ length: 4 }, () => 'check-sent'))
  expect(at.sandbox.hubspot.state.get('deals', sales[0]?.deal ?? '')?.properties).toMatchObject({ kontobro_status: 'held' })
  expect([creates(at) - before, sent()]).toEqual([0, 4])
  // Its buyer is known again all the same.
  addDeal(at, { company, contact, lines: [{ sku: 'SKU-1', quantity: 2, price: 10_000 }] })
  expect(await other.run({ yes: true })).toMatchObject({ created: 1 })
  const made = at.sandbox.eaccounting.journal.entries.filter((entry) => entry.action === 'created' && entry.status < 300).slice(before)
  expect(made.filter((entry) => entry.kind === 'customer')).toEqual([])
})

test('a second installation beside the first makes nothing that the first has made, and the first nothing that the second has', async () => {
  const at = await ground({ settings: { startFrom: 'all' } })
  const beside = await openHouseBeside(at)
  const worker = await at.worker()
  await at.apply(worker)
  const sales = threeSales(at)
  await worker.run({ yes: true })
  await beside.apply(at)
  expect(await beside.run()).toMatchObject({ state: 'done', created: 0, adopted: 3 })
  const more = threeSales(at)
  expect(await beside.run()).toMatchObject({ state: 'done', created: 3 })
  expect(await worker.run({ yes: true })).toMatchObject({ state: 'done', created: 0, adopted: 3 })
  expect(findings(at, [...sales, ...more], 'order')).toEqual([])
})

test('renaming, removing and adding a flow again makes nothing new', async () => {
  const at = await ground({ settings: { startFrom: 'all', orderType: 'invoice' } })
  const worker = await at.worker()
  await at.apply(worker)
  const sales = threeSales(at)
  await worker.run({ yes: true })
  await at.apply(worker, { flow: 'renamed' })
  expect(await worker.operations.startRun('main', 'renamed', { wait: true, yes: true })).toMatchObject({ state: 'done', created: 0, held: 0 })
  await at.apply(worker, { flows: {} })
  await at.apply(worker)
  expect(await worker.run({ yes: true })).toMatchObject({ state: 'done', created: 0, held: 0 })
  expect(findings(at, sales, 'invoice')).toEqual([])
})

test('a draft that waits to be booked is booked by the flow under its new name', async () => {
  const at = await ground({ settings: { startFrom: 'all', orderType: 'invoice' } })
  const worker = await at.worker()
  await at.apply(worker, { settings: { startFrom: 'golive', settleSeconds: 200 } })
  const sales = threeSales(at)
  await worker.operations.startRun('main', flowName, { wait: true, trigger: 'schedule' })
  expect(at.sandbox.eaccounting.state.documents().map((document) => document.kind)).toEqual(['draft', 'draft', 'draft'])
  await at.apply(worker, { flow: 'renamed' })
  await worker.operations.startRun('main', 'renamed', { wait: true, yes: true })
  expect(findings(at, sales, 'invoice')).toEqual([])
})

test('a buyer without any key has one card, also when a new sale comes after the memory was lost', async () => {
  const at = await ground({ settings: { startFrom: 'all' } })
  const worker = await at.worker()
  await at.apply(worker)
  const buyer = addCompany(at, { orgno: false, email: false })
  const line = { sku: 'LAMPA', quantity: 1, price: 10_000 }
  const sales: Sale[] = [addDeal(at, { company: buyer.company, lines: [line] }), addDeal(at, { company: buyer.company, lines: [line] })]
  await worker.run({ yes: true })
  expect(at.sandbox.eaccounting.state.company().customers.all()).toHaveLength(1)
  await at.forget()
  const other = await at.worker()
  await at.apply(other)
  expect(await other.run({ yes: true })).toMatchObject({ created: 0, adopted: 2 })
  sales.push(addDeal(at, { company: buyer.company, lines: [line] }))
  expect(await other.run({ yes: true })).toMatchObject({ created: 1 })
  expect(at.sandbox.eaccounting.state.company().customers.all()).toHaveLength(1)
  expect(findings(at, sales, 'order')).toEqual([])
})

test('a buyer without any key has one card also when its first new sale is read together with the old ones', async () => {
  for (const orderType of ['order', 'invoice'] as const) {
    const at = await ground({ settings: { startFrom: 'all', orderType } })
    const worker = await at.worker()
    await at.apply(worker)
    const buyer = addCompany(at, { orgno: false })
    const line = { sku: 'LAMPA', quantity: 1, price: 10_000 }
    const sales = [addDeal(at, { company: buyer.company, lines: [line] })]
    await worker.run({ yes: true })
    await at.forget()
    sales.push(addDeal(at, { company: buyer.company, lines: [line] }))
    const other = await at.worker()
    await at.apply(other)
    expect(await other.run({ yes: true })).toMatchObject({ created: 1, adopted: 1 })
    expect(at.sandbox.eaccounting.state.company().customers.all()).toHaveLength(1)
    expect(findings(at, sales, orderType)).toEqual([])
  }
})

test('drafts found by their mark are booked when their sums are those of the sale, and held when they are not', async () => {
  const at = await ground({ settings: { startFrom: 'all', orderType: 'invoice' } })
  const worker = await at.worker()
  await at.apply(worker, { settings: { startFrom: 'golive', settleSeconds: 200 } })
  const sales = [...threeSales(at), addDeal(at, { contact: addPerson(at), lines: [{ sku: 'LAMPA', quantity: 1, price: 10_000 }] })]
  await worker.operations.startRun('main', flowName, { wait: true, trigger: 'schedule' })
  expect(at.sandbox.eaccounting.state.documents().map((document) => document.kind)).toEqual(['draft', 'draft', 'draft', 'draft'])
  const [changed, ...unchanged] = sales
  at.sandbox.hubspot.state.replaceLineItems('deals', changed?.deal ?? '', [{ properties: { name: 'Lampa', hs_sku: 'LAMPA', quantity: '2', price: '777.00', hs_tax_rate_group_id: '25' } }])
  await at.forget()
  const other = await at.worker()
  await at.apply(other)
  await other.run({ yes: true })
  await untilSettled(other)
  expect(at.sandbox.eaccounting.state.documents().filter((document) => document.kind === 'invoice')).toHaveLength(3)
  expect(findings(at, unchanged, 'invoice').filter((line) => !line.includes('without a sale'))).toEqual([])
  expect(await leftovers(at, other, unchanged)).toEqual([expect.stringMatching(new RegExp(`^${changed?.deal} is open: totals-`))])
})

/** People make invoices of every second order or draft in the web client. */
async function convertHalf(at: Ground, orderType: 'order' | 'invoiceDraft'): Promise<void> {
  const token = at.sandbox.eaccounting.issueToken()
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const documents = at.sandbox.eaccounting.state.documents().filter((_, index) => index % 2 === 0)
  for (const { id, totals } of documents) {
    const path = orderType === 'order' ? `/v2/orders/${id}/convert` : `/v2/customerinvoicedrafts/${id}/convert`
    const body = orderType === 'order' ? {} : { TotalAmountInvoiceCurrency: totals.total, TotalVatAmountInvoiceCurrency: totals.vat, TotalRoundingsInvoiceCurrency: totals.rounding }
    if (orderType === 'order') {
      const order = await (await fetch(`${at.sandbox.urls.eaccounting}/v2/orders/${id}`, { headers })).json() as Record<string, unknown>
      await fetch(`${at.sandbox.urls.eaccounting}/v2/orders/${id}`, { method: 'PUT', headers, body: JSON.stringify({ ...order, Status: 2 }) })
    }
    const response = await fetch(`${at.sandbox.urls.eaccounting}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(response.status, await response.clone().text()).toBeLessThan(300)
  }
}

type Beside = { apply(at: Ground): Promise<void>; run(): ReturnType<Awaited<ReturnType<Ground['worker']>>['run']> }

/** Another installation with a database of its own on the same accounts. */
async function openHouseBeside(at: Ground): Promise<Beside> {
  const other = await at.beside()
  open.unshift(other)
  const worker = await other.worker()
  return { apply: (first) => first.apply(worker), run: () => worker.run({ yes: true }) }
}
