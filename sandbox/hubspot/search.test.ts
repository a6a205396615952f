// Facts about search in the twin.
import { afterAll, beforeEach, expect, test } from 'vitest'
import { smallSeed, startSmall } from './small-account.ts'
import type { Json } from './small-account.ts'

let clock = Date.parse('2026-10-01T08:00:00.000Z')
const { twin, call } = await startSmall({ now: () => clock })
afterAll(() => twin.close())
beforeEach(() => {
  twin.state.load(smallSeed())
  twin.state.put('deals', { id: '10000', properties: { dealname: 'Andra affären', dealstage: 'contractsent', amount: '90' } })
  twin.state.put('deals', { id: '200', properties: { dealname: 'tredje AFFÄREN', dealstage: 'contractsent', amount: '1000', paid: 'ja' } })
})
type Filter = { propertyName: string; operator: string; value?: string | number; highValue?: string; values?: string[] }
const search = (body: unknown, type = 'deals') => call('POST', `/crm/objects/2026-09/${type}/search`, body)
const found = async (filters: Filter[], more: object = {}): Promise<string[]> =>
  Array.from<Json, string>((await search({ filterGroups: [{ filters }], sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }], ...more })).json['results'] ?? [], (result) => String(result['id']))

test('record ids and amounts are compared as numbers', async () => {
  expect(await found([{ propertyName: 'hs_object_id', operator: 'GT', value: '3001' }])).toEqual(['10000'])
  expect(await found([{ propertyName: 'amount', operator: 'BETWEEN', value: '91', highValue: '2800' }])).toEqual(['200', '3001'])
})
test('date filters take epoch milliseconds and ISO', async () => {
  const moment = Date.parse('2026-09-05T10:00:00.000Z')
  expect(await found([{ propertyName: 'hs_lastmodifieddate', operator: 'LTE', value: String(moment) }])).toEqual(['3001'])
  expect(await found([{ propertyName: 'hs_lastmodifieddate', operator: 'GT', value: '2026-09-05T10:00:00.000Z' }])).toEqual(['200', '10000'])
})
test('IN, HAS_PROPERTY, NEQ, and case: IN on text needs lower case, options are exact', async () => {
  expect(await found([{ propertyName: 'dealstage', operator: 'IN', values: ['closedwon', 'closedlost'] }])).toEqual(['3001'])
  expect(await found([{ propertyName: 'paid', operator: 'HAS_PROPERTY' }])).toEqual(['200'])
  expect(await found([{ propertyName: 'paid', operator: 'NOT_HAS_PROPERTY' }])).toEqual(['3001', '10000'])
  expect(await found([{ propertyName: 'paid', operator: 'NEQ', value: 'nej' }])).toEqual(['200'])
  expect(await found([{ propertyName: 'paid', operator: 'EQ', value: 'JA' }])).toEqual([])
  expect(await found([{ propertyName: 'dealname', operator: 'IN', values: ['Andra affären'] }])).toEqual([])
  expect(await found([{ propertyName: 'dealname', operator: 'IN', values: ['andra affären'] }])).toEqual(['10000'])
  expect(await found([{ propertyName: 'dealname', operator: 'CONTAINS_TOKEN', value: 'affär*' }])).toEqual(['200', '10000'])
})
test('groups are joined by or, filters by and; associations can be asked for', async () => {
  const { json } = await search({ filterGroups: [
    { filters: [{ propertyName: 'dealstage', operator: 'EQ', value: 'contractsent' }, { propertyName: 'amount', operator: 'LT', value: '100' }] },
    { filters: [{ propertyName: 'associations.company', operator: 'EQ', value: '2001' }] },
  ] })
  expect(json['total']).toBe(2)
})
test('more groups, filters, sorts, results or letters than allowed give 400', async () => {
  const filter = { propertyName: 'amount', operator: 'GT', value: '0' }
  const groups = (count: number, filters: number) => ({ filterGroups: Array.from({ length: count }, () => ({ filters: Array.from({ length: filters }, () => filter) })) })
  const status = async (body: unknown) => (await search(body)).status
  expect(await status(groups(5, 3))).toBe(200)
  expect(await status(groups(6, 1))).toBe(400)
  expect(await status(groups(1, 7))).toBe(400)
  expect(await status(groups(4, 5))).toBe(400)
  expect(await status({ sorts: [{ propertyName: 'amount' }, { propertyName: 'dealname' }] })).toBe(400)
  expect(await status({ limit: 201 })).toBe(400)
  expect(await status({ after: '10000' })).toBe(400)
  expect(await status({ query: 'x'.repeat(3000) })).toBe(400)
  expect(await status({ filterGroups: [{ filters: [{ ...filter, propertyName: 'no_such_thing' }] }] })).toBe(400)
  expect(await status({ properties: ['no_such_thing'] })).toBe(200)
})
test('paging goes by offset in the asked order', async () => {
  const first = await search({ limit: 2, sorts: [{ propertyName: 'amount', direction: 'DESCENDING' }] })
  expect([first.json['total'], first.json['paging']?.['next']?.['after'], first.json['results']?.[0]?.['id']]).toEqual([3, '2', '3001'])
  const second = await search({ limit: 2, after: '2', sorts: [{ propertyName: 'amount', direction: 'DESCENDING' }] })
  expect([second.json['paging'], second.json['results']?.[0]?.['id']]).toEqual([undefined, '10000'])
})
test('archived records are never found and history is never given', async () => {
  twin.state.archive('deals', '3001')
  const { json } = await search({ propertiesWithHistory: ['dealstage'] })
  expect(json['total']).toBe(2)
  expect(json['results']?.[0]?.['propertiesWithHistory']).toBeUndefined()
})
test('search sees new and changed records only after the lag, while reads by id are fresh', async () => {
  twin.state.setSearchLag(3_000)
  twin.state.moveDeal('200', 'closedwon')
  const id = twin.state.put('deals', { properties: { dealname: 'Ny', dealstage: 'closedwon' } })
  clock += 2_999
  const won = () => found([{ propertyName: 'dealstage', operator: 'EQ', value: 'closedwon' }])
  expect(await won()).toEqual(['3001'])
  expect((await call('GET', `/crm/objects/2026-09/deals/${id}`)).status).toBe(200)
  const { json } = await search({ filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'EQ', value: '200' }] }], properties: ['dealstage'] })
  expect(json['results']?.[0]?.['properties']?.['dealstage']).toBe('contractsent')
  clock += 1
  expect(await won()).toEqual(['200', '3001', id])
})
test('with a lag every change appears in its turn', async () => {
  twin.state.setSearchLag(1_000)
  const stageOf = async () => (await search({ filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'EQ', value: '200' }] }], properties: ['dealstage'] })).json['results']?.[0]?.['properties']?.['dealstage']
  twin.state.moveDeal('200', 'closedlost')
  clock += 600
  twin.state.moveDeal('200', 'closedwon')
  clock += 500
  expect(await stageOf()).toBe('closedlost')
  clock += 500
  expect(await stageOf()).toBe('closedwon')
})
test('editing a pipeline bumps every deal of it and writes no history', async () => {
  clock += 10_000
  expect(twin.state.editPipeline('default')).toBe(3)
  expect(await found([{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(clock) }])).toEqual(['200', '3001', '10000'])
  expect(twin.state.history('deals', '3001', 'dealstage').length).toBe(2)
})
