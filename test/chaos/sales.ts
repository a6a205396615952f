// The sales of a round in the CRM twin: put in as planned, then edited, lost, merged and cloned, with a note of what each deal has asked for.
import { orgNumber } from '../../sandbox/hubspot/bulk.ts'
import type { LineItemSeed } from '../../sandbox/hubspot/seed.ts'
import type { TwinState } from '../../sandbox/hubspot/state.ts'
import type { PlannedAct, PlannedBuyer, PlannedDeal, PlannedLine, SalesPlan } from './plan-sales.ts'
import { asksFor, type Asked } from './asked.ts'

/** What became of one deal. Merged deals share one entry: the survivor and those it absorbed. */
export type Sale = {
  /** Every id under which it was ever known; the last is the present one. */
  ids: string[]
  /** What it has asked for, oldest first: those before were true when a worker may have read them. */
  asked: Asked[]
  edited: boolean
  lost: boolean
  merged: boolean
  buyer: number
}

export type SalesBook = {
  sales: Sale[]
  /** `hasKeys`: a card can be matched by something; the address for invoices alone is nobody's key. */
  buyers: { name: string; hasKeys: boolean }[]
  /** `place` in the plan, by which people name it; null for those that nobody touches. */
  putDeal(planned: PlannedDeal, place: number | null): Sale
  act(act: PlannedAct): void
}

const kronor = (ore: number): string => `${Math.floor(ore / 100)}.${String(ore % 100).padStart(2, '0')}`

/** Puts the buyers in. `first`: serial number of the first, so that a second batch has others. */
export function openSales(crm: TwinState, plan: SalesPlan, first = 1): SalesBook {
  const buyers = plan.buyers.map((buyer, index) => putBuyer(crm, buyer, first + index))
  const sales: Sale[] = []
  /** By place in the plan; two places lead to one sale once they are merged. */
  const byPlan = new Map<number, Sale>()
  let serial = 0

  const note = (sale: Sale): void => {
    const id = sale.ids.at(-1)
    if (id !== undefined) sale.asked.push(asksFor(crm, id))
  }
  const remember = (id: string, buyer: number): Sale => {
    const sale: Sale = { ids: [id], asked: [], edited: false, lost: false, merged: false, buyer }
    sales.push(sale)
    note(sale)
    return sale
  }

  return {
    sales,
    buyers: buyers.map(({ name, hasKeys }) => ({ name, hasKeys })),
    putDeal: (planned, place) => {
      serial += 1
      const now = new Date()
      const before = new Date(now.getTime() - 86_400_000).toISOString()
      const buyer = buyers[planned.buyer]
      if (buyer === undefined) throw new Error(`no buyer ${planned.buyer}`)
      const { off } = planned
      const id = crm.put('deals', {
        createdAt: before, updatedAt: now.toISOString(),
        properties: {
          dealname: `Affär ${first}-${serial}`, amount: '1.00', deal_currency_code: 'SEK', pipeline: 'default', dealstage: 'closedwon', closedate: now.toISOString(),
          ...(off === null ? {} : off.kind === 'percent' ? { discount_percent: String(off.percent) } : { discount_amount: kronor(off.amount) }),
        },
        stageHistory: [{ value: 'appointmentscheduled', timestamp: before }, { value: 'closedwon', timestamp: now.toISOString() }],
        associations: [{ to: buyer.to, id: buyer.id, primary: true }], lineItems: itemsOf(planned.lines),
      })
      crm.patch('deals', id, { amount: kronor(asksFor(crm, id).net) })
      const sale = remember(id, planned.buyer)
      if (place !== null) byPlan.set(place, sale)
      return sale
    },
    act: (act) => {
      const sale = byPlan.get(act.deal)
      const id = sale?.ids.at(-1)
      if (sale === undefined || id === undefined || sale.merged || sale.lost) return
      if (act.do === 'edit') {
        crm.replaceLineItems('deals', id, itemsOf(act.lines))
        crm.patch('deals', id, { amount: kronor(asksFor(crm, id).net) })
        sale.edited = true
        note(sale)
      } else if (act.do === 'lose') {
        crm.moveDeal(id, 'closedlost')
        sale.lost = true
      } else if (act.do === 'clone') remember(clone(crm, id), sale.buyer)
      else merge(act.other, sale, id)
    },
  }

  function merge(otherPlace: number, sale: Sale, id: string): void {
    const other = byPlan.get(otherPlace)
    const otherId = other?.ids.at(-1)
    if (other === undefined || otherId === undefined || other === sale || other.lost || other.merged) return
    const survivor = crm.merge('deals', id, otherId)
    sale.ids.push(...other.ids, survivor)
    sale.asked.push(...other.asked)
    sale.merged = true
    sales.splice(sales.indexOf(other), 1)
    byPlan.set(otherPlace, sale)
    note(sale)
  }
}

function putBuyer(crm: TwinState, buyer: PlannedBuyer, n: number): { id: string; to: 'companies' | 'contacts'; name: string; hasKeys: boolean } {
  const place = { zip: '111 22', city: 'Stockholm', country: 'Sweden' }
  if (buyer.kind === 'person') {
    return { to: 'contacts', name: `Karin Ek ${n}`, hasKeys: true, id: crm.put('contacts', { properties: { email: `person${n}@hem.example`, firstname: 'Karin', lastname: `Ek ${n}`, address: 'Hemvägen 2', ...place } }) }
  }
  const id = crm.put('companies', {
    properties: { name: `Köpare ${n} AB`, address: `Storgatan ${n}`, ...place, ...(buyer.orgNumber ? { orgno: orgNumber(n) } : {}), ...(buyer.email ? { invoice_email: `faktura@kopare${n}.example` } : {}) },
  })
  return { to: 'companies', name: `Köpare ${n} AB`, hasKeys: buyer.orgNumber, id }
}

function itemsOf(lines: readonly PlannedLine[]): LineItemSeed[] {
  return lines.map((line, row) => ({
    properties: {
      name: `Artikel ${line.sku}`, hs_sku: line.sku, quantity: String(line.quantity), price: kronor(line.price), hs_tax_rate_group_id: String(line.rate), hs_position_on_quote: String(row),
      ...(line.off === null ? {} : line.off.kind === 'percent' ? { hs_discount_percentage: String(line.off.percent) } : { discount: kronor(line.off.perUnit) }),
    },
  }))
}

/** A person clones the deal: everything that can be copied is, our own status and number included. */
function clone(crm: TwinState, id: string): string {
  const deal = crm.get('deals', id)
  if (deal === undefined) throw new Error(`no deal ${id}`)
  const copied = Object.fromEntries(Object.entries(deal.properties).filter(([name]) => !name.startsWith('hs_') && !['createdate', 'associatedcompanyid', 'num_associated_contacts'].includes(name)))
  const now = new Date().toISOString()
  const lines = (deal.associations.line_items ?? []).flatMap(({ id: line }) => crm.get('line_items', line) ?? [])
  const kept = ['name', 'hs_sku', 'quantity', 'price', 'hs_tax_rate_group_id', 'hs_position_on_quote', 'hs_discount_percentage', 'discount']
  return crm.put('deals', {
    createdAt: now, updatedAt: now, properties: { ...copied, dealname: `${copied.dealname ?? ''} (klon)`, dealstage: 'closedwon', closedate: now }, stageHistory: [{ value: 'closedwon', timestamp: now }],
    associations: (['companies', 'contacts'] as const).flatMap((to) => (deal.associations[to] ?? []).map((one) => ({ to, id: one.id, primary: true }))),
    lineItems: lines.map((line) => ({ properties: Object.fromEntries(Object.entries(line.properties).filter(([name]) => kept.includes(name))) })),
  })
}
