// VAT rates: the one place that settles whether the vendor wrote 25 or 0.25.
import { toText, decimal } from '../../core/decimals.ts'
import type { DecimalText } from '../../core/decimals.ts'

/**
 * Percent (25 = 25 %) from either form (fact 42 leaves it open). Evidence: no country of this system has a rate above 0 and up to 1 %,
 * so such a number can only be a fraction, and anything above 1 only percent.
 */
export function percentRate(rate: DecimalText): DecimalText {
  const value = decimal(rate)
  return toText(value.abs().lessThanOrEqualTo(1) ? value.times(100) : value)
}
