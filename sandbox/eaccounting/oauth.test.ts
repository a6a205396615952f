// Facts about the identity host: codes, tokens, rotation, passwords, revocation, the choice of company.
import { afterEach, expect, test } from 'vitest'
import { emptyCompanySeed } from './bulk.ts'
import type { EAccountingTwin, TwinOptions } from './twin.ts'
import { startEAccountingTwin } from './twin.ts'

const redirect = 'http://127.0.0.1:4400/oauth/callback'
const client = { clientId: 'kund', clientSecret: 'hemlig:x', redirectUris: [redirect] }
let clock = Date.parse('2026-11-22T11:00:00Z')
let twin: EAccountingTwin
afterEach(() => twin.close())

async function open(options: TwinOptions = {}, rotating = false): Promise<void> {
  twin = await startEAccountingTwin({
    now: () => clock,
    seed: { companies: [emptyCompanySeed({ name: 'Första AB' }), emptyCompanySeed({ name: 'Andra AB' })], oauthClients: [{ ...client, rotating }] },
    ...options,
  })
}
async function ask(more: Record<string, string> = {}): Promise<{ status: number; back: URLSearchParams; text: string }> {
  const query = new URLSearchParams({ client_id: 'kund', redirect_uri: redirect, scope: 'ea:api ea:sales offline_access', response_type: 'code', state: 's1', ...more })
  const response = await fetch(`${twin.url}/connect/authorize?${query.toString()}`, { redirect: 'manual' })
  const location = response.headers.get('location')
  return { status: response.status, back: location === null ? new URLSearchParams() : new URL(location).searchParams, text: await response.text() }
}
type Tokens = { status: number; body: { access_token: string; refresh_token?: string; expires_in: number; token_type: string; error?: string } }
async function exchange(form: Record<string, string>, basic = true, secret = 'hemlig:x'): Promise<Tokens> {
  const response = await fetch(`${twin.url}/connect/token`, {
    method: 'POST',
    headers: basic ? { authorization: `Basic ${Buffer.from(`kund:${secret}`).toString('base64')}` } : {},
    body: new URLSearchParams(basic ? form : { ...form, client_id: 'kund', client_secret: secret }),
  })
  return { status: response.status, body: await response.json() as Tokens['body'] }
}
const byCode = (code: string | null, more: Record<string, string> = {}): Promise<Tokens> => exchange({ grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirect, ...more })
const byRefresh = (token: string | undefined): Promise<Tokens> => exchange({ grant_type: 'refresh_token', refresh_token: token ?? '' })
const company = async (token: string): Promise<unknown> => {
  const response = await fetch(`${twin.url}/v2/companysettings`, { headers: { authorization: `Bearer ${token}` } })
  return response.status === 200 ? ((await response.json()) as { Name: string }).Name : response.status
}

test('authorize sends back code and state, and the code gives a JWT-shaped token for 60 minutes', async () => {
  await open()
  const { status, back } = await ask()
  expect([status, back.get('state')]).toEqual([302, 's1'])
  const { body } = await byCode(back.get('code'))
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
  const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString()) as object
  expect(claims).toMatchObject({ client_id: 'kund', scope: ['ea:api', 'ea:sales', 'offline_access'] })
  expect(await company(body.access_token)).toBe('Första AB')
  clock += 3_600_000
  expect(await company(body.access_token)).toBe(401)
})

test('a code works once, for five minutes, with its own redirect address', async () => {
  await open()
  const once = (await ask()).back.get('code')
  expect((await byCode(once)).status).toBe(200)
  expect((await byCode(once)).body.error).toBe('invalid_grant')
  const late = (await ask()).back.get('code')
  clock += 300_001
  expect((await byCode(late)).body.error).toBe('invalid_grant')
  const elsewhere = (await ask()).back.get('code')
  expect((await byCode(elsewhere, { redirect_uri: 'http://127.0.0.1:4400/other' })).body.error).toBe('invalid_grant')
})

test('without select_account the default company is taken silently; with it the picker is shown', async () => {
  await open()
  expect((await ask()).status).toBe(302)
  const picker = await ask({ prompt: 'select_account' })
  expect([picker.status, picker.text.includes('Andra AB')]).toEqual([200, true])
  const link = /href="([^"]+)"[^>]*>Andra/.exec(picker.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const followed = await fetch(twin.url + link, { redirect: 'manual' })
  const { body } = await byCode(new URL(followed.headers.get('location') ?? '').searchParams.get('code'))
  expect(await company(body.access_token)).toBe('Andra AB')
  expect((await ask({ prompt: 'select_account', twin_company: 'Andra AB' })).status).toBe(302)
})

test('unknown clients and addresses never redirect; bad requests redirect with an error', async () => {
  await open()
  expect((await ask({ client_id: 'annan' })).status).toBe(400)
  expect((await ask({ redirect_uri: `${redirect}/` })).status).toBe(400)
  expect((await ask({ scope: 'ea:everything' })).back.get('error')).toBe('invalid_scope')
  expect((await ask({ response_type: 'token' })).back.get('error')).toBe('unsupported_response_type')
  expect((await ask({ twin_deny: '1' })).back.get('error')).toBe('access_denied')
})

test('client credentials are taken as Basic or in the body, and must be right', async () => {
  await open()
  const { body } = await byCode((await ask()).back.get('code'))
  expect((await exchange({ grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' }, false)).status).toBe(200)
  expect((await exchange({ grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' }, true, 'fel')).body.error).toBe('invalid_client')
  expect((await exchange({ grant_type: 'client_credentials' })).body.error).toBe('unsupported_grant_type')
})

test('no refresh token without offline_access', async () => {
  await open()
  expect((await byCode((await ask({ scope: 'ea:api' })).back.get('code'))).body.refresh_token).toBeUndefined()
})

test('a new client\'s refresh token is reusable, an old client\'s rotates and the old one dies', async () => {
  await open()
  const kept = (await byCode((await ask()).back.get('code'))).body.refresh_token
  expect((await byRefresh(kept)).body.refresh_token).toBe(kept)
  expect((await byRefresh(kept)).status).toBe(200)
  await twin.close()
  await open({}, true)
  const first = (await byCode((await ask()).back.get('code'))).body.refresh_token
  const second = (await byRefresh(first)).body.refresh_token
  expect(second).not.toBe(first)
  expect((await byRefresh(first)).body.error).toBe('invalid_grant')
  expect((await byRefresh(second)).status).toBe(200)
})

test('a changed password kills access and refresh tokens', async () => {
  await open()
  const { body } = await byCode((await ask()).back.get('code'))
  await fetch(`${twin.url}/__twin/password`, { method: 'POST', body: JSON.stringify({ email: 'anna.berg@exempel.se' }) })
  expect(await company(body.access_token)).toBe(401)
  expect((await byRefresh(body.refresh_token)).body.error).toBe('invalid_grant')
})

test('revocation answers 200 with nothing and ends the refresh token', async () => {
  await open()
  const { body } = await byCode((await ask()).back.get('code'))
  const response = await fetch(`${twin.url}/connect/revocation`, {
    method: 'POST', headers: { authorization: `Basic ${Buffer.from('kund:hemlig:x').toString('base64')}` },
    body: new URLSearchParams({ token: body.refresh_token ?? '', token_type_hint: 'refresh_token' }),
  })
  expect([response.status, await response.text()]).toEqual([200, ''])
  expect((await byRefresh(body.refresh_token)).body.error).toBe('invalid_grant')
})

test('PKCE is checked when sent', async () => {
  await open()
  const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' }
  expect((await byCode((await ask(challenge)).back.get('code'), { code_verifier: 'fel' })).body.error).toBe('invalid_grant')
  expect((await byCode((await ask(challenge)).back.get('code'), { code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' })).status).toBe(200)
  twin.choices.pkceAccepted = false
  expect((await ask(challenge)).back.get('error')).toBe('invalid_request')
})

test('a time scale of 60 makes a token live one minute', async () => {
  await open({ timeScale: 60 })
  expect((await byCode((await ask()).back.get('code'))).body.expires_in).toBe(60)
})
