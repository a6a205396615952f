// Facts about articles, projects, cost centre items and delivery methods.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Books, Json } from './test-books.ts'
import { openBooks } from './test-books.ts'

let books: Books
beforeAll(async () => { books = await openBooks() })
afterAll(() => books.twin.close())

let numbers = 0
const refused = async (more: Json): Promise<unknown> => {
  const reply = await books.post('/v2/articles', books.articleBody({ Number: `N-${++numbers}`, ...more }))
  return reply.status === 201 ? 201 : [reply.status, reply.body.ErrorCode, (reply.body.Errors as Json[] | null)?.[0]?.Field]
}

test.each(['Number', 'Name', 'CodingId', 'UnitId', 'IsActive'])('%s is required', async field => {
  expect(await refused({ [field]: undefined })).toEqual([400, 2000, field])
})

test('limits, decimals and references are checked', async () => {
  expect(await refused({ Number: 'x'.repeat(41) })).toEqual([400, 2000, 'Number'])
  expect(await refused({ Name: 'x'.repeat(51) })).toEqual([400, 2000, 'Name'])
  expect(await refused({ NetPrice: 1.001, GrossPrice: undefined })).toEqual([400, 2000, 'NetPrice'])
  expect(await refused({ NetPrice: -1, GrossPrice: undefined })).toEqual([400, 2000, 'NetPrice'])
  expect(await refused({ CodingId: '8f14e45f-ceea-467f-a8d1-0a1b2c3d4e5f' })).toEqual([400, 3000, 'CodingId'])
  expect(await refused({ UnitId: '8f14e45f-ceea-467f-a8d1-0a1b2c3d4e5f' })).toEqual([400, 3000, 'UnitId'])
  expect(await refused({ UsesMoss: true })).toEqual([400, 2000, 'UsesMoss'])
})

test('net and gross price must agree with the rate of the coding, from either side', async () => {
  expect(await refused({ NetPrice: 100, GrossPrice: 125 })).toBe(201)
  expect(await refused({ NetPrice: 100, GrossPrice: 125.01 })).toEqual([400, 2000, 'GrossPrice'])
  expect(await refused({ NetPrice: 100, GrossPrice: 125, CodingId: books.id('codings', 'Varor 12 %') })).toEqual([400, 2000, 'GrossPrice'])
  expect(await refused({ NetPrice: 0.02, GrossPrice: 0.02 })).toBe(201)
  expect(await refused({ NetPrice: 79.99, GrossPrice: 99.99 })).toBe(201)
})

test('one price alone: the other is computed, or it is refused', async () => {
  const made = await books.must(201, books.post('/v2/articles', books.articleBody({ Number: 'ENSAM', NetPrice: undefined, GrossPrice: 99 })))
  expect(made).toMatchObject({ NetPrice: 79.2, GrossPrice: 99 })
  books.twin.choices.oneArticlePrice = 'refused'
  expect(await refused({ NetPrice: undefined, GrossPrice: 99 })).toEqual([400, 2000, 'NetPrice'])
  books.twin.choices.oneArticlePrice = 'computed'
})

test('an article number is unique without case and can be looked up', async () => {
  await books.article({ Number: 'SKU-1' })
  expect(await refused({ Number: 'sku-1' })).toEqual([400, 4000, 'Number'])
  expect((await books.get("/v2/articles?$filter=Number eq 'SKU-1'")).list).toHaveLength(1)
})

test('PUT replaces the article; there is no DELETE', async () => {
  const made = await books.must(201, books.post('/v2/articles', books.articleBody({ Number: 'PUT-1', Note: 'lång text', StockBalance: 5 })))
  const put = await books.must(200, books.put(`/v2/articles/${String(made.Id)}`, books.articleBody({ Number: 'PUT-1', Name: 'Ny' })))
  expect(put).toMatchObject({ Name: 'Ny', Note: null, StockBalance: 0, CreatedUtc: made.CreatedUtc })
  expect((await books.remove(`/v2/articles/${String(made.Id)}`)).status).toBe(405)
})

test('with the stock module on, StockBalance is not written', async () => {
  const { settings } = books.twin.state.company()
  settings.ActivatedModules = [...settings.ActivatedModules, 'stock']
  const made = await books.must(201, books.post('/v2/articles', books.articleBody({ Number: 'LAGER', StockBalance: 5 })))
  settings.ActivatedModules = settings.ActivatedModules.filter(name => name !== 'stock')
  expect(made.StockBalance).toBe(0)
})

test('CodingType is a filter and not a property', async () => {
  await books.article({ Number: 'TIM', CodingId: books.id('codings', 'Tjänster 25 %') })
  const { list } = await books.get('/v2/articles?$filter=CodingType eq 2')
  expect(list.map(each => each.Number)).toEqual(['TIM'])
  expect(list[0]).not.toHaveProperty('CodingType')
})

test('the rate of a coding is a fraction or a percentage by choice', async () => {
  const rate = async (): Promise<unknown> => (await books.get(`/v2/articleaccountcodings/${books.id('codings', 'Varor 12 %')}`)).body.VatRatePercent
  expect(await rate()).toBe(0.12)
  books.twin.choices.vatRateAsFraction = false
  expect(await rate()).toBe(12)
  books.twin.choices.vatRateAsFraction = true
})

test('cost centres answer their items; items are made by POST and have no list', async () => {
  const centers = (await books.get('/v2/costcenters')).list
  expect(centers.map(each => [each.Number, each.Name])).toEqual([[1, 'Kontor'], [2, 'Säljare'], [3, 'Affärsområde']])
  const item = await books.must(201, books.post('/v2/costcenteritems', { CostCenterId: centers[1]?.Id, Name: 'Ny', ShortName: 'NY', IsActive: true }))
  expect((await books.get(`/v2/costcenteritems/${String(item.Id)}`)).body.ShortName).toBe('NY')
  expect((await books.get('/v2/costcenteritems')).status).toBe(405)
  expect((await books.post('/v2/costcenteritems', { CostCenterId: centers[1]?.Id, Name: 'Ny', ShortName: 'TIOTECKEN!', IsActive: true })).body.ErrorCode).toBe(2000)
})

test('POST of a delivery method answers 200; a project number is unique', async () => {
  expect((await books.post('/v2/deliverymethods', { Name: 'Bud' })).status).toBe(200)
  const project = { Number: 'P9', Name: 'Nytt', Status: 1 }
  expect((await books.post('/v2/projects', project)).status).toBe(201)
  expect((await books.post('/v2/projects', project)).body.ErrorCode).toBe(4000)
})
