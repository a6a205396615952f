// Gate: one budget as one organisation in one process sees it. Callers pass on calls granted by the ledger, which is told when their answers came.
import type { Grant, Ledger, Move } from './budget-ledger.ts'
import { callQueue } from './budget-queue.ts'
import type { BudgetRule, Pass } from './connector.ts'

export type GateDeps = {
  /** Milliseconds since epoch; only differences are used. */
  now(): number
  /** `idle`: nobody waits for it, a process may end meanwhile. */
  sleep(ms: number, signal?: AbortSignal, idle?: boolean): Promise<void>
  /** Divides the quiet minute; windows come already divided in the rule. */
  timeScale: number
  signal?: AbortSignal
}

export type Gate = { take(rule: BudgetRule, person: boolean): Promise<Pass> }

/** Calls granted in one slot. `late`: answered after the slot had ended by our clock, by the end of the slot's length in which that was. */
type Batch = { slot: number; endsAt: number; granted: number; left: number; out: number; late: Map<number, number> }

/** Slots per window: what is lost at a window's edge is about one slot. */
const slotsPerWindow = 240
/** A slot should outlast the asking. */
const shortestSlotMs = 20
/** One question takes at most this part of a limit, so that workers who ask at the same time share it. */
const mostAtOnce = 1 / 20
/** Calls granted longer ago than half a window are not passed on; but in the short windows of a test the asking itself may take that long. */
const shortestPatienceMs = 500
const quietMinuteMs = 60_000

export const quietMs = (timeScale: number): number => quietMinuteMs / timeScale

export function createGate(key: string, org: string, ledger: Ledger, deps: GateDeps): Gate {
  const queue = callQueue<{ arrived: number; pass(pass: Pass): void; fail(error: unknown): void }>()
  const open = new Set<Batch>()
  let batch: Batch | null = null
  let rule: BudgetRule = { limit: 1, windowMs: 1 }
  let slotMs = shortestSlotMs
  let pumping = false
  let telling = false
  let asking: Promise<unknown> = Promise.resolve()
  let wake = (): void => undefined

  function pass(from: Batch, arrived: number, now: number): Pass {
    from.out += 1
    if (!telling) void keepTold()
    let answered = false
    return {
      waitedMs: now - arrived,
      answered() {
        if (answered) return
        answered = true
        from.out -= 1
        const at = deps.now()
        if (at <= from.endsAt) return
        const until = (Math.floor(at / slotMs) + 1) * slotMs
        from.late.set(until, (from.late.get(until) ?? 0) + 1)
      },
    }
  }

  /** What was granted beyond those that waited may be used until its slot ends. */
  function spare(now: number): Batch | null {
    return batch !== null && batch.left > 0 && now <= batch.endsAt ? batch : null
  }

  async function pump(): Promise<void> {
    pumping = true
    try {
      while (queue.size > 0) {
        deps.signal?.throwIfAborted()
        const ready = spare(deps.now())
        if (ready !== null) {
          let now = deps.now()
          for (; ready.left > 0 && queue.size > 0; now = deps.now()) {
            ready.left -= 1
            const next = queue.next()
            next?.pass(pass(ready, next.arrived, now))
          }
          continue
        }
        const waitMs = await ask(Math.min(queue.size, Math.max(1, Math.floor(rule.limit * mostAtOnce))))
        if (waitMs > 0 && queue.size > 0) await rest(waitMs)
      }
    } catch (error) {
      for (let next = queue.next(); next !== undefined; next = queue.next()) next.fail(error)
    } finally {
      pumping = false
    }
  }

  /** One question at a time: each tells what the one before could not know. */
  function ask(wanted: number): Promise<number> {
    const asked = asking.then(() => put(wanted), () => put(wanted))
    asking = asked.catch(() => undefined)
    return asked
  }

  async function put(wanted: number): Promise<number> {
    const askedAt = deps.now()
    const told = [...open].filter((one) => one.endsAt < askedAt).map((one) => ({ one, out: one.out, left: one.left, late: one.late }))
    const moves = told.flatMap(({ one, out, left, late }): Move[] => [
      ...(out > 0 ? [{ slot: one.slot, calls: out, ageMs: 0 }] : []), ...(left > 0 ? [{ slot: one.slot, calls: left, ageMs: null }] : []),
      ...[...late].map(([until, calls]) => ({ slot: one.slot, calls, ageMs: Math.max(0, askedAt - until) })),
    ])
    for (const { one } of told) {
      one.left = 0
      one.late = new Map()
    }
    let grant: Grant
    try {
      grant = await ledger.reserve({
        key, org, slotMs, windowMs: rule.windowMs, limit: rule.limit, most: Math.max(rule.limit, rule.most ?? 0), quietMs: quietMs(deps.timeScale), wanted, ahead: wanted === 0 ? 0 : foreseen(askedAt), person: queue.person, moves,
      })
    } catch (error) {
      for (const { one, left, late } of told) {
        one.left = left
        for (const [until, calls] of late) one.late.set(until, (one.late.get(until) ?? 0) + calls)
      }
      throw error
    }
    // The ledger looked at its clock after we asked: by ours, its slot ends no earlier than this.
    const endsAt = askedAt + grant.leftMs
    for (const { one } of told) Object.assign(one, { slot: grant.slot, endsAt })
    for (const one of open) if (one !== batch && one.out === 0 && one.late.size === 0) open.delete(one)
    if (grant.granted > 0) accept(grant, endsAt, deps.now() - askedAt)
    return grant.waitMs
  }

  function accept(grant: Grant, endsAt: number, tookMs: number): void {
    const same = batch?.slot === grant.slot ? batch : null
    batch = { slot: grant.slot, endsAt, granted: grant.granted + (same?.granted ?? 0), left: grant.granted + (same?.left ?? 0), out: 0, late: new Map() }
    if (same !== null) same.left = 0
    open.add(batch)
    // A process that was frozen while it asked is too late: all of it goes back with the next question.
    if (tookMs > Math.max(rule.windowMs / 2, shortestPatienceMs)) return
    // Those who wait pass now, also when the slot has just ended: they are told of as calls that are still out.
    const now = deps.now()
    while (batch.left > 0 && queue.size > 0) {
      batch.left -= 1
      const next = queue.next()
      next?.pass(pass(batch, next.arrived, now))
    }
  }

  /** How many calls will be wanted soon: as many again as were used up in this slot, or half of those of the slot before. */
  function foreseen(now: number): number {
    if (batch === null) return 0
    if (now <= batch.endsAt) return batch.granted
    return now - batch.endsAt <= slotMs ? Math.floor((batch.granted - batch.left) / 2) : 0
  }

  async function rest(ms: number): Promise<void> {
    const woken = new AbortController()
    const early = new Promise<void>((resolve) => (wake = resolve))
    const signal = deps.signal === undefined ? woken.signal : AbortSignal.any([deps.signal, woken.signal])
    try {
      await Promise.race([deps.sleep(Math.max(1, Math.ceil(ms)), signal), early])
    } finally {
      wake = () => undefined
      woken.abort()
    }
  }

  /** Nobody may wait for a call, but what is still out is told of before its slot leaves the window. */
  async function keepTold(): Promise<void> {
    telling = true
    try {
      while (open.size > 0) {
        await deps.sleep(Math.max(shortestSlotMs, Math.ceil(rule.windowMs / 4)), deps.signal, true)
        const now = deps.now()
        if ([...open].some((one) => one.endsAt < now && one.out + one.late.size > 0)) await ask(0)
        for (const one of open) if (one.endsAt < now && one.out + one.late.size === 0) open.delete(one)
      }
    } catch {
      // Stopping, or the database is away: whoever takes the next call finds out.
    } finally {
      telling = false
    }
  }

  return {
    take(wanted, person) {
      rule = wanted
      slotMs = Math.ceil(Math.max(rule.windowMs / slotsPerWindow, shortestSlotMs))
      const now = deps.now()
      const ready = queue.size === 0 ? spare(now) : null
      if (ready !== null) {
        ready.left -= 1
        return Promise.resolve(pass(ready, now, now))
      }
      return new Promise((resolve, reject) => {
        queue.add({ arrived: now, pass: resolve, fail: reject }, person)
        if (!pumping) void pump()
        else if (person) wake()
      })
    },
  }
}
