// The outcome of one record, and what it leaves behind in a commit.
import { maskedJson, type JsonPieces } from '../core/mask.ts'
import type { ActivityAction } from '../core/activity.ts'
import type { WrittenDocument } from '../core/books.ts'
import type { Candidate, Change, Decision, Reason } from '../core/decision.ts'
import { failureSentence, type FailureData } from '../core/failure.ts'
import type { Note, SaleDraft } from '../core/sale-draft.ts'
import type { SaleRecord } from '../core/sale-record.ts'
import type { Commit } from '../store/run-store.ts'
import type { NewLink } from '../store/tables/links.ts'
import { takeCalls } from './call-log.ts'
import { documentScope, type RunContext } from './context.ts'

export type Work = {
  id: string
  /** Null when the source could not be parsed or is gone. */
  record: SaleRecord | null
  raw: unknown
  draft: SaleDraft | null
  readAt: number
  startedAt: number
}

/** A buyer's record at the source and its card in the books. */
type BuyersCard = { id: string; source: { kind: string; id: string }; matched: boolean }

/** A document that stands in the books although the sale is held. `adopted`: it was found there, and tells its buyer's card. */
export type Stays = {
  document: Pick<WrittenDocument, 'kind' | 'id' | 'number' | 'url' | 'changedAt'> & { totals: WrittenDocument['totals'] | null }
  mark: string; fingerprint: string | null; adopted?: { customer: BuyersCard | null }
}

export type RecordOutcome =
  | { type: 'created' | 'adopted' | 'updated'; work: Work; document: Pick<WrittenDocument, 'kind' | 'id' | 'number' | 'url'>; totals: WrittenDocument['totals'] | null; changedAt: string | null; mark: string; fingerprint: string | null; customer: BuyersCard | null; toBook: Date | null; settled: string[]; reason: Reason | null; notes: Note[]; decision: Decision | null }
  | { type: 'skipped'; work: Work; reason: Reason; notes: Note[]; silent: boolean; linked: boolean; /** Fingerprint of a linked sale seen whole for the first time (adopted, or found after a lost reply). */ firstFingerprint?: string; /** What is held of it stays held: a person has not looked yet. */ keepsHeld?: boolean }
  | { type: 'held'; work: Work; failure: FailureData; candidates: Candidate[]; notes: Note[]; settled: string[]; decision: Decision | null; dropLink: boolean; stays: Stays | null }
  | { type: 'waiting'; work: Work; failure: FailureData; until: Date; settled: string[] }
  | { type: 'noticed'; work: Work; change: Change; document: string; fresh: boolean; notes: Note[]; noticeKey: string }
  | { type: 'would-create' | 'would-update'; work: Work; decision: Decision; notes: Note[] }

export function emptyCommit(ctx: RunContext): Commit {
  return {
    run: { id: ctx.run.id, worker: ctx.run.worker }, flow: ctx.run.flow, settingsVersion: ctx.run.settingsVersion, settled: [], links: [], dropped: [], stamps: [], aliases: [], held: [], released: [], seen: [],
    activities: [], outbox: [], knownCustomers: [], knownArticles: [], knownDocuments: [],
  }
}

/** Words for the log and the deal: what happened, whom it concerns. */
export function sentencesOf(outcome: RecordOutcome): { sv: string; en: string; code: string | null } {
  const document = (kind: string, number: string | null): { sv: string; en: string } => ({
    sv: `${{ order: 'Order', invoiceDraft: 'Fakturautkast', invoice: 'Faktura' }[kind] ?? kind}${number === null ? '' : ` ${number}`}`,
    en: `${{ order: 'Order', invoiceDraft: 'Invoice draft', invoice: 'Invoice' }[kind] ?? kind}${number === null ? '' : ` ${number}`}`,
  })
  switch (outcome.type) {
    case 'created': {
      const name = document(outcome.document.kind, outcome.document.number)
      return { sv: `${name.sv} skapades.`, en: `${name.en} was created.`, code: outcome.reason?.code ?? null }
    }
    case 'updated': {
      const name = document(outcome.document.kind, outcome.document.number)
      return { sv: `${name.sv} uppdaterades${outcome.reason === null ? '.' : `: ${outcome.reason.sv}`}`, en: `${name.en} was updated${outcome.reason === null ? '.' : `: ${outcome.reason.en}`}`, code: outcome.reason?.code ?? null }
    }
    case 'adopted':
      return { sv: outcome.reason?.sv ?? 'Fanns redan i bokföringen.', en: outcome.reason?.en ?? 'Was already in the books.', code: outcome.reason?.code ?? 'adopted' }
    case 'skipped':
      return { sv: outcome.reason.sv, en: outcome.reason.en, code: outcome.reason.code }
    case 'held':
    case 'waiting':
      return { sv: failureSentence(outcome.failure, 'sv'), en: failureSentence(outcome.failure, 'en'), code: outcome.failure.code }
    case 'noticed':
      return { sv: outcome.change.sv, en: outcome.change.en, code: `changed-${outcome.change.kind}` }
    case 'would-create':
      return { sv: 'Skulle skapas.', en: 'Would be created.', code: null }
    case 'would-update':
      return { sv: 'Skulle uppdateras.', en: 'Would be updated.', code: null }
  }
}

/** Adds one outcome to the commit of its group. */
export function addOutcome(ctx: RunContext, commit: Commit, outcome: RecordOutcome): void {
  const { work } = outcome
  const sentences = sentencesOf(outcome)
  const now = new Date(ctx.now())
  const stamp = work.record?.changedAt ?? null
  const scope = documentScope(ctx)
  if (work.record !== null && work.record.mergedIds.length > 0) {
    commit.aliases.push({ sourceAccount: ctx.source.account, kind: ctx.kind, aliases: work.record.mergedIds.map((oldId) => ({ oldId, newId: work.id })) })
  }
  const held = outcome.type === 'held' || outcome.type === 'waiting' || outcome.type === 'noticed'
  if (held) {
    const failure: FailureData = outcome.type === 'noticed' ? { code: 'changed-after', params: { document: outcome.document, change: outcome.change.sv, changeEn: outcome.change.en } } : outcome.failure
    commit.held.push({
      record_id: work.id, kind: ctx.kind, state: outcome.type === 'waiting' ? 'waiting' : 'open', title: titleOf(work), code: failure.code, params: failure.params,
      candidates: outcome.type === 'held' ? outcome.candidates : [], sealed: ctx.store.seal.seal(work.record ?? work.raw ?? null, `held:${ctx.run.org}:${ctx.run.flow}:${work.id}`),
      stamp, settings_version: ctx.run.settingsVersion, not_before: outcome.type === 'waiting' ? outcome.until : null,
    })
    if (outcome.type === 'waiting') commit.settled.push(...outcome.settled)
    if (outcome.type === 'held') {
      commit.settled.push(...outcome.settled)
      if (outcome.stays !== null) commit.links.push({ scope, links: [staysLink(ctx, outcome.work, outcome.stays, stamp)] }, ...buyersLink(ctx, outcome.stays.adopted?.customer ?? null))
      if (outcome.dropLink) commit.dropped.push({ scope, sourceId: work.id })
    }
    if (outcome.type === 'noticed' && stamp !== null) commit.stamps.push({ scope, stamps: [{ id: work.id, stamp, noticed: outcome.noticeKey }] })
  }
  if (!ctx.run.preview && !(outcome.type === 'skipped' && outcome.keepsHeld === true)) {
    if (!held) commit.released.push(work.id)
    // What was held of a sale that this one absorbed is told by this one from now on: nobody is left to come for it.
    commit.released.push(...(work.record?.mergedIds ?? []))
  }
  if (outcome.type === 'skipped' && stamp !== null) {
    if (outcome.linked) commit.stamps.push({ scope, stamps: [{ id: work.id, stamp, fingerprint: outcome.firstFingerprint ?? null, snapshot: outcome.firstFingerprint === undefined || work.draft === null ? null : ctx.recipe.snapshot(work.draft) }] })
    else commit.seen.push({ id: work.id, stamp })
  }
  if (outcome.type === 'created' || outcome.type === 'adopted' || outcome.type === 'updated') addDocument(ctx, commit, outcome, stamp)
  if (outcome.type === 'skipped' && outcome.silent) return
  commit.activities.push({
    id: ctx.uuid(), at: now, run: ctx.run.whole, flow: ctx.run.flow, trigger: ctx.run.trigger, action: actionOf(outcome), recordId: work.id, title: titleOf(work),
    documentKind: 'document' in outcome && typeof outcome.document === 'object' ? outcome.document.kind : null,
    documentId: 'document' in outcome && typeof outcome.document === 'object' ? outcome.document.id : null,
    documentNumber: 'document' in outcome && typeof outcome.document === 'object' ? outcome.document.number : null,
    customerNumber: null, skus: work.draft?.lines.flatMap((line) => line.sku ?? []) ?? [], reasonCode: sentences.code, sentenceSv: sentences.sv, sentenceEn: sentences.en,
    durationMs: Math.round(ctx.now() - work.startedAt), settingsVersion: ctx.run.settingsVersion, payload: payloadOf(ctx, outcome), onlyIfNewHold: held,
  })
  addWriteBack(ctx, commit, outcome, ctx.recipe.language === 'sv' ? sentences.sv : sentences.en, held)
}

function staysLink(ctx: RunContext, work: Work, stays: Stays, stamp: string | null): NewLink {
  const { document } = stays
  return {
    source_id: work.id, target_kind: document.kind, target_id: document.id, target_number: document.number, target_url: document.url, mark: stays.mark, flow: ctx.run.flow, origin: stays.adopted === undefined ? 'created' : 'adopted',
    state: 'held', due_at: null, fingerprint: stays.fingerprint, snapshot: work.draft === null ? null : ctx.recipe.snapshot(work.draft), source_stamp: stamp, target_stamp: document.changedAt, totals: document.totals,
  }
}

function addDocument(ctx: RunContext, commit: Commit, outcome: Extract<RecordOutcome, { type: 'created' | 'adopted' | 'updated' }>, stamp: string | null): void {
  const { work } = outcome
  commit.settled.push(...outcome.settled)
  commit.links.push({
    scope: documentScope(ctx),
    links: [{
      source_id: work.id, target_kind: outcome.document.kind, target_id: outcome.document.id, target_number: outcome.document.number, target_url: outcome.document.url, mark: outcome.mark,
      flow: ctx.run.flow, origin: outcome.type === 'adopted' ? 'adopted' : 'created', state: outcome.toBook === null ? (outcome.document.kind === 'invoice' ? 'booked' : 'made') : 'to-book', due_at: outcome.toBook,
      fingerprint: outcome.fingerprint, snapshot: work.draft === null ? null : ctx.recipe.snapshot(work.draft), source_stamp: stamp, target_stamp: outcome.changedAt, totals: outcome.totals,
    }],
  })
  commit.links.push(...buyersLink(ctx, outcome.customer))
}

/** The buyer's own record at the source and its card; none without such a record. */
function buyersLink(ctx: RunContext, customer: BuyersCard | null): Commit['links'] {
  if (customer === null || customer.source.kind === 'none') return []
  return [{
    scope: { ...documentScope(ctx), kind: customer.source.kind, family: 'customer' },
    links: [{ source_id: customer.source.id, target_kind: 'customer', target_id: customer.id, target_number: null, target_url: null, mark: null, flow: ctx.run.flow,
      origin: customer.matched ? 'matched' : 'created', state: 'made', due_at: null, fingerprint: null, snapshot: null, source_stamp: null, target_stamp: null, totals: null }],
  }]
}

function addWriteBack(ctx: RunContext, commit: Commit, outcome: RecordOutcome, message: string, onlyIfNewHold: boolean): void {
  if (!ctx.recipe.writeBack || ctx.run.preview || outcome.work.record === null || outcome.work.record.archived) return
  const status = { created: 'created', updated: 'created', adopted: 'created', skipped: null, held: 'held', waiting: null, noticed: 'changed', 'would-create': null, 'would-update': null } as const
  const state = status[outcome.type]
  if (state === null) return
  const document = 'document' in outcome && typeof outcome.document === 'object' ? outcome.document : null
  const values = { status: state, message, documentNumber: document?.number ?? '', documentUrl: document?.url ?? '' }
  commit.outbox.push({ connection: ctx.source.connection, kind: ctx.kind, rows: [{ recordId: outcome.work.id, values, onlyIfNewHold }] })
}

function actionOf(outcome: RecordOutcome): ActivityAction {
  return outcome.type === 'noticed' ? 'noticed' : outcome.type
}

function titleOf(work: Work): string {
  return work.record?.title ?? work.id
}

/** What the log keeps of the record, as a JSON text. Personal numbers and anything that looks like a secret are masked on entry: the log is read by many. */
function payloadOf(ctx: RunContext, outcome: RecordOutcome): JsonPieces {
  const { draft } = outcome.work
  const facts = JSON.stringify({
    source: outcome.work.record ?? outcome.work.raw ?? null,
    // Notes stand once, together.
    draft: draft === null ? null : { ...draft, notes: undefined },
    decision: 'decision' in outcome && outcome.decision !== null ? { ...outcome.decision, notes: undefined } : null,
    totals: 'totals' in outcome ? outcome.totals : null,
    notes: notesOf(outcome),
  })
  return maskedJson([facts.slice(0, -1), ',"calls":', takeCalls(ctx, outcome.work.id), '}'])
}

/** What was noted while the sale was drafted, planned and written; each sentence once. */
function notesOf(outcome: RecordOutcome): Note[] {
  const all = [...(outcome.work.draft?.notes ?? []), ...('decision' in outcome && outcome.decision !== null && 'notes' in outcome.decision ? outcome.decision.notes : []), ...('notes' in outcome ? outcome.notes : [])]
  return [...new Map(all.map((note) => [`${note.code} ${note.sv}`, note])).values()]
}
