// Takes exact numbers of bytes from a stream of pieces of any size, holding no more than what was asked for and one piece.

export type ByteReader = {
  /** Exactly `n` bytes; null when the stream ends before that. */
  take(n: number): Promise<Buffer | null>
}

export function byteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const parts = source[Symbol.asyncIterator]()
  let held: Buffer[] = []
  let size = 0
  return {
    take: async (n) => {
      while (size < n) {
        const next = await parts.next()
        if (next.done === true) return null
        held.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength))
        size += next.value.length
      }
      const all = held.length === 1 ? held[0] ?? Buffer.alloc(0) : Buffer.concat(held)
      held = all.length > n ? [all.subarray(n)] : []
      size = all.length - n
      return all.subarray(0, n)
    },
  }
}
