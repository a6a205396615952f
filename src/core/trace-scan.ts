// One pass over a text for many words at once, without case (Aho and Corasick, "Efficient string matching", 1975): a table says from each state and byte where to go next.

export type TraceScan = {
  /**
   * Whether a word stands in the text and its judge agrees.
   * `bytes`: UTF-8; only the first `length` are looked at.
   */
  found(bytes: Uint8Array, length: number): boolean
}

/** Looks closer where a word ends (`end`: index behind its last byte); false lets the search go on. */
export type Judge = (bytes: Uint8Array, end: number, length: number) => boolean
/** `words`: a character a byte, in lower case; "0" stands for any digit, "-" for any of - + and space. A word without a judge is found where it stands. */
export type TraceWords = { words: readonly string[]; judge?: Judge }

/** Values of a byte. */
const columns = 256

const always: Judge = () => true

export function createTraceScan(groups: readonly TraceWords[]): TraceScan {
  const next: number[][] = [[]]
  const judges = new Map<number, Judge[]>()
  for (const { words, judge } of groups) {
    for (const word of words) {
      let state = 0
      for (let at = 0; at < word.length; at += 1) {
        const row = next[state] ?? []
        const sign = word.charCodeAt(at)
        const known = row[sign]
        if (known === undefined) {
          next.push([])
          row[sign] = next.length - 1
        }
        state = row[sign] ?? 0
      }
      // A word of two groups is judged by both.
      judges.set(state, [...(judges.get(state) ?? []), judge ?? always])
    }
  }
  const { table, first, judgesFrom } = completed(next, judges)
  return {
    found(bytes, length) {
      const place = { at: 0, row: 0 }
      while (advanced(table, first, bytes, length, place)) {
        if ((judgesFrom[(place.row - first) / columns] ?? always)(bytes, place.at, length)) return true
      }
      return false
    },
  }
}

/** Goes on to where the next word ends; false when none does. A state is where its row begins, so that a step is one addition and one look. Calls nothing: that makes it twice as fast. */
function advanced(table: Uint32Array, first: number, bytes: Uint8Array, length: number, place: { at: number; row: number }): boolean {
  let { at, row } = place
  while (at < length) {
    row = table[row + (bytes[at] ?? 0)] ?? 0
    at += 1
    if (row >= first) {
      place.at = at
      place.row = row
      return true
    }
  }
  return false
}

/**
 * Every state with a way on for every byte: where its word does not go on, that of the longest word that begins inside it.
 * States at which a word ends are numbered last, so that one comparison tells them.
 */
function completed(next: number[][], judges: ReadonlyMap<number, Judge[]>): { table: Uint32Array; first: number; judgesFrom: Judge[] } {
  const shorter = next.map(() => 0)
  const whole = next.map(() => Array.from({ length: columns }, () => 0))
  const judgesOf = next.map((_, state): Judge[] => [...(judges.get(state) ?? [])])
  const queue = [0]
  for (let read = 0; read < queue.length; read += 1) {
    const state = queue[read] ?? 0
    const fallen = shorter[state] ?? 0
    if (state !== 0) judgesOf[state]?.push(...(judgesOf[fallen] ?? []))
    for (let sign = 0; sign < columns; sign += 1) {
      const child = next[state]?.[sign]
      const row = whole[state] ?? []
      if (child === undefined) row[sign] = state === 0 ? 0 : (whole[fallen]?.[sign] ?? 0)
      else {
        row[sign] = child
        shorter[child] = state === 0 ? 0 : (whole[fallen]?.[sign] ?? 0)
        queue.push(child)
      }
    }
  }
  const plain = queue.filter((state) => (judgesOf[state] ?? []).length === 0)
  const ending = queue.filter((state) => (judgesOf[state] ?? []).length > 0)
  const order = [...plain, ...ending]
  const place = new Map(order.map((state, index) => [state, index]))
  const table = new Uint32Array(order.length * columns)
  for (const [index, state] of order.entries()) {
    for (let byte = 0; byte < columns; byte += 1) table[index * columns + byte] = (place.get(whole[state]?.[folded(byte)] ?? 0) ?? 0) * columns
  }
  const all = ending.map((state): Judge => {
    const some = judgesOf[state] ?? []
    return some.length === 1 && some[0] !== undefined ? some[0] : (bytes, end, length) => some.some((judge) => judge(bytes, end, length))
  })
  return { table, first: plain.length * columns, judgesFrom: all }
}

function folded(byte: number): number {
  if (byte >= 65 && byte <= 90) return byte + 32
  if (byte >= 48 && byte <= 57) return 48
  return byte === 43 || byte === 32 ? 45 : byte
}
