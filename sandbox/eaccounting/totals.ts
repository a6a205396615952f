// Row amounts, VAT and rounding of a document, in whole minor units (öre) as bigints. Pure and exact.
import { divide, power, scaled } from './exact.ts'

export type PricedRow = {
  /** Unit price as sent; includes VAT when the document says so. */
  unitPrice: number
  quantity: number
  /** 0..1 with four decimals. */
  discount: number
  /** Fixed discount on the row, or 0. */
  discountAmount: number
  /** Percent, e.g. 25. */
  percent: number
}
export type TotalRules = { includesVat: boolean; vatRounding: 'perLine' | 'perRate'; roundToWhole: boolean; sign: 1 | -1 }
export type RowAmounts = { amount: bigint; net: bigint; vat: bigint }
export type RateAmounts = { percent: number; net: bigint; vat: bigint }
/** total = net + vat + rounding. */
export type Totals = { rows: RowAmounts[]; rates: RateAmounts[]; net: bigint; vat: bigint; rounding: bigint; total: bigint }

/** unitPrice x quantity x (1 - discount) - discountAmount, to the öre, half away from zero. */
export function lineAmount(row: PricedRow): bigint {
  const price = scaled(row.unitPrice, 4)
  const quantity = scaled(row.quantity, 4)
  const kept = 10_000n - scaled(row.discount, 4)
  return divide(price * quantity * kept, power(10)) - scaled(row.discountAmount, 2)
}

export function totalsOf(rows: readonly PricedRow[], rules: TotalRules): Totals {
  const sign = BigInt(rules.sign)
  const byRate = new Map<number, RateAmounts>()
  const amounts = rows.map(row => {
    const amount = lineAmount(row) * sign
    const rate = scaled(row.percent, 2)
    const vat = rules.includesVat ? divide(amount * rate, 10_000n + rate) : divide(amount * rate, 10_000n)
    const net = rules.includesVat ? amount - vat : amount
    const found = byRate.get(row.percent) ?? { percent: row.percent, net: 0n, vat: 0n }
    found.net += net
    found.vat += vat
    byRate.set(row.percent, found)
    return { amount, net, vat }
  })
  const rates = [...byRate.values()].sort((a, b) => b.percent - a.percent)
  if (rules.vatRounding === 'perRate') for (const rate of rates) roundPerRate(rate, rules.includesVat)
  const net = rates.reduce((sum, each) => sum + each.net, 0n)
  const vat = rates.reduce((sum, each) => sum + each.vat, 0n)
  const rounding = rules.roundToWhole ? divide(net + vat, 100n) * 100n - (net + vat) : 0n
  return { rows: amounts, rates, net, vat, rounding, total: net + vat + rounding }
}

/** The VAT of one rate on the sum of its lines; the gross stays where prices include VAT, the net where they do not. */
function roundPerRate(rate: RateAmounts, includesVat: boolean): void {
  const points = scaled(rate.percent, 2)
  if (includesVat) {
    const gross = rate.net + rate.vat
    rate.vat = divide(gross * points, 10_000n + points)
    rate.net = gross - rate.vat
  } else {
    rate.vat = divide(rate.net * points, 10_000n)
  }
}
