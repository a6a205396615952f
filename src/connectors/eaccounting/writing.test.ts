// Writing: lost and broken replies, VAT by buyer, currencies, booking dates, and sending to nobody by mistake.
import { afterEach, expect, test } from 'vitest'
import type { EmptyCompanyOptions } from '../../../sandbox/eaccounting/bulk.ts'
import type { Choices } from '../../../sandbox/eaccounting/choices.ts'
import type { Lookups } from '../../core/books.ts'
import { decimal } from '../../core/decimals.ts'
import type { CustomerCreate, DocumentDraft } from '../../core/document-draft.ts'
import { all, made } from '../conformance/books-ground.ts'
import { sampleArticle, sampleCustomer, sampleDocument } from '../conformance/books-samples.ts'
import type { Books, WriteOutcome } from '../connector.ts'
import { startGround } from './test-ground.ts'
import type { TestGround } from './test-ground.ts'

const grounds: TestGround[] = []
afterEach(async () => {
  for (const ground of grounds.splice(0)) {
    await ground.client.close()
    await ground.close()
  }
})

type Prepared = {
  ground: TestGround; books: Books; lookups: Lookups; articleId: string
  customer: (number: string, change?: Partial<CustomerCreate>, card?: Partial<CustomerCreate['card']>) => Promise<WriteOutcome<{ id: string }>>
  post: (customerId: string, draft: DocumentDraft) => ReturnType<typeof single>
}
const single = async (books: Books, value: Parameters<Books['documents']['create']>[0][number]['value']) => (await all(books.documents.create([{ key: 'x', value }], () => {})))[0]

async function prepared(look: Partial<Choices> = {}, company: EmptyCompanyOptions = {}): Promise<Prepared> {
  const ground = await startGround(look, company)
  grounds.push(ground)
  const { books } = ground.client
  if (books === undefined) throw new Error('no books')
  const lookups = await books.lookups()
  const article = made((await all(books.articles.create([{ key: 'a', value: sampleArticle(lookups, 'A', '25', '100') }], () => {})))[0])
  return {
    ground, books, lookups, articleId: article.id,
    async customer(number, change = {}, card = {}) {
      const [written] = await all(books.customers.create([{ key: 'c', value: { ...sampleCustomer(lookups, number, card), ...change } }], () => {}))
      if (written === undefined) throw new Error('no outcome')
      return written.outcome
    },
    post: (customerId, draft) => single(books, { draft, customerId, articleIds: { A: article.id } }),
  }
}
const idOf = (outcome: WriteOutcome<{ id: string }>) => (outcome.type === 'written' ? outcome.value.id : '')
const rowOf = (unitPrice: string) => [{ article: 'A', rate: '25', quantity: '1', unitPrice }]

test.each([
  ['cut-before-commit', 0, 'unknown'], ['cut-after-commit', 1, 'unknown'], ['status-after-commit', 1, 'unknown'], ['broken-json', 1, 'unknown'], ['status', 0, 'unknown'],
] as const)('a reply that ends as %s (%i made) is %s, and is never sent again by itself', async (kind, count, type) => {
  const { ground, lookups, customer, post } = await prepared()
  const customerId = idOf(await customer('1'))
  ground.twin.faults.add({ kind, method: 'POST', path: '/v2/orders', count: 1, status: 502 })
  const written = await post(customerId, sampleDocument(lookups, 'order', 'HS-1', rowOf('10'), ground.today))
  expect(written?.outcome.type).toBe(type)
  expect(ground.twin.state.documents()).toHaveLength(count)
  expect(ground.calls.filter((call) => call.method === 'POST' && call.template === '/v2/orders')).toHaveLength(1)
})

test('trouble that the vendor reports with a 400 leaves the outcome open too', async () => {
  const { ground, lookups, customer, post } = await prepared()
  const customerId = idOf(await customer('1'))
  ground.twin.faults.add({ kind: 'status', method: 'POST', path: '/v2/orders', count: 1, status: 400, errorCode: 5000 })
  expect((await post(customerId, sampleDocument(lookups, 'order', 'HS-1', rowOf('10'), ground.today)))?.outcome.type).toBe('unknown')
})

test.each([['whenSettingOff', true], ['never', false]] as const)('prices of a private person: %s', async (privatePricesIncludeVat, includesVat) => {
  const { ground, lookups, customer, post } = await prepared({ privatePricesIncludeVat })
  const customerId = idOf(await customer('1', {}, { kind: 'private' }))
  for (const kind of ['order', 'invoiceDraft'] as const) {
    const { totals } = made(await post(customerId, sampleDocument(lookups, kind, `HS-${kind}`, rowOf('125'), ground.today)))
    expect(totals).toMatchObject({ includesVat, vat: includesVat ? '25' : '31.25', total: includesVat ? '125' : '156.25', rowRates: ['25'] })
    expect(totals.rowNets).toEqual([includesVat ? null : '125'])
  }
})

test('an order in another currency than the company\'s states its totals in that currency', async () => {
  const { ground, lookups, customer, post } = await prepared({}, { rounding: 1 })
  const customerId = idOf(await customer('1', { currency: 'EUR', country: 'DE' }, { vatNumber: 'DE136695976' }))
  const order = made(await post(customerId, { ...sampleDocument(lookups, 'order', 'HS-1', rowOf('10.1234'), ground.today), currency: 'EUR' }))
  expect(order.totals).toMatchObject({ currency: 'EUR', vat: '0', total: '10.12', rounding: '0', rowRates: ['0'] })
  const draft = made(await post(customerId, sampleDocument(lookups, 'invoiceDraft', 'HS-2', rowOf('10.1234'), ground.today)))
  expect(draft.totals.currency).toBe('EUR')
})

test('whole kronor show as rounding, and total less VAT and rounding is the net', async () => {
  const { ground, lookups, customer, post } = await prepared({}, { rounding: 1 })
  const { totals } = made(await post(idOf(await customer('1')), sampleDocument(lookups, 'order', 'HS-1', rowOf('99.99'), ground.today)))
  expect(totals).toMatchObject({ total: '125', vat: '25', rounding: '0.01' })
  expect(decimal(totals.total).minus(totals.vat).minus(totals.rounding).toFixed()).toBe('99.99')
})

test('an invoice is booked on the draft\'s own date, whatever the company setting', async () => {
  const { ground, books, lookups, customer, post } = await prepared()
  const day = new Date(Date.parse(ground.today) - 3 * 86_400_000).toISOString().slice(0, 10)
  const draft = made(await post(idOf(await customer('1')), sampleDocument(lookups, 'invoice', 'HS-1', rowOf('10'), day)))
  const invoice = made(await books.documents.book({ key: 'b', value: { draftId: draft.id, totals: draft.totals } }, () => {}))
  expect(ground.twin.state.company().invoices.get(invoice.id)?.InvoiceDate).toBe(day)
})

test('an e-mail limited to one address goes to nobody else, and an e-invoice cannot be limited', async () => {
  const { ground, books, lookups, customer, post } = await prepared()
  const draft = made(await post(idOf(await customer('1')), sampleDocument(lookups, 'invoice', 'HS-1', rowOf('10'), ground.today)))
  const invoice = made(await books.documents.book({ key: 'b', value: { draftId: draft.id, totals: draft.totals } }, () => {}))
  made(await books.documents.send({ key: 's', value: { invoiceId: invoice.id, by: 'email', onlyTo: 'test@exempel.se' } }, () => {}))
  const sent = ground.twin.journal.entries.filter((entry) => entry.kind === 'email')
  expect(sent).toHaveLength(1)
  expect(JSON.stringify(sent)).toContain('test@exempel.se')
  expect(JSON.stringify(sent)).not.toContain('kopia.1@exempel.se')
  const refused = await books.documents.send({ key: 's', value: { invoiceId: invoice.id, by: 'einvoice', onlyTo: 'test@exempel.se' } }, () => {})
  expect(refused.outcome).toMatchObject({ type: 'refused', failure: { code: 'books-send-address-limit' } })
})

test('a lost reply of an e-mail is unknown and it is not sent twice', async () => {
  const { ground, books, lookups, customer, post } = await prepared()
  const draft = made(await post(idOf(await customer('1')), sampleDocument(lookups, 'invoice', 'HS-1', rowOf('10'), ground.today)))
  const invoice = made(await books.documents.book({ key: 'b', value: { draftId: draft.id, totals: draft.totals } }, () => {}))
  ground.twin.faults.add({ kind: 'cut-after-commit', method: 'POST', path: '/v2/customerinvoices/*/email', count: 1 })
  const written = await books.documents.send({ key: 's', value: { invoiceId: invoice.id, by: 'email', onlyTo: null } }, () => {})
  expect(written.outcome.type).toBe('unknown')
  expect(ground.twin.journal.entries.filter((entry) => entry.kind === 'email')).toHaveLength(1)
})

test.each([
  [{}, 'SE556000000001', 'books-vat-number-refused'], [{ viesDown: 4100 }, 'DE136695976', 'books-check-service-away'],
] as const)('a VAT number under %o is refused with the failure that says so', async (look, vatNumber, code) => {
  const { customer } = await prepared(look)
  expect(await customer('1', { country: vatNumber.slice(0, 2) }, { vatNumber })).toMatchObject({ type: 'refused', failure: { code } })
})

test('a plan without orders refuses them with the plan as reason', async () => {
  const { ground, lookups, customer, post } = await prepared({}, { settings: { ProductVariant: 4 } })
  const written = await post(idOf(await customer('1')), sampleDocument(lookups, 'order', 'HS-1', rowOf('10'), ground.today))
  expect(written?.outcome).toMatchObject({ type: 'refused', failure: { code: 'books-plan-lacks-feature', remedy: 'fix-settings' } })
})

test('a customer that is missing its postal code is refused by name of the field', async () => {
  const { customer } = await prepared()
  expect(await customer('1', { postalCode: '' })).toMatchObject({ type: 'refused', failure: { code: 'books-field-refused', params: { field: 'InvoicePostalCode' } } })
})

test('an article number that is taken in other case is refused as taken, and found', async () => {
  const { books, lookups } = await prepared({ textIgnoresCase: true })
  const [written] = await all(books.articles.create([{ key: 'a', value: sampleArticle(lookups, 'a', '25', '1') }], () => {}))
  expect(written?.outcome).toMatchObject({ type: 'refused', failure: { code: 'books-already-exists' } })
  expect((await books.articles.byNumber('a'))?.number).toBe('A')
})

test('each path without ids is counted by itself, and no secret is in a call record', async () => {
  const { ground, books, lookups, customer, post } = await prepared()
  const customerId = idOf(await customer('1'))
  const order = made(await post(customerId, sampleDocument(lookups, 'order', 'HS-1', rowOf('10'), ground.today)))
  await books.documents.get('order', order.id)
  expect(new Set(ground.calls.filter((call) => call.path.startsWith('/v2/orders')).map((call) => call.template))).toEqual(new Set(['/v2/orders', '/v2/orders/{id}']))
  expect(ground.calls.every((call) => !JSON.stringify(call).includes('sandbox-secret'))).toBe(true)
})
