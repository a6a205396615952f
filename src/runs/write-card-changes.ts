// Changing cards: fields filled on cards that stand in the books. One at a time changes a card, and what changes is decided on the card as it stands then.
import type { KnownCustomer } from '../core/books.ts'
import { attribute } from './call-log.ts'
import { intentScope, type RunContext } from './context.ts'
import { gather } from './gather.ts'
import { guard } from './guard.ts'
import { rememberCard, type KnownIndex } from './known-index.ts'
import { emptyCommit } from './outcome.ts'
import { untilMade, type Lost, type Winners } from './winners.ts'
import { sentUnanswered, unknownOutcome, type Settled } from './write-outcome.ts'

const groupSize = 50

type Changes = Record<string, string>
/** `changesNow` plans the sale again with what is known in that moment: what it wants changed on this card, or null when nothing any more. */
export type CardToChange = { id: string; changes: Changes; changesNow(): Changes | null; recordId: string; vatRelied: boolean }
/** `fields` were written; none when the card needed nothing, or nothing that this sale may insist on. */
export type CardChanged = { card: KnownCustomer; fields: string[] }
type Result = Settled<CardChanged>
export type CardChanger = (item: CardToChange) => Promise<Result>

/** Sales of one block take turns at a card, and each field is written once: of sales that contradict each other the first one stands. */
export function cardChanger(ctx: RunContext, known: KnownIndex, winners: Winners): CardChanger {
  const last = new Map<string, { changes: Changes; result: Promise<Result> }>()
  const written = new Map<string, Set<string>>()
  const group = gather<CardToChange, Result | Lost>({ size: groupSize, waitMs: 20, atOnce: 4 }, (items) => changeGroup(ctx, known, items))

  async function inTurn(item: CardToChange, before: { changes: Changes; result: Promise<Result> } | undefined): Promise<Result> {
    const wanted = (): Changes | null => {
      const changes = item.changesNow()
      return changes === null ? null : without(changes, written.get(item.id) ?? new Set())
    }
    if (before !== undefined) {
      const result = await before.result
      const stopped = result.type === 'failed' || result.type === 'waiting'
      if (stopped && sameChanges(before.changes, item.changes)) return result
      const changes = wanted()
      if (changes === null) return { type: 'changed' }
      const card = known.customer(item.id)
      if (Object.keys(changes).length === 0 && card !== null) return { type: 'ready', value: { card, fields: [] } }
    }
    const result = await untilMade(ctx, winners, (again) => group.submit(again), { ...item, changesNow: wanted }, item.id)
    if (result.type === 'ready') written.set(item.id, new Set([...(written.get(item.id) ?? []), ...result.value.fields.map(placeOf)]))
    return result
  }

  return (item) => {
    const result = inTurn(item, last.get(item.id))
    last.set(item.id, { changes: item.changes, result })
    return result
  }
}

/** An address is one place: its fields belong together. */
function placeOf(field: string): string {
  return field.split('.')[0] ?? field
}

function without(changes: Changes, places: ReadonlySet<string>): Changes {
  return Object.fromEntries(Object.entries(changes).filter(([field]) => !places.has(placeOf(field))))
}

function sameChanges(one: Changes, other: Changes): boolean {
  return Object.keys(one).length === Object.keys(other).length && Object.entries(one).every(([field, value]) => other[field] === value)
}

async function changeGroup(ctx: RunContext, known: KnownIndex, items: CardToChange[]): Promise<(Result | Lost)[]> {
  const intents = items.map((item) => ({ id: ctx.uuid(), kind: 'card' as const, recordId: item.recordId, reference: item.id, keys: [`card:${item.id}`], sealed: null }))
  const { losers } = await ctx.at('plan-card-changes', () => ctx.store.planIntents(intentScope(ctx), intents, new Date(ctx.now())))
  const results = new Map<string, Result | Lost>()
  for (const [loser, winner] of losers) results.set(loser, { type: 'lost', winner })
  const open = new Map(items.flatMap((item, index) => {
    const intent = intents[index]
    return intent === undefined || losers.has(intent.id) ? [] : [[intent.id, item] as const]
  }))
  const read: KnownCustomer[] = []
  const settled: string[] = []
  const done = await changeCards(ctx, known, open, new Set())
  // A VAT number that the register refuses, and that the sale does not rely on: the rest is written without it.
  const refusedVat = new Map([...done].flatMap(([key, { result }]) => {
    const item = open.get(key)
    return item === undefined || item.vatRelied || result.type !== 'failed' || result.failure.code !== 'books-vat-number-refused' ? [] : [[key, item] as const]
  }))
  if (refusedVat.size > 0) for (const [key, again] of await changeCards(ctx, known, refusedVat, new Set(['vatNumber']))) done.set(key, again)
  for (const [key, { result, card }] of done) {
    results.set(key, result)
    if (card !== null) read.push(card)
    if (result.type !== 'waiting') settled.push(key)
  }
  await ctx.at('commit-customers', () => ctx.store.commitSoon({ ...emptyCommit(ctx), knownCustomers: read, settled }, new Date(ctx.now())))
  return intents.map((intent) => results.get(intent.id) ?? unknownOutcome(ctx, intent.reference))
}

type Done = { result: Result; /** As it stands now. */ card: KnownCustomer | null }

async function changeCards(ctx: RunContext, known: KnownIndex, open: ReadonlyMap<string, CardToChange>, leftOut: ReadonlySet<string>): Promise<Map<string, Done>> {
  const done = new Map<string, Done>()
  const fields = new Map<string, string[] | null>()
  const decide = (key: string, item: CardToChange, card: KnownCustomer): Changes => {
    known.addCustomers([card])
    const wanted = item.changesNow()
    const changes = wanted === null ? {} : without(wanted, leftOut)
    fields.set(key, wanted === null ? null : Object.keys(changes))
    return changes
  }
  const stream = ctx.books.client.customers.update(
    [...open].map(([key, item]) => ({ key, value: { id: item.id, changes: (card) => decide(key, item, rememberCard(card, ctx.store.hash)) } })),
    (key) => ctx.at('send-customer', async () => guard(ctx, key)),
  )
  for await (const { key, outcome } of ctx.at.each('update-customers', stream)) {
    const item = open.get(key)
    if (item === undefined) continue
    attribute(ctx, key, item.recordId)
    if (outcome.type === 'refused' && outcome.failure.code === 'lease-lost') throw outcome.failure
    if (outcome.type === 'unknown') done.set(key, { result: await sentUnanswered(ctx, key, item.id), card: null })
    else if (outcome.type === 'refused') done.set(key, { result: { type: 'failed', failure: outcome.failure.toData() }, card: fields.has(key) ? known.customer(item.id) : null })
    else {
      const card = rememberCard(outcome.value, ctx.store.hash)
      known.addCustomers([card])
      const changed = fields.get(key) ?? null
      done.set(key, { card, result: changed === null ? { type: 'changed' } : { type: 'ready', value: { card, fields: changed } } })
    }
  }
  return done
}
