// Facts about property definitions and account facts in the twin.
import { afterAll, beforeEach, expect, test } from 'vitest'
import { smallSeed, startSmall } from './small-account.ts'
import type { Json } from './small-account.ts'

const { twin, call } = await startSmall()
afterAll(() => twin.close())
beforeEach(() => twin.state.load(smallSeed()))
const path = '/crm/properties/2026-09'
const text = (name: string, more: object = {}) => ({ name, label: name, type: 'string', fieldType: 'text', groupName: 'dealinformation', ...more })

test('default properties exist with their metadata', async () => {
  const all: Json[] = (await call('GET', `${path}/deals`)).json['results'] ?? []
  const of = (name: string) => all.find((property) => property['name'] === name)
  expect(of('hs_is_closed_won')).toMatchObject({ calculated: true, hubspotDefined: true, modificationMetadata: { readOnlyValue: true } })
  expect(of('dealname')).toMatchObject({ type: 'string', hasUniqueValue: false, modificationMetadata: { readOnlyValue: false, readOnlyDefinition: true } })
  expect(of('kontobro_source')).toMatchObject({ hasUniqueValue: true, hubspotDefined: false })
  const stages: Json[] = of('dealstage')?.['options'] ?? []
  expect(stages.map((option) => option['value'])).toContain('closedwon')
  for (const [type, name] of [['contacts', 'lastmodifieddate'], ['line_items', 'hs_product_id'], ['orders', 'hs_createdate'], ['invoices', 'hs_invoice_billable'], ['products', 'hs_price_eur'], ['0-2', 'hs_merged_object_ids']]) {
    expect((await call('GET', `${path}/${type}/${name}`)).status).toBe(200)
  }
})
test('a property is made in a group that exists, once, and can then be written', async () => {
  expect((await call('POST', `${path}/deals`, text('kontobro_status', { groupName: 'kontobro' }))).status).toBe(400)
  expect((await call('POST', `${path}/deals/groups`, { name: 'kontobro', label: 'Kontobro' })).status).toBe(201)
  expect((await call('POST', `${path}/deals`, text('kontobro_status', { groupName: 'kontobro' }))).status).toBe(201)
  expect((await call('POST', `${path}/deals`, text('kontobro_status', { groupName: 'kontobro' }))).status).toBe(409)
  expect((await call('PATCH', '/crm/objects/2026-09/deals/3001', { properties: { kontobro_status: 'created' } })).status).toBe(200)
})
test('at most ten unique properties, whose values are then kept unique', async () => {
  const batch = Array.from({ length: 9 }, (_unused, n) => text(`unik_${n}`, { hasUniqueValue: true }))
  expect((await call('POST', `${path}/deals/batch/create`, { inputs: batch })).status).toBe(201)
  expect((await call('POST', `${path}/deals`, text('unik_9', { hasUniqueValue: true }))).status).toBe(400)
  twin.state.put('deals', { properties: { dealname: 'B', dealstage: 'closedwon', unik_0: 'x' } })
  const taken = await call('PATCH', '/crm/objects/2026-09/deals/3001', { properties: { unik_0: 'x' } })
  expect([taken.status, taken.json['message']]).toEqual([400, expect.stringContaining('already has that value')])
})
test('a batch with one name that exists makes nothing', async () => {
  expect((await call('POST', `${path}/deals/batch/create`, { inputs: [text('ny'), text('paid')] })).status).toBe(409)
  expect((await call('GET', `${path}/deals/ny`)).status).toBe(404)
})
test('labels and options can change, uniqueness and HubSpot\'s own definitions cannot', async () => {
  const patched = await call('PATCH', `${path}/deals/paid`, { label: 'Betald', options: [{ value: 'ja', label: 'Ja' }] })
  expect([patched.json['label'], patched.json['options']?.length]).toEqual(['Betald', 1])
  expect((await call('PATCH', `${path}/deals/paid`, { hasUniqueValue: true })).status).toBe(400)
  expect((await call('PATCH', `${path}/deals/dealname`, { label: 'Namn' })).status).toBe(400)
})
test('creating product and line item properties needs e-commerce, others their schema scope', async () => {
  twin.state.load({ ...smallSeed(), serviceKeys: { schemas: ['crm.schemas.deals.write'], shop: ['e-commerce'] } })
  const create = async (type: string, group: string, token: string) => (await call('POST', `${path}/${type}`, { ...text('x_y'), groupName: group }, token)).status
  expect(await create('deals', 'dealinformation', 'schemas')).toBe(201)
  expect(await create('products', 'productinformation', 'schemas')).toBe(403)
  expect(await create('products', 'productinformation', 'shop')).toBe(201)
})
test('account, owners, pipelines, tax rates and currencies are told', async () => {
  expect((await call('GET', '/account-info/2026-09/details')).json).toMatchObject({ portalId: 4711, companyCurrency: 'SEK', additionalCurrencies: ['EUR'], timeZone: 'Europe/Stockholm' })
  expect((await call('GET', '/crm/owners/2026-09')).json['results']?.[0]).toMatchObject({ id: '501', userId: 9501 })
  const pipeline = (await call('GET', '/crm/pipelines/2026-09/deals')).json['results']?.[0]
  expect(pipeline?.['stages']?.[4]).toMatchObject({ id: 'closedwon', metadata: { isClosed: 'true', probability: '1.0' } })
  expect((await call('GET', '/crm/pipelines/2026-09/0-123')).json['results']?.[0]?.['stages']?.[0]?.['metadata']).toEqual({ state: 'OPEN' })
  expect((await call('GET', '/tax-rates/2026-09/tax-rates?active=true')).json['results']).toEqual([expect.objectContaining({ id: '25', percentageRate: 25, active: true })])
  expect((await call('POST', '/tax-rates/2026-09/tax-rates', {})).status).toBe(404)
  expect((await call('GET', '/settings/currencies/2026-09/company-currency')).json['currencyCode']).toBe('SEK')
  expect((await call('GET', '/settings/currencies/2026-09/codes')).json['results']?.length).toBe(2)
})
