// Condition: property, operator, value, joined by and / or; evaluated on text values without I/O.
import { DateTime } from 'luxon'
import { z } from 'zod'
import { parseDecimal, decimal } from '../core/decimals.ts'

export const conditionOperator = z.enum(['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in', 'contains', 'known', 'unknown'])
export type ConditionOperator = z.infer<typeof conditionOperator>

const conditionValue = z.union([z.string(), z.number(), z.boolean()]).transform(String)

export type Comparison = { property: string; operator: ConditionOperator; value?: string | string[] }
export type Condition = Comparison | { and: Condition[] } | { or: Condition[] }

const comparison = z.strictObject({
  property: z.string().min(1),
  operator: conditionOperator,
  value: z.union([conditionValue, z.array(conditionValue).min(1)]).optional(),
}).superRefine((given, context) => {
  const needsValue = given.operator !== 'known' && given.operator !== 'unknown'
  if (needsValue && given.value === undefined) {
    context.addIssue({ code: 'custom', path: ['value'], message: `${given.operator} needs a value`, params: { sv: `${given.operator} behöver ett värde (value)`, en: `${given.operator} needs a value` } })
  }
  if (Array.isArray(given.value) && given.operator !== 'in') {
    context.addIssue({ code: 'custom', path: ['value'], message: 'a list goes with in', params: { sv: 'en lista av värden hör till operatorn in', en: 'a list of values goes with the operator in' } })
  }
})

/** { property, operator, value } or { and: [...] } or { or: [...] }, to any depth. */
export const condition: z.ZodType<Condition> = z.lazy(() => z.union([
  comparison,
  z.strictObject({ and: z.array(condition).min(1) }),
  z.strictObject({ or: z.array(condition).min(1) }),
]))

/** Value of a property as text; undefined when it is not known. */
export type ReadProperty = (property: string) => string | undefined

/**
 * Whether the condition holds. Numbers compare as numbers, dates as dates (a date without time is a whole day in `timeZone`),
 * everything else as trimmed text without regard to case. An unknown value satisfies only `unknown` and `ne`.
 */
export function holds(given: Condition, read: ReadProperty, timeZone: string): boolean {
  if ('and' in given) return given.and.every((part) => holds(part, read, timeZone))
  if ('or' in given) return given.or.some((part) => holds(part, read, timeZone))
  const found = read(given.property)
  const value = found === undefined || found.trim() === '' ? undefined : found.trim()
  switch (given.operator) {
    case 'known': return value !== undefined
    case 'unknown': return value === undefined
    case 'ne': return value === undefined || !wanted(given).some((other) => compare(value, other, timeZone) === 0)
    default: return value !== undefined && wanted(given).some((other) => matches(given.operator, value, other, timeZone))
  }
}

/** Every property named in a condition. */
export function propertiesOf(given: Condition): string[] {
  if ('and' in given) return given.and.flatMap(propertiesOf)
  if ('or' in given) return given.or.flatMap(propertiesOf)
  return [given.property]
}

function wanted(given: Comparison): string[] {
  if (given.value === undefined) return []
  return (Array.isArray(given.value) ? given.value : given.operator === 'in' ? given.value.split(/[,;]/) : [given.value]).map((value) => value.trim())
}

function matches(operator: ConditionOperator, value: string, other: string, timeZone: string): boolean {
  // A property with several choices is written "a;b" at the source; `in` and `eq` then hold for each of them.
  if (operator === 'contains') return value.toLowerCase().includes(other.toLowerCase())
  if (operator === 'in') return [value, ...value.split(';')].some((part) => compare(part.trim(), other, timeZone) === 0)
  const order = compare(value, other, timeZone)
  switch (operator) {
    case 'eq': return order === 0
    case 'gt': return order > 0
    case 'ge': return order >= 0
    case 'lt': return order < 0
    case 'le': return order <= 0
    default: return false
  }
}

function compare(left: string, right: string, timeZone: string): number {
  const leftNumber = parseDecimal(left)
  const rightNumber = parseDecimal(right)
  if (leftNumber !== null && rightNumber !== null) return decimal(leftNumber).cmp(rightNumber)
  const times = comparableTimes(left, right, timeZone)
  if (times !== null) return times[0] < times[1] ? -1 : times[0] > times[1] ? 1 : 0
  const [a, b] = [left.toLowerCase(), right.toLowerCase()]
  return a === b ? 0 : a < b ? -1 : 1
}

const dateOnly = /^\d{4}-\d{2}-\d{2}$/
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

function comparableTimes(left: string, right: string, timeZone: string): [string | number, string | number] | null {
  if (![left, right].every((text) => dateOnly.test(text) || dateTime.test(text))) return null
  const [a, b] = [DateTime.fromISO(left, { zone: timeZone }), DateTime.fromISO(right, { zone: timeZone })]
  if (!a.isValid || !b.isValid) return null
  // As soon as one of them is a whole day, days are compared.
  if (dateOnly.test(left) || dateOnly.test(right)) return [a.toISODate(), b.toISODate()]
  return [a.toMillis(), b.toMillis()]
}
