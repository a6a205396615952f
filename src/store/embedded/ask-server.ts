// Asks a running PostgreSQL whether it serves our cluster, knows our password and has our settings.
import { realpathSync } from 'node:fs'
import pg from 'pg'
import { errorCode } from '../problem.ts'

/** `ours`: it took our password and serves our cluster; `name` is its cluster_name. */
export type Answer = { state: 'ours'; name: string } | { state: 'wrong-password' | 'stranger' | 'silent' }

/** Connects once, at most 3 s. */
export async function askServer(url: string, cluster: string): Promise<Answer> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 3_000, application_name: 'kontobro supervisor' })
  // A connection that breaks after it served its purpose is no news.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ folder: string; name: string }>(
      `select current_setting('data_directory') as folder, current_setting('cluster_name') as name`,
    )
    const row = rows[0]
    if (row === undefined || realpathSync(row.folder) !== realpathSync(cluster)) return { state: 'stranger' }
    return { state: 'ours', name: row.name }
  } catch (error) {
    return { state: errorCode(error) === '28P01' ? 'wrong-password' : 'silent' }
  } finally {
    await client.end().catch(() => undefined)
  }
}
