// Faults: an error of ours, or a value that no rule foresaw, while deciding about one record. It holds that record and nobody else.
import { asFailure } from '../core/failure.ts'
import type { RunContext } from './context.ts'
import type { RecordOutcome, Work } from './outcome.ts'

/** Thrown in place of what a decision threw; what writes, saves and asks is never within. */
export class RecordFault extends Error {
  override readonly name = 'RecordFault'
}

/** Runs a decision about one record. */
export function deciding<T>(decide: () => T): T {
  try {
    return decide()
  } catch (caught) {
    throw new RecordFault('a decision failed', { cause: caught })
  }
}

export async function decidingLater<T>(decide: () => Promise<T>): Promise<T> {
  try {
    return await decide()
  } catch (caught) {
    throw new RecordFault('a decision failed', { cause: caught })
  }
}

/** The record held whole, with the reason told to the log. Anything but a fault of its own is thrown on. */
export function heldByFault(ctx: Pick<RunContext, 'log' | 'run'>, work: Work, caught: unknown): RecordOutcome {
  if (!(caught instanceof RecordFault)) throw caught
  const failure = asFailure(caught.cause)
  ctx.log.error({ flow: ctx.run.flow, record: work.id, code: failure.code, detail: failure.detail }, failure.message)
  return { type: 'held', work, failure: failure.toData(), candidates: [], notes: [], settled: [], decision: null, dropLink: false, stays: null }
}
