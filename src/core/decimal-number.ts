// A decimal number: a whole number and a power of ten while both are small, decimal.js beyond; either way exact, and the same digits.
import { Decimal as DecimalJs } from 'decimal.js'

/** decimal.js with enough digits for any invoice, rounding half away from zero as Swedish bookkeeping does. */
const Long = DecimalJs.clone({ precision: 40, rounding: DecimalJs.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 40 })
type Long = InstanceType<typeof Long>

export type DecimalValue = string | number | Decimal

/** Sums of money have some twelve digits. A JavaScript number carries fifteen without loss and reckons many times faster. */
const most = Number.MAX_SAFE_INTEGER
const mostDigits = 15
const mostScale = 15
const powers = Array.from({ length: mostScale + 1 }, (_, exponent) => 10 ** exponent)
const [minus, point, zero] = [45, 46, 48] as const

/** Made by `decimal`. The value is `whole / 10 ** scale`, without zeros at the end, unless `long` is there. */
export class Decimal {
  static readonly ROUND_UP = 0
  static readonly ROUND_DOWN = 1
  static readonly ROUND_HALF_UP = 4

  readonly whole: number
  readonly scale: number
  readonly long: Long | null

  constructor(whole: number, scale: number, long: Long | null) {
    this.whole = whole
    this.scale = scale
    this.long = long
  }

  plus(other: DecimalValue): Decimal {
    return added(this, decimal(other), 1)
  }

  minus(other: DecimalValue): Decimal {
    return added(this, decimal(other), -1)
  }

  times(other: DecimalValue): Decimal {
    const by = decimal(other)
    // A product within the bound was never rounded: one beyond it comes out beyond it.
    const made = this.long === null && by.long === null ? short(this.whole * by.whole, this.scale + by.scale) : null
    return made ?? ofLong(longOf(this).times(longOf(by)))
  }

  /** To forty digits where the quotient has no end. */
  dividedBy(other: DecimalValue): Decimal {
    const by = decimal(other)
    if (this.long === null && by.long === null && by.whole !== 0) {
      for (let more = 0; more <= mostScale; more += 1) {
        const dividend = this.whole * (powers[more] ?? 1)
        if (Math.abs(dividend) > most) break
        if (dividend % by.whole !== 0) continue
        const made = short(dividend / by.whole, this.scale - by.scale + more)
        if (made !== null) return made
        break
      }
    }
    return ofLong(longOf(this).dividedBy(longOf(by)))
  }

  negated(): Decimal {
    return this.long === null ? new Decimal(0 - this.whole, this.scale, null) : ofLong(this.long.negated())
  }

  abs(): Decimal {
    return this.isNegative() ? this.negated() : this
  }

  /** Rounds half away from zero unless told otherwise. */
  toDecimalPlaces(places: number, rounding: 0 | 1 | 4 = Decimal.ROUND_HALF_UP): Decimal {
    if (this.long !== null) return ofLong(this.long.toDecimalPlaces(places, rounding))
    if (this.scale <= places) return this
    const unit = powers[this.scale - places] ?? 1
    const rest = this.whole % unit
    const cut = (this.whole - rest) / unit
    const away = rounding === Decimal.ROUND_UP || (rounding === Decimal.ROUND_HALF_UP && Math.abs(rest) * 2 >= unit)
    return short(away ? cut + Math.sign(rest) : cut, places) ?? this
  }

  /** -1, 0 or 1. */
  cmp(other: DecimalValue): number {
    const than = decimal(other)
    if (this.long === null && than.long === null) {
      const mine = this.whole * (powers[Math.max(0, than.scale - this.scale)] ?? 1)
      const theirs = than.whole * (powers[Math.max(0, this.scale - than.scale)] ?? 1)
      if (Math.abs(mine) <= most && Math.abs(theirs) <= most) return Math.sign(mine - theirs)
    }
    return longOf(this).cmp(longOf(than))
  }

  equals(other: DecimalValue): boolean {
    return this.cmp(other) === 0
  }

  lessThan(other: DecimalValue): boolean {
    return this.cmp(other) < 0
  }

  lessThanOrEqualTo(other: DecimalValue): boolean {
    return this.cmp(other) <= 0
  }

  greaterThan(other: DecimalValue): boolean {
    return this.cmp(other) > 0
  }

  isZero(): boolean {
    return this.long === null ? this.whole === 0 : this.long.isZero()
  }

  /** Below zero; zero itself has no sign. */
  isNegative(): boolean {
    return this.long === null ? this.whole < 0 : this.long.lessThan(0)
  }

  isInteger(): boolean {
    return this.long === null ? this.scale === 0 : this.long.isInteger()
  }

  /** Decimals in use: none for 20, two for 0.25. */
  decimalPlaces(): number {
    return this.long === null ? this.scale : this.long.decimalPlaces()
  }

  toNumber(): number {
    return this.long === null ? this.whole / (powers[this.scale] ?? 1) : this.long.toNumber()
  }

  /** Plain notation, with exactly so many decimals if said. */
  toFixed(places?: number): string {
    if (this.long !== null) return places === undefined ? this.long.toFixed() : this.long.toFixed(places)
    if (places === undefined || places === this.scale) return plain(this.whole, this.scale)
    if (places < this.scale) return this.toDecimalPlaces(places).toFixed(places)
    return plain(this.whole, this.scale) + (this.scale === 0 ? '.' : '') + '0'.repeat(places - this.scale)
  }

  toString(): string {
    return this.toFixed()
  }

  toJSON(): string {
    return this.toFixed()
  }
}

/** From plain or exponential notation or a number. Throws on anything else. */
export function decimal(value: DecimalValue): Decimal {
  if (value instanceof Decimal) return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? new Decimal(value + 0, 0, null) : ofLong(new Long(value))
  return ofDigits(value) ?? ofLong(new Long(value))
}

/** Plain notation of a few digits, read sign by sign: nearly every number arrives so. Null for anything else. */
function ofDigits(text: string): Decimal | null {
  const { length } = text
  if (length > mostDigits) return null
  const negative = text.charCodeAt(0) === minus
  let whole = 0
  let dot = -1
  for (let at = negative ? 1 : 0; at < length; at += 1) {
    const digit = text.charCodeAt(at) - zero
    if (digit >= 0 && digit <= 9) whole = whole * 10 + digit
    // A digit stands on both sides of the one dot.
    else if (digit === point - zero && dot < 0 && at > (negative ? 1 : 0) && at + 1 < length) dot = at
    else return null
  }
  if (length === (negative ? 1 : 0)) return null
  return short(negative ? -whole : whole, dot < 0 ? 0 : length - dot - 1)
}

function added(one: Decimal, other: Decimal, sign: 1 | -1): Decimal {
  if (one.long === null && other.long === null) {
    const scale = Math.max(one.scale, other.scale)
    const first = one.whole * (powers[scale - one.scale] ?? 1)
    const second = sign * other.whole * (powers[scale - other.scale] ?? 1)
    const made = Math.abs(first) <= most && Math.abs(second) <= most ? short(first + second, scale) : null
    if (made !== null) return made
  }
  const long = longOf(other)
  return ofLong(longOf(one).plus(sign === 1 ? long : long.negated()))
}

/** The short form without zeros at the end; null when the value has none. A negative scale means zeros at the end. */
function short(whole: number, scale: number): Decimal | null {
  if (Math.abs(whole) > most) return null
  let digits = whole
  let places = scale
  while (places > 0 && digits % 10 === 0) {
    digits /= 10
    places -= 1
  }
  while (places < 0 && digits !== 0 && Math.abs(digits) <= most) {
    digits *= 10
    places += 1
  }
  // `+ 0` makes a plain zero of a negative one.
  return places > mostScale || Math.abs(digits) > most ? null : new Decimal(digits + 0, Math.max(0, places), null)
}

function longOf(value: Decimal): Long {
  return value.long ?? new Long(plain(value.whole, value.scale))
}

function ofLong(value: Long): Decimal {
  if (value.isFinite() && value.precision(true) <= mostDigits && value.decimalPlaces() <= mostScale) {
    const places = value.decimalPlaces()
    const made = short(value.times(new Long(10).pow(places)).toNumber(), places)
    if (made !== null) return made
  }
  return new Decimal(0, 0, value)
}

function plain(whole: number, scale: number): string {
  if (scale === 0) return String(whole)
  const digits = String(Math.abs(whole)).padStart(scale + 1, '0')
  const dot = digits.length - scale
  return `${whole < 0 ? '-' : ''}${digits.slice(0, dot)}.${digits.slice(dot)}`
}
