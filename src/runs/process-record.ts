// One record's way: plan, settle what its document needs, write, and say what came of it. Plans again whenever something it needs was just made.
import type { KnownCustomer } from '../core/books.ts'
import type { Decision, Reason } from '../core/decision.ts'
import { decimal } from '../core/decimals.ts'
import { Failure } from '../core/failure.ts'
import type { Note, SaleDraft } from '../core/sale-draft.ts'
import { hashKeys, type DraftKeyHashes } from '../planner/keys.ts'
import type { LinkRow } from '../store/tables/links.ts'
import type { RunContext } from './context.ts'
import { adoptedToBook, type Adopted } from './adopt.ts'
import { deciding, heldByFault } from './faults.ts'
import type { KnownIndex } from './known-index.ts'
import type { RecordOutcome, Work } from './outcome.ts'
import { updateDocument } from './update-document.ts'
import type { ArticleWriter } from './write-articles.ts'
import type { CustomerWriter } from './write-customers.ts'
import type { DocumentOutcome, DocumentWriter } from './write-documents.ts'
import { refusedOutcome, type Settled } from './write-outcome.ts'

/** How often one record may be planned again before it is held as a fault of ours. */
const planningLimit = 12

export type Writers = { customers: CustomerWriter; articles: ArticleWriter; documents: DocumentWriter; learnPrices(item: { decision: Extract<Decision, { action: 'create' }>; customerId: string; articleIds: Record<string, string> }): Promise<Settled<boolean>> }

/** What the block already looked up for a record. */
export type RecordFacts = { link: LinkRow | null; /** Card of the buyer's own record at the source. */ linkedCustomer: string | null; /** The same, as it stands in the links. */ storedCustomer: string | null; privatePrices: { includeVat: boolean | null }; /** Found by its mark, and to be booked when its sums are right. */ adopted?: Adopted }

export type Ready = { work: Work; draft: SaleDraft; facts: RecordFacts }

/** Outcome, or `stale` when the source changed meanwhile and the record must be read again. */
export async function processRecord(ctx: RunContext, known: KnownIndex, writers: Writers, ready: Ready): Promise<RecordOutcome | 'stale'> {
  try {
    return await taken(ctx, known, writers, ready)
  } catch (caught) {
    return heldByFault(ctx, ready.work, caught)
  }
}

async function taken(ctx: RunContext, known: KnownIndex, writers: Writers, ready: Ready): Promise<RecordOutcome | 'stale'> {
  const { work, draft, facts } = ready
  const keys = deciding(() => hashKeys(ctx.recipe.keys(draft), ctx.store.hash))
  if (facts.link !== null && facts.link.fingerprint === null) {
    // Adopted, or found after a lost reply: what it says now is what later changes are measured against.
    const reason = { code: 'exists', sv: 'Dokumentet finns redan.', en: 'The document exists already.' }
    return { type: 'skipped', work, reason, notes: [], silent: true, linked: true, firstFingerprint: ctx.recipe.fingerprint(draft), keepsHeld: facts.link.state === 'held' }
  }
  if (facts.adopted !== undefined) return (await adoptedToBook(ctx, facts.adopted, plan(ctx, known, writers, ready, keys, null))) ?? 'stale'
  let customerSettled: string | null = null
  const made: Note[] = []
  /** Notes of the plans that made something: what was assumed and cut on the way. */
  const said: Note[] = []
  for (let attempt = 0; attempt < planningLimit; attempt += 1) {
    const decision = plan(ctx, known, writers, ready, keys, customerSettled)
    if (decision.action === 'update' && !ctx.run.preview) return await updateDocument(ctx, ready, decision)
    if (decision.action !== 'create') return simpleOutcome(ctx, work, draft, facts, decision)
    if (ctx.run.preview) return { type: 'would-create', work, decision, notes: decision.notes }
    // Told to stop: what is under way is finished, nothing new is begun, and the checkpoint stays before this record.
    if (ctx.stopping()) throw new Failure('stopping')
    const seen = new Set(known.candidates(keys).map((card) => card.id))
    const settledBefore = customerSettled
    const planNow = (): Decision => plan(ctx, known, writers, ready, keys, settledBefore)
    const settled = await settleNeeds(ctx, writers, work, keys, decision, known, seen, made, planNow)
    if (settled.type === 'outcome') return withMade(settled.outcome, [...said, ...made])
    if (settled.customerUpdated !== null) customerSettled = settled.customerUpdated
    if (settled.type === 'again') {
      said.push(...decision.notes)
      continue
    }
    const customerId = settled.customer.id
    const articleIds = settled.articleIds
    if (decision.document.isPrivate && facts.privatePrices.includeVat === null && hasVat(decision)) {
      const lesson = await writers.learnPrices({ decision, customerId, articleIds })
      if (lesson.type === 'ready') facts.privatePrices.includeVat = lesson.value
      else if (lesson.type === 'waiting') return { type: 'waiting', work, failure: lesson.failure, until: lesson.until, settled: [] }
      else if (lesson.type === 'failed') return refusedOutcome(ctx, work, lesson.failure, decision.notes, [], decision)
      continue
    }
    const written = await writers.documents.create({ work, decision, customer: settled.customer, articleIds })
    const outcome = writtenOutcome(ctx, ready, decision, settled.customer.id, written)
    return outcome === 'stale' ? outcome : withMade(outcome, [...said, ...made])
  }
  return { type: 'held', work, failure: { code: 'unexpected', params: {} }, candidates: [], notes: draft.notes, settled: [], decision: null, dropLink: false, stays: null }
}

function plan(ctx: RunContext, known: KnownIndex, writers: Writers, ready: Ready, keys: DraftKeyHashes, customerSettled: string | null): Decision {
  const { link, linkedCustomer } = ready.facts
  const made = writers.customers.madeFor(ready.draft.buyer.source)
  return deciding(() => ctx.recipe.plan({
    draft: ready.draft, keys, known, customerSettled,
    linkedCustomer: made !== null ? { id: made.id, known: made } : linkedCustomer === null ? null : { id: linkedCustomer, known: known.customer(linkedCustomer) },
    link: link === null ? null : {
      documentKind: link.target_kind === 'order' ? 'order' : link.target_kind === 'invoice' ? 'invoice' : 'invoiceDraft', documentId: link.target_id, documentNumber: link.target_number,
      fingerprint: link.fingerprint, snapshot: link.snapshot, state: link.state, untouched: null,
    },
    privatePricesIncludeVat: ready.facts.privatePrices.includeVat,
  }))
}

type Needs =
  | { type: 'ready'; customer: { id: string; known: KnownCustomer | null }; articleIds: Record<string, string>; customerUpdated: string | null }
  | { type: 'again'; customerUpdated: string | null }
  | { type: 'outcome'; outcome: RecordOutcome; customerUpdated: null }

/** The customer and every article of the document, made where missing. All lines' articles are checked before anything of the order is committed. */
async function settleNeeds(ctx: RunContext, writers: Writers, work: Work, keys: DraftKeyHashes, decision: Extract<Decision, { action: 'create' }>, known: KnownIndex, seen: ReadonlySet<string>, made: Note[], planNow: () => Decision): Promise<Needs> {
  let again = false
  let customerUpdated: string | null = null
  const missing = decision.articles.flatMap((article) => (article.action === 'create' ? [article.draft] : []))
  const articles = await Promise.all(missing.map((draft) => writers.articles.create({ draft, recordId: work.id })))
  for (const result of articles) {
    const stopped = stopOn(ctx, work, result, decision)
    if (stopped !== null) return { type: 'outcome', outcome: stopped, customerUpdated: null }
    if (result.type === 'ready') made.push({ code: 'article-made', sv: `Artikel ${result.value.number} lades upp i bokföringen.`, en: `Article ${result.value.number} was made in the books.` })
    again = true
  }
  // What is decided of the customer was decided before the articles were made: it is decided again with what is known now.
  if (again) return { type: 'again', customerUpdated: null }
  const plan = decision.customer
  if (plan.action === 'create') {
    const result = await writers.customers.create({ draft: plan.draft, keys, recordId: work.id, vatRelied: reliesOnVatNumber(decision), seen })
    const stopped = stopOn(ctx, work, result, decision)
    if (stopped !== null) return { type: 'outcome', outcome: stopped, customerUpdated: null }
    if (result.type === 'ready') {
      customerUpdated = result.value.id
      made.push({ code: 'customer-made', sv: `Kund ${result.value.number ?? ''} lades upp i bokföringen.`, en: `Customer ${result.value.number ?? ''} was made in the books.` })
    }
    again = true
  } else if (plan.action === 'update') {
    const { id, changes } = plan
    const result = await writers.customers.update({ id, changes, changesNow: () => changesOf(planNow(), id), recordId: work.id, vatRelied: reliesOnVatNumber(decision) })
    const stopped = stopOn(ctx, work, result, decision)
    if (stopped !== null) return { type: 'outcome', outcome: stopped, customerUpdated: null }
    if (result.type === 'ready') {
      customerUpdated = id
      const { card, fields } = result.value
      if (fields.length > 0) made.push({ code: 'customer-updated', sv: `Kund ${card.number ?? ''} kompletterades: ${fields.join(', ')}.`, en: `Customer ${card.number ?? ''} was completed: ${fields.join(', ')}.` })
    }
    again = true
  }
  if (again) return { type: 'again', customerUpdated }
  const articleIds: Record<string, string> = {}
  for (const article of decision.articles) if (article.action === 'use') articleIds[article.number] = article.id
  const id = plan.action === 'use' ? plan.id : ''
  return { type: 'ready', customer: { id, known: known.customer(id) }, articleIds, customerUpdated: null }
}

/** What a plan changes on the card; null when it changes nothing on it. */
function changesOf(decision: Decision, card: string): Record<string, string> | null {
  return decision.action === 'create' && decision.customer.action === 'update' && decision.customer.id === card ? decision.customer.changes : null
}

/** The log says what was made for the sale, also when the sale itself could not be written. */
function withMade(outcome: RecordOutcome, made: Note[]): RecordOutcome {
  if (made.length === 0 || !('notes' in outcome)) return outcome
  const seen = new Set<string>()
  return { ...outcome, notes: [...made, ...outcome.notes].filter(({ sv }) => !seen.has(sv) && seen.add(sv) !== undefined) }
}

/** Whether prices with and without VAT differ for the document at all. */
function hasVat(decision: Extract<Decision, { action: 'create' }>): boolean {
  return decision.document.rows.some((row) => row.expected !== null && !decimal(row.expected.vatRate).isZero())
}

/** Whether the VAT of any row depends on the buyer's VAT number. */
function reliesOnVatNumber(decision: Extract<Decision, { action: 'create' }>): boolean {
  return decision.document.rows.some((row) => row.expected?.area === 'euBusiness' || row.expected?.area === 'construction')
}

function stopOn(ctx: RunContext, work: Work, result: Settled<unknown>, decision: Decision & { notes: Note[] }): RecordOutcome | null {
  if (result.type === 'failed') return refusedOutcome(ctx, work, result.failure, decision.notes, [], decision)
  if (result.type === 'waiting') return { type: 'waiting', work, failure: result.failure, until: result.until, settled: [] }
  return null
}

function simpleOutcome(ctx: RunContext, work: Work, draft: SaleDraft, facts: RecordFacts, decision: Exclude<Decision, { action: 'create' }>): RecordOutcome {
  switch (decision.action) {
    case 'skip':
      return { type: 'skipped', work, reason: decision.reason, notes: decision.notes, silent: facts.link !== null && !ctx.run.preview, linked: facts.link !== null, keepsHeld: facts.link?.state === 'held' }
    case 'hold':
      return { type: 'held', work, failure: decision.failure, candidates: decision.candidates, notes: decision.notes, settled: [], decision, dropLink: false, stays: null }
    case 'adopt':
      return { type: 'skipped', work, reason: decision.reason, notes: [], silent: false, linked: facts.link !== null, keepsHeld: facts.link?.state === 'held' }
    case 'notice': {
      const noticeKey = ctx.recipe.fingerprint(draft)
      const document = facts.link === null ? '' : `${facts.link.target_kind} ${facts.link.target_number ?? facts.link.target_id}`
      return { type: 'noticed', work, change: decision.change, document, fresh: facts.link?.noticed !== noticeKey, notes: decision.notes, noticeKey }
    }
    case 'update':
      return { type: 'would-update', work, decision, notes: decision.notes }
  }
}

function writtenOutcome(ctx: RunContext, { work, draft, facts }: Ready, decision: Extract<Decision, { action: 'create' }>, customerId: string, written: DocumentOutcome): RecordOutcome | 'stale' {
  switch (written.type) {
    case 'stale':
      return 'stale'
    case 'waiting':
      return { type: 'waiting', work, failure: written.failure, until: written.until, settled: [] }
    case 'held':
      return refusedOutcome(ctx, work, written.failure, decision.notes, written.intent === null ? [] : [written.intent], decision)
    case 'differs':
      // It stands in the books and cannot be taken back: linked, so that it is never made again, and held with number and amount.
      return { type: 'held', work, failure: written.failure, candidates: [], notes: decision.notes, settled: [written.intent], decision, dropLink: false, stays: { document: written.document, mark: decision.document.mark, fingerprint: decision.fingerprint } }
    case 'written': {
      const reason: Reason | null = null
      const book = decision.document.kind === 'invoice'
      // The default customer's card is not the buyer's own: nothing is remembered of it. What is remembered already is not written again with every sale.
      const own = decision.customer.action !== 'use' || decision.customer.by !== 'default'
      const remembered = facts.storedCustomer === customerId
      return {
        type: 'created', work, document: written.document, totals: written.document.totals, changedAt: written.document.changedAt, mark: decision.document.mark,
        fingerprint: decision.fingerprint, customer: own && !remembered ? { id: customerId, source: draft.buyer.source, matched: decision.customer.action === 'use' } : null,
        toBook: book ? new Date(ctx.now() + ctx.recipe.settleMs / ctx.timeScale) : null, settled: [written.intent], reason, notes: [...decision.notes, ...written.notes], decision,
      }
    }
  }
}
