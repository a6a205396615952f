// Going live: old won deals stay untouched, an unexpected mass of creates is held, and both whatever a pipeline edit bumps.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bulkSeed } from '../sandbox/hubspot/bulk.ts'
import { emptyBooksSeed } from '../sandbox/eaccounting/bulk.ts'
import { openHouse, type House } from './house.ts'

const day = 86_400_000

function config(settings: string): string {
  return `connections:
  crm: { system: hubspot, accessToken: "\${HUBSPOT_TOKEN}" }
  books: { system: eaccounting, clientId: kontobro-sandbox, clientSecret: kontobro-sandbox-secret, refreshToken: sandbox-refresh-token }
flows:
  won-deals:
    flow: orders-to-accounting
    from: crm
    to: books
    schedule: off
    settings:
      stages: [default/closedwon]
      quietSeconds: 0
      fields: { orgNumber: orgno, invoiceEmail: invoice_email }
      newArticle: { unit: Styck, coding: { 25: Varor 25 %, 12: Varor 12 %, 6: Varor 6 %, 0: Varor 0 % } }
${settings}`
}

async function houseOf(deals: number, wonAt: Date): Promise<House> {
  const hubspot = bulkSeed({ deals, linesPerDeal: 2, companies: 20, skus: 30, wonAt: wonAt.toISOString(), serviceKey: 'pat-eu1-test' })
  const house = await openHouse({ timeScale: 60, sandbox: { limits: 'off', seeds: { hubspot, eaccounting: emptyBooksSeed() } } })
  house.sandbox.environment.HUBSPOT_TOKEN = 'pat-eu1-test'
  return house
}

const documents = (house: House): number => house.sandbox.eaccounting.state.documents().length

describe('at go-live, 2,000 deals won before', () => {
  let house: House
  beforeAll(async () => {
    house = await houseOf(2_000, new Date(Date.now() - 30 * day))
    expect((await house.apply(config(''))).ok).toBe(true)
  })
  afterAll(async () => await house?.close())

  it('make no document', async () => {
    const run = await house.operations.startRun('main', 'won-deals', { wait: true })
    expect(run).toMatchObject({ state: 'done', created: 0, held: 0 })
    expect(documents(house)).toBe(0)
  })

  it('make no document either after a pipeline edit that moves the change stamp of them all', async () => {
    house.sandbox.hubspot.state.editPipeline('default')
    const run = await house.operations.startRun('main', 'won-deals', { wait: true })
    expect(run).toMatchObject({ state: 'done', created: 0, held: 0 })
    expect(run.read).toBe(2_000)
    expect(documents(house)).toBe(0)
  })

  it('are not even changed in the CRM', () => {
    expect(house.sandbox.hubspot.state.all('deals').filter((deal) => deal.properties.kontobro_status != null)).toEqual([])
  })
})

describe('the brake', () => {
  let house: House
  beforeAll(async () => {
    house = await houseOf(60, new Date(Date.now() - 5 * day))
    expect((await house.apply(config('      startFrom: all\n      maxCreatesPerRun: 50\n'))).ok).toBe(true)
  })
  afterAll(async () => await house?.close())

  it('is preceded by the question whether old sales are meant', async () => {
    const run = await house.operations.startRun('main', 'won-deals', { wait: true })
    expect(run).toMatchObject({ state: 'braked', created: 0, failure: { code: 'needs-preview' } })
  })

  it('holds a run that would create more, with number, sum and oldest date, and creates none', async () => {
    const preview = await house.operations.startRun('main', 'won-deals', { preview: true, wait: true })
    expect(preview).toMatchObject({ state: 'done', created: 60 })
    const run = await house.operations.startRun('main', 'won-deals', { wait: true })
    expect(run).toMatchObject({ state: 'braked', created: 0, failure: { code: 'braked' }, brake: { count: 60, limit: 50 } })
    expect(Object.keys(run.brake?.sums ?? {})).toEqual(['SEK'])
    expect(run.brake?.oldest).toMatch(/^\d{4}-\d{2}-\d{2}/)
    expect(documents(house)).toBe(0)
  })

  it('is never passed by a schedule', async () => {
    const run = await house.operations.startRun('main', 'won-deals', { trigger: 'schedule', yes: true, wait: true })
    expect(run).toMatchObject({ state: 'braked', created: 0 })
    expect(documents(house)).toBe(0)
  })

  it('is passed by a person\'s yes, once for each deal', async () => {
    const run = await house.operations.startRun('main', 'won-deals', { yes: true, wait: true })
    expect(run).toMatchObject({ state: 'done', created: 60, held: 0, failed: 0 })
    expect(documents(house)).toBe(60)
    const again = await house.operations.startRun('main', 'won-deals', { wait: true })
    expect(again).toMatchObject({ state: 'done', created: 0 })
    expect(documents(house)).toBe(60)
  })
})
