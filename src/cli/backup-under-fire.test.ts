// Backup and restore under fire: processes killed with SIGKILL in the middle, and a disk that is really full. Nothing half stands under a backup's name, and the next one works.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mountSmallDisk } from '../../test/chaos/small-disk.ts'
import { demoConfig } from '../../sandbox/data/demo-config.ts'
import { startSandbox, type Sandbox } from '../../sandbox/main.ts'
import { openBench, type Bench } from './test-command.ts'

let sandbox: Sandbox
let bench: Bench
let client: pg.Client
const path = (...names: string[]): string => join(bench.dir, ...names)
const drafts = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.part'))
const marks = async (): Promise<number> => Number((await client.query<{ n: string }>(`select count(*) as n from kontobro.learnt where name like 'ballast%'`)).rows[0]?.n)

beforeAll(async () => {
  sandbox = await startSandbox({ timeScale: 30 })
  bench = await openBench()
  Object.assign(bench.environment, sandbox.environment)
  writeFileSync(path('kontobro.yaml'), demoConfig(new Date()))
  writeFileSync(path('phrase.txt'), 'korrekt häst batteri klammer\n')
  expect((await bench.run(['apply', '-f', 'kontobro.yaml'])).code).toBe(0)
  client = new pg.Client({ connectionString: bench.environment.DATABASE_URL, application_name: 'test' })
  await client.connect()
  // Enough that a backup and a restore take their time.
  await client.query(`insert into kontobro.learnt (org, account, name, value, at)
    select 'main', 'a', 'ballast ' || n, to_jsonb((select string_agg(md5(random()::text || n || m), '') from generate_series(1, 32) m)), now() from generate_series(1, 60000) n`)
}, 180_000)
afterAll(async () => {
  await client.end()
  await bench.close()
  await sandbox.close()
})

/** Waits for what happens soon, or says that it did not. */
async function soon(what: () => boolean | Promise<boolean>, meanwhile: { child: { exitCode: number | null } }): Promise<void> {
  for (;;) {
    if (await what()) return
    if (meanwhile.child.exitCode !== null) throw new Error('it ended before it could be killed')
    await pause(5)
  }
}

it('a backup killed in the middle leaves nothing under its name and what stood there; the next one works and clears up', async () => {
  mkdirSync(path('shelf'))
  writeFileSync(path('shelf', 'kept.backup'), 'what stood there')
  writeFileSync(path('shelf', '.mine.part'), 'a file of somebody else')
  for (const name of ['kept.backup', 'new.backup']) {
    const begun = bench.begin(['backup', path('shelf', name)])
    await soon(() => drafts(path('shelf')).some((one) => one.includes(name) && statSync(path('shelf', one)).size > 1_000_000), begun)
    begun.child.kill('SIGKILL')
    expect((await begun.ended).code).toBeNull()
  }
  expect(readFileSync(path('shelf', 'kept.backup'), 'utf8')).toBe('what stood there')
  expect(existsSync(path('shelf', 'new.backup'))).toBe(false)
  const next = await bench.run(['backup', path('shelf', 'new.backup'), '--passphrase-file', path('phrase.txt')])
  expect(next, next.err).toMatchObject({ code: 0 })
  expect(drafts(path('shelf'))).toEqual(['.mine.part'])
  expect((await bench.run(['restore', path('shelf', 'new.backup'), '--check'])).code).toBe(0)
}, 240_000)

it('a backup that is being written is left alone by another one in the same folder', async () => {
  const slow = bench.begin(['backup', path('shelf', 'slow.backup')])
  await soon(() => drafts(path('shelf')).some((one) => one.includes('slow')), slow)
  slow.child.kill('SIGSTOP')
  // From another data folder, since the stopped process owns this one.
  const elsewhere = { KONTOBRO_DATA_DIR: path('elsewhere'), KONTOBRO_SECRET_KEY: readFileSync(join(bench.dataDir, 'secret.key'), 'utf8').trim() }
  const other = await bench.run(['backup', path('shelf', 'other.backup')], elsewhere)
  slow.child.kill('SIGCONT')
  expect(other, other.err).toMatchObject({ code: 0 })
  expect((await slow.ended).code).toBe(0)
}, 240_000)

it('a restore killed in the middle changes nothing, and the same restore works afterwards', async () => {
  await client.query(`delete from kontobro.learnt where name = 'ballast 1'`)
  const had = await marks()
  const begun = bench.begin(['restore', path('shelf', 'new.backup'), '--yes'])
  await soon(async () => ((await client.query<{ n: number }>(`select tuples_processed::int as n from pg_stat_progress_copy where command = 'COPY FROM'`)).rows[0]?.n ?? 0) > 1_000, begun)
  begun.child.kill('SIGKILL')
  expect((await begun.ended).code).toBeNull()
  // The next start finds everything as it was.
  expect((await bench.run(['status'])).code).toBe(0)
  expect(await marks()).toBe(had)
  const again = await bench.run(['restore', path('shelf', 'new.backup'), '--yes'])
  expect(again, again.err).toMatchObject({ code: 0, err: '' })
  expect(await marks()).toBe(had + 1)
  expect((await bench.run(['status'])).code).toBe(0)
}, 240_000)

it('a restore killed while it keeps what it will replace leaves no half copy of that behind', async () => {
  const backups = join(bench.dataDir, 'backups')
  const begun = bench.begin(['restore', path('shelf', 'new.backup'), '--yes'])
  await soon(() => existsSync(backups) && drafts(backups).length > 0, begun)
  begun.child.kill('SIGKILL')
  await begun.ended
  expect((await bench.run(['restore', path('shelf', 'new.backup'), '--yes'])).code).toBe(0)
  expect(drafts(backups)).toEqual([])
}, 240_000)

for (const next of ['status', 'restore'] as const) {
  it(`a restore killed between the database and its key is finished by the next ${next === 'status' ? 'start' : 'restore'}`, async () => {
    const key = join(bench.dataDir, 'secret.key')
    const right = readFileSync(key, 'utf8')
    // As the kill leaves it: the database is the backup's, its key lies beside, and the key of before still has the name.
    renameSync(key, `${key}.new`)
    writeFileSync(key, `${Buffer.alloc(32, next.length).toString('base64url')}\n`, { mode: 0o600 })
    const words = next === 'status' ? ['doctor'] : ['restore', path('shelf', 'new.backup'), '--yes', '--passphrase-file', path('phrase.txt'), '--json']
    const result = await bench.run(words)
    expect(result.err).not.toMatch(/encrypted with another key/)
    expect(readFileSync(key, 'utf8')).toBe(right)
    expect(existsSync(`${key}.new`)).toBe(false)
    if (next === 'status') return
    expect(result, result.err).toMatchObject({ code: 0 })
    // What was there before this very restore is kept under the key that its secrets were sealed with: a copy made by a later restore would be so anyway.
    const { safety } = JSON.parse(result.out) as { safety: string }
    const kept = await bench.run(['restore', safety, '--check'])
    expect(kept, kept.err).toMatchObject({ code: 0 })
  }, 240_000)
}

it('a key beside that is not the database\'s is left where it is', async () => {
  const key = join(bench.dataDir, 'secret.key')
  const right = readFileSync(key, 'utf8')
  writeFileSync(`${key}.new`, `${Buffer.alloc(32, 5).toString('base64url')}\n`, { mode: 0o600 })
  expect((await bench.run(['status'])).code).toBe(0)
  expect(readFileSync(key, 'utf8')).toBe(right)
}, 60_000)

it('a backup onto a disk that is full says so, keeps what stood there and leaves no half file', async ({ skip }) => {
  const folder = path('disk')
  const mounted = mountSmallDisk(folder, '8m')
  if ('refused' in mounted) return skip(mounted.refused)
  try {
    writeFileSync(join(folder, 'kept.backup'), 'what stood there')
    for (const lang of ['en', 'sv']) {
      const full = await bench.run(['backup', join(folder, 'kept.backup'), '--json', '--lang', lang])
      expect(full.code).toBe(1)
      expect(JSON.parse(full.out)).toMatchObject({ error: { code: 'backup-not-written' } })
      expect(full.err).toMatch(lang === 'en' ? /There was no room for the backup: the disk of .* is full/ : /plats: .* är full/)
      expect(full.err).not.toMatch(/ {4}at |ENOSPC/)
    }
    expect(readdirSync(folder)).toEqual(['kept.backup'])
    expect(readFileSync(join(folder, 'kept.backup'), 'utf8')).toBe('what stood there')
    mounted.disk.fill()
    expect((await bench.run(['backup', folder])).err).toMatch(/There was no room for the backup/)
  } finally {
    mounted.disk.unmount()
  }
}, 240_000)
