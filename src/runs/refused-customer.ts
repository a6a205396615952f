// Cards and their numbers: a number of ours for every card, and what to do when the books refuse one.
import type { CustomerCard } from '../core/books.ts'
import type { CustomerCreate } from '../core/document-draft.ts'
import type { Failure } from '../core/failure.ts'
import type { DraftKeyHashes } from '../planner/keys.ts'
import type { RunContext } from './context.ts'
import { rememberCard } from './known-index.ts'
import { guard } from './guard.ts'
import { sentUnanswered, unknownOutcome, type Settled } from './write-outcome.ts'

/** How many numbers in a row may turn out to be taken before we give up. */
const numberTries = 20

type Create = { draft: CustomerCreate; keys: DraftKeyHashes; vatRelied: boolean }
export type Numbered<T> = T & { number: string }

/** A number of our own for every card, so that a lost reply can be settled by asking for it. A buyer whose card was sent before and not found gets the same number again. */
export async function withNumbers<T extends Create>(ctx: RunContext, items: T[], keysOfItem: (item: T) => string[]): Promise<Numbered<T>[]> {
  const keys = items.map((item) => (item.draft.number === null ? keysOfItem(item) : []))
  const kept = await ctx.at('reserve-customer-numbers', () => ctx.store.keptNumbers(keys.flat()))
  const given = items.map((item, index) => item.draft.number ?? keys[index]?.flatMap((key) => kept.get(key) ?? [])[0] ?? null)
  const without = given.filter((number) => number === null).length
  const first = ctx.recipe.lookups.company.nextCustomerNumber ?? 1
  const reserved = without === 0 ? [] : await ctx.at('reserve-customer-numbers', () => ctx.store.reserveCustomerNumbers(first, without))
  return items.map((item, index) => {
    const number = given[index] ?? reserved.shift()?.toString()
    if (number === undefined) throw new Error('too few customer numbers were reserved')
    return { ...item, number }
  })
}

/** The books refused the card. A number that is taken: ours after all (a lost reply), or someone else's (the next number). */
export async function refusedCard(ctx: RunContext, intent: string, item: Numbered<Create>, failure: Failure): Promise<Settled<CustomerCard>> {
  if (failure.code === 'books-vat-number-refused' && !item.vatRelied && item.draft.card.vatNumber !== null) {
    // The register refuses the number, and this sale does not rely on it: the card is made without.
    const draft = { ...item.draft, card: { ...item.draft.card, vatNumber: null } }
    return await createAgain(ctx, intent, { ...item, draft, keys: { ...item.keys, vatNumber: null } })
  }
  if (failure.code !== 'books-already-exists') return { type: 'failed', failure: failure.toData() }
  const holder = await ctx.at('compare-refused-customer', () => ctx.books.client.customers.byNumber(item.number))
  if (holder !== null && isOurs(ctx, holder, item)) return { type: 'ready', value: holder }
  if (item.draft.number !== null) return { type: 'failed', failure: failure.toData() }
  for (let attempt = 0; attempt < numberTries; attempt += 1) {
    const [next] = await ctx.at('reserve-customer-numbers', () => ctx.store.reserveCustomerNumbers(1, 1))
    const number = String(next)
    // Before it is sent: after a lost reply the card is looked for under the number it was sent with.
    await ctx.at('renumber-customer', () => ctx.store.renumberIntent(intent, number, `customer-number:${number}`, new Date(ctx.now())))
    const settled = await createAgain(ctx, intent, { ...item, number })
    if (settled.type !== 'failed' || settled.failure.code !== 'books-already-exists') return settled
  }
  return { type: 'failed', failure: failure.toData() }
}

/** The same card once more, with another number or without what was refused. The first request was surely not made. */
async function createAgain(ctx: RunContext, intent: string, item: Numbered<Create>): Promise<Settled<CustomerCard>> {
  const stream = ctx.books.client.customers.create([{ key: intent, value: { ...item.draft, number: item.number } }], (key) => ctx.at('send-customer', async () => guard(ctx, key)))
  for await (const { outcome } of ctx.at.each('create-customers', stream)) {
    if (outcome.type === 'written') return { type: 'ready', value: outcome.value }
    if (outcome.type === 'unknown') return await sentUnanswered(ctx, intent, item.draft.name)
    if (outcome.failure.code === 'lease-lost') throw outcome.failure
    return { type: 'failed', failure: outcome.failure.toData() }
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
