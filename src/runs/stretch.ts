// Stretch: blocks of records that one worker writes in a row. Each is sliced and prepared, every record is on its way side by side, and a block begins while the last records of the one before are still being written.
import type { RunContext } from './context.ts'
import { breather } from './breathe.ts'
import type { Committer } from './committer.ts'
import { knownIndex, type KnownIndex } from './known-index.ts'
import type { RecordOutcome } from './outcome.ts'
import { goneOutcomes, prepareSlice, stillMoving } from './prepare-slice.ts'
import { processRecord, type RecordFacts, type Writers } from './process-record.ts'
import { articleWriter } from './write-articles.ts'
import { customerWriter } from './write-customers.ts'
import { documentWriter } from './write-documents.ts'
import { priceLearner } from './learn-prices.ts'
import { readBlock, type Block } from './read-block.ts'
import { underWay, type UnderWay } from './under-way.ts'

/** Blocks that one worker writes in a row without standing still between them. What they know of the books is known once for all of them; so many bound it. */
export type Stretch = {
  /** How many have been begun. */
  blocks(): number
  /** Ends when the block's last record is under way; `written` when all of it has its outcome. Who begins the next waits for the former, who counts the block as done for the latter. */
  begin(block: Block): Promise<{ written: Promise<void> }>
}

type Shared = {
  ctx: RunContext; commits: Committer; privatePrices: RecordFacts['privatePrices']; known: KnownIndex; writers: Writers; under: UnderWay
  /** What adopted documents say of their buyers' cards. */
  cards: Map<string, string>
}
type Submit = (outcome: RecordOutcome) => void
type Round = { ids: string[]; stale: string[]; answered: Set<string>; records: Promise<void>[] }

/** Records planned and not yet written: enough for a group on its way and half of another, so that few flushes serve many. What waits longer is copied by the collector again and again. */
const mostUnderWay = 160
/** While others wait for a place in this process: what is under way at once is what a run takes of its time. */
const crowdedUnderWay = 32
/** A record that changed while it waited is read again; three rounds are plenty, what still moves then waits for the next run. */
const mostRounds = 3

export function openStretch(ctx: RunContext, commits: Committer, privatePrices: RecordFacts['privatePrices']): Stretch {
  const known = knownIndex()
  const writers: Writers = { customers: customerWriter(ctx, known), articles: articleWriter(ctx, known), documents: documentWriter(ctx), learnPrices: priceLearner(ctx) }
  const shared: Shared = { ctx, commits, privatePrices, known, writers, under: underWay(() => (ctx.crowded() ? crowdedUnderWay : mostUnderWay)), cards: new Map() }
  let begun = 0
  return {
    blocks: () => begun,
    begin: (block) => {
      begun += 1
      return beginBlock(shared, block)
    },
  }
}

/** One block alone, to its end. */
export async function processBlock(ctx: RunContext, block: Block, commits: Committer, privatePrices: RecordFacts['privatePrices']): Promise<void> {
  await (await openStretch(ctx, commits, privatePrices).begin(block)).written
}

async function beginBlock(shared: Shared, block: Block): Promise<{ written: Promise<void> }> {
  const { ctx, commits } = shared
  const submitted: Promise<unknown>[] = []
  const submit: Submit = (outcome) => {
    const promise = commits.submit(outcome)
    // A commit that fails is reported when the block ends, not while others are still being written.
    promise.catch(() => undefined)
    submitted.push(promise)
  }
  // Beside the work: what the blocks before have filled is looked up by plans that fit it.
  const looking = ctx.store.lookAtNewTables().catch((cause: unknown) => ctx.log.warn({ cause }, 'the tables could not be looked at'))
  /** Also when the run must end here: what was written before gets its outcome. */
  const settled = async (): Promise<void> => {
    await looking
    // While others are under way, what they bring fills the group.
    if (shared.under.idle()) commits.flush()
    await Promise.allSettled(submitted)
  }
  let first: Round
  try {
    first = await beginRound(shared, block, submit, true)
  } catch (caught) {
    await settled()
    throw caught
  }
  const written = (async () => {
    try {
      await endRounds(shared, first, submit)
    } finally {
      await settled()
    }
    await Promise.all(submitted)
  })()
  // Whoever began the block hears of it when the next one is begun, which may be before anybody listens here.
  written.catch(() => undefined)
  return { written }
}

/** The first are written while the last are read and drafted. When it fails, nothing of the round is left being written behind a run that ended. */
async function beginRound(shared: Shared, block: Block, submit: Submit, first: boolean): Promise<Round> {
  const { ctx, known, writers, under } = shared
  const round: Round = { ids: block.ids, stale: [], answered: new Set(), records: [] }
  const breathe = breather()
  try {
    for await (const slice of block.slices) {
      if (first) ctx.counts.read += slice.records.length
      for (const id of slice.records.flatMap((one) => (one.ok ? [one.value.id, ...one.value.mergedIds] : [one.id]))) round.answered.add(id)
      for (const one of await prepareSlice(ctx, slice, { ...shared, submit })) {
        under.check()
        const record = processRecord(ctx, known, writers, one).then((outcome) => {
          if (outcome === 'stale') round.stale.push(one.work.id)
          else submit(outcome)
        })
        round.records.push(record)
        await under.add(record)
        await breathe()
      }
      under.check()
    }
  } catch (caught) {
    await Promise.allSettled(round.records)
    throw caught
  }
  return round
}

async function endRounds(shared: Shared, first: Round, submit: Submit): Promise<void> {
  const { ctx } = shared
  let round = first
  for (let rounds = 1; ; rounds += 1) {
    await Promise.allSettled(round.records)
    await Promise.all(round.records)
    for (const outcome of await goneOutcomes(ctx, round.ids.filter((id) => !round.answered.has(id)))) submit(outcome)
    if (round.stale.length === 0) return
    if (rounds === mostRounds) break
    round = await beginRound(shared, await readBlock(ctx, round.stale), submit, false)
  }
  for (const id of round.stale) submit(stillMoving(ctx, id))
}
