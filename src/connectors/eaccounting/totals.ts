// Totals: what the books computed, read back from an answer whose conventions are not documented. Decided here by evidence, in one place.
import { decimal, sum, toText, type Decimal, type DecimalText } from '../../core/decimals.ts'
import type { DocumentTotals } from '../../core/books.ts'
import { percentRate } from './rates.ts'
import type { WireDocument, WireRow } from './schemas-document.ts'

/** The head amounts of one document, whatever its kind calls them. */
export type HeadAmounts = { total: DecimalText | null; vat: DecimalText | null; rounding: DecimalText | null; currency: string | null }

/**
 * Totals of a document in its own currency.
 * Head: the stated amount includes VAT and rounding, or neither (fact 160 leaves it open for orders); whichever the rows and the VAT bear out is taken.
 * Rows: a row's amount is net, unless unit prices include VAT and the amount equals the priced amount; then the answer does not state the net.
 */
export function readTotals(wire: WireDocument, head: HeadAmounts): DocumentTotals {
  const rows = (wire.Rows ?? []).toSorted((a, b) => (a.LineNumber ?? 0) - (b.LineNumber ?? 0))
  const vat = decimal(head.vat ?? 0)
  const rounding = decimal(head.rounding ?? 0)
  const stated = decimal(head.total ?? 0)
  const priced = sum(rows.map((row) => pricedAmount(row)))
  const whole = wire.IncludesVat === true ? priced.plus(rounding) : priced.plus(vat).plus(rounding)
  const bare = wire.IncludesVat === true ? priced.minus(vat) : priced
  const isWhole = rows.length === 0 || stated.minus(whole).abs().lessThanOrEqualTo(stated.minus(bare).abs())
  return {
    currency: head.currency,
    rowNets: rows.map((row) => netOf(row, wire.IncludesVat === true)),
    rowRates: rows.map((row) => rateOf(row)),
    total: toText(isWhole ? stated : stated.plus(vat).plus(rounding)),
    vat: toText(vat),
    rounding: toText(rounding),
    includesVat: wire.IncludesVat,
  }
}

function isTextRow(row: WireRow): boolean {
  return row.IsTextRow === true || row.ArticleId === null
}

/** Quantity times price less discount, in öre; zero for text rows. */
function pricedAmount(row: WireRow): Decimal {
  if (isTextRow(row)) return decimal(0)
  const factor = decimal(1).minus(row.DiscountPercentage ?? 0)
  return decimal(row.Quantity ?? 0).times(row.UnitPrice ?? 0).times(factor).toDecimalPlaces(2)
}

function netOf(row: WireRow, includesVat: boolean): DecimalText | null {
  if (isTextRow(row)) return null
  if (row.AmountNoVat !== null) return row.AmountNoVat
  if (row.Amount === null || !includesVat) return row.Amount
  const rate = rateOf(row)
  const isPriced = decimal(row.Amount).minus(pricedAmount(row)).abs().lessThanOrEqualTo('0.01')
  return isPriced && rate !== '0' ? null : row.Amount
}

function rateOf(row: WireRow): DecimalText | null {
  if (isTextRow(row)) return null
  const rate = row.VatRate ?? row.PercentVat
  return rate === null ? null : percentRate(rate)
}
