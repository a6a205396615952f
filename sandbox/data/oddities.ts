// The catalogue: every odd deal with its id, what is odd and what must become of it; and the same for all other deals, as data for tests.
import { expectedNet } from './deal-plan.ts'
import { oddBuyers } from './odd-buyers.ts'
import { oddDealId, planOf } from './odd-case.ts'
import type { Expectation, OddCase } from './odd-case.ts'
import { oddDiscounts } from './odd-discounts.ts'
import { oddForeign } from './odd-foreign.ts'
import { oddHeads } from './odd-heads.ts'
import { oddLines } from './odd-lines.ts'
import { oddMatches } from './odd-matches.ts'
import { ordinaryDeals } from './ordinary-deals.ts'
import { untouchedDeals } from './other-deals.ts'
import type { WhyUntouched } from './other-deals.ts'

export type Oddity = Expectation & {
  dealId: string
  dealName: string
  /** One line: what is odd. */
  oddity: string
  /** Created: currency and net total of the document, as decimal text. */
  currency?: string
  net?: string
}

/** Every odd case with its plans, for the seeds. */
export const oddCases: readonly OddCase[] = [...oddBuyers, ...oddMatches, ...oddForeign, ...oddLines, ...oddDiscounts, ...oddHeads]

/** The catalogue of odd deals. */
export const oddities: readonly Oddity[] = oddCases.map((odd) => ({
  dealId: oddDealId(odd.number), dealName: odd.deal.name, oddity: odd.oddity, outcome: odd.outcome,
  ...(odd.cause === undefined ? {} : { cause: odd.cause }),
  ...(odd.customer === undefined ? {} : { customer: odd.customer }), ...(odd.assumes === undefined ? {} : { assumes: odd.assumes }),
  ...(odd.outcome === 'created' ? { currency: odd.deal.currency ?? 'SEK', net: expectedNet(planOf(odd)).toFixed() } : {}),
}))

export type OrdinaryExpectation = { dealId: string; currency: string; net: string }

/** The ordinary won deals: all are created, with this net total in the deal's currency. */
export const ordinaryExpectations: readonly OrdinaryExpectation[] = ordinaryDeals.map((plan) => ({ dealId: plan.id, currency: plan.currency ?? 'SEK', net: expectedNet(plan).toFixed() }))

/** Deals that no run may write or mark: open, lost, won before go-live, deleted. */
export const untouched: readonly { dealId: string; why: WhyUntouched }[] = untouchedDeals.map(({ plan, why }) => ({ dealId: plan.id, why }))

/** How many deals of the sample have each outcome in the first run; untouched ones do not count. */
export function expectedCounts(): Record<Expectation['outcome'], number> {
  const counts = { created: ordinaryExpectations.length, adopted: 0, skipped: 0, held: 0 }
  for (const odd of oddities) counts[odd.outcome] += 1
  return counts
}
