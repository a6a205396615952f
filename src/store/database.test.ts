// The connection: types as promised, transactions that repeat after conflicts, and one readable failure when the server is away.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Failure } from '../core/failure.ts'
import { type Database, explainDatabaseError, inTransaction, openDatabase } from './database.ts'
import { freePort } from './embedded/server-process.ts'
import { migrate } from './migrate.ts'
import { type TemporaryDatabase, temporaryDatabase } from './test-database.ts'

type Tables = { counters: { id: number; value: number }; flags: { id: number } }

let temporary: TemporaryDatabase
let database: Database<Tables>

beforeAll(async () => {
  temporary = await temporaryDatabase()
  const quickDeadlocks = `do $$ begin execute format('alter database %I set deadlock_timeout = 50', current_database()); end $$`
  const tables = 'create table counters (id int primary key, value int not null); create table flags (id int)'
  await migrate(temporary.url, [{ name: '1', sql: `${tables}; ${quickDeadlocks}` }])
  database = openDatabase<Tables>(temporary.url, { max: 4, applicationName: 'fact', statementTimeoutMs: 700 })
})

afterAll(async () => {
  await database.close()
  await database.close()
  await temporary.close()
})

test('money, big numbers and days arrive as written, moments as Date', async () => {
  const { rows } = await sql`select 12345678901234567890.10::numeric as money, 9007199254740993::int8 as big, date '2026-03-29' as day,
    timestamptz '2026-03-29 01:30:00+00' as moment, '{"a": [1]}'::jsonb as json, 7 as small`.execute(database.db)
  expect(rows).toEqual([{ money: '12345678901234567890.10', big: '9007199254740993', day: '2026-03-29', moment: new Date('2026-03-29T01:30:00Z'), json: { a: [1] }, small: 7 }])
})

test('tables are found in our schema, and the server knows our name and patience', async () => {
  const { rows } = await database.pool.query(`select current_schema() as schema, current_setting('application_name') as name, current_setting('statement_timeout') as patience`)
  expect(rows).toEqual([{ schema: 'kontobro', name: 'fact', patience: '700ms' }])
  await expect(sql`select pg_sleep(2)`.execute(database.db)).rejects.toThrow('statement timeout')
})

test('two transactions that deadlock both succeed in the end', async () => {
  await database.db.insertInto('counters').values([{ id: 1, value: 0 }, { id: 2, value: 0 }]).execute()
  let bothHoldOne: () => void = () => undefined
  const meeting = new Promise<void>(resolve => { bothHoldOne = resolve })
  let holding = 0
  const addInOrder = (ids: number[]): Promise<void> =>
    inTransaction(database.db, async transaction => {
      for (const id of ids) {
        await transaction.updateTable('counters').set(row => ({ value: row('value', '+', 1) })).where('id', '=', id).execute()
        holding += 1
        if (holding === 2) bothHoldOne()
        await meeting
      }
    })
  await Promise.all([addInOrder([1, 2]), addInOrder([2, 1])])
  expect(await database.db.selectFrom('counters').select('value').execute()).toEqual([{ value: 2 }, { value: 2 }])
})

test('an error inside a transaction undoes all of it', async () => {
  const attempt = inTransaction(database.db, async transaction => {
    await transaction.insertInto('flags').values({ id: 1 }).execute()
    throw new Error('changed my mind')
  })
  await expect(attempt).rejects.toThrow('changed my mind')
  expect(await database.db.selectFrom('flags').selectAll().execute()).toEqual([])
})

test('a server that is not there gives database-away, and says where without the password', async () => {
  const port = await freePort()
  const away = openDatabase<Tables>(`postgres://kontobro:hemligt@127.0.0.1:${port}/postgres`)
  const error: unknown = await away.db.selectFrom('flags').selectAll().execute().catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(Failure)
  expect(error).toMatchObject({ code: 'database-away', remedy: 'retry' })
  expect((error as Failure).detail).toContain(String(port))
  expect(JSON.stringify(error)).not.toContain('hemligt')
  await away.close()
})

test('a connection that is cut in the middle gives database-away, and the next query works again', async () => {
  const waiting = sql`select pg_sleep(0.6)`.execute(database.db).catch((caught: unknown) => caught)
  const cut = async (): Promise<void> => {
    const { rowCount } = await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep(0.6)%' and pid <> pg_backend_pid()`)
    if (rowCount === 0) await cut()
  }
  await cut()
  expect(await waiting).toMatchObject({ code: 'database-away' })
  expect((await sql`select 1 as one`.execute(database.db)).rows).toEqual([{ one: 1 }])
})

test('an error of the statement itself is left as it is', async () => {
  const error: unknown = await sql`select * from nowhere`.execute(database.db).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: '42P01' })
  expect(explainDatabaseError(error)).toBe(error)
})
