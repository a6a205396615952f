// Reads a whole database in one snapshot, as it was at one moment, while others go on writing to it.
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { explainDatabaseError, schema } from '../database.ts'
import { appliedMigrations } from '../migrate.ts'
import { closing, opening, tableEnd, type Opening, type TableEnd } from './format.ts'
import { frame } from './frames.ts'
import { daysOf, tablesOf, type Table } from './tables.ts'

/** Bytes of a table gathered into one frame. */
const frameBytes = 64 * 1024

/** How PostgreSQL writes values as text: the same on both sides, whatever a server is set to. */
export const plainValues = `set client_encoding to 'UTF8'; set datestyle to 'ISO, YMD'; set intervalstyle to 'postgres'; set timezone to 'UTC'; set bytea_output to 'hex'; set extra_float_digits to 1; set statement_timeout to 0; set search_path to ${schema}`

/** The frames of everything there is. Memory does not grow with the tables. Throws Failure `database-away`. */
export async function* dumpFrames(url: string, about: Pick<Opening, 'product' | 'madeAt' | 'database' | 'masterKey'>): AsyncGenerator<Buffer> {
  const client = new pg.Client({ connectionString: url, application_name: 'kontobro backup', connectionTimeoutMillis: 10_000 })
  // The error reaches us through the query that was waiting.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(plainValues)
    await client.query('begin isolation level repeatable read, read only')
    const version = (await client.query<{ server_version: string }>('show server_version')).rows[0]?.server_version ?? ''
    yield* frame('opening', opening.parse({ ...about, postgres: version, schema: await appliedMigrations(client), days: await daysOf(client) }))
    const ends: TableEnd[] = []
    for (const table of await tablesOf(client)) ends.push(yield* tableFrames(client, table))
    await client.query('commit')
    yield* frame('closing', closing.parse({ tables: ends }))
  } catch (error) {
    throw explainDatabaseError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function* tableFrames(client: pg.Client, table: Table): AsyncGenerator<Buffer, TableEnd> {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  yield* frame('table', { table: table.name, columns: table.columns })
  const copying = client.query(copyTo(`copy (select ${columns} from ${schema}.${pg.escapeIdentifier(table.name)}) to stdout`))
  const digest = createHash('sha256')
  let bytes = 0
  for await (const part of gathered(copying)) {
    digest.update(part)
    bytes += part.length
    yield* frame('data', part)
  }
  const end = tableEnd.parse({ table: table.name, rows: copying.rowCount ?? 0, bytes, sha256: digest.digest('hex') })
  yield* frame('end', end)
  return end
}

/** PostgreSQL sends row by row; a frame for each would cost more than the rows. */
async function* gathered(source: Readable): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  for await (const part of source as AsyncIterable<Buffer>) {
    for (let from = 0; from < part.length; from += frameBytes) {
      const next = part.subarray(from, from + frameBytes)
      held.push(next)
      size += next.length
      if (size < frameBytes) continue
      yield Buffer.concat(held)
      held = []
      size = 0
    }
  }
  if (size > 0) yield Buffer.concat(held)
}
