// What budgets promise: no rolling window over the limit at the vendor, nearly all of it used, people first, organisations in turn; with one process or several.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBudget } from './budget.ts'
import { caller, countingVendor, mostInAnyWindow, virtualClock, type VirtualClock } from './budget-clock.ts'
import { memoryLedger, type Ask } from './budget-ledger.ts'
import { sharedBudget } from './budget-shared.ts'
import type { Budget } from './connector.ts'

const instant = () => 0

test('however slow the answers and however wrong the clocks of the processes, no rolling window at the vendor holds more calls than the limit', async () => {
  const latency = fc.record({ travel: fc.integer({ min: 0, max: 900 }), answer: fc.integer({ min: 0, max: 900 }) })
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 200, max: 9_000 }), fc.array(fc.nat(100_000), { minLength: 1, maxLength: 4 }), fc.array(latency, { minLength: 5, maxLength: 40 }), async (limit, windowMs, skews, latencies) => {
    const clock = virtualClock()
    const ledger = memoryLedger(clock.now)
    let turn = 0
    const next = () => latencies[(turn += 1) % latencies.length] ?? { travel: 0, answer: 0 }
    const vendor = countingVendor(clock, () => next().travel, () => next().answer)
    const calls = Math.ceil((3 * limit) / skews.length)
    await Promise.all(skews.map((skew) => caller(sharedBudget(ledger, { ...clock, now: () => clock.now() + skew, timeScale: 1 }), vendor, { rule: { limit, windowMs }, calls, lanes: 12 })))
    clock.stop()
    expect(vendor.times).toHaveLength(calls * skews.length)
    expect(mostInAnyWindow(vendor.times, windowMs)).toBeLessThanOrEqual(limit)
  }), { numRuns: 25 })
})

test('three processes use nearly all of a limit: what is lost at a window’s edge is the answer’s way and two slots', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 20, max: 200 }), fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: 200 }), async (limit, offset, latency) => {
    const clock = virtualClock(1_000_000 + offset)
    const ledger = memoryLedger(clock.now)
    const windowMs = 60_000
    const vendor = countingVendor(clock, instant, () => latency)
    const started = clock.now()
    await Promise.all([1, 2, 3].map(() => caller(sharedBudget(ledger, { ...clock, timeScale: 1 }), vendor, { rule: { limit, windowMs }, calls: limit, lanes: limit })))
    clock.stop()
    expect(mostInAnyWindow(vendor.times, windowMs)).toBeLessThanOrEqual(limit)
    // Three limits' worth of calls need two full windows.
    expect((vendor.times.at(-1) ?? 0) - started).toBeLessThanOrEqual(2 * (windowMs + latency + 3 * 250))
  }), { numRuns: 10 })
})

test('while nobody is refused, the limit to begin with is learnt upwards to just below the vendor’s own, and ten thousand calls take hardly longer than they must', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger(clock.now)
  const vendor = countingVendor(clock, () => 40, () => 60)
  await Promise.all([1, 2].map(() => caller(sharedBudget(ledger, { ...clock, timeScale: 1 }), vendor, { rule: { limit: 540, most: 594, windowMs: 60_000 }, calls: 5_000, lanes: 32 })))
  clock.stop()
  const sorted = vendor.times.toSorted((a, b) => a - b)
  expect(mostInAnyWindow(sorted.filter((time) => time < 1_000_000 + 60_000), 60_000)).toBe(540)
  expect(mostInAnyWindow(sorted, 60_000)).toBe(594)
  // Ten thousand calls at 600 a minute need 16 minutes after the first.
  expect(((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / 960_000).toBeLessThan(1.05)
}, 240_000)

test('a limit that was not used up is not learnt upwards', async () => {
  const clock = virtualClock()
  const vendor = countingVendor(clock, instant, instant)
  const budget = createBudget({ ...clock, timeScale: 1 })
  const rule = { limit: 20, most: 30, windowMs: 1_000 }
  for (let second = 0; second < 300; second += 1) {
    await caller(budget, vendor, { rule, calls: 19, lanes: 19 })
    await clock.sleep(1_100)
  }
  await clock.sleep(5_000)
  const from = clock.now()
  await caller(budget, vendor, { rule, calls: 40, lanes: 40 })
  clock.stop()
  expect(vendor.times.filter((time) => time >= from && time < from + 1_000)).toHaveLength(20)
})

test('a pause holds every process, halves the share, and a quiet minute gives it back; nothing above the first limit is tried for ten', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger(clock.now)
  const [one, other] = [1, 2].map(() => sharedBudget(ledger, { ...clock, timeScale: 1 }))
  if (one === undefined || other === undefined) throw new Error('two budgets')
  const rule = { limit: 40, most: 60, windowMs: 1_000 }
  const perSecond = async (seconds: number): Promise<number> => {
    const vendor = countingVendor(clock, instant, instant)
    const from = clock.now()
    const lanes = Array.from({ length: 100 }, async () => {
      while (clock.now() < from + seconds * 1_000) {
        const pass = await other.take('k', rule)
        await vendor.call()
        pass.answered()
      }
    })
    await Promise.all(lanes)
    return mostInAnyWindow(vendor.times.filter((time) => time < from + seconds * 1_000), 1_000)
  }
  await one.pause('k', 5_000)
  await one.pause('k', 5_000)
  const pass = await other.take('k', rule)
  expect(pass.waitedMs).toBeGreaterThanOrEqual(5_000)
  pass.answered()
  await clock.sleep(2_000)
  expect(await perSecond(5)).toBe(20)
  await clock.sleep(60_000)
  expect(await perSecond(5)).toBe(40)
  for (let minute = 0; minute < 8; minute += 1) expect(await perSecond(60)).toBe(40)
  for (let minute = 0; minute < 4; minute += 1) await perSecond(60)
  expect(await perSecond(5)).toBe(60)
  clock.stop()
}, 240_000)

test('the whole limit is used at once when nothing was called before', async () => {
  const clock = virtualClock()
  const budget = createBudget({ ...clock, timeScale: 1 })
  const waits = await Promise.all(Array.from({ length: 90 }, async () => {
    const pass = await budget.take('k', { limit: 90, windowMs: 10_000 })
    pass.answered()
    return pass.waitedMs
  }))
  expect(Math.max(...waits)).toBe(0)
  const next = await budget.take('k', { limit: 90, windowMs: 10_000 })
  expect(next.waitedMs).toBeGreaterThanOrEqual(10_000)
  expect(next.waitedMs).toBeLessThanOrEqual(10_100)
  clock.stop()
})

test('callers of one organisation are let through in the order they came, and keys do not wait for each other', async () => {
  const clock = virtualClock()
  const budget = createBudget({ ...clock, timeScale: 1 })
  const order: number[] = []
  await Promise.all([0, 1, 2, 3, 4, 5].map(async (each) => {
    const pass = await budget.take('k', { limit: 1, windowMs: 100 })
    order.push(each)
    pass.answered()
  }))
  expect(order).toEqual([0, 1, 2, 3, 4, 5])
  expect((await budget.take('other', { limit: 1, windowMs: 100 })).waitedMs).toBe(0)
  clock.stop()
})

test('what a person asked for goes before the backlog of a schedule, in the same process and in another, and the backlog goes on', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger(clock.now)
  const [one, other] = [1, 2].map(() => sharedBudget(ledger, { ...clock, timeScale: 1 }))
  if (one === undefined || other === undefined) throw new Error('two budgets')
  const rule = { limit: 60, windowMs: 6_000 }
  const [backlog, people, elsewhere] = [1, 2, 3].map(() => countingVendor(clock, instant, () => 10))
  if (backlog === undefined || people === undefined || elsewhere === undefined) throw new Error('three vendors')
  const endless = caller(one, backlog, { rule, calls: 600, lanes: 40, lane: { org: 'a', person: false } })
  await clock.sleep(7_000)
  const from = clock.now()
  await Promise.all([people, elsewhere].map((vendor, index) => caller(index === 0 ? one : other, vendor, { rule, calls: 30, lanes: 10, lane: { org: 'a', person: true } })))
  const took = clock.now() - from
  const meanwhile = backlog.times.filter((time) => time >= from && time < from + took).length
  await endless
  clock.stop()
  // Sixty calls at sixty a window: two windows at most with what the backlog keeps.
  expect(took).toBeLessThanOrEqual(2 * 6_000)
  expect(meanwhile).toBeGreaterThan(0)
  expect(meanwhile).toBeLessThanOrEqual(60)
  expect(mostInAnyWindow([...backlog.times, ...people.times, ...elsewhere.times], 6_000)).toBeLessThanOrEqual(60)
})

/** Calls of an organisation, all wanted at once and answered at once; resolves with the moments they were allowed. */
async function wantAll(budget: Budget, clock: VirtualClock, org: string, calls: number): Promise<number[]> {
  return await Promise.all(Array.from({ length: calls }, async () => {
    const pass = await budget.take('shared', { limit: 60, windowMs: 60_000 }, { org, person: false })
    pass.answered()
    return clock.now()
  }))
}

test.each<[string, boolean]>([['of one process', true], ['of two processes', false]])('organisations (%s) that share a limit get even parts of it, however much one of them wants', async (_, together) => {
  const clock = virtualClock(0)
  const ledger = memoryLedger(clock.now)
  const [one, two] = [1, 2].map(() => sharedBudget(ledger, { ...clock, timeScale: 1 }))
  if (one === undefined || two === undefined) throw new Error('two budgets')
  const big = wantAll(one, clock, 'big', 600)
  const small = await Promise.all(['a', 'b', 'c'].map((org) => wantAll(together ? one : two, clock, org, 12)))
  // The big one came first and took what was free; from the next window on each small one has had its fifteenth of a minute's sixty.
  for (const times of small) expect(Math.max(...times)).toBeLessThanOrEqual(63_000)
  const times = await big
  clock.stop()
  expect(mostInAnyWindow([...times, ...small.flat()], 60_000)).toBeLessThanOrEqual(60)
  // And nothing of the limit is left unused for the sake of fairness: 636 calls are eleven windows' worth.
  expect(Math.max(...times)).toBeLessThanOrEqual(11 * 61_000)
})

test('an organisation that comes later finds the last tenth of a shared limit free', async () => {
  const clock = virtualClock(0)
  const budget = createBudget({ ...clock, timeScale: 1 })
  await wantAll(budget, clock, 'other', 1)
  const big = wantAll(budget, clock, 'big', 100)
  await clock.sleep(5_000)
  expect(await wantAll(budget, clock, 'small', 5)).toEqual(Array(5).fill(clock.now()))
  await big
  clock.stop()
})

test('a call that is out for longer than a window keeps its place until it is answered', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger(clock.now)
  const rule = { limit: 3, windowMs: 1_000 }
  const slow = countingVendor(clock, () => 9_000, instant)
  const calling = caller(sharedBudget(ledger, { ...clock, timeScale: 1 }), slow, { rule, calls: 3, lanes: 3 })
  await clock.sleep(100)
  const waited = await sharedBudget(ledger, { ...clock, timeScale: 1 }).take('k', rule)
  await calling
  clock.stop()
  expect(waited.waitedMs).toBeGreaterThanOrEqual(9_900)
})

test('calls granted to a process that stood still while it asked are given back, not made', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger(clock.now)
  let still = 5_000
  const frozen = sharedBudget({ ...ledger, reserve: async (ask) => {
    const grant = await ledger.reserve(ask)
    await clock.sleep(still)
    still = 0
    return grant
  } }, { ...clock, timeScale: 1 })
  const vendor = countingVendor(clock, instant, instant)
  const rule = { limit: 10, windowMs: 4_000 }
  const started = clock.now()
  await Promise.all([caller(frozen, vendor, { rule, calls: 10, lanes: 10 }), (async () => {
    await clock.sleep(4_500)
    await caller(sharedBudget(ledger, { ...clock, timeScale: 1 }), vendor, { rule, calls: 10, lanes: 10 })
  })()])
  clock.stop()
  expect(mostInAnyWindow(vendor.times, 4_000)).toBeLessThanOrEqual(10)
  expect(vendor.times.filter((time) => time < started + 8_000)).toHaveLength(10)
})

test('a busy process far below its limit asks the ledger a few times a slot, not for every call', async () => {
  const asked: Ask[] = []
  const clock = virtualClock(0)
  const ledger = memoryLedger(clock.now)
  const budget = sharedBudget({ ...ledger, reserve: (ask) => (asked.push(ask), ledger.reserve(ask)) }, { ...clock, timeScale: 1 })
  for (let call = 0; call < 500; call += 1) (await budget.take('k', { limit: 100_000, windowMs: 60_000 })).answered()
  clock.stop()
  expect(asked.length).toBeLessThanOrEqual(10)
})

test('the first failure of the ledger is told to those that wait, and the next caller asks anew', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger(clock.now)
  let away = true
  const budget = sharedBudget({ ...ledger, reserve: (ask) => (away ? Promise.reject(new Error('away')) : ledger.reserve(ask)) }, { ...clock, timeScale: 1 })
  const rule = { limit: 5, windowMs: 1_000 }
  await expect(Promise.all([budget.take('k', rule), budget.take('k', rule)])).rejects.toThrow('away')
  away = false
  expect((await budget.take('k', rule)).waitedMs).toBe(0)
  clock.stop()
})
