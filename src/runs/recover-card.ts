// Recovery of cards and articles: found by the number that was sent, and compared before they are taken for ours.
import type { IntentRow } from '../store/tables/intents.ts'
import { customerLink } from './customer-link.ts'
import type { RunContext } from './context.ts'
import { rememberCard } from './known-index.ts'
import { emptyCommit } from './outcome.ts'
import { openCustomer } from './sealed-intents.ts'
import { isOurs } from './refused-customer.ts'

/** True when the card stands under its number, or when the number is somebody else's: then ours was never made and never will be. */
export async function findCustomer(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const card = await ctx.at('recover-look', () => ctx.books.client.customers.byNumber(intent.reference))
  if (card === null) return false
  const sealed = openCustomer(ctx, intent)
  const commit = { ...emptyCommit(ctx), knownCustomers: [rememberCard(card, ctx.store.hash)], settled: [intent.id] }
  if (sealed !== null && isOurs(ctx, card, { keys: sealed.keys, draft: { name: sealed.name } }) && sealed.source.kind !== 'none') {
    const scope = { org: ctx.run.org, sourceAccount: sealed.place.sourceAccount, kind: sealed.source.kind, targetAccount: ctx.books.account, family: 'customer' as const }
    commit.links.push({ scope, links: [customerLink(intent.flow, sealed.source.id, card.id)] })
  }
  await ctx.at('recover-settle', () => ctx.store.commit(commit, new Date(ctx.now())))
  return true
}

/** Nobody can be changing the card any more. Whether the change came through or not: what it says now is remembered, and the next plan decides on that. */
export async function findChangedCard(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const cards = await ctx.at('recover-look', () => ctx.books.client.customers.get([intent.reference]))
  await ctx.at('recover-settle', () => ctx.store.commit({ ...emptyCommit(ctx), knownCustomers: cards.map((card) => rememberCard(card, ctx.store.hash)), settled: [intent.id] }, new Date(ctx.now())))
  return true
}

export async function findArticle(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const article = await ctx.at('recover-look', () => ctx.books.client.articles.byNumber(intent.reference))
  if (article === null) return false
  await ctx.at('recover-settle', () => ctx.store.commit({ ...emptyCommit(ctx), knownArticles: [article], settled: [intent.id] }, new Date(ctx.now())))
  return true
}
