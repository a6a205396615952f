// Totals read back: the same sums come out whatever conventions the answer follows.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sum, toOre, toText, decimal } from '../../core/decimals.ts'
import { parseDocument } from './document-read.ts'
import { readTotals } from './totals.ts'

const line = fc.record({
  quantity: fc.integer({ min: -20, max: 500 }).filter((each) => each !== 0).map((each) => decimal(each).dividedBy(10)),
  price: fc.integer({ min: 1, max: 9_999_999 }).map((each) => decimal(each).dividedBy(100)),
  discount: fc.constantFrom('0', '0.1', '0.3333'),
  rate: fc.constantFrom(25, 12, 6, 0),
})
const conventions = fc.record({ fraction: fc.boolean(), headWhole: fc.boolean(), rowNet: fc.boolean(), includesVat: fc.boolean(), toWhole: fc.boolean() })

test('total, VAT, rounding, rates and nets are the same under every convention of the vendor', () => {
  fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), conventions, (lines, look) => {
    const rows = lines.map(({ quantity, price, discount, rate }, index) => {
      const priced = toOre(quantity.times(price).times(decimal(1).minus(discount)))
      const net = look.includesVat ? toOre(priced.times(100).dividedBy(100 + rate)) : priced
      const vat = look.includesVat ? priced.minus(net) : toOre(net.times(rate).dividedBy(100))
      const wire = {
        LineNumber: index + 1, IsTextRow: false, ArticleId: 'a', Quantity: quantity.toNumber(), UnitPrice: price.toNumber(), DiscountPercentage: Number(discount),
        VatRate: look.fraction ? rate / 100 : rate, Amount: (look.rowNet ? net : priced).toNumber(),
      }
      return { wire, net, vat, rate, known: !look.includesVat || (look.rowNet && !net.minus(priced).abs().lessThanOrEqualTo('0.01')) || rate === 0 }
    })
    const net = sum(rows.map((each) => each.net))
    const vat = sum(rows.map((each) => each.vat))
    const rounding = look.toWhole ? net.plus(vat).toDecimalPlaces(0).minus(net.plus(vat)) : decimal(0)
    const total = net.plus(vat).plus(rounding)
    const wire = parseDocument({ Id: '11111111-2222-3333-4444-555555555555', IncludesVat: look.includesVat, Rows: rows.map((each) => each.wire).toReversed() })
    if (wire === null) throw new Error('not a document')
    const read = readTotals(wire, { total: toText(look.headWhole ? total : net), vat: toText(vat), rounding: toText(rounding), currency: 'SEK' })
    expect(read.total).toBe(toText(total))
    expect(read.vat).toBe(toText(vat))
    expect(read.rowRates).toEqual(rows.map((each) => String(each.rate)))
    rows.forEach((each, index) => { if (each.known) expect(read.rowNets[index]).toBe(toText(each.net)) })
  }), { numRuns: 200 })
})

test('text rows have no net and no rate', () => {
  const wire = parseDocument({ Id: '11111111-2222-3333-4444-555555555555', IncludesVat: false, Rows: [{ LineNumber: 1, IsTextRow: true, Text: 'x', Amount: 0, VatRate: 0 }] })
  if (wire === null) throw new Error('not a document')
  const read = readTotals(wire, { total: '0', vat: '0', rounding: '0', currency: null })
  expect(read.rowNets).toEqual([null])
  expect(read.rowRates).toEqual([null])
})
