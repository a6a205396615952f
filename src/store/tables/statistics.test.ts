// Tables that were just filled are looked up by what was asked for, not read through.
import { sql, type Kysely } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../database.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations.ts'
import { temporaryDatabase } from '../test-database.ts'
import { saveLinks, type NewLink } from './links.ts'
import { lookAtNewTables } from './statistics.ts'

let db: Kysely<unknown>
let close: () => Promise<void>
beforeEach(async () => {
  const temporary = await temporaryDatabase({ key: migrations.map((one) => `${one.name}${one.sql.length}`).join(), prepare: async (url) => void (await migrate(url, migrations)) })
  const opened = openDatabase<unknown>(temporary.url, { max: 2 })
  db = opened.db
  close = async () => {
    await opened.close()
    await temporary.close()
  }
})
afterEach(() => close())

const link = (id: number): NewLink => ({
  source_id: String(40_000_000 + id), target_kind: 'order', target_id: `t${id}`, target_number: null, target_url: null, mark: null, flow: 'won', origin: 'created', state: 'made', due_at: null, fingerprint: null, snapshot: null,
  source_stamp: null, target_stamp: null, totals: null,
})

test('a hundred links among thousands are found by their ids as soon as the table was looked at', async () => {
  // Its own looking, a minute later, would make the test depend on time.
  await sql`alter table links set (autovacuum_enabled = false)`.execute(db)
  const scope = { org: 'main', sourceAccount: '1', kind: 'deal', targetAccount: 'b', family: 'document' as const }
  await saveLinks(db, scope, Array.from({ length: 4_000 }, (_, id) => link(id)))
  const ids = Array.from({ length: 100 }, (_, id) => String(40_000_000 + id))
  const rowsRead = async (): Promise<number> => {
    const rows = (await sql<{ 'QUERY PLAN': string }>`explain (analyze, timing off, buffers off) update links l set source_stamp = 'x' from unnest(${ids}::text[]) as r(id)
      where l.org = 'main' and l.source_account = '1' and l.kind = 'deal' and l.target_account = 'b' and l.family = 'document' and l.source_id = r.id and l.source_id = any(${ids})`.execute(db)).rows
    return Math.max(...rows.map((row) => Number(/Rows Removed by Filter: (\d+)/.exec(row['QUERY PLAN'])?.[1] ?? 0)))
  }
  const unknown = await lookAtNewTables(db)
  expect(unknown).not.toContain('links')
  expect(unknown).toContain('outbox')
  expect(await rowsRead()).toBeLessThan(100)
  expect(await lookAtNewTables(db, unknown)).toEqual(unknown)
  expect(await lookAtNewTables(db, [])).toEqual([])
})
