import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, sum, toOre } from '../core/decimals.ts'
import type { DocumentRow } from '../core/document-draft.ts'
import type { LineDraft, SaleDraft } from '../core/sale-draft.ts'
import type { LineArticle } from './articles.ts'
import { rowsOf, type PlannedLine, type RowsQuestion } from './rows.ts'
import { coding, line } from './test-sale.ts'

function planned(given: LineDraft, rate: string): PlannedLine {
  const article: LineArticle = {
    plan: { action: 'use', number: `A${rate}`, id: `a${rate}` }, number: `A${rate}`, name: given.name, coding: coding(rate, `Varor ${rate} %`, 'goods', rate), generic: false,
    account: { account: '3001', vatRate: rate, construction: false, area: 'domestic' },
  }
  return { line: given, article, costCentreItemIds: { 1: null, 2: null, 3: null }, projectId: null }
}

function question(lines: PlannedLine[], more: Partial<RowsQuestion> = {}): RowsQuestion {
  return { lines, texts: [], orderDiscount: null, discountAs: 'spread', currency: 'SEK', decimals: { price: 2, quantity: 4, discount: 4 }, rowText: 2000, includesVat: false, language: 'sv', ...more }
}

function written(given: RowsQuestion): DocumentRow[] {
  const rows = rowsOf(given)
  if (!rows.ok) throw new Error(rows.failure.code)
  return rows.value
}

/** The books' own way, in whole numbers: quantity x price x (1 - discount), to öre, half away from zero. Refuses more decimals than the books take. */
function booksAmount(row: DocumentRow, decimals: RowsQuestion['decimals']): bigint {
  const scaled = (text: string, places: number): bigint => {
    const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
    if (match === null || (match[3] ?? '').length > places) throw new Error(`${text} has more than ${places} decimals`)
    return BigInt(`${match[1]}${match[2]}${(match[3] ?? '').padEnd(places, '0')}`)
  }
  if (scaled(row.discount, 4) > 10_000n || scaled(row.discount, 4) < 0n || scaled(row.unitPrice, decimals.price) < 0n) throw new Error('discount or price out of range')
  const product = scaled(row.quantity, decimals.quantity) * scaled(row.unitPrice, decimals.price) * (10_000n - scaled(row.discount, 4))
  const unit = 10n ** BigInt(decimals.quantity + decimals.price + 4 - 2)
  const half = product < 0n ? -unit / 2n : unit / 2n
  return (product + half) / unit
}

/** Öre of one line as the source means it, by the whole-number way. */
function sourceOre(given: LineDraft): bigint {
  const full = decimal(given.quantity).times(decimal(given.unitPrice).minus(given.discountPerUnit ?? '0')).times(decimal(100).minus(given.discountPercent ?? '0')).dividedBy(100)
  return BigInt(toOre(full).times(100).toFixed(0))
}

const decimalsBetween = (low: number, high: number, places: number) => fc.tuple(fc.integer({ min: low * 10 ** places, max: high * 10 ** places }), fc.constant(places)).map(([n, p]) => decimal(n).dividedBy(10 ** p).toFixed())
const quantity = fc.oneof(fc.integer({ min: -5, max: 400 }).map(String), decimalsBetween(0, 50, 2), decimalsBetween(0, 9, 5))
const price = fc.oneof(decimalsBetween(0, 5000, 2), decimalsBetween(0, 99, 4), decimalsBetween(0, 9, 6))
const rates = fc.constantFrom('25', '12', '6', '0')
const discount = fc.oneof(
  fc.constant({}), decimalsBetween(0, 100, 0).map((discountPercent) => ({ discountPercent })), decimalsBetween(0, 100, 3).map((discountPercent) => ({ discountPercent })),
  fc.double({ min: 0, max: 1, noNaN: true }).map((share) => ({ share })),
)
const anyLine = fc.tuple(quantity, price, discount, rates).map(([q, p, d, rate], ) => ({ rate, given: line({
  quantity: q, unitPrice: p, ...('discountPercent' in d ? { discountPercent: d.discountPercent } : {}),
  ...('share' in d && d.share !== undefined ? { discountPerUnit: decimal(p).times(decimal(d.share)).toDecimalPlaces(2, 1).toFixed() } : {}),
}) }))
const anyLines = fc.array(anyLine, { minLength: 1, maxLength: 8 })
const anyDecimals = fc.constantFrom({ price: 2, quantity: 4, discount: 4 }, { price: 4, quantity: 4, discount: 4 }, { price: 2, quantity: 2, discount: 4 })

describe('rows', () => {
  it('make, line by line, exactly the öre of the source, with no more decimals than the books take', () => {
    fc.assert(fc.property(anyLines, anyDecimals, (lines, decimals) => {
      const keyed = lines.map(({ given, rate }, index) => planned({ ...given, key: `k${index}` }, rate))
      const rows = written(question(keyed, { decimals }))
      for (const { line: source } of keyed) {
        const own = rows.filter(({ lineKey }) => lineKey === source.key)
        expect(own.length).toBeGreaterThan(0)
        expect(own.reduce((total, row) => total + booksAmount(row, decimals), 0n)).toBe(sourceOre(source))
        for (const row of own) expect(BigInt(decimal(row.expected?.net ?? 'NaN').times(100).toFixed())).toBe(booksAmount(row, decimals))
      }
    }), { numRuns: 2000 })
  })

  it('take a whole-order discount off to the öre, and off each VAT rate in proportion', () => {
    const positive = fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), decimalsBetween(1, 2000, 2), rates), { minLength: 1, maxLength: 8 })
    fc.assert(fc.property(positive, fc.integer({ min: 1, max: 9999 }), fc.constantFrom('spread' as const, 'row' as const), fc.boolean(), (lines, share, discountAs, asPercent) => {
      const keyed = lines.map(([q, p, rate], index) => planned(line({ key: `k${index}`, quantity: String(q), unitPrice: p }), rate))
      const net = sum(keyed.map(({ line: one }) => decimal(one.quantity).times(one.unitPrice)))
      const amount = toOre(net.times(share).dividedBy(10_000))
      const orderDiscount: SaleDraft['orderDiscount'] = asPercent ? { percent: decimal(share).dividedBy(100).toFixed(), amount: null } : { percent: null, amount: amount.toFixed() }
      const decimals = { price: 2, quantity: 4, discount: 4 }
      const rows = written(question(keyed, { orderDiscount, discountAs, decimals }))
      const total = rows.reduce((ore, row) => ore + booksAmount(row, decimals), 0n)
      expect(total).toBe(BigInt(net.minus(amount).times(100).toFixed(0)))
      for (const rate of new Set(lines.map(([, , one]) => one))) {
        const full = sum(keyed.filter(({ article }) => article.account.vatRate === rate).map(({ line: one }) => decimal(one.quantity).times(one.unitPrice)))
        const made = sum(rows.filter((row) => row.expected?.vatRate === rate).map((row) => row.expected?.net ?? '0'))
        const exact = full.minus(amount.times(full).dividedBy(net))
        // Each line's share is rounded by at most half an öre, and the largest line takes what all of them leave.
        expect(made.minus(exact).abs().toNumber()).toBeLessThanOrEqual(0.005 * (lines.length + 1))
      }
    }), { numRuns: 1000 })
  })

  it('with prices that include VAT still make the net of the source to the öre', () => {
    fc.assert(fc.property(anyLines, (lines) => {
      const decimals = { price: 2, quantity: 4, discount: 4 }
      const keyed = lines.map(({ given, rate }, index) => planned({ ...given, key: `k${index}` }, rate))
      const rows = written(question(keyed, { includesVat: true, decimals }))
      for (const { line: source } of keyed) {
        const own = rows.filter(({ lineKey }) => lineKey === source.key)
        const net = own.reduce((total, row) => {
          const gross = booksAmount(row, decimals)
          const rate = BigInt(row.expected?.vatRate ?? '0')
          const doubled = 2n * gross * rate
          const vat = (doubled + (gross < 0n ? -(100n + rate) : 100n + rate)) / (2n * (100n + rate))
          return total + gross - vat
        }, 0n)
        expect(net).toBe(sourceOre(source))
      }
    }), { numRuns: 2000 })
  })

  const forms: [string, Partial<LineDraft>, Partial<RowsQuestion>, Partial<DocumentRow>[]][] = [
    ['as it stands', { quantity: '3', unitPrice: '99.99', discountPercent: '15' }, {}, [{ quantity: '3', unitPrice: '99.99', discount: '0.15' }]],
    ['an amount off each unit as a percentage when that is exact', { quantity: '2', unitPrice: '200', discountPerUnit: '50' }, {}, [{ quantity: '2', unitPrice: '200', discount: '0.25' }]],
    ['as a lower price when no percentage is exact', { quantity: '7', unitPrice: '1999.99', discountPerUnit: '333.33' }, {}, [{ quantity: '7', unitPrice: '1666.66', discount: '0' }]],
    ['as a row of the same article with quantity -1 when no price is exact', { quantity: '997', unitPrice: '89.99', discountPercent: '33.333' }, {}, [{ quantity: '997', unitPrice: '89.99' }, { quantity: '-1', articleNumber: 'A25', text: 'Rabatt: Kaffebryggare' }]],
    ['one row of the total when the quantity has too many decimals', { quantity: '1.125', unitPrice: '80' }, { decimals: { price: 2, quantity: 2, discount: 4 } }, [{ quantity: '1', unitPrice: '90', text: 'Kaffebryggare (1,125 st à 80)' }]],
    ['a gift with price zero', { unitPrice: '0' }, {}, [{ quantity: '1', unitPrice: '0' }]],
    ['a return with its negative quantity', { quantity: '-2' }, {}, [{ quantity: '-2', unitPrice: '100' }]],
    ['a negative price as a negative quantity', { unitPrice: '-100' }, {}, [{ quantity: '-1', unitPrice: '100' }]],
  ]
  it.each(forms)('write %s', (_, given, more, expected) => {
    const rows = written(question([planned(line(given), '25')], more))
    expect(rows).toHaveLength(expected.length)
    expect(rows).toMatchObject(expected)
  })

  it.each([['over 100 %', { discountPercent: '101' }], ['above the price', { discountPerUnit: '101' }], ['both in percent and amount', { discountPercent: '10', discountPerUnit: '10' }]])('refuse a discount %s', (_, given) => {
    expect(rowsOf(question([planned(line(given), '25')]))).toMatchObject({ ok: false, failure: { code: 'discount-unclear' } })
  })

  it('refuse a whole-order discount above the sum', () => {
    expect(rowsOf(question([planned(line(), '25')], { orderDiscount: { percent: null, amount: '100.01' } }))).toMatchObject({ ok: false, failure: { code: 'order-discount-too-large' } })
  })

  it('leave shipping out of a whole-order discount', () => {
    const rows = written(question([planned(line(), '25'), planned(line({ key: 's', kind: 'shipping', name: 'Frakt', unitPrice: '49' }), '25')], { orderDiscount: { percent: '10', amount: null } }))
    expect(rows.map((row) => row.expected?.net)).toEqual(['90', '49'])
  })

  it('say what was sold when the article is another', () => {
    const one = planned(line({ name: 'Specialbryggare', description: 'Handgjord' }), '25')
    const rows = written(question([{ ...one, article: { ...one.article, name: 'Diverse', generic: true } }]))
    expect(rows[0]?.text).toBe('Specialbryggare\nHandgjord')
  })

  it('end with the text rows', () => {
    expect(written(question([planned(line(), '25')], { texts: [{ text: 'Leverans vecka 50', key: null }] })).at(-1)).toMatchObject({ kind: 'text', text: 'Leverans vecka 50', articleNumber: null, expected: null })
  })
})
