// backup and restore as a person types them: what is written, what opens it, and every way in which a file or key can be wrong.
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoConfig } from '../../sandbox/data/demo-config.ts'
import { startSandbox, type Sandbox } from '../../sandbox/main.ts'
import { magic } from '../store/backup/format.ts'
import { openBench, type Bench, type Result } from './test-command.ts'
import { filesOf, stateOf } from './test-restore.ts'

let sandbox: Sandbox
let bench: Bench
/** The backup that the others are made from. */
let whole: Buffer
const path = (name: string): string => join(bench.dir, name)

beforeAll(async () => {
  sandbox = await startSandbox({ timeScale: 30 })
  bench = await openBench()
  Object.assign(bench.environment, sandbox.environment)
  writeFileSync(path('kontobro.yaml'), demoConfig(new Date()))
  writeFileSync(path('phrase.txt'), 'korrekt häst batteri klammer\nandra raden räknas inte\n')
  writeFileSync(path('other.txt'), 'en helt annan fras här\n')
  expect((await bench.run(['apply', '-f', 'kontobro.yaml'])).code).toBe(0)
  expect((await bench.run(['run', 'won-deals', '--yes'])).code).toBe(3)
}, 180_000)
afterAll(async () => {
  await bench.close()
  await sandbox.close()
})

/** One or two sentences, no stack, and nothing on stdout. */
function expectSentence(result: Result, code: number, text: RegExp): void {
  expect(result).toMatchObject({ code, out: '' })
  expect(result.err).toMatch(text)
  expect(result.err).not.toMatch(/ {4}at |Error:/)
  expect(result.err.trim().split('\n').length).toBeLessThan(3)
}

describe('a backup', () => {
  it('is one file that only its owner may read, and says what opens it and what it holds', async () => {
    const result = await bench.run(['backup', 'first.backup'])
    expect(result).toMatchObject({ code: 0, err: '' })
    expect(result.out).toMatch(/first\.backup \([\d.]+ [kM]B\)/)
    expect(result.out).toMatch(/1 organisation, 2 connections, 1 flow, \d{3} links/)
    expect(result.out).toContain('It opens only with the installation\'s key')
    expect(statSync(path('first.backup')).mode & 0o777).toBe(0o600)
    whole = readFileSync(path('first.backup'))
    expect(whole.subarray(0, magic.length).toString()).toBe(magic)
  })
  it('shows nothing of what is in it, and leaves no other file behind', async () => {
    for (const secret of [...Object.values(sandbox.tokens), 'won-deals', 'Nordisk', 'kontobro_']) expect(whole.includes(secret)).toBe(false)
    expect(readdirSync(bench.dir).filter((name) => name.includes('.part'))).toEqual([])
  })
  it('goes into a folder under a name with its time, and tells the same as JSON', async () => {
    mkdirSync(path('shelf'))
    const { code, out } = await bench.run(['backup', 'shelf', '--json', '--passphrase-file', 'phrase.txt'])
    expect(code).toBe(0)
    const told = JSON.parse(out) as { file: string; bytes: number; opensWith: string[] }
    expect(told).toMatchObject({ opensWith: ['key', 'passphrase'], manifest: { product: expect.any(String) as string, database: 'external' } })
    expect(told.file).toMatch(/shelf\/kontobro-\d{8}T\d{6}Z\.kontobro-backup$/)
    expect(statSync(told.file).size).toBe(told.bytes)
    expect(out).not.toContain('masterKey')
  })
  it('that cannot be written is one sentence, and what stood there stays', async () => {
    expectSentence(await bench.run(['backup', 'nowhere/x.backup']), 1, /cannot be written \(ENOENT\)/)
    writeFileSync(path('short.txt'), 'kort')
    expectSentence(await bench.run(['backup', 'first.backup', '--passphrase-file', 'short.txt']), 2, /at least 16 characters/)
    expectSentence(await bench.run(['backup', 'first.backup', '--passphrase-file', 'none.txt']), 2, /none\.txt, cannot be read/)
    expect(readFileSync(path('first.backup')).equals(whole)).toBe(true)
  })
})

describe('a file that cannot be restored', () => {
  let before: unknown
  beforeAll(async () => {
    before = await stateOf(bench)
  })
  const write = (name: string, bytes: Buffer | string): string => {
    writeFileSync(path(name), bytes)
    return name
  }
  const flipped = (at: number): Buffer => {
    const copy = Buffer.from(whole)
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at)
    return copy
  }
  it('is named for what it is, and nothing changes', async () => {
    const headEnd = magic.length + 4 + whole.readUInt32BE(magic.length)
    const restored = async (name: string, bytes: Buffer | string): Promise<Result> => await bench.run(['restore', write(name, bytes), '--yes'])
    expectSentence(await bench.run(['restore', 'nothing.backup', '--yes']), 1, /There is no file nothing\.backup/)
    expectSentence(await restored('empty.backup', ''), 2, /is not a backup made by Kontobro/)
    expectSentence(await restored('text.backup', 'organisation: main\nconnections: {}\n'), 2, /is not a backup made by Kontobro/)
    for (const at of [headEnd + 200, whole.length - 1]) expectSentence(await restored('cut.backup', whole.subarray(0, at)), 1, /is cut short: its end is missing/)
    expectSentence(await restored('changed.backup', flipped(whole.length >> 1)), 1, /is damaged, or was changed after it was made/)
    const newer = whole.toString('latin1').replace('"format":1', '"format":9').replace(/"product":"[^"]+"/, (text) => text.replace(/\d/g, '9'))
    expectSentence(await restored('newer.backup', Buffer.from(newer, 'latin1')), 2, /was made by a newer Kontobro \(9\.9\.9\): upgrade/)
    expect(await stateOf(bench)).toEqual(before)
  }, 240_000)
  it('or key that does not fit says which key it is, and what else would open it', async () => {
    const other = 'b'.repeat(64)
    const otherKey = write('other.key', `${Buffer.alloc(32, 7).toString('base64url')}\n`)
    const elsewhere = ['--data-dir', path('elsewhere')]
    expectSentence(await bench.run(['restore', 'first.backup', ...elsewhere]), 2, /is encrypted with the key \S+, and no key is given/)
    expectSentence(await bench.run(['restore', 'first.backup', '--key-file', otherKey, '--yes']), 2, /encrypted with another key \(\S+\) than the one given \(\S+\)/)
    expectSentence(await bench.run(['restore', 'first.backup', '--yes'], { KONTOBRO_SECRET_KEY: other }), 2, /encrypted with another key/)
    expectSentence(await bench.run(['restore', 'first.backup', '--key-file', 'gone.key', '--yes']), 2, /no key file gone\.key/)
    expectSentence(await bench.run(['restore', 'first.backup', '--key-file', 'kontobro.yaml', '--yes']), 2, /kontobro\.yaml is empty or damaged/)
    expectSentence(await bench.run(['restore', 'first.backup', '--passphrase-file', 'phrase.txt', '--yes']), 2, /was made without a passphrase/)
    const [phrased = ''] = readdirSync(path('shelf'))
    expectSentence(await bench.run(['restore', join('shelf', phrased), '--passphrase-file', 'other.txt', '--yes']), 2, /The passphrase does not open/)
    expectSentence(await bench.run(['restore', join('shelf', phrased), ...elsewhere]), 2, /can also be opened with its passphrase/)
    // The environment's key would win at the next start, and could read nothing.
    expectSentence(await bench.run(['restore', join('shelf', phrased), '--passphrase-file', 'phrase.txt', '--yes'], { KONTOBRO_SECRET_KEY: other }), 2, /KONTOBRO_SECRET_KEY is another key/)
    expectSentence(await bench.run(['restore', 'first.backup']), 2, /is in use already, and nothing was changed: with --yes/)
    expect(await stateOf(bench)).toEqual(before)
  }, 240_000)
  it('is told in Swedish too, and as one JSON object', async () => {
    const { code, out, err } = await bench.run(['restore', write('cut.backup', whole.subarray(0, 900)), '--yes', '--json', '--lang', 'sv'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'backup-cut' } })
    expect(err).toContain('är avhuggen: slutet saknas')
  })
})

describe('a restore', () => {
  it('only reads with --check', async () => {
    const before = await stateOf(bench)
    const checked = await bench.run(['restore', 'first.backup', '--check'])
    expect(checked).toMatchObject({ code: 0, out: expect.stringContaining('first.backup is whole.') as string })
    expect(await stateOf(bench)).toEqual(before)
  })
  it('puts back what was there, keeps what it replaced, and the next run writes nothing twice', async () => {
    const links = async (): Promise<number> => (JSON.parse((await bench.run(['status', '--json'])).out) as { flows: { linked: number }[] }).flows[0]?.linked ?? 0
    const had = await links()
    expect((await bench.run(['forget', '--yes'])).code).toBe(0)
    expect(await links()).toBe(0)
    const restored = await bench.run(['restore', 'first.backup', '--yes'])
    expect(restored).toMatchObject({ code: 0, err: '' })
    expect(restored.out).toContain('stop it before you start this one')
    expect(restored.out).toContain('first reads the books whole')
    expect(await links()).toBe(had)
    expect((await bench.run(['status'])).out).toContain('restored, read first')
    const run = await bench.run(['run', 'won-deals', '--json'])
    expect(JSON.parse(run.out)).toMatchObject({ state: 'done', created: 0, updated: 0, failed: 0 })
    expect((await bench.run(['status'])).out).not.toContain('restored, read first')
    // What was replaced is a backup as any other.
    const [safety = ''] = readdirSync(join(bench.dataDir, 'backups'))
    expect(safety).toMatch(/^before-restore-/)
    const back = await bench.run(['restore', join(bench.dataDir, 'backups', safety), '--yes', '--json'])
    expect(JSON.parse(back.out)).toMatchObject({ loaded: { unsettled: { connections: 2 } } })
    expect(await links()).toBe(0)
  }, 240_000)
  it('with the passphrase brings the key along, when all else is lost', async () => {
    const [phrased = ''] = readdirSync(path('shelf'))
    const lost = await openBench()
    try {
      Object.assign(lost.environment, sandbox.environment)
      const restored = await lost.run(['restore', join(path('shelf'), phrased), '--passphrase-file', path('phrase.txt')])
      expect(restored, restored.err).toMatchObject({ code: 0 })
      expect(readFileSync(join(lost.dataDir, 'secret.key'), 'utf8')).toBe(readFileSync(join(bench.dataDir, 'secret.key'), 'utf8'))
      expect(statSync(join(lost.dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
      expect(filesOf(lost.dataDir).map((line) => line.split(' ')[0])).toEqual(['secret.key'])
      expect(JSON.parse((await lost.run(['run', 'won-deals', '--json'])).out)).toMatchObject({ state: 'done', created: 0, failed: 0 })
    } finally {
      await lost.close()
    }
  }, 240_000)
  it('of a database that a newer Kontobro had used asks for that one', async () => {
    const client = new pg.Client({ connectionString: bench.environment.DATABASE_URL })
    await client.connect()
    try {
      const server = bench.begin(['start'])
      await server.until('http://')
      await client.query(`insert into kontobro.migrations (name, position) values ('9999-from-the-future', 999)`)
      expect((await bench.run(['backup', 'future.backup'])).code).toBe(2)
      await client.query(`delete from kontobro.migrations where name like '9999%'`)
      server.child.kill('SIGTERM')
      await server.ended
    } finally {
      await client.end()
    }
    expectSentence(await bench.run(['restore', 'future.backup', '--yes']), 2, /was made by a newer Kontobro/)
  }, 240_000)
})

describe('with a server running', () => {
  it('the server makes the backup, and a restore is refused with its name', async () => {
    const server = bench.begin(['start'])
    await server.until('http://')
    const { code, out } = await bench.run(['backup', 'served.backup', '--json'])
    expect({ code, told: JSON.parse(out) as unknown }).toMatchObject({ code: 0, told: { manifest: { tables: expect.any(Array) as unknown[] } } })
    expectSentence(await bench.run(['restore', 'served.backup', '--yes']), 1, new RegExp(`process ${server.child.pid}.*nothing was changed`))
    // The key may be the server's alone: then the file is whole, and that is said.
    server.child.kill('SIGTERM')
    await server.ended
    // A worker beside the database counts too.
    const worker = bench.begin(['worker'], { KONTOBRO_SECRET_KEY: readFileSync(join(bench.dataDir, 'secret.key'), 'utf8').trim(), KONTOBRO_DATA_DIR: path('worker') })
    await worker.until('The worker is at work')
    for (const deadline = Date.now() + 30_000; ;) {
      const refused = await bench.run(['restore', 'served.backup', '--yes'])
      if (refused.code === 1) {
        expectSentence(refused, 1, /other connections of Kontobro.*stop all servers and workers first/)
        break
      }
      expect(Date.now()).toBeLessThan(deadline)
    }
    worker.child.kill('SIGTERM')
    expect((await worker.ended).code).toBe(0)
  }, 240_000)
})
