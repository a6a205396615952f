// Facts about batches in the twin.
import { afterAll, beforeEach, expect, test } from 'vitest'
import { smallSeed, startSmall } from './small-account.ts'
import type { Json } from './small-account.ts'

const { twin, call } = await startSmall()
afterAll(() => twin.close())
beforeEach(() => twin.state.load(smallSeed()))
const batch = (type: string, action: string, body: unknown) => call('POST', `/crm/objects/2026-09/${type}/batch/${action}`, body)
const ids = (json: Json): string[] => Array.from<Json, string>(json['results'] ?? [], (result) => String(result['id']))

test('a batch holds at most 100 inputs and at least one', async () => {
  const inputs = Array.from({ length: 101 }, (_unused, n) => ({ id: String(n) }))
  expect((await batch('deals', 'read', { inputs })).status).toBe(400)
  expect((await batch('deals', 'read', { inputs: inputs.slice(0, 100) })).status).toBe(207)
  expect((await batch('deals', 'read', { inputs: [] })).status).toBe(400)
})
test('batch read gives history and no associations, reports missing ids in a 207, and promises no order', async () => {
  const { status, json } = await batch('deals', 'read', { inputs: [{ id: '3001' }, { id: '9' }, { id: '10' }], properties: ['dealname'], propertiesWithHistory: ['dealstage'] })
  expect([status, json['numErrors'], json['errors']?.[0]?.['context']]).toEqual([207, 1, { ids: ['9', '10'] }])
  expect(json['results']?.[0]?.['propertiesWithHistory']?.['dealstage']?.length).toBe(2)
  expect(ids((await batch('companies', 'read', { inputs: [{ id: '2001' }, { id: '2002' }] })).json)).toEqual(['2002', '2001'])
})
test('batch read follows a merged id and shows the id of the survivor', async () => {
  const id = twin.state.merge('companies', '2001', '2002')
  const { status, json } = await batch('companies', 'read', { inputs: [{ id: '2001' }, { id: '2002' }] })
  expect([status, ids(json)]).toEqual([200, [id]])
})
test('without trace ids one refused input refuses the batch, and nothing is made', async () => {
  const { status, json } = await batch('contacts', 'create', { inputs: [{ properties: { email: 'ny@kund.example' } }, { properties: { email: 'eva@ekman.example' } }] })
  expect([status, json['message']]).toEqual([409, 'Contact already exists. Existing ID: 1001'])
  expect(twin.state.all('contacts').length).toBe(1)
})
test('with a trace id on every input the rest is made and the refused one is named in a 207', async () => {
  const { status, json } = await batch('contacts', 'create', { inputs: [
    { properties: { email: 'ny@kund.example' }, objectWriteTraceId: 'a' }, { properties: { email: 'eva@ekman.example' }, objectWriteTraceId: 'b' }, { properties: { email: 'NY@kund.example' }, objectWriteTraceId: 'c' },
  ] })
  expect([status, json['numErrors'], json['results']?.length, json['results']?.[0]?.['objectWriteTraceId']]).toEqual([207, 2, 1, 'a'])
  const errors: Json[] = json['errors'] ?? []
  expect(errors.map((error) => [error['category'], error['context']?.['objectWriteTraceId']])).toEqual([['CONFLICT', ['b']], ['CONFLICT', ['c']]])
})
test('trace ids that are not unique do not give partial success', async () => {
  const inputs = ['ny@kund.example', 'eva@ekman.example'].map((email) => ({ properties: { email }, objectWriteTraceId: 'same' }))
  expect((await batch('contacts', 'create', { inputs })).status).toBe(409)
})
test('identical line items of one batch become one, distinct ones stay', async () => {
  const line = (position: string) => ({ properties: { name: 'Stol', quantity: '1', price: '10', hs_position_on_quote: position } })
  const { status, json } = await batch('line_items', 'create', { inputs: [line('0'), line('0'), line('1')] })
  expect([status, json['results']?.length]).toEqual([201, 2])
})
test('refused values of a batch stand only inside the message', async () => {
  const { status, json } = await batch('deals', 'update', { inputs: [{ id: '3001', properties: { nope: '1' } }] })
  expect([status, json['errors']]).toEqual([400, undefined])
  expect(json['message']).toContain('"error":"PROPERTY_DOESNT_EXIST"')
})
test('batch update changes what is there and reports an unknown id', async () => {
  const { status, json } = await batch('deals', 'update', { inputs: [{ id: '3001', properties: { amount: '1' } }, { id: '77', properties: { amount: '2' } }] })
  expect([status, ids(json), json['errors']?.[0]?.['context']?.['ids']]).toEqual([207, ['3001'], ['77']])
})
test('batch update by a custom unique property works, by e-mail or record id as property it does not', async () => {
  twin.state.patch('deals', '3001', { kontobro_source: 'ea:1:order:5' })
  expect((await batch('deals', 'update', { inputs: [{ id: 'ea:1:order:5', idProperty: 'kontobro_source', properties: { amount: '5' } }] })).status).toBe(200)
  const byEmail = await batch('contacts', 'update', { inputs: [{ id: 'eva@ekman.example', idProperty: 'email', properties: { city: 'Lund' } }] })
  expect([byEmail.status, byEmail.json['message']]).toEqual([400, 'Unable to perform update/upsert by non-unique 0-1 property email'])
  expect((await batch('companies', 'upsert', { inputs: [{ id: '2001', idProperty: 'hs_object_id', properties: {} }] })).json['message']).toBe('Unable to perform update/upsert by non-unique 0-2 property hs_object_id')
})
test('upsert by a unique property creates once and then updates', async () => {
  const upsert = (amount: string) => batch('deals', 'upsert', { inputs: [{ id: 'ea:1:order:9', idProperty: 'kontobro_source', properties: { dealname: 'Order 9', dealstage: 'closedwon', amount } }] })
  const first = await upsert('1')
  const second = await upsert('2')
  expect([first.status, first.json['results']?.[0]?.['new'], second.json['results']?.[0]?.['new']]).toEqual([200, true, false])
  expect(ids(first.json)).toEqual(ids(second.json))
  expect(twin.state.all('deals').length).toBe(2)
})
test('upsert by e-mail is all or nothing even with trace ids', async () => {
  const { status } = await batch('contacts', 'upsert', { inputs: [
    { id: 'a@b.example', idProperty: 'email', properties: {}, objectWriteTraceId: '1' }, { id: 'c@d.example', idProperty: 'email', properties: { nope: '1' }, objectWriteTraceId: '2' },
  ] })
  expect([status, twin.state.all('contacts').length]).toEqual([400, 1])
})
test('the same id twice, two properties, and a SKU as key are refused in upsert', async () => {
  const input = (id: string, idProperty: string) => ({ id, idProperty, properties: { dealname: 'X', dealstage: 'closedwon' } })
  expect((await batch('deals', 'upsert', { inputs: [input('k', 'kontobro_source'), input('k', 'kontobro_source')] })).status).toBe(400)
  expect((await batch('contacts', 'upsert', { inputs: [input('a@b.example', 'email'), input('1001', 'hs_object_id')] })).status).toBe(400)
  expect((await batch('products', 'upsert', { inputs: [{ id: 'STOL-1', idProperty: 'hs_sku', properties: { name: 'S' } }] })).status).toBe(400)
  twin.state.load({ ...smallSeed(), behaviour: { skuReportsUnique: true } })
  expect((await batch('products', 'upsert', { inputs: [{ id: 'STOL-1', idProperty: 'hs_sku', properties: { name: 'S' } }] })).json['results']?.[0]?.['id']).toBe('7001')
})
test('batch archive archives and answers 204', async () => {
  expect((await batch('companies', 'archive', { inputs: [{ id: '2001' }, { id: '2002' }] })).status).toBe(204)
  expect(twin.state.all('companies', true).length).toBe(2)
})
