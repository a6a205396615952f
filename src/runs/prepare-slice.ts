// A slice of a block: what was read is drafted and matched, with one question each to our own tables.
import type { Change } from '../core/decision.ts'
import type { SaleDraft } from '../core/sale-draft.ts'
import type { SaleRecord } from '../core/sale-record.ts'
import type { LinkRow } from '../store/tables/links.ts'
import { customerScope, documentScope, type RunContext } from './context.ts'
import { hashKeys, type DraftKeyHashes } from '../planner/keys.ts'
import { documentName } from '../planner/wording.ts'
import { adoptedWith, adoption, askedWhetherSent, linkedBuyers, markedDocuments, type Adopted, type MarkFound } from './adopt.ts'
import { breather } from './breathe.ts'
import { deciding, decidingLater, heldByFault } from './faults.ts'
import type { KnownIndex } from './known-index.ts'
import type { RecordOutcome, Work } from './outcome.ts'
import type { Ready, RecordFacts } from './process-record.ts'
import type { Slice } from './read-block.ts'
import { waitsForOther } from './write-outcome.ts'

const dayMs = 86_400_000

type Drafted = { work: Work; draft: SaleDraft; link: LinkRow | null; adopted?: Adopted }
/** Records that were asked for and are not there any more. */
export async function goneOutcomes(ctx: RunContext, gone: string[]): Promise<RecordOutcome[]> {
  const links = await ctx.store.linksOf(documentScope(ctx), gone)
  return gone.map((id) => goneOutcome(ctx, id, links.get(id) ?? null))
}

/** A record that changed each time it was read. */
export function stillMoving(ctx: RunContext, id: string): RecordOutcome {
  return { type: 'waiting', work: bareWork(ctx, id, null), failure: { code: 'waits-for-other', params: { reference: id } }, until: new Date(ctx.now()), settled: [] }
}

/** What a slice needs to know and leaves behind. `cards`: what adopted documents say of their buyers; another sale of the same buyer may stand beside them. */
type Beside = { cards: Map<string, string>; known: KnownIndex; privatePrices: RecordFacts['privatePrices']; submit: (outcome: RecordOutcome) => void }

/** Records that are ready to be planned; what can be said of the others at once is submitted. */
export async function prepareSlice(ctx: RunContext, { readAt, records: parsedRecords }: Slice, beside: Beside): Promise<Ready[]> {
  const { cards, submit } = beside
  const records: SaleRecord[] = []
  for (const parsed of parsedRecords) {
    if (parsed.ok) records.push(parsed.value)
    else {
      submit({ type: 'held', work: { ...bareWork(ctx, parsed.id, null), raw: parsed.raw }, failure: { code: 'unreadable-record', params: { id: parsed.id, problem: parsed.problem } }, candidates: [], notes: [], settled: [], decision: null, dropLink: false, stays: null })
    }
  }
  const scope = documentScope(ctx)
  const allIds = records.flatMap((record) => [record.id, ...record.mergedIds])
  const links = await ctx.store.linksOf(scope, allIds)
  const unlinked = allIds.filter((id) => !links.has(id))
  const marked = await markedDocuments(ctx, unlinked)

  const drafted: Drafted[] = []
  const found: { adopted: Adopted; draft: SaleDraft; customerId: string | null }[] = []
  const breathe = breather()
  for (const record of records) {
    await breathe()
    const work: Work = { id: record.id, record, raw: null, draft: null, readAt, startedAt: ctx.now() }
    try {
      const outcome = deciding(() => beforeDraft(ctx, work, record, links, marked))
      if (outcome.type === 'go') {
        const result = await decidingLater(() => ctx.recipe.draft(record))
        if (result.ok) drafted.push({ work: { ...work, draft: result.draft }, draft: result.draft, link: outcome.link })
        else submit({ type: 'held', work, failure: result.failure, candidates: [], notes: result.notes, settled: [], decision: null, dropLink: false, stays: null })
      } else if (outcome.outcome.type === 'adopted') {
        const result = await decidingLater(() => ctx.recipe.draft(record))
        const adopted: Adopted = { ...outcome.outcome, type: 'adopted' }
        if (result.ok) found.push({ adopted, draft: result.draft, customerId: outcome.customerId })
        else submit(askedWhetherSent(ctx, { ...adopted, toBook: null }))
      } else submit(outcome.outcome)
    } catch (caught) {
      submit(heldByFault(ctx, work, caught))
    }
  }
  const buyers = await linkedBuyers(ctx, found.map(({ draft }) => draft))
  const claimed = await ctx.store.claimedKeys(found.map(({ adopted }) => `mark:${adopted.mark}`))
  for (const { adopted: bare, draft, customerId } of found) {
    if (claimed.has(`mark:${bare.mark}`) && !ctx.run.preview) {
      // A write of ours whose reply was lost: recovery holds the document to its sums first.
      submit({ ...waitsForOther(ctx, bare.mark), work: bare.work, settled: [] })
      continue
    }
    const adopted = adoptedWith(ctx, bare, draft, customerId, buyers)
    // Another sale of the same buyer may stand in this very block, before the link that this one leaves is saved.
    if (adopted.customer !== null) cards.set(sourceText(adopted.customer.source), adopted.customer.id)
    if (adopted.toBook === null || ctx.run.preview) submit(askedWhetherSent(ctx, adopted))
    else drafted.push({ work: adopted.work, draft, link: null, adopted })
  }
  return await withFacts(ctx, drafted, beside)
}

/** What can be said of a record before its draft is made: not ours, linked twice, found by its mark. */
function beforeDraft(ctx: RunContext, work: Work, record: SaleRecord, links: Map<string, LinkRow>, marked: Map<string, MarkFound[]>): { type: 'go'; link: LinkRow | null } | { type: 'done'; outcome: RecordOutcome; customerId: string | null } {
  const done = (outcome: RecordOutcome, customerId: string | null = null) => ({ type: 'done' as const, outcome, customerId })
  const own = [record.id, ...record.mergedIds].flatMap((id) => links.get(id) ?? [])
  const documents = new Set(own.map((link) => `${link.target_kind}:${link.target_id}`))
  if (documents.size > 1) {
    const failure = { code: 'merged-two-documents' as const, params: { documents: own.map((link) => link.target_number ?? link.target_id).join(', ') } }
    return done({ type: 'held', work, failure, candidates: [], notes: [], settled: [], decision: null, dropLink: false, stays: null })
  }
  const link = own[0] ?? null
  const accepted = ctx.recipe.accept(record)
  if (link !== null && isOthers(ctx, link) && (record.archived || !accepted.accept)) return { type: 'done', outcome: othersSale(work), customerId: null }
  if (link !== null) {
    if (record.archived) return done(noticed(work, link, 'deleted'))
    if (!accepted.accept && !accepted.inStage) return done(noticed(work, link, 'left-stage'))
    return { type: 'go', link }
  }
  if (!accepted.accept) {
    if (accepted.retryAt !== null && !ctx.run.preview) {
      // A stage entered in a distant future, as the source may say, is looked at again tomorrow all the same.
      const until = new Date(Math.min(accepted.retryAt, ctx.now() + dayMs))
      return done({ type: 'waiting', work, failure: { code: 'quiet-time', params: { until: until.toISOString() } }, until, settled: [] })
    }
    return done({ type: 'skipped', work, reason: accepted.reason, notes: [], silent: false, linked: false })
  }
  const adopted = adoption(ctx, work, record, marked)
  if (adopted !== null) return done(adopted.outcome, adopted.customerId)
  // Only what has no document yet is a person's to make.
  if (accepted.hold !== null) return done({ type: 'held', work, failure: accepted.hold, candidates: [], notes: [], settled: [], decision: null, dropLink: false, stays: null })
  return { type: 'go', link: null }
}

/** A document of another flow that still exists; one of a flow that was renamed or removed belongs to whoever takes the sale now. */
function isOthers(ctx: RunContext, link: LinkRow): boolean {
  return link.flow !== null && link.flow !== ctx.run.flow && ctx.otherFlows.has(link.flow)
}

/** Silent, and without a stamp on the link: what changed is the other flow's to tell. */
function othersSale(work: Work): RecordOutcome {
  return { type: 'skipped', work, reason: { code: 'other-flow', sv: 'Affären hör till ett annat flöde.', en: 'The sale belongs to another flow.' }, notes: [], silent: true, linked: false }
}

function noticed(work: Work, link: LinkRow, kind: 'left-stage' | 'deleted'): RecordOutcome {
  const document = `${link.target_kind} ${link.target_number ?? link.target_id}`
  const name = documentName(link.target_kind === 'order' || link.target_kind === 'invoice' ? link.target_kind : 'invoiceDraft', link.target_number)
  const change: Change = kind === 'deleted'
    ? { kind, before: document, after: '', sv: `Affären togs bort, men ${name.sv} finns kvar i bokföringen.`, en: `The sale was deleted, but ${name.en} is still in the books.` }
    : { kind, before: document, after: work.record?.stageId ?? '', sv: `Affären lämnade statusen efter att ${name.sv} skapades.`, en: `The sale left the stage after ${name.en} was made.` }
  const noticeKey = `${kind}:${work.record?.stageId ?? ''}`
  if (link.noticed === noticeKey) return { type: 'skipped', work, reason: { code: `notice-given-${kind}`, sv: change.sv, en: change.en }, notes: [], silent: true, linked: true, keepsHeld: true }
  return { type: 'noticed', work, change, document, fresh: true, notes: [], noticeKey }
}

function goneOutcome(ctx: RunContext, id: string, link: LinkRow | null): RecordOutcome {
  const work = bareWork(ctx, id, null)
  if (link !== null) return isOthers(ctx, link) ? othersSale(work) : noticed(work, link, 'deleted')
  return { type: 'skipped', work, reason: { code: 'gone', sv: 'Affären finns inte längre.', en: 'The sale no longer exists.' }, notes: [], silent: false, linked: false }
}

function bareWork(ctx: RunContext, id: string, record: SaleRecord | null): Work {
  return { id, record, raw: null, draft: null, readAt: ctx.now(), startedAt: ctx.now() }
}

function sourceText(source: { kind: string; id: string }): string {
  return `${source.kind}:${source.id}`
}

/** Cards, articles and customer links for the whole slice: one question each. */
async function withFacts(ctx: RunContext, all: Drafted[], { cards, known, privatePrices, submit }: Beside): Promise<Ready[]> {
  if (all.length === 0) return []
  const drafted: (Drafted & { keys: DraftKeyHashes; numbers: string[] })[] = []
  for (const one of all) {
    try {
      const { draft } = one
      drafted.push({ ...one, ...deciding(() => ({ keys: hashKeys(ctx.recipe.keys(draft), ctx.store.hash), numbers: draft.lines.flatMap((line) => ctx.recipe.articleNumbersOf(line)) })) })
    } catch (caught) {
      submit(heldByFault(ctx, one.work, caught))
    }
  }
  const sources = { company: new Set<string>(), contact: new Set<string>() }
  const numbers: string[] = [], orgs: string[] = [], vats: string[] = [], emails: string[] = []
  const articles = new Set<string>(ctx.recipe.articleNumbers.map((number) => number.trim().toUpperCase()))
  for (const { draft, keys, numbers: wanted } of drafted) {
    if (draft.buyer.source.kind !== 'none') sources[draft.buyer.source.kind].add(draft.buyer.source.id)
    if (keys.customerNumber !== null) numbers.push(keys.customerNumber)
    if (draft.defaultCustomer !== null) numbers.push(ctx.store.hash('customerNumber', draft.defaultCustomer.number))
    if (keys.orgNumber !== null) orgs.push(keys.orgNumber)
    if (keys.vatNumber !== null) vats.push(keys.vatNumber)
    emails.push(...keys.emails)
    for (const number of wanted) articles.add(number.trim().toUpperCase())
  }
  const [companies, contacts] = await Promise.all([ctx.store.linksOf(customerScope(ctx, 'company'), [...sources.company]), ctx.store.linksOf(customerScope(ctx, 'contact'), [...sources.contact])])
  const linkedIds = [...[...companies.values(), ...contacts.values()].map((link) => link.target_id), ...cards.values()]
  const [customers, found] = await Promise.all([ctx.store.customersByKeys({ numbers, orgs, vats, emails, ids: linkedIds }), ctx.store.articlesByKeys([...articles])])
  known.meetCustomers(customers)
  known.addArticles(found)
  return drafted.map(({ work, draft, link, adopted }) => {
    const { kind, id } = draft.buyer.source
    const stored = kind === 'company' ? companies.get(id) : kind === 'contact' ? contacts.get(id) : undefined
    const linkedCustomer = stored?.target_id ?? cards.get(sourceText(draft.buyer.source)) ?? null
    return { work, draft, facts: { link, linkedCustomer, storedCustomer: stored?.target_id ?? null, privatePrices, ...(adopted === undefined ? {} : { adopted }) } }
  })
}
