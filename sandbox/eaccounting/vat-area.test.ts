// Facts about VAT: which account and rate a row gets for every kind of buyer, through the API and through the pure rule.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Books, Json } from './test-books.ts'
import { draftBody, draftRow, openBooks, orderBody, orderRow } from './test-books.ts'

let books: Books
let goods: string
let services: string
beforeAll(async () => {
  books = await openBooks({ settings: { UsesMoss: true, UsesVatTriangulationRules: true, UsesReverseConstructionVat: true } })
  goods = await books.article({ Number: 'VARA', UsesMoss: true })
  services = await books.article({ Number: 'TJ', CodingId: books.id('codings', 'Tjänster 25 %') })
})
afterAll(() => books.twin.close())

/** [net, VAT rate on the row] of one row of 100. */
async function sold(card: Json, article = goods, row: Json = {}, head: Json = {}): Promise<unknown[]> {
  const customer = await books.customer(card)
  const { status, body } = await books.post('/v2/customerinvoicedrafts', draftBody(customer, [draftRow(article, row)], head))
  return status === 201 ? [body.TotalAmount, (body.Rows as Json[])[0]?.VatRate] : [status, body.ErrorCode]
}

const german = { InvoiceCountryCode: 'DE', VatNumber: 'DE123456789' }
test.each<[string, Json, number, number]>([
  ['a Swedish company', {}, 125, 0.25],
  ['a German company with a VAT number', german, 100, 0],
  ['a German company without one', { InvoiceCountryCode: 'DE' }, 125, 0.25],
  ['a Norwegian company', { InvoiceCountryCode: 'NO' }, 100, 0],
  ['a Norwegian company with VAT forced', { InvoiceCountryCode: 'NO', ForceBookkeepVat: true }, 125, 0.25],
  ['a British company', { InvoiceCountryCode: 'GB', VatNumber: 'GB123456789' }, 100, 0],
  ['a Northern Irish company without VAT number', { InvoiceCountryCode: 'GB', IsNorthernIreland: true }, 125, 0.25],
  ['a Danish company delivered to Sweden, VAT by delivery', { InvoiceCountryCode: 'DK', VatNumber: 'DK12345678', DeliveryBasedVat: true, DeliveryCountryCode: 'SE', DeliveryCity: 'Malmö', DeliveryPostalCode: '211 11' }, 125, 0.25],
])('%s', async (_who, card, total, rate) => {
  expect(await sold(card)).toEqual([total, rate])
})

test('a private buyer in the EU pays the buyer country\'s rate under OSS, Swedish VAT for articles outside it', async () => {
  const finn = { InvoiceCountryCode: 'FI', IsPrivatePerson: true }
  expect(await sold(finn)).toEqual([100, 0.255])
  expect(await sold(finn, services)).toEqual([100, 0.25])
})

test('construction reverse charge needs the customer\'s flag and the row\'s flag, and a service', async () => {
  const builder = { ReverseChargeOnConstructionServices: true, VatNumber: 'SE556036079301' }
  const flagged = { ReversedConstructionServicesVatFree: true }
  expect(await sold(builder, services, flagged)).toEqual([100, 0])
  expect(await sold(builder, services)).toEqual([125, 0.25])
  expect(await sold({}, services, flagged)).toEqual([400, 2000])
  expect(await sold(builder, goods, flagged)).toEqual([400, 4027])
})

test('third-party sales go to EU companies only', async () => {
  expect(await sold(german, goods, {}, { EuThirdParty: true })).toEqual([100, 0])
  expect(await sold({}, goods, {}, { EuThirdParty: true })).toEqual([400, 2000])
  books.twin.state.company().settings.UsesVatTriangulationRules = false
  expect(await sold(german, goods, {}, { EuThirdParty: true })).toEqual([400, 2000])
  books.twin.state.company().settings.UsesVatTriangulationRules = true
})

test('a coding without an account for the area answers 4024', async () => {
  const { codings } = books.twin.state.company()
  const coding = codings.find('Name', 'Varor 25 %')
  if (!coding) throw new Error('no coding')
  codings.put({ ...coding, ForeignSalesVatExemptOutsideEuAccountNumber: null }, 0)
  expect(await sold({ InvoiceCountryCode: 'US' })).toEqual([400, 4024])
  expect(await sold({})).toEqual([125, 0.25])
  codings.put(coding, 0)
})

test('a private person\'s prices include VAT as the setting and the choice say', async () => {
  const { settings } = books.twin.state.company()
  const person = { IsPrivatePerson: true }
  const seen: unknown[] = []
  for (const choice of ['whenSettingOff', 'whenSettingOn', 'never'] as const) {
    for (const setting of [false, true]) {
      books.twin.choices.privatePricesIncludeVat = choice
      settings.ShowPricesExclVatPC = setting
      seen.push([choice, setting, (await sold(person))[0]])
    }
  }
  books.twin.choices.privatePricesIncludeVat = 'whenSettingOff'
  settings.ShowPricesExclVatPC = false
  expect(seen).toEqual([
    ['whenSettingOff', false, 100], ['whenSettingOff', true, 125], ['whenSettingOn', false, 125], ['whenSettingOn', true, 100], ['never', false, 125], ['never', true, 125],
  ])
})

test('overrideCustomerIsPrivatePerson decides for the one draft', async () => {
  const customer = await books.customer()
  const draft = await books.must(201, books.post('/v2/customerinvoicedrafts?overrideCustomerIsPrivatePerson=true', draftBody(customer, [draftRow(goods)])))
  expect(draft).toMatchObject({ CustomerIsPrivatePerson: true, IncludesVat: true, TotalAmount: 100, TotalVatAmount: 20 })
})

test('rates on rows are fractions or percentages by choice', async () => {
  books.twin.choices.vatRateAsFraction = false
  expect(await sold({})).toEqual([125, 25])
  books.twin.choices.vatRateAsFraction = true
})

test('krona rounding strikes documents in the company\'s currency only', async () => {
  books.twin.state.company().settings.DomesticCurrencyRounding = 1
  const customer = await books.customer()
  const order = await books.must(201, books.post('/v2/orders', orderBody(customer, [orderRow(goods, { UnitPrice: 99.6 })])))
  expect(order).toMatchObject({ Amount: 125, VatAmount: 24.9, RoundingsAmount: 0.5 })
  const euro = await books.must(201, books.post('/v2/orders', orderBody(customer, [orderRow(goods, { UnitPrice: 99.6 })], { CurrencyCode: 'EUR' })))
  expect(euro).toMatchObject({ Amount: 124.5, RoundingsAmount: 0 })
  books.twin.state.company().settings.DomesticCurrencyRounding = 0
})
