// A database as a place to restore into: what is there, and who works with it.
import pg from 'pg'
import { explainDatabaseError, schema } from '../database.ts'
import { StoreProblem } from '../problem.ts'

export type Place = {
  /** Something is set up here. */
  used: boolean
  /** It was moved elsewhere, and is only a copy now. */
  movedAt: Date | null
  /** Other Kontobro processes that are connected. */
  others: number
}

export async function lookAt(url: string): Promise<Place> {
  return await withClient(url, async (client) => {
    const others = await client.query<{ n: number }>(`select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name like 'kontobro%' and application_name <> 'kontobro supervisor'`)
    const used = await exists(client, 'organisations') && (await client.query(`select from ${schema}.organisations limit 1`)).rowCount === 1
    const moved = await exists(client, 'installation') ? (await client.query<{ moved_at: Date | null }>(`select moved_at from ${schema}.installation`)).rows[0]?.moved_at ?? null : null
    return { used, movedAt: moved, others: others.rows[0]?.n ?? 0 }
  })
}

/** The database stays as it is, and is not worked with any more. `to` is shown to people and holds no password. */
export async function markMoved(url: string, to: string, now: Date): Promise<void> {
  await withClient(url, async (client) => void (await client.query(`update ${schema}.installation set moved_at = $1, moved_to = $2`, [now, to])))
}

/** A place that was moved elsewhere is an old copy: two that write to the same accounts would not know of each other. Throws `installation-moved`. */
export async function refuseMoved(url: string): Promise<void> {
  const row = await withClient(url, async (client) => (await client.query<{ moved_at: Date | null; moved_to: string | null }>(`select moved_at, moved_to from ${schema}.installation`)).rows[0])
  if (row === undefined || row.moved_at === null) return
  const day = row.moved_at.toISOString().slice(0, 10)
  throw new StoreProblem('installation-moved', {
    sv: `Den här installationen flyttades ${day} till ${row.moved_to ?? '?'}, och det som ligger här är en gammal kopia: arbeta med den nya (sätt eller ta bort DATABASE_URL), eller flytta tillbaka med "kontobro move".`,
    en: `This installation was moved on ${day} to ${row.moved_to ?? '?'}, and what lies here is an old copy: work with the new one (set or unset DATABASE_URL), or move back with "kontobro move".`,
  })
}

async function exists(client: pg.Client, table: string): Promise<boolean> {
  return (await client.query<{ found: string | null }>('select to_regclass($1) as found', [`${schema}.${table}`])).rows[0]?.found != null
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'kontobro restore', connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    throw explainDatabaseError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}
