// Net of a line as the source means it: quantity, price and discount read, prices that include VAT freed of it, rounded to öre.
import { decimal, toOre, type Decimal, type DecimalText } from '../core/decimals.ts'
import type { LineDraft } from '../core/sale-draft.ts'
import { held, settled, type Settled } from './settled.ts'

export type LineNet = {
  /** Price never negative: a negative one turns the quantity instead. */
  quantity: Decimal
  /** As the source states it, with or without VAT. */
  unitPrice: Decimal
  /** Fraction 0..1, when the source states a percentage. */
  discount: Decimal | null
  /** Of the line in full, in the source's terms (with or without VAT), to öre. */
  amount: Decimal
  /** Excluding VAT, to öre. */
  net: Decimal
}

/** `vatRate` is the rate the books will use, 25 = 25 %. */
export function lineNet(line: LineDraft, vatRate: DecimalText): Settled<LineNet> {
  let quantity = decimal(line.quantity)
  let unitPrice = decimal(line.unitPrice)
  const percentage = line.discountPercent === null ? decimal(0) : decimal(line.discountPercent)
  let perUnit = line.discountPerUnit === null ? decimal(0) : decimal(line.discountPerUnit)
  if (!percentage.isZero() && !perUnit.isZero()) return unclear(line, 'både procent och belopp anges', 'both a percentage and an amount are stated')
  if (percentage.greaterThan(100)) return unclear(line, 'över 100 %', 'over 100 %')
  if (unitPrice.isNegative()) {
    quantity = quantity.negated()
    unitPrice = unitPrice.negated()
    perUnit = perUnit.negated()
  }
  if (perUnit.greaterThan(unitPrice)) return unclear(line, 'större än priset', 'more than the price')
  const discount = percentage.isZero() ? null : percentage.dividedBy(100)
  const amount = toOre(quantity.times(unitPrice.minus(perUnit)).times(decimal(1).minus(discount ?? 0)))
  const net = line.includesVat ? amount.minus(vatWithin(amount, vatRate)) : amount
  return settled({ quantity, unitPrice, discount, amount, net })
}

/** 1.25 for 25 %. */
export function vatFactor(vatRate: DecimalText): Decimal {
  return decimal(vatRate).dividedBy(100).plus(1)
}

/** VAT within an amount that includes it, to öre. */
export function vatWithin(gross: Decimal, vatRate: DecimalText): Decimal {
  return toOre(gross.times(vatRate).dividedBy(decimal(vatRate).plus(100)))
}

function unclear(line: LineDraft, reasonSv: string, reasonEn: string): ReturnType<typeof held> {
  return held('discount-unclear', { line: line.name, reasonSv, reasonEn })
}
