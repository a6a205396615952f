// What a document leaves behind that was found although its reply was lost: its link, a line in the log, the values on the sale.
import type { WrittenDocument } from '../core/books.ts'
import type { Commit } from '../store/run-store.ts'
import type { IntentRow } from '../store/tables/intents.ts'
import type { LinkState, NewLink } from '../store/tables/links.ts'
import { scaled, type RunContext } from './context.ts'
import { documentName, sentenceStart } from '../planner/wording.ts'
import { emptyCommit } from './outcome.ts'
import { placeScope, type Place } from './sealed-intents.ts'

type Found = { document: WrittenDocument; fingerprint: string | null; snapshot: unknown }

export function recoveredLink(ctx: RunContext, intent: IntentRow, place: Place, { document, fingerprint, snapshot }: Found): NewLink {
  const state = stateOf(document.kind, place)
  const dueAt = state === 'to-book' ? new Date(ctx.now() + scaled(ctx, place.settleMs)) : state === 'to-send' ? new Date(ctx.now()) : null
  return {
    source_id: intent.record_id ?? '', target_kind: document.kind, target_id: document.id, target_number: document.number, target_url: document.url, mark: intent.reference, flow: intent.flow,
    origin: 'created', state, due_at: dueAt, fingerprint, snapshot: snapshot ?? null, source_stamp: null, target_stamp: document.changedAt, totals: document.totals,
  }
}

function stateOf(kind: WrittenDocument['kind'], place: Place): LinkState {
  if (kind === 'invoice') return place.sends ? 'to-send' : 'booked'
  return kind === 'invoiceDraft' && place.books ? 'to-book' : 'made'
}

/** `code`: what the log calls it. The intent is settled and the record released in the same commit. */
export function recoveredDocument(ctx: RunContext, intent: IntentRow, place: Place, found: Found & { code: 'found-after-lost-reply' | 'booked' | 'updated' }): Commit {
  const commit = { ...emptyCommit(ctx), flow: intent.flow, settled: [intent.id] }
  const recordId = intent.record_id
  if (recordId === null) return commit
  const { document, code } = found
  const name = documentName(document.kind, document.number)
  const sentences = {
    'found-after-lost-reply': {
      sv: `Svaret hade uteblivit, men ${name.sv} fanns i bokföringen med märket ${intent.reference}. Inget skrevs igen.`,
      en: `The reply had been lost, but ${name.en} was in the books with the mark ${intent.reference}. Nothing was written again.`,
    },
    booked: { sv: `Svaret hade uteblivit, men ${name.sv} är bokförd.`, en: `The reply had been lost, but ${name.en} is booked.` },
    updated: { sv: `Svaret hade uteblivit, men ${name.sv} är uppdaterad.`, en: `The reply had been lost, but ${name.en} is updated.` },
  }[code]
  commit.released.push(recordId)
  commit.links.push({ scope: placeScope(ctx, place), links: [recoveredLink(ctx, intent, place, found)] })
  commit.activities.push({
    id: ctx.uuid(), at: new Date(ctx.now()), run: ctx.run.whole, flow: intent.flow, trigger: ctx.run.trigger, action: code === 'found-after-lost-reply' ? 'created' : 'updated', recordId, title: recordId,
    documentKind: document.kind, documentId: document.id, documentNumber: document.number, customerNumber: null, skus: [], reasonCode: code, sentenceSv: sentences.sv, sentenceEn: sentences.en,
    durationMs: 0, settingsVersion: ctx.run.settingsVersion, payload: null,
  })
  if (place.writeBack) {
    const message = place.language === 'sv' ? `${sentenceStart(name.sv)} ${code === 'booked' ? 'bokfördes' : 'skapades'}.` : `${sentenceStart(name.en)} was ${code === 'booked' ? 'booked' : 'created'}.`
    commit.outbox.push({ connection: place.connection, kind: place.kind, rows: [{ recordId, values: { status: 'created', message, documentNumber: document.number ?? '', documentUrl: document.url ?? '' } }] })
  }
  return commit
}
