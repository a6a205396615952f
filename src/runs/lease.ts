// The lease of a run: only its holder may send writes, and only shortly after it renewed. A late waker asks first, and stops when another took over.
import { Failure } from '../core/failure.ts'

export type LeaseClock = { wall(): number; monotonic(): number }

export type Lease = {
  /** Called just before each request that writes. Renews first when the last renewal is not fresh; throws `lease-lost` when another worker took over or the database cannot be asked. */
  ensureHeld(): Promise<void>
  /** Whether a request may leave in this very turn: the lease is ours and was renewed a short while ago, by both clocks. Asks nobody. */
  fresh(): boolean
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
  let renewing: Promise<void> | null = null

  const late = (): boolean => options.clock.wall() - wall > window || options.clock.monotonic() - monotonic > window
  const lose = (): void => {
    if (lost) return
    lost = true
    options.onLost()
  }
  const renew = (): Promise<void> => {
    const wallBefore = options.clock.wall()
    const monotonicBefore = options.clock.monotonic()
    renewing ??= options
      .renew()
      .then((held) => {
        if (!held) return lose()
        // Counted from before the question: the database granted the lease no earlier than that.
        wall = wallBefore
        monotonic = monotonicBefore
      })
      .finally(() => (renewing = null))
    return renewing
  }
  const timer = setInterval(() => {
    if (renewing !== null || lost || stopped) return
    // The database may be away for a moment; whether a write may be sent is asked again before it.
    renew().catch(() => undefined)
  }, options.leaseMs / 10)
  timer.unref()

  return {
    ensureHeld: async () => {
      // A slow machine is late without anybody having taken over: it asks, and goes on when the lease is still its own.
      if (late() && !lost && !stopped) await renew().catch((cause: unknown) => {
        throw new Failure('lease-lost', {}, { cause })
      })
      if (lost || stopped || late()) throw new Failure('lease-lost')
    },
    fresh: () => !lost && !stopped && !late(),
    stop: () => {
      stopped = true
      clearInterval(timer)
    },
    lost: () => lost,
  }
}
