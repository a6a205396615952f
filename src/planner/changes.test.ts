import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SaleDraft } from '../core/sale-draft.ts'
import { describeChange, fingerprint, snapshot } from './changes.ts'
import { address, buyer, line, sale } from './test-sale.ts'

const two = [line(), line({ key: 'l2', sku: 'TE', name: 'Te', quantity: '3', unitPrice: '45.50' })]
const base = sale({ lines: two })

describe('fingerprint', () => {
  const unrelated: [string, Partial<SaleDraft>][] = [
    ['title', { title: 'Annan' }], ['references', { yourReference: 'Bo', ourReference: 'Eva', buyersOrderReference: '77' }], ['dates', { documentDate: '2026-12-24', deliveryDate: '2027-01-01' }],
    ['addresses', { invoiceAddress: { ...address, city: 'Malmö' }, deliveryAddress: address }], ['the buyer\'s e-mail and name', { buyer: buyer({ email: 'x@y.se', name: 'Kafé Nord Aktiebolag' }) }],
    ['order of lines', { lines: [...two].reverse() }], ['line ids and texts', { lines: two.map((one) => ({ ...one, key: `n${one.key}`, sourceLineId: '9', text: 'Ny text' })) }],
    ['zeros after the point', { lines: two.map((one) => ({ ...one, quantity: `${one.quantity}.0` })) }], ['notes', { notes: [{ code: 'x', sv: 'x', en: 'x' }] }], ['terms', { terms: '10' }],
  ]
  it.each(unrelated)('is the same when only %s changed', (_, more) => {
    expect(fingerprint(sale({ lines: two, ...more }))).toBe(fingerprint(base))
  })

  const related: [string, Partial<SaleDraft>, string, RegExp][] = [
    ['a quantity', { lines: [line({ quantity: '2' }), ...two.slice(1)] }, 'lines', /^Ändrat: SKU1 1 → 2 st, 100,00.kr → 200,00.kr; summan exklusive moms går från 236,50.kr till 336,50.kr \(\+100,00\)\.$/],
    ['a line less', { lines: [line()] }, 'lines', /^Borttaget: TE \(3 st, 136,50.kr\)/],
    ['a line more', { lines: [...two, line({ key: 'l3', sku: null, name: 'Montering', unitPrice: '500' })] }, 'lines', /^Tillagt: Montering \(1 st, 500,00.kr\)/],
    ['a tax rate', { lines: [line({ taxRate: '12' }), ...two.slice(1)] }, 'lines', /moms 25 % → 12 %/],
    ['a whole-order discount', { orderDiscount: { percent: '10', amount: null } }, 'amount', /^Summan exklusive moms går från 236,50.kr till 212,85.kr \(−23,65\)\.$/],
    ['the currency', { currency: 'EUR' }, 'currency', /^Valutan är ändrad från SEK till EUR/],
    ['the company', { buyer: buyer({ source: { kind: 'company', id: '78' } }) }, 'customer', /^Kunden är bytt\.$/],
    ['company and lines', { buyer: buyer({ source: { kind: 'company', id: '78' } }), lines: [line()] }, 'several', /^Kunden är bytt; borttaget/],
  ]
  it.each(related)('differs, and says how, after a change of %s', (_, more, kind, sv) => {
    const after = sale({ lines: two, ...more })
    expect(fingerprint(after)).not.toBe(fingerprint(base))
    const change = describeChange(snapshot(base), snapshot(after))
    expect(change?.kind).toBe(kind)
    expect(change?.sv).toMatch(sv)
    expect(change?.en).not.toMatch(/undefined/)
  })

  it('differs for two sales exactly when a change can be described', () => {
    const anySale = fc.array(fc.tuple(fc.constantFrom('A', 'B'), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })), { minLength: 1, maxLength: 3 })
      .map((lines) => sale({ lines: lines.map(([sku, q, p], n) => line({ key: String(n), sku, quantity: String(q), unitPrice: String(p) })) }))
    fc.assert(fc.property(anySale, anySale, (one, other) => (fingerprint(one) === fingerprint(other)) === (describeChange(snapshot(one), snapshot(other)) === null)), { numRuns: 500 })
  })

  it('keeps no name, e-mail or number of the buyer in the snapshot', () => {
    const kept = JSON.stringify(snapshot(sale({ buyer: buyer({ kind: 'private', name: 'Eva Ek', orgNumber: '811228-9874' }) })))
    expect(kept).not.toMatch(/Eva|8112|kafenord/)
  })
})
