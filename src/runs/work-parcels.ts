// Working on parcels: one worker takes what is free, writes one parcel while it reads the next, begins that one while the last sales of the first are still being written, and takes over what a dead worker left.
import { Failure } from '../core/failure.ts'
import type { Parcel } from '../store/tables/parcels.ts'
import { createBell, type Bell } from './bell.ts'
import type { Committer } from './committer.ts'
import { scaled, type RunContext } from './context.ts'
import type { Place } from './places.ts'
import type { RecordFacts } from './process-record.ts'
import { readBlock, type Block } from './read-block.ts'
import { recover } from './recover.ts'
import { openStretch, type Stretch } from './stretch.ts'

/** Parcels written without standing still between them: what is known of the books meanwhile, and how old it may get, stays bounded. */
const mostInStretch = 5

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

/** What this worker is writing: a stretch of blocks, and the parcels that are begun and not finished. */
type Hand = {
  /** `begun`: the last record is under way; `done`: the parcel is finished. */
  begin(parcel: Parcel, block: Promise<Block>): { begun: Promise<void>; done: Promise<void> }
  idle(): boolean
  /** Parcels of the stretch. */
  begunParcels(): number
  /** Ends when nothing is begun and not finished; throws what went wrong. */
  finished(): Promise<void>
  /** The same, and what comes then is a stretch of its own. */
  rest(): Promise<void>
  /** Nothing is left being written, however it ended. */
  ended(): Promise<void>
}

/** Works until nothing comes any more. A run that is told to stop ends with `stopping`, thrown by the records that were not begun. */
export async function workParcels(ctx: RunContext, source: ParcelSource, work: Work): Promise<void> {
  const over = createBell()
  const state = { over: false }
  const hand = createHand(ctx, source, work)
  const rescuing = rescue(ctx, source, hand, () => state.over, over)
  rescuing.catch(() => source.bell.ring())
  try {
    await takeTurns(ctx, source, hand)
  } finally {
    state.over = true
    over.ring()
    await Promise.allSettled([rescuing])
    await hand.ended()
  }
  await rescuing
}

function createHand(ctx: RunContext, source: ParcelSource, work: Work): Hand {
  /** One that failed stays: whoever waits next hears of it. */
  const open = new Set<Promise<void>>()
  let stretch: Stretch | null = null
  const finished = async (): Promise<void> => {
    // What was begun beside meanwhile belongs to it.
    while (open.size > 0) await Promise.all(open)
  }
  return {
    begin: (parcel, block) => {
      const own = (stretch ??= openStretch(ctx, work.commits, work.privatePrices))
      const beginning = block.then((read) => own.begin(read))
      const done = beginning.then(({ written }) => written).then(() => finish(ctx, source, parcel))
      open.add(done)
      done.then(() => open.delete(done), () => source.bell.ring())
      const begun = beginning.then(() => undefined)
      begun.catch(() => undefined)
      return { begun, done }
    },
    idle: () => open.size === 0,
    begunParcels: () => stretch?.blocks() ?? 0,
    finished,
    rest: async () => {
      await finished()
      stretch = null
    },
    ended: async () => void (await Promise.allSettled(open)),
  }
}

async function takeTurns(ctx: RunContext, source: ParcelSource, hand: Hand): Promise<void> {
  const { bell } = source
  /** The block before this one, and the one before that. */
  let last = { begun: Promise.resolve(), done: Promise.resolve() }
  let older = last
  let place: Place | null = null
  try {
    while (!ctx.stopping()) {
      place ??= await ctx.place()
      // No more than two parcels in one hand: what is free is left to others.
      await older.done
      const parcel = await ctx.at('take-parcel', () => ctx.parcels.take('any'))
      if (parcel === null && hand.idle()) {
        place.leave()
        place = null
        if (!(await source.more())) return
        continue
      }
      if (parcel === null) {
        // Something may come while these are written.
        await Promise.race([hand.finished(), bell.heard(lookMs)])
        continue
      }
      bell.ring()
      if (parcel.orphan) {
        await hand.rest()
        await recover(ctx)
      }
      const block = readBlock(ctx, parcel.ids)
      // A reading that fails while the block before it is written is reported when its turn comes.
      block.catch(() => undefined)
      await last.begun
      if (hand.begunParcels() >= mostInStretch) await hand.rest()
      older = last
      last = hand.begin(parcel, block)
      if (place.wanted()) {
        // Others wait: this run's next block stands behind them.
        await hand.rest()
        place.leave()
        place = null
      }
    }
    await hand.rest()
    throw new Failure('stopping')
  } finally {
    await hand.ended()
    place?.leave()
  }
}

async function finish(ctx: RunContext, source: ParcelSource, parcel: Parcel): Promise<void> {
  await ctx.at('finish-parcel', () => ctx.parcels.finish(parcel.position, ctx))
  await source.finished()
  source.bell.ring()
}

/** A parcel whose worker vanished does not wait until this one has finished its own: it is worked beside it, as a part of the same stretch, so that none of the two loses a card or an article to the other. */
async function rescue(ctx: RunContext, source: ParcelSource, hand: Hand, isOver: () => boolean, over: Bell): Promise<void> {
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
    await hand.begin(parcel, readBlock(ctx, parcel.ids)).done
  }
}
