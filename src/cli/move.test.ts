// Moving between the embedded database and a PostgreSQL of one's own, there and back, on a real second server with an ordinary user.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoConfig } from '../../sandbox/data/demo-config.ts'
import { startSandbox, type Sandbox } from '../../sandbox/main.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../store/embedded/start.ts'
import { openBench, type Bench } from './test-command.ts'

let sandbox: Sandbox
let bench: Bench
let server: EmbeddedPostgres
let serverDir: string
/** The database of an ordinary user, who owns it and nothing else. */
let own: { DATABASE_URL: string }

beforeAll(async () => {
  sandbox = await startSandbox({ timeScale: 30 })
  bench = await openBench({ database: 'embedded' })
  Object.assign(bench.environment, sandbox.environment)
  writeFileSync(join(bench.dir, 'kontobro.yaml'), demoConfig(new Date()))
  serverDir = mkdtempSync(join(tmpdir(), 'kontobro-own-'))
  server = await startEmbeddedPostgres({ dataDir: serverDir })
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`create role kontobro_app login password 'hemligt-ord'`)
  await client.query('create database kontobro_db owner kontobro_app')
  await client.end()
  own = { DATABASE_URL: `postgres://kontobro_app:hemligt-ord@127.0.0.1:${server.port}/kontobro_db` }
}, 180_000)
afterAll(async () => {
  await bench.close()
  await server.stop()
  rmSync(serverDir, { recursive: true, force: true })
  await sandbox.close()
})

/** What the twin's books hold, by kind; made again would be one more. */
function inBooks(): { customers: number; articles: number; documents: number } {
  const company = sandbox.eaccounting.state.company()
  return { customers: company.customers.all().length, articles: company.articles.all().length, documents: sandbox.eaccounting.state.documents().length }
}
const run = async (environment: Record<string, string> = {}): Promise<Record<string, unknown>> => JSON.parse((await bench.run(['run', 'won-deals', '--json'], environment)).out) as Record<string, unknown>

it('says what is missing, and that there is nothing to move', async () => {
  expect(await bench.run(['move', '--to', 'database'])).toMatchObject({ code: 2, err: expect.stringContaining('Set DATABASE_URL') as string })
  expect(await bench.run(['move'])).toMatchObject({ code: 2 })
  expect(await bench.run(['move', '--to', 'database'], own)).toMatchObject({ code: 2, err: expect.stringContaining('nothing to move') as string })
}, 240_000)

it('goes to DATABASE_URL in one command: nothing is made again, and the place that was left is not started any more', async () => {
  expect((await bench.run(['apply', '-f', 'kontobro.yaml'])).code).toBe(0)
  expect((await bench.run(['run', 'won-deals', '--yes'])).code).toBe(3)
  const before = inBooks()
  const moved = await bench.run(['move', '--to', 'database'], own)
  expect(moved, moved.err).toMatchObject({ code: 0, err: '' })
  expect(moved.out).toContain(`Moved from ${bench.dataDir} to 127.0.0.1:${server.port}/kontobro_db.`)
  expect(moved.out).toContain('marked as moved')
  expect(`${moved.out}${moved.err}`).not.toContain('hemligt-ord')
  expect(await run(own)).toMatchObject({ state: 'done', created: 0, updated: 0, failed: 0 })
  expect(inBooks()).toEqual(before)
  const left = await bench.run(['run', 'won-deals'])
  expect(left).toMatchObject({ code: 2, err: expect.stringMatching(/was moved on .* to 127\.0\.0\.1:\d+\/kontobro_db.*old copy/) as string })
  expect(await bench.run(['start'])).toMatchObject({ code: 2, err: expect.stringContaining('old copy') as string })
  expect(await bench.run(['move', '--to', 'database', '--yes'], own)).toMatchObject({ code: 2, err: expect.stringContaining('was moved already') as string })
}, 240_000)

it('goes back the same way, over the old copy, with what happened meanwhile', async () => {
  const server = bench.begin(['start'], own)
  await server.until('http://')
  expect(await bench.run(['move', '--to', 'embedded'], own)).toMatchObject({ code: 1, err: expect.stringContaining('running here') as string })
  const nightly = await bench.run(['backup', 'meanwhile.backup'], own)
  expect(nightly.code).toBe(0)
  server.child.kill('SIGTERM')
  await server.ended
  const before = inBooks()
  const back = await bench.run(['move', '--to', 'embedded', '--json'], own)
  expect(back.code, back.err).toBe(0)
  expect(JSON.parse(back.out)).toMatchObject({ into: bench.dataDir, safety: null, keptKey: null, loaded: { unsettled: { connections: 2, intents: 0 } } })
  expect(await run()).toMatchObject({ state: 'done', created: 0, updated: 0, failed: 0 })
  expect(inBooks()).toEqual(before)
  expect(await bench.run(['status'], own)).toMatchObject({ code: 2, err: expect.stringContaining('old copy') as string })
  expect(readdirSync(join(bench.dataDir, 'backups')).filter((name) => name.startsWith('moved-'))).toHaveLength(2)
}, 240_000)

it('and a backup of the one restores into the other', async () => {
  const into = await bench.run(['restore', 'meanwhile.backup'], own)
  expect(into, into.err).toMatchObject({ code: 0 })
  const before = inBooks()
  expect(await run(own)).toMatchObject({ state: 'done', created: 0, failed: 0 })
  expect(inBooks()).toEqual(before)
}, 240_000)
