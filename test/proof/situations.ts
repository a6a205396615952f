// Situations: what must be the case for a worker to pass a point that ordinary sales do not lead to.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { setTimeout as pause } from 'node:timers/promises'
import { Books } from '../../sandbox/eaccounting/test-books.ts'
import type { PointHook, PointName } from '../../src/runs/points.ts'
import { addCompany, addDeal, addPerson, nextSerial, threeSales, type Sale } from './sales.ts'
import type { Ground, Worker } from './ground.ts'

export type Situation = {
  /** Settings of the flow beside the base. */
  settings?: Record<string, unknown>
  /** Puts the sales in and prepares both sides. `setup` is a worker that may be used to sync first. */
  arrange(ground: Ground, setup: Worker): Promise<{ sales: Sale[]; hook?: PointHook }>
  /** What the people on the other side undo before the next worker comes. */
  afterwards?(ground: Ground, setup: Worker): Promise<void>
}

const ordinary: Situation = { arrange: async (ground) => ({ sales: threeSales(ground) }) }

const cut = (kind: 'cut-before-commit' | 'cut-after-commit', path: string): Situation => ({
  arrange: async (ground) => {
    ground.sandbox.eaccounting.faults.add({ kind, method: 'POST', path, count: 1 })
    return { sales: threeSales(ground) }
  },
  afterwards: async (ground) => ground.sandbox.eaccounting.faults.clear(),
})

/** Somebody takes the numbers between their reservation and the sending of the cards. */
const numberTaken: Situation = {
  arrange: async (ground, setup) => {
    const books = new Books(ground.sandbox.eaccounting)
    let taken = false
    const hook: PointHook = async (name, when) => {
      if (taken || name !== 'plan-customers' || when !== 'before') return
      taken = true
      const next = Number((await sql<{ next: string }>`select next from reserved_numbers`.execute(setup.installation.db)).rows[0]?.next ?? 1)
      for (const number of [next - 1, next - 2]) await books.call('POST', '/v2/customers', books.customerBody({ CustomerNumber: String(number), Name: `Någon annan ${nextSerial()}` }))
    }
    return { sales: threeSales(ground), hook }
  },
}

/** Somebody makes the article by hand while the worker is about to. */
const articleTaken: Situation = {
  arrange: async (ground) => {
    const sku = `HAND-${nextSerial()}`
    const sales = [addDeal(ground, { company: addCompany(ground).company, lines: [{ sku, quantity: 2, price: 5_000 }] })]
    let made = false
    const hook: PointHook = async (name, when) => {
      if (made || name !== 'plan-articles' || when !== 'after') return
      made = true
      await new Books(ground.sandbox.eaccounting).article({ Number: sku, Name: 'Gjord för hand' })
    }
    return { sales, hook }
  },
}

/** The buyer's card stands in the books without its e-mail: it is filled in. */
const cardToFill: Situation = {
  arrange: async (ground) => {
    const buyer = addCompany(ground)
    await new Books(ground.sandbox.eaccounting).customer({ Name: `Kort ${nextSerial()} AB`, CorporateIdentityNumber: buyer.orgNumber })
    return { sales: [addDeal(ground, { company: buyer.company, lines: [{ sku: `NY-${nextSerial()}`, quantity: 1, price: 7_700 }] })] }
  },
}

/** Making the cards takes so long that the sales are asked for again before they are written. */
const slow: Situation = {
  arrange: async (ground) => ({ sales: threeSales(ground), hook: async (name, when) => { if (name === 'plan-customers' && when === 'after') await pause(61_000 / ground.timeScale) } }),
}

/** What was learnt of private persons' prices does not hold: the books arrive at other sums. */
const otherSums: Situation = {
  arrange: async (ground, setup) => {
    const basis = JSON.stringify({ pricesExclVatForPrivate: ground.sandbox.eaccounting.state.company().settings.ShowPricesExclVatPC ?? null })
    await sql`insert into learnt (org, account, name, value, basis, at) select 'main', account_id, 'privatePricesIncludeVat', 'false', ${basis}::jsonb, now() from connections where name = 'books'
      on conflict (org, account, name) do update set value = 'false', basis = excluded.basis`.execute(setup.installation.db)
    return { sales: [addDeal(ground, { contact: addPerson(ground), lines: [{ sku: `NY-${nextSerial()}`, quantity: 1, price: 10_000 }] })] }
  },
  afterwards: async (_, setup) => { await sql`delete from learnt`.execute(setup.installation.db) },
}

/** The sale is changed after its order was made. */
const changed: Situation = {
  settings: { onChange: 'updateWhileOpen' },
  arrange: async (ground, setup) => {
    const sku = `NY-${nextSerial()}`
    const sale = addDeal(ground, { company: addCompany(ground).company, lines: [{ sku, quantity: 2, price: 10_000 }] })
    await setup.run()
    ground.sandbox.hubspot.state.replaceLineItems('deals', sale.deal, [{ properties: { name: `Artikel ${sku}`, hs_sku: sku, quantity: '3', price: '100.00', hs_tax_rate_group_id: '25', hs_position_on_quote: '0' } }])
    ground.sandbox.hubspot.state.patch('deals', sale.deal, { amount: '300.00' })
    return { sales: [{ deal: sale.deal, net: 30_000 }] }
  },
}

/** An order of an earlier installation stood in the books and was known; a person deleted it before its sale was read. */
const deletedBefore: Situation = {
  arrange: async (ground, setup) => {
    const [sale, ...others] = threeSales(ground)
    if (sale === undefined) return { sales: others }
    const id = randomUUID()
    const facts = JSON.stringify({ kind: 'order', id, number: null, customerId: null, markTexts: [`HS-${sale.deal}`], createdAt: null, changedAt: null, createdFromOrderId: null, state: 'ongoing' })
    const { db } = setup.installation
    await sql`insert into known_documents (org, account, kind, id, facts, seen_at) select 'main', account_id, 'order', ${id}, ${facts}::jsonb, now() - interval '1 day' from connections where name = 'books'`.execute(db)
    await sql`insert into known_marks (org, account, mark, kind, id) select 'main', account_id, ${`HS-${sale.deal}`}, 'order', ${id} from connections where name = 'books'`.execute(db)
    return { sales: [sale, ...others] }
  },
}

/** A private person buys, and nothing is known yet of how the books read such prices. */
const toLearn: Situation = {
  arrange: async (ground, setup) => {
    await sql`delete from learnt`.execute(setup.installation.db)
    return { sales: [addDeal(ground, { contact: addPerson(ground), lines: [{ sku: `NY-${nextSerial()}`, quantity: 1, price: 10_000 }] })] }
  },
}

const posts = { order: '/v2/orders', invoiceDraft: '/v2/customerinvoicedrafts', invoice: '/v2/customerinvoicedrafts' }

/** The situation in which a worker passes the point. */
export function situationFor(point: PointName, orderType: keyof typeof posts): Situation {
  switch (point) {
    case 'recover-note':
      return cut('cut-before-commit', posts[orderType])
    case 'recover-look':
    case 'recover-settle':
    case 'unknown-outcome':
      return cut('cut-after-commit', posts[orderType])
    case 'compare-refused-customer':
    case 'renumber-customer':
      return numberTaken
    case 'compare-refused-article':
      return articleTaken
    case 'plan-card-changes':
    case 'update-customers':
      return cardToFill
    case 'reread-source':
      return slow
    case 'take-back-document':
      return otherSums
    case 'update-document':
      return changed
    case 'check-adopted':
      return deletedBefore
    case 'learn-prices':
    case 'forget-lesson':
      return toLearn
    default:
      return ordinary
  }
}
