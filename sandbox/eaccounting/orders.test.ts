// Facts about orders: requirements, rows, amounts, status, numbers, conversion.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Books, Json } from './test-books.ts'
import { noon, openBooks, orderBody, orderRow } from './test-books.ts'

let books: Books
let customer: string
let foreign: string
let article: string
beforeAll(async () => {
  books = await openBooks({ settings: { NextOrderNumber: 700 } })
  customer = await books.customer()
  foreign = await books.customer({ InvoiceCountryCode: 'NO' })
  article = await books.article()
})
afterAll(() => books.twin.close())

const post = (rows: Json[], more: Json = {}, to = customer): Promise<{ status: number; body: Json }> => books.post('/v2/orders', orderBody(to, rows, more))
const refused = async (rows: Json[], more: Json = {}, to = customer): Promise<unknown> => {
  const reply = await post(rows, more, to)
  return reply.status === 201 ? 201 : [reply.status, reply.body.ErrorCode, (reply.body.Errors as Json[] | null)?.[0]?.Field]
}

test.each(['CustomerId', 'CurrencyCode', 'EuThirdParty', 'Status', 'RotReducedInvoicingType', 'ReverseChargeOnConstructionServices'])('%s is required', async field => {
  expect(await refused([], { [field]: undefined })).toEqual([400, 2000, field])
})
test.each(['LineNumber', 'IsTextRow', 'IsWorkCost', 'EligibleForReverseChargeOnVat'])('row field %s is required', async field => {
  expect(await refused([orderRow(article, { [field]: undefined })])).toEqual([400, 2000, `Rows[0].${field}`])
})
test.each([['OurReference', 100], ['YourReference', 100], ['BuyersOrderReference', 35], ['DeliveryCustomerName', 100], ['InvoiceCustomerName', 50]])('%s longer than %i is refused', async (field, length) => {
  expect(await refused([], { [field]: 'x'.repeat(length + 1) })).toEqual([400, 2000, field])
  expect(await refused([], { [field]: 'x'.repeat(length) })).toBe(201)
})

test('a priced row needs an article, a text row needs a text and no article', async () => {
  expect(await refused([orderRow(article, { ArticleId: null })])).toEqual([400, 2000, 'Rows[0].ArticleId'])
  expect(await refused([orderRow(null, { Text: '' })])).toEqual([400, 2000, 'Rows[0].Text'])
  expect(await refused([orderRow(article, { IsTextRow: true, Text: 'x' })])).toEqual([400, 2000, 'Rows[0].ArticleId'])
  expect(await refused([orderRow(null, { Text: 'x'.repeat(2001) })])).toEqual([400, 2000, 'Rows[0].Text'])
  expect(await refused([orderRow(null, { Text: 'Hej' })])).toBe(201)
})

test('decimals: quantity 4, price 2 for domestic and 4 for foreign customers, discount 0..1 with 4', async () => {
  expect(await refused([orderRow(article, { Quantity: 1.2345 })])).toBe(201)
  expect(await refused([orderRow(article, { Quantity: 1.23456 })])).toEqual([400, 2000, 'Rows[0].Quantity'])
  expect(await refused([orderRow(article, { UnitPrice: 1.234 })])).toEqual([400, 2000, 'Rows[0].UnitPrice'])
  expect(await refused([orderRow(article, { UnitPrice: 1.2345 })], {}, foreign)).toBe(201)
  expect(await refused([orderRow(article, { UnitPrice: 1.23456 })], {}, foreign)).toEqual([400, 2000, 'Rows[0].UnitPrice'])
  expect(await refused([orderRow(article, { DiscountPercentage: 10 })])).toEqual([400, 2000, 'Rows[0].DiscountPercentage'])
  expect(await refused([orderRow(article, { DiscountPercentage: 0.12345 })])).toEqual([400, 2000, 'Rows[0].DiscountPercentage'])
})

test('unknown references answer 3000', async () => {
  const nowhere = '8f14e45f-ceea-467f-a8d1-0a1b2c3d4e5f'
  expect(await refused([], {}, nowhere)).toEqual([400, 3000, 'CustomerId'])
  expect(await refused([orderRow(nowhere)])).toEqual([400, 3000, 'Rows[0].ArticleId'])
  expect(await refused([], { TermsOfPaymentId: nowhere })).toEqual([400, 3000, 'TermsOfPaymentId'])
  expect(await refused([], { CurrencyCode: 'XXX' })).toEqual([400, 3000, 'CurrencyCode'])
  expect(await refused([orderRow(article, { ProjectId: nowhere })])).toEqual([400, 3000, 'Rows[0].ProjectId'])
  expect(await refused([orderRow(article, { CostCenterItemId1: nowhere })])).toEqual([400, 3000, 'Rows[0].CostCenterItemId1'])
})

test('cost centre items go in their own dimension and must be active; ended projects are refused', async () => {
  expect(await refused([orderRow(article, { CostCenterItemId1: books.id('costCenterItems', 'STHLM'), CostCenterItemId2: books.id('costCenterItems', 'EL') })])).toBe(201)
  expect(await refused([orderRow(article, { CostCenterItemId2: books.id('costCenterItems', 'STHLM') })])).toEqual([400, 3000, 'Rows[0].CostCenterItemId2'])
  expect(await refused([orderRow(article, { CostCenterItemId1: books.id('costCenterItems', 'UMEÅ') })])).toEqual([400, 5006, 'Rows[0].CostCenterItemId1'])
  expect(await refused([orderRow(article, { ProjectId: books.id('projects', 'P1') })])).toBe(201)
  expect(await refused([orderRow(article, { ProjectId: books.id('projects', 'P0') })])).toEqual([400, 5005, 'Rows[0].ProjectId'])
})

test('a cost centre on an account that does not allow it answers 2000', async () => {
  const company = books.twin.state.company()
  const account = company.accountOf(company.fiscalYearOf('2026-11-22')?.Id ?? '', 3001)
  if (!account) throw new Error('no account 3001')
  company.accounts.put({ ...account, IsCostCenterAllowed: false }, 0)
  expect(await refused([orderRow(article, { CostCenterItemId1: books.id('costCenterItems', 'STHLM') })])).toEqual([400, 2000, 'Rows[0].CostCenterItemId1'])
  company.accounts.put(account, 0)
})

test('an order date outside every fiscal year answers 3001', async () => {
  const reply = await post([], { OrderDate: '2031-01-01' })
  expect([reply.status, reply.body.ErrorCode]).toEqual([400, 3001])
})

test('amounts are computed; what the body says is ignored', async () => {
  const { body } = await post([orderRow(article, { Quantity: 3, UnitPrice: 99.99, DiscountPercentage: 0.1 }), orderRow(null, { LineNumber: 1, Text: 'Tack' })], { Amount: 1, VatAmount: 1, RoundingsAmount: 1 })
  expect(body).toMatchObject({ Amount: 337.46, VatAmount: 67.49, RoundingsAmount: 0, IncludesVat: false })
  expect((body.Rows as Json[])[0]).toMatchObject({ Amount: 269.97, VatRate: 0.25, Text: 'Vara', ArticleNumber: 'A-1' })
})

test('a negative quantity is allowed, a negative total is not', async () => {
  expect(await refused([orderRow(article), orderRow(article, { Quantity: -1, UnitPrice: 40 })])).toBe(201)
  expect(await refused([orderRow(article, { Quantity: -1 })])).toEqual([400, 2000, 'Rows'])
})

test('a row without price or text takes them from the article', async () => {
  const { body } = await post([orderRow(article, { UnitPrice: undefined })])
  expect((body.Rows as Json[])[0]).toMatchObject({ UnitPrice: 100, Text: 'Vara' })
})

test('name and addresses are the order\'s own, else the customer\'s', async () => {
  const own = await post([], { InvoiceCustomerName: 'Annan', DeliveryCity: 'Umeå', DeliveryMethodCode: 'DHL' })
  expect(own.body).toMatchObject({ InvoiceCustomerName: 'Annan', InvoiceCity: 'Stockholm', DeliveryCity: 'Umeå', CustomerName: 'Kund AB' })
  expect(own.body.DeliveryMethodId).toBe(books.twin.state.company().deliveryMethods.find('Code', 'DHL')?.Id)
})

test('a draft order has no number until it is started; numbers follow the series', async () => {
  const next = books.twin.state.company().settings.NextOrderNumber
  const draft = (await post([], { Status: 1 })).body
  expect(draft.Number).toBeNull()
  expect((await post([])).body.Number).toBe(next)
  const started = await books.must(200, books.post(`/v2/orders/${String(draft.Id)}/converteddrafttoorder`))
  expect(started).toMatchObject({ Status: 2, Number: next + 1 })
  expect((await books.post(`/v2/orders/${String(draft.Id)}/converteddrafttoorder`)).body.ErrorCode).toBe(4002)
})

test('PUT replaces: left out becomes null, number and creation stay, known row ids stay, others are new', async () => {
  const made = (await post([orderRow(article)], { OurReference: 'Anna HS-1', DeliveryCity: 'Umeå' })).body
  const rowId = (made.Rows as Json[])[0]?.Id
  const put = await books.must(200, books.put(`/v2/orders/${String(made.Id)}`, orderBody(customer, [orderRow(article, { Id: rowId }), orderRow(article, { LineNumber: 1 })])))
  expect(put).toMatchObject({ OurReference: null, DeliveryCity: null, Number: made.Number, CreatedUtc: made.CreatedUtc, Amount: 250 })
  const ids = (put.Rows as Json[]).map(row => row.Id)
  expect(ids[0]).toBe(rowId)
  expect(ids[1]).not.toBe(rowId)
})

test('a GET body can be sent back unchanged', async () => {
  const { Id } = (await post([orderRow(article, { Quantity: 2.5 }), orderRow(null, { LineNumber: 1, Text: 'HS-9' })], { OurReference: 'HS-9' })).body
  const before = (await books.get(`/v2/orders/${String(Id)}`)).body
  expect(await books.must(200, books.put(`/v2/orders/${String(Id)}`, before))).toEqual(before)
})

test('ongoing becomes shipped and back; a shipped order is not edited or deleted', async () => {
  const { Id } = (await post([orderRow(article, { Quantity: 2 })])).body
  const path = `/v2/orders/${String(Id)}`
  const shipped = await books.must(200, books.post(`${path}/completed`))
  expect(shipped).toMatchObject({ Status: 3, ShippedDateTime: '2026-11-22', DeliveredAmount: 250, DeliveredVatAmount: 50 })
  expect((await books.put(path, shipped)).body.ErrorCode).toBe(4002)
  expect((await books.remove(path)).body.ErrorCode).toBe(4001)
  expect(await books.must(200, books.post(`${path}/voided`))).toMatchObject({ Status: 2, ShippedDateTime: null })
  expect((await books.remove(path)).status).toBe(200)
})

test('an order becomes a booked invoice that keeps its marks and names the order', async () => {
  const { Id, Number } = (await post([orderRow(article, { Quantity: 2 })], { OurReference: 'Anna HS-5' })).body
  const invoice = await books.must(200, books.post(`/v2/orders/${String(Id)}/convert`))
  expect(invoice).toMatchObject({ CreatedFromOrderId: Id, OurReference: 'Anna HS-5', TotalAmount: 250, TotalVatAmount: 50, InvoiceDate: '2026-11-22', DueDate: '2026-12-22' })
  expect((await books.get(`/v2/orders/${String(Id)}`)).body).toMatchObject({ Status: 4, Number })
  expect((await books.post(`/v2/orders/${String(Id)}/convert`)).body.ErrorCode).toBe(4002)
  expect((await books.get(`/v2/customerinvoices?$filter=CreatedFromOrderId eq ${String(Id)}`)).list).toHaveLength(1)
})

test('marks and customer can be filtered on, or not, by choice', async () => {
  await post([], { OurReference: 'Anna Berg HS-4711' })
  const find = async (filter: string): Promise<unknown> => {
    const reply = await books.get(`/v2/orders?$filter=${encodeURIComponent(filter)}`)
    return reply.status === 200 ? reply.list.length : reply.body.ErrorCode
  }
  expect(await find("contains(OurReference,'HS-4711')")).toBe(1)
  expect(await find(`CustomerId eq ${foreign} and CreatedUtc ge ${new Date(noon - 1000).toISOString()}`)).toBe(1)
  const { choices } = books.twin
  choices.marksFilterable = choices.customerIdFilterable = choices.createdUtcFilterable = false
  expect(await find("contains(OurReference,'HS-4711')")).toBe(6000)
  expect(await find(`CustomerId eq ${foreign}`)).toBe(6000)
  expect(await find('CreatedUtc ge 2026-01-01T00:00:00Z')).toBe(6000)
  choices.marksFilterable = choices.customerIdFilterable = choices.createdUtcFilterable = true
})

test('fixed discounts are ignored unless the choice takes them', async () => {
  const row = orderRow(article, { Quantity: 2, DiscountFixedAmount: 50 })
  expect((await post([row])).body.Amount).toBe(250)
  books.twin.choices.discountFixedAmountWritable = true
  const { body } = await post([row])
  books.twin.choices.discountFixedAmountWritable = false
  expect(body.Amount).toBe(187.5)
  expect((body.Rows as Json[])[0]).toMatchObject({ DiscountFixedAmount: 50, IsDiscountInFixedAmount: true })
})
