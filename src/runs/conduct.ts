// The conductor of a run: surveys, hands out parcels to whichever worker has room, works on them itself, and moves the checkpoint behind the oldest unfinished one.
import { asFailure } from '../core/failure.ts'
import type { Parcel } from '../store/tables/parcels.ts'
import { createBell, type Bell } from './bell.ts'
import type { Committer } from './committer.ts'
import { hourMs, scaled, type RunContext } from './context.ts'
import type { RunRequest } from './execute-run.ts'
import { piecesOf } from './pieces.ts'
import type { RecordFacts } from './process-record.ts'
import { readKnown } from './read-known.ts'
import { blockSize, idsToVisit, windowsOf, type Visit, type Window } from './survey.ts'
import { lookMs, workParcels, type ParcelSource } from './work-parcels.ts'

/** Parcels that may be free at once for each other worker; alone, one is surveyed ahead. */
const aheadEach = 2

type Handing = { over: boolean; problem: { caught: unknown } | null; position: number; ready(): Promise<void>; bell: Bell }

/** Visits every record of the run, together with the workers that help. What an earlier worker of this flow had handed out is finished first. */
export async function conduct(ctx: RunContext, request: RunRequest, commits: Committer, privatePrices: RecordFacts['privatePrices']): Promise<void> {
  await ctx.at('take-parcel', () => ctx.parcels.reap())
  // A run for something else does not go on with what was handed out: that lies behind the checkpoint, for the next run over everything.
  if (!request.goesOn && (request.recordIds !== null || request.since !== null)) await ctx.at('hand-out-parcel', () => ctx.parcels.drop())
  const left = await ctx.at('hand-out-parcel', () => ctx.parcels.all())
  const windows = await windowsOf(ctx, request, surveyedTo(left))
  const handing: Handing = { over: false, problem: null, position: left.at(-1)?.position ?? 0, ready: once(() => makeReady(ctx)), bell: createBell() }
  if (left.length > 0) await handing.ready()
  const surveying = handOutAll(ctx, request, { windows, taken: left.flatMap((parcel) => parcel.ids) }, handing)
  try {
    await workParcels(ctx, sourceOf(ctx, handing), { commits, privatePrices })
  } catch (caught) {
    handing.over = true
    handing.bell.ring()
    await surveying
    if (asFailure(caught).code !== 'lease-lost') await callBack(ctx).catch((problem: unknown) => ctx.log.warn({ flow: ctx.run.flow, error: String(problem) }, 'what was handed out could not be called back; the next run goes on with it'))
    throw caught
  }
  const last = windows.at(-1)
  if (last !== undefined) await windowsDone(ctx, last.to)
}

/** Where an earlier worker's survey stood: behind the last parcel of a window. */
function surveyedTo(left: Parcel[]): Window | null {
  const last = left.filter((parcel) => parcel.window !== null).at(-1)
  return last === undefined || last.window === null ? null : { ...last.window, afterId: last.lastId }
}

/** Before the first create of a run: the books' account is checked, what the books hold and the marks in them are read. */
async function makeReady(ctx: RunContext): Promise<void> {
  await ctx.beforeFirst()
  await readKnown(ctx, { customers: true, articles: true, documents: true })
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => (done ??= work())
}

/** Never throws: what goes wrong is reported by the worker beside it, when what was handed out is finished. */
async function handOutAll(ctx: RunContext, request: RunRequest, survey: { windows: Window[]; taken: string[] }, handing: Handing): Promise<void> {
  let readying: Promise<void> = Promise.resolve()
  // The books are read while the survey goes on; what goes wrong there is told where it is waited for.
  const found = (): void => {
    readying = handing.ready()
    readying.catch(() => undefined)
  }
  try {
    for await (const visit of idsToVisit(ctx, request, survey.windows, blockSize, survey.taken, found)) {
      if (handing.over || ctx.stopping()) return
      if (visit.ids.length > 0) await handing.ready()
      await handOutPieces(ctx, visit, handing)
    }
  } catch (caught) {
    handing.problem = { caught }
  } finally {
    // Nothing is left being read behind a run that ended.
    await Promise.allSettled([readying])
    handing.over = true
    handing.bell.ring()
  }
}

async function handOutPieces(ctx: RunContext, visit: Visit, handing: Handing): Promise<void> {
  const others = await ctx.at('hand-out-parcel', () => ctx.parcels.otherWorkers())
  for (const { ids, window, lastId } of piecesOf(visit, others + 1, ctx.crowded(), { least: ctx.leastPiece, follows: handing.position > 0 })) {
    // Bounded: nobody is helped by more than what can be taken soon.
    while ((await ctx.at('hand-out-parcel', () => ctx.parcels.left())).free >= Math.max(1, others * aheadEach)) {
      await handing.bell.heard(lookMs)
      if (handing.over || ctx.stopping()) return
    }
    const position = (handing.position += 1)
    await ctx.at('hand-out-parcel', () => ctx.parcels.handOut({ position, ids, window: window === null ? null : { from: window.from, to: window.to }, lastId }))
    handing.bell.ring()
  }
}

function sourceOf(ctx: RunContext, handing: Handing): ParcelSource {
  const passFinished = async (): Promise<void> => {
    // A worker that was taken for dead moves no checkpoint.
    await ctx.lease.ensureHeld()
    await ctx.at('save-cursor', () => ctx.parcels.passFinished())
  }
  return {
    bell: handing.bell,
    finished: passFinished,
    more: async () => {
      const over = handing.over
      const left = await ctx.at('take-parcel', () => ctx.parcels.left())
      if (left.passable > 0) await passFinished()
      if (left.free > 0) return true
      if (over && left.mine + left.others === 0) {
        if (handing.problem !== null) throw handing.problem.caught
        return false
      }
      await handing.bell.heard(lookMs)
      return true
    },
  }
}

/** The run ends early: whoever helps finishes the calls in flight, and what nobody began is forgotten; the next run finds it behind the checkpoint. */
async function callBack(ctx: RunContext): Promise<void> {
  const until = ctx.now() + Math.max(15_000, scaled(ctx, 60_000))
  await ctx.at('hand-out-parcel', () => ctx.parcels.askStop())
  while ((await ctx.at('take-parcel', () => ctx.parcels.livingParts())) > 0 && ctx.now() < until) await ctx.sleep(lookMs)
  await ctx.at('save-cursor', () => ctx.parcels.passFinished())
  await ctx.at('hand-out-parcel', () => ctx.parcels.drop())
}

async function windowsDone(ctx: RunContext, to: string): Promise<void> {
  await ctx.lease.ensureHeld()
  const cursor = await ctx.at('save-cursor', () => ctx.store.cursorOf(ctx.run.flow))
  // The hourly look at young and deleted records counts from here, once it was made.
  const hourly = ctx.now() - (cursor.archived_checked_at?.getTime() ?? 0) >= scaled(ctx, hourMs)
  const checkedAt = hourly ? new Date(ctx.now()) : cursor.archived_checked_at
  await ctx.at('save-cursor', () => ctx.store.saveCursor(ctx.run.flow, { done_to: new Date(to), window_from: null, window_to: null, after_id: null, archived_checked_at: checkedAt }))
}
