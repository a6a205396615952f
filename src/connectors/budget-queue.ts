// Queue of those who wait for a call: people first, and nobody forgotten.

export type CallQueue<T> = {
  readonly size: number
  /** Whether a person is among those that wait. */
  readonly person: boolean
  add(item: T, person: boolean): void
  next(): T | undefined
}

/** While people wait, one turn in so many is the others’. */
const othersTurn = 8

export function callQueue<T>(): CallQueue<T> {
  const people: T[] = []
  const others: T[] = []
  let turns = 0
  return {
    get size() {
      return people.length + others.length
    },
    get person() {
      return people.length > 0
    },
    add: (item, person) => void (person ? people : others).push(item),
    next() {
      if (people.length === 0) return others.shift()
      turns += 1
      return others.length > 0 && turns % othersTurn === 0 ? others.shift() : people.shift()
    },
  }
}
