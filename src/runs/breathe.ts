// Breathe: long computing lets the process do its other work (renew the lease, send requests, answer people) every few milliseconds.
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Longest stretch of computing. The lease allows five seconds; a busy machine may stretch this many times over. */
const stretchMs = 12

/** Call after each piece of work; it waits for a turn of the event loop when the stretch is over, and else costs nothing. */
export function breather(now: () => number = () => performance.now()): () => Promise<void> | undefined {
  let since = now()
  return () => {
    if (now() - since < stretchMs) return undefined
    return nextTurn().then(() => void (since = now()))
  }
}
