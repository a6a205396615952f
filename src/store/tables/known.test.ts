// What is known of the books, in tables that have grown: a page of documents is stored by looking only at its own marks.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type Database } from '../database.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../test-database.ts'
import { documentsByMarks, forgetUnseenDocuments, saveKnownDocuments } from './known.ts'

const books = { org: 'main', account: 'a' }
let database: TemporaryDatabase
let opened: Database<unknown>
const document = (n: number, marks: string[]) => ({ kind: 'order' as const, id: `id-${n}`, number: null, customerId: null, markTexts: marks, createdAt: null, changedAt: null, createdFromOrderId: null, state: 'ongoing' as const })

beforeAll(async () => {
  database = await temporaryDatabase()
  await migrate(database.url, migrations)
  // One connection, so that it can say what its own statements read.
  opened = openDatabase<unknown>(database.url, { max: 1 })
  const { db } = opened
  await sql`insert into known_documents (org, account, kind, id, facts) select 'main', 'a', 'order', 'id-' || n, jsonb_build_object('kind', 'order', 'id', 'id-' || n) from generate_series(1, 200000) n`.execute(db)
  await sql`insert into known_marks (org, account, mark, kind, id) select 'main', 'a', 'HS-' || n, 'order', 'id-' || n from generate_series(1, 200000) n`.execute(db)
  await sql`vacuum analyze known_marks, known_documents`.execute(db)
}, 120_000)
afterAll(async () => {
  await opened.close()
  await database.close()
})

/** Pages of the table of marks and its indexes that the work looked at. */
async function pagesOfMarks(work: () => Promise<void>): Promise<number> {
  const { db } = opened
  const seen = async (): Promise<number> => {
    await sql`select pg_stat_force_next_flush()`.execute(db)
    await sql`select 1`.execute(db)
    return Number((await sql<{ n: string }>`select heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read as n from pg_statio_all_tables where relname = 'known_marks'`.execute(db)).rows[0]?.n)
  }
  const before = await seen()
  await work()
  return (await seen()) - before
}

test('a page of documents is stored among 200,000 others without reading them, and old marks go', async () => {
  const page = Array.from({ length: 100 }, (_, index) => document(1_000 + index, [`HS-${900_000 + index}`]))
  const pages = await pagesOfMarks(() => saveKnownDocuments(opened.db, books, page))
  expect(pages).toBeLessThan(2_000)
  expect(await documentsByMarks(opened.db, books, ['HS-1000', 'HS-1099'])).toEqual(new Map())
  expect([...(await documentsByMarks(opened.db, books, ['HS-900000', 'HS-900099'])).keys()].sort()).toEqual(['HS-900000', 'HS-900099'])
})

test('one document likewise, and one that is gone', async () => {
  expect(await pagesOfMarks(() => saveKnownDocuments(opened.db, books, [document(5, ['HS-5'])]))).toBeLessThan(60)
  await sql`update known_documents set seen_at = '2026-01-01' where id = 'id-7'`.execute(opened.db)
  expect(await pagesOfMarks(() => forgetUnseenDocuments(opened.db, books, 'order', new Date('2026-01-02')))).toBeLessThan(60)
  expect(await documentsByMarks(opened.db, books, ['HS-7', 'HS-5'])).toMatchObject(new Map([['HS-5', [{ id: 'id-5' }]]]))
})
