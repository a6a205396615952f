// The whole run's door: runs over both twins behind liars, then honest runs. However the answers were changed on the way, every sale ends with exactly one document and an outcome.
import { sql } from 'kysely'
import type { DealPlan } from '../flow-ground.ts'
import { crmSeed, dealRecord, groundConfig, known, orgNumber, company } from '../flow-ground.ts'
import { emptyCompanySeed } from '../../sandbox/eaccounting/bulk.ts'
import { openHouse } from '../house.ts'
import { startLiar } from './liar.ts'
import { lieAbout } from './lies.ts'
import { isPlausible } from './plausible.ts'
import type { Lie } from './liar.ts'
import type { Chance } from './chance.ts'
import type { Door, OpenDoor, Verdict } from './door.ts'
import { secrets } from './oracle.ts'

const dealsPerCase = 6
const place = { address: 'Storgatan 1', zip: '111 22', city: 'Stockholm', country: 'Sverige' }

export const runDoor: Door = {
  name: 'run', parts: 3, patienceMs: 120_000,
  async open(): Promise<OpenDoor> {
    const flows = { orders: { settings: 'missingProducts: create\nnewArticle: { unit: Styck, coding: { 25: Varor 25 %, 12: Varor 12 %, 6: Varor 6 %, 0: Varor 0 % } }' }, invoices: { settings: 'orderType: invoice\nmaxCreatesPerRun: off' } }
    const seed = crmSeed({ flows, deals: [], companies: [company('800002', 'Ny Kund AB', 77)] })
    const house = await openHouse({
      timeScale: 200,
      sandbox: { limits: 'off', seeds: { hubspot: seed, eaccounting: { companies: [{ ...emptyCompanySeed({ settings: { NextOrderNumber: 501, NextCustomerInvoiceNumber: 901, NextCustomerNumber: 3001 } }),
        customers: [{ CustomerNumber: known.cardNumber, Name: known.name, CorporateIdentityNumber: known.orgNumber, InvoiceAddress1: 'Storgatan 1', InvoicePostalCode: '111 22', InvoiceCity: 'Stockholm', InvoiceCountryCode: 'SE' }],
        articles: [{ Number: 'ART25', Name: 'Artikel', NetPrice: 100, coding: 'Varor 25 %' }] }] } } },
    })
    const { hubspot, eaccounting } = house.sandbox
    const sides = { crm: await startLiar(hubspot.url), books: await startLiar(eaccounting.url) }
    // The installation is told that the liars are the vendors.
    const { hosts } = house.installation.environment
    for (const name of Object.keys(hosts['hubspot'] ?? {})) (hosts['hubspot'] ?? {})[name] = sides.crm.url
    for (const name of Object.keys(hosts['eaccounting'] ?? {})) (hosts['eaccounting'] ?? {})[name] = sides.books.url
    const applied = await house.apply(groundConfig(flows))
    if (!applied.ok) throw new Error(JSON.stringify(applied.complaints))
    const run = (flow: string) => house.operations.startRun('main', flow, { yes: true, wait: true })
    let serial = 0
    const { state } = hubspot
    const makeDeals = (chance: Chance, flow: string): string[] => Array.from({ length: dealsPerCase }, () => {
      serial += 1
      const id = String(600_000 + serial)
      const buyer = chance.oneIn(3) ? fresh(serial) : chance.pick([known.companyId, '800002'])
      put({ id, flow, companies: [buyer], lines: [{ sku: flow === 'orders' && chance.oneIn(3) ? `NY-${serial % 50}` : 'ART25', price: '100', rate: 25 }, { sku: 'ART25', quantity: '3', price: '33.33', rate: 25 }] })
      return id
    })
    const fresh = (number: number): string => {
      const id = String(820_000 + number)
      state.put('companies', { id, properties: { name: `Kund ${number} AB`, ...place, orgno: orgNumber(1_000 + number) } })
      return id
    }
    const put = (plan: DealPlan): void => { state.put('deals', dealRecord({ ...plan, entered: new Date(Date.now() - 120_000).toISOString() })) }
    const documents = (id: string) => eaccounting.state.documents().filter(({ marks }) => [marks.OurReference, marks.YourReference].some((text) => text !== null && new RegExp(`(^|[^\\w-])HS-${id}($|[^\\w-])`).test(text)))

    /** Orders that became invoices count as one. */
    function wrong(ids: string[], flow: string, last: { state: string; failure: unknown }): Verdict {
      if (last.state !== 'done') return `the honest run ended ${last.state}: ${JSON.stringify(last.failure).slice(0, 400)}`
      const off = ids.flatMap((id) => { const found = documents(id); return found.length === 1 && found[0]?.kind === (flow === 'orders' ? 'order' : 'invoice') ? [] : [`${id}: ${found.map(({ kind, number }) => `${kind} ${number}`).join(', ') || 'none'}`] })
      return off.length === 0 ? null : off.join('; ')
    }

    /** What we remember is what stands in the books: one link for each sale, to that very document. */
    async function wronglyLinked(ids: string[]): Promise<Verdict> {
      const { rows } = await sql<{ source_id: string; target_id: string }>`select source_id, target_id from links where family = 'document' and source_id = any(${ids})`.execute(house.installation.db)
      const off = ids.flatMap((id) => {
        const [document] = documents(id)
        const linked = rows.filter((row) => row.source_id === id).map((row) => row.target_id)
        return linked.length === 1 && linked[0] === document?.id ? [] : [`${id} is linked to ${linked.join(', ') || 'nothing'}, its document is ${document?.id}`]
      })
      const open = await sql<{ n: number }>`select count(*)::int as n from intents where state <> 'settled'`.execute(house.installation.db)
      return off.length > 0 ? off.join('; ') : (open.rows[0]?.n ?? 0) > 0 ? `${open.rows[0]?.n} open intents` : null
    }

    return {
      async knock(chance) {
        const flow = chance.pick(['orders', 'orders', 'invoices'])
        const ids = makeDeals(chance, flow)
        const said: string[] = []
        const often = chance.pick([2, 4, 8, 20])
        const most = chance.pick([1, 3, 10])
        const lying = (): Lie => (asked, truth) => {
          if (said.length >= most || !chance.oneIn(often) || /token/.test(asked.url)) return null
          const told = lieAbout(chance, asked, truth, chance.oneIn(20))
          if (isPlausible(asked, truth, told)) return null
          said.push(told.what)
          return told
        }
        const side = chance.pick(['crm', 'books', 'books'] as const)
        sides[side].begin(lying())
        const first = await run(flow)
        sides[side].begin(null)
        sides.crm.begin(null)
        sides.books.begin(null)
        let last = await run(flow)
        for (let round = 0; round < 4 && wrong(ids, flow, last) !== null; round += 1) { await house.operations.connectTest('main', 'crm').catch(() => undefined); await house.operations.connectTest('main', 'books').catch(() => undefined); last = await house.operations.startRun('main', flow, { yes: true, wait: true, full: true }) }
        const verdict = wrong(ids, flow, last) ?? (await wronglyLinked(ids)) ?? (first.failure !== null && JSON.stringify(first.failure).includes('"unexpected"') ? `unexpected: ${JSON.stringify(first.failure)}` : null) ?? (secrets.some((secret) => JSON.stringify([first, last]).includes(secret)) ? 'a secret in a report' : null)
        if (verdict === null) return null
        const held = (await Promise.all(ids.map((id) => house.operations.held('main', { record: id })))).flat().map((one) => `${one.record} ${one.code}: ${one.en}`)
        return `${flow}, ${said.join(' | ')}: ${verdict} (first run ${first.state} ${JSON.stringify(first.failure)?.slice(0, 200)}) ${held.join(' / ').slice(0, 500)}`
      },
      async settle() {
        const numbers = eaccounting.state.company().customers
        const open = (await house.operations.held('main', {})).filter((one) => one.code === 'unexpected')
        return open.length > 0 ? `held for the unexpected: ${JSON.stringify(open.slice(0, 3))}` : numbers === undefined ? 'no books' : null
      },
      close: async () => { await house.close(); await sides.crm.close(); await sides.books.close() },
    }
  },
}
