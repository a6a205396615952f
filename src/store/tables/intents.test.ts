// Intents: saved with their keys or not at all, won by one of two, and never for a run that was taken over.
import { randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../database.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations.ts'
import { temporaryDatabase } from '../test-database.ts'
import { openIntents, planIntents, settleIntents, type IntentScope, type NewIntent } from './intents.ts'

const now = new Date('2026-12-02T06:30:00.123Z')

let db: Kysely<unknown>
let close: () => Promise<void>
beforeEach(async () => {
  const temporary = await temporaryDatabase({ key: migrations.map((one) => `${one.name}${one.sql.length}`).join(), prepare: async (url) => void (await migrate(url, migrations)) })
  const opened = openDatabase<unknown>(temporary.url, { max: 4 })
  db = opened.db
  close = async () => {
    await opened.close()
    await temporary.close()
  }
})
afterEach(() => close())

/** A running run of this worker's. */
async function run(worker: string, flow = `won-${worker}`): Promise<IntentScope> {
  const id = randomUUID()
  await sql`insert into runs (id, org, flow, trigger, state, worker, lease_until, settings_version, started_at) values (${id}, 'main', ${flow}, 'manual', 'running', ${worker}, now() + interval '1 minute', 1, now())`.execute(db)
  return { org: 'main', account: 'b', flow, run: id, worker, fence: '1' }
}

const intent = (...keys: string[]): NewIntent => ({ id: randomUUID(), kind: 'document', recordId: '1', reference: 'HS-1', keys, sealed: Buffer.from([1, 2, 255]) })
const keysOf = async (): Promise<Record<string, string>> => Object.fromEntries((await sql<{ key: string; intent: string }>`select key, intent from intent_keys order by key`.execute(db)).rows.map((row) => [row.key, row.intent]))

test('an intent is saved as sent, with its sealed words and all its keys', async () => {
  const scope = await run('one')
  const mine = intent('mark:HS-1', 'document:1')
  expect(await planIntents(db, scope, [mine], now)).toEqual({ planned: new Set([mine.id]), losers: new Map() })
  expect(await openIntents(db, 'main', 'b')).toEqual([expect.objectContaining({ id: mine.id, kind: 'document', flow: 'won-one', run: scope.run, record_id: '1', reference: 'HS-1', state: 'sent', worker: 'one', sealed: mine.sealed, sent_at: now })])
  expect(await keysOf()).toEqual({ 'mark:HS-1': mine.id, 'document:1': mine.id })
})

test('of two that share a key the second is not saved, learns who won, and leaves none of its keys behind', async () => {
  const first = intent('mark:HS-1', 'document:1')
  await planIntents(db, await run('one'), [first], now)
  const scope = await run('two')
  const [second, third] = [intent('document:0', 'document:1', 'mark:HS-9'), intent('document:3')]
  expect(await planIntents(db, scope, [second, third], now)).toEqual({ planned: new Set([third.id]), losers: new Map([[second.id, first.id]]) })
  expect(await keysOf()).toEqual({ 'mark:HS-1': first.id, 'document:1': first.id, 'document:3': third.id })
  expect((await openIntents(db, 'main', 'b')).map((row) => row.id).sort()).toEqual([first.id, third.id].sort())
  await settleIntents(db, [first.id])
  expect((await planIntents(db, scope, [second], now)).losers.size).toBe(0)
})

test('two of one group that share a key: one is saved', async () => {
  const [one, other] = [intent('mark:HS-1'), intent('mark:HS-1')]
  const { planned, losers } = await planIntents(db, await run('one'), [one, other], now)
  expect(planned.size).toBe(1)
  expect([...losers]).toEqual([[[one, other].find((each) => !planned.has(each.id))?.id, [...planned][0]]])
})

test('the same key in other books is another key', async () => {
  await planIntents(db, await run('one'), [intent('mark:HS-1')], now)
  expect((await planIntents(db, { ...(await run('two')), account: 'other' }, [intent('mark:HS-1')], now)).losers.size).toBe(0)
})

test('a run that was taken over saves nothing', async () => {
  const scope = await run('one')
  await sql`update runs set worker = 'two' where id = ${scope.run}`.execute(db)
  await expect(planIntents(db, scope, [intent('mark:HS-1')], now)).rejects.toMatchObject({ code: 'lease-lost' })
  await sql`update runs set worker = 'one', state = 'interrupted' where id = ${scope.run}`.execute(db)
  await expect(planIntents(db, scope, [intent('mark:HS-1')], now)).rejects.toMatchObject({ code: 'lease-lost' })
  expect(await openIntents(db, 'main', 'b')).toEqual([])
  expect(await keysOf()).toEqual({})
})

test('workers that want the same keys at once in any order: every key has one winner, every loser names it, and nobody is locked out', async () => {
  const scopes = [await run('one'), await run('two'), await run('three')]
  for (let round = 0; round < 20; round += 1) {
    const groups = scopes.map(() => Array.from({ length: 10 }, (_, n) => intent(`a:${round}:${(n * 7) % 10}`, `b:${round}:${(n * 3) % 10}`)).sort(() => Math.random() - 0.5))
    const answers = await Promise.all(scopes.map((scope, index) => planIntents(db, scope, groups[index] ?? [], now)))
    const planned = new Set(answers.flatMap((answer) => [...answer.planned]))
    for (const { losers } of answers) for (const winner of losers.values()) expect(planned.has(winner) || winner === '' || answers.some((answer) => answer.losers.has(winner))).toBe(true)
    const keys = await keysOf()
    for (const each of groups.flat()) for (const key of each.keys) expect(keys[key] === each.id).toBe(planned.has(each.id))
  }
})
