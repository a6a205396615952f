// The command line as a process: exit codes, what goes to stdout, and the same results with and without a server.
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import allocator from '../../bin/allocator.json' with { type: 'json' }
import { demoConfig } from '../../sandbox/data/demo-config.ts'
import { startSandbox, type Sandbox } from '../../sandbox/main.ts'
import { version } from '../version.ts'
import { openBench, type Bench } from './test-command.ts'

const publicNames = z.object({
  run: z.uuid(), flow: z.string(), trigger: z.string(), state: z.string(), read: z.number(), created: z.number(), updated: z.number(), adopted: z.number(), skipped: z.number(), held: z.number(), failed: z.number(),
  apiCalls: z.record(z.string(), z.number()), durationMs: z.number(),
})

let sandbox: Sandbox
let bench: Bench
let yaml: string

beforeAll(async () => {
  sandbox = await startSandbox({ timeScale: 30 })
  bench = await openBench()
  Object.assign(bench.environment, sandbox.environment)
  yaml = demoConfig(new Date())
  writeFileSync(join(bench.dir, 'kontobro.yaml'), yaml)
})
afterAll(async () => {
  await bench.close()
  await sandbox.close()
})

describe('before anything is set up', () => {
  it('says so, and how to begin', async () => {
    const { code, out } = await bench.run(['status'])
    expect(code).toBe(0)
    expect(out).toContain('kontobro apply -f kontobro.yaml')
  })
  it('refuses wrong usage with code 2 and one hint', async () => {
    const unknown = await bench.run(['rnu'])
    expect(unknown).toMatchObject({ code: 2, out: '' })
    expect(unknown.err).toBe('There is no command "rnu". Is run meant?\nSee: kontobro --help\n')
    expect(await bench.run(['run'])).toMatchObject({ code: 2, err: expect.stringContaining('<flow>') as string })
    expect(await bench.run(['replay'])).toMatchObject({ code: 2, err: expect.stringContaining('--all') as string })
    expect(await bench.run(['--lang', 'de', 'status'])).toMatchObject({ code: 2 })
    expect(await bench.run(['person', 'erase', '--email', 'anna@example.se'])).toMatchObject({ code: 2, err: expect.stringContaining('--yes') as string })
  })
  it('lists all that is wrong with the environment at once', async () => {
    const { code, err } = await bench.run(['status', '--lang', 'sv'], { PORT: 'x', HOST: '0.0.0.0', SMTP_URL: 'mail' })
    expect(code).toBe(2)
    for (const name of ['PORT', 'HOST', 'SMTP_URL']) expect(err).toContain(name)
    expect(err).toContain('portnummer')
  })
  it('complains of a bad file with place and nearest name, and changes nothing', async () => {
    writeFileSync(join(bench.dir, 'bad.yaml'), yaml.replace('missingProducts:', 'missingProduct:'))
    const { code, err } = await bench.run(['apply', '-f', 'bad.yaml'])
    expect(code).toBe(2)
    expect(err).toMatch(/bad\.yaml:\d+:\d+ .*missingProduct.*"missingProducts"/)
    const { out } = await bench.run(['status', '--all', '--json'])
    expect(JSON.parse(out)).toEqual([])
  })
  it('names an environment variable that is not set, with its place', async () => {
    const { code, err } = await bench.run(['apply', '-f', 'kontobro.yaml'], { EA_SECRET: '' })
    expect(code).toBe(2)
    expect(err).toMatch(/kontobro\.yaml:\d+:\d+ .*EA_SECRET/)
  })
})

describe('a setup without a server', () => {
  it('is planned, then applied', async () => {
    const plan = await bench.run(['apply', '-f', 'kontobro.yaml', '--dry-run'])
    expect(plan.code).toBe(0)
    expect(plan.out).toContain('won-deals')
    const done = await bench.run(['apply', '-f', 'kontobro.yaml'])
    expect(done).toMatchObject({ code: 0 })
    expect((await bench.run(['apply', '-f', 'kontobro.yaml', '--dry-run'])).out).toContain('Nothing differs')
  })
  it('exports no secret, and the export applies with no change', async () => {
    const { out } = await bench.run(['export'])
    expect(out).toContain('${HUBSPOT_TOKEN}')
    for (const secret of Object.values(sandbox.tokens)) if (secret !== sandbox.tokens.eAccountingClientId) expect(out).not.toContain(secret)
    writeFileSync(join(bench.dir, 'exported.yaml'), out)
    expect((await bench.run(['apply', '-f', 'exported.yaml', '--dry-run'])).out).toContain('Nothing differs')
  })
  it('names the nearest flow, also as JSON', async () => {
    const { code, out } = await bench.run(['run', 'won-deal', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'unknown-flow', cure: 'Is "won-deals" meant?' } })
  })
  it('connects with keys that need no person, and shows whose account it is', async () => {
    expect(await bench.run(['connect', 'crm'])).toMatchObject({ code: 0 })
    expect(await bench.run(['connect', 'nothing'])).toMatchObject({ code: 2 })
  })
  it('says what is ready', async () => {
    const { code, out } = await bench.run(['check', '--report', 'check.html'])
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('Everything is ready.') as string })
    expect(readFileSync(join(bench.dir, 'check.html'), 'utf8')).toContain('<!doctype html>')
  })
  it('runs with --json and prints exactly one object; held records make code 3', async () => {
    const braked = await bench.run(['run', 'won-deals', '--json'])
    expect(braked.code).toBe(3)
    expect(publicNames.parse(JSON.parse(braked.out))).toMatchObject({ state: 'braked', created: 0 })
    const { code, out } = await bench.run(['run', 'won-deals', '--yes', '--json'])
    const report = publicNames.parse(JSON.parse(out))
    expect(report).toMatchObject({ flow: 'won-deals', trigger: 'manual', state: 'done' })
    expect(report.created).toBeGreaterThan(200)
    expect(code).toBe(report.held > 0 ? 3 : 0)
    expect(Object.keys(report.apiCalls).length).toBe(2)
  })
  it('replays what was mended, and refuses what is not held', async () => {
    const { out } = await bench.run(['held', '--json'])
    const [first] = z.array(z.object({ record: z.string(), code: z.string() })).parse(JSON.parse(out))
    const replayed = await bench.run(['replay', '--record', first?.record ?? '', '--json'])
    expect(replayed.code).toBe(3)
    expect(JSON.parse(replayed.out)).toMatchObject([{ read: 1, held: 1, trigger: 'replay' }])
    expect(await bench.run(['replay', '--record', '1'])).toMatchObject({ code: 2, err: expect.stringContaining('Not held: 1') as string })
  })
  it('ends with code 1 when the other side does not answer, and 2 when a person must connect again', async () => {
    const away = await bench.run(['run', 'won-deals'], { HUBSPOT_API_URL: 'http://127.0.0.1:9' })
    expect(away).toMatchObject({ code: 1, out: expect.stringContaining('does not answer') as string })
    const wrong = await bench.run(['apply', '-f', 'kontobro.yaml'], { HUBSPOT_TOKEN: 'pat-eu1-wrong' })
    expect(wrong.code).toBe(2)
    expect(`${wrong.err}${wrong.out}`).not.toContain('pat-eu1-wrong')
  })
})

describe('with a server', () => {
  let server: ReturnType<Bench['begin']>
  let url: string
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${url}${path}`, { headers })
  beforeAll(async () => {
    await bench.run(['apply', '-f', 'kontobro.yaml'])
    server = bench.begin(['start'])
    url = /http:\S+/.exec(await server.until('http://'))?.[0] ?? ''
  })

  it('gives the same result and exit code as without one', async () => {
    const { code, out } = await bench.run(['run', 'won-deals', '--json'])
    expect(publicNames.parse(JSON.parse(out))).toMatchObject({ state: 'done', created: 0, trigger: 'manual' })
    expect(code).toBe(3)
    expect((await bench.run(['run', 'won-deal'])).code).toBe(2)
    expect((await bench.run(['status'])).out).toContain(url)
  })
  it('two runs at once are one run', async () => {
    const [first, second] = await Promise.all([bench.run(['run', 'won-deals', '--json']), bench.run(['run', 'won-deals', '--json'])])
    expect([first.code, second.code]).toEqual([3, 3])
    const started = z.array(z.object({ run: z.string(), state: z.string() })).parse(await (await get('/api/orgs/main/runs', { authorization: `Bearer ${token()}` })).json())
    expect(started.filter((run) => run.state === 'running')).toEqual([])
  })
  it('wants the token, our own host and our own origin', async () => {
    const key = { authorization: `Bearer ${token()}` }
    expect((await get('/api/organisations')).status).toBe(401)
    expect((await get('/api/organisations', { authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await get('/api/organisations', key)).status).toBe(200)
    expect((await get('/api/organisations', { ...key, origin: 'https://evil.example' })).status).toBe(403)
    expect(await statusWithHost(url, 'evil.example', token())).toBe(403)
    expect((await get('/')).headers.get('access-control-allow-origin')).toBeNull()
  })
  it.skipIf(process.platform !== 'linux')('lets go of the memory that it does not use, in the process that was started', () => {
    const words = readFileSync(`/proc/${server.child.pid ?? 0}/environ`, 'utf8').split('\0')
    expect(words).toEqual(expect.arrayContaining(Object.entries(allocator).map(([name, value]) => `${name}=${value}`)))
  })
  it('tells its health without names', async () => {
    expect(await (await get('/healthz')).text()).toBe('ok')
    expect(await (await get('/readyz')).text()).toBe('ready')
    expect((await get('/metrics')).status).toBe(200)
    expect(await (await get('/api/openapi.json', { authorization: `Bearer ${token()}` })).json()).toMatchObject({ openapi: '3.0.3', info: { version } })
  })
  it('keeps its token to itself', async () => {
    expect((statSync(join(bench.dataDir, 'token')).mode & 0o777).toString(8)).toBe('600')
    expect((await bench.run(['status', '--token'])).out.trim()).toBe(token())
  })
  it('a second one on the same folder names the first', async () => {
    const { code, err } = await bench.run(['start'])
    expect(code).toBe(1)
    expect(err).toContain(url)
  })
  it('a port that is taken is one sentence', async () => {
    const other = await openBench()
    try {
      const { code, err } = await other.run(['start'], { PORT: new URL(url).port })
      expect(code).toBe(2)
      expect(err).toContain(`Port ${new URL(url).port} is already used`)
      expect(err).not.toContain('    at ')
    } finally {
      await other.close()
    }
  })
  it('ends in order when asked, with code 0', async () => {
    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
    expect((await bench.run(['status'])).out).toContain('No server is running')
  })

  function token(): string {
    return readFileSync(join(bench.dataDir, 'token'), 'utf8').trim()
  }
})

/** fetch does not let a caller choose the Host header. */
async function statusWithHost(url: string, host: string, token: string): Promise<number | undefined> {
  const { request } = await import('node:http')
  return await new Promise((resolve, reject) => {
    request(`${url}/api/organisations`, { headers: { host, authorization: `Bearer ${token}` } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject).end()
  })
}
