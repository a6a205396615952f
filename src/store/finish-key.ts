// A restore puts the database in place and then its key. Killed between the two, it left the key beside: whoever opens the database next finishes that.
import pg from 'pg'
import { explainDatabaseError, schema } from './database.ts'
import { createSecrets, sealedWith } from './secrets.ts'
import { preparedKey } from './secret-key.ts'

/** Takes the key that lies beside when it is the one that the database's secrets are sealed with. True when it did. */
export async function finishKey(dataDir: string, databaseUrl: string): Promise<boolean> {
  const prepared = preparedKey(dataDir)
  if (prepared === null || createSecrets(prepared.key).keyId !== (await keyOf(databaseUrl))) return false
  prepared.take()
  return true
}

/** Which key the connections' secrets are sealed with; null when nothing is set up. */
async function keyOf(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, application_name: 'kontobro key', connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const made = await client.query<{ found: string | null }>('select to_regclass($1) as found', [`${schema}.connections`])
    if (made.rows[0]?.found == null) return null
    const [first] = (await client.query<{ secrets: Buffer }>(`select secrets from ${schema}.connections where secrets is not null limit 1`)).rows
    return first === undefined ? null : sealedWith(first.secrets)
  } catch (error) {
    throw explainDatabaseError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}
