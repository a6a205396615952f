// The background process behind temporaryDatabase: runs one PostgreSQL for all tests of this user and ends when nobody uses it.
import { appendFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type Owner, claimDataFolder } from './data-folder.ts'
import { startEmbeddedPostgres } from './embedded/start.ts'
import { testServerFolder } from './test-database-folder.ts'

const idleLimit = 30_000

const folder = testServerFolder()
const urlFile = join(folder, 'url')
const log = (line: string): void => appendFileSync(join(folder, 'server.log'), `${new Date().toISOString()} ${process.pid} ${line}\n`)

const claim = await claimPatiently()
try {
  await serve()
} catch (error) {
  log(String(error))
  process.exitCode = 1
}
await claim.release()

/** Leaves when another process serves already; waits for one that is just stopping. */
async function claimPatiently(): Promise<Owner> {
  for (const deadline = Date.now() + 20_000; ; await pause(100)) {
    const result = await claimDataFolder(folder)
    if (!('held' in result)) return result
    if (existsSync(urlFile) || Date.now() > deadline) process.exit(0)
  }
}

async function serve(): Promise<void> {
  // Tests lose nothing in a power cut, and make many small databases.
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200', autovacuum: 'off' }
  const server = await startEmbeddedPostgres({ dataDir: folder, settings, onLog: log })
  const client = new pg.Client({ connectionString: server.url, application_name: 'kontobro test server' })
  try {
    await client.connect()
    await dropLeftovers(client)
    writeFileSync(`${urlFile}.new`, server.url, { mode: 0o600 })
    renameSync(`${urlFile}.new`, urlFile)
    await untilIdle(client)
  } finally {
    rmSync(urlFile, { force: true })
    await client.end()
    await server.stop()
  }
}

/** Databases of tests that were killed, and templates of earlier versions of the tables. */
async function dropLeftovers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(`select datname from pg_database where datname ~ '^(t|draft|template)_'`)
  for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`)
}

async function untilIdle(client: pg.Client): Promise<void> {
  let lastUse = Date.now()
  while (Date.now() - lastUse < idleLimit) {
    await pause(1_000)
    const { rows } = await client.query<{ others: string }>(
      `select count(*) as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    if (rows[0]?.others !== '0') lastUse = Date.now()
  }
}
