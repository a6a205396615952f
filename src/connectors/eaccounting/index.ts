// The connector of Visma eAccounting (Spiris Bokföring & Fakturering), role: books.
import type { Client, ClientDeps, Connector, OpenConnection } from '../connector.ts'
import { articlesOf } from './articles.ts'
import { authorizeFacts, exchange, scopes, tokenEndpoint, tokenSource } from './auth.ts'
import { createCaller } from './caller.ts'
import { connectionConfig, vendorHosts, webClientUrl } from './config.ts'
import { customersOf } from './customers.ts'
import { documentsOf } from './documents.ts'
import { writableFields } from './field-list.ts'
import { booksLimits } from './limits.ts'
import { readSettings } from './lookups.ts'
import { checkReadiness } from './readiness.ts'
import { createRoom } from './room.ts'

export { scopes }

function open(connection: OpenConnection, hosts: Record<string, string>, deps: ClientDeps): Client {
  const config = connectionConfig.parse(connection.config)
  const tokens = tokenSource(config, connection.name, hosts, deps)
  const caller = createCaller({ connection: connection.name, clientId: config.clientId, hosts, tokens, deps })
  const room = createRoom(caller, { now: () => deps.now(), timeScale: deps.timeScale })
  return {
    async identity() {
      const { company } = await readSettings(caller)
      return { id: company.id, name: company.name, orgNumber: company.orgNumber, currency: company.currency, timeZone: company.timeZone, url: webClientUrl }
    },
    check: () => checkReadiness(room),
    books: {
      lookups: async () => (await room.freshLookups()).lookups,
      fields: async () => writableFields,
      limits: booksLimits,
      customers: customersOf(room),
      articles: articlesOf(room),
      documents: documentsOf(room),
    },
    close: () => caller.close(),
  }
}

export const eAccounting: Connector = {
  system: 'eaccounting',
  label: 'Visma eAccounting (Spiris)',
  roles: ['books'],
  config: connectionConfig,
  secretKeys: ['clientSecret', 'refreshToken'],
  hosts: vendorHosts,
  open,
  oauth: (_connection, hosts) => authorizeFacts(hosts.identity ?? vendorHosts.identity.fallback),
  exchange: (connection, hosts, code, redirectUri, deps) =>
    exchange(tokenEndpoint(connectionConfig.parse(connection.config), connection.name, hosts), code, redirectUri, deps),
}
