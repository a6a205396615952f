// The API's client: the operations as functions, over anything that answers HTTP requests (a socket, or the app in this process).
import type { Operations } from '../api/operations.ts'
import { ApiRefusal, CliProblem, type ApiProblem } from './problem.ts'
import { exitCodes } from './exit-codes.ts'

/** Sends one request to the API. `again`: it may be sent a second time if the connection breaks before an answer. */
export type Door = (path: string, init: { method: string; body?: string }, again: boolean) => Promise<Response>
export type ApiOperations = Omit<Operations, 'webhook' | 'metrics'>

type Query = Record<string, string | number | boolean | undefined>

/** Refusals are thrown as `ApiRefusal` with the sentences that the API gave. */
export function apiClient(door: Door): ApiOperations {
  const get = async <T>(path: string, query: Query = {}): Promise<T> => await answer<T>(await door(withQuery(path, query), { method: 'GET' }, true))
  const post = async <T>(path: string, body: unknown = {}, again = false): Promise<T> => await answer<T>(await door(path, { method: 'POST', body: JSON.stringify(body) }, again))
  const of = (org: string, ...parts: string[]): string => ['/api/orgs', org, ...parts].map((part, index) => (index === 0 ? part : encodeURIComponent(part.toWellFormed()))).join('/')
  return {
    examine: () => get('/api/doctor'),
    backup: async (options) => {
      const response = await door('/api/backup', { method: 'POST', body: JSON.stringify(options) }, true)
      return response.ok && response.body !== null ? response.body : await answer<ReadableStream<Uint8Array>>(response)
    },
    organisations: () => get('/api/organisations'),
    apply: (input) => post('/api/apply', input),
    exportYaml: async (org) => {
      const response = await door(of(org, 'export'), { method: 'GET' }, true)
      return response.ok ? await response.text() : await answer<string>(response)
    },
    status: (org) => get(of(org, 'status')),
    check: (org) => post(of(org, 'check'), {}, true),
    // A second start joins the run that the first one made, so it may be sent again.
    startRun: (org, flow, options) => post(of(org, 'flows', flow, 'runs'), options, true),
    run: (org, id) => get(of(org, 'runs', id)),
    runs: (org, flow, limit) => get(of(org, 'runs'), { flow: flow ?? undefined, limit }),
    stopRun: async (org, id) => void (await post(of(org, 'runs', id, 'stop'), {}, true)),
    held: (org, filter) => get(of(org, 'held'), filter),
    replay: (org, { flow, ...choice }) => post(of(org, 'flows', flow, 'replay'), choice, true),
    dismiss: async (org, flow, record) => void (await post(of(org, 'flows', flow, 'held', record, 'dismiss'), {}, true)),
    logs: (org, filter) => get(of(org, 'logs'), filter),
    tryMapping: (org, flow, record) => post(of(org, 'flows', flow, 'try'), { record }, true),
    setFlowState: async (org, flow, state) => void (await post(of(org, 'flows', flow, 'state'), { state }, true)),
    connectStart: (org, connection) => post(of(org, 'connections', connection, 'connect')),
    connectEnd: (org, connection, given) => post(of(org, 'connections', connection, 'code'), given),
    connectTest: (org, connection) => post(of(org, 'connections', connection, 'test'), {}, true),
    forget: (org, choice) => post(of(org, 'forget'), choice),
    person: (org, key, erase) => post(of(org, 'person'), { ...key, erase }),
  }
}

function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]))
  const text = new URLSearchParams(given).toString()
  return text === '' ? path : `${path}?${text}`
}

async function answer<T>(response: Response): Promise<T> {
  const text = await response.text()
  const value = parsed(text)
  // The answer comes from this very version (the session made sure of it), so its shape is the contract's.
  if (response.ok) return value as T
  if (isProblem(value)) throw new ApiRefusal(response.status, value.error)
  throw new CliProblem('odd-answer', exitCodes.error, {
    sv: `Servern svarade ${response.status} på ett sätt som inte går att tyda.`, en: `The server answered ${response.status} in a way that cannot be read.`,
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: whatever it is, it is no answer of ours.
    return null
  }
}

function isProblem(value: unknown): value is { error: ApiProblem } {
  return typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'object' && value.error !== null && 'code' in value.error && 'sv' in value.error && 'en' in value.error
}
