// Under way: many pieces of work side by side, but never more than some at a time, so that what they hold in memory is bounded too.

export type UnderWay = {
  /** Adds a piece that has begun. Undefined, or a promise to wait for before the next one is begun. */
  add(piece: Promise<void>): Promise<void> | undefined
  /** Whether a piece has failed: then none should be begun any more. */
  failed(): boolean
  /** Waits for all, then throws the first failure: nothing is left running behind a run that ended. */
  ended(): Promise<void>
}

export function underWay(most: number): UnderWay {
  let running = 0
  let failure: { cause: unknown } | null = null
  let wake: (() => void) | null = null
  const end = (): void => {
    running -= 1
    wake?.()
    wake = null
  }
  const change = (): Promise<void> => new Promise((resolve) => (wake = resolve))
  return {
    add: (piece) => {
      running += 1
      piece.then(end, (cause: unknown) => {
        failure ??= { cause }
        end()
      })
      return running < most ? undefined : change()
    },
    failed: () => failure !== null,
    ended: async () => {
      while (running > 0) await change()
      if (failure !== null) throw failure.cause
    },
  }
}
