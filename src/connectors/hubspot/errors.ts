// HubSpot's error answers as Failures: scopes, limits, locks, moves and refused values (facts 2.18, 3.8 to 3.12).
import { z } from 'zod'
import { Failure } from '../../core/failure.ts'
import type { Classify } from '../http.ts'
import { retryAfterMs } from '../status.ts'
import { systemName } from './config.ts'
import { errorBody } from './schemas.ts'

/** The official client waits 10 s after the rolling limit, 1 s after the search limit (fact 3.10); a lock lasts 2 s (fact 3.11). */
const rollingWaitMs = 10_000
const searchWaitMs = 1_000
const lockWaitMs = 2_000
/** The daily counter starts anew at midnight in the account's time zone; we look again each hour (fact 3.1). */
const dailyRetrySeconds = 3_600

export function classifyAnswer(connection: string, keys: { search: string; general: string }, now: () => number): Classify {
  const names = { system: systemName, connection }
  return ({ status, headers, body }) => {
    const parsed = errorBody.safeParse(body)
    const error = parsed.success ? parsed.data : {}
    const detail = `HTTP ${status} ${error.category ?? ''} ${error.correlationId ?? ''}: ${(error.message ?? '').slice(0, 500)}`
    switch (status) {
      case 401: return 'unauthorised'
      case 403: {
        const scopes = (error.errors ?? []).flatMap((item) => stringsOf(item.context?.requiredGranularScopes))
        return error.category === 'MISSING_SCOPES' ? new Failure('missing-scope', { ...names, scope: scopes.join(', ') || '?' }, { detail }) : null
      }
      case 423: return { wait: lockWaitMs }
      case 429:
        if (error.policyName === 'DAILY') return new Failure('rate-limited', { ...names, seconds: dailyRetrySeconds }, { detail, retryAfterSeconds: dailyRetrySeconds })
        if (error.policyName === 'SECONDLY') return { wait: retryAfterMs(headers, now()) ?? searchWaitMs, key: keys.search }
        return { wait: retryAfterMs(headers, now()) ?? rollingWaitMs, key: keys.general }
      case 477: {
        const seconds = Math.ceil((retryAfterMs(headers, now()) ?? 3_600_000) / 1000)
        return new Failure('account-parked', { ...names, seconds }, { detail, retryAfterSeconds: seconds })
      }
      case 400:
      case 409: return refused(connection, messageOf(error), detail)
      default: return null
    }
  }
}

/** A value HubSpot does not take: nothing was written. */
export function refused(connection: string, message: string, detail?: string): Failure {
  return new Failure('vendor-refused', { system: systemName, connection, message }, { detail })
}

const embedded = z.array(z.object({ name: z.string().nullish(), message: z.string().nullish(), localizedErrorMessage: z.string().nullish() }))

/** The sentence a person can act on: each refused property with its reason, from `errors[]` or from the JSON inside the message (fact 3.12). */
export function messageOf(error: z.output<typeof errorBody> | { message?: string | null; errors?: undefined }): string {
  const whole = error.message ?? ''
  const start = whole.indexOf('[{')
  if (start >= 0) {
    const inside = embedded.safeParse(parsedOrNull(whole.slice(start, whole.lastIndexOf(']') + 1)))
    if (inside.success) {
      return inside.data.map((item) => `${item.name ?? '?'}: ${item.localizedErrorMessage ?? item.message ?? '?'}`).join('; ')
    }
  }
  const listed = (error.errors ?? []).flatMap((item) => {
    const property = stringsOf(item.context?.propertyName).join(', ')
    return item.message == null ? [] : [property === '' ? item.message : `${property}: ${item.message}`]
  })
  return listed.length > 0 ? listed.join('; ') : whole === '' ? '?' : whole
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // Not the list we hoped for: the whole message is shown instead.
  }
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
