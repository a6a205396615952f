// Outcome: from what a write returned or threw to written, refused or unknown; and many writes at once, yielded as they come.
import { asFailure, Failure } from '../../core/failure.ts'
import type { BeforeSend, Keyed, LastLook, WriteOutcome, Written } from '../connector.ts'
import { about } from '../call-about.ts'
import { systemName } from './config.ts'

/** Writes under way at the same time within one call of `create` or `update`. */
export const writesAtOnce = 16

export type Before = () => LastLook | void | Promise<LastLook | void>

/**
 * Runs one write. `before` goes on to the sender; once it has passed, only a plain refusal proves that nothing was made:
 * a lost reply, an answer that cannot be read and the unforeseen all leave the outcome open.
 */
export async function outcomeOf<T>(before: Before, write: (before: Before) => Promise<T>): Promise<WriteOutcome<T>> {
  let sent = false
  const passed = async () => {
    const lastLook = await before()
    sent = true
    return lastLook
  }
  try {
    return { type: 'written', value: await write(passed) }
  } catch (caught) {
    const failure = asFailure(caught)
    const open = sent && ['reply-lost', 'unreadable-answer', 'unexpected'].includes(failure.code)
    return open ? { type: 'unknown', failure } : { type: 'refused', failure }
  }
}

/** Thrown when a write was accepted but its answer does not say what was made: the outcome is then looked up. */
export function unreadable(connection: string, what: string, detail?: string): Failure {
  return new Failure('unreadable-answer', { system: systemName, connection, what }, { detail })
}

/** Runs `write` for every item, at most `writesAtOnce` at a time, and yields each outcome as soon as it is known. */
export async function* writeAll<I, T>(items: Keyed<I>[], before: BeforeSend, write: (value: I, before: Before) => Promise<T>): AsyncIterable<Written<T>> {
  const waiting = items.values()
  const running = new Map<number, Promise<{ slot: number; written: Written<T> }>>()
  const start = (slot: number) => {
    const next = waiting.next()
    if (next.done === true) return
    const { key, value } = next.value
    running.set(slot, about(key, () => outcomeOf(() => before(key), (passed) => write(value, passed))).then((outcome) => ({ slot, written: { key, outcome } })))
  }
  for (let slot = 0; slot < writesAtOnce; slot++) start(slot)
  while (running.size > 0) {
    const { slot, written } = await Promise.race(running.values())
    running.delete(slot)
    start(slot)
    yield written
  }
}
