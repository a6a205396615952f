// Facts about booked invoices: payments, sending, PDF, voiding, change stamps.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Books, Json } from './test-books.ts'
import { draftBody, draftRow, noon, openBooks } from './test-books.ts'

let books: Books
let clock = noon
let customer: string
let article: string
beforeAll(async () => {
  books = await openBooks({ now: () => clock })
  customer = await books.customer({ EmailAddress: 'kund@exempel.se', EmailAddresses: ['kopia@exempel.se'] })
  article = await books.article()
})
afterAll(() => books.twin.close())

async function invoice(more: Json = {}): Promise<Json> {
  const draft = await books.must(201, books.post('/v2/customerinvoicedrafts', draftBody(customer, [draftRow(article)], more)))
  return books.must(201, books.post(`/v2/customerinvoicedrafts/${String(draft.Id)}/convert`))
}
const pay = (of: Json, more: Json = {}): Promise<{ status: number; body: Json }> => books.post(`/v2/customerinvoices/${String(of.Id)}/payments`, {
  CompanyBankAccountId: books.id('bankAccounts', 'Företagskonto'), PaymentAmount: 125, PaymentCurrency: 'SEK', PaymentType: 1, ...more,
})
const read = async (of: Json): Promise<Json> => (await books.get(`/v2/customerinvoices/${String(of.Id)}`)).body

test('a part payment leaves the rest, a full one makes it paid; ModifiedUtc moves only by choice', async () => {
  const made = await invoice()
  clock += 60_000
  expect((await pay(made, { PaymentAmount: 25 })).status).toBe(201)
  expect(await read(made)).toMatchObject({ RemainingAmount: 100, PaymentStatus: 1, PaymentDate: '2026-11-22', ModifiedUtc: made.ModifiedUtc })
  books.twin.choices.modifiedUtcMovesOnPayment = true
  await pay(made, { PaymentType: 2 })
  const paid = await read(made)
  expect(paid).toMatchObject({ RemainingAmount: 0, PaymentStatus: 0 })
  expect(paid.ModifiedUtc).not.toBe(made.ModifiedUtc)
  books.twin.choices.modifiedUtcMovesOnPayment = false
})

test('payments: no future date, no locked period, a known bank account, no domestic amount on a domestic invoice', async () => {
  const made = await invoice()
  const { settings } = books.twin.state.company()
  expect((await pay(made, { PaymentDate: '2026-11-23' })).body.ErrorCode).toBe(4023)
  settings.AccountingLockedTo = '2026-10-31'
  expect((await pay(made, { PaymentDate: '2026-10-31' })).body.ErrorCode).toBe(4026)
  settings.AccountingLockedTo = null
  expect((await pay(made, { CompanyBankAccountId: customer })).body.ErrorCode).toBe(3000)
  expect((await pay(made, { DomesticPaymentAmount: 125 })).body.ErrorCode).toBe(4039)
})

test('modifiedSinceUtc shows what changed since, and refuses words', async () => {
  clock += 60_000
  const since = new Date(clock).toISOString()
  const made = await invoice()
  expect((await books.get(`/v2/customerinvoices?modifiedSinceUtc=${since}`)).list.map(each => each.Id)).toEqual([made.Id])
  expect((await books.get('/v2/customerinvoices?modifiedSinceUtc=yesterday')).body.ErrorCode).toBe(6001)
})

test('rows can be searched by text through Rows/any', async () => {
  await invoice({ Rows: [draftRow(article), draftRow(null, { Text: 'Ref HS-31337' })] })
  expect((await books.get("/v2/customerinvoices?$filter=Rows/any(c: contains(c/Text,'HS-31337'))")).list).toHaveLength(1)
  expect((await books.get("/v2/customerinvoices?$filter=Rows/any(c: contains(c/UnitAbbreviation,'st'))")).body.ErrorCode).toBe(6000)
})

test('e-mail goes to the customer\'s addresses unless others are given; #### becomes the number; the journal keeps it', async () => {
  const made = await invoice()
  const mail = (body?: unknown) => books.post(`/v2/customerinvoices/${String(made.Id)}/email`, body)
  expect((await mail()).status).toBe(200)
  await mail({ Email: 'annan@exempel.se', CcRecipients: null, Subject: 'Faktura ####' })
  const sent = books.twin.journal.entries.filter(entry => entry.kind === 'email' && entry.id === made.Id).map(entry => entry.more)
  expect(sent).toMatchObject([
    { to: 'kund@exempel.se', cc: ['kopia@exempel.se'] },
    { to: 'annan@exempel.se', cc: [], subject: `Faktura ${String(made.InvoiceNumber)}` },
  ])
})

test('e-invoices need AutoInvoice and an electronic address', async () => {
  const made = await invoice()
  const send = async (SendType: number): Promise<unknown> => {
    const reply = await books.post(`/v2/customerinvoices/${String(made.Id)}/einvoice`, { SendType })
    return reply.status === 200 ? 200 : reply.body.ErrorCode
  }
  expect(await send(1)).toBe(4100)
  books.twin.state.company().settings.AutoInvoiceActivationStatus = 2
  expect(await send(1)).toBe(4017)
  expect(await send(4)).toBe(2000)
  expect(await send(2)).toBe(200)
})

test('the PDF link is fetched without a bearer; print answers bytes', async () => {
  const made = await invoice()
  const link = await books.must(200, books.get(`/v2/customerinvoices/${String(made.Id)}/pdf`))
  const file = await fetch(String(link.Url))
  expect([file.status, file.headers.get('content-type'), (await file.text()).slice(0, 5)]).toEqual([200, 'application/pdf', '%PDF-'])
  expect((await books.get(`/v2/customerinvoices/${String(made.Id)}/print`)).text.slice(0, 5)).toBe('%PDF-')
})

test('voiding is refused after a payment and leaves nothing to pay otherwise', async () => {
  const [paid, plain] = [await invoice(), await invoice()]
  await pay(paid, { PaymentAmount: 1 })
  expect((await books.post(`/v2/customerinvoices/${String(paid.Id)}/void`)).body.ErrorCode).toBe(4002)
  expect(await books.must(200, books.post(`/v2/customerinvoices/${String(plain.Id)}/void`))).toMatchObject({ RemainingAmount: 0 })
  expect((await books.post(`/v2/customerinvoices/${String(plain.Id)}/void`)).body.ErrorCode).toBe(4002)
})

test('POST of an invoice books at once and is journalled loudly', async () => {
  const { status, body } = await books.post('/v2/customerinvoices', draftBody(customer, [{ ArticleId: article, Quantity: 1, UnitPrice: 100 }, { Text: 'Rad' }]))
  expect([status, body.TotalAmount]).toEqual([201, 125])
  expect(books.twin.journal.entries.filter(entry => entry.loud).map(entry => entry.id)).toEqual([body.Id])
})

test('a partner link needs an existing resource and can be found by it', async () => {
  const made = await invoice()
  const link = { ResourceId: made.Id, ResourceType: 3, Href: 'https://app.hubspot.com/1', PartnerCompanyName: 'K', PartnerSystemName: 'Kontobro' }
  expect((await books.post('/v2/partnerresourcelinks', link)).status).toBe(201)
  expect((await books.post('/v2/partnerresourcelinks', { ...link, ResourceType: 1 })).body.ErrorCode).toBe(3000)
  expect((await books.get(`/v2/partnerresourcelinks?$filter=ResourceId eq ${String(made.Id)}`)).list).toHaveLength(1)
})

test('an unpaid invoice becomes overdue the day after its due date', async () => {
  const made = await invoice()
  clock += 31 * 86_400_000
  books.renew()
  expect((await read(made)).PaymentStatus).toBe(2)
  expect((await books.get('/v2/customerinvoices?$filter=PaymentStatus eq 2')).list.map(each => each.Id)).toContain(made.Id)
})
