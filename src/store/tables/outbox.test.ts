// The outbox page by page: every row once and in order, also when a page is read before the one before has been cleared.
import type { Kysely } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../database.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations.ts'
import { temporaryDatabase } from '../test-database.ts'
import { ensureOrganisation } from './flows.ts'
import { clearOutbox, dueOutbox, putOutbox, type OutboxRow } from './outbox.ts'

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
  await ensureOrganisation(db, 'main')
})
afterEach(() => close())

const put = (ids: string[], message: string): Promise<void> =>
  putOutbox(db, 'main', 'crm', 'deal', 'won-deals', ids.map((recordId) => ({ recordId, values: { status: 'created' as const, message, documentNumber: '', documentUrl: '' } })))
const page = (limit: number, after: string | null = null): Promise<OutboxRow[]> => dueOutbox(db, 'main', 'crm', 'deal', new Date(Date.now() + 60_000), limit, after)

test('pages that follow each other hold every row once, whether the page before is cleared or not', async () => {
  for (const group of [0, 1, 2]) await put(Array.from({ length: 9 }, (_, n) => `${group}${n}`), 'made')
  for (const clears of [false, true]) {
    const seen: string[] = []
    let rows = await page(7)
    while (rows.length > 0) {
      seen.push(...rows.map((row) => row.record_id))
      const next = await page(7, rows.at(-1)?.record_id ?? null)
      if (clears) await clearOutbox(db, 'main', 'crm', 'deal', rows.map((row) => ({ id: row.record_id, version: row.version })))
      rows = next
    }
    expect(seen).toEqual(Array.from({ length: 27 }, (_, n) => `${Math.floor(n / 9)}${n % 9}`))
  }
  expect(await page(7)).toEqual([])
})

test('a row whose values changed after its page was read is not cleared by what was sent before', async () => {
  await put(['1', '2'], 'old')
  const rows = await page(10)
  await put(['2'], 'new')
  await clearOutbox(db, 'main', 'crm', 'deal', rows.map((row) => ({ id: row.record_id, version: row.version })))
  expect((await page(10)).map((row) => [row.record_id, row.values.message])).toEqual([['2', 'new']])
})
