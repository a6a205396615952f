// The nightly backup: once a night, seven kept, off with an alert when it cannot be made, and a job that only the folder's owner takes.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { openHouse, type House } from '../../test/house.ts'
import { startJobs, taskData, type TaskName } from '../jobs/worker.ts'
import { diskIsShort, nightlyBackups, nightlyIsDue, spareBytes } from '../store/backup/kept.ts'
import { inspectBackup } from '../store/backup/read.ts'
import { openMasterKey } from '../store/secret-key.ts'
import { openBench, type Bench } from '../cli/test-command.ts'
import { backupTonight } from './backups.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function house(): Promise<House> {
  const one = await openHouse()
  cleanups.push(() => one.close())
  await one.apply()
  return one
}

test('a night has one backup, whole and opened by the key; seven nights are kept', async () => {
  const { installation } = await house()
  const { dataDir } = installation.environment
  let now = new Date('2026-11-20T03:00:00').getTime()
  const at = { ...installation, now: () => now }
  expect(await backupTonight(at)).toBe('made')
  now += 3_600_000
  expect(await backupTonight(at)).toBe('there')
  for (let night = 0; night < 9; night += 1) {
    now += 86_400_000
    expect(await backupTonight(at)).toBe('made')
  }
  const kept = nightlyBackups(dataDir)
  expect(kept).toHaveLength(7)
  expect(kept[0]?.madeAt.getTime()).toBe(now)
  expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(7)
  const { tables } = await inspectBackup(kept[0]?.file ?? '', { master: openMasterKey(dataDir, undefined), passphrase: null })
  expect(tables.find((table) => table.table === 'connections')?.rows).toBe(2)
})

test('a night that was slept through is made up for; what an interrupted one left behind goes', async () => {
  expect(nightlyIsDue(null, new Date('2026-11-20T12:00:00'))).toBe(true)
  expect(nightlyIsDue(new Date('2026-11-20T02:00:01'), new Date('2026-11-21T01:59:00'))).toBe(false)
  expect(nightlyIsDue(new Date('2026-11-20T02:00:01'), new Date('2026-11-21T02:00:00'))).toBe(true)
  expect(nightlyIsDue(new Date('2026-11-19T23:00:00'), new Date('2026-11-20T15:00:00'))).toBe(true)
  const { installation } = await house()
  const folder = join(installation.environment.dataDir, 'backups')
  mkdirSync(folder)
  const gone = spawnSync(process.execPath, ['--version']).pid
  writeFileSync(join(folder, `.nightly-20261101T020000Z.kontobro-backup.${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-${gone}-0123abcd.part`), 'half')
  writeFileSync(join(folder, 'mine.kontobro-backup'), 'a person\'s own')
  expect(await backupTonight(installation)).toBe('made')
  expect(readdirSync(folder).filter((name) => !name.startsWith('nightly-'))).toEqual(['mine.kontobro-backup'])
})

test('one that cannot be made is an alert with the reason, tried again, and closed by the next that is made', async () => {
  const { installation, operations } = await house()
  const folder = join(installation.environment.dataDir, 'backups')
  writeFileSync(folder, 'a file where the folder should be')
  expect(await backupTonight(installation)).toBe('failed')
  expect((await operations.status('main')).alerts).toMatchObject([{ code: 'backup-failed', en: expect.stringContaining('was not made') as string }])
  rmSync(folder)
  expect(await backupTonight(installation)).toBe('made')
  expect((await operations.status('main')).alerts).toEqual([])
})

test('a disk without room for one more and half a gigabyte beside it gets none', () => {
  expect(diskIsShort(spareBytes + 1_200, 1_000)).toBe(false)
  expect(diskIsShort(spareBytes + 1_199, 1_000)).toBe(true)
  expect(diskIsShort(0, 0)).toBe(true)
})

test('the server makes it as a job of the queue; a worker without the data folder leaves that job alone', { timeout: 300_000 }, async () => {
  const own: Bench = await openBench()
  cleanups.push(() => own.close())
  const url = own.environment.DATABASE_URL ?? ''
  const worker = own.begin(['worker'], { KONTOBRO_SECRET_KEY: 'a'.repeat(64), KONTOBRO_DATA_DIR: join(own.dir, 'worker') })
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(200)) if (await hasQueue(url)) break
  const none = async (): Promise<void> => undefined
  const every = Object.keys(taskData) as TaskName[]
  const jobs = await startJobs({ databaseUrl: url, handlers: { run: none, 'daily-mail': none, housekeeping: none, watch: none, duplicates: none, backup: none }, leaves: every, log: { warn: () => undefined } })
  cleanups.push(() => jobs.stop())
  await jobs.send('backup', {}, 'now')
  // Time enough for the worker to take it, if it would.
  await pause(3_000)
  const server = own.begin(['start'], { KONTOBRO_SECRET_KEY: 'a'.repeat(64) })
  await server.until('http://')
  for (const deadline = Date.now() + 20_000; nightlyBackups(own.dataDir).length === 0; await pause(200)) expect(Date.now()).toBeLessThan(deadline)
  expect(nightlyBackups(join(own.dir, 'worker'))).toEqual([])
  for (const one of [server, worker]) {
    one.child.kill('SIGTERM')
    await one.ended
  }
})

async function hasQueue(url: string): Promise<boolean> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(`select from kontobro_jobs.queue where name = 'backup'`)).rowCount === 1
  } catch {
    // The queue's tables are not there yet.
    return false
  } finally {
    await client.end()
  }
}
