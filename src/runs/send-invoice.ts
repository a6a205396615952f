// Sending: a booked invoice goes to its buyer at most once. Without a clear answer a person must check.
import type { LinkRow } from '../store/tables/links.ts'
import { documentScope, intentScope, scaled, type RunContext } from './context.ts'
import { heldDocument } from './held-document.ts'
import { emptyCommit } from './outcome.ts'
import { sealIntent } from './sealed-intents.ts'
import { guard } from './guard.ts'

const againMs = 60_000

/** Sends every invoice of the flow that was booked to be sent. */
export async function sendDue(ctx: RunContext): Promise<void> {
  const by = ctx.recipe.send
  if (by === 'none' || ctx.run.preview) return
  const due = await ctx.at('plan-sending', () => ctx.store.linksToSend(documentScope(ctx), ctx.run.flow, new Date(ctx.now())))
  for (const link of due) {
    if (ctx.stopping()) break
    await sendOne(ctx, link, by)
  }
}

async function sendOne(ctx: RunContext, link: LinkRow, by: 'email' | 'einvoice'): Promise<void> {
  const intent = { id: ctx.uuid(), kind: 'send' as const, recordId: link.source_id, reference: link.target_id, keys: [`send:${link.target_id}`], sealed: sealIntent(ctx, {}) }
  const { losers } = await ctx.at('plan-sending', () => ctx.store.planIntents(intentScope(ctx), [intent], new Date(ctx.now())))
  const later = (): Promise<void> => ctx.at('plan-sending', () => ctx.store.deferLink(documentScope(ctx), link.source_id, new Date(ctx.now() + scaled(ctx, againMs))))
  if (losers.size > 0) return await later()
  const { outcome } = await ctx.at('send-invoice', () => ctx.books.client.documents.send({ key: intent.id, value: { invoiceId: link.target_id, by, onlyTo: ctx.recipe.sendOnlyTo } }, () => guard(ctx, intent.id)))
  if (outcome.type === 'refused' && outcome.failure.code === 'lease-lost') throw outcome.failure
  if (outcome.type === 'refused' && outcome.failure.remedy === 'retry') {
    await ctx.at('commit-sending', () => ctx.store.settleIntents([intent.id]))
    return await later()
  }
  const commit = emptyCommit(ctx)
  if (outcome.type === 'written') commit.links.push({ scope: documentScope(ctx), links: [{ ...link, state: 'booked', due_at: null }] })
  else {
    const failure = outcome.type === 'unknown' ? { code: 'check-sent' as const, params: { number: link.target_number ?? '' } } : outcome.failure.toData()
    Object.assign(commit, heldDocument(ctx, ctx.run.flow, documentScope(ctx), link, failure))
    ctx.counts.held += 1
  }
  commit.settled = [intent.id]
  await ctx.at('commit-sending', () => ctx.store.commit(commit, new Date(ctx.now())))
}
