// The liar: a proxy on 127.0.0.1 in front of a twin. It remembers good answers, gives them again, and changes on the way what it is told to.
import { createServer, request as send } from 'node:http'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Asked = { method: string; /** With query. */ url: string; body: string; /** Counts from 0 since `begin`. */ ordinal: number }
export type Answer = { status: number; headers: Record<string, string>; body: Buffer }
/** How the bytes go out. `cut`: the connection dies after half of them; `drip`: a byte now and then; `endless`: never stops; `silent`: nothing comes. */
export type Manner = 'plain' | 'cut' | 'drip' | 'endless' | 'silent'
export type Told = Answer & { manner: Manner }
export type Lie = (asked: Asked, truth: Answer) => Told | null

export type Liar = {
  url: string
  /** Answers come from the twin ('live', remembered) or from memory ('memory': 404 for what was never asked). */
  from: 'live' | 'memory'
  lie: Lie | null
  /** Requests since the last `begin`. */
  asked: Asked[]
  begin(lie: Lie | null): void
  close(): Promise<void>
}

export async function startLiar(target: string): Promise<Liar> {
  const exact = new Map<string, Answer>()
  const byPath = new Map<string, Answer>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => undefined)
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const asked: Asked = { method: request.method ?? 'GET', url: request.url ?? '/', body: body.toString('utf8'), ordinal: liar.asked.length }
      liar.asked.push(asked)
      void answer(asked, request.headers, body, response).catch(() => response.destroy())
    })
  })

  async function answer(asked: Asked, headers: IncomingHttpHeaders, body: Buffer, response: ServerResponse): Promise<void> {
    const truth = liar.from === 'live' ? await live(asked, headers, body) : remembered(asked)
    const told = liar.lie?.(asked, truth) ?? { ...truth, manner: 'plain' as const }
    tell(response, told)
  }

  async function live(asked: Asked, headers: IncomingHttpHeaders, body: Buffer): Promise<Answer> {
    const truth = await forwarded(target, asked, headers, body)
    if (exact.size < 5_000) {
      exact.set(`${asked.method} ${asked.url} ${asked.body}`, truth)
      byPath.set(`${asked.method} ${asked.url.split('?')[0] ?? ''}`, truth)
    }
    return truth
  }

  function remembered(asked: Asked): Answer {
    return exact.get(`${asked.method} ${asked.url} ${asked.body}`) ?? byPath.get(`${asked.method} ${asked.url.split('?')[0] ?? ''}`)
      ?? { status: 404, headers: { 'content-type': 'application/json' }, body: Buffer.from('{"ErrorCode":4004,"status":"error","message":"not here"}') }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const liar: Liar = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, from: 'live', lie: null, asked: [],
    begin: (lie) => { liar.lie = lie; liar.asked = [] },
    close: () => closed(server),
  }
  return liar
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function forwarded(target: string, asked: Asked, headers: IncomingHttpHeaders, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { host: _, connection: _c, 'transfer-encoding': _t, ...kept } = headers
    const request = send(`${target}${asked.url}`, { method: asked.method, headers: { ...kept, 'content-length': String(body.length) }, agent: false }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const flat = Object.entries(incoming.headers).flatMap(([name, value]) => (value === undefined || /^(connection|transfer-encoding|content-length|keep-alive|date)$/.test(name) ? [] : [[name, String(value)]]))
        resolve({ status: incoming.statusCode ?? 502, headers: Object.fromEntries(flat) as Record<string, string>, body: Buffer.concat(chunks) })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

function tell(response: ServerResponse, told: Told): void {
  response.on('error', () => undefined)
  if (told.manner === 'silent') {
    response.socket?.unref()
    return
  }
  const bare = told.status === 204 || told.status === 304
  const headers = { ...(bare || told.manner !== 'plain' ? {} : { 'content-length': String(told.body.length) }), ...told.headers }
  try {
    response.writeHead(told.status, headers)
  } catch {
    response.destroy()
    return
  }
  if (told.manner === 'cut') {
    response.write(told.body.subarray(0, told.body.length / 2))
    setTimeout(() => response.destroy(), 2).unref()
  } else if (told.manner === 'drip' || told.manner === 'endless') keepTalking(response, told)
  else response.end(bare ? undefined : told.body)
}

/** Until the other side hangs up. */
function keepTalking(response: ServerResponse, told: Told): void {
  let at = 0
  const timer = setInterval(() => {
    if (response.destroyed) return clearInterval(timer)
    if (told.manner === 'drip') response.write(told.body.subarray(at, (at += 1)))
    else if (response.writableLength < 4_000_000) response.write(Buffer.alloc(1_000_000, 32))
  }, told.manner === 'drip' ? 50 : 1)
  timer.unref()
  response.on('close', () => clearInterval(timer))
}
