// Failures about who buys: customer match, buyer kind, VAT area, missing address.
import type { FailureEntry } from '../failure.ts'

export const buyerFailures = {} satisfies Record<string, FailureEntry>
