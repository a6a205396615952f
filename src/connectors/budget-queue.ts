// Queue of one budget: who waits for a call, and who is next. People first, organisations in turn, and nobody forgotten.
import type { BudgetCaller } from './connector.ts'

export type FairQueue<T> = {
  readonly size: number
  /** Whether a person is among those that wait. */
  readonly person: boolean
  add(caller: BudgetCaller, item: T): void
  next(): T | undefined
}

/** While people wait, one turn in so many is the others’. */
const othersTurn = 8

/** Within an organisation first come, first served. */
export function fairQueue<T>(): FairQueue<T> {
  const people = rotation<T>()
  const others = rotation<T>()
  let turns = 0
  return {
    get size() {
      return people.size + others.size
    },
    get person() {
      return people.size > 0
    },
    add: (caller, item) => (caller.person ? people : others).add(caller.org, item),
    next() {
      if (people.size === 0) return others.next()
      turns += 1
      return others.size > 0 && turns % othersTurn === 0 ? others.next() : people.next()
    },
  }
}

/** One line per organisation; each gives its first, then goes to the end. */
function rotation<T>(): { readonly size: number; add(org: string, item: T): void; next(): T | undefined } {
  const lines = new Map<string, T[]>()
  let size = 0
  return {
    get size() {
      return size
    },
    add(org, item) {
      const line = lines.get(org)
      if (line === undefined) lines.set(org, [item])
      else line.push(item)
      size += 1
    },
    next() {
      for (const [org, line] of lines) {
        const item = line.shift()
        lines.delete(org)
        if (line.length > 0) lines.set(org, line)
        if (item === undefined) continue
        size -= 1
        return item
      }
      return undefined
    },
  }
}
