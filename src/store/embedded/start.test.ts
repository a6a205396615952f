// The embedded PostgreSQL as Kontobro meets it: first start, next start, crashes, and a data folder that is not what it was.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { prepareBinaries } from './binaries.ts'
import { findPlatformPackage } from './platform-package.ts'
import { isAlive, servesCluster } from './process-identity.ts'
import { isRoot } from './run-as.ts'
import { startServer } from './server-process.ts'
import { serverSettings } from './settings.ts'
import { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts'

let model: string
let dir: string
let running: EmbeddedPostgres[] = []
const children: ChildProcess[] = []

/** initdb takes a second or more, so one data folder serves every test that leaves it whole; the others copy it. */
beforeAll(async () => {
  model = mkdtempSync(join(tmpdir(), 'kontobro-embedded-'))
  await (await startEmbeddedPostgres({ dataDir: model })).stop()
})

afterAll(() => rmSync(model, { recursive: true, force: true }))

beforeEach(() => {
  dir = model
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of running) await server.stop()
  running = []
  if (dir !== model) rmSync(dir, { recursive: true, force: true })
})

function useCopy(): void {
  dir = mkdtempSync(join(tmpdir(), 'kontobro-embedded-'))
  cpSync(model, dir, { recursive: true })
}

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: dir, ...options })
  running.push(server)
  return server
}

async function ask<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

const clusterOf = (): string => join(dir, 'postgres')
const ownerOfCluster = (): { cluster: string; runAs: { name: string; uid: number; gid: number } } => {
  const { uid, gid } = statSync(clusterOf())
  return { cluster: clusterOf(), runAs: { name: '', uid, gid } }
}

/** A process of its own that starts the server, says its pid, and then does as told. */
async function startInOtherProcess(then: 'wait' | 'exit' | 'throw'): Promise<{ child: ChildProcess; server: { pid: number; port: number } }> {
  const code = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL('start.ts', import.meta.url).href)}
    const server = await startEmbeddedPostgres({ dataDir: process.argv[1] })
    console.log(JSON.stringify({ pid: server.pid, port: server.port }))
    if (process.argv[2] === 'exit') process.exit(0)
    if (process.argv[2] === 'throw') setTimeout(() => { throw new Error('as asked') })
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, dir, then], { stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  const ended = once(child, 'exit').then(() => ['null'])
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string]
  return { child, server: JSON.parse(line) as { pid: number; port: number } }
}

async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (!servesCluster(pid, ownerOfCluster())) return true
    await pause(10)
  }
  return false
}

describe('a start', () => {
  test('makes a database with checksums, UTF-8, SCRAM and durable writes, that only this machine reaches', async () => {
    const server = await start()
    const [facts] = await ask<Record<string, string>>(
      server.url,
      `select current_setting('data_checksums') as checksums, current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
        current_setting('synchronous_commit') as commit, current_setting('jit') as jit, current_setting('shared_buffers') as buffers, current_setting('default_statistics_target') as statistics,
        current_setting('max_connections') as connections, current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
        (select datcollate || ' ' || datlocale from pg_database where datname = current_database()) as locale,
        (select string_agg(distinct auth_method, ',') from pg_hba_file_rules) as auth, (select left(rolpassword, 13) from pg_authid where rolname = 'kontobro') as password`,
    )
    expect(facts).toEqual({
      checksums: 'on', encoding: 'UTF8', fsync: 'on', commit: 'on', jit: 'off', buffers: '24MB', statistics: '25', connections: '40', addresses: '127.0.0.1', sockets: '',
      locale: 'C C.UTF-8', auth: 'scram-sha-256', password: 'SCRAM-SHA-256',
    })
    expect(statSync(join(dir, 'postgres.password')).mode & 0o777).toBe(0o600)
    expect(statSync(clusterOf()).mode & 0o777).toBe(0o700)
    const wrong = new URL(server.url)
    wrong.password = 'wrong'
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed')
  })

  test('of an existing database takes under 1.5 s and finds what was there; stopping takes under a second', async () => {
    const first = await start()
    await ask(first.url, 'drop table if exists kept; create table kept (id int); insert into kept values (7)')
    const stopping = performance.now()
    await first.stop()
    expect(performance.now() - stopping).toBeLessThan(1_000)
    const starting = performance.now()
    const second = await start()
    expect(performance.now() - starting).toBeLessThan(1_500)
    expect(second.adopted).toBe(false)
    expect(await ask(second.url, 'select id from kept')).toEqual([{ id: 7 }])
  })

  test('writes its log into the data folder, without the values of a failing statement', async () => {
    const server = await start()
    await expect(ask(server.url, `create table people (mail text unique); insert into people values ('anna@x.se'), ('anna@x.se')`)).rejects.toThrow()
    await server.stop()
    const text = readdirSync(join(clusterOf(), 'log')).map(name => readFileSync(join(clusterOf(), 'log', name), 'utf8')).join('')
    expect(text).toContain('duplicate key value')
    expect(text).not.toContain('anna@x.se')
  })

  test('leaves nothing of a crash during the first start behind', async () => {
    useCopy()
    rmSync(clusterOf(), { recursive: true })
    cpSync(join(model, 'postgres', 'base'), join(dir, '.initdb-crashed', 'postgres', 'base'), { recursive: true })
    const server = await start()
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(readdirSync(dir).filter(name => name.startsWith('.initdb'))).toEqual([])
  })
})

describe('a port', () => {
  test('that somebody took first is told apart from other failures, and the next start takes another', async () => {
    const listener = createServer().listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    const { runAs } = ownerOfCluster()
    const placement = { base: dir, cluster: clusterOf(), runAs: isRoot() ? runAs : undefined }
    // Where PostgreSQL's user can reach them, also when the project lies beneath a closed home.
    const native = prepareBinaries(findPlatformPackage(), placement)
    const result = await startServer({ native, placement, port, settings: serverSettings, onLog: () => undefined, patience: 10_000 })
    listener.close()
    expect(result).toMatchObject({ reason: 'port' })
    const server = await start()
    expect(server.port).not.toBe(port)
  })
})

describe('after our process ended', () => {
  test('by kill -9, the database lives on, is adopted with its open work, and is stopped by the next owner', async () => {
    const { child, server } = await startInOtherProcess('wait')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(servesCluster(server.pid, ownerOfCluster())).toBe(true)
    const next = await start()
    expect(next).toMatchObject({ adopted: true, pid: server.pid, port: server.port })
    expect(await ask(next.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await next.stop()
    expect(await gone(server.pid)).toBe(true)
  })

  test('and the data folder was renamed meanwhile, the database is still recognised and adopted', async () => {
    useCopy()
    const { child, server } = await startInOtherProcess('wait')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const renamed = `${dir}-renamed`
    renameSync(dir, renamed)
    symlinkSync(renamed, dir)
    try {
      const next = await start()
      expect(next).toMatchObject({ adopted: true, pid: server.pid })
      await next.stop()
    } finally {
      rmSync(renamed, { recursive: true })
    }
  })

  test.each(['exit', 'throw'] as const)('by %s, the database has been told to end', async how => {
    const { child, server } = await startInOtherProcess(how)
    if (child.exitCode === null) await once(child, 'exit')
    expect(await gone(server.pid)).toBe(true)
  })

  test('an orphan with other settings is stopped and started anew', async () => {
    const { child, server } = await startInOtherProcess('wait')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const next = await start({ settings: { work_mem: '5MB' } })
    expect(next.adopted).toBe(false)
    expect(next.pid).not.toBe(server.pid)
    expect(await ask(next.url, 'show work_mem')).toEqual([{ work_mem: '5MB' }])
  })

  test('an orphan whose password we lost is stopped, and gets a new one', async () => {
    const { child } = await startInOtherProcess('wait')
    child.kill('SIGKILL')
    await once(child, 'exit')
    rmSync(join(dir, 'postgres.password'))
    const next = await start()
    expect(next.adopted).toBe(false)
    expect(await ask(next.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('a database that dies', () => {
  test('by kill -9 while we run comes back on the same port with all that was acknowledged', async () => {
    const server = await start()
    await ask(server.url, 'drop table if exists kept; create table kept (id int)')
    for (let id = 1; id <= 20; id += 1) await ask(server.url, `insert into kept values (${id})`)
    const { pid } = server
    process.kill(pid, 'SIGKILL')
    let rows: object[] = []
    for (let tries = 0; tries < 200 && rows.length === 0; tries += 1) {
      await pause(50)
      rows = await ask(server.url, 'select count(*)::int as count from kept').catch(() => [])
    }
    expect(rows).toEqual([{ count: 20 }])
    expect(server.pid).not.toBe(pid)
    await server.stop()
    expect(await gone(server.pid)).toBe(true)
  })

  test('together with us is started after its last processes let go of the memory', async () => {
    const { child, server } = await startInOtherProcess('wait')
    child.kill('SIGKILL')
    await once(child, 'exit')
    // Its helpers notice the death of their parent a moment later and still hold the shared memory until then.
    process.kill(server.pid, 'SIGKILL')
    const next = await start()
    expect(next.adopted).toBe(false)
    expect(await ask(next.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('a data folder', () => {
  test('whose postmaster.pid names a process that is something else now is started, and that process left alone', async () => {
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore', ...ownerIdentity() })
    children.push(stranger)
    await once(stranger, 'spawn')
    const file = join(clusterOf(), 'postmaster.pid')
    writeFileSync(file, `${stranger.pid}\n${clusterOf()}\n1760000000\n5432\n\n127.0.0.1\n         1         1\nready   \n`)
    const { uid, gid } = statSync(clusterOf())
    chownSync(file, uid, gid)
    const server = await start()
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(isAlive(stranger.pid ?? 0)).toBe(true)
    expect(stranger.signalCode).toBeNull()
  })

  test('whose password file belongs to another database gets its own password again', async () => {
    writeFileSync(join(dir, 'postgres.password'), 'notThePasswordOfThisDatabase\n')
    const server = await start()
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('that was copied back from a backup, with other owners and rights, is mended and used', async () => {
    useCopy()
    expect(statSync(clusterOf()).mode & 0o777).not.toBe(0o700)
    const server = await start()
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('of a newer or older PostgreSQL is refused in one sentence, untouched', async () => {
    useCopy()
    writeFileSync(join(clusterOf(), 'PG_VERSION'), '19\n')
    await expect(start()).rejects.toMatchObject({ code: 'database-newer', en: expect.stringContaining('upgrade Kontobro') as string })
    writeFileSync(join(clusterOf(), 'PG_VERSION'), '17\n')
    await expect(start()).rejects.toMatchObject({ code: 'database-older', sv: expect.stringContaining('kontobro backup') as string })
    expect(existsSync(join(clusterOf(), 'postmaster.pid'))).toBe(false)
  })

  test('that is damaged gives PostgreSQL’s own reason', async () => {
    useCopy()
    rmSync(join(clusterOf(), 'global', 'pg_control'))
    await expect(start()).rejects.toMatchObject({ code: 'database-start-failed', en: expect.stringContaining('pg_control') as string })
  })
})

function ownerIdentity(): { uid?: number; gid?: number } {
  const { uid, gid } = statSync(clusterOf())
  return process.getuid?.() === 0 ? { uid, gid } : {}
}
