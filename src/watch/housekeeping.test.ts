// Housekeeping: what has served its time goes, everything else stays.
import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openAlerts, raiseAlert } from '../store/tables/alerts.ts'
import { dismissHeld, listHeld, saveSeen } from '../store/tables/held.ts'
import { keepHouse } from './housekeeping.ts'
import { hold, watchGround, type Ground } from './test-ground.ts'

let ground: Ground
beforeEach(async () => {
  ground = await watchGround(null)
})
afterEach(() => ground.close())

const day = (ago: number): string => new Date(ground.room.now() - ago * 86_400_000).toISOString()

test('records are kept whole for 90 days; then the line stays, and dismissed ones go', async () => {
  for (const [id, ago] of [['old', 91], ['young', 89], ['dismissed-old', 91], ['dismissed-young', 89]] as const) await hold(ground, { id, title: id, code: 'record-gone', params: {}, at: day(ago) })
  for (const id of ['dismissed-old', 'dismissed-young']) await dismissHeld(ground.db, 'main', 'won-deals', id)
  expect(await keepHouse(ground.room)).toMatchObject({ heldPayloads: 2 })
  const left = (await listHeld(ground.db, 'main', {})).map((row) => [row.record_id, row.sealed !== null])
  expect(left.sort()).toEqual([['dismissed-young', true], ['old', false], ['young', true]])
})

test('old slots of limits, stamps, drafts of writes and closed alerts go', async () => {
  const now = ground.room.now()
  await sql`insert into budget_slots (key, slot, used) values ('k', ${now - 3 * 86_400_000}, 1), ('k', ${now - 86_400_000}, 1)`.execute(ground.db)
  await saveSeen(ground.db, 'main', 'won-deals', 1, [{ id: 'old', stamp: 's' }, { id: 'young', stamp: 's' }])
  await sql`update seen set at = case record_id when 'old' then ${day(15)}::timestamptz else ${day(1)}::timestamptz end`.execute(ground.db)
  await sql`insert into intents (id, org, account, kind, flow, reference, state, worker, fence, sealed, created_at) values (gen_random_uuid(), 'main', 'a', 'document', 'f', 'r', 'sent', 'w', 1, '\\x01', ${day(91)})`.execute(ground.db)
  await raiseAlert(ground.db, 'main', 'second-draft-removed', 'M-1', {}, new Date(day(8)))
  await raiseAlert(ground.db, 'main', 'two-marks', 'M-2', {}, new Date(day(8)))
  await raiseAlert(ground.db, 'main', 'run-failed', 'f', {}, new Date(day(91)))
  await sql`update alerts set open = false where code = 'run-failed'`.execute(ground.db)
  expect(await keepHouse(ground.room)).toEqual({ heldPayloads: 0, intentPayloads: 1, budgetSlots: 1, alertsClosed: 1, alertsForgotten: 1 })
  expect((await sql<{ record_id: string }>`select record_id from seen`.execute(ground.db)).rows).toEqual([{ record_id: 'young' }])
  expect((await openAlerts(ground.db, 'main')).map((alert) => alert.code)).toEqual(['two-marks'])
  expect(await keepHouse(ground.room)).toEqual({ heldPayloads: 0, intentPayloads: 0, budgetSlots: 0, alertsClosed: 0, alertsForgotten: 0 })
})

test('a backup that is reading the log holds up neither housekeeping nor those who write to it; the next hour makes up for it', async () => {
  const reading = new pg.Client({ connectionString: ground.url })
  await reading.connect()
  await reading.query('begin; select from kontobro.activities; select from kontobro.activity_payloads')
  await keepHouse(ground.room)
  const days = async (): Promise<number> => (await sql`select from pg_class where relname ~ '^activit(ies|y_payloads)_[0-9]{8}$'`.execute(ground.db)).rows.length
  expect(await days()).toBe(0)
  await reading.query('commit')
  await reading.end()
  await keepHouse(ground.room)
  expect(await days()).toBe(4)
})

test('the log\'s partitions are made ahead, and those past the longest retention are dropped', async () => {
  await keepHouse(ground.room)
  const partitions = async (): Promise<string[]> => (await sql<{ name: string }>`select relname as name from pg_class where relname like 'activities_2%' order by 1`.execute(ground.db)).rows.map((row) => row.name).filter((name) => /^activities_\d{8}$/.test(name))
  expect(await partitions()).toEqual(['activities_20261203', 'activities_20261204'])
  ground.setNow('2027-02-01T00:00:00Z')
  await keepHouse(ground.room)
  expect(await partitions()).toEqual(['activities_20270202', 'activities_20270203'])
})
