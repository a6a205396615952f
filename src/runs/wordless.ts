// Wordless: an outcome that the database does not take as it is, reduced to what must be kept: what was made, what it settles, and that a person must look.
import { z } from 'zod'
import { failureSentence, type FailureData } from '../core/failure.ts'
import type { Commit } from '../store/run-store.ts'
import type { RunContext } from './context.ts'
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

/** The same of what was worked out already. The sealed record stays as it was; nothing that came from outside is left in the clear. */
export function withoutWords(ctx: Pick<RunContext, 'run' | 'kind' | 'store'>, commit: Commit, id: string, written: boolean): Commit {
  const links = commit.links.map((part) => ({ ...part, links: part.links.map((link) => ({ ...link, snapshot: null })) }))
  const lines = commit.activities.map((line) => ({ ...line, title: id, skus: [], payload: ['{}'] }))
  if (written) return { ...commit, links, activities: lines }
  const failure: FailureData = { code: 'record-not-keepable', params: { id } }
  const held = {
    record_id: id, kind: ctx.kind, state: 'open' as const, title: id, ...failure, candidates: [], sealed: commit.held[0]?.sealed ?? sealedSource(ctx, commit, id), stamp: null, settings_version: ctx.run.settingsVersion, not_before: null,
  }
  return {
    ...commit, links, held: [held], released: [], seen: [], stamps: [], outbox: [],
    activities: lines.map((line) => ({ ...line, action: 'held' as const, reasonCode: failure.code, sentenceSv: failureSentence(failure, 'sv'), sentenceEn: failureSentence(failure, 'en') })),
  }
}

const told = z.object({ source: z.unknown() })

/** A sale that was to be skipped has nothing sealed: its record is taken out of what the log was to keep, so that it can be opened at its place and found for a person. */
function sealedSource(ctx: Pick<RunContext, 'run' | 'store'>, commit: Commit, id: string): Buffer | null {
  const payload = commit.activities[0]?.payload ?? null
  if (payload === null) return null
  const { source } = told.parse(JSON.parse(payload.join('')))
  return ctx.store.seal.seal(source ?? null, `held:${ctx.run.org}:${ctx.run.flow}:${id}`)
}
