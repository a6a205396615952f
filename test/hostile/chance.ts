// Chance that can be repeated: every case has a seed of its own, made of the run's seed, the door's name and the case's number.
import fc from 'fast-check'

export type Chance = {
  seed: number
  /** 0 <= x < 1. */
  real(): number
  /** A whole number below `bound`. */
  below(bound: number): number
  pick<T>(items: readonly T[]): T
  /** True once in `n` times. */
  oneIn(n: number): boolean
  /** One value of a fast-check arbitrary. */
  of<T>(arbitrary: fc.Arbitrary<T>): T
}

export function seedOf(runSeed: number, door: string, index: number): number {
  let hash = 2_166_136_261 ^ runSeed
  for (const sign of `${door}#${index}`) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 16_777_619)
  return hash >>> 0
}

/** mulberry32: small, fast, and good enough to choose with. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const real = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (bound: number): number => Math.floor(real() * bound)
  return {
    seed, real, below,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined && items.length === 0) throw new Error('nothing to pick from')
      return item as (typeof items)[number]
    },
    oneIn: (n) => below(n) === 0,
    of: (arbitrary) => fc.sample(arbitrary, { seed: below(2 ** 31), numRuns: 1 })[0] as never,
  }
}
