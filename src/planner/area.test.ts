import { describe, expect, it } from 'vitest'
import { accountFor } from './account.ts'
import { areaOf, type BuyerFacts } from './area.ts'
import { coding, lookups } from './test-sale.ts'

const company: BuyerFacts = {
  name: 'Köparen', kind: 'company', country: 'SE', postalCode: null, deliveryCountry: null, vatNumber: null, hasVatNumber: false, deliveryBasedVat: false, forceVat: false, northernIreland: false, construction: false,
}
const person: BuyerFacts = { ...company, kind: 'private' }
const oss = { ...lookups, company: { ...lookups.company, usesOss: true } }

describe('areaOf', () => {
  const agreeing: [string, BuyerFacts, string][] = [
    ['a Swedish company', company, 'domestic'],
    ['a Swedish company with its VAT number', { ...company, vatNumber: 'SE556036079301' }, 'domestic'],
    ['a buyer without country', { ...company, country: null }, 'domestic'],
    ['a German company with VAT number', { ...company, country: 'DE', vatNumber: 'DE123456789' }, 'euBusiness'],
    ['a German company whose card has a number', { ...company, country: 'DE', hasVatNumber: true }, 'euBusiness'],
    ['a German company without VAT number', { ...company, country: 'DE' }, 'euBusinessNoVat'],
    ['a German person', { ...person, country: 'DE' }, 'euPrivate'],
    ['a Greek company with EL', { ...company, country: 'GR', vatNumber: 'EL123456789' }, 'euBusiness'],
    ['a Greek company with GR', { ...company, country: 'GR', vatNumber: 'GR123456789' }, 'euBusiness'],
    ['a Norwegian company with its own number', { ...company, country: 'NO', vatNumber: 'NO987654321MVA' }, 'export'],
    ['a Norwegian person', { ...person, country: 'NO' }, 'export'],
    ['a British company with GB', { ...company, country: 'GB', vatNumber: 'GB123456789' }, 'export'],
    ['a Northern Irish company with XI', { ...company, country: 'GB', vatNumber: 'XI123456789' }, 'euBusiness'],
    ['a Northern Irish person by the card\'s flag', { ...person, country: 'GB', northernIreland: true }, 'euPrivate'],
    ['a mainland Finn', { ...person, country: 'FI', postalCode: '00100' }, 'euPrivate'],
    ['a Swedish firm with goods sent to Germany and VAT by delivery', { ...person, deliveryCountry: 'DE', deliveryBasedVat: true }, 'euPrivate'],
    ['a German firm with goods sent to France', { ...company, country: 'DE', vatNumber: 'DE123456789', deliveryCountry: 'FR' }, 'euBusiness'],
    ['a Swedish builder with VAT number', { ...company, vatNumber: 'SE556036079301', construction: true }, 'construction'],
  ]
  it.each(agreeing)('%s', (_, buyer, area) => {
    expect(areaOf(buyer, lookups)).toMatchObject({ ok: true, value: { area } })
  })

  const disagreeing: [string, BuyerFacts, string][] = [
    ['a German number with Sweden', { ...company, vatNumber: 'DE123456789' }, 'vat-number-other-country'],
    ['a Swedish number with Germany', { ...company, country: 'DE', vatNumber: 'SE556036079301' }, 'vat-number-other-country'],
    ['a bare Swedish number with Germany', { ...company, country: 'DE', vatNumber: '556036079301' }, 'vat-number-other-country'],
    ['an EU number with a country outside the EU', { ...company, country: 'NO', vatNumber: 'DE123456789' }, 'vat-number-other-country'],
    ['a Northern Irish number with Ireland', { ...company, country: 'IE', vatNumber: 'XI123456789' }, 'vat-number-other-country'],
    ['an EU number without letters', { ...company, country: 'DE', vatNumber: '123456789' }, 'vat-number-unreadable'],
    ['a Norwegian number with Germany', { ...company, country: 'DE', vatNumber: 'NO987654321MVA' }, 'vat-number-unreadable'],
    ['a person with VAT number', { ...person, country: 'DE', vatNumber: 'DE123456789' }, 'private-with-vat-number'],
    ['a country that is a name', { ...company, country: 'Tyskland' }, 'country-unknown'],
    ['Åland by code', { ...person, country: 'AX' }, 'vat-territory-apart'],
    ['Åland by postal code', { ...person, country: 'FI', postalCode: 'FI-22100' }, 'vat-territory-apart'],
    ['the Canary Islands', { ...person, country: 'ES', postalCode: '35001' }, 'vat-territory-apart'],
    ['goods sent out of Sweden to a Swedish invoice address', { ...company, deliveryCountry: 'NO' }, 'delivery-country-decides'],
    ['a German firm that fetches in Sweden', { ...company, country: 'DE', vatNumber: 'DE123456789', deliveryCountry: 'SE' }, 'delivery-country-decides'],
    ['a builder without VAT number', { ...company, construction: true }, 'construction-buyer-unfit'],
    ['a private builder', { ...person, construction: true }, 'construction-buyer-unfit'],
  ]
  it.each(disagreeing)('holds %s', (_, buyer, code) => {
    expect(areaOf(buyer, lookups)).toMatchObject({ ok: false, failure: { code } })
  })

  it('holds a person\'s goods sent to another member state when the company uses OSS', () => {
    const buyer = { ...person, country: 'DE', deliveryCountry: 'FR' }
    expect(areaOf(buyer, lookups)).toMatchObject({ ok: true })
    expect(areaOf(buyer, oss)).toMatchObject({ ok: false, failure: { code: 'delivery-country-decides' } })
  })

  it('never shows the middle of a VAT number, which may be a personal number', () => {
    const held = areaOf({ ...company, country: 'DE', vatNumber: 'SE811228987401' }, lookups)
    expect(JSON.stringify(held)).not.toContain('811228')
  })
})

describe('accountFor', () => {
  const goods = coding('g', 'Varor 25 %', 'goods', '25')
  const service = coding('s', 'Tjänster 25 %', 'service', '25', { construction: '3231' })
  const ask = (area: Parameters<typeof accountFor>[0]['sale']['area'], more: Partial<Parameters<typeof accountFor>[0]> = {}, country = 'DE') =>
    accountFor({ coding: goods, sale: { area, country, northernIreland: false, forceVat: false }, company: lookups.company, line: 'Rad', sku: 'A', articleUsesOss: false, statedRate: null, buyerName: 'Köparen', ...more })

  const table: [string, ReturnType<typeof ask>, { account: string; vatRate: string }][] = [
    ['domestic', ask('domestic', {}, 'SE'), { account: '3001', vatRate: '25' }],
    ['a domestic 0 % coding', ask('domestic', { coding: coding('z', 'Varor 0 %', 'goods', '0', { domesticExempt: '3004' }) }, 'SE'), { account: '3004', vatRate: '0' }],
    ['an EU business', ask('euBusiness'), { account: '3108', vatRate: '0' }],
    ['an EU business without number', ask('euBusinessNoVat'), { account: '3106', vatRate: '25' }],
    ['an EU person without OSS', ask('euPrivate'), { account: '3106', vatRate: '25' }],
    ['an EU person under OSS', ask('euPrivate', { company: oss.company, articleUsesOss: true }), { account: '3107', vatRate: '19' }],
    ['an EU person under OSS with a reduced rate stated', ask('euPrivate', { company: oss.company, articleUsesOss: true, statedRate: '7' }), { account: '3107', vatRate: '7' }],
    ['export', ask('export', {}, 'NO'), { account: '3105', vatRate: '0' }],
    ['a construction service', ask('construction', { coding: service }, 'SE'), { account: '3231', vatRate: '0' }],
    ['goods on a construction sale', ask('construction', {}, 'SE'), { account: '3001', vatRate: '25' }],
  ]
  it.each(table)('%s', (_, found, expected) => {
    expect(found).toMatchObject({ ok: true, value: expected })
  })

  it.each([
    ['an empty account', ask('export', { coding: coding('x', 'X', 'goods', '25', { export: null }) }), 'coding-without-area-account'],
    ['goods not marked for OSS', ask('euPrivate', { company: oss.company }), 'oss-article-not-marked'],
    ['a reduced rate under OSS that nobody states', ask('euPrivate', { company: oss.company, articleUsesOss: true, coding: coding('m', 'Varor 12 %', 'goods', '12') }), 'oss-rate-unknown'],
    ['a service to Northern Ireland', ask('euBusiness', { coding: service, sale: { area: 'euBusiness', country: 'XI', northernIreland: true, forceVat: false } }), 'northern-ireland-service'],
  ])('holds %s before any write', (_, found, code) => {
    expect(found).toMatchObject({ ok: false, failure: { code } })
  })
})
