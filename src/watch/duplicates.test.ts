// Documents made twice: the untouched second draft goes, everything else is left to a person and told.
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startGround, type TestGround } from '../connectors/eaccounting/test-ground.ts'
import { all, made } from '../connectors/conformance/books-ground.ts'
import { sampleArticle, sampleCustomer, sampleDocument } from '../connectors/conformance/books-samples.ts'
import type { Books } from '../connectors/connector.ts'
import type { Lookups, WrittenDocument } from '../core/books.ts'
import { runStore } from '../store/run-store.ts'
import { openAlerts } from '../store/tables/alerts.ts'
import { saveLinks } from '../store/tables/links.ts'
import { watchDuplicates, type DuplicateReport } from './duplicates.ts'
import { watchGround, type Ground } from './test-ground.ts'

let ground: Ground
let vendor: TestGround
let books: Books
let lookups: Lookups
let customerId: string
let articleId: string
const account = 'books-1'

beforeEach(async () => {
  ground = await watchGround(null)
  vendor = await startGround()
  if (vendor.client.books === undefined) throw new Error('no books')
  books = vendor.client.books
  lookups = await books.lookups()
  articleId = made((await all(books.articles.create([{ key: 'a', value: sampleArticle(lookups, 'A', '25', '100') }], () => {})))[0]).id
  customerId = made((await all(books.customers.create([{ key: 'c', value: sampleCustomer(lookups, '1') }], () => {})))[0]).id
})
afterEach(async () => {
  await vendor.client.close()
  await vendor.close()
  await ground.close()
})

async function post(kind: 'order' | 'invoiceDraft', mark: string, unitPrice = '10'): Promise<WrittenDocument> {
  const draft = sampleDocument(lookups, kind, mark, [{ article: 'A', rate: '25', quantity: '1', unitPrice }], vendor.today)
  return made((await all(books.documents.create([{ key: 'd', value: { draft, customerId, articleIds: { A: articleId } } }], () => {})))[0])
}

async function link(document: WrittenDocument, mark: string): Promise<void> {
  await saveLinks(ground.db, { org: 'main', sourceAccount: 'crm-1', kind: 'deal', targetAccount: account, family: 'document' }, [{
    source_id: mark.replace('HS-', ''), target_kind: document.kind, target_id: document.id, target_number: document.number, target_url: null, mark, flow: 'won-deals', origin: 'created', state: 'made', due_at: null,
    fingerprint: 'f', snapshot: null, source_stamp: null, target_stamp: document.changedAt, totals: document.totals,
  }])
}

const store = () => runStore(ground.db, 'main', account, ground.room.seal, (_purpose, value) => value)
const watch = (removeOrders = false): Promise<DuplicateReport> =>
  watchDuplicates({ db: ground.db, org: 'main', account, store: store(), books, canOrder: true, removeOrders, before: () => undefined, now: Date.now, log: ground.room.log })
const alerts = async (): Promise<string[]> => (await openAlerts(ground.db, 'main')).map((alert) => `${alert.code} ${alert.subject}`)

test('single marks are left alone', async () => {
  await link(await post('invoiceDraft', 'HS-1'), 'HS-1')
  await post('order', 'HS-2')
  expect(await watch()).toEqual({ marks: 0, removed: [], left: [], settled: [] })
  expect(await alerts()).toEqual([])
})

test('an untouched second draft is removed, the linked one stands, and both are told in the log', async () => {
  await post('invoiceDraft', 'HS-1')
  const kept = await post('invoiceDraft', 'HS-1')
  await link(kept, 'HS-1')
  const report = await watch()
  expect(report).toMatchObject({ marks: 1, left: [], settled: ['HS-1'] })
  expect(report.removed).toHaveLength(1)
  expect(vendor.twin.state.documents().map((document) => document.id)).toEqual([kept.id])
  expect(await alerts()).toEqual(['second-draft-removed HS-1'])
  const { rows } = await sql`select flow, record_id, action from activities`.execute(ground.db)
  expect(rows).toEqual([{ flow: 'won-deals', record_id: '1', action: 'noticed' }])
  expect(await watch()).toMatchObject({ marks: 0 })
})

test('a second draft that somebody changed is left and told at once; made single by hand, the alert closes', async () => {
  await link(await post('invoiceDraft', 'HS-1'), 'HS-1')
  const second = await post('invoiceDraft', 'HS-1', '11')
  expect(await watch()).toMatchObject({ removed: [], left: ['HS-1'] })
  expect(vendor.twin.state.documents()).toHaveLength(2)
  expect(await alerts()).toEqual(['two-marks HS-1'])
  await books.documents.remove('invoiceDraft', second.id, () => undefined)
  expect(await watch()).toMatchObject({ left: [], settled: ['HS-1'] })
  expect(await alerts()).toEqual([])
})

test('with no linked document nothing is removed', async () => {
  await post('invoiceDraft', 'HS-1')
  await post('invoiceDraft', 'HS-1')
  expect(await watch()).toMatchObject({ removed: [], left: ['HS-1'] })
  expect(vendor.twin.state.documents()).toHaveLength(2)
})

test('a second order is removed only when told to, and only untouched', async () => {
  const kept = await post('order', 'HS-1')
  await link(kept, 'HS-1')
  const second = await post('order', 'HS-1')
  expect(await watch()).toMatchObject({ removed: [], left: ['HS-1'] })
  expect(await watch(true)).toMatchObject({ removed: [`order ${second.number}`], left: [] })
  expect(vendor.twin.state.documents().map((document) => document.id)).toEqual([kept.id])
  expect(await alerts()).toEqual(['second-draft-removed HS-1'])
})

test('a booked invoice beside a draft is never touched, and neither is the draft', async () => {
  const first = await post('invoiceDraft', 'HS-1')
  const booked = made(await books.documents.book({ key: 'b', value: { draftId: first.id, totals: first.totals } }, () => undefined))
  await link(booked, 'HS-1')
  await post('invoiceDraft', 'HS-1')
  expect(await watch(true)).toMatchObject({ removed: [], left: ['HS-1'] })
  expect(vendor.twin.state.documents()).toHaveLength(2)
})

test('a draft that was booked since it was listed is not two documents', async () => {
  const draft = await post('invoiceDraft', 'HS-1')
  await watch()
  const booked = made(await books.documents.book({ key: 'b', value: { draftId: draft.id, totals: draft.totals } }, () => undefined))
  await link(booked, 'HS-1')
  expect(await watch()).toMatchObject({ removed: [], left: [] })
  expect(await alerts()).toEqual([])
})

test('a mark whose write is still looked for is judged later', async () => {
  await link(await post('invoiceDraft', 'HS-1'), 'HS-1')
  await post('invoiceDraft', 'HS-1')
  await sql`insert into intents (id, org, account, kind, flow, reference, state, worker, fence, created_at) values (gen_random_uuid(), 'main', ${account}, 'document', 'won-deals', 'HS-1', 'sent', 'w', 1, now())`.execute(ground.db)
  expect(await watch()).toEqual({ marks: 1, removed: [], left: [], settled: [] })
  expect(vendor.twin.state.documents()).toHaveLength(2)
})

test('a removal that is not allowed any more (the lease was lost) removes nothing and is told', async () => {
  await link(await post('invoiceDraft', 'HS-1'), 'HS-1')
  await post('invoiceDraft', 'HS-1')
  const before = () => { throw new Error('the lease was lost') }
  const report = await watchDuplicates({ db: ground.db, org: 'main', account, store: store(), books, canOrder: true, removeOrders: false, before, now: Date.now, log: ground.room.log }).catch((error: unknown) => error)
  expect(vendor.twin.state.documents()).toHaveLength(2)
  expect(report).toMatchObject({ removed: [], left: ['HS-1'] })
})
