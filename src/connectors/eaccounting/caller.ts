// Caller: every call to the API goes through here. Path templates are budget keys; answers come back with canonical property names.
import { Failure } from '../../core/failure.ts'
import type { ClientDeps } from '../connector.ts'
import { createHttp } from '../http.ts'
import type { HttpRequest } from '../http.ts'
import type { TokenSource } from '../oauth.ts'
import { systemName, vendorHosts } from './config.ts'
import type { Before } from './outcome.ts'
import { classifyAnswer, isGone } from './refusal.ts'
import { pascalKeys } from './wire-values.ts'

export type Ids = Record<string, string>
export type Query = Record<string, string | number | boolean | undefined>
export type Write = { method: 'POST' | 'PUT' | 'DELETE'; template: string; ids?: Ids; query?: Query; json?: unknown; before: Before }

export type Caller = {
  connection: string
  /** GET; throws Failure. */
  read(template: string, ids?: Ids, query?: Query): Promise<unknown>
  /** GET of one object; null when it does not exist. */
  find(template: string, ids: Ids): Promise<unknown>
  /** A call that changes something. Throws 'reply-lost' when it may have been made, any other Failure when it surely was not. */
  write(call: Write): Promise<unknown>
  /** A token that is valid now, for its claims. */
  accessToken(): Promise<string>
  close(): Promise<void>
}

/** The vendor allows 600 calls a minute per client and endpoint (fact 70). We start at nine tenths, and learn up to just below it while nobody is refused: other installations may call as the same client. */
const callsPerMinute = { limit: 540, most: 594 }

export function createCaller(options: { connection: string; clientId: string; hosts: Record<string, string>; tokens: TokenSource; deps: ClientDeps }): Caller {
  const { connection, deps, tokens } = options
  const names = { system: systemName, connection }
  const http = createHttp({
    ...names,
    baseUrl: options.hosts.api ?? vendorHosts.api.fallback,
    deps,
    authorise: async () => `Bearer ${await tokens.accessToken()}`,
    renewOn401: (used) => tokens.renewAfterRefusal((used ?? '').replace(/^Bearer /, '')),
    budgetFor: (_method, template) => ({ key: `eaccounting:${options.clientId}:${template}`, rule: { ...callsPerMinute, windowMs: 60_000 / deps.timeScale } }),
    classify: classifyAnswer(names),
  })

  async function send(request: HttpRequest): Promise<unknown> {
    return pascalKeys((await http.request(request)).body)
  }

  const read: Caller['read'] = (template, ids = {}, query = {}) =>
    send({ method: 'GET', template, path: filled(template, ids), query, writes: false })

  return {
    connection,
    read,
    async find(template, ids) {
      try {
        return await read(template, ids)
      } catch (caught) {
        if (caught instanceof Failure && isGone(caught)) return null
        throw caught
      }
    },
    async write({ method, template, ids = {}, query = {}, json, before }) {
      try {
        return await send({ method, template, path: filled(template, ids), query, json, writes: true, beforeSend: before })
      } catch (caught) {
        throw caught instanceof Failure && isTrouble(caught) ? new Failure('reply-lost', names, { detail: caught.detail, cause: caught }) : caught
      }
    },
    accessToken: () => tokens.accessToken(),
    close: () => http.close(),
  }
}

/** 5000-5002 with an orderly 4xx: the vendor's own trouble in the middle of the write, so it may have been made (fact 78). */
function isTrouble(failure: Failure): boolean {
  const code = failure.params.vendorCode
  return typeof code === 'number' && code >= 5000 && code <= 5002
}

/** "/v2/orders/{id}" with its ids. */
export function filled(template: string, ids: Ids): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent((ids[name] ?? '').toWellFormed()))
}
