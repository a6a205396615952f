// Reading a block of records: slice by slice, each begun while the one before is worked on, so that a block is never whole in memory.
import type { Parsed, SaleRecord } from '../core/sale-record.ts'
import type { RunContext } from './context.ts'

type Slice = Parsed<SaleRecord>[]
/** `readAt`: when the reading began; nothing in the block is older. `slices` may be gone through once. */
export type Block = { ids: string[]; readAt: number; slices: AsyncIterable<Slice> }

/** Begins to read at once, so that the next block is at hand when this one is written. Failures are thrown where the slices are gone through. */
export async function readBlock(ctx: RunContext, ids: string[]): Promise<Block> {
  return { ids, readAt: ctx.now(), slices: oneAhead(ids.length === 0 ? nothing() : ctx.source.client.read(ctx.kind, ids, ctx.recipe.want)) }
}

function oneAhead(stream: AsyncIterable<Slice>): AsyncIterable<Slice> {
  const iterator = stream[Symbol.asyncIterator]()
  const begin = (): Promise<IteratorResult<Slice>> => {
    const slice = iterator.next()
    // Reported when its turn comes; until then nobody listens.
    slice.catch(() => undefined)
    return slice
  }
  let next = begin()
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const slice = await next
        if (slice.done !== true) next = begin()
        return slice
      },
      return: async () => {
        // What is being read meanwhile ends by itself.
        void iterator.return?.()
        return { done: true, value: undefined }
      },
    }),
  }
}

async function* nothing(): AsyncIterable<Slice> {
  // No records, no slices.
}
