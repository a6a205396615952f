// Connections of an organisation, their sealed secrets and tokens, and the account each is pinned to.
import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import type { StoredTokens } from '../../connectors/connector.ts'
import type { FailureData } from '../../core/failure.ts'
import type { JsonPieces } from '../../core/mask.ts'

export type ConnectionState = 'unconnected' | 'ok' | 'broken' | 'paused'
export type ConnectionRow = {
  org: string
  name: string
  system: string
  config: Record<string, unknown>
  secrets: Buffer | null
  seed_fingerprint: string | null
  expect: { orgNumber?: string; account?: string } | null
  account_id: string | null
  account_name: string | null
  account_org_number: string | null
  state: ConnectionState
  problem: FailureData | null
  /** When a backup was restored; null once the books behind it have been read whole. Nothing is written through it before that. */
  restored_at: Date | null
}

const columns = sql.raw('org, name, system, config, secrets, seed_fingerprint, expect, account_id, account_name, account_org_number, state, problem, restored_at')

export async function listConnections(db: Kysely<unknown>, org: string): Promise<ConnectionRow[]> {
  return (await sql<ConnectionRow>`select ${columns} from connections where org = ${org} order by name`.execute(db)).rows
}

export async function connectionNamed(db: Kysely<unknown>, org: string, name: string): Promise<ConnectionRow | null> {
  return (await sql<ConnectionRow>`select ${columns} from connections where org = ${org} and name = ${name}`.execute(db)).rows[0] ?? null
}

export async function saveConnection(
  db: Kysely<unknown>,
  row: { org: string; name: string; system: string; config: object; secrets: Buffer | null; seedFingerprint: string | null; expect: object | null },
): Promise<void> {
  await sql`insert into connections (org, name, system, config, secrets, seed_fingerprint, expect)
    values (${row.org}, ${row.name}, ${row.system}, ${JSON.stringify(row.config)}, ${row.secrets}, ${row.seedFingerprint}, ${row.expect === null ? null : JSON.stringify(row.expect)})
    on conflict (org, name) do update set system = excluded.system, config = excluded.config, secrets = excluded.secrets,
      seed_fingerprint = excluded.seed_fingerprint, expect = excluded.expect, changed_at = now()`.execute(db)
}

export async function removeConnection(db: Kysely<unknown>, org: string, name: string): Promise<void> {
  await sql`delete from connections where org = ${org} and name = ${name}`.execute(db)
}

/** Pins the account a connection leads to; later another account is refused. */
export async function pinAccount(db: Kysely<unknown>, org: string, name: string, account: { id: string; name: string; orgNumber: string | null }): Promise<void> {
  await sql`update connections set account_id = ${account.id}, account_name = ${account.name}, account_org_number = ${account.orgNumber},
    state = case when state = 'paused' then state else 'ok' end, problem = null, changed_at = now() where org = ${org} and name = ${name}`.execute(db)
}

export async function setConnectionState(db: Kysely<unknown>, org: string, name: string, state: ConnectionState, problem: FailureData | null): Promise<void> {
  await sql`update connections set state = ${state}, problem = ${problem === null ? null : JSON.stringify(problem)}, changed_at = now()
    where org = ${org} and name = ${name}`.execute(db)
}

/** The books behind these connections have been read whole since the restore: they are as any other again. */
export async function setBooksRead(db: Kysely<unknown>, org: string, names: string[]): Promise<void> {
  await sql`update connections set restored_at = null, changed_at = now() where org = ${org} and name = any(${names})`.execute(db)
}

const storedTokens = z.object({ accessToken: z.string(), refreshToken: z.string().nullable(), expiresAt: z.string().nullable() })

/** Seals and opens values with the installation's key; the second argument binds the seal to its place. */
export type Seal = { seal(value: unknown, place: string): Buffer; sealList(items: readonly JsonPieces[], place: string): Promise<Buffer>; open(sealed: Buffer, place: string): unknown }

export async function loadTokens(db: Kysely<unknown>, seal: Seal, org: string, connection: string): Promise<StoredTokens | null> {
  const row = (await sql<{ sealed: Buffer }>`select sealed from tokens where org = ${org} and connection = ${connection}`.execute(db)).rows[0]
  return row === undefined ? null : storedTokens.parse(seal.open(row.sealed, `tokens:${org}:${connection}`))
}

export async function storeTokens(db: Kysely<unknown>, seal: Seal, org: string, connection: string, tokens: StoredTokens): Promise<void> {
  const sealed = seal.seal(tokens, `tokens:${org}:${connection}`)
  await sql`insert into tokens (org, connection, sealed) values (${org}, ${connection}, ${sealed})
    on conflict (org, connection) do update set sealed = excluded.sealed, version = tokens.version + 1, changed_at = now()`.execute(db)
}

export async function forgetTokens(db: Kysely<unknown>, org: string, connection: string): Promise<void> {
  await sql`delete from tokens where org = ${org} and connection = ${connection}`.execute(db)
}

/** Renews under a lock shared by all processes. When somebody else renewed since `seen`, theirs is returned and nothing is renewed. */
export async function renewTokens(
  db: Kysely<unknown>, seal: Seal, org: string, connection: string, seen: StoredTokens | null,
  renew: (current: StoredTokens | null) => Promise<StoredTokens>,
): Promise<StoredTokens> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`tokens:${org}:${connection}`}, 0))`.execute(trx)
    const current = await loadTokens(trx, seal, org, connection)
    if (current !== null && seen !== null && current.accessToken !== seen.accessToken) return current
    const renewed = await renew(current)
    await storeTokens(trx, seal, org, connection, renewed)
    return renewed
  })
}
