// Facts about the sample companies: whole, accepted by both twins, ordinary where they should be and odd where they say so.
import { describe, expect, it } from 'vitest'
import { decimal, sum } from '../../src/core/decimals.ts'
import { eAccountingSeed } from '../eaccounting/seed.ts'
import { isRegisteredVatNumber } from '../eaccounting/identity-numbers.ts'
import { checkValues } from '../hubspot/check-values.ts'
import { loadPortal } from '../hubspot/load-seed.ts'
import { objectTypeNames, parseSeed } from '../hubspot/seed.ts'
import { sampleBooksSeed } from './company-books.ts'
import { sampleCrmSeed, samplePlans } from './company-crm.ts'
import { goLive, lockedTo } from './days.ts'
import { hasLuhnDigit } from './identity-numbers.ts'
import { oddDealId } from './odd-case.ts'
import { expectedCounts, oddCases, oddities, ordinaryExpectations, untouched } from './oddities.ts'
import { products } from './products.ts'

const now = new Date('2026-11-22T10:30:00Z')
const crm = parseSeed(sampleCrmSeed(now))
const books = eAccountingSeed.parse(sampleBooksSeed(now)).companies[0]
if (books === undefined) throw new Error('the sample has no company')
const dealOf = new Map(crm.deals.map((deal) => [deal.id, deal]))
const odd = new Set(oddities.map((each) => each.dealId))

function doubles(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index)
}

describe('the sample companies', () => {
  it('are the same for the same now', () => {
    expect(sampleCrmSeed(now)).toEqual(sampleCrmSeed(now))
    expect(sampleBooksSeed(now)).toEqual(sampleBooksSeed(now))
  })

  it('load into the CRM twin, with and without the traces of an earlier run', () => {
    const portal = loadPortal(crm, () => now.getTime())
    expect(portal.definition('deals', 'kontobro_status')).toBeUndefined()
    const later = loadPortal(parseSeed(sampleCrmSeed(now, { ranBefore: true })), () => now.getTime())
    expect(later.store('deals').byId.get(oddDealId(129))?.props['kontobro_document_number']).toBe('5999')
  })

  it('hold only values that the CRM would have accepted from a person', () => {
    const portal = loadPortal(crm, () => now.getTime())
    const leftCompany = crm.owners.filter((owner) => owner.archived === true).map((owner) => owner.id)
    for (const type of objectTypeNames) {
      const records = type === 'line_items' ? crm.deals.flatMap((deal) => deal.lineItems ?? []) : crm[type]
      for (const record of records) {
        const wrong = checkValues(portal, type, record.properties, () => undefined).errors.filter(() => !leftCompany.includes(record.properties['hubspot_owner_id'] ?? ''))
        expect(wrong, `${type} ${record.id}`).toEqual([])
      }
    }
  })

  it('are as large as a demo needs', () => {
    const counts = expectedCounts()
    const inScope = counts.created + counts.adopted + counts.skipped + counts.held
    expect(inScope).toBeGreaterThanOrEqual(220)
    expect(counts.created / inScope).toBeGreaterThan(0.85)
    expect(counts.created / inScope).toBeLessThan(0.91)
    expect(crm.products.length).toBeGreaterThanOrEqual(60)
    expect(crm.companies.length).toBeGreaterThanOrEqual(80)
    expect(crm.contacts.length).toBeGreaterThanOrEqual(60)
    expect(books.customers.length).toBeGreaterThanOrEqual(50)
    expect(books.articles.filter((article) => products.some((product) => product.sku.toLowerCase() === article.Number.toLowerCase())).length).toBeGreaterThanOrEqual(45)
    expect(untouched.filter(({ why }) => why === 'won before go-live')).toHaveLength(10)
    expect(untouched.filter(({ why }) => why === 'open' || why === 'lost')).toHaveLength(15)
    expect(crm.deals).toHaveLength(inScope + untouched.length)
  })

  it('have every odd deal of the catalogue, once, with a cause wherever nothing is created', () => {
    expect(doubles(oddities.map((each) => each.dealId))).toEqual([])
    expect(doubles(oddities.map((each) => each.oddity))).toEqual([])
    for (const each of oddities) {
      expect(dealOf.get(each.dealId)?.properties['dealname'], each.oddity).toBe(each.dealName)
      if (each.outcome !== 'created') expect(each.cause, each.oddity).toBeTruthy()
      if (each.customer !== undefined) expect(books.customers.map((card) => card.CustomerNumber), each.oddity).toContain(each.customer)
    }
    for (const each of [...ordinaryExpectations, ...untouched]) expect(dealOf.has(each.dealId)).toBe(true)
  })

  it('have valid organisation and VAT numbers except in the cases that are about them', () => {
    const meantWrong = new Set([11, 18, 52].map((number) => oddCases.find((each) => each.number === number)?.companies?.[0]?.id))
    for (const company of crm.companies.filter(({ id }) => !meantWrong.has(id))) {
      const { orgno, vat_number: vat, country } = company.properties
      if (orgno !== undefined && !['Norge', 'Norway'].includes(country ?? '')) expect(hasLuhnDigit(orgno), `${company.properties['name']} ${orgno}`).toBe(true)
      if (vat !== undefined) expect(isRegisteredVatNumber(vat), `${company.properties['name']} ${vat}`).toBe(true)
    }
    for (const card of books.customers) if (card.VatNumber != null) expect(isRegisteredVatNumber(card.VatNumber), card.Name).toBe(true)
    expect(hasLuhnDigit(books.companySettings.CorporateIdentityNumber)).toBe(true)
  })

  it('confuse no two buyers, except in the cases that are about it', () => {
    const digits = (text: string | null | undefined): string[] => (text == null ? [] : [text.replace(/\D/g, '').slice(-10)])
    expect(doubles(crm.companies.filter(({ id }) => !id.endsWith('004016')).flatMap(({ properties }) => digits(properties['orgno'])))).toEqual([])
    expect(doubles(books.customers.flatMap((card) => digits(card.CorporateIdentityNumber)))).toEqual([])
    expect(doubles(books.customers.map((card) => card.CustomerNumber ?? ''))).toEqual([])
    expect(doubles(books.customers.flatMap((card) => (card.EmailAddress == null ? [] : [card.EmailAddress.toLowerCase()])))).toEqual(['ekonomi@delad.example'])
    expect(doubles(crm.contacts.map((contact) => (contact.properties['email'] ?? contact.id).toLowerCase()))).toEqual([])
  })

  it('give ordinary Swedish lines the rate of their article', () => {
    const rateOf = new Map(crm.taxRates.map((rate) => [rate.id, rate.percentageRate]))
    const rateOfSku = new Map(products.map((product) => [product.sku, product.rate]))
    for (const deal of crm.deals.filter(({ id, properties }) => !odd.has(id) && properties['deal_currency_code'] === 'SEK')) {
      for (const line of deal.lineItems ?? []) {
        const rate = rateOf.get(line.properties['hs_tax_rate_group_id'] ?? '')
        if (rate !== undefined && rate !== 0) expect(rate).toBe(rateOfSku.get(line.properties['hs_sku'] ?? ''))
      }
    }
  })

  it('state an amount equal to the lines, and expect it plus shipping on the document', () => {
    for (const expectation of ordinaryExpectations) {
      const deal = dealOf.get(expectation.dealId)
      const lines = sum((deal?.lineItems ?? []).map(({ properties: line }) => decimal(line['price'] ?? 0).minus(line['discount'] ?? 0).times(line['quantity'] ?? 1)
        .times(decimal(100).minus(line['hs_discount_percentage'] ?? 0)).dividedBy(100).toDecimalPlaces(2)))
      expect(deal?.properties['amount']).toBe(lines.toFixed())
      expect(expectation.net).toBe(lines.plus(deal?.properties['shipping_cost'] ?? 0).toFixed())
    }
    expect(oddities.find((each) => each.dealId === oddDealId(106))?.net).toBe('1753.1')
    expect(oddities.find((each) => each.dealId === oddDealId(107))?.net).toBe('600')
    expect(oddities.find((each) => each.dealId === oddDealId(109))?.net).toBe('421.65')
    expect(oddities.find((each) => each.dealId === oddDealId(114))?.net).toBe('6.03')
  })

  it.each(['2026-03-01T00:05:00Z', '2027-01-01T12:00:00Z', '2028-02-29T23:59:00Z', '2026-08-31T08:00:00Z', '2026-12-01T06:00:00Z'])('stay in the open period and in the past at %s', (text) => {
    const at = new Date(text)
    const seed = parseSeed(sampleCrmSeed(at))
    const years = eAccountingSeed.parse(sampleBooksSeed(at)).companies[0]?.fiscalYears ?? []
    const outside = new Set(untouched.map((each) => each.dealId))
    for (const deal of seed.deals) {
      const entered = deal.stageHistory?.at(-1)?.timestamp ?? ''
      expect(Date.parse(entered)).toBeLessThan(at.getTime())
      expect(Date.parse(deal.updatedAt ?? '')).toBeLessThan(at.getTime())
      const day = (deal.properties['closedate'] ?? '').slice(0, 10)
      expect(years.some((year) => year.StartDate <= day && day <= year.EndDate && !year.IsLockedForAccounting), deal.id).toBe(true)
      if (outside.has(deal.id)) continue
      expect(entered >= goLive(at), deal.id).toBe(true)
      expect(day > lockedTo(at)).toBe(deal.id !== oddDealId(120))
    }
    for (const { dealId } of untouched.filter(({ why }) => why === 'won before go-live')) {
      expect((seed.deals.find(({ id }) => id === dealId)?.stageHistory?.at(-1)?.timestamp ?? '9') < goLive(at)).toBe(true)
    }
  })

  it('plan every deal under an id of its own', () => {
    expect(doubles(samplePlans().map((plan) => plan.id))).toEqual([])
    expect(doubles(crm.deals.flatMap((deal) => (deal.lineItems ?? []).map((line) => line.id ?? '')))).toEqual([])
  })
})
