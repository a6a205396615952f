// The connection to PostgreSQL: a pool, Kysely on top of it, and one readable failure when the server is away.
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, type Transaction } from 'kysely'
import pg from 'pg'
import { storableText, withoutBrokenSigns } from '../core/broken-signs.ts'
import { Failure } from '../core/failure.ts'
import { errorCode, errorText } from './problem.ts'

/** All tables live in this schema; every connection looks there, so SQL names tables without it. */
export const schema = 'kontobro'

/** `db` for typed queries, `pool` for what needs a session of its own (advisory locks, listen). `close` ends both. */
export type Database<T> = { pool: pg.Pool; db: Kysely<T>; close: () => Promise<void> }

/** A process that fell silent in the middle of a transaction keeps its locks no longer than a lease lasts. */
const lockMs = 10_000

export type DatabaseOptions = {
  /** Most connections at once; default 10. */
  max?: number
  /** Shown in pg_stat_activity; default "kontobro". */
  applicationName?: string
  /** A statement that takes longer is ended by the server; default 30 s, 0 for none. */
  statementTimeoutMs?: number
}

/**
 * Opens a pool; connects when first used. numeric, int8 and date arrive as strings, timestamptz as Date, json parsed.
 * Kysely's queries throw Failure `database-away` when the server cannot be reached; after a lost COMMIT nobody knows whether it took.
 */
export function openDatabase<T>(url: string, options: DatabaseOptions = {}): Database<T> {
  const timeout = options.statementTimeoutMs ?? 30_000
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'kontobro',
    connectionTimeoutMillis: 10_000,
    // A server whose machine vanished never answers; ours gives up a little after the server would have.
    ...(timeout > 0 ? { query_timeout: timeout + 10_000 } : {}),
    keepAlive: true,
    types: { getTypeParser },
    // Not start-up parameters: connection poolers refuse those.
    onConnect: client => setSession(client, timeout),
  })
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  const db = new Kysely<T>({ dialect: new PostgresDialect({ pool: guarded(pool) }) })
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= db.destroy().then(() => (pool.ended ? undefined : pool.end()))
    return closing
  }
  return { pool, db, close }
}

/**
 * Runs `work` in one transaction, again (at most 3 times in all) when PostgreSQL had to break a deadlock or a serialization conflict.
 * So `work` must touch nothing but the database.
 */
export async function inTransaction<T, R>(db: Kysely<T>, work: (transaction: Transaction<T>) => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      const conflict = ['40001', '40P01'].includes(errorCode(error) ?? '')
      if (!conflict || attempt === 3) throw error
    }
  }
}

/** The `database-away` failure if this error means that the server cannot be reached or is going away, else the error itself. */
export function explainDatabaseError(error: unknown, where = ''): unknown {
  if (!isAway(error)) return error
  return new Failure('database-away', {}, { detail: [where, errorText(error)].filter(text => text !== '').join(': '), cause: error })
}

const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT'])
const awayMessages = /^Connection terminated|^timeout exceeded when trying to connect|^Query read timeout|^Client has encountered a connection error/

function isAway(error: unknown): boolean {
  const code = errorCode(error) ?? ''
  // 08: connection exception; 57P01-57P03: shutting down, crashed, starting; 53300: no connection left; 25P03: silent for too long in a transaction.
  return awayCodes.has(code) || /^(08|57P0[123]$|53300$|25P03$)/.test(code) || awayMessages.test(errorText(error))
}

/** The last door before the database: signs that it refuses in text and jsonb become U+FFFD, so that one of them never fails what is written beside it. */
function storable(parameter: unknown): unknown {
  if (typeof parameter === 'string') return /^\s*[[{]/.test(parameter) ? withoutBrokenSigns(storableText(parameter)) : storableText(parameter)
  return Array.isArray(parameter) ? parameter.map(storable) : parameter
}

async function setSession(client: pg.ClientBase, timeout: number): Promise<void> {
  // The pool listens only while a connection is idle; one that is cut while in use tells its query, and must not end the process.
  client.on('error', () => undefined)
  // Tables grow within a run from nothing to many rows: a plan made once would soon be the wrong one.
  await client.query(`set search_path to ${schema}; set statement_timeout to ${timeout}; set idle_in_transaction_session_timeout to '${lockMs}ms'; set plan_cache_mode to force_custom_plan`)
}

/** `date` (1082) stays text: as a Date it would be midnight somewhere, and another day elsewhere. numeric and int8 are text already. */
const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (type: number, format?: 'text' | 'binary') =>
  type === 1082 ? (text: string) => text : (pg.types.getTypeParser(type, format ?? 'text') as (text: string) => unknown)

/** Statements get a name, so that a connection reads each of them once. Those beyond the bound are read anew every time. */
const statementNames = new Map<string, string>()
const mostStatements = 400

function statementName(sql: string): string | undefined {
  const known = statementNames.get(sql)
  if (known !== undefined || statementNames.size >= mostStatements) return known
  const name = `k${statementNames.size + 1}`
  statementNames.set(sql, name)
  return name
}

/** The pool as Kysely sees it, with errors explained. */
function guarded(pool: pg.Pool): PostgresPool {
  const where = `${pool.options.host ?? ''}:${pool.options.port ?? ''}`.replace(/^:$/, '')
  // Kysely recognises a connection by its object, so each client keeps one wrapper.
  const wrappers = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const wrap = (client: pg.PoolClient): PostgresPoolClient => {
    let broken = false
    const query = async (sql: string, parameters: unknown[]): Promise<unknown> => {
      try {
        return await client.query(parameters.length === 0 ? sql : { name: statementName(sql), text: sql, values: parameters.map(storable) })
      } catch (error) {
        // The server's farewell may come before the socket's end; the next user must not get this connection.
        broken ||= isAway(error)
        throw explainDatabaseError(error, where)
      }
    }
    return { query, release: (destroy?: boolean) => client.release(broken || destroy) } as PostgresPoolClient
  }
  const connect = async (): Promise<PostgresPoolClient> => {
    try {
      const client = await pool.connect()
      const wrapper = wrappers.get(client) ?? wrap(client)
      wrappers.set(client, wrapper)
      return wrapper
    } catch (error) {
      throw explainDatabaseError(error, where)
    }
  }
  return { options: pool.options, connect, end: () => (pool.ended ? Promise.resolve() : pool.end()) }
}
