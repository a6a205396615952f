// The books' door: every answer that the eAccounting connector asks for, told wrongly; after a write, no lie may make it refused, or written under a wrong id.
import { businessDate } from '../../sandbox/eaccounting/calendar.ts'
import { emptyBooksSeed } from '../../sandbox/eaccounting/bulk.ts'
import { startEAccountingTwin } from '../../sandbox/eaccounting/twin.ts'
import { sampleArticle, sampleCustomer, sampleDocument } from '../../src/connectors/conformance/books-samples.ts'
import type { Books, Client, WriteOutcome } from '../../src/connectors/connector.ts'
import { eAccounting } from '../../src/connectors/eaccounting/index.ts'
import { customerCard, knownArticle, knownDocument, lookups as lookupsShape, writtenDocument } from '../../src/core/books.ts'
import type { Lookups, WrittenDocument } from '../../src/core/books.ts'
import type { z } from 'zod'
import { clientGround, memoryVault } from './client-ground.ts'
import type { Door, OpenDoor, Verdict } from './door.ts'
import { gathered, oneLie, rehearse } from './door-source.ts'
import { startLiar } from './liar.ts'
import type { Answer } from './liar.ts'
import { judged, wrongFailure } from './oracle.ts'

const since = '2026-01-01T00:00:00.000Z'
const before = (): void => undefined

type Stage = { client: Client; books: Books; lookups: Lookups; customerId: string; articleIds: Record<string, string>; today: string; draft: WrittenDocument | null; known: { order: string; customer: string; draft: string } }
type Verb = (stage: Stage) => Promise<Verdict>

const fits = (shape: z.ZodType) => (values: unknown[]): Verdict => {
  for (const value of values) {
    const read = shape.safeParse(value)
    if (!read.success) return `a value that does not fit: ${read.error.issues[0]?.path.join('.')} ${read.error.issues[0]?.message}`
  }
  return null
}
const listed = <T>(shape: z.ZodType, pages: () => AsyncIterable<{ items: T[]; until: string }>): Promise<Verdict> => judged(async () => (await gathered(pages())), (all) =>
  all.some(({ until }) => Number.isNaN(Date.parse(until))) ? `until is ${all.map(({ until }) => until).join()}` : fits(shape)(all.flatMap(({ items }) => items)))
const single = async <T>(stream: AsyncIterable<{ key: string; outcome: WriteOutcome<T> }>): Promise<WriteOutcome<T>> => {
  const all = await gathered(stream)
  const [only] = all
  if (only === undefined || all.length !== 1) throw new Error(`${all.length} outcomes for one write`)
  return only.outcome
}

const row = { article: 'A', rate: '25', quantity: '2', unitPrice: '10' }
const writes: Record<string, (stage: Stage) => Promise<WriteOutcome<{ id: string }>>> = {
  newCustomer: ({ books, lookups }) => single(books.customers.create([{ key: 'c', value: sampleCustomer(lookups, '7001') }], before)),
  changeCustomer: ({ books, known }) => single(books.customers.update([{ key: 'c', value: { id: known.customer, changes: () => ({ note: 'Ny text', phone: '08-1' }) } }], before)),
  newArticle: ({ books, lookups }) => single(books.articles.create([{ key: 'a', value: sampleArticle(lookups, 'B', '25', '50') }], before)),
  newOrder: ({ books, lookups, customerId, articleIds, today }) => single(books.documents.create([{ key: 'o', value: { draft: sampleDocument(lookups, 'order', 'HS-9001', [row, { text: 'Hej' }], today), customerId, articleIds } }], before)),
  newDraft: ({ books, lookups, customerId, articleIds, today }) => single(books.documents.create([{ key: 'd', value: { draft: sampleDocument(lookups, 'invoiceDraft', 'HS-9002', [row], today), customerId, articleIds } }], before)),
  changeOrder: async ({ books, lookups, customerId, articleIds, today, known }) => (await books.documents.update({ key: 'o', value: { kind: 'order', id: known.order, draft: sampleDocument(lookups, 'order', 'HS-1', [row], today), customerId, articleIds } }, before)).outcome,
  book: async ({ books, known, draft }) => draft === null ? { type: 'written', value: { id: '' } } : (await books.documents.book({ key: 'b', value: { draftId: known.draft, totals: draft.totals } }, before)).outcome,
}
const reads: Record<string, Verb> = {
  identity: ({ client }) => judged(() => client.identity(), ({ id }) => (id === '' ? 'no identity' : null)),
  lookups: ({ books }) => judged(() => books.lookups(), (read) => fits(lookupsShape)([read])),
  check: ({ client }) => judged(() => client.check(), (findings) => (findings.some(({ en }) => /unexpected/i.test(en)) ? 'a finding of the unexpected' : null)),
  customers: ({ books }) => listed(customerCard, () => books.customers.known(null)),
  customersSince: ({ books }) => listed(customerCard, () => books.customers.known(since)),
  articles: ({ books }) => listed(knownArticle, () => books.articles.known(null)),
  orders: ({ books }) => listed(knownDocument, () => books.documents.known('order', null)),
  ordersSince: ({ books }) => listed(knownDocument, () => books.documents.known('order', since)),
  drafts: ({ books }) => listed(knownDocument, () => books.documents.known('invoiceDraft', null)),
  invoices: ({ books }) => listed(knownDocument, () => books.documents.known('invoice', since)),
  cards: ({ books, known }) => judged(() => books.customers.get([known.customer]), fits(customerCard)),
  byNumber: ({ books }) => judged(() => books.customers.byNumber('7000')),
  articleByNumber: ({ books }) => judged(() => books.articles.byNumber('A')),
  order: ({ books, known }) => judged(() => books.documents.get('order', known.order), (read) => (read === null ? null : read.id === known.order ? fits(writtenDocument)([read]) : 'another order')),
  byMark: ({ books, customerId }) => judged(() => books.documents.findByMark({ mark: 'HS-1', field: 'ourReference', customerId, since, kinds: ['order', 'invoiceDraft', 'invoice'] }), ({ documents }) => fits(knownDocument)(documents)),
  byMarkInText: ({ books }) => judged(() => books.documents.findByMark({ mark: 'HS-1', field: 'textRow', customerId: null, since: null, kinds: ['order', 'invoiceDraft'] }), ({ documents }) => fits(knownDocument)(documents)),
}

/** Whether the answer to a write was one of success: then the thing was made, whatever became of its words. */
const accepted = (told: Answer | null): boolean => told !== null && told.status >= 200 && told.status < 300

export const booksDoor: Door = {
  name: 'books', parts: 290,
  async open(): Promise<OpenDoor> {
    const twin = await startEAccountingTwin({ timeScale: 1, limits: 'off', seed: emptyBooksSeed({}) })
    const liar = await startLiar(twin.url)
    const ground = clientGround(memoryVault(null))
    const connect = (): Client => eAccounting.open(
      { name: 'books', config: { clientId: 'kontobro-sandbox', clientSecret: 'kontobro-sandbox-secret', refreshToken: 'sandbox-refresh-token' } }, { api: liar.url, identity: liar.url }, ground.deps)
    let client = connect()
    const today = businessDate(Date.now())
    const stage = (): Stage => ({ ...first, client, books: booksOf(client) })
    const first = await furnish(client, today)
    const everything: Record<string, Verb> = {
      ...reads,
      ...Object.fromEntries(Object.entries(writes).map(([name, write]): [string, Verb] => [name, (at) => judged(() => write(at))])),
    }
    // The draft is booked last: the answers before are of a draft that still stands.
    const names = Object.keys(everything)
    const madeIds = new Map<string, string>()
    const counts = await rehearse(liar, names, async (name) => {
      await client.close()
      client = connect()
      await booksOf(client).lookups()
      liar.begin(null)
      const write = writes[name]
      if (write === undefined) return await (everything[name] ?? reads.identity ?? (async () => 'no such verb'))(stage())
      const outcome = await write(stage())
      if (outcome.type !== 'written') return `${outcome.type}: ${outcome.failure.message}`
      madeIds.set(name, outcome.value.id)
      return null
    })
    await twin.close()
    return {
      async knock(chance, index) {
        const name = chance.pick(names)
        if (index % 40 === 0 || chance.oneIn(10)) { await client.close(); client = connect() }
        ground.later(61_000)
        let what = 'no lie was told'
        let written: Answer | null = null
        let lied = false
        const lie = oneLie(chance, counts.get(name) ?? 1, (said) => { what = said })
        if (chance.oneIn(2)) { liar.begin(null); await booksOf(client).lookups() }
        liar.begin((asked, truth) => {
          const told = lie(asked, truth)
          if (asked.method !== 'GET' && asked.url.startsWith('/v2/')) { written = told ?? truth; lied = told !== null && told.manner === 'plain' ? true : lied || told !== null }
          return told
        })
        const write = writes[name]
        const verdict = write === undefined ? await (everything[name] ?? (async () => 'no such verb'))(stage()) : await judgedWrite(() => write(stage()), () => accepted(written) && lied, madeIds.get(name) ?? '')
        const whole = verdict ?? ground.told() ?? (liar.asked.length > 2_000 ? `${liar.asked.length} requests` : null)
        return whole === null ? null : `${name}, ${what}: ${whole}`
      },
      close: async () => { await client.close(); await liar.close() },
    }
  },
}

async function judgedWrite(write: () => Promise<WriteOutcome<{ id: string }>>, liedAboutSuccess: () => boolean, id: string): Promise<Verdict> {
  try {
    const outcome = await write()
    if (outcome.type === 'written') return outcome.value.id === id ? null : `written under a wrong id ${outcome.value.id.slice(0, 60)}`
    if (outcome.type === 'refused' && liedAboutSuccess()) return `refused (${outcome.failure.code}) although it was made`
    return wrongFailure(outcome.failure)
  } catch (caught) {
    return wrongFailure(caught)
  }
}

function booksOf(client: Client): Books {
  if (client.books === undefined) throw new Error('no books')
  return client.books
}

/** A customer, an article, an order and two drafts, so that every list shows something. */
async function furnish(client: Client, today: string): Promise<Omit<Stage, 'client' | 'books'>> {
  const books = booksOf(client)
  const lookups = await books.lookups()
  const must = <T>(outcome: WriteOutcome<T>): T => { if (outcome.type !== 'written') throw outcome.failure; return outcome.value }
  const customer = must(await single(books.customers.create([{ key: 'c', value: sampleCustomer(lookups, '7000') }], before)))
  const article = must(await single(books.articles.create([{ key: 'a', value: sampleArticle(lookups, 'A', '25', '10') }], before)))
  const articleIds = { A: article.id }
  const document = async (kind: 'order' | 'invoiceDraft', mark: string) => must(await single(books.documents.create([{ key: 'o', value: { draft: sampleDocument(lookups, kind, mark, [row, { text: `Märke ${mark}` }], today), customerId: customer.id, articleIds } }], before)))
  const order = await document('order', 'HS-1')
  await document('order', 'HS-2')
  await document('invoiceDraft', 'HS-3')
  const draft = await document('invoiceDraft', 'HS-4')
  return { lookups, customerId: customer.id, articleIds, today, draft, known: { order: order.id, customer: customer.id, draft: draft.id } }
}

