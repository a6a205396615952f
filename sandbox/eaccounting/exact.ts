// Exact decimal arithmetic on bigints with a fixed number of decimals; no float sums anywhere.
import { Decimal } from 'decimal.js'

const powers = Array.from({ length: 16 }, (_, exponent) => 10n ** BigInt(exponent))

/** 10 to the power of `decimals` (0..15). */
export function power(decimals: number): bigint {
  return powers[decimals] ?? 10n ** BigInt(decimals)
}

/** A JSON number as people wrote it: digits and point, never an exponent. */
export function plainDigits(value: number): string {
  const text = String(value)
  return text.includes('e') ? new Decimal(value).toFixed() : text
}

/** How many decimals a JSON number was written with. */
export function decimalsOf(value: number): number {
  if (Number.isInteger(value)) return 0
  const text = plainDigits(value)
  return text.length - text.indexOf('.') - 1
}

/** The number times 10^decimals, exactly; decimals beyond are rounded half away from zero. */
export function scaled(value: number, decimals: number): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value) * power(decimals)
  const text = plainDigits(value)
  const point = text.indexOf('.')
  if (point < 0) return BigInt(text) * power(decimals)
  const places = text.length - point - 1
  const digits = BigInt(text.slice(0, point) + text.slice(point + 1))
  return places <= decimals ? digits * power(decimals - places) : divide(digits, power(places - decimals))
}

/** Quotient rounded half away from zero; the divisor is positive. */
export function divide(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n
  return dividend >= 0n ? (dividend + half) / divisor : -((-dividend + half) / divisor)
}

/** Back to a JSON number. Exact to the digit below 2^53. */
export function toNumber(value: bigint, decimals: number): number {
  return Number(value) / 10 ** decimals
}
