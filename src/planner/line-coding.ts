// Which coding and which rate a line wishes: from rules by country and area, from the line itself, else by its VAT rate.
import type { Area } from '../core/books.ts'
import { decimal, parseDecimal, type DecimalText } from '../core/decimals.ts'
import type { BuyerKind, LineDraft } from '../core/sale-draft.ts'
import type { ByRate, TaxRule } from './settings.ts'

export type LinePlace = { area: Area; country: string; buyer: BuyerKind }

/** The first rule that fits the line; the order of the settings decides. */
export function taxRuleFor(line: Pick<LineDraft, 'articleGroup'>, place: LinePlace, rules: readonly TaxRule[]): TaxRule | null {
  const group = (line.articleGroup ?? '').trim().toLowerCase()
  return rules.find((rule) =>
    (rule.country === undefined || rule.country.toUpperCase() === place.country)
    && (rule.area === undefined || rule.area === place.area)
    && (rule.buyer === undefined || rule.buyer === place.buyer)
    && (rule.group === undefined || rule.group.trim().toLowerCase() === group)) ?? null
}

/** Whether the area's sales carry no VAT whatever the article: a stated 0 % then says nothing about the article. */
export function withoutVat(area: Area): boolean {
  return area === 'euBusiness' || area === 'export' || area === 'construction'
}

/** The VAT rate that chooses among codings and articles by rate. Without a statement the highest configured rate, the standard rate, is meant. */
export function choosingRate(line: Pick<LineDraft, 'taxRate'>, area: Area, table: ByRate): { rate: DecimalText; assumed: boolean } {
  const stated = line.taxRate
  const rates = Object.keys(table).flatMap((key) => parseDecimal(key) ?? [])
  const has = (rate: DecimalText) => rates.some((one) => decimal(one).equals(rate))
  if (stated !== null && !(decimal(stated).isZero() && withoutVat(area)) && (area !== 'euPrivate' || has(stated))) return { rate: stated, assumed: false }
  let highest: DecimalText | null = null
  for (const rate of rates) if (highest === null || decimal(rate).greaterThan(highest)) highest = rate
  return { rate: highest ?? '25', assumed: true }
}

/** Entry of a table by rate, whatever way the rate's key is written ("25", "25.0"). */
export function byRate(table: ByRate, rate: DecimalText): string | null {
  for (const [key, value] of Object.entries(table)) {
    const parsed = parseDecimal(key)
    if (parsed !== null && decimal(parsed).equals(rate)) return value
  }
  return null
}
