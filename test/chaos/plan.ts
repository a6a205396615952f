// The plan of a round: everything that will be done to it, as pure data made from seed and round number.
import { lookupModes, type LookupMode } from '../proof/chain.ts'
import type { OrderType } from '../proof/oracle.ts'
import { dice } from './dice.ts'
import { planSales, type PlannedDeal, type SalesPlan } from './plan-sales.ts'
import { planTroubles, troubleKinds, type Trouble, type TroubleKind } from './plan-troubles.ts'

/** One factor for lease, deadline, quarantine, settle and retry times. The lease is never shorter than two real seconds. */
export const timeScale = 20
/** `settleSeconds` of the flow: one real second at this scale. */
export const settleSeconds = 20
/** Deadline and settling together: nobody may look for an unanswered write before. Real milliseconds. */
export const quarantineMs = ((30 + settleSeconds) * 1_000) / timeScale
export const leaseMs = 2_000

export type RoundPlan = {
  seed: number
  round: number
  orderType: OrderType
  lookup: LookupMode
  markField: 'ourReference' | 'yourReference' | 'buyersOrderReference' | 'textRow'
  onChange: 'skip' | 'updateWhileOpen' | 'hold'
  send: 'none' | 'email'
  vatRounding: 'perLine' | 'perRate'
  /** Whether the books round to whole kronor. */
  rounding: 0 | 1
  refreshRotation: 'always' | 'never'
  crmBy: 'serviceKey' | 'app'
  /** How long every answer is held back, in real milliseconds. */
  latency: { books: number; crm: number }
  /** How each worker is asked to run: as by a schedule, or as by a person who waits. */
  workers: ('schedule' | 'manual')[]
  /** Milliseconds of trouble before the quiet time. */
  lasts: number
  kinds: TroubleKind[]
  sales: SalesPlan
  troubles: Trouble[]
  /** The memory is lost in the middle; `byHand`: people turn half of the documents into invoices meanwhile. */
  amnesia: { byHand: boolean } | null
  /** A second installation works beside the first. */
  second: boolean
  /** Deals that are won after the memory was lost, or while two installations are there. */
  later: PlannedDeal[]
}

const posts: Record<OrderType, string[]> = {
  order: ['/v2/orders', '/v2/customers', '/v2/articles'],
  invoiceDraft: ['/v2/customerinvoicedrafts', '/v2/customers', '/v2/articles'],
  invoice: ['/v2/customerinvoicedrafts', '/v2/customerinvoicedrafts/*/convert', '/v2/customers', '/v2/articles'],
}
const orderTypes: readonly OrderType[] = ['order', 'invoiceDraft', 'invoice']
const lookups = Object.keys(lookupModes) as LookupMode[]

/** Order types and lookup modes take turns, and so do the kinds of trouble; everything else is chance. */
export function planRound(seed: number, round: number): RoundPlan {
  const chance = dice(seed, round)
  const turn = round - 1
  const orderType = orderTypes[turn % 3] ?? 'order'
  const lookup = lookups[Math.floor(turn / 3) % 4] ?? 'byMark'
  const must = troubleKinds[turn % troubleKinds.length] ?? 'kill'
  const rare = new Set<TroubleKind>(['disk', 'second', 'amnesia', 'revoked'])
  const kinds = new Set<TroubleKind>([must, ...chance.some(troubleKinds.filter((kind) => !rare.has(kind)), 0.22)])
  const workers = Array.from({ length: chance.int(1, 3) }, () => chance.pick(['schedule', 'manual'] as const))
  const lasts = chance.int(1_500, 3_000)
  const send = orderType === 'invoice' && chance.chance(0.4) ? 'email' : 'none'
  const frame = { lasts, skus: chance.int(2, 6), acts: kinds.has('people'), everyoneHasEmail: send !== 'none' }
  const sales = planSales(dice(seed, round, 'sales'), frame)
  return {
    seed, round, orderType, lookup, workers, lasts, kinds: [...kinds], send, sales,
    markField: chance.chance(0.6) ? 'ourReference' : chance.pick(['yourReference', 'buyersOrderReference', 'textRow'] as const),
    onChange: chance.pick(['skip', 'updateWhileOpen', 'updateWhileOpen', 'hold'] as const),
    vatRounding: chance.pick(['perLine', 'perRate'] as const), rounding: chance.pick([0, 1] as const),
    latency: chance.chance(0.25) ? { books: 0, crm: 0 } : { books: chance.int(5, 120), crm: chance.int(0, 60) },
    refreshRotation: chance.pick(['always', 'never'] as const),
    crmBy: kinds.has('tokens') || kinds.has('revoked') ? 'app' : 'serviceKey',
    troubles: planTroubles(dice(seed, round, 'troubles'), kinds, { lasts, moments: sales.deals.map((deal) => deal.at), workers: workers.length, posts: posts[orderType] }),
    amnesia: kinds.has('amnesia') ? { byHand: chance.chance(0.5) } : null,
    second: kinds.has('second'),
    later: kinds.has('amnesia') || kinds.has('second') ? sales.deals.slice(0, 4).map((deal) => ({ ...deal, at: 0 })) : [],
  }
}
