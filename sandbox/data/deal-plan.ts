// A deal as the sample plans it, and the CRM record it becomes: lines from the product library, dates from the day it was won.
import { type Decimal, decimal, sum, toOre } from '../../src/core/decimals.ts'
import type { HubSpotSeed } from '../hubspot/seed.ts'
import { instantBefore, lockedInstant, workingInstantBefore } from './days.ts'
import { productOf } from './products.ts'
import type { Rate } from './products.ts'

export type DealRecord = NonNullable<HubSpotSeed['deals']>[number]
type Association = NonNullable<DealRecord['associations']>[number]
type LineRecord = NonNullable<DealRecord['lineItems']>[number]

/** Ids of the account's tax rates, by percent. */
export const taxRateIds: Record<Rate, string> = { 25: '1042587', 12: '1042588', 6: '1042589', 0: '1042590' }

export type LinePlan = {
  /** Product of the library: gives name, SKU, price and rate unless they are given here. */
  product?: string
  /** As written on the line; null = none. */
  sku?: string | null
  name?: string
  /** Decimal text; 1 when left out. */
  quantity?: string
  /** Unit price in the deal's currency, excluding VAT. */
  price?: string
  /** 15 = 15 %. */
  percent?: string
  /** Discount per unit. */
  off?: string
  /** The line's tax rate; null = none chosen. */
  rate?: Rate | null
  extra?: Record<string, string>
  /** Hours after the deal was won; default: made with the deal. */
  hoursLate?: number
}

export type Place = { pipeline: 'default' | '74120011'; won: string; open: readonly string[] }

/** The two pipelines whose last stage sends the deal. */
export const sales: Place = { pipeline: 'default', won: 'closedwon', open: ['appointmentscheduled', 'qualifiedtobuy', 'contractsent'] }
export const projects: Place = { pipeline: '74120011', won: '140552903', open: ['140552901', '140552902'] }

export type DealPlan = {
  id: string
  name: string
  lines: readonly LinePlan[]
  companies?: readonly { id: string; primary?: boolean; label?: string }[]
  contacts?: readonly string[]
  /** Whole days before now that it entered the stage; the hour is UTC. */
  wonDaysAgo: number
  hour?: number
  in?: Place
  currency?: string
  /** Deal amount: computed from the lines when left out, null = empty. */
  amount?: string | null
  extra?: Record<string, string>
  /** Instead of open stages and won: stage ids with days before now, oldest first. */
  stages?: readonly { stage: string; daysAgo: number; hour?: number }[]
  editedDaysAgo?: number
  /** The close date lies in the period that the books have locked; default: the moment it was won. */
  closed?: 'in locked period'
  archived?: boolean
  mergedIds?: string[]
}

/** Net of one line, rounded to öre: quantity x price less discount. */
export function netOfLine(line: LinePlan): Decimal {
  const price = decimal(line.price ?? (line.product === undefined ? '0' : productOf(line.product).price))
  const full = price.minus(line.off ?? 0).times(line.quantity ?? '1')
  return toOre(full.times(decimal(100).minus(line.percent ?? 0)).dividedBy(100))
}

/** Net of all lines of a deal, without shipping and whole-order discount. */
export function netOfLines(lines: readonly LinePlan[]): Decimal {
  return sum(lines.map(netOfLine))
}

/** What the document of a deal must come to, excluding VAT: lines, less a whole-order discount, plus shipping. */
export function expectedNet(plan: DealPlan): Decimal {
  const lines = plan.lines.length === 0 ? decimal(plan.amount ?? 0) : netOfLines(plan.lines)
  const percent = decimal(plan.extra?.['order_discount_percent'] ?? 0)
  const discount = toOre(lines.times(percent).dividedBy(100)).plus(plan.extra?.['order_discount_amount'] ?? 0)
  return lines.minus(discount).plus(plan.extra?.['shipping_cost'] ?? 0)
}

function lineRecord(line: LinePlan, index: number, plan: DealPlan, made: string, now: Date): LineRecord {
  const product = line.product === undefined ? undefined : productOf(line.product)
  const sku = line.sku === undefined ? product?.sku : (line.sku ?? undefined)
  const rate = line.rate === undefined ? product?.rate : (line.rate ?? undefined)
  const properties: Record<string, string> = {
    name: line.name ?? product?.name ?? 'Rad', quantity: line.quantity ?? '1', price: line.price ?? product?.price ?? '0',
    hs_position_on_quote: String(index), hs_line_item_currency_code: plan.currency ?? 'SEK', ...line.extra,
  }
  if (product !== undefined) properties['hs_product_id'] = product.id
  if (sku !== undefined) properties['hs_sku'] = sku
  if (rate !== undefined) properties['hs_tax_rate_group_id'] = taxRateIds[rate]
  if (line.percent !== undefined) properties['hs_discount_percentage'] = line.percent
  if (line.off !== undefined) properties['discount'] = line.off
  const createdAt = line.hoursLate === undefined ? made : instantBefore(now, plan.wonDaysAgo, (plan.hour ?? 9) + line.hoursLate)
  return { id: `3${plan.id.slice(-7)}${String(index).padStart(3, '0')}`, properties, createdAt }
}

function stageHistory(plan: DealPlan, place: Place, won: string, now: Date): NonNullable<DealRecord['stageHistory']> {
  if (plan.stages !== undefined) return plan.stages.map(({ stage, daysAgo, hour }) => ({ value: stage, timestamp: instantBefore(now, daysAgo, hour ?? 9) }))
  const steps = place.open.map((stage, index) => ({ value: stage, timestamp: instantBefore(now, plan.wonDaysAgo + 12 * (place.open.length - index), 8) }))
  return [...steps, { value: place.won, timestamp: won }]
}

/** The instant, or ten minutes before now when that is earlier: nothing in the sample happens in the future. */
function notAfter(now: Date, instant: string): string {
  return new Date(Math.min(Date.parse(instant), now.getTime() - 600_000)).toISOString()
}

/** The CRM record of a planned deal, with its line items and associations. */
export function dealRecord(plan: DealPlan, now: Date): DealRecord {
  const place = plan.in ?? sales
  const won = workingInstantBefore(now, plan.wonDaysAgo, plan.hour ?? 9)
  const history = stageHistory(plan, place, won, now)
  const made = history[0]?.timestamp ?? won
  const last = history.at(-1)
  const lineNet = netOfLines(plan.lines).minus(toOre(netOfLines(plan.lines).times(plan.extra?.['order_discount_percent'] ?? 0).dividedBy(100))).minus(plan.extra?.['order_discount_amount'] ?? 0)
  const amount = plan.amount === undefined ? lineNet.toFixed() : plan.amount
  const associations: Association[] = [
    ...(plan.companies ?? []).map((company): Association => ({ to: 'companies', ...company })),
    ...(plan.contacts ?? []).map((id): Association => ({ to: 'contacts', id })),
  ]
  return {
    id: plan.id,
    properties: {
      dealname: plan.name, pipeline: place.pipeline, dealstage: last?.value ?? place.won, deal_currency_code: plan.currency ?? 'SEK',
      closedate: plan.closed === 'in locked period' ? lockedInstant(now) : (last?.timestamp ?? won), hubspot_owner_id: `6100${1 + (Number(plan.id.slice(-2)) % 3)}`, dealtype: 'existingbusiness',
      ...(amount === null ? {} : { amount }), ...plan.extra,
    },
    createdAt: made, updatedAt: plan.editedDaysAgo === undefined ? (last?.timestamp ?? won) : notAfter(now, instantBefore(now, plan.editedDaysAgo)),
    stageHistory: history, associations, lineItems: plan.lines.map((line, index) => lineRecord(line, index, plan, made, now)),
    ...(plan.archived === true ? { archived: true, archivedAt: instantBefore(now, 1) } : {}),
    ...(plan.mergedIds === undefined ? {} : { mergedIds: plan.mergedIds }),
  }
}
