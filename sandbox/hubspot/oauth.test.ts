// Facts about keys, tokens and scopes in the twin.
import { afterAll, beforeEach, expect, test } from 'vitest'
import { allScopesKey, readOnlyKey, smallSeed, startSmall } from './small-account.ts'

let clock = Date.parse('2026-10-01T08:00:00.000Z')
const { twin, call } = await startSmall({ now: () => clock, timeScale: 60 })
afterAll(() => twin.close())
beforeEach(() => twin.state.load(smallSeed()))

const client = { client_id: 'app-1', client_secret: 'secret-1' }
const form = async (path: string, fields: Record<string, string>) => {
  const response = await fetch(`${twin.url}/oauth/2026-09/${path}`, { method: 'POST', body: new URLSearchParams(fields) })
  const text = await response.text()
  const json: Record<string, unknown> = text === '' ? {} : JSON.parse(text)
  return { status: response.status, json }
}
const refresh = (token = 'eu1-refresh') => form('token', { grant_type: 'refresh_token', refresh_token: token, ...client })
const readDeal = (token: string) => call('GET', '/crm/objects/2026-09/deals/3001', undefined, token)

test('authorize sends the browser back with code and state, and the code buys tokens once', async () => {
  const query = new URLSearchParams({ client_id: 'app-1', redirect_uri: 'https://localhost/callback', scope: 'oauth crm.objects.deals.read', state: 's 1' })
  const page = await call('GET', `/oauth/authorize?${query.toString()}`)
  const target = new URL(page.headers.get('location') ?? '')
  expect([page.status, target.origin + target.pathname, target.searchParams.get('state')]).toEqual([302, 'https://localhost/callback', 's 1'])
  const grant = { grant_type: 'authorization_code', code: target.searchParams.get('code') ?? '', redirect_uri: 'https://localhost/callback', ...client }
  const tokens = await form('token', grant)
  expect(tokens.json).toMatchObject({ token_type: 'bearer', expires_in: 30, hub_id: 4711, scopes: ['oauth', 'crm.objects.deals.read'] })
  expect((await readDeal(String(tokens.json['access_token']))).status).toBe(200)
  expect((await form('token', grant)).json['error']).toBe('invalid_grant')
})
test('authorize refuses scopes that do not match the app, and unknown redirects', async () => {
  const page = (scope: string, redirect: string) => call('GET', `/oauth/authorize?${new URLSearchParams({ client_id: 'app-1', redirect_uri: redirect, scope }).toString()}`)
  expect((await page('oauth', 'https://localhost/callback')).status).toBe(400)
  expect((await page('oauth crm.objects.deals.read', 'https://evil.example/')).status).toBe(400)
})
test('an access token lives 30 minutes divided by the time scale, then gives 401', async () => {
  const token = String((await refresh()).json['access_token'])
  clock += 29_999
  expect((await readDeal(token)).status).toBe(200)
  clock += 1
  const expired = await readDeal(token)
  expect([expired.status, expired.json['category']]).toEqual([401, 'EXPIRED_AUTHENTICATION'])
  expect((await refresh()).json['refresh_token']).toBe('eu1-refresh')
})
test('a revoked refresh token gives 400 BAD_REFRESH_TOKEN while the access token lives on', async () => {
  const token = String((await refresh()).json['access_token'])
  expect((await form('token/introspect', { ...client, token })).json).toMatchObject({ active: true, hub_id: 4711, client_id: 'app-1' })
  await form('token/revoke', { ...client, token: 'eu1-refresh' })
  const refused = await refresh()
  expect([refused.status, refused.json['error'], refused.json['status']]).toEqual([400, 'invalid_grant', 'BAD_REFRESH_TOKEN'])
  expect((await readDeal(token)).status).toBe(200)
})
test('uninstalling by the app stops its refresh token', async () => {
  const token = String((await refresh()).json['access_token'])
  expect((await call('DELETE', '/appinstalls/2026-09/external-install', undefined, token)).status).toBe(204)
  expect((await refresh()).json['status']).toBe('BAD_REFRESH_TOKEN')
})
test('a wrong client secret is told apart from a revoked token', async () => {
  expect((await form('token', { grant_type: 'refresh_token', refresh_token: 'eu1-refresh', client_id: 'app-1', client_secret: 'no' })).json).toMatchObject({ error: 'invalid_client', status: 'BAD_CLIENT_SECRET' })
})
test('the token endpoint takes the form body only', async () => {
  const query = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'eu1-refresh', ...client })
  expect((await fetch(`${twin.url}/oauth/2026-09/token?${query.toString()}`, { method: 'POST' })).status).toBe(400)
  expect((await call('POST', '/oauth/2026-09/token', Object.fromEntries(query))).status).toBe(400)
})
test('a missing or unknown token gives 401, a missing scope 403 with its name', async () => {
  expect((await fetch(`${twin.url}/crm/objects/2026-09/deals/3001`)).status).toBe(401)
  expect((await readDeal('unknown')).json['category']).toBe('INVALID_AUTHENTICATION')
  expect((await readDeal(readOnlyKey)).status).toBe(200)
  const write = await call('PATCH', '/crm/objects/2026-09/deals/3001', { properties: {} }, readOnlyKey)
  expect([write.status, write.json['category'], write.json['errors']?.[0]?.['context']]).toEqual([403, 'MISSING_SCOPES', { requiredGranularScopes: ['crm.objects.deals.write'] }])
  expect((await call('GET', '/crm/objects/2026-09/deals?associations=companies', undefined, readOnlyKey)).status).toBe(403)
  expect((await call('GET', '/account-info/2026-09/details', undefined, readOnlyKey)).status).toBe(200)
})
test('revoking stops service keys too', async () => {
  twin.state.revokeTokens()
  expect((await readDeal(allScopesKey)).status).toBe(401)
})
