// The HTTP side of the twin: reads requests, lets faults strike, sends answers. Identity host and API host on one port.
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { serveApi } from './api.ts'
import type { ApiAnswer, ApiRequest, Circumstances } from './api.ts'
import { control } from './control.ts'
import type { FilledFault } from './faults.ts'
import type { OauthAnswer } from './oauth.ts'
import { authorize, revocation, token } from './oauth.ts'
import { onePagePdf } from './pdf.ts'
import { errorBody } from './refusal.ts'
import type { World } from './world.ts'

type Reply = { status: number; headers: Record<string, string>; body: string | Buffer }
type Late = { pending: number; timers: Set<NodeJS.Timeout> }
const json = { 'Content-Type': 'application/json; charset=utf-8' }
const html = { 'Content-Type': 'text/html; charset=utf-8' }

/** late counts commits that a fault has put off. */
export function makeServer(world: World): { server: Server; late: Late } {
  const late: Late = { pending: 0, timers: new Set() }
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    if (request.method === 'GET') {
      handle(world, late, request, response, '')
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => handle(world, late, request, response, chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8')))
    request.on('error', () => response.destroy())
  })
  return { server, late }
}

function handle(world: World, late: Late, request: IncomingMessage, response: ServerResponse, bodyText: string): void {
  const target = request.url ?? '/'
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const search = mark < 0 ? '' : target.slice(mark + 1)
  const method = request.method ?? 'GET'
  if (path.startsWith('/__twin/')) {
    const { status, body } = control(world, method, path, new URLSearchParams(search), bodyText)
    send(response, { status, headers: json, body: JSON.stringify(body) })
    return
  }
  const call = (circumstances: Circumstances): Reply => {
    const authorization = request.headers.authorization
    if (path.startsWith('/v2/')) return apiReply(world, serveApi(world, { method, path: path.slice(3), search, authorization, bodyText } satisfies ApiRequest, circumstances))
    return otherReply(world, method, path, search, authorization, bodyText)
  }
  const faults = world.faults.strike(method, path)
  if (faults.length === 0) send(response, call({ lagMs: 0, filtersRefused: false, fault: null, answered: true }))
  else new Struck(world, late, request, response, call, { method, path }).run(faults)
}

/** A call that faults have struck. */
class Struck {
  readonly #world: World
  readonly #late: Late
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #call: (circumstances: Circumstances) => Reply
  readonly #where: { method: string; path: string }

  constructor(world: World, late: Late, request: IncomingMessage, response: ServerResponse, call: (circumstances: Circumstances) => Reply, where: { method: string; path: string }) {
    this.#world = world
    this.#late = late
    this.#request = request
    this.#response = response
    this.#call = call
    this.#where = where
  }

  run(faults: readonly FilledFault[]): void {
    const delay = faults.filter(fault => fault.kind === 'delay').reduce((sum, fault) => sum + fault.ms, 0)
    if (delay > 0) this.#later(delay, () => this.#strike(faults))
    else this.#strike(faults)
  }

  #strike(faults: readonly FilledFault[]): void {
    const circumstances: Circumstances = {
      lagMs: Math.max(0, ...faults.filter(fault => fault.kind === 'lag').map(fault => fault.ms)),
      filtersRefused: faults.some(fault => fault.kind === 'refuse-filter'),
      fault: faults.map(fault => fault.kind).join('+'),
      answered: true,
    }
    const ending = faults.find(fault => fault.kind !== 'delay' && fault.kind !== 'lag' && fault.kind !== 'refuse-filter')
    switch (ending?.kind) {
      case undefined:
      case 'delay':
      case 'lag':
      case 'refuse-filter':
        return send(this.#response, this.#call(circumstances))
      case 'status':
        this.#note(ending, ending.status, true)
        return send(this.#response, faultReply(ending))
      case 'html':
        this.#note(ending, ending.status, true)
        return send(this.#response, { status: ending.status, headers: html, body: `<html><body><h1>${ending.status === 200 ? 'Välkommen' : `${ending.status} Bad Gateway`}</h1></body></html>` })
      case 'cut-before-commit':
        this.#note(ending, 0, false)
        return this.#cut()
      case 'hang':
        this.#note(ending, 0, false)
        return
      case 'cut-after-commit':
        this.#call({ ...circumstances, answered: false })
        return this.#cut()
      case 'late-commit':
        this.#cut()
        return this.#later(ending.ms, () => { this.#call({ ...circumstances, answered: false }) })
      case 'status-after-commit':
        this.#call({ ...circumstances, answered: false })
        return send(this.#response, faultReply(ending))
      case 'broken-json': {
        const reply = this.#call(circumstances)
        return send(this.#response, { ...reply, body: reply.body.slice(0, Math.max(1, Math.floor(reply.body.length / 2))) })
      }
    }
  }

  #cut(): void {
    this.#request.socket.destroy()
  }

  #later(ms: number, act: () => void): void {
    this.#late.pending++
    const timer = setTimeout(() => {
      this.#late.timers.delete(timer)
      this.#late.pending--
      act()
    }, ms)
    this.#late.timers.add(timer)
  }

  /** Calls that never reached the API are journalled too. */
  #note(fault: FilledFault, status: number, answered: boolean): void {
    this.#world.journal.add(this.#world.now(), { client: null, company: null, ...this.#where, status, fault: fault.kind, answered })
  }
}

function faultReply(fault: FilledFault): Reply {
  const codes: Readonly<Record<number, number>> = { 401: 4005, 403: 4005, 404: 3000, 409: 4000, 429: 4010, 503: 5001, 504: 5001 }
  const code = fault.errorCode ?? codes[fault.status] ?? (fault.status >= 500 ? 5000 : 2000)
  const text = fault.status === 429 ? 'API calls quota exceeded! maximum admitted 600 per Minute. Try again in 1 seconds.' : `Fault ${fault.status}.`
  return { status: fault.status, headers: json, body: JSON.stringify(errorBody(code, text)) }
}

function apiReply(world: World, answer: ApiAnswer): Reply {
  if (answer.pdf !== null) return { status: answer.status, headers: { 'Content-Type': 'application/pdf' }, body: onePagePdf(answer.pdf) }
  if (answer.body === undefined || answer.body === null) return { status: answer.status, headers: { ...answer.headers }, body: '' }
  return { status: answer.status, headers: { ...json, ...answer.headers }, body: written(world, answer.body) }
}

/** JSON, in camelCase or with full date-times where the choices say so. */
function written(world: World, body: unknown): string {
  const { camelCaseAnswers, dateShape } = world.choices
  if (!camelCaseAnswers && dateShape === 'plain') return JSON.stringify(body)
  return JSON.stringify(body, (_name, value: unknown) => {
    if (typeof value === 'string') return dateShape === 'dateTime' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00` : value
    if (!camelCaseAnswers || typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name.charAt(0).toLowerCase() + name.slice(1), each as unknown]))
  })
}

function otherReply(world: World, method: string, path: string, search: string, authorization: string | undefined, bodyText: string): Reply {
  const file = /^\/temp\/fileanonymous\/([0-9a-f-]{36})$/.exec(path)
  const text = file?.[1] === undefined ? undefined : world.files.get(file[1])
  if (text !== undefined) return { status: 200, headers: { 'Content-Type': 'application/pdf' }, body: onePagePdf(text) }
  const form = new URLSearchParams(bodyText)
  const answers: Readonly<Record<string, () => OauthAnswer>> = {
    'GET /connect/authorize': () => authorize(world, new URLSearchParams(search)),
    'POST /connect/token': () => token(world, authorization, form),
    'POST /connect/revocation': () => revocation(world, authorization, form),
  }
  const answer = answers[`${method} ${path}`]?.()
  if (!answer) return { status: 404, headers: html, body: '<html><body><h1>404 Not Found</h1></body></html>' }
  world.journal.count(method, path, answer.status)
  if (answer.location !== undefined) return { status: answer.status, headers: { Location: answer.location }, body: '' }
  if (answer.html !== undefined) return { status: answer.status, headers: html, body: answer.html }
  return answer.json === undefined
    ? { status: answer.status, headers: {}, body: '' }
    : { status: answer.status, headers: { ...json, 'Cache-Control': 'no-store' }, body: JSON.stringify(answer.json) }
}

/** Text goes out as ASCII: JSON escapes the rest, as the vendor's does, and one byte a character is the fastest write. */
function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return
  const body = typeof reply.body !== 'string' ? reply.body : reply.headers['Content-Type'] === html['Content-Type'] ? Buffer.from(reply.body) : ascii(reply.body)
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': String(body.length) })
  if (typeof body === 'string') response.end(body, 'latin1')
  else response.end(body)
}

function ascii(text: string): string {
  return /[\u0080-\uffff]/.test(text) ? text.replace(/[\u0080-\uffff]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`) : text
}
