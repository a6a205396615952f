// doctor: what it finds, with a server and without, when files are open to others, when the key is another, and when PostgreSQL does not start at all.
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { demoConfig } from '../../sandbox/data/demo-config.ts'
import { startSandbox, type Sandbox } from '../../sandbox/main.ts'
import { openBench, type Bench } from './test-command.ts'

const findings = z.array(z.object({ what: z.string(), state: z.enum(['ok', 'warn', 'bad']), sv: z.string().min(5), en: z.string().min(5) }))
type Findings = z.infer<typeof findings>

let sandbox: Sandbox
let bench: Bench

beforeAll(async () => {
  sandbox = await startSandbox({ timeScale: 30 })
  bench = await openBench({ database: 'embedded' })
  Object.assign(bench.environment, sandbox.environment)
  writeFileSync(join(bench.dir, 'kontobro.yaml'), demoConfig(new Date()))
  expect((await bench.run(['apply', '-f', 'kontobro.yaml'])).code).toBe(0)
}, 240_000)
afterAll(async () => {
  await bench.close()
  await sandbox.close()
})

async function examined(environment: Record<string, string> = {}): Promise<{ code: number | null; found: Findings; of(what: string): Findings }> {
  const { code, out } = await bench.run(['doctor', '--json'], environment)
  const found = findings.parse(JSON.parse(out))
  return { code, found, of: (what) => found.filter((one) => one.what === what) }
}

it('looks at everything, and says that a backup is missing with code 3', async () => {
  const { code, found, of } = await examined()
  expect(code).toBe(3)
  expect(new Set(found.map((one) => one.what))).toEqual(new Set(['version', 'memory', 'owner', 'disk', 'writing', 'rights', 'key', 'backup', 'database', 'clock']))
  expect(found.filter((one) => one.state === 'bad')).toEqual([])
  expect(of('backup')).toMatchObject([{ state: 'warn', en: expect.stringContaining('There is no backup yet') as string }])
  expect(of('database')).toMatchObject([{ en: expect.stringMatching(/PostgreSQL 18\.\d+ \(embedded\), \d+ MB, tables \d{4}-/) as string }])
  expect(of('key').map((one) => one.en)).toEqual([expect.stringMatching(/^The key \S{8} lies in .*secret\.key/), 'The key opens what is sealed (4 of 4).'])
  // The clock beside the database's and both vendors'.
  expect(of('clock')).toHaveLength(3)
  expect(readdirSync(bench.dataDir).filter((name) => name.startsWith('.doctor'))).toEqual([])
}, 240_000)

it('asks a running server for what only it can see, and reads tonight\'s backup back', async () => {
  const server = bench.begin(['start'])
  await server.until('http://')
  mkdirSync(join(bench.dataDir, 'backups'), { mode: 0o700 })
  const name = `nightly-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}.kontobro-backup`
  expect((await bench.run(['backup', join(bench.dataDir, 'backups', name)])).code).toBe(0)
  const { code, of } = await examined()
  expect(of('owner')).toMatchObject([{ state: 'ok', en: expect.stringContaining(`process ${server.child.pid}`) as string }])
  expect(of('database')).toMatchObject([{ state: 'ok' }])
  expect(of('backup')).toMatchObject([{ state: 'ok', en: expect.stringContaining('is whole and opens with the key') as string }])
  expect(code).toBe(0)
  server.child.kill('SIGSTOP')
  try {
    const hung = await examined()
    expect(hung.code).toBe(1)
    expect(hung.of('owner')).toMatchObject([{ state: 'bad', en: expect.stringMatching(/does not answer: wait until it is done/) as string }])
  } finally {
    server.child.kill('SIGCONT')
  }
  server.child.kill('SIGTERM')
  await server.ended
  // A backup that the disk has damaged is found before it is needed.
  const file = join(bench.dataDir, 'backups', name)
  writeFileSync(file, 'x', { flag: 'a' })
  expect((await examined()).of('backup')).toMatchObject([{ state: 'bad', en: expect.stringMatching(/cannot be read: .* is damaged/) as string }])
  rmSync(file)
}, 240_000)

it('names files that others can read, before anything mends them in silence', async () => {
  chmodSync(join(bench.dataDir, 'secret.key'), 0o644)
  chmodSync(join(bench.dataDir, 'backups'), 0o755)
  const { code, of } = await examined()
  expect(code).toBe(1)
  expect(of('rights').map((one) => one.en)).toEqual([expect.stringMatching(/backups: run chmod 700/), expect.stringMatching(/secret\.key: run chmod 600/)])
  chmodSync(join(bench.dataDir, 'backups'), 0o700)
  expect(statSync(join(bench.dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
  expect((await examined()).of('rights')).toMatchObject([{ state: 'ok' }])
}, 240_000)

it('says when the key is not the one that sealed what is stored', async () => {
  const { code, of } = await examined({ KONTOBRO_SECRET_KEY: 'c'.repeat(64) })
  expect(code).toBe(1)
  expect(of('key').map((one) => one.state)).toEqual(['ok', 'bad'])
  expect(of('key')[1]?.en).toMatch(/sealed with another key/)
}, 240_000)

it('says when the port is taken, and when a vendor\'s clock is another or cannot be reached', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const late = await lateClock()
  try {
    const { code, of } = await examined({ PORT: String(port), HUBSPOT_API_URL: late.url, HUBSPOT_APP_URL: 'http://127.0.0.1:9' })
    expect(code).toBe(1)
    expect(of('port')).toMatchObject([{ state: 'bad', en: expect.stringContaining(`Port ${port} is used by another program`) as string }])
    expect(of('clock').filter((one) => one.state === 'bad')).toMatchObject([{ en: expect.stringMatching(/is (599|600|601) s off/) as string }])
    expect(of('network')).toMatchObject([{ state: 'warn' }])
  } finally {
    taken.close()
    late.close()
  }
}, 240_000)

it('goes on to the end when PostgreSQL does not start', async () => {
  const cluster = clusterOf(bench.dataDir)
  renameSync(join(cluster, 'global'), join(cluster, 'global.gone'))
  try {
    const { code, of } = await examined()
    expect(code).toBe(1)
    expect(of('database')).toMatchObject([{ state: 'bad', en: expect.stringContaining('did not start') as string }])
    expect(of('disk')).toMatchObject([{ state: 'ok' }])
    expect(of('clock').length).toBeGreaterThan(0)
  } finally {
    renameSync(join(cluster, 'global.gone'), join(cluster, 'global'))
  }
  expect((await examined()).of('database')).toMatchObject([{ state: 'ok' }])
}, 240_000)

it('and when DATABASE_URL leads nowhere, or the data folder cannot be used', async () => {
  expect((await examined({ DATABASE_URL: 'postgres://a:hemligt@127.0.0.1:9/x' })).of('database')).toMatchObject([{ state: 'bad' }])
  writeFileSync(join(bench.dir, 'plain-file'), '')
  const { code, of, found } = await examined({ KONTOBRO_DATA_DIR: join(bench.dir, 'plain-file') })
  expect(code).toBe(1)
  expect(of('folder')).toMatchObject([{ state: 'bad' }])
  expect(JSON.stringify(found)).not.toContain('hemligt')
}, 240_000)

/** Where the database's files lie; as root they may lie outside the data folder. */
function clusterOf(dataDir: string): string {
  const inside = join(dataDir, 'postgres')
  if (existsSync(inside)) return inside
  return z.object({ cluster: z.string() }).parse(JSON.parse(readFileSync(join(dataDir, 'postgres-location.json'), 'utf8'))).cluster
}

/** A host whose clock is ten minutes slow. */
async function lateClock(): Promise<{ url: string; close(): void }> {
  const { createServer: createHttp } = await import('node:http')
  const server = createHttp((_, response) => {
    response.sendDate = false
    response.setHeader('date', new Date(Date.now() - 600_000).toUTCString())
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, close: () => server.close() }
}
