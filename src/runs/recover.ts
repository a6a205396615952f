// Recovery: open intents whose outcome is unknown are settled by looking, never by writing again blindly.
import type { IntentRow } from '../store/tables/intents.ts'
import { betweenLooksMs, quarantineMs, scaled, type RunContext } from './context.ts'
import { findArticle, findChangedCard, findCustomer } from './recover-card.ts'
import { findBooked, findDocument, findLesson, findSent, findUpdate } from './recover-document.ts'

export type Recovered = {
  /** Intents that are settled now; their records may be planned again. */
  settled: number
  /** When the next open intent may be looked at; null when none is open. */
  nextAt: Date | null
}

/** Looks at every open intent of these books that is due. Those of a run that is alive elsewhere are left alone. */
export async function recover(ctx: RunContext): Promise<Recovered> {
  const intents = await ctx.at('recover-read', () => ctx.store.openIntents())
  let settled = 0
  let nextAt: Date | null = null
  const later = (at: Date): void => {
    if (nextAt === null || at < nextAt) nextAt = at
  }
  for (const intent of intents) {
    if (ctx.stopping()) break
    const due = await dueAt(ctx, intent)
    if (due === null) continue
    if (due.getTime() > ctx.now()) {
      later(due)
      continue
    }
    const done = await lookFor(ctx, intent)
    if (done) settled += 1
    else later(new Date(ctx.now() + scaled(ctx, betweenLooksMs)))
  }
  return { settled, nextAt }
}

/** When an intent may be looked at: the quarantine counts from the send, or from the end of the lease of a worker that vanished. Null while that worker lives. */
async function dueAt(ctx: RunContext, intent: IntentRow): Promise<Date | null> {
  const sentAt = intent.sent_at?.getTime() ?? 0
  let from = sentAt
  if (intent.run !== null && intent.run !== ctx.run.id) {
    const run = intent.run
    const lease = await ctx.at('recover-read', () => ctx.store.runLease(run))
    if (lease?.running === true) return null
    if (lease !== null) from = Math.max(sentAt, Math.min(lease.leaseUntil.getTime(), ctx.now()))
  }
  const quarantined = from + quarantineMs(ctx)
  const looked = intent.looked_at === null ? 0 : intent.looked_at.getTime() + scaled(ctx, betweenLooksMs)
  return new Date(Math.max(quarantined, looked))
}

/** One look. True when the intent is settled: found, or absent in two looks. */
async function lookFor(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  const found = await lookUp(ctx, intent)
  if (found) return true
  if (intent.looks >= 1) {
    // Absent twice, far enough apart: it was never made. The record is planned again from fresh data.
    await ctx.at('recover-settle', () => ctx.store.settleAbsent(intent.id, new Date(ctx.now())))
    return true
  }
  await ctx.at('recover-note', () => ctx.store.noteLook(intent.id, new Date(ctx.now())))
  return false
}

function lookUp(ctx: RunContext, intent: IntentRow): Promise<boolean> {
  switch (intent.kind) {
    case 'customer':
      return findCustomer(ctx, intent)
    case 'card':
      return findChangedCard(ctx, intent)
    case 'article':
      return findArticle(ctx, intent)
    case 'document':
      return findDocument(ctx, intent)
    case 'update':
      return findUpdate(ctx, intent)
    case 'book':
      return findBooked(ctx, intent)
    case 'send':
      return findSent(ctx, intent)
    case 'lesson':
      return findLesson(ctx, intent)
  }
}
