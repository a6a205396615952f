// Facts about the control calls, export and webhooks of the twin.
import { createServer } from 'node:http'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { smallSeed, startSmall } from './small-account.ts'
import { signatureV3 } from './webhooks.ts'

const { twin, call } = await startSmall({ limits: 'vendor' })
afterAll(() => twin.close())
beforeEach(() => {
  twin.state.load(smallSeed())
  twin.journal.clear()
})
const post = (name: string, body: unknown) => call('POST', `/__twin/${name}`, body)

test('faults are armed, listed and cleared over HTTP; a malformed one is refused with its path', async () => {
  expect((await post('faults', { path: '/crm/owners/*', action: { kind: 'status', status: 500 } })).json['ids']?.length).toBe(1)
  expect((await call('GET', '/crm/owners/2026-09')).status).toBe(500)
  expect((await call('GET', '/__twin/faults')).json[0]).toMatchObject({ hits: 1 })
  await call('DELETE', '/__twin/faults')
  expect((await call('GET', '/crm/owners/2026-09')).status).toBe(200)
  const refused = await post('faults', { action: { kind: 'explode' } })
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('action')])
})
test('counts go by method and template, and control calls are neither counted nor limited', async () => {
  await call('GET', '/crm/objects/2026-09/0-3/3001')
  await call('GET', '/crm/objects/2026-09/deals/3001')
  await call('POST', '/crm/objects/2026-09/deals/batch/read', { inputs: [{ id: '3001' }] })
  for (let n = 0; n < 150; n += 1) expect((await call('GET', '/__twin/counts')).status).toBe(200)
  expect((await call('GET', '/__twin/counts')).json).toEqual({ 'GET /crm/objects/2026-09/deals/{id}': 2, 'POST /crm/objects/2026-09/deals/batch/read': 1 })
  expect((await call('GET', '/__twin/journal?after=2')).json.length).toBe(1)
})
test('people\'s changes: put, patch, archive, merge, pipeline edit, lag, admin rules, tokens', async () => {
  const id = (await post('put', { type: 'deals', properties: { dealname: 'Ny', dealstage: 'contractsent' }, associations: [{ to: 'companies', id: '2001', primary: true }], lineItems: [{ properties: { name: 'Rad', quantity: '1', price: '5' } }] })).json['id']
  await post('patch', { type: 'deals', id, properties: { dealstage: 'closedwon' } })
  expect((await call('GET', `/__twin/record?type=deals&id=${id}`)).json).toMatchObject({ properties: { hs_is_closed_won: 'true' }, associations: { companies: [{ id: '2001', typeIds: [341, 5] }] } })
  expect(twin.state.history('deals', String(id), 'dealstage').map((entry) => entry.sourceType)).toEqual(['CRM_UI', 'CRM_UI'])
  await post('archive', { type: 'companies', id: '2002' })
  expect(twin.state.get('companies', '2002')?.archived).toBe(true)
  expect((await post('pipeline-edit', { pipeline: 'default' })).json['deals']).toBe(2)
  const merged = (await post('merge', { type: 'deals', primaryId: id, otherId: '3001' })).json['id']
  expect(twin.state.get('deals', '3001')?.id).toBe(merged)
  expect((await post('lag', { ms: 5 })).status).toBe(200)
  expect((await post('admin-rules', [{ objectType: 'deals', property: 'closedate' }])).status).toBe(200)
  expect((await post('tokens', { action: 'revoke' })).status).toBe(200)
  expect((await call('GET', '/crm/owners/2026-09')).status).toBe(401)
  expect((await post('patch', { type: 'deals', id: '1', properties: {} })).status).toBe(400)
})
test('an exported account can be loaded again and is then the same', async () => {
  twin.state.moveDeal('3001', 'contractsent')
  twin.state.put('companies', { id: '2003', properties: { name: 'Tredje' } })
  twin.state.merge('companies', '2002', '2003')
  twin.state.archive('products', '7001')
  const saved = (await call('GET', '/__twin/export')).json
  twin.state.load({ account: { portalId: 1 } })
  expect((await post('seed', saved)).status).toBe(200)
  expect((await call('GET', '/__twin/export')).json).toEqual(saved)
  expect(twin.state.get('deals', '3001')?.associations['line_items']?.length).toBe(2)
  expect(twin.state.history('deals', '3001', 'dealstage').length).toBe(3)
  expect(twin.state.get('companies', '2003')?.mergedIds).toEqual(['2002', '2003'])
})
test('a wrong seed is refused and the old account stays', async () => {
  const broken = { ...smallSeed(), deals: [{ id: '1', properties: { dealname: 'X', dealstage: 'closedwon' }, associations: [{ to: 'companies', id: '404' }] }] }
  const refused = await post('seed', broken)
  expect([refused.status, refused.json['error']]).toEqual([400, 'seed: deals 1 points at companies 404, which is not there'])
  expect(twin.state.get('deals', '3001')).toBeDefined()
})
test('webhooks arrive in arrays of at most 100 with a version 3 signature', async () => {
  const received: { signature: unknown; timestamp: unknown; body: string }[] = []
  const receiver = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => { body += part }).on('end', () => {
      received.push({ signature: request.headers['x-hubspot-signature-v3'], timestamp: request.headers['x-hubspot-request-timestamp'], body })
      response.end()
    })
  })
  await new Promise<void>((resolve) => { receiver.listen(0, '127.0.0.1', resolve) })
  const address = receiver.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hooks/hubspot?x=a%3Ab`
  const events = Array.from({ length: 101 }, (_unused, n) => ({ subscriptionType: 'deal.propertyChange', objectId: n + 1, propertyName: 'dealstage', propertyValue: 'closedwon' }))
  expect((await post('webhooks', { url, events })).json).toEqual({ statuses: [200, 200] })
  receiver.close()
  expect(received.map((delivery) => { const list: unknown[] = JSON.parse(delivery.body); return list.length })).toEqual([100, 1])
  for (const { signature, timestamp, body } of received) expect(signature).toBe(signatureV3('secret-1', 'POST', url, body, Number(timestamp)))
  expect(signatureV3('s', 'POST', 'https://a.example/x%3Ay', '', 1)).toBe(signatureV3('s', 'POST', 'https://a.example/x:y', '', 1))
})
