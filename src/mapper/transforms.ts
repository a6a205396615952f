// Named transforms: small changes of how a value looks, each total and without I/O. "cut(50)" is a transform with an argument.
import { DateTime } from 'luxon'
import { parseDecimal } from '../core/decimals.ts'
import { normalEmail, normalOrgNumber, normalPostalCode, normalVatNumber } from '../core/identifiers.ts'
import type { Sentence } from '../core/language.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { Scalar } from '../core/sale-draft.ts'
import { countryCode } from './countries.ts'
import { splitStreet } from './street.ts'

/** The value could not become what the transform makes. */
export type TransformProblem = { problem: Sentence }
export type TransformSettings = { /** IANA zone of the company; days are counted in it. */ timeZone: string }
/** Type of what comes out, for the check of a rule against its target. */
export type ValueType = 'text' | 'number' | 'boolean' | 'date'

type TransformEntry = {
  makes: ValueType
  /** Number of arguments, all whole numbers. */
  arguments: number
  apply(text: string, args: number[], settings: TransformSettings): Scalar | TransformProblem
}

const transformTable: Record<string, TransformEntry> = {
  trim: { makes: 'text', arguments: 0, apply: (text) => text.trim() },
  squeeze: { makes: 'text', arguments: 0, apply: (text) => text.trim().replace(/\s+/g, ' ') },
  upper: { makes: 'text', arguments: 0, apply: (text) => text.toLocaleUpperCase('sv') },
  lower: { makes: 'text', arguments: 0, apply: (text) => text.toLocaleLowerCase('sv') },
  digits: { makes: 'text', arguments: 0, apply: (text) => text.replace(/\D/g, '') },
  orgNumber: { makes: 'text', arguments: 0, apply: normalOrgNumber },
  vatNumber: { makes: 'text', arguments: 0, apply: normalVatNumber },
  email: { makes: 'text', arguments: 0, apply: (text) => normalEmail(text) ?? notA(text, 'en e-postadress', 'an e-mail address') },
  phone: { makes: 'text', arguments: 0, apply: phone },
  country: { makes: 'text', arguments: 0, apply: (text) => countryCode(text) ?? notA(text, 'ett känt land', 'a known country') },
  postalCode: { makes: 'text', arguments: 0, apply: normalPostalCode },
  date: { makes: 'date', arguments: 0, apply: date },
  boolean: { makes: 'boolean', arguments: 0, apply: boolean },
  number: { makes: 'number', arguments: 0, apply: (text) => readNumber(text) ?? notA(text, 'ett tal', 'a number') },
  cut: { makes: 'text', arguments: 1, apply: (text, [length = 0]) => cut(text, length) },
  cutWord: { makes: 'text', arguments: 1, apply: (text, [length = 0]) => cutAtWord(text, length) },
  streetName: { makes: 'text', arguments: 0, apply: (text) => splitStreet(text).street },
  houseNumber: { makes: 'text', arguments: 0, apply: (text) => splitStreet(text).houseNumber },
  firstLine: { makes: 'text', arguments: 0, apply: (text) => text.trim().split(/\r?\n/)[0]?.trim() ?? '' },
  plainText: { makes: 'text', arguments: 0, apply: plainText },
}

export const transformNames = Object.keys(transformTable)

export type Transform = { name: string; makes: ValueType; apply(value: Scalar, settings: TransformSettings): Scalar | TransformProblem }

/** Reads "cut(50)" or "trim"; a sentence when there is no such transform or its argument is wrong. Empty values pass untouched. */
export function parseTransform(text: string): { ok: true; transform: Transform } | { ok: false; problem: Sentence; nearest: string | null } {
  const found = /^\s*([A-Za-z]+)\s*(?:\(([^()]*)\))?\s*$/.exec(text)
  const name = found?.[1] ?? text
  const entry = Object.hasOwn(transformTable, name) ? transformTable[name] : undefined
  if (entry === undefined) {
    const nearest = nearestName(name, transformNames)
    const meant = nearest === null ? { sv: '', en: '' } : { sv: ` Menas ${nearest}?`, en: ` Is ${nearest} meant?` }
    return { ok: false, nearest, problem: { sv: `Omformningen ${text} finns inte.${meant.sv}`, en: `There is no transform ${text}.${meant.en}` } }
  }
  const args = (found?.[2] ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '')
  if (args.length !== entry.arguments || args.some((part) => !/^\d{1,6}$/.test(part))) {
    const sample = entry.arguments === 0 ? name : `${name}(50)`
    return { ok: false, nearest: sample, problem: { sv: `Omformningen skrivs ${sample}.`, en: `The transform is written ${sample}.` } }
  }
  const numbers = args.map(Number)
  return {
    ok: true,
    transform: {
      name, makes: entry.makes,
      apply: (value, settings) => (value === null || value === '' ? null : entry.apply(String(value), numbers, settings)),
    },
  }
}

export function isProblem(value: Scalar | TransformProblem): value is TransformProblem {
  return typeof value === 'object' && value !== null
}

/** Decimal text of a number written the Swedish or the English way: "1 234,50" -> "1234.5"; null when it is not a number. */
export function readNumber(text: string): string | null {
  const compact = text.trim().replace(/[\s\u00a0\u202f']/g, '').replace(/(?:kr|sek|:-)$/i, '').replace(/^\u2212/, '-')
  const comma = compact.lastIndexOf(',')
  const dot = compact.lastIndexOf('.')
  if (comma === -1) return parseDecimal(compact)
  if (dot === -1) return /^[+-]?\d+,\d*$/.test(compact) ? parseDecimal(compact.replace(',', '.')) : null
  // Both signs: the last one is the decimal sign, the other must group by threes.
  const [group, sign] = comma > dot ? ['.', ','] : [',', '.']
  const whole = compact.slice(0, Math.max(comma, dot))
  if (!new RegExp(`^[+-]?\\d{1,3}(\\${group}\\d{3})+$`).test(whole)) return null
  return parseDecimal(compact.replaceAll(group, '').replace(sign, '.'))
}

/** First `length` characters, never half of one. */
export function cut(text: string, length: number): string {
  return Array.from(text).slice(0, length).join('')
}

/** At most `length` characters, cut between words when there is a gap in the second half. */
export function cutAtWord(text: string, length: number): string {
  if (Array.from(text).length <= length) return text
  const start = cut(text, length + 1)
  const gap = start.lastIndexOf(' ')
  return gap >= length / 2 ? start.slice(0, gap).trimEnd() : cut(text, length)
}

function phone(text: string): string {
  const kept = text.replace(/^tel:/i, '').replace(/[^\d+\s()/-]/g, '').replace(/\s+/g, ' ').trim()
  return kept === '' ? text.trim() : kept.replace(/^00(?=\d)/, '+')
}

/** Day in the company's time zone: "2026-12-01", a time with zone, milliseconds since 1970, "20261201", "2026/12/01". */
function date(text: string, _args: number[], settings: TransformSettings): Scalar | TransformProblem {
  const trimmed = text.trim().replace(/^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/, (_, year: string, month: string, day: string) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
  const parsed = /^\d{12,13}$/.test(trimmed) ? DateTime.fromMillis(Number(trimmed), { zone: settings.timeZone }) : DateTime.fromISO(trimmed, { zone: settings.timeZone })
  const plausible = parsed.isValid && parsed.year > 1900 && parsed.year < 2200 && trimmed.length >= 8
  return plausible ? parsed.toISODate() : notA(text, 'ett datum', 'a date')
}

function boolean(text: string): Scalar | TransformProblem {
  const word = text.trim().toLowerCase()
  if (['true', 'ja', 'yes', 'j', 'y', '1', 'sant', 'on', 'på', 'x'].includes(word)) return true
  if (['false', 'nej', 'no', 'n', '0', 'falskt', 'off', 'av'].includes(word)) return false
  return notA(text, 'ja eller nej', 'yes or no')
}

function plainText(text: string): string {
  return text.replace(/<br\s*\/?>|<\/(?:p|div|li)>/gi, '\n').replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&')
    .replace(/[ \t]+/g, ' ').replace(/\n{3,}/g, '\n\n').trim()
}

function notA(text: string, sv: string, en: string): TransformProblem {
  return { problem: { sv: `"${text}" är inte ${sv}`, en: `"${text}" is not ${en}` } }
}
