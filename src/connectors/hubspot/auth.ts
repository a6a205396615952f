// Authorisation: a service key as it is, or an app's tokens that live 30 minutes and are renewed (facts 2.1 to 2.7, 2.13).
import type { ClientDeps, OAuthFacts } from '../connector.ts'
import { createTokenSource, refreshTokens } from '../oauth.ts'
import type { TokenEndpoint } from '../oauth.ts'
import { apiVersion, systemName, vendorHosts } from './config.ts'
import type { ConnectionConfig } from './config.ts'

/** What reading sales and writing our status needs (fact 2.16). An app's install address must name exactly the scopes it requires (fact 2.17). */
export const scopes = [
  'oauth', 'crm.objects.deals.read', 'crm.objects.deals.write', 'crm.objects.companies.read', 'crm.objects.contacts.read', 'crm.objects.line_items.read',
  'crm.objects.products.read', 'crm.objects.owners.read', 'crm.schemas.deals.write', 'tax_rates.read',
]
/** Not every account has these. */
export const optionalScopes = ['crm.objects.orders.read', 'crm.objects.orders.write', 'crm.schemas.orders.write', 'e-commerce']

export function authorizeFacts(appUrl: string): OAuthFacts {
  return { authorizeUrl: `${appUrl.replace(/\/+$/, '')}/oauth/authorize`, scopes, parameters: { optional_scope: optionalScopes.join(' ') } }
}

/** Form body, never the query string (fact 2.2). */
export function tokenEndpoint(config: ConnectionConfig, connection: string, hosts: Record<string, string>): TokenEndpoint {
  return {
    system: systemName, connection, baseUrl: hosts.api ?? vendorHosts.api.fallback, path: `/oauth/${apiVersion}/token`,
    clientId: config.clientId ?? '', clientSecret: config.clientSecret ?? '', credentialsIn: 'body',
  }
}

export type Authorisation = { authorise(): Promise<string>; renewOn401(used: string | null): Promise<boolean> }

export function authorisation(config: ConnectionConfig, connection: string, hosts: Record<string, string>, deps: ClientDeps): Authorisation {
  const { accessToken } = config
  if (accessToken !== undefined) return { authorise: async () => `Bearer ${accessToken}`, renewOn401: async () => false }
  const tokens = createTokenSource({
    vault: deps.vault,
    seed: config.refreshToken === undefined ? null : { accessToken: '', refreshToken: config.refreshToken, expiresAt: null },
    now: () => deps.now(),
    renew: (refreshToken) => refreshTokens(tokenEndpoint(config, connection, hosts), refreshToken, deps),
    system: systemName,
    connection,
  })
  return {
    authorise: async () => `Bearer ${await tokens.accessToken()}`,
    renewOn401: (used) => tokens.renewAfterRefusal((used ?? '').replace(/^Bearer /, '')),
  }
}
