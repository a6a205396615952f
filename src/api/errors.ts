// Errors at the API's edge: a Failure becomes its sentences and a status, anything else is logged and named "unexpected".
import { asFailure, type Failure } from '../core/failure.ts'
import { explained } from '../engine/run-report.ts'
import { StoreProblem } from '../store/problem.ts'

export type Problem = { error: { code: string; sv: string; en: string; cureSv: string; cureEn: string; remedy: string; params: Record<string, unknown> } }

const notFound = new Set(['unknown-flow', 'unknown-connection', 'unknown-run', 'unknown-record', 'unknown-organisation'])

export function problemOf(caught: unknown): { status: 400 | 404 | 409 | 503 | 500; body: Problem; failure: Failure | null } {
  if (caught instanceof StoreProblem) {
    const asked = caught.code === 'backup-passphrase-weak'
    return { status: asked ? 400 : 500, failure: null, body: { error: { code: caught.code, sv: caught.sv, en: caught.en, cureSv: '', cureEn: '', remedy: asked ? 'fix-settings' : 'report', params: {} } } }
  }
  const failure = asFailure(caught)
  const { code, sv, en, cureSv, cureEn, remedy, params } = explained(failure.toData())
  const status = notFound.has(code) ? 404 : remedy === 'retry' ? 503 : remedy === 'fix-settings' ? 400 : remedy === 'report' ? 500 : 409
  return { status, failure, body: { error: { code, sv, en, cureSv, cureEn, remedy, params } } }
}
