// Failures that the books cause: locked periods, plans, codings without account, totals that differ.
import type { FailureEntry } from '../failure.ts'

export const bookFailures = {} satisfies Record<string, FailureEntry>
