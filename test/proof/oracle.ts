// The oracle: what the twins' own books and journal say, never our tables.
import type { Ground, Worker } from './ground.ts'
import { doubles, marksIn, neverIn } from './history.ts'
import type { Sale } from './sales.ts'
import { countOpenIntents } from '../../src/store/tables/intents.ts'
import { countOutbox } from '../../src/store/tables/outbox.ts'
import { listHeld } from '../../src/store/tables/held.ts'

export type OrderType = 'order' | 'invoiceDraft' | 'invoice'
const kindOf = { order: 'order', invoiceDraft: 'draft', invoice: 'invoice' } as const

/** Everything that stands wrong in the books; empty = exactly once, to the öre. */
export function findings(ground: Ground, sales: Sale[], type: OrderType): string[] {
  const wrong: string[] = []
  const documents = ground.sandbox.eaccounting.state.documents()
  const marksOf = (document: (typeof documents)[number]): string[] => marksIn(document.marks)
  const byMark = Map.groupBy(documents.flatMap((document) => marksOf(document).map((mark) => ({ mark, document }))), (entry) => entry.mark)
  for (const { deal, net } of sales) {
    const found = byMark.get(`HS-${deal}`) ?? []
    if (found.length !== 1) wrong.push(`HS-${deal}: ${found.length} documents (${found.map(({ document }) => document.kind).join(', ')})`)
    for (const { document } of found) {
      if (document.kind !== kindOf[type]) wrong.push(`HS-${deal} is a ${document.kind}`)
      const paid = Math.round((document.totals.total - document.totals.rounding) * 100)
      const vat = Math.round(document.totals.vat * 100)
      if (paid - vat !== net) wrong.push(`HS-${deal}: net ${paid - vat}, not ${net}`)
    }
  }
  const wanted = new Set(sales.map(({ deal }) => `HS-${deal}`))
  for (const document of documents) if (marksOf(document).every((mark) => !wanted.has(mark))) wrong.push(`a ${document.kind} without a sale of ours: ${JSON.stringify(document.marks)}`)
  const company = ground.sandbox.eaccounting.state.company()
  wrong.push(...doubles('customer number', company.customers.all().map((card) => card.CustomerNumber)))
  wrong.push(...doubles('organisation number', company.customers.all().map((card) => card.CorporateIdentityNumber)))
  wrong.push(...doubles('e-mail of a customer', company.customers.all().map((card) => card.EmailAddress)))
  wrong.push(...doubles('customer name', company.customers.all().map((card) => card.Name)))
  wrong.push(...doubles('article', company.articles.all().map((article) => article.Number?.trim().toUpperCase())))
  // Also what is gone again: a second document that was made and taken back was still made.
  wrong.push(...neverIn(ground.sandbox.eaccounting.journal.entries))
  return wrong
}

/** What is still open: after the quiet time nothing may be. `sends`: every invoice was sent, or a person was asked to look whether it was. */
export async function leftovers(ground: Ground, worker: Worker, sales: Sale[], sends = false): Promise<string[]> {
  const left: string[] = []
  const { db } = worker.installation
  const intents = await countOpenIntents(db, 'main')
  if (intents > 0) left.push(`${intents} open intents`)
  const outbox = await countOutbox(db, 'main')
  if (outbox > 0) left.push(`${outbox} rows in the outbox`)
  const held = await listHeld(db, 'main', {})
  const asked = new Set(held.filter((row) => sends && row.code === 'check-sent').map((row) => row.record_id))
  for (const row of held) if (!asked.has(row.record_id)) left.push(`${row.record_id} is ${row.state}: ${row.code} ${JSON.stringify(row.params)}`)
  for (const { deal } of sales) {
    const status = ground.sandbox.hubspot.state.get('deals', deal)?.properties.kontobro_status
    if (status !== 'created' && !(asked.has(deal) && status === 'held')) left.push(`deal ${deal} says ${String(status)}`)
  }
  if (sends) left.push(...unsent(ground, sales, asked))
  return left
}

function unsent(ground: Ground, sales: Sale[], asked: ReadonlySet<string>): string[] {
  const sent = new Set(ground.sandbox.eaccounting.journal.entries.filter((entry) => entry.action === 'sent' && entry.status < 300).map((entry) => entry.path.split('/')[3]))
  const invoices = ground.sandbox.eaccounting.state.documents().filter((document) => document.kind === 'invoice')
  return sales.flatMap(({ deal }) => {
    const invoice = invoices.find((document) => document.marks.OurReference?.includes(`HS-${deal}`))
    return invoice === undefined || sent.has(invoice.id) || asked.has(deal) ? [] : [`the invoice of ${deal} was not sent and nobody was asked`]
  })
}
