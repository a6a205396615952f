// Status: what an HTTP status means when the vendor's own table does not name it, and how long an answer asks us to wait.
import { Failure } from '../core/failure.ts'
import type { FailureParams } from '../core/failure.ts'

export type StatusContext = { system: string; connection: string; path: string }

/**
 * The Failure for a status outside 200..299 (RFC 9110). `message` is the vendor's own text, when one was found.
 * 5xx and 408 say "trouble": whether a write was made is for the caller to judge.
 */
export function statusFailure(status: number, context: StatusContext, message: string | null, headers: Record<string, string> = {}, now = 0): Failure {
  const params: FailureParams = { system: context.system, connection: context.connection, status, message: message ?? `HTTP ${status}` }
  const more = { detail: `HTTP ${status} ${context.path}${message === null ? '' : `: ${message.slice(0, 500)}`}` }
  if (status === 401) return new Failure('not-authorised', params, more)
  if (status === 402 || status === 403) return new Failure('access-denied', params, more)
  if (status === 404 || status === 410) return new Failure('record-gone', { ...params, kind: 'ID', id: lastSegment(context.path) }, more)
  if (status === 429) {
    const seconds = Math.ceil((retryAfterMs(headers, now) ?? 0) / 1000)
    return new Failure('rate-limited', { ...params, seconds }, { ...more, retryAfterSeconds: seconds })
  }
  if (status === 408 || status >= 500) return new Failure('vendor-down', params, more)
  if (status >= 300 && status < 400) return new Failure('unreadable-answer', { ...params, what: `redirect ${status}` }, more)
  return new Failure('vendor-refused', params, more)
}

/** Milliseconds named by Retry-After (seconds or an HTTP date), or null. `now` is ms since epoch, for dates. */
export function retryAfterMs(headers: Record<string, string>, now: number): number | null {
  const text = headers['retry-after']?.trim()
  if (text === undefined || text === '') return null
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

function lastSegment(path: string): string {
  return path.split('?')[0]?.split('/').findLast((part) => part !== '') ?? path
}
