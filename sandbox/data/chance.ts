// Repeatable chance for the ordinary deals: the same start number always gives the same deals.

export type Chance = {
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  /** True in about `percent` of the calls. */
  inPercent(percent: number): boolean
  /** One of the items. Throws on an empty list. */
  pick<T>(items: readonly T[]): T
}

/** A mulberry32 generator behind three questions. */
export function chanceFrom(start: number): Chance {
  let state = start >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1))
  return {
    whole,
    inPercent: (percent) => fraction() * 100 < percent,
    pick: (items) => {
      const item = items[whole(0, items.length - 1)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
  }
}
