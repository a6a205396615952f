// A backup of a real database: read back equal, constant in memory, and refused wherever one byte of it is missing or changed.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations.ts'
import { StoreProblem } from '../problem.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../test-database.ts'
import { byteReader } from './byte-reader.ts'
import { createBackup } from './create.ts'
import { writeBackupFile, type BackupSource } from './file.ts'
import { magic } from './format.ts'
import { loadBackup } from './load.ts'
import { openPieces, readHead, sealPieces } from './pieces.ts'
import { checkBackupFile, inspectBackup } from './read.ts'
import { tablesOf } from './tables.ts'

const master = createHash('sha256').update('a key').digest()
const keys = { master, passphrase: null }
const now = new Date('2026-11-28T01:00:00Z')
let dir: string
let from: TemporaryDatabase
let file: string
const open: TemporaryDatabase[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'kontobro-backup-'))
  from = await temporaryDatabase()
  open.push(from)
  await migrate(from.url, migrations)
  await fill(from.url)
  file = join(dir, 'one.backup')
  await writeBackupFile(file, await createBackup({ url: from.url, database: 'external', master, passphrase: null, product: '1.2.3', now }))
})
afterAll(async () => {
  for (const one of open) await one.close()
  rmSync(dir, { recursive: true, force: true })
})

async function query<T extends pg.QueryResultRow>(url: string, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(sql, values)).rows
  } finally {
    await client.end()
  }
}

/** Values that text formats stumble over: tabs, line ends, backslashes, nulls, bytes, other alphabets, moments. */
async function fill(url: string): Promise<void> {
  const odd = 'tab\there\nline\r\\N \\. "quoted" åäö 你好 \u2028 \u0001'
  await query(url, `set search_path to kontobro; insert into organisations (id, setup) values ('main', '\\x000a5c0d00ff'), ('annan', null)`)
  await query(url, `insert into kontobro.connections (org, name, system, config, secrets, account_id, state) values ('main', 'crm', 's', $1, '\\x00', $2, 'ok'), ('main', 'books', 's', '{}', null, null, 'ok')`, [JSON.stringify({ text: odd }), odd])
  await query(url, `insert into kontobro.tokens (org, connection, sealed) values ('main', 'crm', decode(repeat('00ff0a5c', 5000), 'hex'))`)
  await query(url, `insert into kontobro.flows (org, name, flow, source, target, golive_at) values ('main', 'f', 'orders', 'crm', 'books', '2026-01-01T00:00:00.123456Z')`)
  await query(url, `create table kontobro.activities_20261127 partition of kontobro.activities for values from ('2026-11-27T00:00:00Z') to ('2026-11-28T00:00:00Z')`)
  await query(url, `insert into kontobro.activities (id, org, at, flow, trigger, action, record_id, title, skus, sentence_sv, sentence_en, duration_ms, settings_version, payload)
    select gen_random_uuid(), 'main', timestamptz '2026-11-27T00:00:00.000001Z' + n * interval '13 seconds', 'f', 't', 'created', n::text, $1, array[$1, '', null], 'sv', 'en', n, 1, decode(md5(n::text), 'hex') from generate_series(1, 9000) n`, [odd])
  await query(url, `insert into kontobro.alerts (org, code, subject, params, first_at, last_at) select 'main', 'c', n::text, '{}', now(), now() from generate_series(1, 5) n`)
  await query(url, `insert into kontobro.outbox (org, connection, kind, record_id, flow, values) values ('main', 'crm', 'deal', '1', 'f', '{}')`)
  await query(url, `insert into kontobro.intents (id, org, account, kind, flow, run, reference, state, worker, fence, sent_at, looks, created_at) values ('11111111-1111-1111-1111-111111111111', 'main', 'a', 'document', 'f', '22222222-2222-2222-2222-222222222222', 'HS-1', 'sent', 'w-1', 1, '2026-11-01T00:00:00Z', 1, now())`)
  await query(url, `insert into kontobro.intent_keys (org, account, key, intent) values ('main', 'a', 'mark:HS-1', '11111111-1111-1111-1111-111111111111')`)
  await query(url, `insert into kontobro.runs (id, org, flow, trigger, state, worker, lease_until, settings_version, started_at) values ('22222222-2222-2222-2222-222222222222', 'main', 'f', 'manual', 'running', 'w-1', '2026-11-01T00:00:00Z', 1, '2026-11-01T00:00:00Z')`)
  await query(url, `insert into kontobro.known_marks (org, account, mark, kind, id) values ('main', 'a', 'HS-1', 'order', 'x')`)
}

/** Every row of every table that a backup holds, as text. */
async function contentOf(url: string, without: string[] = []): Promise<Record<string, string[]>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found: Record<string, string[]> = {}
    for (const table of await tablesOf(client)) {
      if (without.includes(table.name)) continue
      found[table.name] = (await client.query<{ row: string }>(`select row(${table.columns.map((column) => `t.${pg.escapeIdentifier(column)}`).join(', ')})::text as row from kontobro.${table.name} t order by 1`)).rows.map((each) => each.row)
    }
    return found
  } finally {
    await client.end()
  }
}

async function emptyDatabase(): Promise<TemporaryDatabase> {
  const made = await temporaryDatabase()
  open.push(made)
  return made
}

describe('a backup loaded into an empty database', () => {
  test('gives every row as it was, whatever its values, and counts on from where it was', async () => {
    const into = await emptyDatabase()
    await loadBackup(into.url, file, keys, migrations, now)
    const changed = ['connections', 'runs', 'intents']
    expect(await contentOf(into.url, changed)).toEqual(await contentOf(from.url, changed))
    expect((await query<{ name: string }>(into.url, `select relname as name from pg_class where relname = 'activities_20261127'`))).toHaveLength(1)
    expect(Number((await query<{ n: string }>(into.url, 'select count(*) as n from only kontobro.activities_rest'))[0]?.n)).toBeLessThan(9000)
    const [next] = await query<{ id: string }>(into.url, `insert into kontobro.alerts (org, code, subject, params, first_at, last_at) values ('main', 'c', 'next', '{}', now(), now()) returning id`)
    expect(next?.id).toBe('6')
    await query(into.url, `delete from kontobro.alerts where id = 6`)
    const functions = `select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where nspname = 'kontobro' order by 1`
    expect(await query(into.url, functions)).toEqual(await query(from.url, functions))
  })
  test('knows that it may be old: connections wait, runs are over, open writes are looked for, nothing read from the books came along', async () => {
    const into = await emptyDatabase()
    const { unsettled } = await loadBackup(into.url, file, keys, migrations, now)
    expect(unsettled).toEqual({ connections: 2, intents: 1, unsent: 0 })
    expect(await query(into.url, `select distinct restored_at from kontobro.connections`)).toEqual([{ restored_at: now }])
    expect(await query(into.url, `select state, lease_until from kontobro.runs`)).toEqual([{ state: 'interrupted', lease_until: now }])
    // When it was sent stays: what was made by it is looked for from then on.
    expect(await query(into.url, `select worker, looks, sent_at from kontobro.intents`)).toEqual([{ worker: 'restored', looks: 0, sent_at: new Date('2026-11-01T00:00:00Z') }])
    expect(await query(into.url, `select * from kontobro.known_marks`)).toEqual([])
    expect(await query(into.url, `select backup_made_at, moved_at from kontobro.installation`)).toEqual([{ backup_made_at: now, moved_at: null }])
  })
  test('of an older version is brought up to date after it is filled', async () => {
    const old = await emptyDatabase()
    await migrate(old.url, migrations.slice(0, 5))
    await query(old.url, `insert into kontobro.organisations (id) values ('main')`)
    await query(old.url, `insert into kontobro.connections (org, name, system) values ('main', 'crm', 's')`)
    const path = join(dir, 'old.backup')
    await writeBackupFile(path, await createBackup({ url: old.url, database: 'embedded', master, passphrase: null, product: '0.0.1', now }))
    expect((await inspectBackup(path, keys)).schema).toEqual(migrations.slice(0, 5).map((step) => step.name))
    const into = await emptyDatabase()
    await loadBackup(into.url, path, keys, migrations, now)
    expect(await query(into.url, `select name, restored_at from kontobro.connections`)).toEqual([{ name: 'crm', restored_at: now }])
    expect(await migrate(into.url, migrations)).toEqual([])
  })
})

const readers = async (): Promise<number> => (await query<{ n: number }>(from.url, `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'kontobro backup'`))[0]?.n ?? -1
async function eventually(n: number): Promise<void> {
  for (const deadline = Date.now() + 20_000; (await readers()) !== n; await pause(50)) if (Date.now() > deadline) throw new Error(`${await readers()} read the database, not ${n}`)
}

describe('a backup whose file cannot be made', () => {
  const begun = async (): Promise<Readable> => await createBackup({ url: from.url, database: 'external', master, passphrase: null, product: '1.2.3', now })
  const nowhere = async (source: BackupSource): Promise<void> => await expect(writeBackupFile(join(dir, 'nowhere', 'x.backup'), source)).rejects.toMatchObject({ code: 'backup-not-written' })

  test('does not begin to read the database', async () => {
    await nowhere(await begun())
    await pause(1_000)
    expect(await readers()).toBe(0)
  })
  test('leaves nobody reading it, though it had begun: a stream of the web reads ahead', async () => {
    const source = Readable.toWeb(await begun()) as ReadableStream<Uint8Array>
    await eventually(1)
    await nowhere(source)
    await eventually(0)
  })
  test('nor does one that reads ahead by itself', async () => {
    const source = await begun()
    source.read(0)
    await eventually(1)
    await nowhere(source)
    await eventually(0)
  })
})

test('a load that fails leaves the database as it was', async () => {
  const into = await emptyDatabase()
  await migrate(into.url, migrations)
  await query(into.url, `insert into kontobro.organisations (id) values ('before')`)
  const before = await contentOf(into.url)
  // A step that fails after everything was filled.
  const broken = [...migrations, { name: '9998-broken', sql: 'select 1 / 0' }]
  await expect(loadBackup(into.url, file, keys, broken, now)).rejects.toThrow('division by zero')
  expect(await contentOf(into.url)).toEqual(before)
  await expect(loadBackup(into.url, file, keys, migrations.slice(0, 3), now)).rejects.toMatchObject({ code: 'backup-newer' })
  expect(await contentOf(into.url)).toEqual(before)
})

test('while others write, a backup holds one moment: of each pair written together both or none', { timeout: 300_000 }, async () => {
  const busy = await emptyDatabase()
  await migrate(busy.url, migrations)
  await query(busy.url, `insert into kontobro.organisations (id) values ('main')`)
  await query(busy.url, `insert into kontobro.seen (org, flow, record_id, stamp, settings_version) select 'main', 'f', 'x' || n, repeat('s', 500), 1 from generate_series(1, 20000) n`)
  let stop = false
  const client = new pg.Client({ connectionString: busy.url })
  await client.connect()
  // Alphabetically one table is read first, the other last.
  const pair = async (n: number): Promise<void> => {
    await client.query('begin')
    await client.query(`insert into kontobro.alerts (org, code, subject, params, first_at, last_at) values ('main', 'c', $1, '{}', now(), now())`, [String(n)])
    await client.query(`insert into kontobro.told (org, recipient, what, at) values ('main', 'r', $1, now())`, [String(n)])
    await client.query('commit')
  }
  await pair(0)
  let written = 1
  const writing = (async () => {
    for (; !stop; written += 1) await pair(written)
    await client.end()
  })()
  for (let round = 0; round < 5; round += 1) {
    const since = written
    const path = join(dir, `busy-${round}.backup`)
    await writeBackupFile(path, await createBackup({ url: busy.url, database: 'external', master, passphrase: null, product: '1', now }))
    const { tables } = await inspectBackup(path, keys)
    const rows = (name: string): number => tables.find((table) => table.table === name)?.rows ?? -1
    expect(rows('alerts')).toBe(rows('told'))
    expect(rows('alerts')).toBeGreaterThanOrEqual(since)
  }
  stop = true
  await writing
})

describe('a file with anything wrong', () => {
  const codeOf = async (bytes: Buffer): Promise<string> => {
    const path = join(dir, 'wrong.backup')
    writeFileSync(path, bytes)
    return await inspectBackup(path, keys).then(() => 'opened', (error: unknown) => (error instanceof StoreProblem ? error.code : `thrown: ${String(error)}`))
  }
  test('cut anywhere, it is refused as cut short', async () => {
    const whole = readFileSync(file)
    const headEnd = magic.length + 4 + whole.readUInt32BE(magic.length)
    const places = [magic.length, magic.length + 3, headEnd - 1, headEnd, headEnd + 4, headEnd + 5, ...Array.from({ length: 60 }, (_, n) => headEnd + 6 + Math.floor(((whole.length - headEnd - 7) * n) / 59))]
    for (const at of places) expect([at, await codeOf(whole.subarray(0, at))]).toEqual([at, 'backup-cut'])
    for (const at of [0, 1, magic.length - 1]) expect([at, await codeOf(whole.subarray(0, at))]).toEqual([at, 'backup-not-one'])
  })
  test('changed, moved, repeated or lengthened anywhere, it does not open', { timeout: 300_000 }, async () => {
    const whole = readFileSync(file)
    const headEnd = magic.length + 4 + whole.readUInt32BE(magic.length)
    expect(await codeOf(whole)).toBe('opened')
    await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const copy = Buffer.from(whole)
      copy.writeUInt8(copy.readUInt8(at) ^ mask, at)
      const code = await codeOf(copy)
      const wanted = at < magic.length ? ['backup-not-one'] : at < headEnd ? ['backup-damaged', 'backup-cut', 'backup-key-wrong', 'backup-newer'] : ['backup-damaged', 'backup-cut']
      expect(wanted).toContain(code)
    }), { numRuns: 150 })
    expect(await codeOf(Buffer.concat([whole, whole.subarray(headEnd)]))).toBe('backup-damaged')
    expect(await codeOf(Buffer.concat([whole, Buffer.alloc(1)]))).toBe('backup-damaged')
    // Pieces of another backup of the same installation.
    expect(await codeOf(Buffer.concat([whole.subarray(0, headEnd), readFileSync(join(dir, 'old.backup')).subarray(headEnd)]))).toBe('backup-damaged')
  })
  test('an end that looks like one piece short is seen without the key too', async () => {
    const whole = readFileSync(file)
    const path = join(dir, 'short.backup')
    await expect(writeBackupFile(path, Readable.from([whole.subarray(0, whole.length - 1)]))).rejects.toMatchObject({ code: 'backup-cut' })
    await expect(checkBackupFile(path)).rejects.toMatchObject({ code: 'backup-not-read' })
    expect(await checkBackupFile(file)).toMatchObject({ product: '1.2.3', hasPassphrase: false })
  })
})

test('bytes of any length go through the pieces unchanged', async () => {
  const key = Buffer.alloc(32, 1)
  const head = Buffer.from('head')
  await fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300_000 }), { maxLength: 6 }), async (parts) => {
    const sealed: Buffer[] = []
    for await (const piece of sealPieces((async function* () { yield* parts })(), key, head)) sealed.push(piece)
    const opened: Buffer[] = []
    for await (const piece of openPieces(byteReader((async function* () { yield* sealed })()), key, head, 'f')) opened.push(piece)
    expect(Buffer.concat(opened).equals(Buffer.concat(parts))).toBe(true)
  }), { numRuns: 40 })
  await expect(readHead(byteReader((async function* () { yield Buffer.from('x') })()), 'f')).rejects.toMatchObject({ code: 'backup-not-one' })
})
