// The HubSpot twin: a local server that behaves as hubspot.md lists, with faults, a journal and control calls.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { control } from './control.ts'
import { rateLimited } from './errors.ts'
import { Faults } from './faults.ts'
import type { FaultAction } from './faults.ts'
import { handleCall } from './handle-call.ts'
import type { Account, Call, Handled } from './handle-call.ts'
import { Journal } from './journal.ts'
import { loadPortal } from './load-seed.ts'
import { Tokens } from './oauth.ts'
import { RateLimits } from './rate-limits.ts'
import type { ApiReply } from './request.ts'
import { findRoute } from './router.ts'
import { parseSeed } from './seed.ts'
import type { HubSpotSeed } from './seed.ts'
import { TwinState } from './state.ts'

export type HubSpotTwinOptions = {
  /** 0 or missing: a free port. */
  port?: number
  seed?: HubSpotSeed
  /** Shortens token life (30 min), rate windows (10 s, 1 s): 60 makes a token live half a minute. Default 1. */
  timeScale?: number
  /** 'off' counts nothing and never answers 429. Default 'vendor'. */
  limits?: 'vendor' | 'off'
  /** Epoch milliseconds. Default: the machine's clock. */
  now?: () => number
  /** Milliseconds until search sees a change. Default 0. */
  searchLagMs?: number
}

export type HubSpotTwin = {
  /** http://127.0.0.1:port */
  url: string
  port: number
  state: TwinState
  faults: Faults
  journal: Journal
  /** Answers one request, for a server in front of several accounts. */
  listener(request: IncomingMessage, response: ServerResponse): void
  close(): Promise<void>
}

/** A service key with every scope, in the account that is used when no seed is given. */
export const sandboxServiceKey = 'pat-eu1-sandbox'
const emptySeed: HubSpotSeed = { account: { portalId: 1_000_001 }, serviceKeys: { [sandboxServiceKey]: ['*'] } }
const largestBody = 20_000_000
const htmlPage = '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>'

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const part: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += part.length
    if (size > largestBody) throw new Error('request body too large')
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, reply: ApiReply): void {
  if (response.destroyed) return
  const html = typeof reply.body === 'string'
  const text = typeof reply.body === 'string' ? reply.body : reply.body === undefined ? '' : JSON.stringify(reply.body)
  response.writeHead(reply.status, {
    ...reply.headers, ...(text === '' ? {} : { 'Content-Type': html ? 'text/html;charset=utf-8' : 'application/json;charset=utf-8' }),
    ...(reply.status === 204 ? {} : { 'Content-Length': Buffer.byteLength(text) }),
  })
  response.end(text)
}

/** The answer of a status fault. */
function refusal(action: Extract<FaultAction, { kind: 'status' }>): ApiReply {
  const retryAfter: Record<string, string> = action.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(action.retryAfterSeconds) }
  if (action.status === 429) return { status: 429, body: rateLimited(action.policy ?? 'TEN_SECONDLY_ROLLING', 'publicapi:fault').body, headers: retryAfter }
  const words: Record<number, string> = { 423: 'This record is locked by another write', 477: 'Migration in progress', 500: 'internal error', 502: 'bad gateway', 503: 'service unavailable', 504: 'gateway timeout' }
  return { status: action.status, body: { status: 'error', message: words[action.status] ?? `status ${action.status}`, correlationId: '00000000-0000-0000-0000-000000000000' }, headers: action.status === 477 ? { 'Retry-After': '10', ...retryAfter } : retryAfter }
}

/** Starts the twin on 127.0.0.1. Throws when the seed is wrong or the port is taken. */
export async function startHubSpotTwin(options: HubSpotTwinOptions = {}): Promise<HubSpotTwin> {
  const timeScale = options.timeScale ?? 1
  const now = options.now ?? Date.now
  const open = (seed: unknown): Account => {
    const portal = loadPortal(parseSeed(seed), now)
    portal.index.lagMs = options.searchLagMs ?? 0
    const { dailyLimit, timeZone } = portal.account
    return { portal, tokens: new Tokens(portal, timeScale), limits: new RateLimits({ on: options.limits !== 'off', timeScale, dailyLimit, timeZone }) }
  }
  let account = open(options.seed ?? emptySeed)
  const faults = new Faults()
  const journal = new Journal()
  const state = new TwinState(() => account, (seed) => { account = open(seed) })
  const timers = new Set<NodeJS.Timeout>()

  const note = (call: Call, status: number, handled?: Handled, extra: { fault?: string; late?: true } = {}): void => {
    journal.add({ at: new Date(now()).toISOString(), method: call.method, path: call.path, status, created: handled?.created ?? [], changed: handled?.changed ?? [], ...extra })
  }

  const answerCall = async (call: Call, response: ServerResponse): Promise<void> => {
    const template = call.route?.template ?? call.path
    journal.count(call.method, template)
    let played: FaultAction | undefined
    for (const action of faults.take(call.method, call.path, template)) {
      if (action.kind === 'delay') await sleep(action.ms)
      else played = action
    }
    const fault = played === undefined ? {} : { fault: played.kind }
    switch (played?.kind) {
      case 'cutBeforeCommit':
        note(call, 0, undefined, fault)
        response.destroy()
        return
      case 'cutAfterCommit':
        note(call, 0, handleCall(account, call), fault)
        response.destroy()
        return
      case 'lateCommit': {
        note(call, 0, undefined, fault)
        response.destroy()
        const timer = setTimeout(() => {
          timers.delete(timer)
          const handled = handleCall(account, call)
          note(call, handled.status, handled, { ...fault, late: true })
        }, played.ms)
        timers.add(timer)
        return
      }
      case 'status': {
        const handled = played.commit ? handleCall(account, call) : undefined
        note(call, played.status, handled, fault)
        send(response, refusal(played))
        return
      }
      case 'html': {
        const handled = (played.commit ?? played.status === 200) ? handleCall(account, call) : undefined
        note(call, played.status, handled, fault)
        send(response, { status: played.status, body: htmlPage })
        return
      }
      case 'brokenJson': {
        const handled = handleCall(account, call)
        note(call, handled.status, handled, fault)
        const text = JSON.stringify(handled.body ?? {})
        response.writeHead(handled.status, { ...handled.headers, 'Content-Type': 'application/json;charset=utf-8' })
        response.end(text.slice(0, Math.floor(text.length / 2)))
        return
      }
      case 'revokeTokens': state.revokeTokens(); break
      case 'expireAccessTokens': state.expireAccessTokens(); break
      case 'searchLag': state.setSearchLag(played.ms); break
      case 'delay':
      case undefined: break
    }
    const handled = handleCall(account, call)
    note(call, handled.status, handled, fault)
    send(response, handled)
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = request.url ?? '/'
    const mark = target.indexOf('?')
    const path = mark < 0 ? target : target.slice(0, mark)
    const queryText = mark < 0 ? '' : target.slice(mark + 1)
    const method = request.method ?? 'GET'
    const rawBody = await readAll(request)
    if (path.startsWith('/__twin/')) {
      send(response, await control({ state, faults, journal, account: () => account }, method, path.slice('/__twin/'.length), new URLSearchParams(queryText), rawBody))
      return
    }
    const segments = path.split('/').filter(Boolean).map((segment) => decodeURIComponent(segment))
    await answerCall({
      method, path, segments, queryText, rawBody, authorization: request.headers.authorization, contentType: request.headers['content-type'] ?? '', route: findRoute(method, segments),
    }, response)
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch((error: unknown) => {
      send(response, { status: 500, body: { status: 'error', message: error instanceof Error ? error.message : 'internal error' } })
    })
  }
  const server = createServer(listener)
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })
  const address: AddressInfo | string | null = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`, port, state, faults, journal, listener,
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      server.closeAllConnections()
      await new Promise<void>((resolve) => { server.close(() => resolve()) })
    },
  }
}
