// Facts about associations in the twin.
import { afterAll, beforeEach, expect, test } from 'vitest'
import { smallSeed, startSmall } from './small-account.ts'
import type { Json } from './small-account.ts'

const { twin, call } = await startSmall()
afterAll(() => twin.close())
beforeEach(() => twin.state.load(smallSeed()))
const readBatch = (from: string, to: string, ids: string[]) => call('POST', `/crm/associations/2026-09/${from}/${to}/batch/read`, { inputs: ids.map((id) => ({ id })) })
const typesOf = (json: Json): number[] => Array.from<Json, number>(json['results']?.[0]?.['to']?.[0]?.['associationTypes'] ?? [], (type) => Number(type['typeId']))

test('batch read gives type ids of the asked direction, the id as a number', async () => {
  const { status, json } = await readBatch('deals', 'companies', ['3001'])
  expect(status).toBe(200)
  expect(json['results']?.[0]).toEqual({ from: { id: '3001' }, to: [{ toObjectId: 2001, associationTypes: [
    { category: 'HUBSPOT_DEFINED', typeId: 341, label: null }, { category: 'HUBSPOT_DEFINED', typeId: 5, label: 'Primary' },
  ] }] })
  expect(typesOf((await readBatch('companies', 'deals', ['2001'])).json)).toEqual([342, 6])
  expect(typesOf((await readBatch('contacts', 'companies', ['1001'])).json)).toEqual([279, 1, 931])
  expect(typesOf((await readBatch('line_items', 'deals', ['8001'])).json)).toEqual([20])
})
test('inputs without associations are missing from the results and named in a 207', async () => {
  const { status, json } = await readBatch('companies', 'deals', ['2002', '2001'])
  expect([status, json['results']?.length, json['numErrors']]).toEqual([207, 1, 1])
  expect(json['errors']?.[0]).toMatchObject({ subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', message: 'No deal is associated with company 2002.', context: { fromObjectId: ['2002'] } })
})
test('batch read takes 1,000 inputs and no more', async () => {
  const ids = (count: number) => Array.from({ length: count }, (_unused, n) => String(n + 1))
  expect((await readBatch('deals', 'companies', ids(1000))).status).toBe(207)
  expect((await readBatch('deals', 'companies', ids(1001))).status).toBe(400)
})
test('a new primary company takes the label from the old, which stays associated', async () => {
  const put = await call('PUT', '/crm/objects/2026-09/deals/3001/associations/companies/2002', [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 5 }])
  expect(put.status).toBe(201)
  expect(typesOf((await readBatch('companies', 'deals', ['2001'])).json)).toEqual([342])
  expect(typesOf((await readBatch('companies', 'deals', ['2002'])).json)).toEqual([342, 6])
})
test('default association adds the plain type and changes no dates', async () => {
  const before = twin.state.get('deals', '3001')?.updatedAt
  expect((await call('PUT', '/crm/objects/2026-09/deals/3001/associations/default/companies/2002')).status).toBe(200)
  const single = await call('GET', '/crm/objects/2026-09/deals/3001/associations/companies')
  expect(Array.from<Json, unknown>(single.json['results'] ?? [], (result) => result['toObjectId'])).toEqual([2001, 2002])
  expect(twin.state.get('deals', '3001')?.updatedAt).toBe(before)
})
test('a type id of the other direction is refused', async () => {
  const { status } = await call('PUT', '/crm/objects/2026-09/deals/3001/associations/companies/2002', [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 6 }])
  expect(status).toBe(400)
  const wrongInvoice = { properties: { hs_currency: 'SEK' }, associations: [{ to: { id: '1001' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 181 }] }] }
  expect((await call('POST', '/crm/objects/2026-09/invoices', wrongInvoice)).status).toBe(400)
  expect((await call('POST', '/crm/objects/2026-09/invoices', { ...wrongInvoice, associations: [{ to: { id: '1001' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 177 }] }] })).status).toBe(201)
})
test('a line item keeps to one parent, and products are associated with nothing', async () => {
  expect((await call('PUT', '/crm/objects/2026-09/orders/9001/associations/default/line_items/8001')).status).toBe(400)
  expect((await call('PUT', '/crm/objects/2026-09/deals/3001/associations/default/line_items/8001')).status).toBe(200)
  expect((await call('PUT', '/crm/objects/2026-09/deals/3001/associations/default/products/7001')).status).toBe(400)
})
test('an archived record is no longer among the associations', async () => {
  twin.state.archive('line_items', '8001')
  const { json } = await readBatch('deals', 'line_items', ['3001'])
  expect(Array.from<Json, unknown>(json['results']?.[0]?.['to'] ?? [], (to) => to['toObjectId'])).toEqual([8002])
})
test('batches associate by default, with types, and remove', async () => {
  const pair = { from: { id: '3001' }, to: { id: '2002' } }
  const post = async (action: string, input: unknown) => (await call('POST', `/crm/associations/2026-09/deals/companies/batch/${action}`, { inputs: [input] })).status
  expect(await post('associate/default', pair)).toBe(200)
  expect(await post('create', { ...pair, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 5 }] })).toBe(201)
  expect(twin.state.get('deals', '3001')?.associations['companies']).toEqual([{ id: '2001', typeIds: [341] }, { id: '2002', typeIds: [341, 5] }])
  expect(await post('archive', { from: { id: '3001' }, to: [{ id: '2002' }] })).toBe(204)
  expect(twin.state.get('deals', '3001')?.associations['companies']?.length).toBe(1)
})
test('labels are listed with HubSpot\'s own, and at most ten can be made', async () => {
  const path = '/crm/associations/2026-09/contacts/companies/labels'
  for (let n = 0; n < 10; n += 1) expect((await call('POST', path, { name: `l${n}`, label: `Fakturakontakt ${n}` })).status).toBe(200)
  expect((await call('POST', path, { name: 'l10', label: 'En till' })).status).toBe(400)
  const labels: Json[] = (await call('GET', path)).json['results'] ?? []
  expect(labels.map((label) => label['label']).slice(0, 4)).toEqual([null, 'Primary', 'Billing contact', 'Fakturakontakt 0'])
  const typeId = labels[3]?.['typeId']
  await call('PUT', '/crm/objects/2026-09/contacts/1001/associations/companies/2002', [{ associationCategory: 'USER_DEFINED', associationTypeId: typeId }])
  expect(twin.state.get('contacts', '1001')?.associations['companies']?.[1]?.typeIds).toEqual([279, Number(typeId)])
})
