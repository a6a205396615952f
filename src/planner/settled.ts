// Settled: the answer of a planning step. A value with notes for the log, or the failure that holds the sale.
import type { Candidate } from '../core/decision.ts'
import { failureSentence, type FailureCode, type FailureData, type FailureParams } from '../core/failure.ts'
import type { Note } from '../core/sale-draft.ts'

export type Held = { ok: false; failure: FailureData; candidates: Candidate[]; notes: Note[] }
export type Settled<T> = { ok: true; value: T; notes: Note[] } | Held

export function settled<T>(value: T, notes: Note[] = []): Settled<T> {
  return { ok: true, value, notes }
}

export function held(code: FailureCode, params: FailureParams = {}, more: { candidates?: Candidate[]; notes?: Note[] } = {}): Held {
  return { ok: false, failure: { code, params }, candidates: more.candidates ?? [], notes: more.notes ?? [] }
}

/** Several lines failed: the first failure holds the sale, the others are shown as notes, equal ones once. */
export function firstOf(failures: readonly FailureData[], notes: Note[] = []): Held {
  const [first, ...others] = failures
  if (first === undefined) throw new RangeError('firstOf needs at least one failure')
  const shown = new Set([JSON.stringify(first)])
  const further: Note[] = []
  for (const failure of others) {
    const key = JSON.stringify(failure)
    if (shown.has(key)) continue
    shown.add(key)
    further.push({ code: failure.code, sv: failureSentence(failure, 'sv'), en: failureSentence(failure, 'en') })
  }
  return { ok: false, failure: first, candidates: [], notes: [...notes, ...further] }
}
