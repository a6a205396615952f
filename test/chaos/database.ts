// A lane's own PostgreSQL: flushing to disk as in real life, started again by the product's own keeper when it is killed; a fresh database a round.
import { mkdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/store/embedded/start.ts'
import { migrate } from '../../src/store/migrate.ts'
import { migrations } from '../../src/store/migrations.ts'

export type DatabaseServer = {
  /** A database with our tables and nothing in them. */
  fresh(): Promise<{ url: string; drop(): Promise<void> }>
  /** kill -9 of the server: its children die with it, and it is started again within a second or two. False when it is down already. */
  kill(): boolean
  /** Resolves when it answers; throws when it does not within a minute. */
  answers(): Promise<void>
  stop(): Promise<void>
}

const template = 'chaos_template'

/** `folder` is made; its parents must be passable for the user PostgreSQL runs as. */
export async function openServer(folder: string, onLog: (line: string) => void): Promise<DatabaseServer> {
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  const server = await startEmbeddedPostgres({ dataDir: folder, onLog, settings: { max_connections: '80' } })
  await ask(server.url, `create database ${template}`)
  await migrate(named(server.url, template), migrations)
  let serial = 0
  return {
    fresh: async () => {
      await answering(server)
      serial += 1
      const name = `chaos_${process.pid}_${serial}`
      await ask(server.url, `create database ${name} template ${template}`)
      return { url: named(server.url, name), drop: () => ask(server.url, `drop database if exists ${name} with (force)`) }
    },
    kill: () => killed(server.pid),
    answers: () => answering(server),
    stop: () => server.stop(),
  }
}

function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

function named(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

async function answering(server: EmbeddedPostgres): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    try {
      // Twice: the first answer may come from a server that is just dying.
      await ask(server.url, 'select 1')
      await pause(30)
      return await ask(server.url, 'select 1')
    } catch (error) {
      if (Date.now() > deadline) throw error
      await pause(100)
    }
  }
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'chaos', connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
