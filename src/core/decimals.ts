// Exact decimal arithmetic for money, quantities and rates. Floats never touch an amount.
import { z } from 'zod'
import { Decimal, decimal } from './decimal-number.ts'

export { Decimal, decimal }

/** A decimal number as text, "1234.50": how amounts stand in records, drafts, JSON and the database. */
export type DecimalText = string

/** Accepts "12", "-0.5", 12.5 (a JSON number) and gives canonical text; refuses NaN, exponents out of range, thousands separators. */
export const decimalText = z.union([z.string(), z.number()]).transform((value, context): DecimalText => {
  const parsed = parseDecimal(String(value))
  if (parsed !== null) return parsed
  context.addIssue({ code: 'custom', message: `"${String(value)}" is not a decimal number` })
  return z.NEVER
})

/** Text that is canonical already: no sign but a minus, no leading or trailing zeros, and short of where digits could be rounded. */
const canonical = /^(?:-?(?:[1-9]\d{0,17}(?:\.\d{0,17}[1-9])?|0\.\d{0,17}[1-9])|0)$/

/** Canonical text of a decimal number with a dot, or null when the text is not one. */
export function parseDecimal(text: string): DecimalText | null {
  // Nearly every number arrives so; the whole way is ten times dearer.
  if (canonical.test(text)) return text
  const trimmed = text.trim()
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$/.test(trimmed)) return null
  return toText(decimal(trimmed))
}

/** Plain notation without trailing zeros: "1.5", "0", "-20". */
export function toText(value: Decimal): DecimalText {
  return value.isZero() ? '0' : value.toFixed()
}

export function sum(values: Iterable<DecimalText | Decimal>): Decimal {
  let total = decimal(0)
  for (const value of values) total = total.plus(value)
  return total
}

/** Rounds to öre (2 decimals), half away from zero. */
export function toOre(value: Decimal): Decimal {
  return value.toDecimalPlaces(2, Decimal.ROUND_HALF_UP)
}

/** Number of decimals actually used: 1.50 -> 1. */
export function decimalsOf(value: DecimalText | Decimal): number {
  return decimal(value).decimalPlaces()
}
