// Lists: one page, all pages with a check that none slipped by, and a walk by change stamp that does not drift (facts 51-69).
import { Failure } from '../../core/failure.ts'
import type { Caller, Query } from './caller.ts'
import { unreadable } from './outcome.ts'
import { listAnswer } from './schemas.ts'
import { isWireObject, readStamp } from './wire-values.ts'
import type { WireObject } from './wire-values.ts'

export type Page = { items: unknown[]; more: boolean; pages: number; total: number | null; serverTime: string | null }
export type ListQuestion = { template: string; query?: Query }

/** The vendor's largest page (fact 52). */
export const pageSize = 1000
/** Pages asked for at the same time when a whole list is read. */
const pagesAtOnce = 3
/** A list that changes while it is read is read again, at most so often. */
const rounds = 3

export async function readPage(caller: Caller, question: ListQuestion, page: number): Promise<Page> {
  const raw = await caller.read(question.template, {}, { ...question.query, $page: page, $pagesize: pageSize })
  const read = listAnswer.safeParse(raw)
  if (!read.success) throw unreadable(caller.connection, question.template, read.error.message)
  const { Meta: meta, Data: items } = read.data
  const more = meta.TotalNumberOfPages === null ? items.length >= pageSize : page < meta.TotalNumberOfPages
  return { items, more: more && items.length > 0, pages: meta.TotalNumberOfPages ?? page + (more ? 1 : 0), total: meta.TotalNumberOfResults, serverTime: meta.ServerTimeUtc }
}

/**
 * Every object of a list, page by page; objects seen before are left out. Rows that move between pages make the count of different
 * ids smaller than the total; then the list is read again. The first page's server time comes with each.
 */
export async function* readAllPages(caller: Caller, question: ListQuestion): AsyncIterable<{ items: unknown[]; serverTime: string | null }> {
  const seen = new Set<string>()
  for (let round = 1; round <= rounds; round++) {
    const first = await readPage(caller, question, 1)
    const shown = new Set<string>()
    unseen(first.items, shown)
    yield { items: unseen(first.items, seen), serverTime: first.serverTime }
    let total = first.total
    let last = first
    for (let page = 2; last.more; ) {
      const upTo = Math.max(page, Math.min(last.pages, page + pagesAtOnce - 1))
      const answers = await Promise.all(Array.from({ length: upTo - page + 1 }, (_, index) => readPage(caller, question, page + index)))
      for (const answer of answers) {
        // A list that shows the same again and says it goes on would be read for ever.
        if (answer.more && unseen(answer.items, shown).length === 0) throw unreadable(caller.connection, question.template, 'the next page brings nothing new')
        yield { items: unseen(answer.items, seen), serverTime: first.serverTime }
        total = answer.total
        last = answer
      }
      page = upTo + 1
    }
    if (total === null || seen.size >= total) return
    // Fewer pages than the total needs: not rows that moved, but an answer that contradicts itself.
    if (round === rounds && total > last.pages * pageSize) throw unreadable(caller.connection, question.template, `${total} objects on ${last.pages} pages`)
  }
}

/**
 * Objects whose `field` is `from` or later, in the order of that stamp. After each full page the walk starts anew at the last stamp seen,
 * so a row that changes meanwhile moves ahead of us and never makes another slip by.
 * @throws Failure 'books-query-refused' also when the order asked for is not kept
 */
export async function* readByStamp(caller: Caller, template: string, field: string, from: string): AsyncIterable<{ items: unknown[]; serverTime: string | null }> {
  let cursor = from
  let page = 1
  let seen = new Set<string>()
  let serverTime: string | null = null
  let idle = 0
  for (;;) {
    const answer = await readPage(caller, { template, query: { $filter: `${field} ge ${cursor}`, $orderby: field } }, page)
    serverTime ??= answer.serverTime
    if (answer.more && !isAscending(answer.items, field)) throw new Failure('books-query-refused', { message: `$orderby=${field}` })
    const fresh = unseen(answer.items, seen, field)
    yield { items: fresh, serverTime }
    if (!answer.more) return
    // The page after one that was full of a single stamp may show just those again; two in a row go on for ever.
    idle = fresh.length === 0 ? idle + 1 : 0
    if (idle > 1) throw unreadable(caller.connection, template, 'the next page brings nothing new')
    const last = stampOf(answer.items.at(-1), field)
    if (last !== null && last > cursor) {
      cursor = last
      page = 1
      seen = new Set(answer.items.filter((item) => stampOf(item, field) === last).map((item) => keyOf(item, field)))
    } else page += 1
  }
}

function isAscending(items: unknown[], field: string): boolean {
  const stamps = items.map((item) => stampOf(item, field) ?? '')
  return stamps.every((stamp, index) => index === 0 || stamp >= (stamps[index - 1] ?? ''))
}

/** The first object whose `field` is the text; the vendor's uniqueness may ignore case, so failing that one in other case. */
export function itemWith(items: unknown[], field: string, text: string): WireObject | null {
  const objects = items.filter(isWireObject)
  const wanted = text.toLowerCase()
  return objects.find((item) => item[field] === text) ?? objects.find((item) => String(item[field]).toLowerCase() === wanted) ?? null
}

function unseen(items: unknown[], seen: Set<string>, field?: string): unknown[] {
  return items.filter((item) => {
    const key = keyOf(item, field)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function keyOf(item: unknown, field?: string): string {
  if (!isWireObject(item)) return JSON.stringify(item)
  const id = typeof item.Id === 'string' ? item.Id : JSON.stringify(item)
  return field === undefined ? id : `${id} ${String(item[field])}`
}

export function stampOf(item: unknown, field: string): string | null {
  const value = isWireObject(item) ? item[field] : null
  return typeof value === 'string' ? readStamp(value) : null
}
