// Verdict: what one sent request means. Pure: from the transport's result and the vendor's table to done, refused, lost, wait or try again.
import { Failure } from '../core/failure.ts'
import { parseJson } from './answer-json.ts'
import type { HttpResponse } from './http.ts'
import { retryAfterMs, statusFailure } from './status.ts'
import type { Sent } from './transport.ts'

/**
 * What a vendor's error table may answer. A Failure: the call surely was not made, and trying again is no use.
 * 'unauthorised': the token is not accepted. `wait`: surely not made, wait and send again (null = our own back-off), `key` names the budget to pause.
 * null: not in the table; the status decides.
 */
export type Classified = Failure | 'unauthorised' | { wait: number | null; key?: string } | null
export type Classify = (response: HttpResponse) => Classified

export type Verdict = { response: HttpResponse | null } & (
  | { type: 'done'; response: HttpResponse }
  | { type: 'refused'; failure: Failure }
  /** A write that may have been made. */
  | { type: 'lost'; failure: Failure }
  | { type: 'unauthorised'; failure: Failure }
  /** A worker that stood still before the first byte: nothing was sent. */
  | { type: 'too-late' }
  | { type: 'wait'; ms: number | null; key: string | undefined }
  /** Safe to try again. `ms`: the least wait the vendor named. */
  | { type: 'again'; failure: Failure; ms: number | null })

/** `secret`: the answer may hold tokens, and no part of it is told. */
export type CallContext = { system: string; connection: string; path: string; writes: boolean; now: number; secret?: boolean }

export function judge(sent: Sent, context: CallContext, classify: Classify): Verdict {
  const names = { system: context.system, connection: context.connection }
  const network = (reason: string) => new Failure('network', { ...names, reason }, { detail: `${reason} ${context.path}` })
  /** Something happened after the request left: unknown for a write, worth another try for a read. */
  const unclear = (failure: Failure, response: HttpResponse | null, ms: number | null = null): Verdict =>
    context.writes
      ? { type: 'lost', response, failure: new Failure('reply-lost', names, { detail: failure.detail ?? failure.message, cause: failure }) }
      : { type: 'again', response, failure, ms }

  if (sent.type === 'unsent' && sent.tooLate === true) return { type: 'too-late', response: null }
  if (sent.type === 'unsent') return { type: 'again', response: null, failure: network(sent.reason), ms: null }
  if (sent.type === 'lost') {
    if (sent.status === null || sent.status < 400 || sent.status >= 500) return unclear(network(sent.reason), null)
    // The head said 4xx: not made, whatever the rest would have said.
    return fromStatus({ status: sent.status, headers: {}, body: null })
  }

  const { status, headers, text } = sent.answer
  const parsed = parseJson(text)
  const response: HttpResponse = { status, headers, body: parsed.ok ? parsed.value : null }
  if (status >= 200 && status < 300) {
    if (parsed.ok) return { type: 'done', response }
    return unclear(unreadable(text), response)
  }
  return fromStatus(response)

  function fromStatus(answer: HttpResponse): Verdict {
    const named = classify(answer)
    if (named instanceof Failure) return { type: 'refused', response: answer, failure: named }
    const failure = statusFailure(answer.status, context, messageOf(answer.body), answer.headers, context.now)
    // What a success brings under the head of a refusal is neither: sent again it might be made twice.
    if (context.writes && bringsSomething(answer.body)) return unclear(failure, answer)
    if (named === 'unauthorised' || (named === null && answer.status === 401)) return { type: 'unauthorised', response: answer, failure: asUnauthorised(failure) }
    if (named !== null) return { type: 'wait', response: answer, ms: named.wait, key: named.key }
    const asked = retryAfterMs(answer.headers, context.now)
    if (answer.status === 429) return { type: 'wait', response: answer, ms: asked, key: undefined }
    if (answer.status === 408 || answer.status >= 500 || answer.status < 400) return unclear(failure, answer, asked)
    return { type: 'refused', response: answer, failure }
  }

  function asUnauthorised(failure: Failure): Failure {
    return failure.code === 'not-authorised' ? failure : new Failure('not-authorised', names, { detail: failure.detail })
  }

  function unreadable(answer: string): Failure {
    const what = /^\s*</.test(answer) ? 'HTML' : 'broken JSON'
    return new Failure('unreadable-answer', { ...names, what }, { detail: context.secret === true ? `${what} ${context.path}` : `${what} ${context.path}: ${answer.slice(0, 200)}` })
  }
}

/** The text of an error body in any of the usual places. */
export function messageOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null
  for (const [name, value] of Object.entries(body)) {
    if (/^(message|error_?description|developererrormessage|errormessage|detail|title)$/i.test(name) && typeof value === 'string' && value.trim() !== '') return value.trim()
  }
  return null
}

/** A record with an id, or a list of results, and no word of what went wrong. */
function bringsSomething(body: unknown): boolean {
  return typeof body === 'object' && body !== null && messageOf(body) === null && Object.entries(body).some(([name, value]) => /^(?:id|results)$/i.test(name) && (typeof value === 'string' || Array.isArray(value)))
}
