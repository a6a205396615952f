// Reading a block of records: slice by slice, each begun while the one before is worked on, so that a block is never whole in memory.
import type { Parsed, SaleRecord } from '../core/sale-record.ts'
import type { RunContext } from './context.ts'

/** `readAt`: when its reading began; nothing in the slice is older, apart from what belongs to whom, which is asked for the whole block. */
export type Slice = { readAt: number; records: Parsed<SaleRecord>[] }
/** `slices` may be gone through once. */
export type Block = { ids: string[]; slices: AsyncIterable<Slice> }

/** Begins to read at once, so that the next block is at hand when this one is written. Failures are thrown where the slices are gone through. */
export async function readBlock(ctx: RunContext, ids: string[]): Promise<Block> {
  return { ids, slices: oneAhead(ids.length === 0 ? nothing() : ctx.source.client.read(ctx.kind, ids, ctx.recipe.want), ctx.now) }
}

function oneAhead(stream: AsyncIterable<Parsed<SaleRecord>[]>, now: () => number): AsyncIterable<Slice> {
  const iterator = stream[Symbol.asyncIterator]()
  const begin = async (): Promise<IteratorResult<Slice>> => {
    const readAt = now()
    const read = await iterator.next()
    return read.done === true ? { done: true, value: undefined } : { done: false, value: { readAt, records: read.value } }
  }
  const begun = (): Promise<IteratorResult<Slice>> => {
    const slice = begin()
    // Reported when its turn comes; until then nobody listens.
    slice.catch(() => undefined)
    return slice
  }
  let next = begun()
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const slice = await next
        if (slice.done !== true) next = begun()
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

async function* nothing(): AsyncIterable<Parsed<SaleRecord>[]> {
  // No records, no slices.
}
