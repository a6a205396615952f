// What budgets promise: no rolling window over the limit, order kept, pauses obeyed, with one process or several.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBudget } from './budget.ts'
import { memoryLedger, sharedBudget } from './budget-shared.ts'
import type { Budget } from './connector.ts'

/** A clock that moves only when everybody sleeps: sleepers are woken in order of time. */
function virtualClock(start = 1_000_000) {
  let time = start
  let sleepers: { at: number; wake: () => void }[] = []
  let running = true
  const settle = async () => {
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
  }
  const drive = async () => {
    while (running) {
      await new Promise((resolve) => setImmediate(resolve))
      await settle()
      const next = Math.min(...sleepers.map((sleeper) => sleeper.at))
      if (next === Infinity) continue
      time = Math.max(time, next)
      const due = sleepers.filter((sleeper) => sleeper.at <= time)
      sleepers = sleepers.filter((sleeper) => sleeper.at > time)
      for (const sleeper of due) sleeper.wake()
    }
  }
  void drive()
  return {
    now: () => time,
    sleep: (ms: number) => new Promise<void>((wake) => sleepers.push({ at: time + ms, wake })),
    timeScale: 1,
    stop: () => void (running = false),
  }
}

function mostInAnyWindow(times: number[], windowMs: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.max(0, ...sorted.map((from) => sorted.filter((time) => time >= from && time < from + windowMs).length))
}

test('no rolling window holds more calls than the limit', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 10, max: 500 }), fc.array(fc.nat(300), { minLength: 1, maxLength: 60 }), async (limit, windowMs, gaps) => {
    const clock = virtualClock()
    const budget = createBudget(clock)
    const times: number[] = []
    const calls: Promise<void>[] = []
    for (const gap of gaps) {
      if (gap > 150) await clock.sleep(gap)
      calls.push(budget.take('k', { limit, windowMs }).then(() => void times.push(clock.now())))
    }
    await Promise.all(calls)
    clock.stop()
    expect(times).toHaveLength(gaps.length)
    expect(mostInAnyWindow(times, windowMs)).toBeLessThanOrEqual(limit)
  }), { numRuns: 40 })
})

test('the whole limit is used at once when nothing was called before', async () => {
  const clock = virtualClock()
  const budget = createBudget(clock)
  const waits = await Promise.all(Array.from({ length: 90 }, () => budget.take('k', { limit: 90, windowMs: 10_000 })))
  expect(Math.max(...waits)).toBe(0)
  expect(await budget.take('k', { limit: 90, windowMs: 10_000 })).toBe(10_000)
  clock.stop()
})

test('callers are let through in the order they came', async () => {
  const clock = virtualClock()
  const budget = createBudget(clock)
  const order: number[] = []
  await Promise.all([0, 1, 2, 3, 4, 5].map((caller) => budget.take('k', { limit: 1, windowMs: 100 }).then(() => order.push(caller))))
  clock.stop()
  expect(order).toEqual([0, 1, 2, 3, 4, 5])
})

test('keys do not wait for each other', async () => {
  const clock = virtualClock()
  const budget = createBudget(clock)
  await budget.take('search', { limit: 1, windowMs: 10_000 })
  expect(await budget.take('general', { limit: 1, windowMs: 10_000 })).toBe(0)
  clock.stop()
})

test.each<[string, (clock: ReturnType<typeof virtualClock>) => Budget]>([
  ['in one process', (clock) => createBudget(clock)],
  ['in several', (clock) => sharedBudget(memoryLedger(), clock)],
])('a pause holds everybody, halves the share, and a quiet minute gives it back (%s)', async (_, make) => {
  const clock = virtualClock()
  const budget = make(clock)
  const rule = { limit: 8, windowMs: 1_000 }
  await budget.pause('k', 5_000)
  await budget.pause('k', 5_000)
  expect(await budget.take('k', rule)).toBeGreaterThanOrEqual(5_000)
  await Promise.all([1, 2, 3].map(() => budget.take('k', rule)))
  expect(await budget.take('k', rule)).toBeGreaterThanOrEqual(900)
  await clock.sleep(62_000)
  const waits = await Promise.all(Array.from({ length: 8 }, () => budget.take('k', rule)))
  expect(Math.max(...waits)).toBe(0)
  clock.stop()
})

test('three processes that share a ledger never exceed the limit in any rolling window, and use nearly all of it', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 3, max: 90 }), fc.integer({ min: 0, max: 9_999 }), async (limit, offset) => {
    const clock = virtualClock(1_000_000 + offset)
    const ledger = memoryLedger()
    const windowMs = 6_000
    const times: number[] = []
    const perTaker = limit
    const taker = async () => {
      const budget = sharedBudget(ledger, clock)
      const lane = async (calls: number) => {
        for (let call = 0; call < calls; call += 1) {
          await budget.take('k', { limit, windowMs })
          times.push(clock.now())
        }
      }
      await Promise.all([lane(Math.ceil(perTaker / 2)), lane(Math.floor(perTaker / 2))])
    }
    const started = clock.now()
    await Promise.all([taker(), taker(), taker()])
    clock.stop()
    expect(times).toHaveLength(3 * perTaker)
    expect(mostInAnyWindow(times, windowMs)).toBeLessThanOrEqual(limit)
    // Three limits' worth of calls need two full windows; slots cost at most two sixtieths of each.
    expect(clock.now() - started).toBeLessThanOrEqual(2 * windowMs * (1 + 3 / 60) + 1)
  }), { numRuns: 15 })
})

test('calls reserved for a slot are not carried into the next', async () => {
  const asked: { slotStart: number; wanted: number }[] = []
  const ledger = memoryLedger()
  const clock = virtualClock(0)
  const budget = sharedBudget({ reserve: (key, slotStart, wanted, limit, span, ahead) => (asked.push({ slotStart, wanted }), ledger.reserve(key, slotStart, wanted, limit, span, ahead)) }, clock)
  await Promise.all([1, 2, 3].map(() => budget.take('k', { limit: 60, windowMs: 6_000 })))
  await clock.sleep(150)
  await budget.take('k', { limit: 60, windowMs: 6_000 })
  clock.stop()
  expect(asked).toEqual([{ slotStart: 0, wanted: 3 }, { slotStart: 100, wanted: 1 }])
})

test('a busy process far below its limit asks the ledger a few times a slot, not for every call', async () => {
  let asked = 0
  const ledger = memoryLedger()
  const clock = virtualClock(0)
  const budget = sharedBudget({ reserve: (...question) => ((asked += 1), ledger.reserve(...question)) }, clock)
  for (let call = 0; call < 500; call += 1) await budget.take('k', { limit: 100_000, windowMs: 60_000 })
  clock.stop()
  expect(asked).toBeLessThanOrEqual(10)
})
