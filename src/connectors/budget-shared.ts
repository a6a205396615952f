// Shared budget: several processes under one limit. Calls are reserved from a ledger in small blocks bound to a wall-clock slot.
import type { Budget, BudgetRule } from './connector.ts'
import type { BudgetDeps } from './budget.ts'
import { createShare } from './budget-share.ts'
import { createTurnstile } from './budget-turnstile.ts'

/** Slots per window. A rolling window touches at most one slot more than this. */
const slotsPerWindow = 60
/** A slot must outlast the asking by far, or what was granted for it is always too late. */
const shortestSlotMs = 50

/**
 * Where processes agree. `reserve` grants between 0 and `wanted` calls of `key` in the slot that starts at `slotStart` (ms since epoch),
 * atomically, so that the calls granted in all slots that start in (slotStart - spanMs, slotStart + spanMs) stay at or under `limit`.
 * While nine tenths of the limit are free, `ahead` more may be granted: what is reserved and not used then takes nothing from anybody.
 * In SQL: lock the key, `limit - sum(calls) where start > slotStart - span and start < slotStart + span`, add the grant to the slot's row;
 * rows older than the span may be deleted.
 */
export type SlotLedger = {
  reserve(key: string, slotStart: number, wanted: number, limit: number, spanMs: number, ahead: number): Promise<number>
}

/** What is left of the newest grant, and all that this process was granted in its slot. */
type Block = { slotStart: number; left: number; granted: number }

/**
 * How many calls will be wanted soon: as many again as were used up in this slot, or half of those of the slot before.
 * So a busy process asks the ledger a few times a slot, and one that makes single calls reserves single calls.
 */
function foreseen(block: Block, slotStart: number, slotMs: number): number {
  if (block.slotStart === slotStart) return block.granted
  return slotStart - block.slotStart <= slotMs ? Math.floor((block.granted - block.left) / 2) : 0
}

/**
 * A Budget whose limits hold over all processes that share the ledger, as far as their wall clocks agree to within a slot
 * (a sixtieth of the window). A call granted for a slot is made in that slot or not at all, so a dead process loses only its block.
 */
export function sharedBudget(ledger: SlotLedger, deps: BudgetDeps): Budget {
  const share = createShare(deps.timeScale)
  const blocks = new Map<string, Block>()
  const turnstile = createTurnstile()

  async function admit(key: string, rule: BudgetRule): Promise<number> {
    const from = deps.now()
    const slotMs = Math.max(rule.windowMs / slotsPerWindow, shortestSlotMs)
    for (;;) {
      deps.signal?.throwIfAborted()
      const now = deps.now()
      const paused = share.pausedUntil(key) - now
      if (paused > 0) {
        await deps.sleep(Math.ceil(paused), deps.signal)
        continue
      }
      const slotStart = Math.floor(now / slotMs) * slotMs
      const block = blocks.get(key)
      if (block !== undefined && block.slotStart === slotStart && block.left > 0) {
        block.left -= 1
        return now - from
      }
      const limit = share.limit(key, rule.limit, now)
      const wanted = Math.min(limit, Math.max(1, turnstile.waiting(key)))
      const ahead = block === undefined ? 0 : foreseen(block, slotStart, slotMs)
      const left = await ledger.reserve(key, slotStart, wanted, limit, rule.windowMs + slotMs, ahead)
      blocks.set(key, { slotStart, left, granted: left + (block?.slotStart === slotStart ? block.granted : 0) })
      if (left === 0) await deps.sleep(Math.max(1, Math.ceil(slotStart + slotMs - deps.now())), deps.signal)
    }
  }

  return {
    take: (key, rule) => turnstile.enter(key, () => deps.now(), () => admit(key, rule)),
    async pause(key, ms) {
      share.pause(key, ms, deps.now())
    },
  }
}

/** A ledger for one process (tests, the demonstration). Grants are kept per key and slot until they are out of every window. */
export function memoryLedger(): SlotLedger {
  const granted = new Map<string, Map<number, number>>()
  return {
    async reserve(key, slotStart, wanted, limit, spanMs, ahead) {
      const slots = granted.get(key) ?? new Map<number, number>()
      granted.set(key, slots)
      let used = 0
      for (const [start, calls] of slots) {
        if (start <= slotStart - 2 * spanMs) slots.delete(start)
        else if (start > slotStart - spanMs && start < slotStart + spanMs) used += calls
      }
      const grant = used + wanted + ahead <= limit / 10 ? wanted + ahead : Math.max(0, Math.min(wanted, limit - used))
      if (grant > 0) slots.set(slotStart, (slots.get(slotStart) ?? 0) + grant)
      return grant
    },
  }
}
