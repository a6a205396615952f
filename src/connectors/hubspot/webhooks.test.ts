// Doorbells: only HubSpot may ring, and a ring names each sale once.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { deliverWebhooks } from '../../../sandbox/hubspot/webhooks.ts'
import { doorbells, verifySignature } from './webhooks.ts'
import type { Doorbell, SignedCall } from './webhooks.ts'

const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy'
const now = 1_795_334_400_000

/** Signed by the rule of fact 8.11 outside this code: printf 'POSThttps://example.com/bells?a=/b:c[{"å":1}]1795334400000' | openssl dgst -sha256 -hmac SECRET -binary | base64 */
const signed: SignedCall = {
  method: 'POST', url: 'https://example.com/bells?a=%2Fb%3ac', rawBody: Buffer.from('[{"å":1}]'),
  headers: { 'x-hubspot-request-timestamp': String(now), 'x-hubspot-signature-v3': 'NKxJtKyJ55URDxeP8CU89aEoWMuIXLBnUjUped7jpz0=' },
}

test('a call signed by HubSpot is accepted, with the codes of its address decoded', () => {
  expect(verifySignature(signed, secret, now)).toBe(true)
  expect(verifySignature({ ...signed, rawBody: '[{"å":1}]' }, secret, now + 299_000)).toBe(true)
})

test.each<[string, Partial<SignedCall>, string, number]>([
  ['another body', { rawBody: '[{"å":2}]' }, secret, now],
  ['another address', { url: 'https://example.com/bells?a=%2Fb' }, secret, now],
  ['another secret', {}, 'other', now],
  ['an empty secret', {}, '', now],
  ['an old call', {}, secret, now + 300_001],
  ['a call from the future', {}, secret, now - 300_001],
  ['no signature', { headers: { 'x-hubspot-request-timestamp': String(now) } }, secret, now],
  ['no time', { headers: { 'x-hubspot-signature-v3': signed.headers['x-hubspot-signature-v3'] } }, secret, now],
  ['a time that is no number', { headers: { ...signed.headers, 'x-hubspot-request-timestamp': 'soon' } }, secret, now],
])('%s is refused', (_, change, key, at) => expect(verifySignature({ ...signed, ...change }, key, at)).toBe(false))

const event = { portalId: 4711, eventId: 1, occurredAt: 1 }
const deal = (id: string): Doorbell => ({ portalId: '4711', kind: 'deal', id })

test.each<[string, unknown, Doorbell[]]>([
  ['a changed deal rings once', [{ ...event, subscriptionType: 'deal.propertyChange', objectId: 3001, propertyName: 'amount' }, { ...event, subscriptionType: 'deal.creation', objectId: 3001 }], [deal('3001')]],
  ['a generic order event rings', [{ ...event, subscriptionType: 'object.propertyChange', objectTypeId: '0-123', objectId: 9001 }], [{ portalId: '4711', kind: 'order', id: '9001' }]],
  ['a merge rings for the survivor and those absorbed', [{ ...event, subscriptionType: 'deal.merge', objectId: 5, primaryObjectId: 3, mergedObjectIds: [4], newObjectId: 5 }], [deal('5'), deal('3'), deal('4')]],
  ['an association rings for its deal', [{ ...event, subscriptionType: 'deal.associationChange', associationType: 'DEAL_TO_COMPANY', fromObjectId: 3001, toObjectId: 2001 }], [deal('3001')]],
  ['an association seen from the other end rings for its deal', [{ ...event, subscriptionType: 'company.associationChange', associationType: 'COMPANY_TO_DEAL', fromObjectId: 2001, toObjectId: 3001 }], [deal('3001')]],
  ['the echo of our own write-back does not ring', [{ ...event, subscriptionType: 'deal.propertyChange', objectId: 3001, propertyName: 'kontobro_status' }], []],
  ['other records and broken events do not ring', [{ ...event, subscriptionType: 'company.creation', objectId: 1 }, { subscriptionType: 'deal.creation' }, null, 7], []],
  ['something that is no list does not ring', 'hello', []],
])('%s', (_, body, bells) => expect(doorbells(body)).toEqual(bells))

test('a delivery over HTTP is verified on its raw bytes', async () => {
  const heard: { genuine: boolean; bells: Doorbell[] }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const rawBody = Buffer.concat(chunks)
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      heard.push({ genuine: verifySignature({ method: 'POST', url: `http://${request.headers.host}${request.url}`, headers, rawBody }, secret, now), bells: doorbells(JSON.parse(rawBody.toString())) })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bells?org=a%2Fb`
  const events = [{ subscriptionType: 'deal.propertyChange', objectId: 3001, propertyName: 'dealstage', propertyValue: 'Såld' }]
  await deliverWebhooks({ url, clientSecret: secret, portalId: 4711, appId: 1, now, events })
  await deliverWebhooks({ url, clientSecret: 'forged', portalId: 4711, appId: 1, now, events })
  server.close()
  server.closeAllConnections()
  expect(heard).toEqual([{ genuine: true, bells: [deal('3001')] }, { genuine: false, bells: [deal('3001')] }])
})
