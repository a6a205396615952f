// What a deal asks for, read from the CRM twin itself and reckoned in whole öre: the net, and the VAT as nearly as rounding lets it be known.
import type { TwinState } from '../../sandbox/hubspot/state.ts'

/** Öre. `vatWithin`: how far rounding by line or by rate, or a spread discount, may carry the VAT from `vat`. */
export type Asked = { net: number; vat: number; vatWithin: number }

/** Whole numbers only: prices in öre, percentages in tenths. Halves are rounded away from zero, as money is. */
export function asksFor(crm: TwinState, dealId: string): Asked {
  const deal = crm.get('deals', dealId)
  if (deal === undefined) throw new Error(`no deal ${dealId}`)
  const lines = (deal.associations.line_items ?? []).flatMap(({ id }) => crm.get('line_items', id) ?? []).filter((line) => !line.archived).map(({ properties }) => {
    const quantity = Number(properties.quantity ?? 0)
    const whole = quantity * (ore(properties.price) - ore(properties.discount))
    return { net: rounded(whole * (1_000 - tenths(properties.hs_discount_percentage)), 1_000), rate: Number(properties.hs_tax_rate_group_id ?? 0) }
  })
  const whole = lines.reduce((sum, line) => sum + line.net, 0)
  const percent = tenths(deal.properties.discount_percent)
  const off = percent > 0 ? rounded(whole * percent, 1_000) : ore(deal.properties.discount_amount)
  const vat = lines.reduce((sum, line) => sum + (line.net * line.rate) / 100, 0) * (whole === 0 ? 1 : (whole - off) / whole)
  return { net: whole - off, vat, vatWithin: lines.length + (off === 0 ? 0 : lines.length * 2) + 1 }
}

function ore(text: string | undefined): number {
  return Math.round(Number(text ?? 0) * 100)
}

function tenths(text: string | undefined): number {
  return Math.round(Number(text ?? 0) * 10)
}

function rounded(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator))
}
