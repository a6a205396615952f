// Bell: wakes those who wait in this process for something to change.

export type Bell = { ring(): void; /** Resolves at the next ring, or after `ms`. */ heard(ms: number): Promise<void> }

export function createBell(): Bell {
  const listening = new Set<() => void>()
  return {
    ring: () => {
      for (const wake of listening) wake()
    },
    heard: (ms) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer)
          listening.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, ms)
        listening.add(wake)
      }),
  }
}
