// Doorbells: a signed call of the vendor makes the sale be read within seconds; an unsigned one changes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoConfig } from '../sandbox/data/demo-config.ts'
import { signatureV3 } from '../sandbox/hubspot/webhooks.ts'
import { createPublicDoor } from '../src/api/public-door.ts'
import { createLogger } from '../src/log.ts'
import { openHouse, type House } from './house.ts'

const secret = 'the-app-secret-of-the-test'
const address = 'https://kontobro.example/webhooks/hubspot'

describe('a doorbell', () => {
  let house: House
  let door: ReturnType<typeof createPublicDoor>
  const dealId = '24500001001'

  beforeAll(async () => {
    house = await openHouse()
    const text = demoConfig(new Date()).replace('accessToken: ${HUBSPOT_TOKEN}', `accessToken: \${HUBSPOT_TOKEN}\n    webhookSecret: ${secret}`)
    expect((await house.apply(text)).ok).toBe(true)
    await house.operations.connectTest('main', 'crm')
    // The sample's start lies before go-live: a person looks first.
    await house.operations.startRun('main', 'won-deals', { preview: true, wait: true })
    door = createPublicDoor({ operations: house.operations, publicUrl: 'https://kontobro.example', log: createLogger({ level: 'silent' }) })
  })
  afterAll(async () => await house?.close())

  const ring = (body: string, signature: string, at: number) =>
    door.request('http://127.0.0.1/webhooks/hubspot', { method: 'POST', body, headers: { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(at) } })
  const event = (portalId: number): string => JSON.stringify([{ eventId: 1, subscriptionType: 'deal.propertyChange', portalId, objectId: Number(dealId), propertyName: 'dealstage', propertyValue: 'closedwon', occurredAt: Date.now() }])
  const portal = (): number => Number(house.sandbox.hubspot.state.export().account.portalId)

  it('without a right signature is refused, and nothing is read', async () => {
    const answer = await ring(event(portal()), 'bm90IHJpZ2h0', Date.now())
    expect(answer.status).toBe(401)
    expect((await house.operations.runs('main', null, 5)).filter((run) => run.trigger === 'webhook')).toEqual([])
  })

  it('of another account rings nowhere', async () => {
    const at = Date.now()
    const body = event(1)
    const answer = await ring(body, signatureV3(secret, 'POST', address, body, at), at)
    expect(await answer.json()).toEqual({ doorbells: 0 })
  })

  it('makes one run that reads just that sale and writes its order', async () => {
    const at = Date.now()
    const body = event(portal())
    const answer = await ring(body, signatureV3(secret, 'POST', address, body, at), at)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ doorbells: 1 })
    await expect.poll(async () => (await house.operations.runs('main', null, 5)).find((run) => run.trigger === 'webhook')?.state, { timeout: 20_000 }).toBe('done')
    const run = (await house.operations.runs('main', null, 5)).find((one) => one.trigger === 'webhook')
    expect(run).toMatchObject({ read: 1, created: 1 })
  })
})
