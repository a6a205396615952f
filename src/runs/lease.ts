// The lease of a run: only its holder may send writes, and only shortly after it renewed. Late wakers stop by themselves.
import { Failure } from '../core/failure.ts'

export type LeaseClock = { wall(): number; monotonic(): number }

export type Lease = {
  /** Throws `lease-lost` when the lease is not surely ours any more. Called just before each request that writes. */
  assertHeld(): void
  /** Renews in the background until `stop`. */
  stop(): void
  lost(): boolean
}

/** Renewal every tenth of the lease; sends are allowed for half a lease after the last renewal, on both clocks. */
export function holdLease(options: { leaseMs: number; clock: LeaseClock; renew(): Promise<boolean>; onLost(): void }): Lease {
  const window = options.leaseMs / 2
  let wall = options.clock.wall()
  let monotonic = options.clock.monotonic()
  let lost = false
  let stopped = false
  let renewing = false

  const lose = (): void => {
    if (lost) return
    lost = true
    options.onLost()
  }
  const timer = setInterval(() => {
    if (renewing || lost || stopped) return
    renewing = true
    const wallBefore = options.clock.wall()
    const monotonicBefore = options.clock.monotonic()
    options.renew().then(
      (held) => {
        renewing = false
        if (!held) return lose()
        // Counted from before the question: the database granted the lease no earlier than that.
        wall = wallBefore
        monotonic = monotonicBefore
      },
      () => {
        // The database may be away for a moment; the time limit below decides.
        renewing = false
      },
    )
  }, options.leaseMs / 10)
  timer.unref()

  return {
    assertHeld: () => {
      const late = options.clock.wall() - wall > window || options.clock.monotonic() - monotonic > window
      if (lost || stopped || late) throw new Failure('lease-lost')
    },
    stop: () => {
      stopped = true
      clearInterval(timer)
    },
    lost: () => lost,
  }
}
