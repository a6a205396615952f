// Cached: a value read at most once per while, by one caller for all who ask at the same time.

export type Cached<T> = { get(): Promise<T>; forget(): void; /** Milliseconds since epoch of the value held, null when none. */ readAt(): number | null }

export function cached<T>(read: () => Promise<T>, keepMs: number, now: () => number): Cached<T> {
  let held: { value: Promise<T>; at: number } | null = null
  return {
    get() {
      if (held !== null && now() - held.at < keepMs) return held.value
      const value = read()
      const mine = { value, at: now() }
      held = mine
      // A failure is not kept.
      value.catch(() => {
        if (held === mine) held = null
      })
      return value
    },
    forget() {
      held = null
    },
    readAt: () => held?.at ?? null,
  }
}
