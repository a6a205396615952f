// Reading: lists are complete while they change, marks are found in all four ways, and what was learnt about filters is kept.
import { afterEach, expect, test } from 'vitest'
import type { Choices } from '../../../sandbox/eaccounting/choices.ts'
import type { Books } from '../connector.ts'
import { all, made } from '../conformance/books-ground.ts'
import { sampleArticle, sampleCustomer, sampleDocument } from '../conformance/books-samples.ts'
import { openClient, startGround } from './test-ground.ts'
import type { TestGround } from './test-ground.ts'

const grounds: TestGround[] = []
afterEach(async () => {
  for (const ground of grounds.splice(0)) {
    await ground.client.close()
    await ground.close()
  }
})

type Prepared = { ground: TestGround; books: Books; order: (mark: string) => Promise<string>; customerId: string }
async function prepared(look: Partial<Choices> = {}): Promise<Prepared> {
  const ground = await startGround(look)
  grounds.push(ground)
  const { books } = ground.client
  if (books === undefined) throw new Error('no books')
  const lookups = await books.lookups()
  const customer = made((await all(books.customers.create([{ key: 'c', value: sampleCustomer(lookups, '1') }], () => {})))[0])
  const article = made((await all(books.articles.create([{ key: 'a', value: sampleArticle(lookups, 'A', '25', '10') }], () => {})))[0])
  const order = async (mark: string) => {
    const draft = sampleDocument(lookups, 'order', mark, [{ article: 'A', rate: '25', quantity: '1', unitPrice: '10' }, { text: `Rad ${mark}` }], ground.today)
    return made((await all(books.documents.create([{ key: mark, value: { draft, customerId: customer.id, articleIds: { A: article.id } } }], () => {})))[0]).id
  }
  return { ground, books, order, customerId: customer.id }
}

const ways: [string, Partial<Choices>, string][] = [
  ['on the mark\'s field', {}, 'byMark'],
  ['on customer and time', { marksFilterable: false }, 'byCustomerAndTime'],
  ['on time', { marksFilterable: false, customerIdFilterable: false }, 'byTime'],
  ['on nothing', { marksFilterable: false, customerIdFilterable: false, createdUtcFilterable: false }, 'byPages'],
]
test.each(ways)('a mark is found when the books filter %s', async (_name, look, lookup) => {
  const { ground, books, order, customerId } = await prepared(look)
  const since = new Date().toISOString()
  const id = await order('HS-77')
  await order('HS-78')
  const ask = () => books.documents.findByMark({ mark: 'HS-77', field: 'ourReference', customerId, since, kinds: ['order', 'invoiceDraft', 'invoice'] })
  expect(await ask()).toMatchObject({ lookup, documents: [{ kind: 'order', id }] })
  const refused = () => ground.calls.filter((call) => call.status === 400).length
  const learnt = refused()
  expect(learnt > 0).toBe(lookup !== 'byMark')
  expect(await ask()).toMatchObject({ lookup, documents: [{ id }] })
  expect(refused()).toBe(learnt)
})

test('a mark in a text row is found by the row, whether or not rows can be filtered', async () => {
  const { books, order, customerId } = await prepared()
  const id = await order('HS-79')
  const found = await books.documents.findByMark({ mark: 'Rad HS-79', field: 'textRow', customerId, since: null, kinds: ['order', 'invoice'] })
  expect(found.documents.map((each) => each.id)).toEqual([id])
})

test('all filters refused: changes are still read, by reading every page', async () => {
  const { ground, books, order } = await prepared()
  const old = await order('HS-OLD')
  const stored = ground.twin.state.company().orders.get(old)
  if (stored !== undefined) ground.twin.state.company().orders.put({ ...stored, CreatedUtc: '2026-01-01T00:00:00Z', ModifiedUtc: '2026-01-01T00:00:00Z' }, 0)
  const since = new Date().toISOString()
  ground.twin.faults.add({ kind: 'refuse-filter' })
  const fresh = await order('HS-NEW')
  const pages = await all(books.documents.known('order', since))
  expect(pages.flatMap((each) => each.items).map((each) => each.id)).toEqual([fresh])
})

test('cards that change while the change list is walked make none slip by', async () => {
  const { ground, books } = await prepared()
  const table = ground.twin.state.company().customers
  const original = table.all()[0]
  if (original === undefined) throw new Error('no customer')
  const base = Date.now() - 3_600_000
  const put = (place: number, at: number) => {
    table.put({ ...original, Id: `20000000-0000-4000-8000-${String(place).padStart(12, '0')}`, CustomerNumber: `N${place}`, ChangedUtc: new Date(at).toISOString() }, base)
  }
  for (let place = 0; place < 2500; place++) put(place, base + place * 10)
  const seen = new Set<string | null>()
  let moved = 0
  for await (const page of books.customers.known(new Date(base - 60_000).toISOString())) {
    page.items.forEach((each) => seen.add(each.number))
    // Between the pages early cards change and move to the end of the list, so that the others move forward.
    for (let count = 0; count < 50; count++) put(moved++, Date.now())
  }
  expect(Array.from({ length: 2500 }, (_, place) => `N${place}`).filter((number) => !seen.has(number))).toEqual([])
})

test('a whole list is complete over many pages and says from when to continue', async () => {
  const { ground, books } = await prepared()
  const { customers } = ground.twin.state.company()
  const original = customers.all()[0]
  if (original === undefined) throw new Error('no customer')
  for (let place = 0; place < 3100; place++) {
    customers.put({ ...original, Id: `10000000-0000-4000-8000-${String(place).padStart(12, '0')}`, CustomerNumber: `N${place}`, ChangedUtc: '2026-01-01T00:00:00Z' }, 0)
  }
  const pages = await all(books.customers.known(null))
  expect(new Set(pages.flatMap((each) => each.items).map((each) => each.number)).size).toBe(3101)
  expect(pages.slice(0, -1).every((each) => each.until < '1971')).toBe(true)
  const until = pages.at(-1)?.until ?? ''
  expect(Date.now() - Date.parse(until)).toBeLessThan(10_000)
  expect((await all(books.customers.known(until))).flatMap((each) => each.items).length).toBeLessThan(5)
})

test('a list that lags is reached back to', async () => {
  const { ground, books, order } = await prepared()
  const fault = ground.twin.faults.add({ kind: 'lag', ms: 5_000 })
  await order('HS-LATE')
  const first = await all(books.documents.known('order', null))
  expect(first.flatMap((each) => each.items)).toEqual([])
  ground.twin.faults.remove(fault)
  const second = await all(books.documents.known('order', first.at(-1)?.until ?? null))
  expect(second.flatMap((each) => each.items)).toHaveLength(1)
})

test('another client learns anew', async () => {
  const { ground, books, order, customerId } = await prepared({ marksFilterable: false })
  await order('HS-5')
  const question = { mark: 'HS-5', field: 'ourReference' as const, customerId, since: null, kinds: ['order' as const] }
  expect((await books.documents.findByMark(question)).lookup).toBe('byPages')
  ground.twin.choices.marksFilterable = true
  expect((await books.documents.findByMark(question)).lookup).toBe('byPages')
  const other = openClient(ground.twin, ground.vault, [], 20)
  expect((await other.books?.documents.findByMark(question))?.lookup).toBe('byMark')
  await other.close()
})
