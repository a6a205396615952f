// Facts about the control endpoints, the seed and the export.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyBooksSeed } from './bulk.ts'
import type { EAccountingSeed } from './seed.ts'
import { readSeedFile } from './seed.ts'
import { seedId } from './seed-ids.ts'
import { type Books, draftBody, draftRow, openBooks, orderBody, orderRow } from './test-books.ts'
import { startEAccountingTwin } from './twin.ts'

const seed: EAccountingSeed = {
  companies: [{
    companySettings: { Name: 'Hand AB', KeepOriginalDraftDate: true },
    customerLabels: [{ Name: 'Guld' }],
    customers: [
      { CustomerNumber: '1001', Name: 'Kund ett', EmailAddress: 'ett@exempel.se', labels: ['Guld'], terms: 10 },
      { Name: 'Privat person', IsPrivatePerson: true, terms: 'Kontant' },
    ],
    articles: [{ Number: 'SKU-1', Name: 'Vara', NetPrice: 100 }, { Number: 'TIM', Name: 'Timme', coding: 'Tjänster 25 %', unit: 'tim', NetPrice: 900, barcodes: ['7310865004703'] }],
    orders: [
      { customer: '1001', OrderDate: 'today-3', OurReference: 'Anna HS-1', rows: [{ article: 'SKU-1', Quantity: 2, UnitPrice: 99.5 }, { Text: 'Tack' }] },
      { customer: '1001', Status: 1, rows: [] },
    ],
    drafts: [{ customer: '1002', InvoiceDate: 'today-1', rows: [{ article: 'TIM', Quantity: 1.5 }] }],
    invoices: [
      { customer: '1001', InvoiceNumber: 50, InvoiceDate: 'today-40', order: 1, paid: 100, rows: [{ article: 'SKU-1', UnitPrice: 100 }] },
      { customer: '1001', InvoiceNumber: 51, InvoiceDate: 'today-5', IsCreditInvoice: true, credits: 50, rows: [{ article: 'SKU-1', UnitPrice: 20 }] },
    ],
  }],
}
let books: Books
beforeAll(async () => { books = await openBooks({ seed }) })
afterAll(() => books.twin.close())

const control = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${books.twin.url}/__twin/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  return { status: response.status, body: await response.json() }
}

test('a hand-written seed is filled with defaults, numbers and deterministic ids', () => {
  const company = books.twin.state.company()
  const id = company.id
  expect(id).toBe(seedId('companies', 'Hand AB'))
  expect(company.customers.all().map(each => [each.CustomerNumber, each.Id])).toEqual([['1001', seedId('customers', id, '1001')], ['1002', seedId('customers', id, '1002')]])
  expect(company.settings).toMatchObject({ NextCustomerNumber: 1003, NextOrderNumber: 2, NextCustomerInvoiceNumber: 52 })
  expect(company.articles.find('Number', 'SKU-1')).toMatchObject({ GrossPrice: 125, UnitAbbreviation: 'st' })
  expect(company.codings.size).toBe(8)
})

test('documents for oracles: every order, draft and invoice with marks and totals', async () => {
  const { body } = await control('GET', 'documents?company=Hand AB')
  expect(body).toMatchObject([
    { kind: 'order', number: 1, marks: { OurReference: 'Anna HS-1', textRows: ['Tack'] }, totals: { total: 248.75, vat: 49.75, currency: 'SEK' }, status: 2 },
    { kind: 'order', number: null, status: 1 },
    { kind: 'draft', number: null, totals: { total: 1687.5, vat: 337.5 } },
    { kind: 'invoice', number: 50, status: 2, totals: { total: 125 }, fromOrder: seedId('orders', books.twin.state.company().id, '1') },
    { kind: 'invoice', number: 51, credit: true, totals: { total: -25 } },
  ])
})

test('an export can be loaded again and exports the same', async () => {
  await books.must(201, books.post('/v2/orders', orderBody(seedId('customers', books.twin.state.company().id, '1001'), [orderRow(seedId('articles', books.twin.state.company().id, 'TIM'), { DiscountPercentage: 0.125 })])))
  const exported = books.twin.state.export()
  const again = await startEAccountingTwin({ seed: exported, now: () => Date.parse('2026-11-22T11:00:00Z') })
  expect(again.state.documents()).toEqual(books.twin.state.documents())
  expect(again.state.export()).toEqual(exported)
  await again.close()
})

test('a seed file is read and checked, and a typo is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'twin-'))
  const file = join(folder, 'seed.json')
  await writeFile(file, JSON.stringify(seed))
  expect((await readSeedFile(file)).companies[0]?.companySettings.Name).toBe('Hand AB')
  await writeFile(file, JSON.stringify({ companies: [{ companySettings: { Name: 'X' }, custmers: [] }] }))
  await expect(readSeedFile(file)).rejects.toThrow('custmers')
  await rm(folder, { recursive: true })
})

test('a seed whose references lead nowhere is refused with the name', async () => {
  const wrong = { companies: [{ companySettings: { Name: 'Fel AB' }, orders: [{ customer: '9', rows: [] }] }] }
  const reply = await control('POST', 'seed?add=true', wrong)
  expect(reply).toEqual({ status: 400, body: { error: "Seed of Fel AB: no customer '9'" } })
})

test('journal entries are numbered, name the write, and can be read from a place on', async () => {
  const from = books.twin.journal.entries.length
  const customer = seedId('customers', books.twin.state.company().id, '1001')
  const article = seedId('articles', books.twin.state.company().id, 'SKU-1')
  const draft = await books.must(201, books.post('/v2/customerinvoicedrafts', draftBody(customer, [draftRow(article)], { OurReference: 'HS-77' })))
  await books.must(201, books.post(`/v2/customerinvoicedrafts/${String(draft.Id)}/convert`))
  await books.post('/v2/customerinvoicedrafts', {})
  const { body } = await control('GET', `journal?since=${from}`)
  expect(body).toMatchObject([
    { n: from + 1, kind: 'draft', action: 'created', id: draft.Id, marks: { OurReference: 'HS-77' }, totals: { total: 125 }, answered: true },
    { kind: 'invoice', action: 'booked', number: 52, more: { fromDraft: draft.Id } },
    { status: 400, errorCode: 2000 },
  ])
  expect((await control('GET', 'journal?kind=invoice')).body).toHaveLength(1)
})

test('counts are per method and path template; control calls are not counted or limited', async () => {
  await books.get('/v2/units')
  const before = (await control('GET', 'counts')).body as { calls: Record<string, number> }
  await books.get(`/v2/orders/${seedId('orders', books.twin.state.company().id, '1')}`)
  const after = (await control('GET', 'counts')).body as { calls: Record<string, number>; answers: Record<string, number> }
  expect((after.calls['GET /v2/orders/{id}'] ?? 0) - (before.calls['GET /v2/orders/{id}'] ?? 0)).toBe(1)
  expect(after.answers['GET /v2/units 200']).toBeGreaterThan(0)
  expect(Object.keys(after.calls).some(name => name.includes('__twin'))).toBe(false)
})

test('faults, choices, tokens and company states are switched over HTTP', async () => {
  const added = (await control('POST', 'faults', { kind: 'status', status: 500, path: '/v2/units' })).body as { ids: number[] }
  expect((await books.get('/v2/units')).status).toBe(500)
  await control('DELETE', `faults?id=${added.ids[0]}`)
  expect((await books.get('/v2/units')).status).toBe(200)
  expect((await control('POST', 'faults', { kind: 'nonsense' })).status).toBe(400)
  expect((await control('POST', 'choices', { vatRounding: 'perRate' })).body).toMatchObject({ vatRounding: 'perRate' })
  expect((await control('POST', 'choices', { vatRounding: 'sometimes' })).status).toBe(400)
  await control('POST', 'choices', { vatRounding: 'perLine' })
  await control('POST', 'company', { settings: { CompanyStatus: 0 } })
  expect((await books.get('/v2/units')).body.ErrorCode).toBe(4004)
  await control('POST', 'company', { settings: { CompanyStatus: 1 }, lockedYears: [2026] })
  expect((await books.get('/v2/fiscalyears?$filter=IsLockedForAccounting eq true')).list).toHaveLength(1)
  await control('POST', 'company', { lockedYears: [] })
  const { access_token: token } = (await control('POST', 'token', { company: 'Hand AB' })).body as { access_token: string }
  expect((await fetch(`${books.twin.url}/v2/users`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
  expect((await control('GET', 'nonsense')).status).toBe(404)
})

test('a posted seed replaces everything', async () => {
  await control('POST', 'seed', emptyBooksSeed({ name: 'Ny AB' }))
  expect(books.twin.state.companies().map(each => each.settings.Name)).toEqual(['Ny AB'])
  expect((await books.get('/v2/units')).status).toBe(401)
})
