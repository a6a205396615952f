// Facts about faults: what reaches the caller, what is done, and what the journal says.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Books } from './test-books.ts'
import { openBooks, orderBody } from './test-books.ts'

let books: Books
let customer: string
beforeAll(async () => {
  books = await openBooks({ now: Date.now })
  customer = await books.customer()
})
afterAll(() => books.twin.close())
afterEach(() => books.twin.faults.clear())

const orders = (): number => books.twin.state.company().orders.size
const post = (mark: string): Promise<{ status: number; text: string }> => books.post('/v2/orders', orderBody(customer, [], { OurReference: mark }))
const lastEntry = () => books.twin.journal.entries.at(-1)

test('a status fault answers without doing anything, as often as it counts', async () => {
  books.twin.faults.add({ kind: 'status', status: 503, method: 'POST', path: '/v2/orders', count: 2 })
  const before = orders()
  expect([(await post('a')).status, (await post('a')).status, (await post('a')).status]).toEqual([503, 503, 201])
  expect(orders()).toBe(before + 1)
})

test('a cut before commit does nothing; one after commit leaves the order', async () => {
  const before = orders()
  books.twin.faults.add({ kind: 'cut-before-commit', path: '/v2/orders', count: 1 })
  await expect(post('b')).rejects.toThrow()
  expect([orders(), lastEntry()?.answered, lastEntry()?.fault]).toEqual([before, false, 'cut-before-commit'])
  books.twin.faults.add({ kind: 'cut-after-commit', path: '/v2/orders', count: 1 })
  await expect(post('c')).rejects.toThrow()
  expect(orders()).toBe(before + 1)
  expect(lastEntry()).toMatchObject({ kind: 'order', action: 'created', status: 201, answered: false, fault: 'cut-after-commit', marks: { OurReference: 'c' } })
})

test('a late commit appears after the caller has given up', async () => {
  const before = orders()
  books.twin.faults.add({ kind: 'late-commit', ms: 400, path: '/v2/orders', count: 1 })
  await expect(post('d')).rejects.toThrow()
  expect([orders(), books.twin.state.pendingCommits()]).toEqual([before, 1])
  await expect.poll(orders, { interval: 10, timeout: 10_000 }).toBe(before + 1)
  expect(books.twin.state.pendingCommits()).toBe(0)
})

test('a status after commit answers 504 though the order is there', async () => {
  const before = orders()
  books.twin.faults.add({ kind: 'status-after-commit', status: 504, path: '/v2/orders', count: 1 })
  expect((await post('e')).status).toBe(504)
  expect(orders()).toBe(before + 1)
})

test('a lagging list hides young objects, also from filters, while GET by id finds them', async () => {
  books.twin.faults.add({ kind: 'lag', ms: 900, method: 'GET', path: '/v2/orders' })
  const made = await books.must(201, books.post('/v2/orders', orderBody(customer, [], { OurReference: 'lag' })))
  const find = async (): Promise<number> => (await books.get("/v2/orders?$filter=OurReference eq 'lag'")).list.length
  expect(await find()).toBe(0)
  expect((await books.get(`/v2/orders/${String(made.Id)}`)).status).toBe(200)
  await expect.poll(find, { interval: 50, timeout: 10_000 }).toBe(1)
})

test('filters can be refused, JSON broken and HTML sent', async () => {
  books.twin.faults.add({ kind: 'refuse-filter', path: '/v2/customers', count: 1 })
  expect((await books.get("/v2/customers?$filter=CustomerNumber eq '1'")).body.ErrorCode).toBe(6000)
  books.twin.faults.add({ kind: 'broken-json', path: '/v2/customers', count: 1 })
  await expect(books.get('/v2/customers')).rejects.toThrow(SyntaxError)
  books.twin.faults.add({ kind: 'html', status: 200, path: '/v2/customers', count: 1 })
  const page = await books.get('/v2/customers')
  expect([page.status, page.headers.get('content-type'), page.text.startsWith('<html>')]).toEqual([200, 'text/html; charset=utf-8', true])
  books.twin.faults.add({ kind: 'html', status: 502, path: '/v2/**', count: 1 })
  expect((await books.get('/v2/customers')).status).toBe(502)
})

test('a delay waits and then answers; faults on the identity host strike too', async () => {
  books.twin.faults.add({ kind: 'delay', ms: 60, path: '/v2/customers', count: 1 })
  const from = performance.now()
  expect((await books.get('/v2/customers')).status).toBe(200)
  expect(performance.now() - from).toBeGreaterThan(55)
  books.twin.faults.add({ kind: 'status', status: 500, path: '/connect/token', count: 1 })
  expect((await fetch(`${books.twin.url}/connect/token`, { method: 'POST' })).status).toBe(500)
})

test('a chance is seeded: the same seed strikes the same calls', async () => {
  const run = async (): Promise<number[]> => {
    books.twin.faults.add({ kind: 'status', status: 500, path: '/v2/units', probability: 0.4, seed: 7 })
    const seen: number[] = []
    for (let at = 0; at < 20; at++) seen.push((await books.get('/v2/units')).status)
    books.twin.faults.clear()
    return seen
  }
  const first = await run()
  expect(await run()).toEqual(first)
  expect(new Set(first)).toEqual(new Set([200, 500]))
})

test('skip lets calls through first, and a path pattern stands for one part', async () => {
  books.twin.faults.add({ kind: 'status', status: 500, path: '/v2/orders/*', skip: 1, count: 1 })
  const made = await books.must(201, books.post('/v2/orders', orderBody(customer, [])))
  const read = async (): Promise<number> => (await books.get(`/v2/orders/${String(made.Id)}`)).status
  expect([await read(), await read(), await read()]).toEqual([200, 500, 200])
  expect((await books.get('/v2/orders')).status).toBe(200)
})
