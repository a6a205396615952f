// Facts about single records in the twin.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { smallSeed, startSmall } from './small-account.ts'
import type { Json } from './small-account.ts'

const { twin, call } = await startSmall()
afterAll(() => twin.close())
beforeEach(() => twin.state.load(smallSeed()))
const deals = '/crm/objects/2026-09/deals'

describe('reading', () => {
  test('asked names come back as strings or null, unknown ones are dropped, id and dates are always there', async () => {
    const { json } = await call('GET', `${deals}/3001?properties=dealname,closedate,no_such_thing`)
    expect(json['properties']).toEqual({ dealname: 'Stolar till Ekman', closedate: null, hs_object_id: '3001', createdate: '2026-09-01T08:00:00.000Z', hs_lastmodifieddate: '2026-09-05T10:00:00.000Z' })
    expect(json['url']).toBe('https://app-eu1.hubspot.com/contacts/4711/record/0-3/3001')
  })
  test('an object type id and the 2026-03 path lead to the same record', async () => {
    expect((await call('GET', '/crm/objects/2026-03/0-3/3001')).json['id']).toBe('3001')
    expect((await call('GET', '/crm/v3/objects/deals/3001')).status).toBe(404)
  })
  test('stage history comes newest first', async () => {
    const { json } = await call('GET', `${deals}/3001?propertiesWithHistory=dealstage`)
    const history: Json[] = json['propertiesWithHistory']?.['dealstage'] ?? []
    expect(history.map((entry) => entry['value'])).toEqual(['closedwon', 'appointmentscheduled'])
    expect(history[0]?.['timestamp']).toBe('2026-09-05T10:00:00.000Z')
  })
  test('associations list an id once for each type, line items under a key with a space', async () => {
    const { json } = await call('GET', `${deals}/3001?associations=companies,line_items,contacts`)
    expect(json['associations']).toEqual({
      companies: { results: [{ id: '2001', type: 'deal_to_company_unlabeled' }, { id: '2001', type: 'deal_to_company' }] },
      'line items': { results: [{ id: '8001', type: 'deal_to_line_item' }, { id: '8002', type: 'deal_to_line_item' }] },
      contacts: { results: [{ id: '1001', type: 'deal_to_contact' }] },
    })
  })
  test('a contact is found by its e-mail in any case, not by a property that is not unique', async () => {
    expect((await call('GET', '/crm/objects/2026-09/contacts/eva@ekman.example?idProperty=email')).json['id']).toBe('1001')
    expect((await call('GET', '/crm/objects/2026-09/companies/ekman.example?idProperty=domain')).status).toBe(400)
  })
  test('a list pages by cursor, at most 100, or 50 with history', async () => {
    for (let n = 0; n < 4; n += 1) twin.state.put('companies', { properties: { name: `Bolag ${n}` } })
    const page = await call('GET', '/crm/objects/2026-09/companies?limit=4')
    const next = await call('GET', `/crm/objects/2026-09/companies?limit=4&after=${page.json['paging']?.['next']?.['after']}`)
    expect([page.json['results']?.length, next.json['results']?.length, next.json['paging']]).toEqual([4, 2, undefined])
    expect((await call('GET', '/crm/objects/2026-09/companies?limit=101')).status).toBe(400)
    expect((await call('GET', '/crm/objects/2026-09/companies?limit=51&propertiesWithHistory=name')).status).toBe(400)
  })
})

describe('writing', () => {
  const patch = (id: string, properties: unknown) => call('PATCH', `${deals}/${id}`, { properties })

  test('"" clears and null is ignored', async () => {
    await patch('3001', { amount: null, dealname: 'Nytt namn' })
    expect(twin.state.get('deals', '3001')?.properties['amount']).toBe('2800.00')
    await patch('3001', { amount: '' })
    expect(twin.state.get('deals', '3001')?.properties['amount']).toBeUndefined()
  })
  test('an unknown property refuses the whole write and is named inside the message', async () => {
    const { status, json } = await patch('3001', { dealname: 'X', no_such_thing: '1' })
    expect(status).toBe(400)
    expect(json['category']).toBe('VALIDATION_ERROR')
    expect(json['message']).toMatch(/^Property values were not valid: \[\{"isValid":false,"message":"Property \\"no_such_thing\\" does not exist","error":"PROPERTY_DOESNT_EXIST","name":"no_such_thing"/)
    expect(json['errors']?.[0]?.['context']).toEqual({ propertyName: ['no_such_thing'] })
    expect(twin.state.get('deals', '3001')?.properties['dealname']).toBe('Stolar till Ekman')
  })
  test.each([
    ['a number with a comma', { amount: '1,5' }, 'INVALID_NUMBER'],
    ['an option in the wrong case', { paid: 'Ja' }, 'INVALID_OPTION'],
    ['a stage of no pipeline', { dealstage: 'vunnen' }, 'INVALID_OPTION'],
    ['a currency that is not active', { deal_currency_code: 'USD' }, 'INVALID_OPTION'],
    ['an owner that is not there', { hubspot_owner_id: '9501' }, 'INVALID_OWNER_ID'],
    ['a calculated property', { hs_is_closed_won: 'true' }, 'READ_ONLY_VALUE'],
    ['a datetime that is none', { closedate: 'i morgon' }, 'INVALID_DATE'],
  ])('%s is refused', async (_what, properties, code) => {
    const { status, json } = await patch('3001', properties)
    expect([status, json['errors']?.[0]?.['code']]).toEqual([400, code])
  })
  test('a date must be midnight UTC, and a leading semicolon appends to several values', async () => {
    const company = (properties: unknown) => call('PATCH', '/crm/objects/2026-09/companies/2001', { properties })
    expect((await company({ founded: String(Date.parse('2020-01-02T20:36:01.954Z')) })).json['message']).toContain('is at 20:36:01.954 UTC, not midnight!')
    expect((await company({ founded: String(Date.parse('2020-01-02T00:00:00Z')), tags: 'a' })).json['properties']?.['founded']).toBe('2020-01-02')
    expect((await company({ tags: ';b' })).json['properties']?.['tags']).toBe('a;b')
  })
  test('a stage change is kept in history with its writer, and bumps the last-modified date', async () => {
    await patch('3001', { dealstage: 'closedlost' })
    const history = twin.state.history('deals', '3001', 'dealstage')
    expect(history.map((entry) => [entry.value, entry.sourceType])).toEqual([['appointmentscheduled', 'CRM_UI'], ['closedwon', 'CRM_UI'], ['closedlost', 'INTEGRATION']])
    const deal = twin.state.get('deals', '3001')
    expect([deal?.properties['hs_is_closed_won'], deal?.properties['hs_is_closed_lost']]).toEqual(['false', 'true'])
    expect(Date.parse(deal?.updatedAt ?? '')).toBeGreaterThan(Date.parse('2026-09-05T10:00:00.000Z'))
  })
  test('what an object needs at creation is asked for', async () => {
    const create = async (type: string, properties: unknown) => (await call('POST', `/crm/objects/2026-09/${type}`, { properties })).status
    expect(await create('deals', { dealname: 'Utan steg' })).toBe(400)
    expect(await create('companies', { city: 'Lund' })).toBe(400)
    expect(await create('orders', {})).toBe(400)
    expect(await create('invoices', {})).toBe(400)
    expect(await create('line_items', {})).toBe(201)
    expect(await create('deals', { dealname: 'Med steg', dealstage: 'closedwon' })).toBe(201)
  })
  test('a contact e-mail that is taken gives 409 with the existing id', async () => {
    const { status, json } = await call('POST', '/crm/objects/2026-09/contacts', { properties: { email: 'EVA@ekman.example' } })
    expect([status, json['category'], json['message']]).toEqual([409, 'CONFLICT', 'Contact already exists. Existing ID: 1001'])
  })
  test('a SKU that is taken gives 400 that ends with the holder, also when the holder is archived', async () => {
    const create = () => call('POST', '/crm/objects/2026-09/products', { properties: { name: 'Annan stol', hs_sku: 'STOL-1' } })
    expect((await create()).json['message']).toMatch(/^Cannot set PropertyValueCoordinates\{.*propertyName=hs_sku, value=STOL-1\} on \d+\. 7001 already has that value\.$/)
    twin.state.archive('products', '7001')
    expect((await create()).status).toBe(400)
  })
  test('companies may share a domain', async () => {
    expect((await call('POST', '/crm/objects/2026-09/companies', { properties: { name: 'Kopia', domain: 'ekman.example' } })).status).toBe(201)
  })
  test('a line item takes name, SKU and price from its product, explicit values win, and net amount is calculated', async () => {
    const { json } = await call('POST', '/crm/objects/2026-09/line_items', { properties: { hs_product_id: '7001', quantity: '3', price: '900.50' }, associations: [{ to: { id: '3001' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 20 }] }] })
    expect(json['properties']).toMatchObject({ name: 'Stol', hs_sku: 'STOL-1', price: '900.50', amount: '2701.5' })
    expect(twin.state.get('line_items', '8001')?.properties).toMatchObject({ amount: '1800', hs_total_discount: '200', hs_pre_discount_amount: '2000' })
  })
  test('a negative price and a currency unlike the deal\'s are refused', async () => {
    expect((await call('POST', '/crm/objects/2026-09/line_items', { properties: { name: 'Kredit', price: '-1', quantity: '1' } })).status).toBe(400)
    const foreign = { properties: { name: 'Stol', price: '1', quantity: '1', hs_line_item_currency_code: 'EUR' }, associations: [{ to: { id: '3001' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 20 }] }] }
    expect((await call('POST', '/crm/objects/2026-09/line_items', foreign)).status).toBe(400)
  })
  test('lifecycle stage does not go backwards unless cleared first', async () => {
    const set = async (value: string) => (await call('PATCH', '/crm/objects/2026-09/companies/2001', { properties: { lifecyclestage: value } })).json['properties']?.['lifecyclestage']
    expect([await set('customer'), await set('lead'), await set(''), await set('lead')]).toEqual(['customer', 'customer', undefined, 'lead'])
  })
  test('admin rules are enforced on 2026-09 and not on 2026-03', async () => {
    twin.state.setAdminRules([{ objectType: 'deals', property: 'closedate', when: { property: 'dealstage', values: ['closedwon'] } }])
    const body = { properties: { dealname: 'Ny', dealstage: 'closedwon' } }
    const refused = await call('POST', deals, body)
    expect([refused.status, refused.json['errors']?.[0]?.['code']]).toEqual([400, 'REQUIRED_FIELD'])
    expect((await call('POST', '/crm/objects/2026-03/deals', body)).status).toBe(201)
    expect((await patch('3001', { dealname: 'Annat fält' })).status).toBe(200)
  })
  test('a body that is not JSON gives 400, another content type 415', async () => {
    const post = async (type: string) => (await fetch(`${twin.url}${deals}`, { method: 'POST', body: '{', headers: { authorization: 'Bearer pat-eu1-all', 'content-type': type } })).status
    expect([await post('application/json'), await post('text/plain')]).toEqual([400, 415])
  })
})

describe('archiving and merging', () => {
  test('an archived deal is gone from reads and listed with archived=true', async () => {
    expect((await call('DELETE', `${deals}/3001`)).status).toBe(204)
    expect((await call('GET', `${deals}/3001`)).status).toBe(404)
    expect((await call('PATCH', `${deals}/3001`, { properties: { dealname: 'X' } })).status).toBe(404)
    expect((await call('GET', deals)).json['results']).toEqual([])
    const archived = await call('GET', `${deals}?archived=true`)
    expect(archived.json['results']?.[0]).toMatchObject({ id: '3001', archived: true })
    expect(archived.json['results']?.[0]?.['archivedAt']).toBeTypeOf('string')
  })
  test('a merge mints a new id; old ids lead to it on single calls but not in batch update', async () => {
    twin.state.put('deals', { id: '3002', properties: { dealname: 'Dubblett', dealstage: 'closedwon', description: 'Bara här' } })
    const merged = await call('POST', `${deals}/merge`, { primaryObjectId: '3001', objectIdToMerge: '3002' })
    const id = String(merged.json['id'])
    expect(['3001', '3002']).not.toContain(id)
    const read = await call('GET', `${deals}/3002?properties=dealname,description,hs_merged_object_ids`)
    expect([read.json['id'], read.json['properties']]).toEqual([id, expect.objectContaining({ dealname: 'Stolar till Ekman', description: 'Bara här', hs_merged_object_ids: '3001;3002' })])
    expect((await call('PATCH', `${deals}/3001`, { properties: { dealname: 'Via gammalt id' } })).json['id']).toBe(id)
    const batch = await call('POST', `${deals}/batch/update`, { inputs: [{ id: '3001', properties: { dealname: 'Nej' } }] })
    expect([batch.status, batch.json['numErrors'], batch.json['errors']?.[0]?.['category']]).toEqual([207, 1, 'OBJECT_NOT_FOUND'])
    expect(twin.state.get('deals', id)?.associations['line_items']?.map((item) => item.id)).toEqual(['8001', '8002'])
    expect((await call('GET', deals)).json['results']?.length).toBe(1)
  })
})
