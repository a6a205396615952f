// Budget: keeps calls under a vendor's limit within one process. Exact rolling windows, first come first served.
import type { Budget, BudgetRule } from './connector.ts'
import { createShare } from './budget-share.ts'
import { createTurnstile } from './budget-turnstile.ts'

export type BudgetDeps = {
  /** Milliseconds since epoch. */
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Divides the quiet minute; windows come already divided in the rule. */
  timeScale: number
  signal?: AbortSignal
}

/** No rolling window of `windowMs` ever holds more than `limit` calls of a key. */
export function createBudget(deps: BudgetDeps): Budget {
  const share = createShare(deps.timeScale)
  const taken = new Map<string, number[]>()
  const turnstile = createTurnstile()

  async function admit(key: string, rule: BudgetRule): Promise<number> {
    const from = deps.now()
    for (;;) {
      deps.signal?.throwIfAborted()
      const now = deps.now()
      const live = taken.get(key) ?? []
      taken.set(key, live)
      let gone = 0
      while (gone < live.length && (live[gone] ?? now) <= now - rule.windowMs) gone += 1
      if (gone > 0) live.splice(0, gone)
      const limit = share.limit(key, rule.limit, now)
      const wait = Math.max(share.pausedUntil(key) - now, live.length < limit ? 0 : (live[live.length - limit] ?? now) + rule.windowMs - now)
      if (wait <= 0) {
        live.push(now)
        return now - from
      }
      await deps.sleep(Math.max(1, Math.ceil(wait)), deps.signal)
    }
  }

  return {
    take: (key, rule) => turnstile.enter(key, () => deps.now(), () => admit(key, rule)),
    async pause(key, ms) {
      share.pause(key, ms, deps.now())
    },
  }
}
