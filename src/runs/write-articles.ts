// Settling articles: one per number, however many lines and sales need it at once.
import type { KnownArticle } from '../core/books.ts'
import type { ArticleDraft } from '../core/document-draft.ts'
import { intentScope, type RunContext } from './context.ts'
import { attribute } from './call-log.ts'
import { gather } from './gather.ts'
import type { KnownIndex } from './known-index.ts'
import { emptyCommit } from './outcome.ts'
import { guard } from './guard.ts'
import { untilMade, winnerWatch, type Lost } from './winners.ts'
import { sentUnanswered, unknownOutcome, type Settled } from './write-outcome.ts'

const groupSize = 50

type Create = { draft: ArticleDraft; recordId: string }
type Made = Settled<KnownArticle> | Lost
export type ArticleWriter = { create(item: Create): Promise<Settled<KnownArticle>> }

export function articleWriter(ctx: RunContext, known: KnownIndex): ArticleWriter {
  const creating = new Map<string, Promise<Settled<KnownArticle>>>()
  const winners = winnerWatch(ctx)
  const group = gather<Create, Made>({ size: groupSize, waitMs: 20, atOnce: 4 }, (items) => createGroup(ctx, known, items))
  return {
    create: async (item) => {
      const key = item.draft.number.trim().toUpperCase()
      const present = known.article(key)
      if (present !== null) return { type: 'ready', value: present }
      const other = creating.get(key)
      if (other !== undefined) return await other
      const promise = untilMade(ctx, winners, (again) => group.submit(again), item, item.draft.number)
      creating.set(key, promise)
      try {
        return await promise
      } finally {
        creating.delete(key)
      }
    },
  }
}

async function createGroup(ctx: RunContext, known: KnownIndex, items: Create[]): Promise<Made[]> {
  const intents = items.map((item) => ({
    id: ctx.uuid(), kind: 'article' as const, recordId: item.recordId, reference: item.draft.number, keys: [`article:${item.draft.number.trim().toUpperCase()}`], sealed: null,
  }))
  const { losers } = await ctx.at('plan-articles', () => ctx.store.planIntents(intentScope(ctx), intents, new Date(ctx.now())))
  const results = new Map<string, Made>()
  const made: { article: KnownArticle; intent: string }[] = []
  for (const [loser, winner] of losers) results.set(loser, { type: 'lost', winner })
  const won = items.flatMap((item, index) => {
    const intent = intents[index]
    return intent === undefined || losers.has(intent.id) ? [] : [{ item, intent }]
  })
  const present = await madeMeanwhile(ctx, known, won)
  for (const [id, article] of present) results.set(id, { type: 'ready', value: article })
  const open = won.filter(({ intent }) => !present.has(intent.id))
  const byKey = new Map(open.map((entry) => [entry.intent.id, entry]))
  const stream = ctx.books.client.articles.create(open.map(({ item, intent }) => ({ key: intent.id, value: item.draft })), (key) => ctx.at('send-article', async () => guard(ctx, key)))
  const taken: string[] = []
  for await (const { key, outcome } of ctx.at.each('create-articles', stream)) {
    const entry = byKey.get(key)
    if (entry === undefined) continue
    attribute(ctx, key, entry.item.recordId)
    if (outcome.type === 'refused' && outcome.failure.code === 'lease-lost') throw outcome.failure
    if (outcome.type === 'written') made.push({ article: outcome.value, intent: key })
    else if (outcome.type === 'unknown') results.set(key, await sentUnanswered(ctx, key, entry.item.draft.number))
    else if (outcome.failure.code === 'books-already-exists') taken.push(key)
    else results.set(key, { type: 'failed', failure: outcome.failure.toData() })
  }
  for (const key of taken) {
    const entry = byKey.get(key)
    if (entry === undefined) continue
    // The number is the identity of an article: whoever made it, it is the one.
    const holder = await ctx.at('compare-refused-article', () => ctx.books.client.articles.byNumber(entry.item.draft.number))
    if (holder !== null) made.push({ article: holder, intent: key })
    else results.set(key, { type: 'failed', failure: { code: 'books-already-exists', params: { number: entry.item.draft.number } } })
  }
  const failed = [...results].filter(([, result]) => result.type === 'failed').map(([key]) => key)
  const articles = made.map((entry) => entry.article)
  await ctx.at('commit-articles', () => ctx.store.commitSoon({ ...emptyCommit(ctx), knownArticles: articles, settled: [...made.map((entry) => entry.intent), ...failed] }, new Date(ctx.now())))
  known.addArticles(articles)
  for (const { article, intent } of made) results.set(intent, { type: 'ready', value: article })
  return intents.map((intent) => results.get(intent.id) ?? unknownOutcome(ctx, intent.reference))
}

/** Between the look and the claim somebody else may have made the article and settled it: asked again now that the claim is ours, those are let go. */
async function madeMeanwhile(ctx: RunContext, known: KnownIndex, won: { item: Create; intent: { id: string } }[]): Promise<Map<string, KnownArticle>> {
  if (won.length === 0) return new Map()
  known.addArticles(await ctx.at('plan-articles', () => ctx.store.articlesByKeys(won.map(({ item }) => item.draft.number.trim().toUpperCase()))))
  const present = new Map(won.flatMap(({ item, intent }) => {
    const article = known.article(item.draft.number)
    return article === null ? [] : [[intent.id, article] as const]
  }))
  if (present.size > 0) await ctx.at('plan-articles', () => ctx.store.settleIntents([...present.keys()]))
  return present
}
