// One list answer: paging, filter, sort, select and the Meta/Data envelope (facts 51-60).
import { instantAt, instantText } from './calendar.ts'
import type { Choices } from './choices.ts'
import type { Entity, Fields } from './fields.ts'
import { fieldOf } from './fields.ts'
import { compileFilter } from './filter-compile.ts'
import type { CompiledFilter } from './filter-compile.ts'
import { refuse } from './refusal.ts'
import type { Kept, Row, Table } from './table.ts'

export type ListRequest = {
  query: URLSearchParams
  choices: Choices
  now: number
  /** Objects created after this moment do not show (a lagging list). */
  visibleBefore: number
  /** $filter is refused (a fault). */
  filtersRefused: boolean
}
export type ListAnswer = {
  Meta: { CurrentPage: number; PageSize: number; TotalNumberOfPages: number; TotalNumberOfResults: number; ServerTimeUtc: string }
  Data: unknown[]
}

/**
 * Answers a list call. Oldest first unless $orderby says otherwise.
 * @param present the object as it is answered
 * @param extra a further test of each row (modifiedSinceUtc)
 * @throws Refusal 400/6000 or 400/6001
 */
export function answerList<T extends Row>(
  request: ListRequest, of: Entity<Fields, Fields>, table: Table<T>, present: (value: T) => object = same, extra?: (value: T) => boolean,
): ListAnswer {
  const { query, choices } = request
  const filterText = query.get('$filter')
  if (filterText !== null && request.filtersRefused) throw refuse(6000, 'Query parameter error: $filter is not supported.')
  const filter = filterText === null || filterText.trim() === '' ? null : compileFilter(of, filterText, choices)
  let rows: readonly Kept<T>[] = candidates(table, filter)
  if (filter) rows = rows.filter(kept => filter.test(kept.value))
  if (extra) rows = rows.filter(kept => extra(kept.value))
  if (request.visibleBefore < request.now) rows = rows.filter(kept => kept.createdAt <= request.visibleBefore)
  rows = sorted(rows, of, query.get('$orderby'))
  return envelope(request, rows, kept => present(kept.value), of)
}

/** A list that is not a table, e.g. currencies. */
export function answerPlainList(request: ListRequest, of: Entity<Fields, Fields>, values: readonly object[]): ListAnswer {
  const filterText = request.query.get('$filter')
  const filter = filterText === null ? null : compileFilter(of, filterText, request.choices)
  return envelope(request, filter ? values.filter(filter.test) : values, value => value, of)
}

function same<T extends object>(value: T): object {
  return value
}

function candidates<T extends Row>(table: Table<T>, filter: CompiledFilter | null): readonly Kept<T>[] {
  let best: readonly Kept<T>[] | null = null
  for (const pin of filter?.pins ?? []) {
    const found = table.where(pin.field, pin.value)
    if (!best || found.length < best.length) best = found
  }
  return best ?? table.kept()
}

function envelope<V>(request: ListRequest, rows: readonly V[], present: (value: V) => object, of: Entity<Fields, Fields>): ListAnswer {
  const { query, choices } = request
  const size = number(query, '$pagesize', 50, 1000)
  const page = number(query, '$page', 1, Number.MAX_SAFE_INTEGER)
  const top = choices.topSkipHonoured ? query.get('$top') : null
  const from = top === null ? (page - 1) * size : Number(query.get('$skip') ?? 0)
  const to = top === null ? from + size : from + Number(top)
  const names = selection(of, query.get('$select'))
  const data: unknown[] = []
  for (let at = from; at < to && at < rows.length; at++) {
    const row = rows[at]
    if (row !== undefined) data.push(names ? pick(present(row), names) : present(row))
  }
  return {
    Meta: {
      CurrentPage: page,
      PageSize: size,
      TotalNumberOfPages: Math.ceil(rows.length / size),
      TotalNumberOfResults: rows.length,
      ServerTimeUtc: instantText(request.now),
    },
    Data: data,
  }
}

function number(query: URLSearchParams, name: string, absent: number, max: number): number {
  const text = query.get(name)
  if (text === null) return absent
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1 || value > max) throw refuse(6001, `Invalid input: ${name} must be a whole number between 1 and ${max}.`)
  return value
}

function sorted<T extends Row>(rows: readonly Kept<T>[], of: Entity<Fields, Fields>, orderBy: string | null): readonly Kept<T>[] {
  if (orderBy === null || orderBy.trim() === '') return rows
  const keys = orderBy.split(',').map(part => {
    const [name = '', direction = 'asc', ...rest] = part.trim().split(/\s+/)
    const field = fieldOf(of, name)
    if (!field || field.kind === 'list' || field.kind === 'opaque' || rest.length > 0 || !/^(asc|desc)$/.test(direction)) {
      throw refuse(6000, `Query parameter error: '${part.trim()}' cannot be used in $orderby.`)
    }
    const isTime = field.kind === 'instant'
    return { name, sign: direction === 'desc' ? -1 : 1, isTime }
  })
  const keyed = rows.map(kept => ({ kept, values: keys.map(key => sortKey(read(kept.value, key.name), key.isTime)) }))
  keyed.sort((a, b) => {
    for (const [at, key] of keys.entries()) {
      const order = compareKeys(a.values[at], b.values[at])
      if (order !== 0) return order * key.sign
    }
    return a.kept.place - b.kept.place
  })
  return keyed.map(each => each.kept)
}

type SortKey = string | number | null | undefined

function sortKey(value: unknown, isTime: boolean): SortKey {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string') return null
  return isTime ? instantAt(value) : value.toLowerCase()
}

/** Null comes first. */
function compareKeys(a: SortKey, b: SortKey): number {
  if (a === b) return 0
  if (a === null || a === undefined) return -1
  if (b === null || b === undefined) return 1
  return a < b ? -1 : 1
}

function selection(of: Entity<Fields, Fields>, select: string | null): string[] | null {
  if (select === null || select.trim() === '') return null
  return select.split(',').map(part => {
    const name = part.trim()
    if (!fieldOf(of, name)) throw refuse(6000, `Query parameter error: could not find a property named '${name}' on type '${of.name}'.`)
    return name
  })
}

function pick(value: object, names: readonly string[]): object {
  return Object.fromEntries(names.map(name => [name, read(value, name)]))
}

function read(value: object, name: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[name]
}
