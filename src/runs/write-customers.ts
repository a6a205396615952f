// Settling customers: each buyer's card is created once or updated once, however many sales of a block need it.
import type { CustomerCard, KnownCustomer } from '../core/books.ts'
import type { CustomerPlan } from '../core/decision.ts'
import type { CustomerCreate } from '../core/document-draft.ts'
import type { Failure } from '../core/failure.ts'
import type { DraftKeyHashes } from '../planner/keys.ts'
import { customerScope, intentScope, type RunContext } from './context.ts'
import type { NewLink } from '../store/tables/links.ts'
import { attribute } from './call-log.ts'
import { gather } from './gather.ts'
import { keysOf, rememberCard, type KnownIndex } from './known-index.ts'
import { emptyCommit } from './outcome.ts'
import { unknownOutcome, waitsForOther, type Settled } from './write-outcome.ts'

/** Cards planned, numbered and sent together. */
const groupSize = 50
/** How many numbers in a row may turn out to be taken before we give up. */
const numberTries = 20

/** `vatRelied`: the sale's VAT depends on the VAT number, so a card without it will not do. */
export type CustomerToMake = { draft: CustomerCreate; keys: DraftKeyHashes; recordId: string; vatRelied: boolean }
type Create = CustomerToMake

export type CustomerWriter = {
  create(item: Create): Promise<Settled<KnownCustomer>>
  update(plan: Extract<CustomerPlan, { action: 'update' }>, recordId: string, vatRelied: boolean): Promise<Settled<KnownCustomer>>
  /** Card made in this block for a buyer of the source, also when the buyer has no match key at all. */
  madeFor(source: { kind: string; id: string }): KnownCustomer | null
}

export function customerWriter(ctx: RunContext, known: KnownIndex): CustomerWriter {
  const made = new Map<string, KnownCustomer>()
  const creating = new Map<string, Promise<Settled<KnownCustomer>>>()
  const updating = new Map<string, Promise<Settled<KnownCustomer>>>()
  const group = gather<Create, Settled<KnownCustomer>>({ size: groupSize, waitMs: 5, atOnce: 4 }, (items) => createGroup(ctx, known, items))

  return {
    create: async (item) => {
      const keys = gateKeys(item)
      const other = keys.map((key) => creating.get(key)).find((promise) => promise !== undefined)
      if (other !== undefined) {
        const result = await other
        return result.type === 'ready' ? { type: 'changed' } : result
      }
      const promise = group.submit(item)
      for (const key of keys) creating.set(key, promise)
      try {
        const result = await promise
        if (result.type === 'ready') made.set(sourceKey(item.draft.card.source), result.value)
        return result
      } finally {
        for (const key of keys) if (creating.get(key) === promise) creating.delete(key)
      }
    },
    madeFor: (source) => made.get(sourceKey(source)) ?? null,
    update: async (plan, recordId, vatRelied) => {
      const other = updating.get(plan.id)
      if (other !== undefined) {
        const result = await other
        return result.type === 'ready' ? { type: 'changed' } : result
      }
      const promise = updateCard(ctx, known, plan, recordId, vatRelied)
      updating.set(plan.id, promise)
      try {
        return await promise
      } finally {
        updating.delete(plan.id)
      }
    },
  }
}

/** Everything that may only be in the making once: the buyer's keys, and the buyer's own record. */
function gateKeys(item: Create): string[] {
  return [...keysOf(item.keys), sourceKey(item.draft.card.source)]
}

function sourceKey(source: { kind: string; id: string }): string {
  return `source:${source.kind}:${source.id}`
}

async function createGroup(ctx: RunContext, known: KnownIndex, items: Create[]): Promise<Settled<KnownCustomer>[]> {
  const numbered = await withNumbers(ctx, items)
  const intents = numbered.map((item) => ({
    id: ctx.uuid(), kind: 'customer' as const, recordId: item.recordId, reference: item.number,
    keys: [...gateKeys(item).map((key) => `customer:${ctx.source.account}:${key}`), `customer-number:${item.number}`],
    sealed: ctx.store.seal.seal({ source: item.draft.card.source }, `intent:${ctx.run.org}`),
  }))
  const now = new Date(ctx.now())
  const { losers } = await ctx.at('plan-customers', () => ctx.store.planIntents(intentScope(ctx), intents, now))
  const results = new Map<string, Settled<KnownCustomer>>()
  const open = numbered.flatMap((item, index) => {
    const intent = intents[index]
    if (intent === undefined) return []
    if (!losers.has(intent.id)) return [{ item, intent }]
    results.set(intent.id, waitsForOther(ctx, item.draft.name))
    return []
  })
  const byKey = new Map(open.map((entry) => [entry.intent.id, entry]))
  const made: { card: CustomerCard; intent: string }[] = []
  const stream = ctx.books.client.customers.create(
    open.map(({ item, intent }) => ({ key: intent.id, value: { ...item.draft, number: item.number } })),
    (key) => ctx.at('send-customer', async () => guard(ctx, key)),
  )
  const refused: { key: string; failure: Failure }[] = []
  for await (const { key, outcome } of ctx.at.each('create-customers', stream)) {
    const entry = byKey.get(key)
    if (entry === undefined) continue
    attribute(ctx, key, entry.item.recordId)
    if (outcome.type === 'refused' && outcome.failure.code === 'lease-lost') throw outcome.failure
    if (outcome.type === 'written') made.push({ card: outcome.value, intent: key })
    else if (outcome.type === 'unknown') results.set(key, unknownOutcome(ctx, entry.item.draft.name))
    else refused.push({ key, failure: outcome.failure })
  }
  for (const { key, failure } of refused) {
    const entry = byKey.get(key)
    if (entry === undefined) continue
    const settled = await refusedCard(ctx, entry.item, failure)
    if (settled.type === 'ready') made.push({ card: settled.value, intent: key })
    else results.set(key, settled)
  }
  const links = made.flatMap(({ card, intent }) => {
    const source = byKey.get(intent)?.item.draft.card.source
    return source === undefined || source.kind === 'none' ? [] : [{ scope: customerScope(ctx, source.kind), links: [customerLink(ctx, source.id, card.id)] }]
  })
  const remembered = made.map(({ card }) => rememberCard(card, ctx.store.hash))
  const settledIds = [...made.map(({ intent }) => intent), ...refused.map(({ key }) => key).filter((key) => results.get(key)?.type === 'failed')]
  await ctx.at('commit-customers', () => ctx.store.commit({ ...emptyCommit(ctx), knownCustomers: remembered, links, settled: settledIds }, new Date(ctx.now())))
  known.addCustomers(remembered)
  made.forEach(({ intent }, index) => {
    const customer = remembered[index]
    if (customer !== undefined) results.set(intent, { type: 'ready', value: customer })
  })
  return intents.map((intent) => results.get(intent.id) ?? unknownOutcome(ctx, intent.reference))
}

/** A buyer's record at the source and its card: what finds the card again when nothing else identifies the buyer. */
export function customerLink(ctx: RunContext, sourceId: string, customerId: string): NewLink {
  return {
    source_id: sourceId, target_kind: 'customer', target_id: customerId, target_number: null, target_url: null, mark: null, flow: ctx.run.flow, origin: 'created', state: 'made', due_at: null,
    fingerprint: null, snapshot: null, source_stamp: null, target_stamp: null, totals: null,
  }
}

/** A number of our own for every card, so that a lost reply can be settled by asking for it. */
async function withNumbers(ctx: RunContext, items: Create[]): Promise<(Create & { number: string })[]> {
  const without = items.filter((item) => item.draft.number === null).length
  const first = ctx.recipe.lookups.company.nextCustomerNumber ?? 1
  const reserved = without === 0 ? [] : await ctx.at('reserve-customer-numbers', () => ctx.store.reserveCustomerNumbers(first, without))
  let next = 0
  return items.map((item) => {
    if (item.draft.number !== null) return { ...item, number: item.draft.number }
    const number = reserved[next]
    next += 1
    if (number === undefined) throw new Error('too few customer numbers were reserved')
    return { ...item, number: String(number) }
  })
}

/** The books refused the card. A number that is taken: ours after all (a lost reply), or someone else's (the next number). */
async function refusedCard(ctx: RunContext, item: Create & { number: string }, failure: Failure): Promise<Settled<CustomerCard>> {
  if (failure.code === 'books-vat-number-refused' && !item.vatRelied && item.draft.card.vatNumber !== null) {
    // The register refuses the number, and this sale does not rely on it: the card is made without.
    const draft = { ...item.draft, card: { ...item.draft.card, vatNumber: null } }
    return await createAgain(ctx, { ...item, draft, keys: { ...item.keys, vatNumber: null } }, item.number)
  }
  if (failure.code !== 'books-already-exists') return { type: 'failed', failure: failure.toData() }
  const holder = await ctx.at('compare-refused-customer', () => ctx.books.client.customers.byNumber(item.number))
  if (holder !== null && isOurs(ctx, holder, item)) return { type: 'ready', value: holder }
  if (item.draft.number !== null) return { type: 'failed', failure: failure.toData() }
  for (let attempt = 0; attempt < numberTries; attempt += 1) {
    const [number] = await ctx.at('reserve-customer-numbers', () => ctx.store.reserveCustomerNumbers(1, 1))
    const settled = await createAgain(ctx, item, String(number))
    if (settled.type !== 'failed' || settled.failure.code !== 'books-already-exists') return settled
  }
  return { type: 'failed', failure: failure.toData() }
}

/** The same card once more, with another number or without what was refused. The first request was surely not made. */
async function createAgain(ctx: RunContext, item: Create, number: string): Promise<Settled<CustomerCard>> {
  const stream = ctx.books.client.customers.create([{ key: number, value: { ...item.draft, number } }], (key) => ctx.at('send-customer', async () => guard(ctx, key)))
  for await (const { outcome } of ctx.at.each('create-customers', stream)) {
    if (outcome.type === 'written') return { type: 'ready', value: outcome.value }
    return outcome.type === 'unknown' ? unknownOutcome(ctx, item.draft.name) : { type: 'failed', failure: outcome.failure.toData() }
  }
  return unknownOutcome(ctx, item.draft.name)
}

/** The card with our number is ours when everything that identifies the buyer agrees. */
export function isOurs(ctx: Pick<RunContext, 'store'>, card: CustomerCard, item: { keys: DraftKeyHashes; draft: { name: string } }): boolean {
  const found = rememberCard(card, ctx.store.hash).keyHashes
  if (item.keys.orgNumber !== null && found.orgNumber !== null) return item.keys.orgNumber === found.orgNumber
  const [email] = item.keys.emails
  if (email !== undefined && found.emails.length > 0) return found.emails.includes(email)
  return card.name === item.draft.name
}

async function updateCard(ctx: RunContext, known: KnownIndex, plan: Extract<CustomerPlan, { action: 'update' }>, recordId: string, vatRelied: boolean): Promise<Settled<KnownCustomer>> {
  const stream = ctx.books.client.customers.update([{ key: recordId, value: { id: plan.id, changes: plan.changes } }], (key) => ctx.at('send-customer', async () => guard(ctx, key)))
  for await (const { outcome } of ctx.at.each('update-customers', stream)) {
    if (outcome.type === 'unknown') return unknownOutcome(ctx, plan.id)
    if (outcome.type === 'refused') {
      const { vatNumber, ...changes } = plan.changes
      if (outcome.failure.code !== 'books-vat-number-refused' || vatRelied || vatNumber === undefined) return { type: 'failed', failure: outcome.failure.toData() }
      const present = known.customer(plan.id)
      if (Object.keys(changes).length === 0 && present !== null) return { type: 'ready', value: present }
      return await updateCard(ctx, known, { ...plan, changes }, recordId, vatRelied)
    }
    const customer = rememberCard(outcome.value, ctx.store.hash)
    await ctx.at('commit-customers', () => ctx.store.commit({ ...emptyCommit(ctx), knownCustomers: [customer] }, new Date(ctx.now())))
    known.addCustomers([customer])
    return { type: 'ready', value: customer }
  }
  return unknownOutcome(ctx, plan.id)
}

/** Just before a request that writes: the lease must be ours and nobody asked us to stop. */
export async function guard(ctx: RunContext, _key: string): Promise<void> {
  await ctx.lease.ensureHeld()
}
