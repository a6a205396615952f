// Turnstile: lets callers of one key through one at a time, in the order they came.

export type Turnstile = {
  /** Runs `admit` when all earlier callers of the key are through; returns milliseconds from arrival to passage. */
  enter(key: string, now: () => number, admit: () => Promise<number>): Promise<number>
  /** Callers now at the key, the one being admitted included. */
  waiting(key: string): number
}

export function createTurnstile(): Turnstile {
  const last = new Map<string, Promise<unknown>>()
  const count = new Map<string, number>()
  return {
    enter(key, now, admit) {
      const arrived = now()
      count.set(key, (count.get(key) ?? 0) + 1)
      const turn = async () => {
        try {
          await admit()
          return now() - arrived
        } finally {
          count.set(key, (count.get(key) ?? 1) - 1)
        }
      }
      // One caller's failure (a stop) must not stop those behind it.
      const mine = (last.get(key) ?? Promise.resolve()).then(turn, turn)
      last.set(key, mine)
      return mine
    },
    waiting: (key) => count.get(key) ?? 0,
  }
}
