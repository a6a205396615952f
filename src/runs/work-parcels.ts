// Working on parcels: one worker takes what is free, writes one parcel while it reads the next, and takes over what a dead worker left.
import { Failure } from '../core/failure.ts'
import type { Parcel } from '../store/tables/parcels.ts'
import { createBell, type Bell } from './bell.ts'
import type { Committer } from './committer.ts'
import { scaled, type RunContext } from './context.ts'
import type { Place } from './places.ts'
import { processBlock, readBlock } from './process-block.ts'
import type { RecordFacts } from './process-record.ts'
import { recover } from './recover.ts'

/** How often a worker looks whether another has vanished, and how long it waits for something to take. */
const reapMs = 1_000
export const lookMs = 200

export type ParcelSource = {
  /** Rings when something was handed out, taken or finished in this process. */
  bell: Bell
  /** Nothing is free now: waits a moment; false when nothing will come any more. */
  more(): Promise<boolean>
  /** A parcel of this worker's has its outcomes. */
  finished(): Promise<void>
}

type Work = { commits: Committer; privatePrices: RecordFacts['privatePrices'] }

/** Works until nothing comes any more. A run that is told to stop ends with `stopping`, thrown by the records that were not begun. */
export async function workParcels(ctx: RunContext, source: ParcelSource, work: Work): Promise<void> {
  const over = createBell()
  const state = { over: false }
  const rescuing = rescue(ctx, source, work, () => state.over, over)
  rescuing.catch(() => source.bell.ring())
  try {
    await takeTurns(ctx, source, work)
  } finally {
    state.over = true
    over.ring()
    await Promise.allSettled([rescuing])
  }
  await rescuing
}

async function takeTurns(ctx: RunContext, source: ParcelSource, work: Work): Promise<void> {
  const { bell } = source
  let writing: Promise<void> | null = null
  let place: Place | null = null
  try {
    while (!ctx.stopping()) {
      place ??= await ctx.place()
      const parcel = await ctx.at('take-parcel', () => ctx.parcels.take('any'))
      if (parcel === null && writing === null) {
        place.leave()
        place = null
        if (!(await source.more())) return
        continue
      }
      if (parcel === null) {
        // Something may come while this one is written.
        const ended: boolean = await Promise.race([(writing ?? Promise.resolve()).then(() => true), bell.heard(lookMs).then(() => false)])
        if (ended) writing = null
        continue
      }
      bell.ring()
      const before: Promise<void> = writing ?? Promise.resolve()
      if (parcel.orphan) {
        await before
        await recover(ctx)
      }
      const block = readBlock(ctx, parcel.ids)
      // A reading that fails while the block before it is written is reported when its turn comes.
      block.catch(() => undefined)
      await before
      writing = block.then((read) => processBlock(ctx, read, work.commits, work.privatePrices)).then(() => finish(ctx, source, parcel))
      writing.catch(() => bell.ring())
      if (place.wanted()) {
        // Others wait: this run's next block stands behind them.
        await writing
        writing = null
        place.leave()
        place = null
      }
    }
    await writing
    writing = null
    throw new Failure('stopping')
  } finally {
    if (writing !== null) await Promise.allSettled([writing])
    place?.leave()
  }
}

async function finish(ctx: RunContext, source: ParcelSource, parcel: Parcel): Promise<void> {
  await ctx.at('finish-parcel', () => ctx.parcels.finish(parcel.position, ctx))
  await source.finished()
  source.bell.ring()
}

/** A parcel whose worker vanished does not wait until this one has finished its own: it is worked beside it. */
async function rescue(ctx: RunContext, source: ParcelSource, work: Work, isOver: () => boolean, over: Bell): Promise<void> {
  for (;;) {
    await over.heard(Math.max(lookMs, scaled(ctx, reapMs)))
    if (isOver() || ctx.stopping()) return
    const freed = await ctx.at('take-parcel', () => ctx.parcels.reap())
    if (freed === 0) continue
    ctx.log.warn({ flow: ctx.run.flow, parcels: freed }, 'a worker vanished; its parcels are taken over')
    const parcel = await ctx.at('take-parcel', () => ctx.parcels.take('orphans'))
    source.bell.ring()
    if (parcel === null) continue
    await recover(ctx)
    await processBlock(ctx, await readBlock(ctx, parcel.ids), work.commits, work.privatePrices)
    await finish(ctx, source, parcel)
  }
}
