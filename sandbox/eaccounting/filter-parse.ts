// Parses the vendor's $filter: an OData v4 subset (facts 55-58). Syntax only; which fields may be used is filter-compile.ts.
import { refuse } from './refusal.ts'

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'
export type Literal = { kind: 'literal'; type: 'text' | 'number' | 'flag' | 'null' | 'guid' | 'instant'; value: string | number | boolean | null }
export type Operand = Literal | { kind: 'field'; name: string; negative: boolean } | { kind: 'part'; part: string; name: string }
export type Clause =
  | { kind: 'and' | 'or'; left: Clause; right: Clause }
  | { kind: 'not'; clause: Clause }
  | { kind: 'compare'; comparison: Comparison; left: Operand; right: Operand }
  | { kind: 'search'; search: 'startswith' | 'endswith' | 'contains'; name: string; value: string }
  | { kind: 'any'; collection: string; variable: string; clause: Clause }

const comparisons = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le'])
const searches = new Set(['startswith', 'endswith', 'contains'])
const parts = new Set(['length', 'year', 'month', 'day', 'hour'])
const token = /\s*(?:('(?:[^']|'')*')|([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})|(\d{4}-\d{2}-\d{2}(?:T[0-9:.]+(?:Z|[+-]\d{2}:?\d{2})?)?)|(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_/]*)|([(),:-]))/y

function tokens(text: string): string[] {
  const found: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    if (text.slice(token.lastIndex).trim() === '') break
    const at = token.lastIndex
    const match = token.exec(text)
    if (!match) throw refuse(6000, `Query parameter error: syntax error at position ${at} in '${text}'.`)
    found.push(match[0].trim())
  }
  return found
}

/** @throws Refusal 400/6000 when it cannot be read, 400/6001 for an impossible date */
export function parseFilter(text: string): Clause {
  const words = tokens(text)
  let at = 0
  const peek = (): string | undefined => words[at]
  const fail = (): never => {
    throw refuse(6000, `Query parameter error: unexpected ${peek() === undefined ? 'end' : `'${peek()}'`} in '${text}'.`)
  }
  const next = (): string => words[at++] ?? fail()
  const expect = (word: string): void => {
    if (next() !== word) { at--; fail() }
  }

  const either = (): Clause => {
    let left = both()
    while (peek() === 'or') { at++; left = { kind: 'or', left, right: both() } }
    return left
  }
  const both = (): Clause => {
    let left = single()
    while (peek() === 'and') { at++; left = { kind: 'and', left, right: single() } }
    return left
  }
  const single = (): Clause => {
    const word = peek()
    if (word === undefined) return fail()
    if (word === 'not') { at++; return { kind: 'not', clause: single() } }
    if (word === '(') { at++; const inside = either(); expect(')'); return inside }
    if (searches.has(word) && words[at + 1] === '(') return search()
    if (word.endsWith('/any') && words[at + 1] === '(') return any()
    const left = operand()
    const comparison = next()
    if (!comparisons.has(comparison)) { at--; fail() }
    return { kind: 'compare', comparison: comparison as Comparison, left, right: operand() }
  }
  const search = (): Clause => {
    const name = next() as 'startswith'
    expect('(')
    const field = next()
    expect(',')
    const value = operand()
    expect(')')
    if (value.kind !== 'literal' || typeof value.value !== 'string' || value.type !== 'text') return fail()
    return { kind: 'search', search: name, name: field, value: value.value }
  }
  const any = (): Clause => {
    const collection = next().slice(0, -4)
    expect('(')
    const variable = next()
    expect(':')
    const clause = either()
    expect(')')
    return { kind: 'any', collection, variable, clause }
  }
  const operand = (): Operand => {
    const word = next()
    if (word === '-') {
      const inner = operand()
      if (inner.kind === 'literal' && typeof inner.value === 'number') return { ...inner, value: -inner.value }
      return inner.kind === 'field' ? { ...inner, negative: !inner.negative } : fail()
    }
    if (parts.has(word) && peek() === '(') {
      at++
      const name = next()
      expect(')')
      return { kind: 'part', part: word, name }
    }
    return literal(word) ?? { kind: 'field', name: word, negative: false }
  }
  const literal = (word: string): Literal | null => {
    if (word.startsWith("'")) return { kind: 'literal', type: 'text', value: word.slice(1, -1).replaceAll("''", "'") }
    if (word === 'true' || word === 'false') return { kind: 'literal', type: 'flag', value: word === 'true' }
    if (word === 'null') return { kind: 'literal', type: 'null', value: null }
    if (/^[0-9a-fA-F]{8}-/.test(word)) return { kind: 'literal', type: 'guid', value: word.toLowerCase() }
    if (/^\d{4}-\d{2}-\d{2}/.test(word)) {
      const instant = Date.parse(word)
      if (Number.isNaN(instant)) throw refuse(6001, `Invalid input: '${word}' is not a valid date.`)
      return { kind: 'literal', type: 'instant', value: instant }
    }
    if (/^\d/.test(word)) return { kind: 'literal', type: 'number', value: Number(word) }
    return /^[A-Za-z_]/.test(word) ? null : fail()
  }

  const clause = either()
  if (at < words.length) fail()
  return clause
}
