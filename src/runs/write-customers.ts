// Settling customers: each buyer's card is created once, however many sales of a block need it; what changes on one that exists is written beside.
import type { CustomerCard, KnownCustomer } from '../core/books.ts'
import type { CustomerCreate } from '../core/document-draft.ts'
import type { Failure } from '../core/failure.ts'
import type { DraftKeyHashes } from '../planner/keys.ts'
import { customerScope, intentScope, type RunContext } from './context.ts'
import { customerLink } from './customer-link.ts'
import { guard } from './guard.ts'
import { refusedCard, withNumbers } from './refused-customer.ts'
import { sealIntent } from './sealed-intents.ts'
import { attribute } from './call-log.ts'
import { gather } from './gather.ts'
import { keysOf, rememberCard, type KnownIndex } from './known-index.ts'
import { emptyCommit } from './outcome.ts'
import { cardChanger, type CardChanger } from './write-card-changes.ts'
import { untilMade, winnerWatch, type Lost } from './winners.ts'
import { sentUnanswered, unknownOutcome, type Settled } from './write-outcome.ts'

/** Cards planned, numbered and sent together. */
const groupSize = 50

/** `vatRelied`: the sale's VAT depends on the VAT number, so a card without it will not do. */
export type CustomerToMake = { draft: CustomerCreate; keys: DraftKeyHashes; recordId: string; vatRelied: boolean; /** Cards that were known when it was planned to make this one: none of them is the buyer's. */ seen: ReadonlySet<string> }
type Create = CustomerToMake
type Made = Settled<KnownCustomer> | Lost

export type CustomerWriter = {
  create(item: CustomerToMake): Promise<Settled<KnownCustomer>>
  update: CardChanger
  /** Card made in this block for a buyer of the source, also when the buyer has no match key at all. */
  madeFor(source: { kind: string; id: string }): KnownCustomer | null
}

export function customerWriter(ctx: RunContext, known: KnownIndex): CustomerWriter {
  const made = new Map<string, KnownCustomer>()
  const creating = new Map<string, Promise<Settled<KnownCustomer>>>()
  const winners = winnerWatch(ctx)
  const group = gather<Create, Made>({ size: groupSize, waitMs: 20, atOnce: 4 }, (items) => createGroup(ctx, known, items))

  const remember = (item: Create, customer: KnownCustomer): void => {
    const key = sourceKey(item.draft.card.source)
    if (key !== null) made.set(key, customer)
  }

  return {
    create: async (item) => {
      const keys = gateKeys(item)
      const other = keys.map((key) => creating.get(key)).find((promise) => promise !== undefined)
      if (other !== undefined) {
        const result = await other
        return result.type === 'ready' ? { type: 'changed' } : result
      }
      const promise = untilMade(ctx, winners, (again) => group.submit(again), item, item.draft.name)
      for (const key of keys) creating.set(key, promise)
      try {
        const result = await promise
        if (result.type === 'ready') remember(item, result.value)
        return result
      } finally {
        for (const key of keys) if (creating.get(key) === promise) creating.delete(key)
      }
    },
    madeFor: (source) => {
      const card = made.get(sourceKey(source) ?? '') ?? null
      // It may have been changed since it was made.
      return card === null ? null : (known.customer(card.id) ?? card)
    },
    update: cardChanger(ctx, known, winners),
  }
}

/** Everything that may only be in the making once: the buyer's keys, and the buyer's own record. */
function gateKeys(item: Create): string[] {
  const source = sourceKey(item.draft.card.source)
  return source === null ? keysOf(item.keys) : [...keysOf(item.keys), source]
}

/** Null when the source has no record of the buyer: such buyers have nothing in common. */
function sourceKey(source: { kind: string; id: string }): string | null {
  return source.kind === 'none' ? null : `source:${source.kind}:${source.id}`
}

/** The same for intents. Match keys belong to the books, whichever source they come from; a record's id belongs to its source. */
function intentKeys(ctx: RunContext, item: Create): string[] {
  const source = sourceKey(item.draft.card.source)
  const keys = keysOf(item.keys).map((key) => `customer:${key}`)
  return source === null ? keys : [...keys, `customer:${ctx.source.account}:${source}`]
}

async function createGroup(ctx: RunContext, known: KnownIndex, items: Create[]): Promise<Made[]> {
  const numbered = await withNumbers(ctx, items, (item) => intentKeys(ctx, item))
  const intents = numbered.map((item) => ({
    id: ctx.uuid(), kind: 'customer' as const, recordId: item.recordId, reference: item.number,
    keys: [...intentKeys(ctx, item), `customer-number:${item.number}`],
    sealed: sealIntent(ctx, { source: item.draft.card.source, name: item.draft.name, keys: item.keys }),
  }))
  const now = new Date(ctx.now())
  const { losers } = await ctx.at('plan-customers', () => ctx.store.planIntents(intentScope(ctx), intents, now))
  const results = new Map<string, Made>()
  for (const [loser, winner] of losers) results.set(loser, { type: 'lost', winner })
  const won = numbered.flatMap((item, index) => {
    const intent = intents[index]
    return intent === undefined || losers.has(intent.id) ? [] : [{ item, intent }]
  })
  const present = await madeMeanwhile(ctx, known, won)
  for (const [id, settled] of present) results.set(id, settled)
  const open = won.filter(({ intent }) => !present.has(intent.id))
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
    else if (outcome.type === 'unknown') results.set(key, await sentUnanswered(ctx, key, entry.item.draft.name))
    else refused.push({ key, failure: outcome.failure })
  }
  for (const { key, failure } of refused) {
    const entry = byKey.get(key)
    if (entry === undefined) continue
    const settled = await refusedCard(ctx, key, entry.item, failure)
    if (settled.type === 'ready') made.push({ card: settled.value, intent: key })
    else results.set(key, settled)
  }
  const links = made.flatMap(({ card, intent }) => {
    const source = byKey.get(intent)?.item.draft.card.source
    return source === undefined || source.kind === 'none' ? [] : [{ scope: customerScope(ctx, source.kind), links: [customerLink(ctx.run.flow, source.id, card.id)] }]
  })
  const remembered = made.map(({ card }) => rememberCard(card, ctx.store.hash))
  const settledIds = [...made.map(({ intent }) => intent), ...refused.map(({ key }) => key).filter((key) => results.get(key)?.type === 'failed')]
  await ctx.at('commit-customers', () => ctx.store.commitSoon({ ...emptyCommit(ctx), knownCustomers: remembered, links, settled: settledIds }, new Date(ctx.now())))
  known.addCustomers(remembered)
  made.forEach(({ intent }, index) => {
    const customer = remembered[index]
    if (customer !== undefined) results.set(intent, { type: 'ready', value: customer })
  })
  return intents.map((intent) => results.get(intent.id) ?? unknownOutcome(ctx, intent.reference))
}

/** Between the look and the claim somebody else may have made the card and settled it: asked again now that the claim is ours, those are let go. */
async function madeMeanwhile(ctx: RunContext, known: KnownIndex, won: { item: Create; intent: { id: string } }[]): Promise<Map<string, Settled<KnownCustomer>>> {
  const settled = new Map<string, Settled<KnownCustomer>>()
  if (won.length === 0) return settled
  const linked = new Map<string, string>()
  for (const kind of ['company', 'contact'] as const) {
    const ids = won.map(({ item }) => item.draft.card.source).filter((source) => source.kind === kind).map((source) => source.id)
    const links = await ctx.at('plan-customers', () => ctx.store.linksOf(customerScope(ctx, kind), ids))
    for (const [id, link] of links) linked.set(`source:${kind}:${id}`, link.target_id)
  }
  const keys = won.map(({ item }) => item.keys)
  const cards = await ctx.at('plan-customers', () => ctx.store.customersByKeys({
    numbers: [], orgs: keys.flatMap((one) => one.orgNumber ?? []), vats: keys.flatMap((one) => one.vatNumber ?? []), emails: keys.flatMap((one) => one.emails), ids: [...linked.values()],
  }))
  known.meetCustomers(cards)
  for (const { item, intent } of won) {
    const id = linked.get(sourceKey(item.draft.card.source) ?? '')
    // Against what was known when this one was planned, not what is known by now: another record of the block may have met the card meanwhile.
    const fresh = cards.filter((card) => !item.seen.has(card.id))
    const card = fresh.find((one) => one.id === id)
    if (card !== undefined) settled.set(intent.id, { type: 'ready', value: card })
    else if (fresh.some((one) => keysOf(one.keyHashes).some((key) => keysOf(item.keys).includes(key)))) settled.set(intent.id, { type: 'changed' })
  }
  if (settled.size > 0) await ctx.at('plan-customers', () => ctx.store.settleIntents([...settled.keys()]))
  return settled
}
