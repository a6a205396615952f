// Clients: a configured connection opened for work: secrets unsealed, tokens renewed under a lock, calls counted, limits shared, the account checked.
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Ledger } from '../connectors/budget-ledger.ts'
import { sharedBudget } from '../connectors/budget-shared.ts'
import type { Budget, CallRecord, Client, Connector, OpenConnection, TokenVault } from '../connectors/connector.ts'
import { connectorFor } from '../connectors/registry.ts'
import { Failure } from '../core/failure.ts'
import { pauseCalls, reserveCalls } from '../store/tables/budget.ts'
import { connectionNamed, loadTokens, pinAccount, renewTokens, setConnectionState, type ConnectionRow, type Seal } from '../store/tables/connections.ts'

export type ClientRoom = {
  db: Kysely<unknown>
  seal: Seal
  /** system -> host name -> base URL. */
  hosts: Record<string, Record<string, string>>
  timeScale: number
  version: string
  now(): number
  /** Several processes may share one database: then limits are shared through it. */
  budget: Budget
}

/** A budget shared by every process on this database. */
export function databaseBudget(db: Kysely<unknown>, deps: { now(): number; timeScale: number }): Budget {
  const ledger: Ledger = { reserve: (ask) => reserveCalls(db, ask), pause: (key, ms, quietMs) => pauseCalls(db, key, ms, quietMs) }
  return sharedBudget(ledger, { now: deps.now, timeScale: deps.timeScale, sleep: (ms, signal, idle) => pause(ms, undefined, { ref: idle !== true, ...(signal === undefined ? {} : { signal }) }) })
}

export type OpenedConnection = { row: ConnectionRow; connector: Connector; client: Client; connection: OpenConnection; hosts: Record<string, string> }

/** The connection's secrets joined with its plain settings, as the connector's schema wants them. */
export function openedConfig(row: ConnectionRow, seal: Seal): OpenConnection {
  const secrets = row.secrets === null ? {} : (seal.open(row.secrets, `connection:${row.org}:${row.name}`) as Record<string, unknown>)
  return { name: row.name, config: { ...row.config, ...secrets } }
}

/** The shared budget as one organisation uses it. */
function laneOf(budget: Budget, org: string, person: boolean): Budget {
  return { take: (key, rule) => budget.take(key, rule, { org, person }), pause: (key, ms) => budget.pause(key, ms) }
}

/** Opens a connection. `onCall` hears of every call made; `person`: somebody waits for it. Throws `unknown-connection` when there is none of that name. */
export async function openClient(room: ClientRoom, org: string, name: string, onCall: (call: CallRecord) => void = () => undefined, person = true): Promise<OpenedConnection> {
  const row = await connectionNamed(room.db, org, name)
  if (row === null) throw new Failure('unknown-connection', { name })
  const connector = connectorFor(row.system)
  const connection = openedConfig(row, room.seal)
  const hosts = room.hosts[connector.system] ?? {}
  const client = connector.open(connection, hosts, {
    vault: vaultOf(room, org, name), budget: laneOf(room.budget, org, person), onCall: (call) => onCall({ ...call, system: connector.system }), now: room.now, timeScale: room.timeScale,
    sleep: (ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal }), userAgent: `Kontobro/${room.version}`,
  })
  return { row, connector, client, connection, hosts }
}

function vaultOf(room: ClientRoom, org: string, name: string): TokenVault {
  return {
    load: () => loadTokens(room.db, room.seal, org, name),
    renew: (seen, renew) => renewTokens(room.db, room.seal, org, name, seen, renew),
  }
}

/** Asks who the account is and holds it to the one pinned; the first answer pins it. Nothing is written before this has passed. */
export async function pinnedAccount(room: ClientRoom, org: string, opened: OpenedConnection): Promise<{ id: string; name: string }> {
  const { row } = opened
  if (row.state === 'paused') throw new Failure('connection-paused', { connection: row.name })
  const identity = await identityOf(room, org, opened)
  const expected = row.expect ?? {}
  const digits = (text: string): string => text.replace(/\D/g, '')
  if (expected.orgNumber !== undefined && (identity.orgNumber === null || digits(identity.orgNumber) !== digits(expected.orgNumber))) {
    throw new Failure('wrong-account', { connection: row.name, found: `${identity.name} (${identity.orgNumber ?? identity.id})`, expected: expected.orgNumber })
  }
  if (expected.account !== undefined && identity.id !== expected.account) throw new Failure('wrong-account', { connection: row.name, found: `${identity.name} (${identity.id})`, expected: expected.account })
  if (row.account_id !== null && row.account_id !== identity.id) {
    throw new Failure('wrong-account', { connection: row.name, found: `${identity.name} (${identity.id})`, expected: `${row.account_name ?? ''} (${row.account_id})` })
  }
  if (row.account_id === null || row.state !== 'ok' || row.account_name !== identity.name) await pinAccount(room.db, org, row.name, identity)
  return { id: identity.id, name: identity.name }
}

async function identityOf(room: ClientRoom, org: string, opened: OpenedConnection) {
  try {
    return await opened.client.identity()
  } catch (caught) {
    const failure = caught instanceof Failure && caught.code === 'not-authorised' && opened.row.restored_at !== null
      ? new Failure('restored-not-authorised', caught.params, { cause: caught, ...(caught.detail === undefined ? {} : { detail: caught.detail }) })
      : caught
    if (failure instanceof Failure && failure.remedy === 'reconnect') await setConnectionState(room.db, org, opened.row.name, 'broken', failure.toData())
    throw failure
  }
}
