// OAuth clients, codes, access tokens and refresh tokens of the twin's identity server (facts 17-35).
import { randomBytes, randomUUID } from 'node:crypto'
import type { Choices } from './choices.ts'

export type OauthClient = { clientId: string; clientSecret: string; redirectUris: string[]; rotating: boolean; sandbox: boolean }
export type Grant = { clientId: string; companyId: string; userId: string; scopes: string[] }
type Access = Grant & { expiresAt: number }
type Code = Grant & { expiresAt: number; redirectUri: string; challenge: string | null }

export class TokenBook {
  readonly clients = new Map<string, OauthClient>()
  readonly #codes = new Map<string, Code>()
  readonly #access = new Map<string, Access & { scopeSet: ReadonlySet<string> }>()
  readonly refresh = new Map<string, Grant>()
  readonly #hour: number

  constructor(timeScale: number) {
    this.#hour = 3_600_000 / timeScale
  }

  /** A single-use code, valid for five minutes. */
  issueCode(grant: Grant, redirectUri: string, challenge: string | null, now: number): string {
    const code = randomBytes(24).toString('hex').toUpperCase()
    this.#codes.set(code, { ...grant, redirectUri, challenge, expiresAt: now + this.#hour / 12 })
    return code
  }

  /** The grant behind a code; the code dies whatever the outcome. */
  spendCode(code: string, now: number): Code | null {
    const found = this.#codes.get(code)
    this.#codes.delete(code)
    return found && found.expiresAt > now ? found : null
  }

  /** A JWT-shaped access token, valid for 60 minutes, with its lifetime in seconds. */
  issueAccess(grant: Grant, now: number): { token: string; expiresIn: number } {
    const seconds = Math.max(1, Math.floor(this.#hour / 1000))
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = {
      iss: 'https://identity.vismaonline.com', aud: 'https://eaccountingapi.vismaonline.com', client_id: grant.clientId, scope: grant.scopes,
      sub: grant.userId, customer_id: grant.companyId, auth_time: Math.floor(now / 1000), exp: Math.floor(now / 1000) + seconds, jti: randomUUID(), idp: 'local',
    }
    const token = `${part({ alg: 'RS256', typ: 'at+jwt' })}.${part(claims)}.${randomBytes(32).toString('base64url')}`
    this.#access.set(token, { ...grant, scopeSet: new Set(grant.scopes), expiresAt: now + this.#hour })
    return { token, expiresIn: seconds }
  }

  access(token: string, now: number): (Access & { scopeSet: ReadonlySet<string> }) | null {
    const found = this.#access.get(token)
    if (!found) return null
    if (found.expiresAt > now) return found
    this.#access.delete(token)
    return null
  }

  issueRefresh(grant: Grant): string {
    const token = randomBytes(32).toString('hex').toUpperCase()
    this.refresh.set(token, grant)
    return token
  }

  /** The refresh token to answer: the same one, or a new one with the old one dead. */
  renew(token: string, grant: Grant, choices: Choices): string {
    const rotates = choices.refreshRotation === 'always' || (choices.refreshRotation === 'perClient' && this.clients.get(grant.clientId)?.rotating === true)
    if (!rotates) return token
    this.refresh.delete(token)
    return this.issueRefresh(grant)
  }

  /** Revokes one refresh or access token. */
  revoke(token: string): void {
    this.refresh.delete(token)
    this.#access.delete(token)
  }

  /** Kills every token of a user, as a changed password does (fact 32). */
  killTokensOf(userId: string): number {
    return this.#killWhere(grant => grant.userId === userId)
  }

  /** Expires every access token now; refresh tokens live on. */
  expireAccess(): void {
    this.#access.clear()
  }

  #killWhere(fits: (grant: Grant) => boolean): number {
    let killed = 0
    for (const [token, grant] of this.#access) if (fits(grant)) { this.#access.delete(token); killed++ }
    for (const [token, grant] of this.refresh) if (fits(grant)) { this.refresh.delete(token); killed++ }
    return killed
  }
}
