// JSONata expressions, compiled once and evaluated under limits of steps, depth, time and size. No clock, randomness or I/O inside.
import { ownValue } from '../core/own-value.ts'
import jsonata from 'jsonata'
import { toText, decimal } from '../core/decimals.ts'
import type { Sentence } from '../core/language.ts'
import type { Scalar } from '../core/sale-draft.ts'
import { namesIn, variablesIn, type ExpressionName } from './expression-names.ts'

export const expressionLimits = {
  /** Nodes evaluated. Counted, so that the same expression on the same record always ends the same way. */
  steps: 10_000,
  /** Nested evaluations. */
  depth: 300,
  /** Milliseconds of one evaluation; the last resort when single steps are slow. */
  milliseconds: 400,
  /** Characters of any text made on the way. */
  text: 20_000,
  /** Elements of any list made on the way. */
  list: 2_000,
}

export type ExpressionResult = { ok: true; value: Scalar } | { ok: false; problem: Sentence }

export type Expression = {
  text: string
  names: ExpressionName[]
  /** Never rejects: an expression that fails, loops or makes something too large gives a problem. */
  evaluate(input: Record<string, unknown>): Promise<ExpressionResult>
}

// They would make the same sale give different drafts, or compile text at run time.
const refused = new Set(['now', 'millis', 'random', 'shuffle', 'eval'])

/** A regular expression that could take exponential time: a repeated group that itself repeats. */
const nestedRepeat = /\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]/

class BoundedRegExp extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    if (text.length > 5_000) throw new LimitReached('size')
    return super.exec(text)
  }
}

class LimitReached extends Error {
  readonly limit: 'steps' | 'size'
  constructor(limit: 'steps' | 'size') {
    super(limit)
    this.limit = limit
  }
}

// The library's types say that names are text; its hooks are symbols.
const entryHook = Symbol.for('jsonata.__evaluate_entry') as unknown as string
const exitHook = Symbol.for('jsonata.__evaluate_exit') as unknown as string

/** Compiles an expression; a sentence when its syntax is wrong or it uses a function that is not allowed. */
export function compileExpression(text: string): { ok: true; expression: Expression } | { ok: false; problem: Sentence } {
  let compiled: jsonata.Expression
  try {
    compiled = jsonata(text, {
      timeout: expressionLimits.milliseconds, stack: expressionLimits.depth, sequence: expressionLimits.list,
      RegexEngine: BoundedRegExp as RegExpConstructor,
    })
  } catch (caught) {
    const { message, position } = describe(caught)
    const where = position === null ? { sv: '', en: '' } : { sv: ` vid tecken ${position}`, en: ` at character ${position}` }
    return { ok: false, problem: { sv: `Uttrycket går inte att läsa${where.sv}: ${message}`, en: `The expression cannot be read${where.en}: ${message}` } }
  }
  const tree: unknown = compiled.ast()
  const bad = [...variablesIn(tree)].find((name) => refused.has(name))
  if (bad !== undefined) {
    return { ok: false, problem: { sv: `Funktionen $${bad} får inte användas i en regel.`, en: `The function $${bad} may not be used in a rule.` } }
  }
  if (nestedRepeat.test(text) && /\/(?:[^/\\]|\\.)+\/[im]*/.test(text)) {
    return { ok: false, problem: { sv: 'Det reguljära uttrycket upprepar en upprepning, vilket kan ta obegränsad tid.', en: 'The regular expression repeats a repetition, which can take unbounded time.' } }
  }
  bound(compiled)
  return { ok: true, expression: { text, names: namesIn(tree), evaluate: (input) => evaluate(compiled, input) } }
}

/** Puts the counters on: each evaluation has its own count, kept by its environment. */
function bound(compiled: jsonata.Expression): void {
  const counts = new WeakMap<object, number>()
  const onEntry = (_node: unknown, _input: unknown, environment: { base?: object }): void => {
    const key = environment.base ?? environment
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    if (count > expressionLimits.steps) throw new LimitReached('steps')
  }
  const onExit = (_node: unknown, _input: unknown, _environment: unknown, result: unknown): void => {
    if (typeof result === 'string' && result.length > expressionLimits.text) throw new LimitReached('size')
    if (Array.isArray(result) && result.length > expressionLimits.list) throw new LimitReached('size')
  }
  compiled.assign(entryHook, onEntry)
  compiled.assign(exitHook, onExit)
  // The library's own $pad would allocate any width at once, before the size can be seen.
  compiled.registerFunction('pad', (value: string | undefined, width: number, fill?: string) => {
    if (value === undefined) return undefined
    if (Math.abs(width) > expressionLimits.text) throw new LimitReached('size')
    const filler = fill === undefined || fill === '' ? ' ' : fill
    return width < 0 ? value.padStart(-width, filler) : value.padEnd(width, filler)
  }, '<s-ns?:s>')
}

// One evaluation at a time: side by side they would use up each other's time.
let last: Promise<unknown> = Promise.resolve()

function evaluate(compiled: jsonata.Expression, input: Record<string, unknown>): Promise<ExpressionResult> {
  const mine = last.then(() => evaluateOnce(compiled, input, true))
  last = mine
  return mine
}

async function evaluateOnce(compiled: jsonata.Expression, input: Record<string, unknown>, again: boolean): Promise<ExpressionResult> {
  try {
    const result: unknown = await compiled.evaluate(input)
    return toScalar(result)
  } catch (caught) {
    // Time may run out because the process was paused; an expression that is slow itself is slow again.
    if (again && codeOf(caught) === 'D1012') return evaluateOnce(compiled, input, false)
    if (caught instanceof LimitReached || isLimitCode(caught)) {
      return { ok: false, problem: { sv: 'Uttrycket blev aldrig klart och stoppades (för många steg, för djupt eller för stort).', en: 'The expression never finished and was stopped (too many steps, too deep or too large).' } }
    }
    const known = ownValue(spoken, String(codeOf(caught)))
    if (known !== undefined) return { ok: false, problem: known }
    const { message } = describe(caught)
    return { ok: false, problem: { sv: `Uttrycket misslyckades: ${message}`, en: `The expression failed: ${message}` } }
  }
}

const reckonsWithText: Sentence = { sv: 'Uttrycket räknar med text; skriv $number(fältet) där ett tal behövs', en: 'The expression reckons with text; write $number(field) where a number is needed' }
/** The library's errors that people meet most, in both languages: calculation with text, text that is no number. */
const spoken: Record<string, Sentence> = {
  T2001: reckonsWithText, T2002: reckonsWithText,
  D3030: { sv: 'Uttrycket gör om ett värde till ett tal, men värdet är inget tal', en: 'The expression makes a number of a value that is none' },
}

function toScalar(result: unknown): ExpressionResult {
  if (result === undefined || result === null) return { ok: true, value: null }
  if (typeof result === 'string' || typeof result === 'boolean') return { ok: true, value: result }
  // Fifteen digits are what a double holds exactly; so 0.1 + 0.2 is 0.3.
  if (typeof result === 'number' && Number.isFinite(result)) return { ok: true, value: toText(decimal(result.toPrecision(15))) }
  if (Array.isArray(result)) {
    const parts = result.map(toScalar)
    const texts = parts.flatMap((part) => (part.ok && part.value !== null ? [String(part.value)] : []))
    if (parts.every((part) => part.ok)) return { ok: true, value: texts.length === 0 ? null : texts.join(', ') }
  }
  return { ok: false, problem: { sv: 'Uttrycket ger inte ett enkelt värde (text, tal eller ja/nej).', en: 'The expression does not give a plain value (text, number or yes/no).' } }
}

function isLimitCode(caught: unknown): boolean {
  const code = codeOf(caught)
  // D1011 depth, D1012 time, D2014 and D2015 list size.
  return code === 'D1011' || code === 'D1012' || code === 'D2014' || code === 'D2015' || caught instanceof RangeError
}

function codeOf(caught: unknown): unknown {
  return typeof caught === 'object' && caught !== null && 'code' in caught ? caught.code : null
}

function describe(caught: unknown): { message: string; position: number | null } {
  if (typeof caught !== 'object' || caught === null) return { message: String(caught), position: null }
  const message = 'message' in caught ? String(caught.message) : 'code' in caught ? String(caught.code) : 'unknown'
  return { message, position: 'position' in caught && typeof caught.position === 'number' ? caught.position : null }
}
