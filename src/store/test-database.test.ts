// Temporary databases: fresh, apart from each other, and copied from a template when asked.
import pg from 'pg'
import { expect, test } from 'vitest'
import { temporaryDatabase } from './test-database.ts'

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('every call gives a database of its own, gone after close', async () => {
  const [one, two] = await Promise.all([temporaryDatabase(), temporaryDatabase()])
  await ask(one.url, 'create table mine (id int)')
  await expect(ask(two.url, 'select * from mine')).rejects.toThrow('does not exist')
  await one.close()
  await expect(ask(one.url, 'select 1')).rejects.toThrow('does not exist')
  await two.close()
})

test('a template is prepared once, also when several ask at the same time, and each copy is its own', async () => {
  let prepared = 0
  const template = {
    key: `fact ${process.pid} ${Date.now()}`,
    prepare: async (url: string) => {
      prepared += 1
      await ask(url, 'create table ready (id int)')
    },
  }
  const copies = await Promise.all([1, 2, 3].map(() => temporaryDatabase(template)))
  await ask(copies[0]?.url ?? '', 'insert into ready values (1)')
  expect(await ask(copies[1]?.url ?? '', 'select * from ready')).toEqual([])
  expect(prepared).toBe(1)
  for (const copy of copies) await copy.close()
})

test('closing ends whoever is still connected', async () => {
  const database = await temporaryDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const ended = new Promise(resolve => client.on('error', resolve))
  await database.close()
  expect(String(await ended)).toContain('terminating connection')
})
