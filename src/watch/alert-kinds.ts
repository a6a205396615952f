// Which alerts a person asks for by `when:` in the configuration.
import type { Notice } from '../config/setup.ts'
import type { FailureCode } from '../core/failure.ts'

export type AlertKind = Notice['when'][number]

/** Any of the kinds brings the alert. A flow that cannot run is also one where nothing ran. */
const kinds = {
  'connection-broken': ['broken'],
  'run-failed': ['failed', 'stale'],
  'braked': ['held', 'stale'],
  'needs-preview': ['held', 'stale'],
  'failure-rate': ['failed'],
  'flow-stale': ['stale'],
  'flow-lagging': ['lag'],
  'records-held': ['held'],
  'records-waiting': ['lag', 'rateLimited'],
  'write-back-stuck': ['failed'],
  'writes-unsettled': ['failed'],
  'two-marks': ['duplicate', 'broken'],
  'second-draft-removed': ['duplicate'],
  'backup-failed': ['broken', 'failed'],
  'mail-not-sent': ['broken', 'failed'],
  'webhook-not-sent': ['broken', 'failed'],
} satisfies Partial<Record<FailureCode, AlertKind[]>>

export function kindsOf(code: string): readonly AlertKind[] {
  return code in kinds ? kinds[code as keyof typeof kinds] : ['failed']
}

/** Whether the alert is told at once. Held records wait for the daily mail where there is one. */
export function toldAtOnce(code: string, recipient: { when: readonly AlertKind[]; digest: string | null }): boolean {
  return kindsOf(code).some((kind) => recipient.when.includes(kind) && (kind !== 'held' || recipient.digest === null))
}

/** Whether the alert stands in the daily mail while it lasts; held records stand there one by one. */
export function toldInDigest(code: string, recipient: { when: readonly AlertKind[] }): boolean {
  return code !== 'records-held' && kindsOf(code).some((kind) => recipient.when.includes(kind))
}
