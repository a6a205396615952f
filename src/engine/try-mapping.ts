// Trying a mapping on one real record: the same way as a run, up to the decision, writing nothing.
import type { MapTry } from '../api/operations.ts'
import { Failure } from '../core/failure.ts'
import { listActivities } from '../store/tables/activities.ts'
import { payloadsAt } from '../store/tables/payloads.ts'
import { startRun } from './flow-run.ts'
import type { Installation } from './installation.ts'

export async function tryMapping(installation: Installation, org: string, flow: string, record: string): Promise<MapTry> {
  const started = await startRun(installation, { org, flow, trigger: 'try', preview: true, recordIds: [record], since: null, approved: false, held: 'none', full: false, waitForOutcomes: false, goesOn: false })
  const end = await started.finished
  if (end?.failure != null) throw new Failure(end.failure.code, end.failure.params)
  const [line] = await listActivities(installation.db, org, { run: started.run.id, limit: 1 })
  if (line === undefined) throw new Failure('unknown-record', { id: record })
  const [kept] = await payloadsAt(installation.db, installation.seal, org, [line.place])
  const payload = (kept ?? {}) as { draft?: unknown; decision?: { document?: unknown } | null; notes?: MapTry['notes'] }
  return {
    record, ok: line.action === 'would-create' || line.action === 'would-update' || line.action === 'skipped', decision: line.action, sentenceSv: line.sentenceSv, sentenceEn: line.sentenceEn,
    draft: payload.draft ?? null, document: payload.decision?.document ?? null, notes: payload.notes ?? [],
  }
}
