// The shared ledger in SQL answers every question as the one in memory does, and holds when workers ask at the same time.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryLedger, type Move } from '../src/connectors/budget-ledger.ts'
import { openDatabase } from '../src/store/database.ts'
import { migrate } from '../src/store/migrate.ts'
import { migrations } from '../src/store/migrations.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../src/store/test-database.ts'
import { pauseCalls, reserveCalls } from '../src/store/tables/budget.ts'

let database: TemporaryDatabase
let open: ReturnType<typeof openDatabase<unknown>>

beforeAll(async () => {
  database = await temporaryDatabase()
  await migrate(database.url, migrations)
  open = openDatabase<unknown>(database.url, { max: 8 })
})

afterAll(async () => {
  await open.close()
  await database.close()
})

const step = fc.record({
  afterMs: fc.oneof(fc.nat(40), fc.nat(2_000)), org: fc.constantFrom('a', 'b', 'c'), wanted: fc.nat(40), ahead: fc.nat(20), person: fc.boolean(), pauseMs: fc.option(fc.nat(3_000), { freq: 12 }),
  /** What part of the calls granted before is told of, and how long ago it was answered. */
  told: fc.nat(10), ageMs: fc.option(fc.nat(500)),
})

test('the rules are the same in SQL and in memory', async () => {
  let n = 0
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 120 }), fc.nat(40), fc.integer({ min: 1, max: 60 }), async (steps, limit, above, slots) => {
    let at = 1_790_000_000_000
    const memory = memoryLedger(() => at)
    const key = `same-${(n += 1)}`
    const windowMs = 900
    const slotMs = Math.ceil(windowMs / slots)
    const granted: { org: string; slot: number; calls: number }[] = []
    for (const each of steps) {
      at += each.afterMs
      if (each.pauseMs !== null) {
        await memory.pause(key, each.pauseMs, 3_000)
        await pauseCalls(open.db, key, each.pauseMs, 3_000, at)
      }
      const own = granted.filter((one) => one.org === each.org && one.slot > at - windowMs).slice(0, each.told)
      const moves: Move[] = own.map(({ slot, calls }) => ({ slot, calls, ageMs: each.ageMs }))
      for (const one of own) granted.splice(granted.indexOf(one), 1)
      const ask = { key, org: each.org, slotMs, windowMs, limit, most: limit + above, quietMs: 3_000, wanted: each.wanted, ahead: each.ahead, person: each.person, moves }
      const [expected, answered] = [await memory.reserve(ask), await reserveCalls(open.db, ask, at)]
      expect(answered).toEqual(expected)
      if (answered.granted > 0) granted.push({ org: each.org, slot: answered.slot, calls: answered.granted })
    }
  }), { numRuns: 60 })
}, 240_000)

test('workers that ask at the same time are never granted more than the limit together', async () => {
  const ask = { key: 'race', org: 'main', slotMs: 60_000, windowMs: 3_600_000, limit: 100, most: 100, quietMs: 60_000, wanted: 7, ahead: 0, person: false, moves: [] }
  const grants = await Promise.all(Array.from({ length: 40 }, () => reserveCalls(open.db, ask)))
  expect(grants.reduce((sum, grant) => sum + grant.granted, 0)).toBe(100)
})

test('the slot is one of the database’s clock', async () => {
  const before = Date.now()
  const { slot, leftMs } = await reserveCalls(open.db, { key: 'clock', org: 'main', slotMs: 250, windowMs: 60_000, limit: 10, most: 10, quietMs: 60_000, wanted: 1, ahead: 0, person: false, moves: [] })
  expect(slot % 250).toBe(0)
  expect(leftMs).toBeGreaterThan(0)
  expect(leftMs).toBeLessThanOrEqual(250)
  // The test's database runs on this machine.
  expect(slot + 250).toBeGreaterThan(before - 1_000)
})
