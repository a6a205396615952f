// A stored run as people and scripts see it.
import type { RunReport } from '../api/operations.ts'
import { Failure, failureCause, failureCure, failureSentence, isFailureCode, type FailureData } from '../core/failure.ts'
import { countHeld } from '../store/tables/held.ts'
import type { RunRow } from '../store/tables/runs.ts'
import type { Installation } from './installation.ts'

export async function reportRun(installation: Pick<Installation, 'db' | 'now'>, row: RunRow, joined = false): Promise<RunReport> {
  const held = (await countHeld(installation.db, row.org)).filter((one) => one.flow === row.flow && one.state === 'open')
  return {
    run: row.id, flow: row.flow, trigger: row.trigger, state: row.state,
    read: row.counts.read ?? 0, created: row.counts.created ?? 0, updated: row.counts.updated ?? 0, adopted: row.counts.adopted ?? 0,
    skipped: row.counts.skipped ?? 0, held: row.counts.held ?? 0, failed: row.counts.failed ?? 0,
    apiCalls: row.api_calls, durationMs: (row.ended_at?.getTime() ?? installation.now()) - row.started_at.getTime(),
    preview: row.preview, joined, startedAt: row.started_at.toISOString(), progress: row.progress, brake: row.brake,
    failure: row.failure === null ? null : { ...row.failure, ...sentencesOf(row.failure) },
    heldByCause: held.map((one) => ({ code: one.code, n: one.n, ...causeOf(one.code) })),
  }
}

/** A failure with everything a person reads. */
export function explained(failure: FailureData): NonNullable<RunReport['failure']> {
  return {
    ...failure, sv: failureSentence(failure, 'sv'), en: failureSentence(failure, 'en'), cureSv: failureCure(failure, 'sv'), cureEn: failureCure(failure, 'en'), remedy: new Failure(failure.code).remedy,
  }
}

/** Sentences of a code read back from storage; one that this version does not know is shown as it is. */
export function sentencesOf(failure: { code: string; params: FailureData['params'] }): { sv: string; en: string; cureSv: string; cureEn: string; remedy: string } {
  if (!isFailureCode(failure.code)) return { sv: String(failure.code), en: String(failure.code), cureSv: '', cureEn: '', remedy: 'report' }
  const { sv, en, cureSv, cureEn, remedy } = explained({ code: failure.code, params: typeof failure.params === 'object' && failure.params !== null ? failure.params : {} })
  return { sv, en, cureSv, cureEn, remedy }
}

/** What a group of failures of one code is called; it has no parameters, so nothing of a single record is in it. */
export function causeOf(code: string): { sv: string; en: string } {
  return isFailureCode(code) ? { sv: failureCause(code, 'sv'), en: failureCause(code, 'en') } : { sv: code, en: code }
}
