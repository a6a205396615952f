// Failures about what is sold: products, lines, discounts, amounts.
import type { FailureEntry } from '../failure.ts'

export const lineFailures = {} satisfies Record<string, FailureEntry>
