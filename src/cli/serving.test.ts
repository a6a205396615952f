// What stays: the server's schedules and second listener, a worker beside it, an owner that hangs, and the demo.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { demoConfig } from '../../sandbox/data/demo-config.ts'
import { startSandbox } from '../../sandbox/main.ts'
import { openBench, type Bench } from './test-command.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function bench(options: Parameters<typeof openBench>[0] = {}): Promise<Bench> {
  const made = await openBench(options)
  cleanups.push(() => made.close())
  return made
}

it('a flow runs by its schedule, and the second listener knows only doorbells and the callback', async () => {
  const sandbox = await startSandbox({ timeScale: 30 })
  cleanups.push(() => sandbox.close())
  const own = await bench()
  Object.assign(own.environment, sandbox.environment)
  writeFileSync(join(own.dir, 'kontobro.yaml'), demoConfig(new Date()).replace('schedule: 5m', 'schedule: 10s').replace(/startFrom: .*/, 'startFrom: golive'))
  const server = own.begin(['start'], { WEBHOOK_PORT: '0' })
  const out = await server.until('/webhooks')
  const door = `http://127.0.0.1:${/\w+: port (\d+)/.exec(out)?.[1]}`
  expect((await fetch(`${door}/api/organisations`)).status).toBe(404)
  expect((await fetch(`${door}/`)).status).toBe(404)
  expect((await fetch(`${door}/oauth/callback?code=abc`)).status).toBe(200)
  expect((await fetch(`${door}/webhooks/hubspot?connection=crm`, { method: 'POST', body: '[]' })).status).toBe(401)

  expect((await own.run(['apply', '-f', 'kontobro.yaml'])).code).toBe(0)
  const flows = z.object({ flows: z.array(z.object({ lastRun: z.object({ trigger: z.string(), state: z.string() }).nullable() })) })
  for (const deadline = Date.now() + 40_000; ; await pause(500)) {
    const { lastRun } = flows.parse(JSON.parse((await own.run(['status', '--json'])).out)).flows[0] ?? { lastRun: null }
    if (lastRun?.state === 'done') {
      expect(lastRun.trigger).toBe('schedule')
      break
    }
    expect(Date.now()).toBeLessThan(deadline)
  }
  server.child.kill('SIGINT')
  expect((await server.ended).code).toBe(0)
})

it('a worker needs the database and the key of its server, and ends in order', async () => {
  const alone = await bench({ database: 'embedded' })
  expect(await alone.run(['worker'])).toMatchObject({ code: 2, err: expect.stringContaining('DATABASE_URL') as string })
  const own = await bench()
  expect(await own.run(['worker'])).toMatchObject({ code: 2, err: expect.stringContaining('KONTOBRO_SECRET_KEY') as string })
  const worker = own.begin(['worker'], { KONTOBRO_SECRET_KEY: 'a'.repeat(64) })
  await pause(6_000)
  worker.child.kill('SIGTERM')
  const { code, err } = await worker.ended
  expect(err).toContain('The worker is at work.')
  expect(code).toBe(0)
})

it('an owner that hangs is named and left alone', async () => {
  const own = await bench()
  const server = own.begin(['start'])
  await server.until('http://')
  server.child.kill('SIGSTOP')
  try {
    const { code, err } = await own.run(['status'])
    expect(code).toBe(1)
    expect(err).toContain(`process ${server.child.pid}`)
    expect(err).toContain('does not answer')
  } finally {
    server.child.kill('SIGCONT')
  }
  expect((await own.run(['status'])).code).toBe(0)
})

it('the demo syncs in its own folder, starts afresh the second time, and leaves a folder of something else alone', async () => {
  const own = await bench({ database: 'embedded' })
  const begin = Date.now()
  const first = await own.run(['demo', '--once', '--lang', 'sv'])
  expect(first.code, `${first.err}${first.out}`).toBe(3)
  expect(first.out).toMatch(/Skapade order\s+2\d\d/)
  expect(first.out).toContain('recurring-line')
  expect(Date.now() - begin).toBeLessThan(60_000)
  const again = await own.run(['demo', '--once', '--json'])
  expect(JSON.parse(again.out)).toMatchObject({ flow: 'won-deals', trigger: 'demo', state: 'done' })
  expect((JSON.parse(again.out) as { created: number }).created).toBeGreaterThan(200)
  expect((await own.run(['status', '--all', '--json'])).out.trim()).toBe('[]')
})

it('the twins take their data from files that a person changed, and say in one sentence what does not fit', async () => {
  const own = await bench()
  const folder = join(own.dir, 'company')
  expect((await own.run(['sandbox', '--data', folder])).err).toContain('has neither hubspot.json nor eaccounting.json')
  expect((await own.run(['sandbox', '--write-data', folder])).code).toBe(0)
  const path = join(folder, 'hubspot.json')
  const seed = JSON.parse(readFileSync(path, 'utf8')) as { account: { portalId: number }; deals: object[] }
  writeFileSync(path, JSON.stringify({ ...seed, account: { ...seed.account, portalId: 4711 }, deals: seed.deals.slice(0, 3) }))
  const twins = own.begin(['sandbox', '--json', '--data', folder])
  const { urls, tokens } = JSON.parse(await twins.until('"ready":true')) as { urls: { hubspot: string }; tokens: { hubSpotToken: string } }
  const details = await fetch(`${urls.hubspot}/account-info/2026-09/details`, { headers: { authorization: `Bearer ${tokens.hubSpotToken}` } })
  expect(await details.json()).toMatchObject({ portalId: 4711 })
  writeFileSync(path, JSON.stringify({ ...seed, account: { portalId: 'x' } }))
  const wrong = await own.run(['sandbox', '--data', folder])
  expect([wrong.code, wrong.err.includes('account.portalId'), wrong.err.includes('    at ')]).toEqual([2, true, false])
  writeFileSync(path, '{ broken')
  const broken = await own.run(['sandbox', '--data', folder])
  expect([broken.code, broken.err.includes('no valid JSON')]).toEqual([2, true])
})
