// Brings a database up to the code's tables: ordered steps, each once, one process at a time; refuses a database newer than the code.
import pg from 'pg'
import { explainDatabaseError, schema } from './database.ts'
import { StoreProblem } from './problem.ts'

/** One step. `sql` may hold several statements and names tables without schema. A step that has run anywhere is never edited. */
export type Migration = { name: string; sql: string }

/** An arbitrary number that means "Kontobro is migrating" to PostgreSQL's advisory locks. */
export const migrationLock = 4_400_001

/**
 * Runs the steps that the database lacks, each in a transaction with its own record, so that a crash leaves whole steps only.
 * Several processes may call it at once: one works, the others wait and find nothing left to do.
 * @returns the names of the steps that ran now.
 * @throws StoreProblem `database-newer-than-code` or `migration-failed`; Failure `database-away`.
 */
export async function migrate(url: string, migrations: Migration[]): Promise<string[]> {
  // A connection of its own: the lock belongs to the session, and a big step may take longer than a pool's statement may.
  const client = new pg.Client({ connectionString: url, application_name: 'kontobro migrate', connectionTimeoutMillis: 10_000 })
  // The error reaches us through the query that was waiting.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await prepareSchema(client)
    return await runMissing(client, migrations)
  } catch (error) {
    throw explainDatabaseError(error)
  } finally {
    // Ending the session lets the lock go.
    await client.end()
  }
}

/** The steps that a database has, in order; for `doctor` and backups. Empty when it has none. */
export async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`select name from ${schema}.migrations order by position`)
  return rows.map(row => row.name)
}

async function runMissing(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  const applied = await appliedMigrations(client)
  refuseNewer(applied, migrations)
  const ran: string[] = []
  for (const [position, { name, sql }] of migrations.entries()) {
    if (applied.includes(name)) continue
    await client.query('begin')
    try {
      await applyStep(client, { name, sql }, position)
      await client.query('commit')
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw failed(name, error)
    }
    ran.push(name)
  }
  return ran
}

/** Makes our schema and its list of steps where they are missing. */
export async function prepareSchema(client: pg.ClientBase): Promise<void> {
  // "if not exists" still wants the right to create, which a database given to us with its schema may not grant.
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema])
  if (rowCount === 0) await client.query(`create schema ${schema}`)
  await client.query(`set search_path to ${schema}`)
  await client.query(`create table if not exists migrations (name text primary key, position int not null, ran_at timestamptz not null default now())`)
}

/** One step with its record, inside the caller's transaction. */
export async function applyStep(client: pg.ClientBase, { name, sql }: Migration, position: number): Promise<void> {
  await client.query(sql)
  // A step may have changed it for itself.
  await client.query(`set local search_path to ${schema}`)
  await client.query('insert into migrations (name, position) values ($1, $2)', [name, position])
}

function refuseNewer(applied: string[], migrations: Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name))
  const strange = applied.find(name => !known.has(name))
  if (strange === undefined) return
  throw new StoreProblem('database-newer-than-code', {
    sv: `Databasen har använts av en nyare Kontobro (steget ${strange} är okänt här): uppgradera Kontobro, eller återställ en backup från den här versionen.`,
    en: `The database has been used by a newer Kontobro (step ${strange} is unknown here): upgrade Kontobro, or restore a backup made by this version.`,
  })
}

function failed(name: string, error: unknown): unknown {
  const explained = explainDatabaseError(error)
  if (explained !== error) return explained
  const reason = error instanceof Error ? error.message : String(error)
  return new StoreProblem(
    'migration-failed',
    {
      sv: `Databasen kunde inte uppdateras (steget ${name}): ${reason}. Inget av steget har gjorts.`,
      en: `The database could not be brought up to date (step ${name}): ${reason}. Nothing of that step was done.`,
    },
    error,
  )
}
