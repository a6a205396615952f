// Carries out one API call on the account: who calls, how often, with what right, and then the work itself.
import { randomUUID } from 'node:crypto'
import { HubSpotError, missingScopes, notFound } from './errors.ts'
import type { Tokens } from './oauth.ts'
import { findObjectType, recordScope } from './object-types.ts'
import type { Portal } from './portal.ts'
import type { RateLimits } from './rate-limits.ts'
import { person } from './records.ts'
import { listParameter } from './request.ts'
import type { ApiReply, ApiRequest, Caller } from './request.ts'
import type { Route } from './router.ts'

/** One call as it came over the wire. */
export type Call = {
  method: string
  path: string
  segments: readonly string[]
  queryText: string
  authorization: string | undefined
  contentType: string
  rawBody: string
  route: Route | undefined
}

/** The account with its tokens and limits; replaced as a whole when a new seed is loaded. */
export type Account = { portal: Portal; tokens: Tokens; limits: RateLimits }

/** Longer addresses are refused with 414 (3.11). */
const longestUrl = 16_000

function checkScopes(route: Route, caller: Caller, query: URLSearchParams): void {
  if (caller.scopes.has('*')) return
  const needed = [...route.scopes]
  for (const name of listParameter(query, 'associations')) {
    const type = findObjectType(name)
    if (type !== undefined) needed.push([recordScope(type, 'read')])
  }
  const missing = needed.filter((choices) => !choices.some((scope) => caller.scopes.has(scope) || (scope === 'oauth' && caller.kind === 'serviceKey')))
  if (missing.length > 0) throw missingScopes(missing.flat())
}

export type Handled = ApiReply & Pick<ApiRequest['write'], 'created' | 'changed'>

/** Answers a call and changes the account. Never throws for what a caller can do wrong: that is an error answer. */
export function handleCall({ portal, tokens, limits }: Account, call: Call): Handled {
  const now = portal.now()
  const request: ApiRequest = {
    method: call.method, segments: call.segments, query: new URLSearchParams(call.queryText), contentType: call.contentType, rawBody: call.rawBody, portal,
    write: { actor: person, now, enforceAdminRules: !call.path.includes('/2026-03/'), listErrors: call.route?.batch !== true, created: [], changed: [] },
  }
  let headers: Record<string, string> = { 'X-HubSpot-Correlation-Id': randomUUID() }
  const { created, changed } = request.write
  try {
    if (call.path.length + call.queryText.length > longestUrl) throw new HubSpotError(414, { status: 'error', message: 'URI Too Long' })
    const { route } = call
    if (route?.open === true) return { ...route.run(request, tokens, nobody), created, changed }
    const caller = tokens.authenticate(call.authorization, now)
    headers = { ...headers, ...limits.count(caller, route?.search === true, now) }
    if (route === undefined) throw notFound()
    checkScopes(route, caller, request.query)
    request.write.actor = { sourceType: 'INTEGRATION', sourceId: caller.sourceId }
    const reply = route.run(request, tokens, caller)
    return { ...reply, headers: { ...headers, ...reply.headers }, created, changed }
  } catch (error) {
    if (!(error instanceof HubSpotError)) throw error
    return { status: error.status, body: error.body, headers: { ...headers, ...error.headers }, created, changed }
  }
}

const nobody: Caller = { kind: 'oauth', account: 'nobody', scopes: new Set(), sourceId: '' }
