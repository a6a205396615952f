// Decimal numbers reckon as decimal.js does, digit for digit, whether they are short or long.
import { Decimal as Plain } from 'decimal.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Decimal, decimal } from './decimal-number.ts'

const Exact = Plain.clone({ precision: 40, rounding: Plain.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 40 })
const digits = (most: number) => fc.stringMatching(new RegExp(`^\\d{1,${most}}$`))
const ofLength = (whole: number, fraction: number) => fc.record({ sign: fc.constantFrom('', '-'), whole: digits(whole), fraction: fc.oneof(fc.constant(''), digits(fraction).map((text) => `.${text}`)) })
  .map(({ sign, whole, fraction }) => `${sign}${whole}${fraction}`)
/** Money, money at the edge of what a JavaScript number carries, and beyond. */
const written = fc.oneof({ weight: 4, arbitrary: ofLength(7, 4) }, { weight: 2, arbitrary: ofLength(16, 3) }, { weight: 2, arbitrary: ofLength(20, 20) }, { weight: 1, arbitrary: fc.constantFrom('0', '-0', '0.00', '1', '100', '9007199254740991', '-9007199254740992', '0.000000000000001', '1e3', '25e-4') })

const text = (value: Plain): string => (value.isZero() ? value.abs() : value).toFixed()
const same = (mine: Decimal, theirs: Plain): void => expect(mine.toFixed()).toBe(text(theirs))
const check = (about: (a: string, b: string) => void): void => fc.assert(fc.property(written, written, about), { numRuns: 3_000 })

test('sums, differences and products are the same', () => {
  check((a, b) => {
    same(decimal(a).plus(b), new Exact(a).plus(b))
    same(decimal(a).minus(b), new Exact(a).minus(b))
    same(decimal(a).times(b), new Exact(a).times(b))
  })
})

test('quotients are the same, also without an end', () => {
  check((a, b) => {
    if (!new Exact(b).isZero()) same(decimal(a).dividedBy(b), new Exact(a).dividedBy(b))
    same(decimal(a).dividedBy(100), new Exact(a).dividedBy(100))
  })
})

test('comparisons are the same', () => {
  check((a, b) => {
    const [mine, theirs] = [decimal(a), new Exact(a)]
    expect([mine.cmp(b), mine.equals(b), mine.lessThan(b), mine.lessThanOrEqualTo(b), mine.greaterThan(b)]).toEqual([theirs.cmp(b), theirs.equals(b), theirs.lessThan(b), theirs.lessThanOrEqualTo(b), theirs.greaterThan(b)])
    expect([mine.isZero(), mine.isInteger(), mine.decimalPlaces(), mine.isNegative()]).toEqual([theirs.isZero(), theirs.isInteger(), theirs.decimalPlaces(), theirs.lessThan(0)])
    expect(mine.toNumber() + 0).toBe(theirs.toNumber() + 0)
  })
})

test('rounding is the same, half away from zero, up and down', () => {
  fc.assert(fc.property(written, fc.nat(8), fc.constantFrom(Decimal.ROUND_UP, Decimal.ROUND_DOWN, Decimal.ROUND_HALF_UP), (a, places, mode) => {
    same(decimal(a).toDecimalPlaces(places, mode), new Exact(a).toDecimalPlaces(places, mode))
    const fixed = new Exact(a).toDecimalPlaces(places)
    expect(decimal(a).toFixed(places)).toBe((fixed.isZero() ? fixed.abs() : fixed).toFixed(places))
    same(decimal(a).abs(), new Exact(a).abs())
    same(decimal(a).negated(), new Exact(a).negated())
  }), { numRuns: 3_000 })
})

test('what comes of a long chain is what decimal.js makes of it', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('plus', 'minus', 'times'), written), { minLength: 2, maxLength: 12 }), (steps) => {
    let mine = decimal(1)
    let theirs = new Exact(1)
    for (const [step, value] of steps) [mine, theirs] = step === 'plus' ? [mine.plus(value), theirs.plus(value)] : step === 'minus' ? [mine.minus(value), theirs.minus(value)] : [mine.times(value).toDecimalPlaces(4), theirs.times(value).toDecimalPlaces(4)]
    same(mine, theirs)
  }), { numRuns: 2_000 })
})

test('a number read from JSON keeps its digits', () => {
  expect([0.1, 1234.56, -0.005, 1e21, 3].map((value) => decimal(value).toFixed())).toEqual(['0.1', '1234.56', '-0.005', '1000000000000000000000', '3'])
})

test('what is no number is refused', () => {
  for (const wrong of ['', 'abc', '1,5', '1 000']) expect(() => decimal(wrong)).toThrow(/DecimalError/)
})
