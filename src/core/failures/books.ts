// Failures that the books cause: locked periods, plans, codings without account, totals that differ.
import type { FailureEntry } from '../failure.ts'
import { bookAccess } from './books-access.ts'
import { bookRefusals } from './books-refusals.ts'
import { documentHeadFailures } from './document-head.ts'

export const bookFailures = {
  ...bookAccess,
  ...bookRefusals,
  ...documentHeadFailures,
} satisfies Record<string, FailureEntry>
