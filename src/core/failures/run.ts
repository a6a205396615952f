// Failures of a run and its bookkeeping: the brake, unknown outcomes, changes after the fact.
import type { FailureEntry } from '../failure.ts'

export const runFailures = {} satisfies Record<string, FailureEntry>
