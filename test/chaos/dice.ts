// Dice: seeded chance, so that the same seed and round always give the same plan.

export type Dice = {
  /** 0 up to, not including, 1. */
  next(): number
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** Some of the list, in its own order. */
  some<T>(from: readonly T[], probability: number): T[]
}

/** mulberry32 over a hash of the words: small, repeatable, even enough for trouble. */
export function dice(...words: (string | number)[]): Dice {
  let state = 2_166_136_261
  for (const letter of words.join('/')) state = Math.imul(state ^ letter.charCodeAt(0), 16_777_619) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    next, int,
    chance: (probability) => next() < probability,
    pick: (from) => {
      const picked = from[int(0, from.length - 1)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
    some: (from, probability) => from.filter(() => next() < probability),
  }
}
