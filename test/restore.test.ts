// Restoring an old backup: what was made since stands in the books with its mark, and nothing is made, booked or sent twice.
import { afterEach, expect, test } from 'vitest'
import { Books } from '../sandbox/eaccounting/test-books.ts'
import type { PointName } from '../src/runs/points.ts'
import { duplicatesOf } from '../src/engine/monitor.ts'
import { storeTokens } from '../src/store/tables/connections.ts'
import { listHeld } from '../src/store/tables/held.ts'
import { made, openShelf, type Shelf } from './proof/backups.ts'
import { untilSettled } from './proof/chain.ts'
import { flowName, openGround, type Ground, type GroundOptions, type Worker } from './proof/ground.ts'
import { findings, leftovers } from './proof/oracle.ts'
import { addCompany, addDeal, threeSales, type Sale } from './proof/sales.ts'
import { situationFor } from './proof/situations.ts'
import { stopAt, type Stop } from './proof/stops.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function ground(options: GroundOptions): Promise<{ at: Ground; shelf: Shelf; worker: Worker }> {
  const at = await openGround(options)
  const shelf = openShelf()
  open.push(at, shelf)
  const worker = await at.worker()
  await at.apply(worker)
  return { at, shelf, worker }
}

for (const orderType of ['order', 'invoiceDraft', 'invoice'] as const) {
  test(`half the sales synced, backed up, the rest synced and some of it booked by hand: after the restore every ${orderType} is adopted and none made`, async () => {
    const { at, shelf, worker } = await ground({ settings: { orderType, startFrom: 'all' } })
    const buyer = addCompany(at)
    const line = { sku: 'LAMPA', quantity: 1, price: 10_000 }
    const keyless = addCompany(at, { orgno: false, email: false })
    const sales: Sale[] = [...threeSales(at), addDeal(at, { company: buyer.company, lines: [line] })]
    await worker.run({ yes: true })
    const file = await shelf.take(worker)
    sales.push(...threeSales(at), addDeal(at, { company: buyer.company, lines: [line] }), addDeal(at, { company: keyless.company, lines: [{ ...line, sku: 'STOL' }] }))
    await worker.run({ yes: true })
    await untilSettled(worker)
    expect(findings(at, sales, orderType)).toEqual([])
    const byHand = orderType === 'invoice' ? [] : await bookSomeByHand(at, orderType)
    await worker.close()
    const before = made(at)
    // Won just before the restored one runs: the buyer has a card that nothing but the adopted document tells of.
    sales.push(addDeal(at, { company: keyless.company, lines: [{ ...line, sku: 'STOL' }] }))

    const restored = await shelf.restore(at, file)
    expect(restored.loaded.unsettled).toEqual({ connections: 2, intents: 0, unsent: 0 })
    const later = await at.worker()
    expect((await later.operations.status('main')).connections.map((one) => one.state)).toEqual(['restored', 'restored'])
    const report = await later.run({ yes: true })
    expect(report, JSON.stringify(report.failure)).toMatchObject({ state: 'done', created: 1, updated: 0, failed: 0, held: 0, adopted: 5 })
    expect(made(at).slice(before.length).filter((line) => /customers|articles/.test(line))).toEqual([])
    expect(made(at).filter((line) => line.startsWith('created')).length).toBe(before.filter((line) => line.startsWith('created')).length + 1)
    expect((await later.operations.status('main')).connections.map((one) => one.state)).toEqual(['ok', 'ok'])

    // And it goes on as before: the same buyers, one of them without any key, get no second card.
    sales.push(addDeal(at, { company: buyer.company, lines: [line] }), addDeal(at, { company: keyless.company, lines: [{ ...line, sku: 'STOL' }] }))
    const more = await later.run({ yes: true })
    expect(more).toMatchObject({ state: 'done', created: 2, failed: 0, held: 0 })
    await untilSettled(later)
    expect(findings(at, sales, orderType).filter((wrong) => !byHand.some((mark) => wrong.startsWith(mark)))).toEqual([])
    expect(await leftovers(at, later, sales)).toEqual([])
  })
}

test('a backup taken around any write of a run, restored when that run has long ended, makes nothing that the run made', { timeout: 280_000 }, async () => {
  const points = after(['send-article', 'create-articles', 'plan-customers', 'send-customer', 'create-customers', 'plan-documents', 'send-document', 'create-documents', 'unknown-outcome', 'commit-outcomes', 'save-cursor'], ['create-customers', 'create-documents'])
  const missed: string[] = []
  const { at, shelf, worker } = await ground({ settings: { orderType: 'order', startFrom: 'all' } })
  const sales: Sale[] = []
  let setup = worker
  for (const stop of points) {
    const place = `${stop.point}:${stop.when}`
    const arranged = await situationFor(stop.point, 'order').arrange(at, setup)
    sales.push(...arranged.sales)
    const stopper = stopAt(stop)
    const busy = await at.worker({ point: stopper.hook })
    const run = busy.run({ yes: true })
    await Promise.race([stopper.reached, run])
    if (!stopper.hasReached()) missed.push(place)
    const file = await shelf.take(setup)
    stopper.resume()
    await run
    await situationFor(stop.point, 'order').afterwards?.(at, setup)
    await untilSettled(setup)
    const before = made(at)
    await busy.close()
    await setup.close()
    await shelf.restore(at, file)
    setup = await at.worker()
    await setup.run({ yes: true })
    await untilSettled(setup)
    expect([place, made(at)]).toEqual([place, before])
    expect([place, ...findings(at, sales, 'order'), ...(await leftovers(at, setup, sales))]).toEqual([place])
  }
  expect(missed).toEqual([])
})

test('a backup taken while invoices are booked and sent, restored afterwards: none is booked or sent again, and a person is asked where it cannot be known', { timeout: 280_000 }, async () => {
  const { at, shelf, worker } = await ground({ settings: { orderType: 'invoice', send: 'email', startFrom: 'all' } })
  const sales: Sale[] = []
  let setup = worker
  let asked = 0
  for (const stop of after(['plan-booking', 'send-booking', 'book', 'commit-booking', 'plan-sending', 'send-invoice', 'commit-sending'], ['book', 'send-invoice'])) {
    const place = `${stop.point}:${stop.when}`
    const arranged = await situationFor(stop.point, 'invoice').arrange(at, setup)
    sales.push(...arranged.sales)
    const stopper = stopAt(stop)
    const busy = await at.worker({ point: stopper.hook })
    const run = busy.run({ yes: true })
    await Promise.race([stopper.reached, run])
    const file = await shelf.take(setup)
    stopper.resume()
    await run
    await untilSettled(setup)
    const before = made(at)
    await busy.close()
    await setup.close()
    await shelf.restore(at, file)
    setup = await at.worker()
    await setup.run({ yes: true })
    await untilSettled(setup)
    expect([place, made(at)]).toEqual([place, before])
    expect([place, ...findings(at, sales, 'invoice')]).toEqual([place])
    const held = await listHeld(setup.installation.db, 'main', {})
    expect([place, held.filter((row) => row.code !== 'check-sent').map((row) => row.code)]).toEqual([place, []])
    asked = Math.max(asked, held.length)
  }
  expect(asked).toBeGreaterThan(0)
})

test('a backup taken in the middle of a large run holds one moment, and the run that comes after the restore makes only what is missing', { timeout: 300_000 }, async () => {
  const { at, shelf, worker } = await ground({ settings: { startFrom: 'all' } })
  const sales = Array.from({ length: 60 }, () => threeSales(at)).flat()
  // The run goes on while the backup is taken, but slowly: a fast machine would have ended it before.
  let taken = false
  const busy = await at.worker({ point: async (name, when) => {
    if (name === 'create-documents' && when === 'after' && !taken) await new Promise((resolve) => setTimeout(resolve, 100))
  } })
  const run = busy.run({ yes: true })
  const documentsMade = (): number => at.sandbox.eaccounting.state.documents().length
  while (documentsMade() < 20) await new Promise((resolve) => setTimeout(resolve, 2))
  const file = await shelf.take(worker)
  taken = true
  const atBackup = documentsMade()
  expect(atBackup).toBeLessThan(sales.length)
  expect(await run).toMatchObject({ state: 'done', failed: 0 })
  const before = made(at)
  await busy.close()
  await worker.close()
  await shelf.restore(at, file)
  const later = await at.worker()
  await later.run({ yes: true })
  await untilSettled(later)
  expect(made(at)).toEqual(before)
  expect(findings(at, sales, 'order')).toEqual([])
  expect(await leftovers(at, later, sales)).toEqual([])
})

test('a token that was renewed after the backup is dead: the connection says so in one sentence, and goes on where it was when it is connected again', async () => {
  const { at, shelf, worker } = await ground({ settings: { startFrom: 'all' } })
  at.sandbox.eaccounting.choices.refreshRotation = 'always'
  const sales = threeSales(at)
  await worker.run({ yes: true })
  const file = await shelf.take(worker)
  sales.push(...threeSales(at))
  await expireAccess(at)
  await worker.run({ yes: true })
  const before = made(at)
  await worker.close()
  await expireAccess(at)
  await shelf.restore(at, file)
  const later = await at.worker()
  const refused = await later.run({ yes: true })
  expect(refused).toMatchObject({ state: 'failed', failure: { code: 'restored-not-authorised', remedy: 'reconnect', cureEn: 'Run: kontobro connect books' } })
  const books = (await later.operations.status('main')).connections.find((one) => one.name === 'books')
  expect(books).toMatchObject({ state: 'broken', problem: { sv: expect.stringContaining('återställdes ur en backup') as string } })
  const { installation } = later
  await storeTokens(installation.db, installation.seal, 'main', 'books', { accessToken: at.sandbox.eaccounting.issueToken(), refreshToken: null, expiresAt: null })
  await later.operations.connectTest('main', 'books')
  expect((await later.operations.status('main')).connections.find((one) => one.name === 'books')?.state).toBe('restored')
  expect(await later.run({ yes: true })).toMatchObject({ state: 'done', created: 0, adopted: 3, failed: 0 })
  expect(made(at)).toEqual(before)
  expect(findings(at, sales, 'order')).toEqual([])
})

test('until the books are read, a preview writes nothing and the nightly watch for doubles leaves the books alone', async () => {
  const { at, shelf, worker } = await ground({ settings: { startFrom: 'all', orderType: 'invoiceDraft' } })
  threeSales(at)
  const file = await shelf.take(worker)
  await worker.run({ yes: true })
  await worker.close()
  await shelf.restore(at, file)
  const later = await at.worker()
  expect(await later.operations.startRun('main', flowName, { wait: true, preview: true })).toMatchObject({ state: 'done', adopted: 3, created: 0 })
  expect((await later.operations.status('main')).connections.map((one) => one.state)).toEqual(['restored', 'restored'])
  const before = made(at)
  const books = new Books(at.sandbox.eaccounting)
  const [first] = at.sandbox.eaccounting.state.documents()
  const { Id: _id, ...copy } = (await books.get(`/v2/customerinvoicedrafts/${first?.id}`)).body
  expect((await books.post('/v2/customerinvoicedrafts', copy)).status).toBeLessThan(300)
  await duplicatesOf(later.installation, 'main', 'books', () => false)
  const told = async (): Promise<string[]> => (await later.operations.status('main')).alerts.map((alert) => alert.code)
  expect(await told()).toEqual([])
  // After the run that reads them whole it does its work again.
  expect(await later.run({ yes: true })).toMatchObject({ created: 0, adopted: 2, held: 1 })
  await duplicatesOf(later.installation, 'main', 'books', () => false)
  expect(await told()).toEqual(['two-marks'])
  expect(made(at)).toHaveLength(before.length + 1)
})

async function expireAccess(at: Ground): Promise<void> {
  expect((await fetch(`${at.sandbox.urls.eaccounting}/__twin/expire`, { method: 'POST' })).status).toBe(200)
}

/** Before one point is after the one before it, but for those where others work side by side. */
function after(points: PointName[], alsoBefore: PointName[]): Stop[] {
  return points.flatMap((point) => [...(alsoBefore.includes(point) ? [{ point, when: 'before' as const }] : []), { point, when: 'after' as const }])
}

/** People book every second document of these kinds in the web client. Gives the marks of those. */
async function bookSomeByHand(at: Ground, orderType: 'order' | 'invoiceDraft'): Promise<string[]> {
  const books = new Books(at.sandbox.eaccounting)
  const chosen = at.sandbox.eaccounting.state.documents().filter((_, index) => index % 2 === 0)
  for (const { id, totals } of chosen) {
    if (orderType === 'order') {
      const order = await books.call('GET', `/v2/orders/${id}`)
      await books.call('PUT', `/v2/orders/${id}`, { ...(order.body as object), Status: 2 })
      await books.call('POST', `/v2/orders/${id}/convert`, {})
    } else {
      await books.call('POST', `/v2/customerinvoicedrafts/${id}/convert`, { TotalAmountInvoiceCurrency: totals.total, TotalVatAmountInvoiceCurrency: totals.vat, TotalRoundingsInvoiceCurrency: totals.rounding })
    }
  }
  return at.sandbox.eaccounting.state.documents().filter((document) => document.kind === 'invoice').map((document) => document.marks.OurReference?.match(/HS-\d+/)?.[0] ?? '?')
}
