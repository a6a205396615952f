// OAuth 2.0 for every connector: the address a person opens, the code exchange, and tokens renewed ahead of time by one caller at once.
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { Failure } from '../core/failure.ts'
import type { ClientDeps, OAuthFacts, StoredTokens, TokenVault } from './connector.ts'
import { createHttp } from './http.ts'
import type { Classify } from './http.ts'

/** The token endpoint of one connection. */
export type TokenEndpoint = {
  system: string
  connection: string
  /** Host and path apart: "https://identity.example", "/connect/token". */
  baseUrl: string
  path: string
  clientId: string
  clientSecret: string
  /** Where the client's id and secret go: RFC 6749 section 2.3.1 allows both. */
  credentialsIn: 'body' | 'basic'
}

export type TokenDeps = Pick<ClientDeps, 'now' | 'onCall'> & Partial<Pick<ClientDeps, 'sleep' | 'timeScale' | 'signal' | 'userAgent'>>

/** The address where a person lets us in. Scopes are separated by %20, which every vendor takes. */
export function authorizeAddress(facts: OAuthFacts, clientId: string, redirectUri: string, state: string): string {
  const query = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: facts.scopes.join(' '), state, ...facts.parameters }
  return `${facts.authorizeUrl}?${Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&')}`
}

/** Exchanges the code of the redirect. Throws 'not-authorised' (code used or old) or 'client-credentials-wrong'. */
export function exchangeCode(endpoint: TokenEndpoint, code: string, redirectUri: string, deps: TokenDeps): Promise<StoredTokens> {
  return askForTokens(endpoint, { grant_type: 'authorization_code', code, redirect_uri: redirectUri }, null, deps)
}

/** A new access token. The answer may carry a new refresh token, which then replaces the old one. */
export function refreshTokens(endpoint: TokenEndpoint, refreshToken: string, deps: TokenDeps): Promise<StoredTokens> {
  return askForTokens(endpoint, { grant_type: 'refresh_token', refresh_token: refreshToken }, refreshToken, deps)
}

/** What RFC 6749 allows in a token; anything else cannot be sent in a header, and stored it would break the connection until it expires. */
const token = z.string().regex(/^[\x21-\x7e]{1,16384}$/)
/** A token said to live longer than a year is looked at again after a year. */
const longestSeconds = 366 * 86_400
const tokenAnswer = z.object({ access_token: token, refresh_token: token.nullish(), expires_in: z.coerce.number().positive().transform((seconds) => Math.min(seconds, longestSeconds)).nullish() })

async function askForTokens(endpoint: TokenEndpoint, grant: Record<string, string>, keptRefreshToken: string | null, deps: TokenDeps): Promise<StoredTokens> {
  const credentials = { client_id: endpoint.clientId, client_secret: endpoint.clientSecret }
  const basic = `Basic ${Buffer.from(`${encodeURIComponent(endpoint.clientId.toWellFormed())}:${encodeURIComponent(endpoint.clientSecret.toWellFormed())}`).toString('base64')}`
  const http = createHttp({
    system: endpoint.system,
    connection: endpoint.connection,
    baseUrl: endpoint.baseUrl,
    deps: {
      ...deps, sleep: deps.sleep ?? pause, timeScale: deps.timeScale ?? 1, userAgent: deps.userAgent ?? 'kontobro',
      budget: { take: async () => ({ waitedMs: 0, answered: () => undefined }), pause: async () => {} },
    },
    authorise: async () => (endpoint.credentialsIn === 'basic' ? basic : null),
    renewOn401: async () => false,
    budgetFor: () => null,
    classify: tokenErrors(endpoint),
    secretBodies: true,
  })
  try {
    // A refresh whose reply was lost is asked again with the same token: there is nothing better, and most vendors allow it for a while.
    const form = endpoint.credentialsIn === 'body' ? { ...grant, ...credentials } : grant
    const asked = deps.now()
    const answer = tokenAnswer.safeParse((await http.request({ method: 'POST', template: endpoint.path, path: endpoint.path, form, writes: false })).body)
    if (!answer.success) throw new Failure('unreadable-answer', { system: endpoint.system, connection: endpoint.connection, what: 'token' })
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer.data
    return { accessToken, refreshToken: refreshToken ?? keptRefreshToken, expiresAt: seconds == null ? null : new Date(asked + seconds * 1000).toISOString() }
  } finally {
    await http.close()
  }
}

/** RFC 6749 section 5.2: invalid_grant means that the person must let us in again; invalid_client is our configuration. */
function tokenErrors(endpoint: TokenEndpoint): Classify {
  const names = { system: endpoint.system, connection: endpoint.connection }
  return ({ status, body }) => {
    const error = z.object({ error: z.string().catch(''), status: z.string().catch('') }).safeParse(body)
    const said = error.success ? `${error.data.error} ${error.data.status}` : ''
    const detail = `token endpoint answered ${status}: ${said.trim()}`
    if (/invalid_grant|BAD_REFRESH_TOKEN|BAD_HUB|access_denied|BAD_AUTH_CODE/i.test(said)) return new Failure('not-authorised', names, { detail })
    if (/invalid_client|unauthorized_client|BAD_CLIENT/i.test(said) || status === 401) return new Failure('client-credentials-wrong', names, { detail })
    return null
  }
}

export type TokenSource = {
  /** A valid access token, renewed first when it is about to expire. */
  accessToken(): Promise<string>
  /** The vendor refused this token: get another. False when it cannot be renewed. */
  renewAfterRefusal(refused: string): Promise<boolean>
}

/** Renew this long before expiry, so that no call starts with a token that dies under way. */
const aheadMs = 120_000

/**
 * Tokens of one connection, single-flight in this process on top of the vault's lock over all processes.
 * `seed` is used when nothing is stored yet. Throws 'not-authorised' when there is neither.
 */
export function createTokenSource(options: {
  vault: TokenVault
  seed: StoredTokens | null
  now(): number
  renew(refreshToken: string): Promise<StoredTokens>
  system: string
  connection: string
}): TokenSource {
  let tokens: StoredTokens | null = null
  /** When this process got its newest token; a short-lived token is then renewed late in its life instead of at every call. */
  let gotAt: number | null = null
  let renewing: Promise<StoredTokens> | null = null

  const notAuthorised = () => new Failure('not-authorised', { system: options.system, connection: options.connection })

  function renew(seen: StoredTokens | null): Promise<StoredTokens> {
    renewing ??= options.vault
      .renew(seen, async (current) => {
        const refreshToken = current?.refreshToken ?? options.seed?.refreshToken ?? null
        if (refreshToken === null) throw current === null ? new Failure('not-connected', { system: options.system, connection: options.connection }) : notAuthorised()
        return await options.renew(refreshToken)
      })
      .then((renewed) => {
        gotAt = options.now()
        tokens = renewed
        return renewed
      })
      .finally(() => (renewing = null))
    return renewing
  }

  return {
    async accessToken() {
      if (renewing !== null) return (await renewing).accessToken
      if (tokens === null) tokens = await options.vault.load()
      const current = tokens
      if (current !== null && current.accessToken !== '' && !expiresSoon(current, gotAt, options.now())) return current.accessToken
      if (current === null && options.seed !== null && options.seed.accessToken !== '') return options.seed.accessToken
      return (await renew(current)).accessToken
    },
    async renewAfterRefusal(refused) {
      if (tokens !== null && tokens.accessToken !== refused) return true
      await renew(tokens)
      return true
    },
  }
}

function expiresSoon(tokens: StoredTokens, gotAt: number | null, now: number): boolean {
  if (tokens.expiresAt === null) return false
  const expiresAt = Date.parse(tokens.expiresAt)
  const renewAt = gotAt === null ? expiresAt - aheadMs : Math.max(expiresAt - aheadMs, gotAt + (expiresAt - gotAt) * 0.8)
  return now >= renewAt
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal })
}
