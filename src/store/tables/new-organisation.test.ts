// An organisation that came after PostgreSQL last looked at the tables: a hundred of its rows are asked for, and not many more are read.
import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KnownArticle, KnownCustomer, KnownDocument } from '../../core/books.ts'
import { openDatabase, type Database } from '../database.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../test-database.ts'
import { linksToDocuments, takersOf } from './doubles.ts'
import { handledStamps, stampHeld } from './held.ts'
import { articlesByKeys, customersByKeys, documentsByMarks, doubledMarks } from './known.ts'
import { linkedStamps, linksOf, stampLinks } from './links.ts'
import { clearOutbox, deferOutbox, dueOutbox } from './outbox.ts'
import { lookAtNewTables } from './statistics.ts'

const rows = 6_000
const books = { org: 'second', account: 'second-books' }
const scope = { org: 'second', sourceAccount: 'second-crm', kind: 'deal', targetAccount: 'second-books', family: 'document' as const }
const ids = Array.from({ length: 100 }, (_, n) => `id-${n * 7 + 1}`)
let database: TemporaryDatabase
let opened: Database<unknown>

beforeAll(async () => {
  database = await temporaryDatabase()
  await migrate(database.url, migrations)
  opened = openDatabase<unknown>(database.url, { max: 1 })
  const { db } = opened
  for (const table of tables) await sql.raw(`alter table ${table} set (autovacuum_enabled = false)`).execute(db)
  await fill(db, 'first')
  expect(await lookAtNewTables(db)).toEqual([])
  await fill(db, 'second')
}, 120_000)
afterAll(async () => {
  await opened.close()
  await database.close()
})

const card: KnownCustomer = {
  id: 'id', number: null, active: true, isPrivate: false, currency: 'SEK', country: null, deliveryCountry: null, hasVatNumber: false, deliveryBasedVat: false, forceVat: false, northernIreland: false,
  reverseChargeConstruction: false, termsId: null, changedAt: null, keyHashes: { customerNumber: null, orgNumber: null, vatNumber: null, emails: [] }, valueHashes: {},
}
const article: KnownArticle = { id: 'id', number: 'id', name: 'Vara', active: true, codingId: 'c', unitId: null, isService: false, usesOss: false, changedAt: null }
const document: KnownDocument = { kind: 'order', id: 'id', number: null, customerId: null, markTexts: [], createdAt: null, changedAt: null, createdFromOrderId: null, state: 'ongoing' }
const tables = ['links', 'known_customers', 'known_customer_emails', 'known_articles', 'known_documents', 'known_marks', 'outbox', 'held', 'seen']

async function fill(db: Kysely<unknown>, org: string): Promise<void> {
  const all = sql`generate_series(1, ${rows}::int) n`
  const account = `${org}-books`
  await sql`insert into links (org, source_account, kind, source_id, target_account, family, target_kind, target_id, flow, origin) select ${org}, ${`${org}-crm`}, 'deal', 'id-' || n, ${account}, 'document', 'order', 't-' || n, 'won', 'created' from ${all}`.execute(db)
  await sql`insert into known_customers (org, account, id, number_hash, org_hash, vat_hash, facts) select ${org}, ${account}, 'id-' || n, 'n-' || n, 'o-' || n, 'v-' || n, ${JSON.stringify(card)}::jsonb from ${all}`.execute(db)
  await sql`insert into known_customer_emails (org, account, email_hash, id) select ${org}, ${account}, 'e-' || n, 'id-' || n from ${all}`.execute(db)
  await sql`insert into known_articles (org, account, id, number_key, facts) select ${org}, ${account}, 'id-' || n, 'ID-' || n, ${JSON.stringify(article)}::jsonb from ${all}`.execute(db)
  await sql`insert into known_documents (org, account, kind, id, facts) select ${org}, ${account}, 'order', 'id-' || n, ${JSON.stringify(document)}::jsonb from ${all}`.execute(db)
  await sql`insert into known_marks (org, account, mark, kind, id) select ${org}, ${account}, 'HS-' || n, 'order', 'id-' || n from ${all}`.execute(db)
  await sql`insert into outbox (org, connection, kind, record_id, flow, values) select ${org}, 'crm', 'deal', 'id-' || n, 'won', ${JSON.stringify({ status: 'created', message: '', documentNumber: '', documentUrl: '' })}::jsonb from ${all}`.execute(db)
  await sql`insert into held (org, flow, record_id, kind, title, code, stamp, settings_version, since, tried_at) select ${org}, 'won', 'id-' || n, 'deal', '', 'unexpected', 'before', 1, now(), now() from ${all}`.execute(db)
  await sql`insert into seen (org, flow, record_id, stamp, settings_version) select ${org}, 'won', 'id-' || n, 'before', 1 from ${all}`.execute(db)
}

/** How many rows of the tables the work reads; afterwards they are as before. */
async function rowsRead(work: (db: Kysely<unknown>) => Promise<unknown>): Promise<number> {
  const enough = new Error('rolled back')
  let read = Number.NaN
  await opened.db.transaction().execute(async (db) => {
    const counted = async (): Promise<number> => Number((await sql<{ n: string }>`select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as n from pg_stat_xact_user_tables where relname = any(${tables})`.execute(db)).rows[0]?.n)
    const before = await counted()
    await work(db)
    read = (await counted()) - before
    throw enough
  }).catch((caught: unknown) => {
    if (caught !== enough) throw caught
  })
  return read
}

const keysOf = (letter: string): string[] => ids.map((id) => `${letter}-${id.slice(3)}`)
const tomorrow = new Date(Date.now() + 86_400_000)
const none = { numbers: [], orgs: [], vats: [], emails: [], ids: [] }

test.each<[string, (db: Kysely<unknown>) => Promise<unknown>]>([
  ['links by their records', async (db) => expect((await linksOf(db, scope, ids)).size).toBe(100)],
  ['links by their documents', async (db) => expect(await linksToDocuments(db, books, keysOf('t'))).toHaveLength(100)],
  ['who has taken a document', async (db) => expect((await takersOf(db, books, keysOf('t'))).size).toBe(100)],
  ['stamps of links, to be compared', async (db) => expect((await linkedStamps(db, scope, ids)).size).toBe(100)],
  ['stamps of links, to be remembered', (db) => stampLinks(db, scope, ids.map((id) => ({ id, stamp: 'after' })))],
  ['values that are sent later', (db) => deferOutbox(db, 'second', 'crm', 'deal', ids, 'away', new Date())],
  ['the first of what waits to be sent', async (db) => expect(await dueOutbox(db, 'second', 'crm', 'deal', tomorrow, 100)).toHaveLength(100)],
  ['more of what waits to be sent', async (db) => expect(await dueOutbox(db, 'second', 'crm', 'deal', tomorrow, 100, 'id-5')).toHaveLength(100)],
  ['stamps of held records', (db) => stampHeld(db, 'second', 'won', ids.map((id) => ({ id, stamp: 'after' })))],
  ['records handled before', async (db) => expect((await handledStamps(db, 'second', 'won', 1, ids)).size).toBe(100)],
  ['customers by their numbers', async (db) => expect(await customersByKeys(db, books, { ...none, numbers: keysOf('n') })).toHaveLength(100)],
  ['customers by organisation numbers', async (db) => expect(await customersByKeys(db, books, { ...none, orgs: keysOf('o') })).toHaveLength(100)],
  ['customers by VAT numbers', async (db) => expect(await customersByKeys(db, books, { ...none, vats: keysOf('v') })).toHaveLength(100)],
  ['customers by addresses', async (db) => expect(await customersByKeys(db, books, { ...none, emails: keysOf('e') })).toHaveLength(100)],
  ['customers by their ids', async (db) => expect(await customersByKeys(db, books, { ...none, ids })).toHaveLength(100)],
  ['articles by their numbers', async (db) => expect(await articlesByKeys(db, books, ids.map((id) => id.toUpperCase()))).toHaveLength(100)],
  ['documents by their marks', async (db) => expect((await documentsByMarks(db, books, keysOf('HS'))).size).toBe(100)],
])('%s', async (_what, work) => {
  const read = await rowsRead(work)
  // The hundred themselves, and what stands beside them; fewer would mean that nothing was found.
  expect(read).toBeGreaterThanOrEqual(100)
  expect(read).toBeLessThan(400)
})

test('marks that stand twice are found by reading each document once or twice', async () => {
  expect(await rowsRead(async (db) => expect(await doubledMarks(db, books)).toEqual([]))).toBeLessThan(3 * rows)
  await rowsRead(async (db) => {
    const invoice = (id: string, mark: string, order: string | null) => sql`with made as (insert into known_documents (org, account, kind, id, facts, created_from) values ('second', 'second-books', 'invoice', ${id}, '{}', ${order}))
      insert into known_marks (org, account, kind, id, mark) values ('second', 'second-books', 'invoice', ${id}, ${mark})`.execute(db)
    await invoice('of-1', 'HS-1', 'id-1')
    await invoice('of-none', 'HS-2', null)
    // An order of the same number in the books of the first is another order.
    await sql`insert into known_documents (org, account, kind, id, facts, created_from) values ('first', 'first-books', 'invoice', 'of-2', '{}', 'id-2')`.execute(db)
    expect(await doubledMarks(db, books)).toEqual([{ mark: 'HS-2', documents: ['invoice of-none', 'order id-2'] }])
  })
})

test('what was sent is found by its record and its version, and what is newer stays', async () => {
  await rowsRead(async (db) => {
    const ofSecond = async (): Promise<{ id: string; version: string }[]> => (await sql<{ id: string; version: string }>`select record_id as id, version::text as version from outbox where org = 'second' and record_id = any(${ids})`.execute(db)).rows
    const [newer, ...sent] = await ofSecond()
    if (newer === undefined) throw new Error('nothing to send')
    const read = async (): Promise<number> => Number((await sql<{ n: string }>`select idx_tup_fetch + seq_tup_read as n from pg_stat_xact_user_tables where relname = 'outbox'`.execute(db)).rows[0]?.n)
    const before = await read()
    await clearOutbox(db, 'second', 'crm', 'deal', [...sent, { id: newer.id, version: '-1' }])
    expect((await read()) - before).toBeLessThan(200)
    expect(await ofSecond()).toEqual([newer])
    expect(Number((await sql<{ n: string }>`select count(*) as n from outbox where org = 'first'`.execute(db)).rows[0]?.n)).toBe(rows)
  })
})

test('stamps go to their own held records', async () => {
  await rowsRead(async (db) => {
    await sql`update held set stamp = null where org = 'second' and record_id = 'id-15'`.execute(db)
    await stampHeld(db, 'second', 'won', [{ id: 'id-1', stamp: 'one' }, { id: 'id-8', stamp: 'two' }, { id: 'id-15', stamp: 'three' }])
    const stamps = (await sql<{ org: string; stamp: string | null }>`select org, stamp from held where record_id in ('id-1', 'id-8', 'id-15', 'id-22') order by org, length(record_id), record_id`.execute(db)).rows
    expect(stamps.map(({ org, stamp }) => `${org} ${stamp}`)).toEqual([...Array.from({ length: 4 }, () => 'first before'), 'second one', 'second two', 'second null', 'second before'])
  })
})

test('stamps go to their own links; what a link knows already stays', async () => {
  await rowsRead(async (db) => {
    await sql`update links set fingerprint = 'old', noticed = 'noticed' where org = 'second' and source_id = 'id-1'`.execute(db)
    await stampLinks(db, scope, [{ id: 'id-1', stamp: 'one', fingerprint: 'new' }, { id: 'id-8', stamp: 'two', fingerprint: 'new', noticed: 'now', snapshot: { a: 1 } }])
    const found = await linksOf(db, scope, ['id-1', 'id-8', 'id-15'])
    const of = (id: string) => [found.get(id)?.source_stamp, found.get(id)?.fingerprint, found.get(id)?.noticed, found.get(id)?.snapshot]
    expect([of('id-1'), of('id-8'), of('id-15')]).toEqual([['one', 'old', 'noticed', null], ['two', 'new', 'now', { a: 1 }], [null, null, null, null]])
  })
})
