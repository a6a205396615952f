// Wordless: an outcome that the database does not take as it is, reduced to what must be kept: what was made, what it settles, and that a person must look.
import type { RecordOutcome } from './outcome.ts'

/** Whether an error is about the values that were to be kept, not about the database or the run: PostgreSQL's classes 22 (data) and 54 (too large), or JSON that cannot be made. */
export function isAboutValues(caught: unknown): boolean {
  if (caught instanceof RangeError || caught instanceof TypeError) return true
  return typeof caught === 'object' && caught !== null && 'code' in caught && typeof caught.code === 'string' && /^(22|54)[0-9A-Z]{3}$/.test(caught.code)
}

/** What was written keeps its link and its totals. Everything else becomes a held record; the record itself is sealed, whole, and sealing takes any value. */
export function wordless(outcome: RecordOutcome): RecordOutcome {
  const work = { ...outcome.work, record: null, draft: null, raw: outcome.work.record ?? outcome.work.raw }
  if (outcome.type === 'created' || outcome.type === 'adopted' || outcome.type === 'updated') return { ...outcome, work, notes: [], decision: null, reason: null }
  const settled = outcome.type === 'held' || outcome.type === 'waiting' ? outcome.settled : []
  const stays = outcome.type === 'held' ? outcome.stays : null
  return { type: 'held', work, failure: { code: 'record-not-keepable', params: { id: work.id } }, candidates: [], notes: [], settled, decision: null, dropLink: outcome.type === 'held' && outcome.dropLink, stays }
}
