// What the HTTP client promises, against a real server on this machine.
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { Failure } from '../core/failure.ts'
import { createBudget } from './budget.ts'
import type { CallRecord } from './connector.ts'
import { createHttp } from './http.ts'
import type { Http, HttpOptions, HttpRequest } from './http.ts'

const timeScale = 100
const servers: Server[] = []
const clients: Http[] = []
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void

async function start(handler: Handler, more: Partial<HttpOptions> = {}) {
  let count = 0
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => handler(request, response, ++count))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as AddressInfo).port
  const opened = client(`http://127.0.0.1:${port}`, more)
  return { ...opened, requests: () => count, server }
}

function client(baseUrl: string, more: Partial<HttpOptions> = {}) {
  const calls: CallRecord[] = []
  const clock = { now: () => Date.now(), sleep: async (ms: number) => sleep(ms), timeScale }
  const http = createHttp({
    system: 'Vendor', connection: 'crm', baseUrl,
    deps: { ...clock, budget: createBudget(clock), onCall: (call) => calls.push(call), userAgent: 'test' },
    authorise: async () => 'Bearer secret-token', renewOn401: async () => false, budgetFor: () => null, classify: () => null, ...more,
  })
  clients.push(http)
  return { http, calls }
}

const read: HttpRequest = { method: 'GET', template: '/things/{id}', path: '/things/1', writes: false }
const write: HttpRequest = { method: 'POST', template: '/things', path: '/things', json: { name: 'Åsa' }, writes: true }

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const caught = await promise.then(() => null, (error: unknown) => error)
  if (caught instanceof Failure) return caught
  throw new Error(`expected a Failure, got ${String(caught)}`)
}

test('reads JSON whatever the content type says', async () => {
  const { http } = await start((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('{"a":"1"}'))
  expect((await http.request(read)).body).toEqual({ a: '1' })
})

test('a write whose socket is cut after sending is lost, and not sent again', async () => {
  const { http, requests } = await start((request) => request.socket.destroy())
  expect((await failureOf(http.request(write))).code).toBe('reply-lost')
  expect(requests()).toBe(1)
})

test('a write that is not answered in time is lost', async () => {
  const { http, requests, calls } = await start(() => {})
  expect((await failureOf(http.request(write))).code).toBe('reply-lost')
  expect(requests()).toBe(1)
  expect(calls.map((call) => call.status)).toEqual([null])
})

test.each([500, 502, 504])('a write answered %i is of unknown outcome, and not sent again', async (status) => {
  const { http, requests } = await start((_, response) => response.writeHead(status).end('<html>Bad gateway</html>'))
  expect((await failureOf(http.request(write))).code).toBe('reply-lost')
  expect(requests()).toBe(1)
})

test('a write answered 200 with a page of HTML is of unknown outcome', async () => {
  const { http } = await start((_, response) => response.writeHead(200).end('<html>hello</html>'))
  expect((await failureOf(http.request(write))).code).toBe('reply-lost')
})

test('a write cut in the middle of its answer is lost', async () => {
  const { http } = await start((_, response) => {
    response.writeHead(201, { 'content-length': '100' }).write('{"id":')
    setTimeout(() => response.destroy(), 20)
  })
  expect((await failureOf(http.request(write))).code).toBe('reply-lost')
})

test.each([400, 401, 403, 409, 429])('a write answered %i with what a success brings is of unknown outcome, and not sent again', async (status) => {
  for (const body of ['{"Id":"44a3","Number":7,"OurReference":"HS-1"}', '{"status":"COMPLETE","results":[]}']) {
    const { http, requests } = await start((_request, response) => response.writeHead(status).end(body), { renewOn401: async () => true })
    expect((await failureOf(http.request(write))).code).toBe('reply-lost')
    expect(requests()).toBe(1)
  }
})

test('a write refused at the door was surely not sent', async () => {
  const { server, http } = await start(() => {})
  await new Promise((resolve) => server.close(resolve))
  const failure = await failureOf(http.request(write))
  expect(failure.code).toBe('network')
  expect(failure.params.reason).toBe('ECONNREFUSED')
})

test('a write that never got a connection in time was surely not sent', async () => {
  const { http } = client('http://127.0.0.1:1')
  expect((await failureOf(http.request(write))).code).toBe('network')
})

test('a read is tried again after 5xx, a cut socket and broken JSON', async () => {
  const { http, requests } = await start((request, response, count) => {
    if (count === 1) response.writeHead(503).end()
    else if (count === 2) request.socket.destroy()
    else if (count === 3) response.writeHead(200).end('{"half":')
    else response.writeHead(200).end('{"ok":true}')
  })
  expect((await http.request(read)).body).toEqual({ ok: true })
  expect(requests()).toBe(4)
})

test('a read gives up after five tries and says why', async () => {
  const { http, requests } = await start((_, response) => response.writeHead(200).end('<html>'))
  const failure = await failureOf(http.request(read))
  expect(failure.code).toBe('unreadable-answer')
  expect(failure.params.what).toBe('HTML')
  expect(requests()).toBe(5)
})

test('a write answered 429 waits as told and is sent again', async () => {
  let refusedAt = 0
  const { http, requests } = await start((_, response, count) => {
    if (count > 1) return response.writeHead(201).end('{"id":"7"}')
    refusedAt = performance.now()
    return response.writeHead(429, { 'retry-after': '20' }).end('{}')
  })
  expect((await http.request(write)).body).toEqual({ id: '7' })
  expect(performance.now() - refusedAt).toBeGreaterThanOrEqual(195)
  expect(requests()).toBe(2)
})

test('a limit that lasts longer than ten minutes is reported', async () => {
  const { http } = await start((_, response) => response.writeHead(429, { 'retry-after': '3000' }).end('{}'))
  const failure = await failureOf(http.request(write))
  expect(failure.code).toBe('rate-limited')
  expect(failure.retryAfterSeconds).toBe(3000)
})

test('a refused token is renewed once and the call repeated once', async () => {
  let token = 'old'
  const { http, requests } = await start((request, response) => response.writeHead(request.headers.authorization === 'Bearer new' ? 200 : 401).end('{}'), {
    authorise: async () => `Bearer ${token}`,
    renewOn401: async () => {
      token = 'new'
      return true
    },
  })
  expect((await http.request(write)).status).toBe(200)
  expect(requests()).toBe(2)
})

test('a token refused twice means that the connection is not authorised', async () => {
  const { http, requests } = await start((_, response) => response.writeHead(401).end('{}'), { renewOn401: async () => true })
  expect((await failureOf(http.request(read))).code).toBe('not-authorised')
  expect(requests()).toBe(2)
})

test('redirects are not followed', async () => {
  const { http, requests } = await start((_, response) => response.writeHead(302, { location: '/things/elsewhere' }).end())
  expect((await failureOf(http.request(read))).code).toBe('unreadable-answer')
  expect(requests()).toBe(5)
})

test('an answer over 64 MB is refused', async () => {
  const block = Buffer.alloc(1024 * 1024, 0x20)
  const { http } = await start((_, response) => {
    response.writeHead(200)
    let sent = 0
    const pump = () => {
      if (sent++ >= 66 || response.destroyed) return void response.end()
      response.write(block, () => pump())
    }
    pump()
  }, { deps: { now: () => Date.now(), sleep: async () => {}, timeScale: 1, budget: { take: async () => ({ waitedMs: 0, answered: () => undefined }), pause: async () => {} }, onCall: () => {}, userAgent: 'test' } })
  const failure = await failureOf(http.request(write))
  expect(failure.code).toBe('reply-lost')
  expect(failure.detail).toContain('64 MB')
})

test('the vendor table decides before the status, and a wait it names is obeyed for writes', async () => {
  const { http, requests } = await start((_, response, count) => response.writeHead(count === 1 ? 423 : 200).end('{}'), {
    classify: ({ status }) => (status === 423 ? { wait: 2_000 } : null),
  })
  await http.request(write)
  expect(requests()).toBe(2)
})

test('the lease is looked at before every send, and a lost lease stops the write', async () => {
  const { http, requests } = await start((_, response) => response.writeHead(429, { 'retry-after': '1' }).end('{}'))
  let sends = 0
  const beforeSend = () => {
    if (++sends > 1) throw new Error('lease lost')
  }
  await expect(http.request({ ...write, beforeSend })).rejects.toThrow('lease lost')
  expect(requests()).toBe(1)
})

test('every attempt is recorded by its template, and no secret stands in a record or an error', async () => {
  const { http, calls } = await start((_, response) => response.writeHead(400).end('{"message":"No"}'))
  const failure = await failureOf(http.request({ ...write, query: { $filter: "Name eq 'Å b'" } }))
  expect(failure.code).toBe('vendor-refused')
  expect(failure.params.message).toBe('No')
  expect(calls).toMatchObject([{ template: '/things', path: "/things?$filter=Name%20eq%20'%C3%85%20b'", status: 400, request: '{"name":"Åsa"}', response: '{"message":"No"}' }])
  expect(JSON.stringify([calls, failure, failure.message, failure.detail])).not.toContain('secret-token')
})

test('a call waits for its budget', async () => {
  const { http, calls } = await start((_, response) => response.writeHead(200).end('{}'), {
    budgetFor: () => ({ key: 'k', rule: { limit: 2, windowMs: 150 } }),
  })
  await Promise.all([1, 2, 3].map(() => http.request(read)))
  expect(calls.filter((call) => call.waitedMs >= 140)).toHaveLength(1)
})

test('a write whose sender stood still while the connection was made never leaves; who may send is asked anew', async () => {
  const { http, requests, calls } = await start((_, response) => response.writeHead(201).end('{}'))
  let asked = 0
  let looks = 0
  await http.request({ ...write, beforeSend: async () => {
    asked += 1
    // The last look says no twice, as after a long sleep; the third time the lease was renewed.
    return () => (looks += 1) > 2
  } })
  expect([asked, looks, requests(), calls.map((call) => call.status)]).toEqual([3, 3, 1, [201]])

  const refused = await failureOf(http.request({ ...write, beforeSend: async () => {
    asked += 1
    if (asked > 4) throw new Failure('lease-lost')
    return () => false
  } }))
  expect([refused.code, requests()]).toEqual(['lease-lost', 1])
})
