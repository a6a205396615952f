// What the OAuth part promises: exact addresses, one refresh at a time, and clear words when the vendor refuses.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { CallRecord, StoredTokens, TokenVault } from './connector.ts'
import { authorizeAddress, createTokenSource, exchangeCode, refreshTokens } from './oauth.ts'
import type { TokenEndpoint } from './oauth.ts'

const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

type Asked = { authorization: string | undefined; form: Record<string, string> }

async function tokenServer(answer: { status: number; body: unknown }, credentialsIn: 'body' | 'basic' = 'body') {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push({ authorization: request.headers.authorization, form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())) })
      response.writeHead(answer.status).end(JSON.stringify(answer.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => (server.closeAllConnections(), server.close()))
  const endpoint: TokenEndpoint = { system: 'Vendor', connection: 'crm', baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, path: '/token', clientId: 'id', clientSecret: 's&cret', credentialsIn }
  return { endpoint, asked }
}

const calls: CallRecord[] = []
const deps = { now: () => Date.parse('2026-11-22T10:00:00Z'), onCall: (call: CallRecord) => void calls.push(call), timeScale: 100 }

test('the address a person opens has scopes separated by %20', () => {
  const address = authorizeAddress({ authorizeUrl: 'https://app.example/authorize', scopes: ['a.read', 'b'], parameters: { prompt: 'select_account' } }, 'id 1', 'https://localhost:44300/callback', 's')
  expect(address).toBe('https://app.example/authorize?client_id=id%201&redirect_uri=https%3A%2F%2Flocalhost%3A44300%2Fcallback&response_type=code&scope=a.read%20b&state=s&prompt=select_account')
})

test('a code is exchanged with the credentials in the body, and no body is recorded', async () => {
  const { endpoint, asked } = await tokenServer({ status: 200, body: { access_token: 'A', refresh_token: 'R', expires_in: 1800 } })
  expect(await exchangeCode(endpoint, 'code', 'https://x/cb', deps)).toEqual({ accessToken: 'A', refreshToken: 'R', expiresAt: '2026-11-22T10:30:00.000Z' })
  expect(asked[0]?.form).toEqual({ grant_type: 'authorization_code', code: 'code', redirect_uri: 'https://x/cb', client_id: 'id', client_secret: 's&cret' })
  expect(JSON.stringify(calls)).not.toMatch(/s&cret|"A"|"R"/)
})

test('credentials go in a Basic header where the vendor wants that, and a missing refresh token keeps the old one', async () => {
  const { endpoint, asked } = await tokenServer({ status: 200, body: { access_token: 'A', expires_in: '3600' } }, 'basic')
  expect((await refreshTokens(endpoint, 'kept', deps)).refreshToken).toBe('kept')
  expect(asked[0]).toEqual({ authorization: `Basic ${Buffer.from('id:s%26cret').toString('base64')}`, form: { grant_type: 'refresh_token', refresh_token: 'kept' } })
})

test.each([
  [400, { error: 'invalid_grant' }, 'not-authorised'],
  [400, { status: 'BAD_REFRESH_TOKEN', message: 'x' }, 'not-authorised'],
  [400, { error: 'invalid_client' }, 'client-credentials-wrong'],
  [401, {}, 'client-credentials-wrong'],
])('%i %o from the token endpoint is %s', async (status, body, code) => {
  const { endpoint } = await tokenServer({ status, body })
  await expect(refreshTokens(endpoint, 'R', deps)).rejects.toMatchObject({ code })
})

function memoryVault(first: StoredTokens | null): TokenVault & { stored: () => StoredTokens | null } {
  let stored = first
  return {
    load: async () => stored,
    renew: async (seen, renew) => {
      if (stored !== null && stored.accessToken !== seen?.accessToken) return stored
      stored = await renew(stored)
      return stored
    },
    stored: () => stored,
  }
}

function source(vault: TokenVault, now: () => number, seed: StoredTokens | null = null) {
  let renewals = 0
  const tokens = createTokenSource({
    vault, seed, now, system: 'Vendor', connection: 'crm',
    renew: async (refreshToken) => ({ accessToken: `new${++renewals}`, refreshToken: `${refreshToken}+`, expiresAt: new Date(now() + 1_800_000).toISOString() }),
  })
  return { tokens, renewals: () => renewals }
}

test('a token about to expire is renewed once for all callers', async () => {
  const vault = memoryVault({ accessToken: 'old', refreshToken: 'R', expiresAt: new Date(60_000).toISOString() })
  const { tokens, renewals } = source(vault, () => 0)
  expect(await Promise.all([1, 2, 3].map(() => tokens.accessToken()))).toEqual(['new1', 'new1', 'new1'])
  expect(renewals()).toBe(1)
  expect(vault.stored()?.refreshToken).toBe('R+')
})

test('the seed is used when nothing is stored, and the stored token wins over it afterwards', async () => {
  const vault = memoryVault(null)
  const seed = { accessToken: '', refreshToken: 'seed', expiresAt: null }
  expect(await source(vault, () => 0, seed).tokens.accessToken()).toBe('new1')
  expect(vault.stored()?.refreshToken).toBe('seed+')
  expect(await source(vault, () => 0, seed).tokens.accessToken()).toBe('new1')
})

test('a token refused by the vendor is renewed, unless another caller already did', async () => {
  const { tokens, renewals } = source(memoryVault({ accessToken: 'old', refreshToken: 'R', expiresAt: null }), () => 0)
  await tokens.accessToken()
  await Promise.all([tokens.renewAfterRefusal('old'), tokens.renewAfterRefusal('old')])
  await tokens.renewAfterRefusal('old')
  expect(renewals()).toBe(1)
  expect(await tokens.accessToken()).toBe('new1')
})

test('nothing stored and no seed means that a person must connect', async () => {
  await expect(source(memoryVault(null), () => 0).tokens.accessToken()).rejects.toMatchObject({ code: 'not-connected' })
})
