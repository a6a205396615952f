// The vendor's value shapes on the wire: property names in either case, dates and stamps in either form, numbers without float noise.
import { DateTime } from 'luxon'
import { z } from 'zod'
import { parseDecimal, toText, decimal } from '../../core/decimals.ts'
import type { DecimalText } from '../../core/decimals.ts'
import { Failure } from '../../core/failure.ts'

export type WireObject = Record<string, unknown>

/**
 * Property names with a capital first letter, all the way down: the canonical form, whatever the answer used (fact 39).
 * An answer is written in one form throughout, so one whose first name is canonical is given back as it is.
 */
export function pascalKeys(value: unknown): unknown {
  const sample = Array.isArray(value) ? (value as unknown[])[0] : value
  const first = isWireObject(sample) ? Object.keys(sample)[0] : undefined
  return first !== undefined && /^[A-Z]/.test(first) ? value : renamed(value)
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed)
  if (!isWireObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.charAt(0).toUpperCase() + name.slice(1), renamed(inner)]))
}

export function isWireObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads one value of an answer; `misfit` when it is none of its kind. */
export type LeafReader<T> = (value: unknown) => T | typeof misfit
export const misfit = Symbol('misfit')

const readers = new WeakMap<z.ZodType, LeafReader<unknown>>()

/** How the values of a schema made here are read one by one; undefined for any other schema. */
export function leafReader(schema: z.ZodType): LeafReader<unknown> | undefined {
  return readers.get(schema)
}

/** One step each instead of a union inside an optional inside a transformation: a document has eighty such values, and reading it took three times as long. */
function leaf<T>(wanted: string, read: LeafReader<T>) {
  const schema = z.unknown().optional().transform((value, context): T => {
    const found = read(value)
    if (found !== misfit) return found
    context.addIssue({ code: 'custom', message: `${JSON.stringify(value)?.slice(0, 100)} is not ${wanted}` })
    return z.NEVER
  })
  readers.set(schema, read)
  return schema
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Ids are GUIDs (fact 40): anything else is not the id of what was made or read. */
export const wireGuid = z.string().regex(guid)
readers.set(wireGuid, (value) => (typeof value === 'string' && guid.test(value) ? value : misfit))

/** Text, or null when absent or empty. */
export const wireText = leaf('text', (value): string | null | typeof misfit => {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string' && typeof value !== 'number') return misfit
  const text = String(value).trim()
  return text === '' ? null : text
})

const readFlag: LeafReader<boolean | null> = (value) => (value === null || value === undefined ? null : typeof value === 'boolean' ? value : misfit)
export const wireFlagOrNull = leaf('true or false', readFlag)
export const wireFlag = leaf('true or false', (value): boolean | typeof misfit => readFlag(value) ?? false)
export const wireWhole = leaf('a number', (value): number | null | typeof misfit => {
  if (value === null || value === undefined) return null
  return typeof value === 'number' && Number.isFinite(value) ? value : misfit
})

/** The longest fraction the vendor's fields have is four; what comes after the sixth is noise of its doubles (fact 41). */
const honestDecimals = 6

/** A JSON number as decimal text: 0.30000000000000004 -> "0.3". Null when absent. */
export const wireAmount = leaf('a number', (value): DecimalText | null | typeof misfit => {
  if (value === null || value === undefined || value === '') return null
  if (typeof value !== 'number' && typeof value !== 'string') return misfit
  const exact = parseDecimal(String(value))
  if (exact === null) return misfit
  const decimals = exact.length - 1 - exact.indexOf('.')
  return !exact.includes('.') || decimals <= honestDecimals ? exact : toText(decimal(exact).toDecimalPlaces(honestDecimals))
})

/** An ISO instant in UTC with milliseconds, from any fraction length, with or without Z (fact 43). Null when absent or year 1. */
export const wireStamp = leaf('a moment', (value): string | null | typeof misfit => {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? readStamp(value) : misfit
})

export function readStamp(text: string | null): string | null {
  if (text === null) return null
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text) || !text.includes('T')
  const at = Date.parse(hasZone ? text : `${text}Z`)
  return Number.isNaN(at) || at < firstStamp ? null : new Date(at).toISOString()
}

/** Before this the vendor means "none" (year 1). */
const firstStamp = Date.parse('1900-01-01T00:00:00Z')

/**
 * A business date YYYY-MM-DD from "2026-11-22", "2026-11-22T00:00:00" or an instant, which is read in the company's time zone (facts 43, 44).
 * Null when absent, unreadable, or before 1900 (the vendor's "none" is year 1).
 */
export function readDate(text: string | null | undefined, timeZone: string): string | null {
  if (text === null || text === undefined) return null
  const hasOffset = /T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !/T00:00:00(\.0+)?Z$/.test(text)
  const read = hasOffset ? DateTime.fromISO(text).setZone(timeZone) : DateTime.fromISO(text.slice(0, 10), { zone: 'utc' })
  return read.isValid && read.year >= 1900 ? read.toISODate() : null
}

/**
 * Decimal text as a JSON number that prints the same digits: "0.1" -> 0.1, never 0.1000000001.
 * @throws Failure 'number-too-long' for more digits than a JSON number of the vendor's (double) carries
 */
export function wireNumber(text: DecimalText): number {
  const value = Number(text)
  if (Number.isFinite(value) && parseDecimal(JSON.stringify(value)) === parseDecimal(text)) return value
  throw new Failure('number-too-long', { number: text.length > 40 ? `${text.slice(0, 40)}…` : text })
}
