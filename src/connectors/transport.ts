// Transport: sends one HTTP/1.1 request over a kept-alive connection and says whether it surely was not sent, was answered, or was lost.
import { Agent } from 'undici'
import type { Dispatcher } from 'undici'
import { wireConnector } from './wire.ts'

/** Answers larger than this are refused: nothing we ask for comes near it. */
export const maxAnswerBytes = 64 * 1024 * 1024

export type Outgoing = {
  origin: string
  /** Path with query. */
  path: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers: Record<string, string>
  body: string | null
  /** Milliseconds until we give up on the answer. */
  deadlineMs: number
  signal: AbortSignal | undefined
  /** Asked in the turn in which the first byte would leave; false keeps the request unsent. */
  maySend(): boolean
}

export type Answer = { status: number; headers: Record<string, string>; text: string }

/** `unsent`: no byte of the request left us; `tooLate` because `maySend` said no. `lost`: it may have arrived; `status` when the head of an answer came. */
export type Sent =
  | { type: 'answer'; answer: Answer }
  | { type: 'unsent'; reason: string; tooLate?: true }
  | { type: 'lost'; reason: string; status: number | null }

export type Transport = { send(outgoing: Outgoing): Promise<Sent>; close(): Promise<void> }

/** Redirects are never followed and answers are never decompressed (we do not ask for compression). */
export function createTransport(connectTimeoutMs = 10_000): Transport {
  const agent = new Agent({ connections: 128, pipelining: 1, keepAliveTimeout: 4_000, connect: wireConnector(Math.max(connectTimeoutMs, 250)), headersTimeout: 0, bodyTimeout: 0 })
  return {
    send: (outgoing) => send(agent, outgoing),
    close: () => agent.destroy(),
  }
}

function send(agent: Agent, outgoing: Outgoing): Promise<Sent> {
  return new Promise((resolve) => {
    let started: Dispatcher.DispatchController | null = null
    let settled = false
    let status: number | null = null
    let headers: Record<string, string> = {}
    let bytes = 0
    const chunks: Buffer[] = []

    const settle = (result: Sent) => {
      if (settled) return
      settled = true
      clearTimeout(deadline)
      outgoing.signal?.removeEventListener('abort', stop)
      resolve(result)
    }
    const giveUp = (reason: string) => {
      settle(started === null ? { type: 'unsent', reason } : { type: 'lost', reason, status })
      started?.abort(new Error(reason))
    }
    const stop = () => giveUp('stopped')
    const deadline = setTimeout(() => giveUp('timeout'), outgoing.deadlineMs)
    outgoing.signal?.addEventListener('abort', stop, { once: true })

    const handler: Dispatcher.DispatchHandler = {
      // undici calls this when a connection is ready, just before the first byte; aborting here keeps the request unsent.
      onRequestStart(controller) {
        if (settled) controller.abort(new Error('given up before sending'))
        else if (outgoing.maySend()) started = controller
        else {
          settle({ type: 'unsent', reason: 'too late', tooLate: true })
          controller.abort(new Error('too late to send'))
        }
      },
      onResponseStart(_controller, statusCode, responseHeaders) {
        if (statusCode < 200) return
        status = statusCode
        headers = flatten(responseHeaders)
      },
      onResponseData(_controller, chunk) {
        bytes += chunk.length
        if (bytes > maxAnswerBytes) giveUp('answer over 64 MB')
        else chunks.push(chunk)
      },
      onResponseEnd() {
        if (status === null) settle({ type: 'lost', reason: 'no status', status: null })
        else settle({ type: 'answer', answer: { status, headers, text: Buffer.concat(chunks).toString('utf8') } })
      },
      onResponseError(_controller, error) {
        const reason = reasonOf(error)
        settle(started === null ? { type: 'unsent', reason } : { type: 'lost', reason, status })
      },
    }
    try {
      agent.dispatch({ origin: outgoing.origin, path: outgoing.path, method: outgoing.method, headers: outgoing.headers, body: outgoing.body }, handler)
    } catch (caught) {
      giveUp(reasonOf(caught))
    }
  })
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}

/** A short technical word ("ECONNREFUSED"); messages may hold addresses but never secrets. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  if (error instanceof AggregateError && code === null && error.errors[0] !== undefined) return reasonOf(error.errors[0])
  return code ?? error.message
}
