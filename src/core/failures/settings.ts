// Failures of settings: what cannot work is refused with its place when it is saved.
import type { FailureEntry } from '../failure.ts'

export const settingsFailures = {} satisfies Record<string, FailureEntry>
