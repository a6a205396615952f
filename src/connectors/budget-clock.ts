// Test ground of the budgets: a clock that moves only when everybody sleeps, a vendor that counts, and processes that call it.
import type { GateDeps } from './budget-gate.ts'
import type { Budget, BudgetLane, BudgetRule } from './connector.ts'

export type VirtualClock = { now(): number; sleep: GateDeps['sleep']; stop(): void }

export function virtualClock(start = 1_000_000): VirtualClock {
  let time = start
  let sleepers: { at: number; wake: () => void }[] = []
  let running = true
  const drive = async () => {
    while (running) {
      await new Promise((resolve) => setImmediate(resolve))
      for (let turn = 0; turn < 60; turn += 1) await Promise.resolve()
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
    sleep: (ms, signal) => new Promise<void>((wake, reject) => {
      sleepers.push({ at: time + ms, wake })
      signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
    }),
    stop: () => void (running = false),
  }
}

export type Vendor = { times: number[]; call(): Promise<void> }

/** Counts each call somewhere between its start and its answer: `travelMs` there, `answerMs` back. */
export function countingVendor(clock: VirtualClock, travelMs: () => number, answerMs: () => number): Vendor {
  const times: number[] = []
  return {
    times,
    call: async () => {
      await clock.sleep(travelMs())
      times.push(clock.now())
      await clock.sleep(answerMs())
    },
  }
}

/** `calls` calls in `lanes` lanes side by side, each taking its turn at the budget first. */
export async function caller(budget: Budget, vendor: Vendor, plan: { key?: string; rule: BudgetRule; calls: number; lanes: number; lane?: BudgetLane }): Promise<void> {
  let left = plan.calls
  const lane = async () => {
    while (left > 0) {
      left -= 1
      const pass = await budget.take(plan.key ?? 'k', plan.rule, plan.lane)
      try {
        await vendor.call()
      } finally {
        pass.answered()
      }
    }
  }
  await Promise.all(Array.from({ length: plan.lanes }, lane))
}

/** The most calls in any half-open window of that length. */
export function mostInAnyWindow(times: number[], windowMs: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  let from = 0
  let most = 0
  sorted.forEach((time, index) => {
    while ((sorted[from] ?? time) <= time - windowMs) from += 1
    most = Math.max(most, index - from + 1)
  })
  return most
}
