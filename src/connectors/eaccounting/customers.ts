// Customers: known cards by change stamp, cards by id or number, creating with our own number, updating by read, merge, compare, write.
import type { CustomerCard } from '../../core/books.ts'
import type { CustomerCreate } from '../../core/document-draft.ts'
import type { Books } from '../connector.ts'
import { changedSince, untilOf } from './changes.ts'
import { createBody, mergedBody, readCard, readListedCard } from './customer-wire.ts'
import type { CardLists } from './customer-wire.ts'
import { isEcho } from './echo.ts'
import { firstAccepted, literal } from './filters.ts'
import { itemWith, readAllPages } from './list-pages.ts'
import { unreadable, writeAll } from './outcome.ts'
import type { Before } from './outcome.ts'
import type { Room } from './room.ts'
import { isWireObject } from './wire-values.ts'

const list = '/v2/customers'
const one = '/v2/customers/{customerId}'

export function customersOf(room: Room): Books['customers'] {
  const { caller, memory } = room

  function card(raw: unknown, lists: CardLists, read = readListedCard(raw, lists)?.card ?? null): CustomerCard {
    if (read === null) throw unreadable(caller.connection, 'customer', JSON.stringify(raw)?.slice(0, 300))
    return read
  }

  async function post(create: CustomerCreate, before: Before): Promise<CustomerCard> {
    if (create.number === null || create.number === '') throw room.failure('books-field-refused', { field: 'CustomerNumber', message: 'CustomerNumber' })
    const lists = await room.cardLists()
    const answer = await caller.write({ method: 'POST', template: list, json: createBody(create, lists), before })
    const made = readCard(answer, lists)
    return card(answer, lists, made !== null && isEcho(create.number, made.number) && made.id !== made.termsId ? made : null)
  }

  async function put({ id, changes }: { id: string; changes(card: CustomerCard): Record<string, string> }, before: Before): Promise<CustomerCard> {
    const lists = await room.cardLists()
    const raw = await caller.find(one, { customerId: id })
    if (!isWireObject(raw)) throw room.failure('record-gone', { kind: 'Kund', id })
    const present = card(raw, lists)
    const { body, changed } = mergedBody(raw, changes(present), lists, caller.connection)
    if (!changed) return present
    const answer = await caller.write({ method: 'PUT', template: one, ids: { customerId: id }, json: body, before })
    // The answer of PUT is the object (fact 50); should it be empty, what was sent stands.
    const shown = isWireObject(answer) ? answer : { ...raw, ...body }
    const read = readCard(shown, lists)
    return card(shown, lists, read?.id === id ? read : null)
  }

  return {
    async *known(since) {
      const lists = await room.cardLists()
      let allWell = true
      for await (const page of changedSince(caller, memory, room.clock, { template: list, stamps: ['ChangedUtc'] }, since)) {
        const items = page.items.map((raw) => {
          const read = readListedCard(raw, lists)
          if (read?.isOdd === true) allWell = false
          return card(raw, lists, read?.card ?? null)
        })
        yield { items, until: untilOf(page, since, allWell) }
      }
    },
    async get(ids) {
      const lists = await room.cardLists()
      const found: CustomerCard[] = []
      for (let from = 0; from < ids.length; from += 16) {
        const raws = await Promise.all(ids.slice(from, from + 16).map((customerId) => caller.find(one, { customerId })))
        found.push(...raws.filter(isWireObject).map((raw) => card(raw, lists)).filter((one) => ids.includes(one.id)))
      }
      return found
    },
    create: (items, before) => writeAll(items, before, post),
    update: (items, before) => writeAll(items, before, put),
    async byNumber(number) {
      const lists = await room.cardLists()
      const questions = [
        { name: `${list} CustomerNumber`, ask: () => readAllPages(caller, { template: list, query: { $filter: `CustomerNumber eq ${literal(number)}` } }) },
        { name: `${list} pages`, ask: () => readAllPages(caller, { template: list }) },
      ]
      for await (const page of firstAccepted(memory, questions)) {
        const raw = itemWith(page.items, 'CustomerNumber', number)
        if (raw !== null) return card(raw, lists)
      }
      return null
    },
  }
}
