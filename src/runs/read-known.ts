// Reading what the books hold into our own tables: whole once, then by change stamp; drafts whole, since they have no stamp.
import type { Books } from '../connectors/connector.ts'
import type { RunStore } from '../store/run-store.ts'
import { rememberCard } from './known-index.ts'

/** What reading needs of a run; the watch for documents made twice reads outside of one. */
export type KnownReading = {
  books: { client: Pick<Books, 'customers' | 'articles' | 'documents'> }
  store: Pick<RunStore, 'hash' | 'knownState' | 'saveKnownState' | 'saveKnownCustomers' | 'saveKnownArticles' | 'saveKnownDocuments' | 'forgetUnseenDocuments'>
  recipe: { lookups: { company: { canOrder: boolean } } }
  now(): number
}

/** Brings the tables of known cards, articles and documents up to date, side by side. Only what a run needs is read, once a run. */
export async function readKnown(ctx: KnownReading, what: { customers: boolean; articles: boolean; documents: boolean }): Promise<void> {
  const jobs: Promise<void>[] = []
  if (what.customers) jobs.push(readCustomers(ctx))
  if (what.articles) jobs.push(readArticles(ctx))
  if (what.documents) for (const kind of ['order', 'invoiceDraft', 'invoice'] as const) jobs.push(readDocuments(ctx, kind))
  await Promise.all(jobs)
}

async function readCustomers(ctx: KnownReading): Promise<void> {
  const state = await ctx.store.knownState('customers')
  let until = state?.until ?? null
  for await (const page of ctx.books.client.customers.known(until)) {
    await ctx.store.saveKnownCustomers(page.items.map((card) => rememberCard(card, ctx.store.hash)))
    until = page.until
  }
  await ctx.store.saveKnownState('customers', until, new Date(ctx.now()))
}

async function readArticles(ctx: KnownReading): Promise<void> {
  const state = await ctx.store.knownState('articles')
  let until = state?.until ?? null
  for await (const page of ctx.books.client.articles.known(until)) {
    await ctx.store.saveKnownArticles(page.items)
    until = page.until
  }
  await ctx.store.saveKnownState('articles', until, new Date(ctx.now()))
}

async function readDocuments(ctx: KnownReading, kind: 'order' | 'invoiceDraft' | 'invoice'): Promise<void> {
  if (kind === 'order' && !ctx.recipe.lookups.company.canOrder) return
  const whole = kind === 'invoiceDraft'
  const state = whole ? null : await ctx.store.knownState(kind)
  const startedAt = new Date(ctx.now())
  let until = state?.until ?? null
  for await (const page of ctx.books.client.documents.known(kind, until)) {
    await ctx.store.saveKnownDocuments(page.items)
    until = page.until
  }
  // A minute of slack for the database's clock beside ours.
  if (whole) await ctx.store.forgetUnseenDocuments(kind, new Date(startedAt.getTime() - 60_000))
  await ctx.store.saveKnownState(kind, until, startedAt)
}
