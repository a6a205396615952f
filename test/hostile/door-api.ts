// The API's door and the page: every route with strange parameters, queries, bodies, headers, keys, hosts and origins; over a real socket, and as raw bytes.
import { connect as connectSocket } from 'node:net'
import { createAccess } from '../../src/api/access.ts'
import { listen } from '../../src/api/listen.ts'
import { createPublicDoor } from '../../src/api/public-door.ts'
import { createApp } from '../../src/api/server.ts'
import { signatureV3 } from '../../sandbox/hubspot/webhooks.ts'
import { createLogger } from '../../src/log.ts'
import { groundConfig, openGround } from '../flow-ground.ts'
import type { Chance } from './chance.ts'
import type { Door, OpenDoor, Verdict } from './door.ts'
import { strangeYaml } from './door-yaml.ts'
import { mutatedJson, spoiltBytes } from './mutate.ts'
import { secrets } from './oracle.ts'
import { strangeText, strangeTexts } from './strange.ts'

const token = 'hostile-api-token'
const webhookSecret = 'hostile-webhook-secret'
const never = [...secrets, 'pat-ground', 'kontobro-sandbox-secret', 'sandbox-refresh-token']
const publicUrl = 'https://kontobro.example'

type Route = { method: string; path: string }

const uuid = '00000000-0000-4000-8000-000000000000'
/** Good bodies to begin from, by the end of the path. */
function bodyFor(chance: Chance, path: string, config: string): unknown {
  if (path.endsWith('/apply')) return { files: [{ name: 'kontobro.yaml', text: chance.oneIn(2) ? strangeYaml(chance, config).slice(0, 300_000) : config }], environment: { HUBSPOT_TOKEN: 'pat-ground', EA_ID: 'kontobro-sandbox', EA_SECRET: 'kontobro-sandbox-secret', EA_REFRESH: 'sandbox-refresh-token' }, dryRun: true, removeMissing: false }
  if (path.endsWith('/runs')) return { preview: true, record: '90001', since: '2026-01-01T00:00:00Z', trigger: 'api' }
  if (path.endsWith('/replay')) return { records: ['90001'], code: 'no-lines' }
  if (path.endsWith('/try')) return { record: '90001' }
  if (path.endsWith('/state')) return { state: 'active' }
  if (path.endsWith('/code')) return { code: 'x', redirectUri: 'https://localhost/callback' }
  if (path.endsWith('/forget')) return { flow: 'won', record: '90001', dryRun: true }
  if (path.endsWith('/person')) return { email: 'a@b.se', orgNumber: '556677-8899' }
  return {}
}

function parameter(chance: Chance, name: string): string {
  if (chance.oneIn(2)) return { org: 'main', flow: 'won', run: uuid, connection: chance.pick(['crm', 'books']), record: '90001' }[name] ?? 'x'
  const text = chance.oneIn(2) ? chance.pick(strangeTexts) : strangeText(chance, false)
  return chance.oneIn(3) ? chance.pick(['%', '%00', '%ff', '%ed%a0%80', '..', '.', '%2e%2e', '%2F', ';', '//']) : encodeURIComponent(text.slice(0, 3_000).toWellFormed())
}

/** Header values as the wire takes them: bytes, no line breaks. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e\x80-\xff]/g, '?').slice(0, 2_000)

export const apiDoor: Door = {
  name: 'api', parts: 54, patienceMs: 30_000,
  async open(): Promise<OpenDoor> {
    const ground = await openGround({ flows: { won: {} }, deals: [{ id: '90001', flow: 'won' }, { id: '90002', flow: 'won', lines: [] }] })
    const config = groundConfig({ won: {} }).replace('accessToken: ${HUBSPOT_TOKEN}', `accessToken: \${HUBSPOT_TOKEN}\n    webhookSecret: ${webhookSecret}`)
    const applied = await ground.house.apply(config)
    if (!applied.ok) throw new Error(JSON.stringify(applied.complaints))
    await ground.run('won')
    const lines: string[] = []
    const log = createLogger({ level: 'info', stream: { write: (line: string) => void lines.push(line) } })
    let port = 0
    const access = createAccess({ token, host: '127.0.0.1', port: () => port, publicUrl: null })
    const app = createApp({ operations: ground.house.operations, access, health: { ready: async () => ({ ok: true, reason: null }) }, log, version: 'test' })
    const inner = await listen({ fetch: (request) => app.fetch(request), host: '127.0.0.1', port: 0 })
    port = inner.port
    const door = createPublicDoor({ operations: ground.house.operations, publicUrl, log })
    const outer = await listen({ fetch: (request) => door.fetch(request), host: '127.0.0.1', port: 0 })
    const described = await (await app.request('/api/openapi.json', { headers: { host: `127.0.0.1:${port}`, authorization: `Bearer ${token}` } })).json() as { paths: Record<string, Record<string, unknown>> }
    const routes: Route[] = Object.entries(described.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })))
      .concat([{ method: 'GET', path: '/' }, { method: 'POST', path: '/sign-in' }, { method: 'GET', path: '/metrics' }, { method: 'GET', path: '/healthz' }, { method: 'GET', path: '/readyz' }, { method: 'GET', path: '/api/openapi.json' }, { method: 'GET', path: '/nowhere' }])
    const portal = String(ground.house.sandbox.hubspot.state.export().account.portalId)

    const inLog = (): string | null => {
      const told = lines.splice(0).join('')
      const secret = never.find((one) => told.includes(one))
      if (secret !== undefined) return `a secret in the log: ${told.slice(0, 300)}`
      return told.includes('"unexpected"') ? `unexpected: ${told.slice(0, 700)}` : null
    }

    async function call(chance: Chance): Promise<Verdict> {
      const route = chance.pick(routes)
      const method = chance.oneIn(12) ? chance.pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) : route.method
      const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => parameter(chance, name))
      const query = chance.oneIn(3) ? `?${Array.from({ length: chance.below(4) + 1 }, () => `${chance.pick(['flow', 'code', 'record', 'limit', 'since', 'run', 'text', 'full', 'lang', 'wrong', '__proto__', 'action', 'trigger'])}=${parameter(chance, 'record')}`).join('&')}` : ''
      const right = !chance.oneIn(4)
      const headers: Record<string, string> = { host: chance.oneIn(10) ? headerText(chance.pick(['evil.example', 'localhost', `127.0.0.1:${port + 1}`, '[::1]', 'a b', '127.0.0.1.evil', '', ...strangeTexts])) : `127.0.0.1:${port}` }
      if (right) headers['authorization'] = `Bearer ${token}`
      else if (chance.oneIn(2)) headers[chance.pick(['authorization', 'cookie'])] = headerText(chance.pick(['Bearer x', 'Bearer', `Basic ${token}`, 'kontobro=x', 'kontobro=', `bearer ${token.slice(0, -1)}`, ...strangeTexts]))
      if (chance.oneIn(10)) headers['origin'] = headerText(chance.pick(['null', 'http://evil.example', `http://127.0.0.1:${port}`, 'file://', ...strangeTexts]))
      if (chance.oneIn(10)) headers[chance.pick(['x-forwarded-for', 'accept-language', 'content-type', 'accept', 'range', 'if-none-match', 'x-http-method-override'])] = headerText(chance.pick(strangeTexts))
      let body: Buffer | null = null
      if (!['GET', 'HEAD'].includes(method)) {
        const good = bodyFor(chance, route.path, config)
        const text = chance.oneIn(5) ? JSON.stringify(good) : mutatedJson(chance, good).text
        body = route.path === '/sign-in' ? Buffer.from(`token=${parameter(chance, 'record')}`) : chance.oneIn(5) ? spoiltBytes(chance, text).bytes : Buffer.from(text)
        headers['content-type'] ??= route.path === '/sign-in' ? 'application/x-www-form-urlencoded' : chance.oneIn(15) ? chance.pick(['text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=utf-7', '']) : 'application/json'
      }
      const answer = await raw(port, method, `${path}${query}`, headers, body)
      const shown = `${method} ${path.slice(0, 150)}${query.slice(0, 150)} ${body?.toString('utf8').slice(0, 200) ?? ''}`
      const verdict = wrongAnswer(answer) ?? inLog()
      if (verdict !== null) return `${shown}: ${verdict}`
      const open = ['/healthz', '/readyz', '/metrics', '/', '/sign-in', '/nowhere'].includes(route.path)
      return !right && !open && answer.status === 200 ? `${shown}: let in without the key` : null
    }

    async function ring(chance: Chance): Promise<Verdict> {
      const event = { eventId: 1, subscriptionType: 'deal.propertyChange', portalId: Number(portal), objectId: 90_003, propertyName: 'dealstage', propertyValue: 'won', occurredAt: 1 }
      const text = chance.oneIn(4) ? JSON.stringify([event]) : mutatedJson(chance, [event, { ...event, subscriptionType: 'deal.associationChange', associationType: 'DEAL_TO_LINE_ITEM', fromObjectId: 90_004, toObjectId: 5 }]).text
      const body = chance.oneIn(4) ? spoiltBytes(chance, text).bytes : Buffer.from(text)
      const path = chance.oneIn(5) ? `/webhooks/${parameter(chance, 'record')}?org=${parameter(chance, 'org')}&connection=${parameter(chance, 'connection')}` : '/webhooks/hubspot'
      const at = chance.oneIn(4) ? chance.pick(['0', '1e13', '-1', 'NaN', '', '99999999999999999', String(Date.now() - 400_000), ...strangeTexts]) : String(Date.now())
      const signed = !chance.oneIn(4)
      const signature = signed ? signatureV3(webhookSecret, 'POST', `${publicUrl}${path}`, body.toString('utf8'), Number(at)) : headerText(chance.pick(['', 'AAAA', '=', ...strangeTexts]))
      const answer = await raw(outer.port, 'POST', path, { host: 'kontobro.example', 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': headerText(at), 'content-type': 'application/json' }, body)
      const verdict = wrongAnswer(answer) ?? inLog() ?? (!signed && answer.status === 200 ? 'rung without a signature' : null)
      return verdict === null ? null : `webhook ${path.slice(0, 200)} ${body.toString('utf8').slice(0, 200)}: ${verdict}`
    }

    return {
      knock: (chance) => (chance.oneIn(3) ? ring(chance) : call(chance)),
      async settle() {
        const answer = await raw(port, 'GET', '/api/orgs/main/status', { host: `127.0.0.1:${port}`, authorization: `Bearer ${token}` }, null)
        return answer.status === 200 ? null : `afterwards the status answers ${answer.status}: ${answer.text.slice(0, 200)}`
      },
      close: async () => { await inner.close(); await outer.close(); await ground.close() },
    }
  },
}

type RawAnswer = { status: number; text: string }

function wrongAnswer({ status, text }: RawAnswer): Verdict {
  const secret = never.find((one) => text.includes(one))
  if (secret !== undefined) return `a secret in the answer (${secret.slice(0, 8)}…)`
  if (/\bat (?:\S+ \()?(?:file:|node:|\/)\S+:\d+:\d+|node_modules/.test(text)) return `a stack trace: ${text.slice(0, 300)}`
  if (status === 0) return 'no answer'
  if (status === 500 || text.includes('"unexpected"')) return `status ${status}: ${text.slice(-400)}`
  const body = text.slice(text.indexOf('\r\n\r\n') + 4)
  if (status >= 400 && body.startsWith('{"error":{')) {
    const { error } = JSON.parse(body) as { error: { sv?: string; en?: string; code?: string } }
    if (!error.sv || !error.en || !error.code) return `an error without words: ${body.slice(0, 300)}`
  }
  return null
}

/** One request as bytes, so that nothing is made proper on the way. */
function raw(port: number, method: string, path: string, headers: Record<string, string>, body: Buffer | null): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, '127.0.0.1')
    const chunks: Buffer[] = []
    const end = (): void => {
      const text = Buffer.concat(chunks).toString('utf8')
      resolve({ status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0), text: text.slice(0, 200_000) })
    }
    socket.on('data', (chunk) => { chunks.push(chunk) })
    socket.on('error', () => undefined)
    socket.on('close', end)
    socket.setTimeout(25_000, () => socket.destroy())
    const head = [`${method} ${path.replace(/[\r\n ]/g, '')} HTTP/1.1`, ...Object.entries({ ...headers, connection: 'close', ...(body === null ? {} : { 'content-length': String(body.length) }) }).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
    socket.write(Buffer.from(head, 'latin1'))
    if (body !== null) socket.write(body)
  })
}
