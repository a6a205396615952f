// Tokens: service keys, OAuth codes, access and refresh tokens, and who is calling (hubspot.md 2).
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { envelope, HubSpotError, missingScopes } from './errors.ts'
import type { Portal } from './portal.ts'
import type { ApiReply, ApiRequest, Caller } from './request.ts'
import type { OAuthAppSeed } from './seed.ts'

/** Life of an access token (2.3), and of a code. */
const accessTokenMs = 30 * 60_000
const codeMs = 60_000
const installerId = 1

type Code = { app: OAuthAppSeed; redirectUri: string; scopes: string[]; expiresAt: number; challenge: string | null }
type Access = { app: OAuthAppSeed; scopes: string[]; expiresAt: number }
type Refresh = { app: OAuthAppSeed; scopes: string[] }

const oauthError = (body: Record<string, unknown>): HubSpotError => new HubSpotError(400, { ...body, correlationId: randomUUID() })
const badRefreshToken = (): HubSpotError => oauthError({
  status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant', error_description: 'refresh token is invalid, expired or revoked', message: 'missing or invalid refresh token',
})

export class Tokens {
  readonly #portal: Portal
  readonly #timeScale: number
  readonly #codes = new Map<string, Code>()
  readonly #access = new Map<string, Access>()
  readonly #refresh = new Map<string, Refresh>()
  #revokedKeys = false

  constructor(portal: Portal, timeScale: number) {
    this.#portal = portal
    this.#timeScale = timeScale
    for (const app of portal.oauthApps) for (const token of app.refreshTokens) this.#refresh.set(token, { app, scopes: app.scopes })
  }

  /** Who calls. Throws 401 for a missing, unknown or expired token. */
  authenticate(header: string | undefined, now: number): Caller {
    const token = header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : undefined
    if (token === undefined || token === '') throw envelope(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found. This API supports OAuth 2.0 authentication.')
    const keyScopes = this.#revokedKeys ? undefined : this.#portal.serviceKeys.get(token)
    if (keyScopes !== undefined) return { kind: 'serviceKey', account: `key:${[...this.#portal.serviceKeys.keys()].indexOf(token)}`, scopes: new Set(keyScopes), sourceId: 'service-key' }
    const access = this.#access.get(token)
    if (access === undefined) throw envelope(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found. This API supports OAuth 2.0 authentication.')
    if (access.expiresAt <= now) {
      const seconds = Math.floor((now - access.expiresAt) / 1000)
      throw envelope(401, 'EXPIRED_AUTHENTICATION', `The OAuth token used to make this call expired ${seconds} second(s) ago.`, { context: { 'expire time': [new Date(access.expiresAt).toISOString()] } })
    }
    return { kind: 'oauth', account: `app:${access.app.clientId}`, scopes: new Set(access.scopes), sourceId: String(access.app.appId ?? access.app.clientId) }
  }

  /** Lets every token of the account stop working: keys, access and refresh tokens. */
  revokeAll(): void {
    this.#revokedKeys = true
    this.#access.clear()
    this.#refresh.clear()
  }

  /** Drops access tokens only, so that the next call gives 401 and a refresh helps. */
  expireAccessTokens(): void {
    for (const access of this.#access.values()) access.expiresAt = 0
  }

  refreshTokensOf(clientId: string): string[] {
    return [...this.#refresh].filter(([, refresh]) => refresh.app.clientId === clientId).map(([token]) => token)
  }

  /** GET /oauth/authorize: approves at once and sends the browser back with code and state (2.1, 2.17). */
  authorize({ query, write }: ApiRequest): ApiReply {
    const refuse = (text: string): ApiReply => ({ status: 400, body: `<!doctype html><title>HubSpot</title><p>${text}</p>` })
    const app = this.#portal.oauthApps.find((candidate) => candidate.clientId === query.get('client_id'))
    if (app === undefined) return refuse('Unknown client_id')
    const redirectUri = query.get('redirect_uri') ?? ''
    if (!app.redirectUris.includes(redirectUri)) return refuse('redirect_uri is not registered for this app')
    const split = (text: string | null): string[] => (text ?? '').split(' ').filter(Boolean)
    const scopes = split(query.get('scope'))
    const optional = split(query.get('optional_scope'))
    if (app.scopes.some((scope) => !scopes.includes(scope)) || scopes.some((scope) => !app.scopes.includes(scope))) return refuse('scope does not match the scopes of the app')
    const code = randomUUID()
    this.#codes.set(code, { app, redirectUri, scopes: [...scopes, ...optional], expiresAt: write.now + codeMs, challenge: query.get('code_challenge') })
    const target = new URL(redirectUri)
    target.searchParams.set('code', code)
    const state = query.get('state')
    if (state !== null) target.searchParams.set('state', state)
    return { status: 302, headers: { Location: target.href } }
  }

  /** POST /oauth/2026-09/token (2.2 to 2.7): form body only. */
  token(request: ApiRequest): ApiReply {
    const form = formOf(request)
    const app = this.#clientOf(form)
    const now = request.write.now
    switch (form.get('grant_type')) {
      case 'authorization_code': {
        const code = this.#codes.get(form.get('code') ?? '')
        this.#codes.delete(form.get('code') ?? '')
        const verifier = form.get('code_verifier')
        const proven = code?.challenge === null || (verifier !== null && createHash('sha256').update(verifier).digest('base64url') === code?.challenge)
        if (code === undefined || code.app !== app || code.expiresAt <= now || code.redirectUri !== form.get('redirect_uri') || !proven) {
          throw oauthError({ status: 'BAD_AUTH_CODE', error: 'invalid_grant', error_description: 'code is invalid, expired or used', message: 'missing or unknown auth code' })
        }
        const refreshToken = `${this.#portal.account.dataHostingLocation}-${randomUUID()}`
        this.#refresh.set(refreshToken, { app, scopes: code.scopes })
        return this.#grant(app, code.scopes, refreshToken, now)
      }
      case 'refresh_token': {
        const refreshToken = form.get('refresh_token') ?? ''
        const refresh = this.#refresh.get(refreshToken)
        if (refresh === undefined || refresh.app !== app) throw badRefreshToken()
        return this.#grant(app, refresh.scopes, refreshToken, now)
      }
      default: throw oauthError({ status: 'BAD_GRANT_TYPE', error: 'unsupported_grant_type', message: 'missing or unknown grant type' })
    }
  }

  /** POST token/introspect (2.8). */
  introspect(request: ApiRequest): ApiReply {
    const form = formOf(request)
    const app = this.#clientOf(form)
    const token = form.get('token') ?? ''
    const access = this.#access.get(token)
    const held = access ?? this.#refresh.get(token)
    if (held === undefined || held.app !== app || (access !== undefined && access.expiresAt <= request.write.now)) return { status: 200, body: { active: false } }
    return {
      status: 200, body: {
        active: true, token_use: access === undefined ? 'refresh_token' : 'access_token', token_type: 'bearer', hub_id: this.#portal.account.portalId, user_id: installerId,
        user: this.#portal.owners[0]?.email ?? 'installer@example.com', hub_domain: 'example.com', app_id: app.appId ?? 1, client_id: app.clientId, scopes: held.scopes,
        ...(access === undefined ? {} : { expires_in: Math.floor((access.expiresAt - request.write.now) / 1000) }),
      },
    }
  }

  /** POST token/revoke: the refresh token stops; access tokens already given live on (2.9). */
  revoke(request: ApiRequest): ApiReply {
    const form = formOf(request)
    this.#clientOf(form)
    this.#refresh.delete(form.get('token') ?? '')
    return { status: 204 }
  }

  /** DELETE /appinstalls/2026-09/external-install: the calling app is uninstalled (2.9). */
  uninstall(caller: Caller): ApiReply {
    if (caller.kind !== 'oauth') throw missingScopes(['oauth'])
    for (const [token, refresh] of this.#refresh) if (`app:${refresh.app.clientId}` === caller.account) this.#refresh.delete(token)
    return { status: 204 }
  }

  #clientOf(form: URLSearchParams): OAuthAppSeed {
    const app = this.#portal.oauthApps.find((candidate) => candidate.clientId === form.get('client_id'))
    if (app === undefined) throw oauthError({ status: 'BAD_CLIENT_ID', error: 'invalid_client', message: 'missing or unknown client id' })
    if (app.clientSecret !== form.get('client_secret')) throw oauthError({ status: 'BAD_CLIENT_SECRET', error: 'invalid_client', message: 'missing or invalid client secret' })
    return app
  }

  #grant(app: OAuthAppSeed, scopes: string[], refreshToken: string, now: number): ApiReply {
    const token = randomBytes(128).toString('base64url')
    const lifeMs = accessTokenMs / this.#timeScale
    this.#access.set(token, { app, scopes, expiresAt: now + lifeMs })
    return {
      status: 200, body: {
        access_token: token, refresh_token: refreshToken, expires_in: Math.max(1, Math.floor(lifeMs / 1000)), token_type: 'bearer', token_use: 'access_token',
        hub_id: this.#portal.account.portalId, user_id: installerId, scopes,
      },
    }
  }
}

/** The form of a token call. Throws 400 when it is not form-encoded or stands in the query string (2.2). */
function formOf(request: ApiRequest): URLSearchParams {
  if (!request.contentType.startsWith('application/x-www-form-urlencoded') || request.query.has('client_id') || request.query.has('grant_type')) {
    throw oauthError({ status: 'BAD_REQUEST', error: 'invalid_request', message: 'parameters must be sent form-encoded in the body' })
  }
  return new URLSearchParams(request.rawBody)
}
