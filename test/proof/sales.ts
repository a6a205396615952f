// Sales for the proofs: a few won deals put into the CRM twin, with what must stand in the books for them afterwards.
import { orgNumber } from '../../sandbox/hubspot/bulk.ts'
import type { Ground } from './ground.ts'

export type Sale = { deal: string; /** Net in öre. */ net: number }
export type Buyer = { company: string; orgNumber: string | null }

let serial = Math.floor(Math.random() * 100_000)

/** A number no other sale of this process has. */
export function nextSerial(): number {
  serial += 1
  return serial
}

export function addCompany(ground: Ground, more: { orgno?: boolean; email?: boolean } = {}): Buyer {
  const n = nextSerial()
  const number = more.orgno === false ? null : orgNumber(n)
  const company = ground.sandbox.hubspot.state.put('companies', {
    properties: {
      name: `Köpare ${n} AB`, address: `Storgatan ${n}`, zip: '111 22', city: 'Stockholm', country: 'Sweden', ...(number === null ? {} : { orgno: number }),
      ...(more.email === false ? {} : { invoice_email: `faktura@kopare${n}.example` }),
    },
  })
  return { company, orgNumber: number }
}

/** A private person: a deal with only a contact. */
export function addPerson(ground: Ground): string {
  const n = nextSerial()
  return ground.sandbox.hubspot.state.put('contacts', { properties: { email: `person${n}@hem.example`, firstname: 'Karin', lastname: `Ek ${n}`, address: 'Hemvägen 2', zip: '111 22', city: 'Stockholm', country: 'Sweden' } })
}

export type Line = { sku: string; quantity: number; /** Öre. */ price: number }

/** A deal that was won at the given moment. */
export function addDeal(ground: Ground, given: { company?: string; contact?: string; lines: Line[]; wonAt?: Date; stage?: string; currency?: string }): Sale {
  const n = nextSerial()
  const wonAt = given.wonAt ?? new Date()
  const createdAt = new Date(wonAt.getTime() - 86_400_000).toISOString()
  const net = given.lines.reduce((sum, line) => sum + line.quantity * line.price, 0)
  const kronor = (ore: number): string => `${Math.floor(ore / 100)}.${String(ore % 100).padStart(2, '0')}`
  const stage = given.stage ?? 'closedwon'
  const deal = ground.sandbox.hubspot.state.put('deals', {
    createdAt, updatedAt: wonAt.toISOString(),
    properties: { dealname: `Affär ${n}`, amount: kronor(net), deal_currency_code: given.currency ?? 'SEK', pipeline: 'default', dealstage: stage, closedate: wonAt.toISOString() },
    stageHistory: [{ value: 'appointmentscheduled', timestamp: createdAt }, ...(stage === 'appointmentscheduled' ? [] : [{ value: stage, timestamp: wonAt.toISOString() }])],
    associations: [...(given.company === undefined ? [] : [{ to: 'companies' as const, id: given.company, primary: true }]), ...(given.contact === undefined ? [] : [{ to: 'contacts' as const, id: given.contact }])],
    lineItems: given.lines.map((line, row) => ({ properties: { name: `Artikel ${line.sku}`, hs_sku: line.sku, quantity: String(line.quantity), price: kronor(line.price), hs_tax_rate_group_id: '25', hs_position_on_quote: String(row) } })),
  })
  return { deal, net }
}

/** Three deals: two of one new customer, all of them with one new article. */
export function threeSales(ground: Ground): Sale[] {
  const sku = `NY-${nextSerial()}`
  const shared = addCompany(ground)
  const other = addCompany(ground)
  return [
    addDeal(ground, { company: shared.company, lines: [{ sku, quantity: 2, price: 12_345 }] }),
    addDeal(ground, { company: shared.company, lines: [{ sku, quantity: 1, price: 99_900 }, { sku, quantity: 3, price: 1_005 }] }),
    addDeal(ground, { company: other.company, lines: [{ sku, quantity: 7, price: 33_333 }] }),
  ]
}

/** Many deals of few new customers with few new articles: whoever works on some of them needs what the others need. */
export function manySales(ground: Ground, n: number): Sale[] {
  const buyers = Array.from({ length: Math.ceil(n / 10) }, () => addCompany(ground).company)
  const skus = Array.from({ length: 12 }, () => `NY-${nextSerial()}`)
  const pick = <T>(list: T[], index: number): T => list[index % list.length] as T
  return Array.from({ length: n }, (_, index) => addDeal(ground, { company: pick(buyers, index * 7), lines: [{ sku: pick(skus, index), quantity: 1 + (index % 3), price: 10_000 + index }, { sku: pick(skus, index * 5 + 1), quantity: 1, price: 4_900 }] }))
}
