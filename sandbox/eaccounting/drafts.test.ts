// Facts about invoice drafts: what the customer dictates, totals, conversion with its checks.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Books, Json } from './test-books.ts'
import { draftBody, draftRow, openBooks } from './test-books.ts'

let books: Books
let customer: string
let article: string
beforeAll(async () => {
  books = await openBooks({ settings: { NextCustomerInvoiceNumber: 9001 } })
  customer = await books.customer({ InvoiceAddress1: 'Storgatan 1', EmailAddress: 'kund@exempel.se' })
  article = await books.article()
})
afterAll(() => books.twin.close())

const drafts = '/v2/customerinvoicedrafts'
const make = (rows: Json[], more: Json = {}, to = customer): Promise<Json> => books.must(201, books.post(drafts, draftBody(to, rows, more)))
const refused = async (rows: Json[], more: Json = {}): Promise<unknown> => {
  const { status, body } = await books.post(drafts, draftBody(customer, rows, more))
  return status === 201 ? 201 : [status, body.ErrorCode, (body.Errors as Json[] | null)?.[0]?.Field]
}
const convert = (draft: Json, body?: unknown, query = ''): Promise<{ status: number; body: Json }> => books.post(`${drafts}/${String(draft.Id)}/convert${query}`, body)

test('CustomerId, EuThirdParty, RotReducedInvoicingType and two row flags are required', async () => {
  for (const field of ['CustomerId', 'EuThirdParty', 'RotReducedInvoicingType']) expect(await refused([], { [field]: undefined })).toEqual([400, 2000, field])
  for (const field of ['IsTextRow', 'ReversedConstructionServicesVatFree']) expect(await refused([draftRow(article, { [field]: undefined })])).toEqual([400, 2000, `Rows[0].${field}`])
})

test('limits: quantity 2 decimals, delivery name 50, buyer\'s order reference 35, organisation number for ROT 11', async () => {
  expect(await refused([draftRow(article, { Quantity: 1.234 })])).toEqual([400, 2000, 'Rows[0].Quantity'])
  expect(await refused([], { DeliveryCustomerName: 'x'.repeat(51) })).toEqual([400, 2000, 'DeliveryCustomerName'])
  expect(await refused([], { BuyersOrderReference: 'x'.repeat(36) })).toEqual([400, 2000, 'BuyersOrderReference'])
  expect(await refused([], { RotReducedInvoicingOrgNumber: '20260101-1234' })).toEqual([400, 2000, 'RotReducedInvoicingOrgNumber'])
})

test('the customer dictates currency, name, postal address and number; address lines can be overridden', async () => {
  const euro = await books.customer({ CurrencyCode: 'EUR', InvoiceCountryCode: 'DE', VatNumber: 'DE123456789', Name: 'Kunde GmbH' })
  const draft = await make([draftRow(article)], { InvoiceCustomerName: 'Annan', InvoiceCity: 'Annan', InvoiceCurrencyCode: 'SEK', CustomerName: 'Annan' }, euro)
  expect(draft).toMatchObject({ InvoiceCustomerName: 'Kunde GmbH', InvoiceCity: 'Stockholm', InvoiceCurrencyCode: 'EUR', TotalAmount: 100, TotalAmountBaseCurrency: 1125 })
  expect((await make([])).InvoiceAddress1).toBe('Storgatan 1')
  expect((await make([], { InvoiceAddress1: 'Egen 2' })).InvoiceAddress1).toBe('Egen 2')
})

test('drafts have no number and no change stamp', async () => {
  const draft = await make([])
  expect(draft).not.toHaveProperty('InvoiceNumber')
  expect(draft).not.toHaveProperty('ModifiedUtc')
  expect(draft.CreatedUtc).toBe('2026-11-22T11:00:00Z')
})

test('the due date follows the terms, of the draft or the customer', async () => {
  expect((await make([])).DueDate).toBe('2026-12-22')
  expect((await make([], { TermsOfPaymentId: books.id('terms', '10 dagar netto'), InvoiceDate: '2026-11-01' })).DueDate).toBe('2026-11-11')
})

test('the invoice date shows as today unless the company keeps original dates', async () => {
  const draft = await make([], { InvoiceDate: '2026-11-01' })
  expect(draft.InvoiceDate).toBe('2026-11-22')
  books.twin.state.company().settings.KeepOriginalDraftDate = true
  expect((await books.get(`${drafts}/${String(draft.Id)}`)).body.InvoiceDate).toBe('2026-11-01')
  books.twin.state.company().settings.KeepOriginalDraftDate = null
})

test('PUT replaces the draft and a GET body can be sent back unchanged', async () => {
  const draft = await make([draftRow(article)], { OurReference: 'HS-1', ContractNumber: 'A' })
  const path = `${drafts}/${String(draft.Id)}`
  expect(await books.must(200, books.put(path, draft))).toEqual(draft)
  expect(await books.must(200, books.put(path, draftBody(customer, [])))).toMatchObject({ OurReference: null, ContractNumber: null, TotalAmount: 0, Rows: [] })
})

test('conversion books an invoice with number, OCR, VAT specification and the marks; the draft is gone', async () => {
  const draft = await make([draftRow(article, { Quantity: 2 }), draftRow(null, { Text: 'HS-7' })], { OurReference: 'Anna HS-7', BuyersOrderReference: 'PO 1', ContractNumber: 'K1' })
  const number = books.twin.state.company().settings.NextCustomerInvoiceNumber
  const { status, body } = await convert(draft)
  expect(status).toBe(201)
  expect(body).toMatchObject({
    InvoiceNumber: number, OurReference: 'Anna HS-7', BuyersOrderReference: 'PO 1', ContractNumber: 'K1', TotalAmount: 250, TotalVatAmount: 50, RemainingAmount: 250, PaymentStatus: 1, CustomerEmail: 'kund@exempel.se',
    VatSpecification: [{ AmountInvoiceCurrency: 200, VatAmountInvoiceCurrency: 50, VatPercent: 0.25 }],
  })
  expect(String(body.PaymentReferenceNumber)).toMatch(new RegExp(`^${number}\\d$`))
  expect((body.Rows as Json[]).map(row => [row.IsTextRow, row.AmountNoVat, row.PercentVat])).toEqual([[false, 200, 0.25], [true, 0, 0]])
  const gone = await books.get(`${drafts}/${String(draft.Id)}`)
  expect([gone.status, gone.body.ErrorCode]).toEqual([404, 3000])
  expect((await convert(draft)).status).toBe(404)
  expect((await books.get(`/v2/customerinvoices/${String(body.Id)}`)).body.CreatedFromDraftId).toBeNull()
})

test('a converted draft answers 400/3000 and its invoice names it, by choice', async () => {
  const draft = await make([draftRow(article)])
  books.twin.choices.idEchoOnConvertedDraft = '400/3000'
  books.twin.choices.createdFromDraftIdReturned = true
  const invoice = (await convert(draft)).body
  expect(invoice.CreatedFromDraftId).toBe(draft.Id)
  expect((await books.get(`${drafts}/${String(draft.Id)}`)).status).toBe(400)
  expect((await books.get(`/v2/customerinvoices?$filter=CreatedFromDraftId eq ${String(draft.Id)}`)).list).toHaveLength(1)
  books.twin.choices.idEchoOnConvertedDraft = '404'
  books.twin.choices.createdFromDraftIdReturned = false
})

test('conversion refuses totals that differ, and books those that agree', async () => {
  const draft = await make([draftRow(article, { Quantity: 2 })])
  const right = { TotalAmountInvoiceCurrency: 250, TotalVatAmountInvoiceCurrency: 50, TotalRoundingsInvoiceCurrency: 0, Rows: [{ LineNumber: 0, TotalAmountNoVatInvoiceCurrency: 200, TotalAmountIncVatInvoiceCurrency: 250 }] }
  for (const wrong of [{ TotalAmountInvoiceCurrency: 250.01 }, { TotalVatAmountInvoiceCurrency: 49.99 }, { TotalRoundingsInvoiceCurrency: 0.01 }, { Rows: [{ LineNumber: 0, TotalAmountNoVatInvoiceCurrency: 199.99 }] }, { Rows: [{ LineNumber: 5 }] }]) {
    const reply = await convert(draft, { ...right, ...wrong })
    expect([reply.status, reply.body.ErrorCode]).toEqual([400, 2000])
  }
  expect((await convert(draft, right)).status).toBe(201)
})

test('conversion refuses a future date, a locked period, a locked year, a missing year and a series that was never started', async () => {
  const { settings, fiscalYears } = books.twin.state.company()
  const code = async (draft: Json, query = ''): Promise<unknown> => (await convert(draft, undefined, query)).body.ErrorCode
  const keep = '?keepOriginalDraftDate=true&overrideCompanyKeepOriginalDraftDate=true'
  expect(await code(await make([draftRow(article)], { InvoiceDate: '2026-11-23' }))).toBe(4013)
  const draft = await make([draftRow(article)], { InvoiceDate: '2026-10-15' })
  settings.AccountingLockedTo = '2026-10-31'
  expect(await code(draft, keep)).toBe(4013)
  settings.AccountingLockedTo = null
  const year = fiscalYears.find('StartDate', '2026-01-01')
  if (!year) throw new Error('no year')
  fiscalYears.put({ ...year, IsLockedForAccounting: true }, 0)
  expect(await code(draft)).toBe(4038)
  fiscalYears.put(year, 0)
  expect(await code(await make([draftRow(article)], { InvoiceDate: '2024-12-31' }), keep)).toBe(3001)
  const next = settings.NextCustomerInvoiceNumber
  settings.NextCustomerInvoiceNumber = 0
  expect(await code(draft)).toBe(4013)
  settings.NextCustomerInvoiceNumber = next
  expect((await convert(draft, undefined, keep)).body).toMatchObject({ InvoiceDate: '2026-10-15' })
})

test('conversion demands a cost centre where the account does', async () => {
  const company = books.twin.state.company()
  const account = company.accountOf(company.fiscalYearOf('2026-11-22')?.Id ?? '', 3001)
  if (!account) throw new Error('no account 3001')
  company.accounts.put({ ...account, IsFirstCostCenterMandatory: true }, 0)
  const without = await make([draftRow(article)])
  expect((await convert(without)).body.ErrorCode).toBe(2000)
  expect((await convert(await make([draftRow(article, { CostCenterItemId1: books.id('costCenterItems', 'GBG') })]))).status).toBe(201)
  company.accounts.put(account, 0)
})

test('a credit draft has negative totals; rows are sent positive or negative by choice', async () => {
  const credit = await make([draftRow(article)], { IsCreditInvoice: true })
  expect(credit).toMatchObject({ TotalAmount: -125, TotalVatAmount: -25 })
  expect((await convert(credit)).body).toMatchObject({ IsCreditInvoice: true, RemainingAmount: -125 })
  expect(await refused([draftRow(article, { Quantity: -1 })], { IsCreditInvoice: true })).toEqual([400, 2000, 'Rows'])
  books.twin.choices.creditQuantity = 'negative'
  expect((await make([draftRow(article, { Quantity: -1 })], { IsCreditInvoice: true })).TotalAmount).toBe(-125)
  expect(await refused([draftRow(article)], { IsCreditInvoice: true })).toEqual([400, 2000, 'Rows'])
  books.twin.choices.creditQuantity = 'positive'
})

test('a draft with a negative total is refused', async () => {
  expect(await refused([draftRow(article, { Quantity: -1 })])).toEqual([400, 2000, 'Rows'])
})

test('ROT needs the company setting, persons with a valid number and work hours', async () => {
  const rot = { RotReducedInvoicingType: 1, Persons: [{ Ssn: '19121212-1212' }] }
  const work = draftRow(article, { WorkCostType: 1, WorkHours: 2 })
  expect(await refused([work], rot)).toEqual([400, 2000, 'RotReducedInvoicingType'])
  books.twin.state.company().settings.UsesRotReducedInvoicing = true
  expect(await refused([work], rot)).toBe(201)
  expect(await refused([work], { ...rot, Persons: [] })).toEqual([400, 2000, 'Persons'])
  expect(await refused([work], { ...rot, Persons: [{ Ssn: '19121212-1213' }] })).toEqual([400, 4029, 'Persons'])
  expect(await refused([draftRow(article)], rot)).toEqual([400, 2000, 'Rows'])
})
