// Row forms: how a line's amount is written with the decimals that the books take, so that what they compute is exact to the öre.
import { Decimal, decimal, decimalsOf, sum, toOre } from '../core/decimals.ts'

export type RowForm = { quantity: Decimal; unitPrice: Decimal; /** Fraction 0..1. */ discount: Decimal; role: 'main' | 'correction' | 'total' }

export type FormQuestion = {
  quantity: Decimal
  unitPrice: Decimal
  /** Discount of the line as a fraction, when it has one in percent. */
  discount: Decimal | null
  /** What the rows together shall make: rounded to öre, discount taken off. */
  target: Decimal
  decimals: { price: number; quantity: number; discount: number }
  /** A further condition on the rows, beside making the target (prices with VAT: that the net is exact too). */
  accepts: (forms: readonly RowForm[]) => boolean
}

export type FormName = 'asIs' | 'roundedPrice' | 'percent' | 'unitPrice' | 'extraRow' | 'total'

/** What the books make of a row: quantity x price x (1 - discount), rounded to öre. */
export function rowAmount(row: { quantity: Decimal; unitPrice: Decimal; discount: Decimal }): Decimal {
  return toOre(row.quantity.times(row.unitPrice).times(decimal(1).minus(row.discount)))
}

/** The first form that is exact: as it stands; price rounded; percent; lower unit price; an extra row; one row of the total. Null = none is. */
export function exactForm(question: FormQuestion): { forms: RowForm[]; name: FormName } | null {
  for (const [name, make] of ladder) {
    const forms = make(question)
    if (forms !== null && sum(forms.map(rowAmount)).equals(question.target) && question.accepts(forms)) return { forms, name }
  }
  return null
}

const ladder: readonly [FormName, (question: FormQuestion) => RowForm[] | null][] = [
  ['asIs', (q) => (quantityFits(q) && priceFits(q) && discountFits(q) ? [main(q, q.unitPrice, q.discount ?? zero)] : null)],
  ['roundedPrice', (q) => (quantityFits(q) && discountFits(q) ? [main(q, q.unitPrice.toDecimalPlaces(q.decimals.price), q.discount ?? zero)] : null)],
  ['percent', asPercent],
  ['unitPrice', asUnitPrice],
  ['extraRow', withCorrection],
  ['total', (q) => [{ quantity: decimal(q.target.isNegative() ? -1 : 1), unitPrice: q.target.abs(), discount: zero, role: 'total' }]],
]

const zero = decimal(0)

function main(question: FormQuestion, unitPrice: Decimal, discount: Decimal): RowForm {
  return { quantity: question.quantity, unitPrice, discount, role: 'main' }
}

function quantityFits({ quantity, decimals }: FormQuestion): boolean {
  return decimalsOf(quantity) <= decimals.quantity
}

function priceFits({ unitPrice, decimals }: FormQuestion): boolean {
  return decimalsOf(unitPrice) <= decimals.price
}

function discountFits({ discount, decimals }: FormQuestion): boolean {
  return discount === null || (decimalsOf(discount) <= decimals.discount && !discount.isNegative() && discount.lessThanOrEqualTo(1))
}

/** The whole reduction as a percentage with as many decimals as the books take. */
function asPercent(question: FormQuestion): RowForm[] | null {
  const full = question.quantity.times(question.unitPrice)
  if (!quantityFits(question) || !priceFits(question) || full.isZero()) return null
  const discount = decimal(1).minus(question.target.dividedBy(full)).toDecimalPlaces(question.decimals.discount)
  return discount.isNegative() || discount.greaterThan(1) ? null : [main(question, question.unitPrice, discount)]
}

function asUnitPrice(question: FormQuestion): RowForm[] | null {
  if (!quantityFits(question) || question.quantity.isZero()) return null
  const price = question.target.dividedBy(question.quantity).toDecimalPlaces(question.decimals.price)
  return price.isNegative() ? null : [main(question, price, zero)]
}

/** The full price, and a second row of the same article with quantity -1 that takes the reduction off (or +1 where öre lack). */
function withCorrection(question: FormQuestion): RowForm[] | null {
  if (!quantityFits(question)) return null
  const full = main(question, question.unitPrice.toDecimalPlaces(question.decimals.price, Decimal.ROUND_UP), zero)
  const difference = rowAmount(full).minus(question.target)
  if (difference.isZero()) return [full]
  return [full, { quantity: decimal(difference.isNegative() ? 1 : -1), unitPrice: difference.abs(), discount: zero, role: 'correction' }]
}
