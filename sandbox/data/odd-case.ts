// One odd deal: what is odd about it, what must become of it, and everything it needs on both sides.
import type { CompanySeed } from '../eaccounting/seed.ts'
import type { DealPlan } from './deal-plan.ts'
import { organisationNumber } from './identity-numbers.ts'
import type { CardSeed, CompanyPlan, ContactPlan, Place } from './parties.ts'

/** What becomes of a deal in the first run under the demo's configuration. */
export type Outcome = 'created' | 'adopted' | 'skipped' | 'held'

export type Expectation = {
  outcome: Outcome
  /** Held, skipped and adopted: the reason in plain words. Created: what is special about the document, if anything. */
  cause?: string
  /** Created: number of the customer card that must be used, where the books have it. */
  customer?: string
  /** What is taken for granted where the product papers or the vendor leave it open. */
  assumes?: string
}

export type SalesDocuments = Pick<CompanySeed, 'orders' | 'drafts' | 'invoices'>

export type OddCase = Expectation & {
  /** 1..999, never reused: ids are made from it. */
  number: number
  /** One line: what is odd. */
  oddity: string
  deal: Omit<DealPlan, 'id' | 'wonDaysAgo'> & { wonDaysAgo?: number }
  companies?: CompanyPlan[]
  contacts?: ContactPlan[]
  /** Customer cards that stand in the books already. */
  cards?: CardSeed[]
  /** Documents that stand in the books already. */
  documents?: (now: Date) => SalesDocuments
}

const padded = (number: number): string => String(number).padStart(3, '0')

/** Id of the deal of a case. */
export const oddDealId = (number: number): string => `24500009${padded(number)}`
/** Id of a company of a case; `letter` 1..9 when a case has several. */
export const oddCompanyId = (number: number, letter = 1): string => `1700${letter}004${padded(number)}`
/** Id of a contact of a case. */
export const oddContactId = (number: number, letter = 1): string => `1510${letter}004${padded(number)}`
/** A valid organisation number that only this case uses. */
export const oddOrgNumber = (number: number, letter = 1): string => organisationNumber(40_007 + number * 59 + letter * 7)

const towns: readonly Place[] = [
  { street: 'Storgatan 22', zip: '702 10', city: 'Örebro', country: 'Sverige' },
  { street: 'Kungsgatan 31', zip: '111 56', city: 'Stockholm', country: 'Sverige' },
  { street: 'Vasagatan 43', zip: '411 37', city: 'Göteborg', country: 'Sverige' },
  { street: 'Södra Förstadsgatan 18', zip: '211 43', city: 'Malmö', country: 'Sverige' },
  { street: 'Kyrkogatan 6', zip: '903 29', city: 'Umeå', country: 'Sverige' },
]

/** A Swedish place for a case. */
export function townOf(number: number): Place {
  return towns[number % towns.length] ?? { street: 'Storgatan 1', zip: '111 22', city: 'Stockholm', country: 'Sverige' }
}

/** A faultless Swedish company for a case; `change` bends it. */
export function oddCompany(number: number, name: string, change: Partial<CompanyPlan> = {}): CompanyPlan {
  return { id: oddCompanyId(number), name, place: townOf(number), orgNumber: oddOrgNumber(number), domain: `oddkund${number}.example`, ...change }
}

/** The deal's association with the one company of a case. */
export const itsCompany = (number: number): NonNullable<DealPlan['companies']> => [{ id: oddCompanyId(number), primary: true }]

/** The plan of a case's deal, whole. Odd deals are spread over the days since go-live. */
export function planOf(odd: OddCase): DealPlan {
  return { ...odd.deal, id: oddDealId(odd.number), wonDaysAgo: odd.deal.wonDaysAgo ?? 1 + (odd.number % 23), hour: odd.deal.hour ?? 7 + (odd.number % 8) }
}
