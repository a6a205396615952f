// The API of one account: every call with its version, its budget and its answer parsed. Nothing else in this folder makes requests.
import type { z } from 'zod'
import { Failure } from '../../core/failure.ts'
import type { ClientDeps } from '../connector.ts'
import { createHttp } from '../http.ts'
import type { HttpRequest } from '../http.ts'
import { authorisation } from './auth.ts'
import { apiVersion, systemName, vendorHosts } from './config.ts'
import type { ConnectionConfig } from './config.ts'
import { classifyAnswer } from './errors.ts'
import { createLimits } from './limits.ts'

export type ApiCall = {
  method: 'GET' | 'POST' | 'PATCH'
  /** "/crm/objects/{version}/0-3/{id}"; `{version}` is filled in here. */
  template: string
  ids?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  json?: unknown
  writes?: boolean
}

export type Api = {
  connection: string
  now(): number
  /** Parses the answer. Throws Failure; 'unreadable-answer' when it does not fit ('reply-lost' for a write, which then may have been made). */
  call<Schema extends z.ZodType>(schema: Schema, call: ApiCall): Promise<z.output<Schema>>
  close(): Promise<void>
}

export function createApi(config: ConnectionConfig, connection: string, hosts: Record<string, string>, deps: ClientDeps): Api {
  const limits = createLimits(config, connection, deps.timeScale)
  const http = createHttp({
    system: systemName,
    connection,
    baseUrl: hosts.api ?? vendorHosts.api.fallback,
    deps,
    ...authorisation(config, connection, hosts, deps),
    budgetFor: (method, template) => limits.budgetFor(method, template),
    classify: classifyAnswer(connection, limits.keys, () => deps.now()),
    onAnswer: (template, response) => limits.learn(template, response),
  })
  return {
    connection,
    now: () => deps.now(),
    async call(schema, call) {
      const template = call.template.replace('{version}', apiVersion)
      const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent((call.ids?.[name] ?? '').toWellFormed()))
      const request: HttpRequest = { method: call.method, template, path, query: call.query, json: call.json, writes: call.writes === true }
      const { body } = await http.request(request)
      const parsed = schema.safeParse(body)
      if (parsed.success) return parsed.data
      const issue = parsed.error.issues[0]
      const detail = `${template}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`
      const names = { system: systemName, connection }
      throw call.writes === true ? new Failure('reply-lost', names, { detail }) : new Failure('unreadable-answer', { ...names, what: detail }, { detail })
    },
    close: () => http.close(),
  }
}
