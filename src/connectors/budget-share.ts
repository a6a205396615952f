// Share: how much of a limit we use after the vendor asked us to slow down. Halved at each pause, doubled back after each quiet minute.

const quietMs = 60_000
/** Never below a sixteenth, so that work goes on. */
const leastShare = 1 / 16

export type Share = {
  pause(key: string, ms: number, now: number): void
  /** Milliseconds since epoch until which nobody calls; 0 when not paused. */
  pausedUntil(key: string): number
  /** The part of `limit` we may use now, at least 1. */
  limit(key: string, limit: number, now: number): number
}

export function createShare(timeScale: number): Share {
  const states = new Map<string, { until: number; share: number; quietFrom: number }>()
  return {
    pause(key, ms, now) {
      const state = states.get(key) ?? { until: 0, share: 1, quietFrom: now }
      // Several calls refused in one burst are one refusal.
      if (now >= state.until) state.share = Math.max(leastShare, state.share / 2)
      state.until = Math.max(state.until, now + ms)
      state.quietFrom = state.until
      states.set(key, state)
    },
    pausedUntil: (key) => states.get(key)?.until ?? 0,
    limit(key, limit, now) {
      const state = states.get(key)
      if (state === undefined) return limit
      while (state.share < 1 && now - state.quietFrom >= quietMs / timeScale) {
        state.share = Math.min(1, state.share * 2)
        state.quietFrom += quietMs / timeScale
      }
      return Math.max(1, Math.floor(limit * state.share))
    },
  }
}
