// Migrations: each step once and whole, one process at a time, and never backwards.
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { type TemporaryDatabase, temporaryDatabase } from './test-database.ts'

let database: TemporaryDatabase

beforeEach(async () => {
  database = await temporaryDatabase()
})

afterEach(async () => {
  await database.close()
})

async function ask(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const one = { name: '0001-one', sql: 'create table one (id int); insert into one values (1)' }
const two = { name: '0002-two', sql: 'alter table one add column more text' }

test('steps run in order, once, in our schema', async () => {
  expect(await migrate(database.url, [one])).toEqual(['0001-one'])
  expect(await migrate(database.url, [one, two])).toEqual(['0002-two'])
  expect(await migrate(database.url, [one, two])).toEqual([])
  expect(await ask('select * from kontobro.one')).toEqual([{ id: 1, more: null }])
  expect(await ask('select name from kontobro.migrations order by position')).toEqual([{ name: '0001-one' }, { name: '0002-two' }])
})

test('of several processes that start at once, one does the work and none fails', async () => {
  const slow = { name: '0001-slow', sql: 'create table one (id int); select pg_sleep(0.3)' }
  const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, [slow, two])))
  expect(ran.flat().sort()).toEqual(['0001-slow', '0002-two'])
})

test('a step that fails leaves nothing of itself, keeps the steps before it, and says which it was', async () => {
  const broken = { name: '0002-broken', sql: 'create table two (id int); select 1 / 0' }
  await expect(migrate(database.url, [one, broken])).rejects.toMatchObject({ code: 'migration-failed', en: expect.stringContaining('0002-broken') as string })
  expect(await ask(`select to_regclass('kontobro.two') as two, to_regclass('kontobro.one') is not null as one`)).toEqual([{ two: null, one: true }])
  expect(await migrate(database.url, [one, two])).toEqual(['0002-two'])
})

test('a database that a newer version has changed is refused before anything is done', async () => {
  await migrate(database.url, [one, two])
  await expect(migrate(database.url, [one])).rejects.toMatchObject({ code: 'database-newer-than-code', sv: expect.stringContaining('uppgradera Kontobro') as string })
})
