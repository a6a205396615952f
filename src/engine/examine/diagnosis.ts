// A diagnosis of `kontobro doctor`: one thing that was looked at, one sentence that says how it is and what to do.
import { errorCode, errorText } from '../../store/problem.ts'
import type { Diagnosis } from '../../api/operations.ts'

export function ok(what: string, sv: string, en: string): Diagnosis {
  return { what, state: 'ok', sv, en }
}

export function warn(what: string, sv: string, en: string): Diagnosis {
  return { what, state: 'warn', sv, en }
}

export function bad(what: string, sv: string, en: string): Diagnosis {
  return { what, state: 'bad', sv, en }
}

/** Why something could not be done, as short as the system says it. */
export function reasonOf(error: unknown): string {
  return errorCode(error) ?? errorText(error)
}
