// Alerts: raised and closed with their cause, told once to each who asked, by mail and webhook.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseSchedule, type Notice } from '../config/setup.ts'
import { openAlerts, raiseAlert } from '../store/tables/alerts.ts'
import { saveConnection, setConnectionState } from '../store/tables/connections.ts'
import { refreshAlerts, tellAlerts } from './alerts.ts'
import { hold, ran, startMailServer, watchGround, type Ground, type MailServer } from './test-ground.ts'
import { postWebhook } from './webhook.ts'

let server: MailServer
let ground: Ground
const notices: Notice[] = [{ to: 'mail', address: 'ekonomi@example.se', when: ['held', 'broken', 'stale'], digest: 'daily 07:30' }]

beforeEach(async () => {
  server = await startMailServer()
  ground = await watchGround(server.url)
  await saveConnection(ground.db, { org: 'main', name: 'crm', system: 'x', config: {}, secrets: null, seedFingerprint: null, expect: null })
  await ran(ground, { state: 'done', at: '2026-12-02T06:29:00Z' })
})
afterEach(async () => {
  await ground.close()
  await server.close()
})

const refresh = async (): Promise<string[]> => (await refreshAlerts(ground.room, 'main', parseSchedule)).map((one) => one.code)
const open = async (): Promise<string[]> => (await openAlerts(ground.db, 'main')).map((alert) => alert.code)
const breakConnection = () => setConnectionState(ground.db, 'main', 'crm', 'broken', { code: 'not-authorised', params: { connection: 'crm', system: 'CRM' } })

test('a broken connection is told once at once, closed when it works, and told again the next time', async () => {
  await breakConnection()
  expect(await refresh()).toEqual(['connection-broken'])
  expect(await tellAlerts(ground.room, 'main', notices)).toEqual({ sent: 1, failed: 0 })
  await refresh()
  expect(await tellAlerts(ground.room, 'main', notices)).toEqual({ sent: 0, failed: 0 })
  expect(server.received[0]?.subject).toBe('Kontobro: Anslutningen crm fungerar inte: Anslutningen crm till CRM är inte längre godkänd.')
  expect(server.received[0]?.text).toContain('Kör: kontobro connect crm Flöden som står still: won-deals.')
  expect((await openAlerts(ground.db, 'main'))[0]?.told_at).not.toBeNull()
  await setConnectionState(ground.db, 'main', 'crm', 'ok', null)
  expect(await refresh()).toEqual([])
  expect(await open()).toEqual([])
  ground.setNow('2026-12-02T08:00:00Z')
  await ran(ground, { state: 'done', at: '2026-12-02T07:59:00Z' })
  await breakConnection()
  await refresh()
  await tellAlerts(ground.room, 'main', notices)
  expect(server.received).toHaveLength(2)
})

test('a connection that breaks again within the hour is told only when it is still broken after it', async () => {
  for (const at of ['06:30', '06:40', '07:31']) {
    ground.setNow(`2026-12-02T${at}:00Z`)
    await setConnectionState(ground.db, 'main', 'crm', 'ok', null)
    if (at !== '07:31') await refresh()
    await breakConnection()
    await refresh()
    await tellAlerts(ground.room, 'main', notices)
    expect(server.received).toHaveLength(at === '07:31' ? 2 : 1)
  }
})

test('flows that stand still and runs that cannot be made are seen in what runs left behind', async () => {
  ground.setNow('2026-12-02T07:30:00Z')
  expect(await refresh()).toEqual(['flow-stale'])
  await ran(ground, { state: 'failed', at: '2026-12-02T07:29:00Z', failure: { code: 'settings-invalid', params: { path: 'stages', problem: 'x' } } })
  expect(await refresh()).toEqual(['run-failed'])
  expect(await open()).toEqual(['run-failed'])
  await ran(ground, { state: 'done', at: '2026-12-02T07:29:30Z' })
  expect(await refresh()).toEqual([])
})

test('stuck write-backs, unsettled writes and a rate of failures are seen', async () => {
  await sql`insert into outbox (org, connection, kind, record_id, flow, values, tries, created_at) values ('main', 'crm', 'deal', '1', 'won-deals', '{}', 4, '2026-12-02T05:00:00Z')`.execute(ground.db)
  await sql`insert into intents (id, org, account, kind, flow, reference, state, worker, fence, created_at) values (gen_random_uuid(), 'main', 'a', 'document', 'won-deals', 'M-1', 'sent', 'w', 1, '2026-12-02T05:00:00Z')`.execute(ground.db)
  await sql`insert into daily_counts (org, flow, day, action, n) values ('main', 'won-deals', '2026-12-02', 'failed', 5), ('main', 'won-deals', '2026-12-01', 'created', 5)`.execute(ground.db)
  await hold(ground, { id: '2', title: 'B', code: 'rate-limited', params: {}, at: '2026-12-02T05:00:00Z', state: 'waiting' })
  expect(await refresh()).toEqual(['failure-rate', 'records-waiting', 'write-back-stuck', 'writes-unsettled'])
})

test('held records wait for the daily mail where there is one, and are told at once where there is none', async () => {
  await hold(ground, { id: '1', title: 'A', code: 'record-gone', params: {}, at: '2026-12-02T05:00:00Z' })
  await refresh()
  expect(await tellAlerts(ground.room, 'main', notices)).toEqual({ sent: 0, failed: 0 })
  const hook = await startHook()
  ground.room.allowLoopback = true
  expect(await tellAlerts(ground.room, 'main', [{ to: 'slack', url: hook.url, when: ['held'] }])).toEqual({ sent: 1, failed: 0 })
  expect(JSON.parse(hook.bodies[0] ?? '')).toEqual({ text: expect.stringContaining('1 i flödet won-deals väntar på en åtgärd') })
  await hook.close()
})

test('two documents with one mark are told to whoever asked for broken connections', async () => {
  await raiseAlert(ground.db, 'main', 'two-marks', 'M-1', { mark: 'M-1', documents: 'order 1, order 2' }, new Date(ground.room.now()))
  await tellAlerts(ground.room, 'main', [{ to: 'mail', address: 'a@example.se', when: ['broken'] }, { to: 'mail', address: 'b@example.se', when: ['lag'] }])
  expect(server.received.map((mail) => mail.to)).toEqual(['a@example.se'])
})

test('what could not be told is told the next time, to those who have not heard it', async () => {
  await breakConnection()
  await refresh()
  const both: Notice[] = [...notices, { to: 'slack', url: 'https://127.0.0.1/hook', when: ['broken'] }]
  expect(await tellAlerts(ground.room, 'main', both)).toEqual({ sent: 1, failed: 1 })
  expect((await openAlerts(ground.db, 'main')).find((alert) => alert.code === 'webhook-not-sent')?.params).toEqual({ host: '127.0.0.1', reason: 'private-address' })
  server.refuse(true)
  const hook = await startHook()
  ground.room.allowLoopback = true
  expect(await tellAlerts(ground.room, 'main', [{ to: 'slack', url: hook.url, when: ['broken'] }])).toEqual({ sent: 1, failed: 0 })
  await hook.close()
})

test('a webhook is not followed elsewhere, calls nobody by name, and its path is in no error', async () => {
  const hook = await startHook({ status: 302, location: 'http://127.0.0.1:9/elsewhere' })
  const failed = await postWebhook(`${hook.url}/secret-path`, 'x <!channel> & y', { allowLoopback: true }).catch((error: unknown) => error)
  expect(failed).toMatchObject({ code: 'webhook-not-sent', params: { host: '127.0.0.1', reason: 'HTTP 302' } })
  expect(String(failed)).not.toContain('secret-path')
  expect(hook.bodies).toEqual(['{"text":"x &lt;!channel&gt; &amp; y"}'])
  await hook.close()
})

async function startHook(answer: { status: number; location?: string } = { status: 200 }): Promise<{ url: string; bodies: string[]; close(): Promise<void> }> {
  const bodies: string[] = []
  const hook: Server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      bodies.push(body)
      response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location }).end('ok')
    })
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  const { port } = hook.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, bodies, close: () => new Promise((resolve) => hook.close(() => resolve())) }
}
