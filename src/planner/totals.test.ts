import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DocumentTotals } from '../core/books.ts'
import { failureSentence } from '../core/failure.ts'
import type { DocumentDraft } from '../core/document-draft.ts'
import { planSale } from './plan-sale.ts'
import { buyer, input, line, lookups, sale, settings } from './test-sale.ts'
import { verifyTotals } from './totals.ts'

function documentOf(lines: ReturnType<typeof line>[], more: { includesVat?: boolean; rounds?: boolean } = {}): DocumentDraft {
  const draft = sale({ lines, buyer: more.includesVat === true ? buyer({ kind: 'private', orgNumber: null }) : buyer() })
  const decision = planSale(input(draft, { settings: { ...settings, privatePricesIncludeVat: more.includesVat === true }, lookups: { ...lookups, company: { ...lookups.company, roundsToWhole: more.rounds ?? true } } }))
  if (decision.action !== 'create') throw new Error(decision.action)
  return decision.document
}
const threeOdd = () => documentOf([1, 2, 3].map((n) => line({ key: `l${n}`, unitPrice: '99.99' })))
function answer(more: Partial<DocumentTotals> = {}): DocumentTotals {
  return { currency: 'SEK', rowNets: ['99.99', '99.99', '99.99'], rowRates: ['25', '25', '25'], total: '375', vat: '75', rounding: '0.03', includesVat: false, ...more }
}

describe('verifyTotals', () => {
  it('takes both lawful roundings of three rows of 99.99 at 25 %, and says which the books use', () => {
    const document = threeOdd()
    expect(document.expected).toMatchObject({ net: '299.97', vatPerLine: '75', vatPerRate: '74.99' })
    expect(verifyTotals(document, answer())).toMatchObject({ ok: true, vatRounding: 'perLine' })
    expect(verifyTotals(document, answer({ vat: '74.99', rounding: '0.04' }))).toMatchObject({ ok: true, vatRounding: 'perRate' })
  })

  const wrong: [string, Partial<DocumentTotals>, string][] = [
    ['another currency', { currency: 'EUR' }, 'totals-currency'],
    ['a row less', { rowNets: ['99.99', '99.99'], rowRates: ['25', '25'] }, 'totals-row-count'],
    ['a row net off by an öre', { rowNets: ['99.99', '99.98', '99.99'] }, 'totals-row-net'],
    ['another rate on a row', { rowRates: ['25', '12', '25'] }, 'totals-row-rate'],
    ['VAT off by an öre beyond the two roundings', { vat: '74.98', rounding: '0.05' }, 'totals-vat'],
    ['a net total off by an öre', { rowNets: [null, null, null], total: '374.96', rounding: '0' }, 'totals-net'],
    ['rounding of more than half a krona', { total: '376', rounding: '1.03' }, 'totals-payable'],
    ['rounding that does not end at a whole krona', { total: '375.1', rounding: '0.13' }, 'totals-payable'],
  ]
  it.each(wrong)('refuses %s, with the amounts in the sentence', (_, more, code) => {
    const verdict = verifyTotals(threeOdd(), answer(more))
    if (verdict.ok) throw new Error('accepted')
    expect(verdict.failure.code).toBe(code)
    expect(failureSentence(verdict.failure, 'sv')).toMatch(/HS-1234567/)
    expect(failureSentence(verdict.failure, 'sv')).not.toMatch(/undefined|\{/)
  })

  it('refuses rounding when the company does not round', () => {
    const document = documentOf([line({ unitPrice: '99.99' })], { rounds: false })
    expect(verifyTotals(document, { currency: 'SEK', rowNets: ['99.99'], rowRates: ['25'], total: '125', vat: '25', rounding: '0.01', includesVat: false })).toMatchObject({ ok: false, failure: { code: 'totals-payable' } })
  })

  it('tells that the books read the prices otherwise than thought', () => {
    const document = documentOf([line()], { includesVat: true })
    expect(document.rows[0]?.unitPrice).toBe('125')
    expect(verifyTotals(document, { currency: 'SEK', rowNets: [null], rowRates: ['25'], total: '156', vat: '31.25', rounding: '-0.25', includesVat: false })).toMatchObject({ ok: false, failure: { code: 'totals-price-basis' } })
  })

  it('accepts, for any lines and either rounding of books that compute in whole öre, and refuses any other öre', () => {
    const anyLines = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 200_000 }), fc.constantFrom('SKU1', 'MAT', 'BOK')), { minLength: 1, maxLength: 6 })
    fc.assert(fc.property(anyLines, fc.boolean(), fc.boolean(), fc.boolean(), fc.constantFrom(-1n, 1n), (lines, includesVat, perRate, rounds, off) => {
      const rate = { SKU1: '25', MAT: '12', BOK: '6' }
      const document = documentOf(lines.map(([q, p, sku], n) => line({ key: `l${n}`, sku, quantity: String(q), unitPrice: (p / 100).toFixed(2), taxRate: rate[sku] })), { includesVat, rounds })
      const books = computed(document, includesVat, perRate, rounds)
      expect(verifyTotals(document, books)).toMatchObject({ ok: true })
      const shifted = { ...books, vat: kronor(ore(books.vat) + off * 10n), total: kronor(ore(books.total) + off * 10n) }
      expect(verifyTotals(document, shifted)).toMatchObject({ ok: false })
    }), { numRuns: 600 })
  })
})

/** The books' own arithmetic in whole öre. */
function computed(document: DocumentDraft, includesVat: boolean, perRate: boolean, rounds: boolean): DocumentTotals {
  const divide = (n: bigint, d: bigint) => (2n * n + (n < 0n ? -d : d)) / (2n * d)
  const rows = document.rows.map((row) => {
    const rate = BigInt(row.expected?.vatRate ?? '0')
    const amount = divide(ore(row.unitPrice) * BigInt(Number(row.quantity)) * (10_000n - BigInt(Math.round(Number(row.discount) * 10_000))), 10_000n)
    const vat = includesVat ? divide(amount * rate, 100n + rate) : divide(amount * rate, 100n)
    return { rate, amount, vat, net: includesVat ? amount - vat : amount }
  })
  let vat = rows.reduce((sum, row) => sum + row.vat, 0n)
  if (perRate) {
    vat = 0n
    for (const rate of new Set(rows.map((row) => row.rate))) {
      const amount = rows.filter((row) => row.rate === rate).reduce((sum, row) => sum + row.amount, 0n)
      vat += includesVat ? divide(amount * rate, 100n + rate) : divide(amount * rate, 100n)
    }
  }
  const whole = rows.reduce((sum, row) => sum + row.amount, 0n) + (includesVat ? 0n : vat)
  const rounding = rounds ? divide(whole, 100n) * 100n - whole : 0n
  return {
    currency: 'SEK', rowNets: rows.map((row) => kronor(row.net)), rowRates: rows.map((row) => String(row.rate)), total: kronor(whole + rounding), vat: kronor(vat), rounding: kronor(rounding), includesVat,
  }
}
function ore(text: string): bigint {
  return BigInt(Math.round(Number(text) * 100))
}
function kronor(value: bigint): string {
  return (Number(value) / 100).toFixed(2)
}
