// What came of settling something a document needs: ready, changed (plan again), refused, or waiting for a lost reply.
import type { Decision } from '../core/decision.ts'
import { Failure, remedyOf, type FailureData } from '../core/failure.ts'
import type { Note } from '../core/sale-draft.ts'
import { quarantineMs, scaled, type RunContext } from './context.ts'
import type { RecordOutcome, Work } from './outcome.ts'

export type Settled<T> =
  | { type: 'ready'; value: T }
  /** Somebody else wrote it meanwhile: look again and plan again. */
  | { type: 'changed' }
  | { type: 'failed'; failure: FailureData }
  | { type: 'waiting'; failure: FailureData; until: Date }

/** The waiting that follows a lost reply, counted from now: the request surely left no later. */
export function unknownOutcome(ctx: RunContext, reference: string): { type: 'waiting'; failure: FailureData; until: Date } {
  const until = new Date(ctx.now() + quarantineMs(ctx))
  return { type: 'waiting', until, failure: { code: 'outcome-unknown', params: { reference, until: until.toISOString() } } }
}

/** The same for a request that has left: the moment is noted, so that whoever looks for it counts from here. */
export async function sentUnanswered(ctx: RunContext, intent: string, reference: string): Promise<ReturnType<typeof unknownOutcome>> {
  await ctx.at('unknown-outcome', () => ctx.store.markSent([intent], ctx.run.worker, new Date(ctx.now())))
  return unknownOutcome(ctx, reference)
}

/** An open intent of somebody else holds a key: come back shortly. */
export function waitsForOther(ctx: RunContext, reference: string): { type: 'waiting'; failure: FailureData; until: Date } {
  const until = new Date(ctx.now() + Math.max(1_000, 5_000 / ctx.timeScale))
  return { type: 'waiting', until, failure: { code: 'waits-for-other', params: { reference } } }
}

/** What the other side refused: trouble that passes waits, a broken connection stops the run, the rest needs a person. */
export function refusedOutcome(ctx: RunContext, work: Work, failure: FailureData, notes: Note[], settled: string[], decision: Decision | null): RecordOutcome {
  const remedy = remedyOf(failure.code)
  if (remedy === 'reconnect') throw new Failure(failure.code, failure.params)
  if (remedy === 'retry') return { type: 'waiting', work, failure, until: new Date(ctx.now() + scaled(ctx, 60_000)), settled }
  return { type: 'held', work, failure, candidates: [], notes, settled, decision, dropLink: false, stays: null }
}
