// The one HTTP client of all connectors: budget, authorisation, deadline, retries that are safe, and never a guess about a lost reply.
import { Failure } from '../core/failure.ts'
import { currentAbout } from './call-about.ts'
import type { BudgetRule, ClientDeps, LastLook, Pass } from './connector.ts'
import { createTransport } from './transport.ts'
import type { Sent } from './transport.ts'
import { judge } from './verdict.ts'
import type { Classify, Verdict } from './verdict.ts'

export type { Classified, Classify } from './verdict.ts'

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path without ids, for budgets and counting: "/v2/orders/{id}". */
  template: string
  /** Path below `baseUrl`, ids filled in (already encoded), without query. */
  path: string
  query?: Record<string, string | number | boolean | undefined>
  json?: unknown
  form?: Record<string, string>
  /** True when the call changes something at the vendor: then a lost reply is never retried. A search by POST is false. */
  writes: boolean
  /** Called before every send of a write; throwing stops it, and its answer is asked at the last moment. */
  beforeSend?: () => LastLook | void | Promise<LastLook | void>
}

/** `body` is parsed JSON whatever the content type says; null when the answer is empty. Header names in lower case. */
export type HttpResponse = { status: number; headers: Record<string, string>; body: unknown }

/** One budget a call draws on. */
export type BudgetClaim = { key: string; rule: BudgetRule }

export type HttpOptions = {
  /** Name shown to people, "HubSpot". */
  system: string
  connection: string
  baseUrl: string
  deps: Omit<ClientDeps, 'vault'>
  /** Value of the Authorization header; null sends none. */
  authorise(): Promise<string | null>
  /** After a 401: gets a new token; false when there is none to get. Called at most once per request. */
  renewOn401(usedAuthorization: string | null): Promise<boolean>
  /** The budgets this call draws on, in order; empty or null = none. A pause asked for by the vendor goes to the first unless `classify` names another. */
  budgetFor(method: string, template: string): readonly BudgetClaim[] | BudgetClaim | null
  /** The vendor's error table, asked for every answer outside 200..299. */
  classify: Classify
  /** Sees every answer, to learn limits from headers. */
  onAnswer?(template: string, response: HttpResponse): void
  /** Bodies hold secrets (token endpoints): they are kept out of records. */
  secretBodies?: boolean
}

export type Http = { request(call: HttpRequest): Promise<HttpResponse>; close(): Promise<void> }

/** Real-life milliseconds; all are divided by `deps.timeScale`. */
const deadlineMs = 30_000
const maxWaitMs = 600_000
const firstBackOffMs = 500
const maxTries = 5

/**
 * A client for one connection. `request` resolves for 2xx only; everything else is thrown as Failure:
 * 'reply-lost' when a write may have been made, any other code when it surely was not.
 * Reads, and writes that surely never left, are tried up to 5 times; 429 and named waits are obeyed for up to 10 minutes.
 */
export function createHttp(options: HttpOptions): Http {
  const { deps } = options
  const scaled = (ms: number) => ms / deps.timeScale
  const transport = createTransport(scaled(10_000))
  const base = new URL(options.baseUrl)
  const prefix = base.pathname.replace(/\/+$/, '')

  async function request(call: HttpRequest): Promise<HttpResponse> {
    const path = prefix + call.path + queryText(call.query)
    let tries = 0
    let waits = 0
    let renewed = false
    let waitedForVendor = 0
    for (;;) {
      deps.signal?.throwIfAborted()
      const claims = claimsOf(options.budgetFor(call.method, call.template))
      const { authorization, verdict } = await withPasses(claims, async (waitedMs) => {
        const authorised = await options.authorise()
        const lastLook = (await call.beforeSend?.()) ?? always
        return { authorization: authorised, verdict: await attempt(call, path, authorised, waitedMs, lastLook) }
      })
      // Nothing left us: who may send is asked anew, as often as it takes.
      if (verdict.type === 'too-late') continue
      if (verdict.type === 'done') return verdict.response
      if (verdict.type === 'refused' || verdict.type === 'lost') throw verdict.failure
      if (verdict.type === 'unauthorised') {
        if (renewed || !(await options.renewOn401(authorization))) throw verdict.failure
        renewed = true
      } else if (verdict.type === 'wait') {
        waits += 1
        // A vendor that says "at once" again and again is given a pause all the same, or we would ask for ever.
        const ms = scaled(verdict.ms === null ? backOff(waits, 1_000) : Math.max(verdict.ms, waits < 3 ? 0 : backOff(waits - 2, 1_000)))
        waitedForVendor += ms
        if (waitedForVendor > scaled(maxWaitMs)) throw rateLimited(options, verdict.ms ?? maxWaitMs)
        const key = verdict.key ?? claims[0]?.key
        if (key !== undefined) await deps.budget.pause(key, ms)
        await deps.sleep(ms, deps.signal)
      } else {
        tries += 1
        const ms = scaled(Math.max(backOff(tries, firstBackOffMs), verdict.ms ?? 0))
        waitedForVendor += ms
        // Whoever says "come back tomorrow" is asked again by the next run, not waited for by this one.
        if (tries >= maxTries || waitedForVendor > scaled(maxWaitMs)) throw verdict.failure
        await deps.sleep(ms, deps.signal)
      }
    }
  }

  /** The vendor counts a call before it answers, so its place in the budgets is held until then. */
  async function withPasses<T>(claims: readonly BudgetClaim[], work: (waitedMs: number) => Promise<T>): Promise<T> {
    const passes: Pass[] = []
    try {
      for (const claim of claims) passes.push(await deps.budget.take(claim.key, claim.rule))
      return await work(passes.reduce((sum, pass) => sum + pass.waitedMs, 0))
    } finally {
      for (const pass of passes) pass.answered()
    }
  }

  async function attempt(call: HttpRequest, path: string, authorization: string | null, waitedMs: number, maySend: LastLook): Promise<Verdict> {
    const started = deps.now()
    const body = bodyText(call)
    const sent = await transport.send({
      origin: base.origin,
      path,
      method: call.method,
      headers: headersFor(call, authorization, deps.userAgent),
      body,
      deadlineMs: scaled(deadlineMs),
      // A write under way is let finish when we are told to stop: its outcome would otherwise be unknown.
      signal: call.writes ? undefined : deps.signal,
      maySend,
    })
    const verdict = judge(sent, { system: options.system, connection: options.connection, path, writes: call.writes, now: deps.now(), secret: options.secretBodies === true }, options.classify)
    if (verdict.response !== null) options.onAnswer?.(call.template, verdict.response)
    if (verdict.type !== 'too-late') record(call, path, sent, verdict, deps.now() - started, waitedMs, body)
    return verdict
  }

  function record(call: HttpRequest, path: string, sent: Sent, verdict: Verdict, ms: number, waitedMs: number, body: string | null): void {
    const status = sent.type === 'answer' ? sent.answer.status : sent.type === 'lost' ? sent.status : null
    const writtenFor = currentAbout()
    // The texts themselves, as the log keeps them: writing an answer anew would cost as much as reading it.
    const answer = sent.type === 'answer' && verdict.response?.body != null ? { response: sent.answer.text } : {}
    const bodies = options.secretBodies === true ? {} : { ...(call.json === undefined || body === null ? {} : { request: body }), ...answer }
    deps.onCall({ system: options.system, connection: options.connection, method: call.method, template: call.template, path, status, ms, waitedMs, ...bodies, ...(writtenFor === undefined ? {} : { about: writtenFor }) })
  }

  return { request, close: () => transport.close() }
}

const always: LastLook = () => true

function claimsOf(claims: readonly BudgetClaim[] | BudgetClaim | null): readonly BudgetClaim[] {
  if (claims === null) return []
  return 'key' in claims ? [claims] : claims
}

function rateLimited(options: HttpOptions, ms: number): Failure {
  const seconds = Math.ceil(ms / 1000)
  return new Failure('rate-limited', { system: options.system, connection: options.connection, seconds }, { retryAfterSeconds: seconds })
}

function headersFor(call: HttpRequest, authorization: string | null, userAgent: string): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': userAgent }
  if (authorization !== null) headers.authorization = authorization
  if (call.json !== undefined) headers['content-type'] = 'application/json'
  else if (call.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded'
  return headers
}

function bodyText(call: HttpRequest): string | null {
  if (call.json !== undefined) return JSON.stringify(call.json)
  return call.form === undefined ? null : new URLSearchParams(call.form).toString()
}

/** Spaces as %20, which every vendor reads; "$filter" keeps its dollar sign. */
function queryText(query: HttpRequest['query']): string {
  const parts = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name).replace('%24', '$')}=${encodeURIComponent(String(value).toWellFormed())}`])
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

/** Doubling from `firstMs`, at most 30 s, with half of it random so that workers do not come back together. */
function backOff(tries: number, firstMs: number): number {
  const whole = Math.min(30_000, firstMs * 2 ** (tries - 1))
  return whole / 2 + Math.random() * (whole / 2)
}
