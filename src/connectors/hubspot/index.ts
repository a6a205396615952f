// The HubSpot connector: a source of sales (deals and orders) behind the connector contract.
import type { Client, ClientDeps, Connector, SalesSource } from '../connector.ts'
import { exchangeCode } from '../oauth.ts'
import { createAccount } from './account.ts'
import { createApi } from './api.ts'
import { authorizeFacts, tokenEndpoint } from './auth.ts'
import { checkConnection, identityOf } from './check.ts'
import { connectionConfig, systemName, vendorHosts } from './config.ts'
import { readArchived, readHeads } from './heads.ts'
import { defaultFields, readFields, readPipelines } from './pipelines.ts'
import { prepareWriteBack } from './prepare-write-back.ts'
import { readSales } from './read.ts'
import { survey } from './survey.ts'
import { doorbells, verifySignature } from './webhooks.ts'
import { writeBack } from './write-back.ts'

export const hubspot: Connector = {
  system: 'hubspot',
  label: systemName,
  roles: ['sales'],
  markPrefix: 'HS',
  config: connectionConfig,
  secretKeys: ['accessToken', 'clientSecret', 'refreshToken', 'webhookSecret'],
  hosts: vendorHosts,
  open: (connection, hosts, deps) => open(connection.name, connectionConfig.parse(connection.config), hosts, deps),
  oauth(connection, hosts) {
    const config = connectionConfig.parse(connection.config)
    return config.accessToken === undefined ? authorizeFacts(hosts.app ?? vendorHosts.app.fallback) : null
  },
  doorbells: {
    verify: (connection, call, now) => verifySignature({ method: call.method, url: call.url, headers: call.headers, rawBody: call.body }, connectionConfig.parse(connection.config).webhookSecret ?? '', now),
    parse: (body) => doorbells(parsedJson(body)).map(({ portalId, kind, id }) => ({ account: portalId, kind, id })),
  },
  exchange: (connection, hosts, code, redirectUri, deps) =>
    exchangeCode(tokenEndpoint(connectionConfig.parse(connection.config), connection.name, hosts), code, redirectUri, deps),
}

function open(name: string, config: Parameters<typeof createApi>[0], hosts: Record<string, string>, deps: ClientDeps): Client {
  const api = createApi(config, name, hosts, deps)
  const account = createAccount(api)
  const sales: SalesSource = {
    pipelines: (kind) => readPipelines(api, kind),
    fields: () => readFields(account),
    defaultFields,
    survey: (query) => survey(api, account, query),
    read: (kind, ids, want) => readSales(api, account, kind, ids, want),
    heads: (kind, ids) => readHeads(api, kind, ids),
    archived: (kind) => readArchived(api, kind),
    writeBack: (kind, items) => writeBack(api, kind, items),
    prepareWriteBack: (kind) => prepareWriteBack(api, account, kind),
  }
  return { identity: () => identityOf(account), check: () => checkConnection(api, account), sales, close: () => api.close() }
}

/** A verified body that is no JSON rings no bell. */
function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return []
  }
}
