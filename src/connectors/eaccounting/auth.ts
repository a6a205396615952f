// Authorisation: the address a person opens, the code exchange, and tokens that may or may not rotate (facts 17-33).
import { z } from 'zod'
import type { ClientDeps, OAuthFacts, StoredTokens } from '../connector.ts'
import { createTokenSource, exchangeCode, refreshTokens } from '../oauth.ts'
import type { TokenDeps, TokenEndpoint, TokenSource } from '../oauth.ts'
import { systemName, vendorHosts } from './config.ts'
import type { ConnectionConfig } from './config.ts'

/** `ea:sales` writes customers, articles, orders and drafts; `ea:accounting_readonly` reads VAT codes and accounts; `offline_access` gives the refresh token (facts 19, 20). */
export const scopes = ['ea:api', 'offline_access', 'ea:sales', 'ea:accounting_readonly']

/** Limits the company picker to companies that have this product (fact 23). */
const productService = 'service:44643EB1-3F76-4C1C-A672-402AE8085934'

/** `select_account` always shows the company picker, else the user's default company is taken in silence (facts 22-24). */
export function authorizeFacts(identityUrl: string): OAuthFacts {
  return {
    authorizeUrl: `${trimmed(identityUrl)}/connect/authorize`,
    scopes,
    parameters: { acr_values: productService, prompt: 'select_account' },
  }
}

/** The token endpoint; id and secret go as HTTP Basic (fact 26). */
export function tokenEndpoint(config: ConnectionConfig, connection: string, hosts: Record<string, string>): TokenEndpoint {
  return {
    system: systemName, connection,
    baseUrl: trimmed(hosts.identity ?? vendorHosts.identity.fallback), path: '/connect/token',
    clientId: config.clientId, clientSecret: config.clientSecret, credentialsIn: 'basic',
  }
}

export function exchange(endpoint: TokenEndpoint, code: string, redirectUri: string, deps: TokenDeps): Promise<StoredTokens> {
  return exchangeCode(endpoint, code, redirectUri, deps)
}

/** Tokens of a connection. A refresh token that the answer carries replaces the old one, which may be dead by then (fact 30). */
export function tokenSource(config: ConnectionConfig, connection: string, hosts: Record<string, string>, deps: ClientDeps): TokenSource {
  const endpoint = tokenEndpoint(config, connection, hosts)
  return createTokenSource({
    vault: deps.vault,
    seed: config.refreshToken === undefined ? null : { accessToken: '', refreshToken: config.refreshToken, expiresAt: null },
    now: () => deps.now(),
    renew: (refreshToken) => refreshTokens(endpoint, refreshToken, deps),
    system: systemName,
    connection,
  })
}

const claims = z.looseObject({ customer_id: z.string().min(1) })

/** The company in the access token (claim `customer_id`), or null: a last resort, since claims are no documented contract (fact 29). */
export function companyClaim(accessToken: string): string | null {
  const payload = accessToken.split('.')[1]
  if (payload === undefined) return null
  try {
    const read = claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
    return read.success ? read.data.customer_id : null
  } catch {
    return null // Not a JWT: then there is no claim.
  }
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '')
}
