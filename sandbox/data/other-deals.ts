// Deals that no run may touch: open, lost, won before go-live, deleted.
import { projects, sales } from './deal-plan.ts'
import type { DealPlan } from './deal-plan.ts'
import { companyContactId } from './people.ts'
import { swedishCompanies } from './swedish-companies.ts'

export type WhyUntouched = 'open' | 'lost' | 'won before go-live' | 'deleted'
export type UntouchedDeal = { plan: DealPlan; why: WhyUntouched }

const id = (number: number): string => `24500005${String(number).padStart(3, '0')}`

function buyer(number: number): Pick<DealPlan, 'companies' | 'contacts'> {
  const at = (number * 5) % swedishCompanies.length
  return { companies: [{ id: swedishCompanies[at]?.id ?? '', primary: true }], contacts: [companyContactId(at)] }
}

const lines = [{ product: 'BORD-160', quantity: '2' }, { product: 'STOL-ERGO-2', quantity: '2', percent: '10' }]

const open = Array.from({ length: 10 }, (_, index): UntouchedDeal => {
  const place = index % 3 === 2 ? projects : sales
  const stages = place.open.slice(0, 1 + (index % place.open.length)).map((stage, at) => ({ stage, daysAgo: 25 - index - at * 3 }))
  return { why: 'open', plan: { id: id(index + 1), name: `Förslag nr ${index + 1}`, ...buyer(index), lines, in: place, wonDaysAgo: 1, stages } }
})

const lost = Array.from({ length: 5 }, (_, index): UntouchedDeal => {
  const place = index === 4 ? projects : sales
  const end = index === 4 ? '140552904' : 'closedlost'
  // The third was won, and lost afterwards.
  const middle = index === 2 ? [{ stage: 'closedwon', daysAgo: 18 }] : []
  return { why: 'lost', plan: {
    id: id(index + 21), name: `Förlorad affär ${index + 1}`, ...buyer(index + 10), lines, in: place, wonDaysAgo: 1,
    stages: [{ stage: place.open[0] ?? '', daysAgo: 40 }, ...middle, { stage: end, daysAgo: 12 - index }],
  } }
})

const earlier = Array.from({ length: 10 }, (_, index): UntouchedDeal => ({
  why: 'won before go-live', plan: {
    id: id(index + 41), name: `Tidigare affär ${index + 1}`, ...buyer(index + 20), lines, wonDaysAgo: 33 + index * 6, in: index % 4 === 3 ? projects : sales,
    // An edit after go-live, or a whole pipeline edited today, does not make them new.
    ...(index % 2 === 0 ? { editedDaysAgo: index === 4 ? 0 : 2 } : {}),
  },
}))

const deleted: UntouchedDeal[] = [{ why: 'deleted', plan: { id: id(61), name: 'Raderad affär', lines: [], ...buyer(31), wonDaysAgo: 6, archived: true, amount: '4995' } }]

/** Deals outside every run, with the reason. */
export const untouchedDeals: readonly UntouchedDeal[] = [...open, ...lost, ...earlier, ...deleted]
