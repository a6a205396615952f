// The sales of a round, as pure data: who buys what, when it is won, and what people do to the deals while everything runs.
import type { Dice } from './dice.ts'

export type Rate = 25 | 12 | 6 | 0
/** Money in öre. */
export type PlannedLine = { sku: string; quantity: number; price: number; rate: Rate; off: { kind: 'percent'; percent: number } | { kind: 'amount'; perUnit: number } | null }
export type PlannedOff = { kind: 'percent'; percent: number } | { kind: 'amount'; amount: number } | null
export type PlannedBuyer = { kind: 'company'; orgNumber: boolean; email: boolean } | { kind: 'person' }
export type PlannedDeal = { /** Milliseconds after the start. */ at: number; buyer: number; lines: PlannedLine[]; off: PlannedOff }
export type PlannedAct =
  | { do: 'edit'; at: number; deal: number; lines: PlannedLine[] }
  | { do: 'lose'; at: number; deal: number }
  | { do: 'merge'; at: number; deal: number; other: number }
  | { do: 'clone'; at: number; deal: number }
export type SalesPlan = { buyers: PlannedBuyer[]; deals: PlannedDeal[]; acts: PlannedAct[] }

export type SalesFrame = { lasts: number; skus: number; acts: boolean; /** Invoices are sent to all of them. */ everyoneHasEmail: boolean }

export function planSales(dice: Dice, frame: SalesFrame): SalesPlan {
  const buyers = Array.from({ length: dice.int(3, 8) }, (): PlannedBuyer =>
    dice.chance(0.25) ? { kind: 'person' } : { kind: 'company', orgNumber: dice.chance(0.85), email: dice.chance(0.85) || frame.everyoneHasEmail })
  // A SKU has one rate of VAT and one price, as in a price list.
  const rates = Array.from({ length: frame.skus }, () => dice.pick<Rate>([25, 25, 25, 12, 6, 0]))
  const deals = Array.from({ length: dice.int(10, dice.chance(0.2) ? 40 : 20) }, (_, index): PlannedDeal => {
    const buyer = dice.int(0, buyers.length - 1)
    const isPrivate = buyers[buyer]?.kind === 'person'
    return { at: index < 6 || dice.chance(0.5) ? 0 : dice.int(100, frame.lasts), buyer, lines: planLines(dice, rates, isPrivate), off: isPrivate || !dice.chance(0.15) ? null : planOff(dice) }
  })
  return { buyers, deals, acts: frame.acts ? planActs(dice, frame, buyers, deals, rates) : [] }
}

function planLines(dice: Dice, rates: Rate[], isPrivate: boolean): PlannedLine[] {
  const count = dice.int(1, 4)
  return Array.from({ length: count }, (): PlannedLine => {
    const item = dice.int(0, rates.length - 1)
    const rate = rates[item] ?? 25
    // A private person's price stands with VAT in the books: whole kronor keep it exact at every rate.
    if (isPrivate) return { sku: `SKU-${item}`, quantity: dice.int(1, 5), price: dice.int(1, 90) * 10_000, rate, off: null }
    const price = dice.int(101, 250_000)
    const off = dice.chance(0.25) ? (dice.chance(0.5) ? { kind: 'percent' as const, percent: dice.pick([5, 7.5, 10, 12, 15, 33, 50]) } : { kind: 'amount' as const, perUnit: dice.int(1, Math.floor(price / 2)) }) : null
    return { sku: `SKU-${item}`, quantity: dice.int(1, 12), price, rate, off }
  })
}

function planOff(dice: Dice): PlannedOff {
  return dice.chance(0.5) ? { kind: 'percent', percent: dice.pick([2, 5, 10, 12.5]) } : { kind: 'amount', amount: dice.int(1, 90) }
}

function planActs(dice: Dice, frame: SalesFrame, buyers: PlannedBuyer[], deals: PlannedDeal[], rates: Rate[]): PlannedAct[] {
  const acts: PlannedAct[] = []
  const touched = new Set<number>()
  /** A deal that nobody touched yet, with a moment after it was won. */
  const another = (fits: (deal: PlannedDeal) => boolean = () => true): { deal: number; at: number } | null => {
    const free = deals.flatMap((deal, index) => (!touched.has(index) && fits(deal) ? [index] : []))
    if (free.length === 0) return null
    const deal = dice.pick(free)
    touched.add(deal)
    return { deal, at: Math.min(frame.lasts, (deals[deal]?.at ?? 0) + dice.int(20, frame.lasts)) }
  }
  for (let n = dice.int(1, 4); n > 0; n -= 1) {
    const one = another()
    if (one === null) break
    const first = deals[one.deal]
    const isPrivate = buyers[first?.buyer ?? 0]?.kind === 'person'
    const what = dice.pick(['edit', 'edit', 'lose', 'merge', 'clone'] as const)
    if (what === 'edit') acts.push({ do: what, ...one, lines: planLines(dice, rates, isPrivate) })
    else if (what === 'merge') {
      const other = another((deal) => deal.buyer === first?.buyer)
      if (other !== null) acts.push({ do: what, at: Math.max(one.at, other.at), deal: one.deal, other: other.deal })
    } else acts.push({ do: what, ...one })
  }
  return acts
}
