// Facts about lists: envelope, paging, filters per property, order, select.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Books } from './test-books.ts'
import { openBooks } from './test-books.ts'

let books: Books
beforeAll(async () => {
  books = await openBooks()
  for (let at = 1; at <= 60; at++) await books.customer({ CustomerNumber: String(2000 + at), Name: at === 7 ? "O'Hara" : `Kund ${at}`, EmailAddress: `k${at}@exempel.se`, IsActive: at % 2 === 0 })
})
afterAll(() => books.twin.close())

const code = async (path: string): Promise<unknown> => {
  const reply = await books.get(path)
  return reply.status === 200 ? reply.list.length : reply.body.ErrorCode
}

test('a list has every Meta field and 50 rows a page', async () => {
  const { body, list } = await books.get('/v2/customers')
  expect(body.Meta).toEqual({ CurrentPage: 1, PageSize: 50, TotalNumberOfPages: 2, TotalNumberOfResults: 60, ServerTimeUtc: '2026-11-22T11:00:00Z' })
  expect(list).toHaveLength(50)
  expect((await books.get('/v2/customers?$page=2')).list).toHaveLength(10)
  expect((await books.get('/v2/customers?$page=9')).list).toHaveLength(0)
})

test('page size goes from 1 to 1000', async () => {
  expect(await code('/v2/customers?$pagesize=1000')).toBe(60)
  expect(await code('/v2/customers?$pagesize=1001')).toBe(6001)
  expect(await code('/v2/customers?$pagesize=0')).toBe(6001)
  expect(await code('/v2/customers?$page=0')).toBe(6001)
})

test('$top and $skip are ignored unless the choice honours them', async () => {
  expect(await code('/v2/customers?$top=3')).toBe(50)
  books.twin.choices.topSkipHonoured = true
  expect(await code('/v2/customers?$top=3&$skip=58')).toBe(2)
  books.twin.choices.topSkipHonoured = false
})

test.each([
  ["CustomerNumber eq '2003'", 1],
  ["Name eq 'O''Hara'", 1],
  ["EmailAddress eq 'K3@EXEMPEL.SE'", 1],
  ["IsActive eq true and CustomerNumber ge '2059'", 1],
  ["startswith(Name,'Kund 1')", 11],
  ["endswith(Name,'9') or contains(Name,'Hara')", 7],
  ["not (IsActive eq true) and (CustomerNumber eq '2001' or CustomerNumber eq '2002')", 1],
  ["length(CustomerNumber) gt 4", 0],
  ['ChangedUtc gt 2026-11-22T10:59:59.00Z', 50],
  ['ChangedUtc gt 2026-11-22T11:00:00.00Z', 0],
  ['year(ChangedUtc) eq 2026', 50],
  ['VatNumber eq null', 50],
])('filter %s finds its rows', async (filter, count) => {
  expect(await code(`/v2/customers?$filter=${encodeURIComponent(filter)}`)).toBe(count)
})

test.each([
  ["Note eq 'x'", 6000, 'a property that cannot be filtered'],
  ["Nonsense eq 'x'", 6000, 'an unknown property'],
  ['CustomerNumber eq 2003', 6000, 'a number for a text'],
  ["CustomerNumber eq '2003", 6000, 'an unclosed string'],
  ["CustomerNumber equals '2003'", 6000, 'an unknown operator'],
  ["CustomerNumber eq '2003' and", 6000, 'a cut sentence'],
  ["Id eq '8f14e45f-ceea-467f-a8d1-0a1b2c3d4e5f'", 6000, 'a quoted GUID'],
  ["ChangedUtc gt '2026-11-22T10:00:00Z'", 6001, 'a quoted date'],
  ['ChangedUtc gt 2026-13-45T10:00:00Z', 6001, 'an impossible date'],
  ['ChangedUtc gt yesterday', 6001, 'a word for a date'],
])('filter %s answers %i: %s', async (filter, expected) => {
  const reply = await books.get(`/v2/customers?$filter=${encodeURIComponent(filter)}`)
  expect([reply.status, reply.body.ErrorCode]).toEqual([400, expected])
})

test('a filtered property can be switched off and another on', async () => {
  books.twin.choices.notFilterable = ['customers.CustomerNumber']
  books.twin.choices.alsoFilterable = ['customers.Note']
  expect(await code("/v2/customers?$filter=CustomerNumber eq '2003'")).toBe(6000)
  expect(await code("/v2/customers?$filter=Note eq 'x'")).toBe(0)
  books.twin.choices.notFilterable = []
  books.twin.choices.alsoFilterable = []
})

test('$orderby sorts by several fields and refuses unknown ones', async () => {
  const { list } = await books.get('/v2/customers?$orderby=IsActive desc,CustomerNumber desc&$pagesize=3')
  expect(list.map(each => each.CustomerNumber)).toEqual(['2060', '2058', '2056'])
  expect(await code('/v2/customers?$orderby=Nonsense')).toBe(6000)
})

test('$select answers only what is asked for', async () => {
  const { list } = await books.get("/v2/customers?$select=Id,CustomerNumber&$filter=CustomerNumber eq '2003'")
  expect(Object.keys(list[0] ?? {})).toEqual(['Id', 'CustomerNumber'])
  expect(await code('/v2/customers?$select=Nonsense')).toBe(6000)
})

test('answers can be in camelCase and with date-times', async () => {
  books.twin.choices.camelCaseAnswers = true
  books.twin.choices.dateShape = 'dateTime'
  const { body } = await books.get('/v2/fiscalyears')
  books.twin.choices.camelCaseAnswers = false
  books.twin.choices.dateShape = 'plain'
  expect(body.data).toMatchObject([{ startDate: '2025-01-01T00:00:00' }, {}, {}])
})
