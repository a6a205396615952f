// Under way: many pieces of work side by side, but never more than some at a time, so that what they hold in memory is bounded too.

export type UnderWay = {
  /** Adds a piece that has begun. Undefined, or a promise to wait for before the next one is begun. Of several who wait each may begin one when a place is free. */
  add(piece: Promise<void>): Promise<void> | undefined
  /** Throws the first failure once a piece has failed: nothing is begun any more. */
  check(): void
  /** Nothing is under way. */
  idle(): boolean
}

/** `most`: asked whenever one is added or ends; what is under way when it sinks goes on. */
export function underWay(most: () => number): UnderWay {
  let running = 0
  let failure: { cause: unknown } | null = null
  let waiting: (() => void)[] = []
  const end = (): void => {
    running -= 1
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  const change = (): Promise<void> => new Promise((resolve) => waiting.push(resolve))
  const room = async (): Promise<void> => {
    while (running >= most()) await change()
  }
  return {
    add: (piece) => {
      running += 1
      piece.then(end, (cause: unknown) => {
        failure ??= { cause }
        end()
      })
      return running < most() ? undefined : room()
    },
    check: () => {
      if (failure !== null) throw failure.cause
    },
    idle: () => running === 0,
  }
}
