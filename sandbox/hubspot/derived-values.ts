// Values HubSpot calculates from others: deal closed and won, line item net amounts (hubspot.md 4.10, 4.12).
import { Decimal } from 'decimal.js'
import type { Portal } from './portal.ts'
import type { Properties } from './records.ts'
import type { ObjectTypeName } from './seed.ts'

type Derived = Record<string, string | undefined>

function dealValues(portal: Portal, props: Properties): Derived {
  const stage = portal.pipelines.deals.flatMap((pipeline) => pipeline.stages).find((candidate) => candidate.id === props['dealstage'])
  const probability = stage?.metadata['probability']
  const closed = stage?.metadata['isClosed'] === 'true'
  const won = closed && Number(probability) === 1
  const home = props['deal_currency_code'] === undefined || props['deal_currency_code'] === portal.account.companyCurrency ? props['amount'] : undefined
  return {
    hs_is_closed: String(closed), hs_is_closed_won: String(won), hs_is_closed_lost: String(closed && !won), hs_deal_stage_probability: probability,
    hs_deal_amount_in_home_currency: home, amount_in_home_currency: home, hs_closed_amount: won ? (props['amount'] ?? '0') : '0',
  }
}

function lineItemValues(props: Properties): Derived {
  const price = props['price']
  const quantity = props['quantity']
  if (price === undefined || quantity === undefined) return { amount: undefined, hs_pre_discount_amount: undefined, hs_total_discount: undefined }
  const gross = new Decimal(price).times(quantity)
  const percentage = props['hs_discount_percentage']
  const perUnit = props['discount']
  const discount = percentage !== undefined ? gross.times(percentage).div(100) : perUnit !== undefined ? new Decimal(perUnit).times(quantity) : new Decimal(0)
  return { hs_pre_discount_amount: gross.toFixed(), hs_total_discount: discount.toFixed(), amount: gross.minus(discount).toFixed() }
}

function orderValues(portal: Portal, props: Properties): Derived {
  const home = props['hs_currency_code'] === undefined || props['hs_currency_code'] === portal.account.companyCurrency
  return { hs_homecurrency_amount: home ? props['hs_total_price'] : undefined }
}

/** The calculated values of a record; undefined = empty. */
export function derivedValues(portal: Portal, type: ObjectTypeName, props: Properties): Derived {
  switch (type) {
    case 'deals': return dealValues(portal, props)
    case 'line_items': return lineItemValues(props)
    case 'orders': return orderValues(portal, props)
    default: return {}
  }
}
