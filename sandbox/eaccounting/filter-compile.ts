// Turns a parsed $filter into a test of one row, refusing fields that cannot be filtered and literals of the wrong kind.
import { instantAt } from './calendar.ts'
import type { Choices } from './choices.ts'
import type { Entity, Field, FilterRule, Fields } from './fields.ts'
import { fieldOf } from './fields.ts'
import type { Clause, Comparison, Operand } from './filter-parse.ts'
import { parseFilter } from './filter-parse.ts'
import { refuse } from './refusal.ts'

type Row = Readonly<Record<string, unknown>>
type Scalar = string | number | boolean | null
/** `pins` are `Field eq value` that every row must meet: an index can answer them. */
export type CompiledFilter = { test: (row: object) => boolean; pins: readonly { field: string; value: Scalar }[] }

/** Row fields that a lambda over Rows may use (fact 57). */
const lambdaFields: Readonly<Record<string, readonly string[]>> = {
  customerinvoices: ['Text', 'ArticleNumber'], customerinvoicedrafts: ['ArticleNumber'],
}

/** Whether one property of one list can be filtered: per property, as the vendor does it (fact 59). */
export function isFilterable(entityName: string, name: string, rule: FilterRule, choices: Choices): boolean {
  const key = `${entityName}.${name}`
  if (choices.notFilterable.includes(key)) return false
  if (choices.alsoFilterable.includes(key)) return true
  switch (rule) {
    case 'yes': return true
    case 'no': return false
    case 'mark': return choices.marksFilterable
    case 'customerId': return choices.customerIdFilterable
    case 'createdUtc': return choices.createdUtcFilterable
    case 'modifiedUtc': return choices.modifiedUtcFilterable
    case 'createdFrom': return choices.createdFromFilterable
    case 'partnerLink': return choices.partnerLinkFilterable
    default: return rule satisfies never
  }
}

/** @throws Refusal 400/6000 (syntax, field, literal kind) or 400/6001 (date) */
export function compileFilter(of: Entity<Fields, Fields>, text: string, choices: Choices): CompiledFilter {
  const clause = parseFilter(text)
  const pins: { field: string; value: Scalar }[] = []
  gather(clause, pins)
  return { test: compile(of, clause, choices, null), pins }
}

function gather(clause: Clause, pins: { field: string; value: Scalar }[]): void {
  if (clause.kind === 'and') {
    gather(clause.left, pins)
    gather(clause.right, pins)
  } else if (clause.kind === 'compare' && clause.comparison === 'eq' && clause.left.kind === 'field' && !clause.left.negative && clause.right.kind === 'literal'
    && clause.right.type !== 'instant') {
    pins.push({ field: clause.left.name, value: clause.right.value })
  }
}

type Lambda = { variable: string; allowed: readonly string[] } | null

function compile(of: Entity<Fields, Fields>, clause: Clause, choices: Choices, lambda: Lambda): (row: object) => boolean {
  switch (clause.kind) {
    case 'and': {
      const [left, right] = [compile(of, clause.left, choices, lambda), compile(of, clause.right, choices, lambda)]
      return row => left(row) && right(row)
    }
    case 'or': {
      const [left, right] = [compile(of, clause.left, choices, lambda), compile(of, clause.right, choices, lambda)]
      return row => left(row) || right(row)
    }
    case 'not': {
      const inner = compile(of, clause.clause, choices, lambda)
      return row => !inner(row)
    }
    case 'any': {
      const allowed = clause.collection === 'Rows' ? lambdaFields[of.name] : undefined
      if (!allowed || lambda) throw refuse(6000, `Query parameter error: '${clause.collection}/any' is not supported.`)
      const rowEntity = of.writable.Rows?.of ?? of
      const inner = compile(rowEntity, clause.clause, choices, { variable: clause.variable, allowed })
      return row => ((row as Row).Rows as object[]).some(inner)
    }
    case 'search': {
      const { name, field } = column(of, clause.name, choices, lambda)
      if (field.kind !== 'text') throw refuse(6000, `Query parameter error: ${clause.search} needs a text property, '${name}' is not.`)
      const wanted = fold(clause.value, choices)
      const how = clause.search === 'contains' ? 'includes' : clause.search === 'startswith' ? 'startsWith' : 'endsWith'
      return row => {
        const value = (row as Row)[name]
        return typeof value === 'string' && fold(value, choices)[how](wanted)
      }
    }
    case 'compare':
      return compare(of, clause.comparison, clause.left, clause.right, choices, lambda)
    default:
      return clause satisfies never
  }
}

function column(of: Entity<Fields, Fields>, written: string, choices: Choices, lambda: Lambda): { name: string; field: Field<unknown> } {
  const name = lambda && written.startsWith(`${lambda.variable}/`) ? written.slice(lambda.variable.length + 1) : written
  const field = fieldOf(of, name)
  if (!field) throw refuse(6000, `Query parameter error: could not find a property named '${written}' on type '${of.name}'.`)
  const allowed = lambda ? lambda.allowed.includes(name) : isFilterable(of.name, name, field.filter, choices)
  if (!allowed) throw refuse(6000, `Query parameter error: the property '${name}' cannot be used in the $filter query option.`)
  return { name, field }
}

function fold(text: string, choices: Choices): string {
  return choices.textIgnoresCase ? text.toLowerCase() : text
}

type Reading = { kind: Field<unknown>['kind']; read: (row: object) => Scalar }

function compare(of: Entity<Fields, Fields>, comparison: Comparison, left: Operand, right: Operand, choices: Choices, lambda: Lambda): (row: object) => boolean {
  const leftReading = left.kind === 'literal' ? null : reading(of, left, choices, lambda)
  if (!leftReading) throw refuse(6000, 'Query parameter error: the left side of a comparison must be a property.')
  const isTime = leftReading.kind === 'instant' || leftReading.kind === 'date'
  if (isTime && (right.kind !== 'literal' || (right.type !== 'instant' && right.type !== 'null'))) {
    throw refuse(6001, 'Invalid input: a date is written unquoted, as 2016-12-31T23:59:59.00Z.')
  }
  if (right.kind === 'literal') {
    checkLiteral(leftReading.kind, right.type)
    const wanted = typeof right.value === 'string' ? fold(right.value, choices) : right.value
    return row => holds(comparison, leftReading.read(row), wanted)
  }
  const rightReading = reading(of, right, choices, lambda)
  return row => holds(comparison, leftReading.read(row), rightReading.read(row))
}

function checkLiteral(kind: Field<unknown>['kind'], type: string): void {
  if (type === 'null') return
  const fits = kind === 'text' ? type === 'text'
    : kind === 'guid' ? type === 'guid'
    : kind === 'flag' ? type === 'flag'
    : kind === 'whole' || kind === 'decimal' ? type === 'number'
    : type === 'instant'
  if (!fits) throw refuse(6000, `Query parameter error: a ${kind} cannot be compared with a ${type} literal.`)
}

function reading(of: Entity<Fields, Fields>, operand: Exclude<Operand, { kind: 'literal' }>, choices: Choices, lambda: Lambda): Reading {
  const { name, field } = column(of, operand.name, choices, lambda)
  if (operand.kind === 'part') {
    const part = operand.part
    return { kind: 'whole', read: row => partOf(part, (row as Row)[name]) }
  }
  if (field.kind === 'instant' || field.kind === 'date') return { kind: field.kind, read: row => instantOf((row as Row)[name]) }
  const negative = operand.negative
  return {
    kind: field.kind,
    read: row => {
      const value = (row as Row)[name]
      if (typeof value === 'number') return negative ? -value : value
      if (typeof value === 'string') return fold(value, choices)
      return typeof value === 'boolean' ? value : null
    },
  }
}

function instantOf(value: unknown): number | null {
  return typeof value === 'string' && value !== '' ? instantAt(value) : null
}

function partOf(part: string, value: unknown): number | null {
  if (typeof value !== 'string') return null
  if (part === 'length') return value.length
  const at = new Date(value)
  return part === 'year' ? at.getUTCFullYear() : part === 'month' ? at.getUTCMonth() + 1 : part === 'day' ? at.getUTCDate() : at.getUTCHours()
}

function holds(comparison: Comparison, left: Scalar, right: Scalar): boolean {
  if (comparison === 'eq') return left === right
  if (comparison === 'ne') return left !== right
  if (left === null || right === null) return false
  switch (comparison) {
    case 'gt': return left > right
    case 'ge': return left >= right
    case 'lt': return left < right
    case 'le': return left <= right
    default: return comparison satisfies never
  }
}
