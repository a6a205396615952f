// Changes: what a list holds, whole or since a stamp, with the stamp to continue from.
import type { Caller } from './caller.ts'
import { firstAccepted } from './filters.ts'
import type { FilterMemory } from './filters.ts'
import { readAllPages, readByStamp, stampOf } from './list-pages.ts'
import { isWireObject } from './wire-values.ts'

export type ChangeQuestion = {
  template: string
  /** Stamps that can be filtered; each finds its own changes (a stamp may be null on objects never changed). Empty: the list is always read whole. */
  stamps: string[]
  /** A parameter of its own for changes (fact 65). */
  parameter?: string
}
export type Changes = { items: unknown[]; until: string }

/** Lists may lag and clocks differ: each read reaches so far back (fact 67). Milliseconds, divided by the time scale. */
export const overlapMs = 300_000

/** The stamp to continue from when something in the list could not be read as it should: the same as before, so that it is read again and not remembered wrongly. */
export function untilOf(page: Changes, since: string | null, allWell: boolean): string {
  return allWell ? page.until : (since ?? beginning)
}

/** "From the beginning", for a read that was interrupted before it knew better. */
const beginning = '1970-01-01T00:00:00.000Z'

/**
 * Pages of raw objects. `until` is `since` again on every page but the last, whose `until` is the server's time when the read began.
 * An object comes again only when it changed meanwhile.
 */
export async function* changedSince(caller: Caller, memory: FilterMemory, clock: { now: () => number; timeScale: number }, question: ChangeQuestion, since: string | null): AsyncIterable<Changes> {
  const whole = since === null || since <= beginning || question.stamps.length === 0
  const asked = new Date(clock.now()).toISOString()
  let serverTime: string | null = null
  let held: unknown[] | null = null
  let wholeRead = false
  const seen = new Set<string>()
  for await (const page of whole ? readAllPages(caller, { template: question.template }) : incremental(since)) {
    serverTime ??= page.serverTime
    if (held !== null) yield { items: held, until: since ?? beginning }
    held = whole ? page.items : page.items.filter(firstSeen)
  }
  yield { items: held ?? [], until: serverTime ?? asked }

  /** A change is found by each of its stamps; it is told once. */
  function firstSeen(item: unknown): boolean {
    const key = isWireObject(item) ? JSON.stringify([item.Id, ...question.stamps.map((field) => item[field])]) : JSON.stringify(item)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  }

  async function* incremental(stamp: string): AsyncIterable<{ items: unknown[]; serverTime: string | null }> {
    const from = new Date(Date.parse(stamp) - overlapMs / clock.timeScale).toISOString()
    for (const field of question.stamps) {
      if (wholeRead) return // A list that had to be read whole has shown the changes of every stamp.
      const { template, parameter } = question
      const asParameter = parameter === undefined || field === 'CreatedUtc' ? [] : [
        { name: `${template} ${parameter}`, ask: () => readAllPages(caller, { template, query: { [parameter]: from } }) },
      ]
      yield* firstAccepted(memory, [
        { name: `${template} ${field} sorted`, ask: () => readByStamp(caller, template, field, from) },
        { name: `${template} ${field}`, ask: () => readAllPages(caller, { template, query: { $filter: `${field} ge ${from}` } }) },
        ...asParameter,
        { name: `${template} pages`, ask: () => onlySince(readAllPages(caller, { template }), from) },
      ])
    }
  }

  /** The whole list, less what all its stamps say is old. */
  async function* onlySince(pages: AsyncIterable<{ items: unknown[]; serverTime: string | null }>, from: string): AsyncIterable<{ items: unknown[]; serverTime: string | null }> {
    wholeRead = true
    for await (const page of pages) {
      const items = page.items.filter((item) => question.stamps.some((field) => (stampOf(item, field) ?? from) >= from))
      yield { items, serverTime: page.serverTime }
    }
  }
}
