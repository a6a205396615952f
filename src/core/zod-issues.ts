// Zod's issues as sentences a person understands, with the nearest known name for a misspelt one.
import type { z } from 'zod'
import { choicesText, type Issue } from './issue.ts'
import type { Sentence } from './language.ts'
import { nearestName } from './nearest-name.ts'
import { keysAt } from './schema-keys.ts'

type RawIssue = z.core.$ZodIssue

/** Issues of a failed parse. `schema` gives the known names where a key is unknown; `given` is the parsed value, for a parse that does not repeat its input. */
export function issuesOf(error: z.ZodError | z.core.$ZodError, schema: z.ZodType, given?: unknown): Issue[] {
  return error.issues.flatMap((issue) => flatten(given === undefined ? issue : withInput(issue, given), [], schema))
}

/** A value that is missing and one of another kind differ only in what was given. */
function withInput(issue: RawIssue, whole: unknown): RawIssue {
  const input = issue.input ?? issue.path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (Object.getOwnPropertyDescriptor(value, part)?.value as unknown) : undefined), whole)
  if (issue.code !== 'invalid_union') return { ...issue, input } as RawIssue
  return { ...issue, input, errors: issue.errors.map((branch) => branch.map((inner) => withInput(inner, input))) } as RawIssue
}

/** Parses, and gives either the value or issues. */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown): { ok: true; value: z.output<T> } | { ok: false; issues: Issue[] } {
  const parsed = schema.safeParse(value, { reportInput: true })
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, issues: issuesOf(parsed.error, schema) }
}

function flatten(issue: RawIssue, prefix: (string | number)[], schema: z.ZodType): Issue[] {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = bestBranch(issue.errors)
    if (branch !== null) return branch.flatMap((inner) => flatten(inner, path, schema))
    return [stop(path, unionSentence(issue.errors, path, schema))]
  }
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path)
    return issue.keys.map((key) => {
      const nearest = nearestName(key, known)
      const list = choicesText(known)
      return { ...stop([...path, key], {
        sv: `Namnet "${key}" är okänt.${known.length === 0 ? '' : nearest === null ? ` Kända namn: ${list.sv}.` : ` Menas "${nearest}"?`}`,
        en: `The name "${key}" is unknown.${known.length === 0 ? '' : nearest === null ? ` Known names: ${list.en}.` : ` Is "${nearest}" meant?`}`,
      }), nearest }
    })
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String)
    const given = typeof issue.input === 'string' ? issue.input : null
    const nearest = given === null ? null : nearestName(given, values)
    return [{ ...stop(path, choiceSentence(values, given, nearest)), nearest }]
  }
  return [stop(path, sentence(issue))]
}

/**
 * The branch of a union that was surely meant: one that understands the value's kind and complains only deeper down.
 * None when every branch refuses the value itself.
 */
function bestBranch(branches: readonly RawIssue[][]): RawIssue[] | null {
  const [only] = branches
  if (branches.length === 1 && only !== undefined) return only
  const deep = branches.filter((issues) => issues.length > 0 && issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys' || issue.code === 'custom' || issue.code === 'too_small'))
  const nested = branches.flatMap((issues) => {
    const [issue] = issues
    return issues.length === 1 && issue?.code === 'invalid_union' && issue.path.length === 0 ? [bestBranch(issue.errors)].filter((found) => found !== null) : []
  })
  const candidates = [...deep, ...nested].sort((left, right) => weight(left) - weight(right))
  return candidates[0] ?? null
}

/** Fewer complaints mean a nearer form; an unknown or missing key weighs most, since it tells one form from another. */
function weight(issues: readonly RawIssue[]): number {
  return issues.reduce((total, issue) => total + (issue.code === 'unrecognized_keys' ? 2 * issue.keys.length : issue.path.length === 0 ? 2 : 1), 0)
}

function unionSentence(branches: readonly RawIssue[][], path: (string | number)[], schema: z.ZodType): Sentence {
  const forms = { sv: new Set<string>(), en: new Set<string>() }
  const values = new Set<string>()
  let input: unknown
  const visit = (issue: RawIssue): void => {
    if ('input' in issue && issue.path.length === 0) input = issue.input
    if (issue.code === 'invalid_union') issue.errors.forEach((inner) => inner.forEach(visit))
    else if (issue.code === 'invalid_value') issue.values.forEach((value) => values.add(String(value)))
    else if (issue.code === 'invalid_type') {
      forms.sv.add(typeName(issue.expected).sv)
      forms.en.add(typeName(issue.expected).en)
    }
  }
  branches.forEach((issues) => issues.forEach(visit))
  if (input === undefined) return { sv: 'Värde saknas.', en: 'A value is missing.' }
  const keys = keysAt(schema, path)
  const shown = (language: 'sv' | 'en'): string => [
    ...values, ...[...forms[language]].filter((form) => !(values.size > 0 && form === 'text')),
    ...(keys.length > 0 ? [`{ ${keys.slice(0, 6).join(', ')} }`] : []),
  ].join(language === 'sv' ? ' eller ' : ' or ')
  const given = typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean' ? `"${String(input)}"` : null
  const nearest = typeof input === 'string' ? nearestName(input, values) : null
  return {
    sv: `${given ?? 'Värdet'} kan inte gälla här${shown('sv') === '' ? '' : `; skriv ${shown('sv')}`}.${nearest === null ? '' : ` Menas "${nearest}"?`}`,
    en: `${given ?? 'The value'} cannot stand here${shown('en') === '' ? '' : `; write ${shown('en')}`}.${nearest === null ? '' : ` Is "${nearest}" meant?`}`,
  }
}

function choiceSentence(values: string[], given: string | null, nearest: string | null): Sentence {
  const list = choicesText(values)
  const shown = given === null ? { sv: 'Värdet', en: 'The value' } : { sv: `"${given}"`, en: `"${given}"` }
  return {
    sv: `${shown.sv} finns inte; välj ${list.sv}.${nearest === null ? '' : ` Menas "${nearest}"?`}`,
    en: `${shown.en} is not a choice; choose ${list.en}.${nearest === null ? '' : ` Is "${nearest}" meant?`}`,
  }
}

function sentence(issue: RawIssue): Sentence {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return { sv: 'Värde saknas.', en: 'A value is missing.' }
      const { sv, en } = typeName(issue.expected)
      return { sv: `Här ska stå ${sv}.`, en: `Here must stand ${en}.` }
    }
    case 'too_small': {
      const { sv, en } = unitOf(issue.origin)
      return sv !== '' && Number(issue.minimum) <= 1 ? { sv: 'Får inte vara tomt.', en: 'May not be empty.' } : { sv: `Minst ${String(issue.minimum)}${sv}.`, en: `At least ${String(issue.minimum)}${en}.` }
    }
    case 'too_big': {
      const { sv, en } = unitOf(issue.origin)
      return { sv: `Högst ${String(issue.maximum)}${sv}.`, en: `At most ${String(issue.maximum)}${en}.` }
    }
    case 'not_multiple_of': return { sv: `Ska vara jämnt delbart med ${String(issue.divisor)}.`, en: `Must be a multiple of ${String(issue.divisor)}.` }
    case 'invalid_format': return formatSentence(issue.format)
    case 'custom': {
      const { sv, en } = issue.params ?? {}
      return typeof sv === 'string' && typeof en === 'string' ? { sv: capital(sv), en: capital(en) } : strange
    }
    default: return strange
  }
}

/** The validator's own words are English only: what it says beyond these kinds is not repeated. */
const strange: Sentence = { sv: 'Värdet kan inte stå här.', en: 'The value cannot stand here.' }

function unitOf(origin: string): Sentence {
  if (origin === 'string') return { sv: ' tecken', en: ' characters' }
  return origin === 'array' || origin === 'set' || origin === 'map' ? { sv: ' värden', en: ' values' } : { sv: '', en: '' }
}

function formatSentence(format: string): Sentence {
  if (format === 'email') return { sv: 'Här ska stå en e-postadress.', en: 'Here must stand an e-mail address.' }
  if (format === 'url') return { sv: 'Här ska stå en webbadress.', en: 'Here must stand a URL.' }
  if (format === 'datetime') return { sv: 'Här ska stå en tidpunkt, till exempel 2026-12-01T08:00:00Z.', en: 'Here must stand a moment, for example 2026-12-01T08:00:00Z.' }
  if (format === 'uuid') return { sv: 'Här ska stå ett id på formen 123e4567-e89b-42d3-a456-426614174000.', en: 'Here must stand an id of the form 123e4567-e89b-42d3-a456-426614174000.' }
  return { sv: 'Värdet har inte rätt form.', en: 'The value does not have the right form.' }
}

function typeName(expected: string): Sentence {
  switch (expected) {
    case 'string': return { sv: 'text', en: 'text' }
    case 'number': return { sv: 'ett tal', en: 'a number' }
    case 'int': case 'bigint': return { sv: 'ett heltal', en: 'a whole number' }
    case 'date': return { sv: 'en tidpunkt', en: 'a moment' }
    case 'boolean': return { sv: 'true eller false', en: 'true or false' }
    case 'array': return { sv: 'en lista', en: 'a list' }
    case 'object': case 'record': return { sv: 'namn med värden', en: 'names with values' }
    case 'null': case 'never': case 'undefined': return { sv: 'inget', en: 'nothing' }
    default: return { sv: 'ett annat slags värde', en: 'another kind of value' }
  }
}

function stop(path: (string | number)[], words: Sentence): Issue {
  return { path, severity: 'stop', ...words }
}

function capital(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(first) ? first : `${first}.`
}
