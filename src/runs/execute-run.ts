// One run from start to end: settle what an earlier run left open, survey, process block by block, book, write back, wait for what was unanswered.
import { decimal, sum, toText } from '../core/decimals.ts'
import { asFailure, type FailureData } from '../core/failure.ts'
import type { Brake, RunState } from '../store/tables/runs.ts'
import { bookDue, nextDue } from './book.ts'
import { committer, type Committer } from './committer.ts'
import { conduct } from './conduct.ts'
import { scaled, type RunContext } from './context.ts'
import { learntPrices } from './learnt-prices.ts'
import { readBlock } from './read-block.ts'
import type { RecordFacts } from './process-record.ts'
import { readKnown } from './read-known.ts'
import { recover } from './recover.ts'
import { sendDue } from './send-invoice.ts'
import { blockSize, idsToVisit, windowsOf } from './survey.ts'
import { sendOutbox } from './write-back.ts'
import { processBlock } from './stretch.ts'

export type RunRequest = {
  /** Only these records; null = what changed. */
  recordIds: string[] | null
  /** Read what changed since this moment, instead of since the last run. */
  since: string | null
  /** A person approved: the brake and the look back are passed. */
  approved: boolean
  /** Also held records: those that are due, or all of them. */
  held: 'due' | 'all' | 'none'
  /** Everything, whatever its change stamp (nightly compare). */
  full: boolean
  /** Wait for unanswered writes and for bookings, as a run in the foreground does. */
  waitForOutcomes: boolean
  /** The same request as that of the run before, whose worker vanished. */
  goesOn: boolean
}

export type RunEnd = { state: RunState; failure: FailureData | null; brake: Brake | null }

/** A foreground run waits at most this long for what is unanswered. */
const longestWaitMs = 15 * 60_000

export async function executeRun(ctx: RunContext, request: RunRequest): Promise<RunEnd> {
  try {
    const lookBack = await mayLookBack(ctx, request)
    if (lookBack !== null) return { state: 'braked', failure: lookBack, brake: null }
    if (!ctx.run.preview) await recover(ctx)
    const brake = await braked(ctx, request)
    if (brake !== null) return brakedEnd(ctx, brake)
    // Where statuses are written is made ready beside the sales, not when all of them are done.
    const commits = committer(ctx, ctx.readyWriteBack)
    const privatePrices = await learntPrices(ctx)
    if (ctx.run.preview) await rehearse(ctx, request, commits, privatePrices)
    else {
      await conduct(ctx, request, commits, privatePrices)
      await finish(ctx, request, commits, privatePrices)
    }
    return { state: ctx.stopping() ? 'stopped' : 'done', failure: null, brake: null }
  } catch (caught) {
    const failure = asFailure(caught)
    if (failure.code === 'stopping') return { state: 'stopped', failure: null, brake: null }
    ctx.log.error({ flow: ctx.run.flow, code: failure.code, detail: failure.detail }, failure.message)
    return { state: failure.code === 'lease-lost' ? 'interrupted' : 'failed', failure: failure.toData(), brake: null }
  }
}

/** Old sales are taken only after a preview of these settings, or with a person's yes. */
async function mayLookBack(ctx: RunContext, request: RunRequest): Promise<FailureData | null> {
  if (!ctx.recipe.reachesBack || request.approved || ctx.run.preview || pickedByPerson(ctx, request)) return null
  if (await ctx.store.everFinished(ctx.run.flow, ctx.run.settingsVersion)) return null
  return { code: 'needs-preview', params: { startFrom: ctx.recipe.startFrom ?? 'all' } }
}

/** Single records that a person named need no further yes; those that a vendor's doorbell named do. */
function pickedByPerson(ctx: RunContext, request: RunRequest): boolean {
  return request.recordIds !== null && ctx.run.trigger !== 'webhook'
}

function brakedEnd(ctx: RunContext, brake: Brake): RunEnd {
  const sums = Object.entries(brake.sums).map(([currency, amount]) => `${amount} ${currency}`).join(', ')
  ctx.counts.held += brake.count
  return { state: 'braked', brake, failure: { code: 'braked', params: { count: brake.count, limit: brake.limit, sums, oldest: brake.oldest } } }
}

/** Visits every record of the run without writing anything, one block being planned while the next is read. */
async function rehearse(ctx: RunContext, request: RunRequest, commits: Committer, privatePrices: RecordFacts['privatePrices']): Promise<void> {
  let knownRead = false
  let running: Promise<void> = Promise.resolve()
  for await (const visit of idsToVisit(ctx, request, await windowsOf(ctx, request), blockSize)) {
    if (ctx.stopping()) break
    if (!knownRead && visit.ids.length > 0) {
      await ctx.beforeFirst()
      await readKnown(ctx, { customers: true, articles: true, documents: true })
      knownRead = true
    }
    const block = readBlock(ctx, visit.ids)
    // A reading that fails while the block before it is planned is reported when its turn comes.
    block.catch(() => undefined)
    await running
    running = block.then((read) => processBlock(ctx, read, commits, privatePrices))
    running.catch(() => undefined)
  }
  await running
}

/** Books, writes back, and waits for unanswered writes, until nothing of this run is open or the time is up. */
async function finish(ctx: RunContext, request: RunRequest, commits: Committer, privatePrices: RecordFacts['privatePrices']): Promise<void> {
  const until = ctx.now() + scaled(ctx, longestWaitMs)
  for (;;) {
    await bookDue(ctx)
    await sendDue(ctx)
    const nextBooking = await nextDue(ctx)
    await sendOutbox(ctx)
    if (!request.waitForOutcomes || ctx.stopping()) break
    const { nextAt } = await recover(ctx)
    const waiting = await ctx.store.nextWaiting(ctx.run.flow)
    const next = [nextBooking, nextAt, waiting].filter((at): at is Date => at !== null).map((at) => at.getTime()).sort((a, b) => a - b)[0]
    // What is due again and again does not keep whoever waits here for ever.
    if (next === undefined || next > until || ctx.now() > until) break
    ctx.progress.step = 'waiting'
    ctx.progress.waiting = await ctx.store.countWaiting(ctx.run.flow)
    await ctx.sleep(Math.max(20, Math.min(next - ctx.now(), 5_000)))
    const due = await ctx.store.dueHeld(ctx.run.flow, { now: new Date(ctx.now()), triedBefore: new Date(0), settingsVersion: 0 })
    if (due.length === 0) continue
    const before = ctx.counts.read
    await processBlock(ctx, await readBlock(ctx, due), commits, privatePrices)
    // The same records again: they were counted when they were first read.
    ctx.counts.read = before
  }
  // What was settled last has its status on the sale too.
  await sendOutbox(ctx)
  ctx.counts.failed += await ctx.store.countWaiting(ctx.run.flow)
}

/** The brake: when more than the limit might be created, all is planned first; nothing is written when the plan says so too. */
async function braked(ctx: RunContext, request: RunRequest): Promise<Brake | null> {
  const limit = ctx.recipe.maxCreates
  if (limit === null || request.approved || ctx.run.preview || pickedByPerson(ctx, request)) return null
  let candidates = 0
  for await (const visit of idsToVisit(ctx, request, await windowsOf(ctx, request), blockSize)) {
    candidates += visit.unlinked
    if (candidates > limit) return await rehearsed(ctx, request, limit)
  }
  return null
}

async function rehearsed(ctx: RunContext, request: RunRequest, limit: number): Promise<Brake | null> {
  const amounts = new Map<string, string[]>()
  let count = 0
  let oldest: string | null = null
  const rehearsal: RunContext = { ...ctx, run: { ...ctx.run, preview: true }, counts: { ...ctx.counts }, progress: { ...ctx.progress }, calls: new Map() }
  const counting: Committer = {
    submit: async (outcome) => {
      if (outcome.type !== 'would-create' || outcome.decision.action !== 'create') return true
      count += 1
      const { document } = outcome.decision
      amounts.set(document.currency, [...(amounts.get(document.currency) ?? []), document.expected.net])
      const entered = outcome.work.record?.stageEntries.find((entry) => entry.stageId === outcome.work.record?.stageId)?.at ?? null
      if (entered !== null && (oldest === null || entered < oldest)) oldest = entered
      return true
    },
    flush: () => undefined,
  }
  ctx.progress.step = 'counting'
  await rehearse(rehearsal, request, counting, await learntPrices(ctx))
  if (count <= limit) return null
  const sums = Object.fromEntries([...amounts].map(([currency, nets]) => [currency, toText(sum(nets.map((net) => decimal(net))))]))
  return { count, limit, sums, oldest }
}
