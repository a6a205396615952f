// A fresh, empty PostgreSQL database for one test, on a server that all test processes of this user share.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { explainDatabaseError } from './database.ts'
import { errorCode } from './problem.ts'
import { testServerFolder } from './test-database-folder.ts'

/** `close` drops the database, ending whatever is still connected to it. */
export type TemporaryDatabase = { url: string; close: () => Promise<void> }

/** A prepared database to copy instead of an empty one: made once per `key`, by `prepare`. Name the key after everything it depends on. */
export type DatabaseTemplate = { key: string; prepare: (url: string) => Promise<void> }

/**
 * Makes a database of its own. The first call starts a PostgreSQL in the background (a few seconds the very first time); it ends by
 * itself when nobody has been connected for half a minute. It does not flush to disk: for the supervisor's own tests use startEmbeddedPostgres.
 */
export async function temporaryDatabase(template?: DatabaseTemplate): Promise<TemporaryDatabase> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await createDatabase(await sharedServer(), template)
    } catch (error) {
      // The server had just decided to end when we came: the next one is ours.
      if (explainDatabaseError(error) === error || attempt === 5) throw error
      presence = undefined
    }
  }
}

async function createDatabase(server: string, template: DatabaseTemplate | undefined): Promise<TemporaryDatabase> {
  const from = template === undefined ? 'template0' : await preparedTemplate(server, template)
  const name = `t_${Date.now().toString(36)}_${randomBytes(6).toString('hex')}`
  // Copying files is quicker here than writing the copy through the log, since nothing is flushed.
  await withClient(server, client => client.query(`create database ${name} template ${from} strategy file_copy`))
  const close = async (): Promise<void> => {
    await withClient(server, client => client.query(`drop database if exists ${name} with (force)`))
  }
  return { url: databaseUrl(server, name), close }
}

/** The running server's address, starting it if need be. One idle connection tells it that this process still wants it. */
async function sharedServer(): Promise<string> {
  presence ??= attend()
  return await presence
}

let presence: Promise<string> | undefined

async function attend(): Promise<string> {
  const deadline = Date.now() + 60_000
  let asked = 0
  for (;;) {
    const url = savedUrl()
    if (url !== undefined && (await stayConnected(url))) return url
    // Asking twice does no harm: the second server process finds the folder claimed and leaves.
    if (Date.now() - asked > 5_000) {
      startServerProcess()
      asked = Date.now()
    }
    if (Date.now() > deadline) throw new Error(`The test database did not start; see ${join(testServerFolder(), 'server.log')}`)
    await pause(50)
  }
}

async function stayConnected(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: 'kontobro test' })
  client.on('error', () => {
    presence = undefined
  })
  try {
    await client.connect()
  } catch {
    return false
  }
  // A test process must be able to end although this connection is open.
  unref(client)
  return true
}

/** pg keeps its socket at `connection.stream`; the types leave it out. */
function unref(client: pg.Client): void {
  const { connection } = client as unknown as { connection: { stream: { unref: () => void } } }
  connection.stream.unref()
}

function savedUrl(): string | undefined {
  try {
    return readFileSync(join(testServerFolder(), 'url'), 'utf8').trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function startServerProcess(): void {
  const entry = fileURLToPath(new URL('test-database-server.ts', import.meta.url))
  const bundled = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
  const node = existsSync(bundled) ? bundled : process.execPath
  spawn(node, ['--disable-warning=ExperimentalWarning', entry], { detached: true, stdio: 'ignore', windowsHide: true }).unref()
}

/** Makes the template once; the others wait for it. An advisory lock of the server keeps two test processes apart. */
async function preparedTemplate(server: string, { key, prepare }: DatabaseTemplate): Promise<string> {
  const name = `template_${Buffer.from(key).toString('hex').slice(-50)}`
  await withClient(server, async client => {
    await client.query('select pg_advisory_lock(hashtext($1))', [name])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 1) return
    const draft = `draft_${randomBytes(6).toString('hex')}`
    await client.query(`create database ${draft} template template0`)
    await prepare(databaseUrl(server, draft))
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [draft])
    await client.query(`alter database ${draft} rename to ${name}`)
  })
  return name
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'kontobro test' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
