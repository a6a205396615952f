// Facts about call limits in the twin.
import { afterAll, beforeEach, expect, test } from 'vitest'
import { smallSeed, startSmall } from './small-account.ts'

let clock = Date.parse('2026-10-01T08:00:00.000Z')
const { twin, call } = await startSmall({ limits: 'vendor', now: () => clock })
afterAll(() => twin.close())
beforeEach(() => twin.state.load(smallSeed()))
const owners = (token?: string) => call('GET', '/crm/owners/2026-09', undefined, token)
const search = () => call('POST', '/crm/objects/2026-09/deals/search', {})
const many = async (count: number, one: () => Promise<{ status: number }>): Promise<number[]> => (await Promise.all(Array.from({ length: count }, one))).map((answer) => answer.status)

test('a service key makes 100 calls in any 10 seconds, with headers, and then gets the 429 body without Retry-After', async () => {
  const first = await owners()
  expect(['max', 'remaining', 'interval-milliseconds', 'daily', 'daily-remaining'].map((name) => first.headers.get(`x-hubspot-ratelimit-${name}`))).toEqual(['100', '99', '10000', '250000', '249999'])
  clock += 4_000
  expect(new Set(await many(99, owners))).toEqual(new Set([200]))
  const refused = await owners()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null])
  expect(refused.json).toMatchObject({ status: 'error', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING', message: 'You have reached your ten_secondly_rolling limit.' })
  clock += 6_000
  expect(await many(2, owners)).toEqual([200, 429])
})
test('an OAuth app makes 110 calls and gets no daily headers', async () => {
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'eu1-refresh', client_id: 'app-1', client_secret: 'secret-1' })
  const granted: { access_token: string } = JSON.parse(await (await fetch(`${twin.url}/oauth/2026-09/token`, { method: 'POST', body })).text())
  const list = () => call('GET', '/crm/objects/2026-09/deals', undefined, granted.access_token)
  const first = await list()
  expect([first.headers.get('x-hubspot-ratelimit-max'), first.headers.get('x-hubspot-ratelimit-daily')]).toEqual(['110', null])
  expect((await many(110, list)).filter((status) => status === 429).length).toBe(1)
})
test('search has its own 5 a second for the whole account, no headers, and does not use the 10 seconds', async () => {
  const statuses = await many(6, search)
  expect(statuses.filter((status) => status === 429).length).toBe(1)
  const refused = await search()
  expect([refused.json['policyName'], refused.headers.get('x-hubspot-ratelimit-max')]).toEqual(['SECONDLY', null])
  expect((await owners()).headers.get('x-hubspot-ratelimit-remaining')).toBe('99')
  clock += 1_000
  expect((await search()).status).toBe(200)
})
test('the daily limit refuses with policy DAILY and starts again at midnight in the account\'s time zone', async () => {
  twin.state.load({ ...smallSeed(), account: { portalId: 1, dailyLimit: 2 } })
  clock = Date.parse('2026-10-01T21:59:00.000Z')
  expect(await many(2, owners)).toEqual([200, 200])
  expect((await owners()).json['policyName']).toBe('DAILY')
  clock = Date.parse('2026-10-01T22:00:00.000Z')
  expect((await owners()).status).toBe(200)
})
