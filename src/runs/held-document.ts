// A document that stands in the books while a person must look at it: linked, so that it is never made again, and held with the cause.
import { failureSentence, type FailureData } from '../core/failure.ts'
import type { Commit } from '../store/run-store.ts'
import type { LinkScope, NewLink } from '../store/tables/links.ts'
import type { RunContext } from './context.ts'
import { emptyCommit } from './outcome.ts'

/** One commit: the link in state held, the held record, a line in the log and the message on the sale when the cause is new. */
export function heldDocument(ctx: RunContext, flow: string, scope: LinkScope, link: NewLink, failure: FailureData): Commit {
  const commit = { ...emptyCommit(ctx), flow }
  const recordId = link.source_id
  const sentences = { sv: failureSentence(failure, 'sv'), en: failureSentence(failure, 'en') }
  commit.links.push({ scope, links: [{ ...link, state: 'held', due_at: null }] })
  commit.held.push({
    record_id: recordId, kind: scope.kind, state: 'open', title: recordId, code: failure.code, params: failure.params, candidates: [], sealed: null, stamp: link.source_stamp,
    settings_version: ctx.run.settingsVersion, not_before: null,
  })
  commit.activities.push({
    id: ctx.uuid(), at: new Date(ctx.now()), run: ctx.run.whole, flow, trigger: ctx.run.trigger, action: 'held', recordId, title: recordId, documentKind: link.target_kind, documentId: link.target_id,
    documentNumber: link.target_number, customerNumber: null, skus: [], reasonCode: failure.code, sentenceSv: sentences.sv, sentenceEn: sentences.en, durationMs: 0,
    settingsVersion: ctx.run.settingsVersion, payload: null, onlyIfNewHold: true,
  })
  if (ctx.recipe.writeBack && flow === ctx.run.flow) {
    const values = { status: 'held' as const, message: sentences[ctx.recipe.language], documentNumber: link.target_number ?? '', documentUrl: link.target_url ?? '' }
    commit.outbox.push({ connection: ctx.source.connection, kind: ctx.kind, rows: [{ recordId, values, onlyIfNewHold: true }] })
  }
  return commit
}
