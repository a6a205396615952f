// Whole-order discount: spread over the lines in proportion, or over the VAT rates as rows of their own; the last öre on the largest.
import { decimal, sum, toOre, type Decimal, type DecimalText } from '../core/decimals.ts'
import type { SaleDraft } from '../core/sale-draft.ts'
import { held, settled, type Settled } from './settled.ts'
import { money } from './wording.ts'

/** The discount in the sale's currency, net of VAT, to öre. */
export function orderDiscountOf(discount: SaleDraft['orderDiscount'], net: Decimal, currency: string): Settled<Decimal> {
  const percentage = decimal(discount?.percent ?? '0')
  const amount = percentage.isZero() ? toOre(decimal(discount?.amount ?? '0')) : toOre(net.times(percentage).dividedBy(100))
  if (amount.isNegative() || (!amount.isZero() && amount.greaterThan(net))) return held('order-discount-too-large', { discount: money(amount, currency), net: money(net, currency) })
  return settled(amount)
}

/** Shares of `total` in proportion to the weights, each to öre, adding up to the total; what rounding leaves goes to the largest weight. */
export function sharesOf(total: Decimal, weights: readonly Decimal[]): Decimal[] {
  const whole = sum(weights)
  if (whole.isZero()) return weights.map(() => decimal(0))
  const shares = weights.map((weight) => toOre(total.times(weight).dividedBy(whole)))
  const rest = total.minus(sum(shares))
  let largest = 0
  weights.forEach((weight, index) => {
    if (weight.greaterThan(weights[largest] ?? 0)) largest = index
  })
  shares[largest] = (shares[largest] ?? decimal(0)).plus(rest)
  return shares
}

/** One share per VAT rate, in the order the rates first appear, with the index of the largest line of each rate. */
export function sharesPerRate(total: Decimal, lines: readonly { net: Decimal; vatRate: DecimalText }[]): { line: number; share: Decimal }[] {
  const rates = new Map<string, { net: Decimal; line: number }>()
  lines.forEach(({ net, vatRate }, index) => {
    const rate = rates.get(vatRate)
    if (rate === undefined) {
      rates.set(vatRate, { net, line: index })
      return
    }
    const largest = net.greaterThan(lines[rate.line]?.net ?? 0) ? index : rate.line
    rates.set(vatRate, { net: rate.net.plus(net), line: largest })
  })
  const groups = [...rates.values()]
  const shares = sharesOf(total, groups.map(({ net }) => net))
  return groups.flatMap(({ line }, index) => (shares[index]?.isZero() === false ? [{ line, share: shares[index] }] : []))
}
