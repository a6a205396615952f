// Loads a backup into a database in one transaction: whatever goes wrong, what was there before is still there.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { explainDatabaseError, schema } from '../database.ts'
import { applyStep, migrationLock, prepareSchema, type Migration } from '../migrate.ts'
import { markRestored, type Unsettled } from './after-load.ts'
import { plainValues } from './dump.ts'
import { damagedBackup, newerBackup } from './problems.ts'
import { openBackup, type TableReading } from './read.ts'
import type { BackupKeys } from './locks.ts'
import { tablesOf } from './tables.ts'

export type Loaded = { rows: number; unsettled: Unsettled }

/** The steps that the backup's database had must all be known here. Throws `backup-newer`. */
export function refuseNewerSchema(file: string, of: { product: string; schema: readonly string[] }, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((step) => step.name))
  if (of.schema.some((name) => !known.has(name))) throw newerBackup(file, of.product)
}

/**
 * Replaces all tables of ours in the database. The tables are made as they were when the backup was made, filled, and then brought up to date.
 * Throws what opening the backup throws, and Failure `database-away`.
 */
export async function loadBackup(url: string, file: string, keys: BackupKeys, migrations: readonly Migration[], now: Date): Promise<Loaded> {
  const reading = await openBackup(file, keys)
  const client = new pg.Client({ connectionString: url, application_name: 'kontobro restore', connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    const { schema: had, days, madeAt } = reading.opening
    refuseNewerSchema(file, reading.opening, migrations)
    await client.connect()
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await client.query('begin')
    await emptySchema(client)
    await prepareSchema(client)
    await client.query(plainValues)
    for (const [position, step] of migrations.entries()) if (had.includes(step.name)) await applyStep(client, step, position)
    for (const { table, day } of days) await makeDay(client, table, day)
    const rows = await fillTables(client, reading.tables(), file)
    await setSequences(client)
    for (const [position, step] of migrations.entries()) if (!had.includes(step.name)) await applyStep(client, step, position)
    const unsettled = await markRestored(client, { now, madeAt: new Date(madeAt) })
    await client.query('commit')
    return { rows, unsettled }
  } catch (error) {
    throw explainDatabaseError(error)
  } finally {
    reading.close()
    // Without its commit the transaction is undone when the session ends.
    await client.end().catch(() => undefined)
  }
}

/** Drops our tables and functions one by one, since the schema itself may be another's; and the job queue, which is made anew at the next start. */
async function emptySchema(client: pg.Client): Promise<void> {
  const tables = await client.query<{ name: string }>(`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition`, [schema])
  for (const { name } of tables.rows) await client.query(`drop table ${schema}.${pg.escapeIdentifier(name)} cascade`)
  const functions = await client.query<{ name: string }>(`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = $1`, [schema])
  for (const { name } of functions.rows) await client.query(`drop function ${name} cascade`)
  const jobs = await client.query<{ may: boolean }>(`select has_database_privilege(current_database(), 'create') as may from pg_namespace where nspname = 'kontobro_jobs'`)
  if (jobs.rows[0]?.may === true) await client.query('drop schema kontobro_jobs cascade')
}

/** A day of the log, so that it can be dropped whole when its time is over. */
async function makeDay(client: pg.Client, table: string, day: string): Promise<void> {
  const from = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`
  const to = new Date(Date.parse(from) + 86_400_000).toISOString()
  await client.query(`create table ${pg.escapeIdentifier(`${table}_${day}`)} partition of ${pg.escapeIdentifier(table)} for values from (${pg.escapeLiteral(from)}) to (${pg.escapeLiteral(to)})`)
}

async function fillTables(client: pg.Client, tables: AsyncGenerator<TableReading>, file: string): Promise<number> {
  const present = await tablesOf(client)
  // What a step puts into a table itself stands in the backup too.
  for (const table of present.toReversed()) await client.query(`delete from ${pg.escapeIdentifier(table.name)}`)
  let rows = 0
  for await (const table of tables) {
    if (!present.some((one) => one.name === table.name)) throw damagedBackup(file)
    const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ')
    const copying = client.query(copyFrom(`copy ${pg.escapeIdentifier(table.name)} (${columns}) from stdin`))
    await pipeline(Readable.from(table.data, { objectMode: false }), copying)
    if (copying.rowCount !== table.end().rows) throw damagedBackup(file)
    rows += copying.rowCount
  }
  return rows
}

/** The next number of a counted column comes after those that were loaded. */
async function setSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; column: string; sequence: string }>(`
    select c.relname as name, a.attname as column, pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
      and pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) is not null`, [schema])
  for (const { name, column, sequence } of rows) {
    await client.query(`select setval($1, greatest(1, coalesce(max(${pg.escapeIdentifier(column)}), 0) + 1), false) from ${pg.escapeIdentifier(name)}`, [sequence])
  }
}
