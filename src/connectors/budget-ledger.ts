// Ledger: where everybody who calls under one limit agrees. Its contract, and one in memory for a single process; the shared one is the same rules in SQL.

/** One question: may so many calls of the key be made now? Times in milliseconds. */
export type Ask = {
  key: string
  org: string
  /** Calls are counted in slots of the ledger's own clock, so that clocks of workers need not agree. Whole milliseconds. */
  slotMs: number
  windowMs: number
  /** Calls per window to begin with, and as far up as may be learnt. */
  limit: number
  most: number
  /** So long without a refusal counts as quiet. */
  quietMs: number
  wanted: number
  /** So many more are welcome while nine tenths are free: what is reserved and not used then takes nothing from anybody. */
  ahead: number
  /** Somebody waits for these: they go before what else the organisation wants. */
  person: boolean
  moves: readonly Move[]
}

/**
 * Calls granted in `slot` that belong elsewhere. The vendor counts a call somewhere between its first byte and its answer, so one answered
 * `ageMs` ago counts from then, and one still out counts from now (0). Null: never made, given back.
 */
export type Move = { slot: number; calls: number; ageMs: number | null }

/** `leftMs`: until the slot ends. `waitMs`: until it is worth asking again, when not all was granted. */
export type Grant = { granted: number; slot: number; leftMs: number; waitMs: number }

export type Ledger = {
  /**
   * Atomic. All calls that count in any rolling window stay at or under what is allowed. While an organisation is refused some of what it wants, no other
   * gets more than an even part, and the last tenth of a limit that several use is kept for those who had less than theirs.
   */
  reserve(ask: Ask): Promise<Grant>
  /** The vendor said wait: nothing is granted for `ms`, and half of what was allowed afterwards, until it is quiet. */
  pause(key: string, ms: number, quietMs: number): Promise<void>
}

/** What is known of one key. `share` 1 is the limit to begin with; `reachedAt`: when all of it was first used up, 0 = not yet. */
type State = { share: number; pausedUntil: number; quietFrom: number; calmUntil: number; reachedAt: number; lanes: Map<string, Lane> }
/** One organisation: its calls by slot; until when it is known to want more, and until when a person of it waits. */
type Lane = { slots: Map<number, number>; hungryUntil: number; personUntil: number }

/** Never below a sixteenth, so that work goes on. */
const leastShare = 1 / 16
/** After a refusal nothing above the limit to begin with is tried for so many quiet times: somebody else calls as the same client. */
const calmTimes = 10

export function memoryLedger(now: () => number): Ledger {
  const states = new Map<string, State>()
  const stateOf = (key: string, at: number): State => {
    const state = states.get(key) ?? { share: 1, pausedUntil: 0, quietFrom: at, calmUntil: 0, reachedAt: 0, lanes: new Map<string, Lane>() }
    states.set(key, state)
    return state
  }
  return {
    async reserve(ask) {
      const at = now()
      const state = stateOf(ask.key, at)
      const slot = Math.floor(at / ask.slotMs) * ask.slotMs
      const lane = state.lanes.get(ask.org) ?? { slots: new Map<number, number>(), hungryUntil: 0, personUntil: 0 }
      state.lanes.set(ask.org, lane)
      move(lane.slots, ask, at)
      learn(state, ask, at)
      const leftMs = slot + ask.slotMs - at
      if (state.pausedUntil > at) return { granted: 0, slot, leftMs, waitMs: state.pausedUntil - at }
      return { slot, leftMs, ...grant(state, lane, ask, at, slot) }
    },
    async pause(key, ms, quietMs) {
      const at = now()
      const state = stateOf(key, at)
      // Several calls refused in one burst are one refusal.
      if (at >= state.pausedUntil) state.share = Math.max(leastShare, Math.min(1, state.share) / 2)
      state.pausedUntil = Math.max(state.pausedUntil, at + ms)
      state.quietFrom = state.pausedUntil
      state.calmUntil = state.pausedUntil + calmTimes * quietMs
      state.reachedAt = 0
    },
  }
}

function move(slots: Lane['slots'], ask: Ask, at: number): void {
  for (const { slot, calls, ageMs } of ask.moves) {
    slots.set(slot, (slots.get(slot) ?? 0) - calls)
    if (ageMs === null) continue
    const to = Math.max(slot, Math.floor((at - ageMs) / ask.slotMs) * ask.slotMs)
    slots.set(to, (slots.get(to) ?? 0) + calls)
  }
}

/** Back up to the limit by doubling; above it in two steps, each when all that was allowed had been used and a quiet time followed. */
function learn(state: State, ask: Ask, at: number): void {
  while (state.share < 1 && at - state.quietFrom >= ask.quietMs) {
    state.share = Math.min(1, state.share * 2)
    state.quietFrom += ask.quietMs
    state.reachedAt = 0
  }
  const top = Math.max(1, ask.most / ask.limit)
  if (state.share > top) state.share = top
  if (state.share < 1 || state.share >= top || state.reachedAt === 0 || at < state.calmUntil || at - Math.max(state.quietFrom, state.reachedAt) < ask.quietMs) return
  state.share = Math.min(top, state.share + (top - 1) / 2)
  state.quietFrom = at
  state.reachedAt = 0
}

function grant(state: State, lane: Lane, ask: Ask, at: number, slot: number): { granted: number; waitMs: number } {
  const spanMs = ask.windowMs + ask.slotMs
  const { taken, mine, satisfied, orgs, oldest } = count(state, lane, at, slot, spanMs)
  const hungry = [...state.lanes.values()].filter((other) => other !== lane && other.hungryUntil > at).length
  const allowed = Math.max(1, Math.floor(ask.limit * state.share + 1e-6))
  // People first: while one of the organisation waits, the rest of it gets an eighth of what it asks for; and a two hundredth of the limit is people's alone.
  const held = !ask.person && lane.personUntil > at
  const wanted = held ? Math.ceil(ask.wanted / 8) : ask.wanted
  const kept = orgs > 1 && mine * orgs >= allowed ? Math.floor(allowed / 10) : 0
  let granted = Math.max(0, Math.min(wanted, allowed + (ask.person ? Math.floor(allowed / 200) : 0) - taken - kept))
  if (taken + wanted + ask.ahead <= allowed / 10 && !held) granted = wanted + ask.ahead
  else if (hungry > 0) granted = Math.min(granted, Math.max(0, Math.ceil((allowed - satisfied) / (hungry + 1)) - mine))
  if (granted > 0) lane.slots.set(slot, (lane.slots.get(slot) ?? 0) + granted)
  if (granted >= ask.wanted) {
    if (ask.wanted > 0) lane.hungryUntil = 0
    return { granted, waitMs: 0 }
  }
  if (!held && state.reachedAt === 0) state.reachedAt = at
  // The next slot, or, when all is used up, the one in which the oldest calls have left the window; but others may give back before that.
  const free = held || hungry > 0 || taken < allowed ? 0 : Math.ceil((oldest + spanMs) / ask.slotMs) * ask.slotMs
  const waitMs = Math.min(Math.max(slot + ask.slotMs, free) - at, Math.max(ask.slotMs, ask.windowMs / 4))
  lane.hungryUntil = at + waitMs + 2 * ask.slotMs
  // Kept until it has passed by itself: who got a call comes back for the next as soon as it is answered.
  if (ask.person) lane.personUntil = lane.hungryUntil
  return { granted, waitMs }
}

/** What counts now: of all, of this organisation, and of others that want no more; how many have calls in the window, and the oldest slot with any. */
function count(state: State, lane: Lane, at: number, slot: number, spanMs: number): { taken: number; mine: number; satisfied: number; orgs: number; oldest: number } {
  const sums = { taken: 0, mine: 0, satisfied: 0, orgs: 1, oldest: slot }
  for (const each of state.lanes.values()) {
    let used = 0
    for (const [start, calls] of each.slots) {
      if (start < slot - 2 * spanMs) each.slots.delete(start)
      else if (start > slot - spanMs && start < slot + spanMs && calls > 0) {
        used += calls
        sums.oldest = Math.min(sums.oldest, start)
      }
    }
    sums.taken += used
    if (each === lane) sums.mine = used
    else if (used > 0) {
      sums.orgs += 1
      if (each.hungryUntil <= at) sums.satisfied += used
    }
  }
  return sums
}
