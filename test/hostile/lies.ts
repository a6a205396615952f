// Lies: what an answer may become on the way. Most change its JSON; some its bytes, its status, its headers, or how it arrives.
import type { Chance } from './chance.ts'
import type { Answer, Asked, Manner, Told } from './liar.ts'
import { mutatedJson, spoiltBytes } from './mutate.ts'
import { strangeText } from './strange.ts'

const statuses = [200, 201, 202, 203, 204, 206, 207, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 414, 415, 418, 422, 423, 425, 426, 429, 431, 451, 477, 500, 501, 502, 503, 504, 507, 520, 529, 599]
const waits = ['0', '1', '-1', '86400', '99999999999', '1e400', 'NaN', '', ' ', 'Fri, 31 Dec 9999 23:59:59 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', 'tomorrow', '1.5', '0x10', '120']
const limitHeaders = ['x-hubspot-ratelimit-max', 'x-hubspot-ratelimit-remaining', 'x-hubspot-ratelimit-daily', 'x-hubspot-ratelimit-interval-milliseconds']
const numbers = ['0', '1', '-1', '1e400', 'NaN', '', '99999999999999999999', '0.5', 'null', '2']
const errors = [
  '{"status":"error","message":"Bad","category":"VALIDATION_ERROR","errors":[{"message":"x","context":{"propertyName":["a"]}}]}', '{"status":"error","category":"MISSING_SCOPES","errors":[{"context":{"requiredGranularScopes":[1,null]}}]}',
  '{"status":"error","policyName":"DAILY"}', '{"status":"error","policyName":"SECONDLY"}', '{"ErrorCode":4010,"DeveloperErrorMessage":"Try again in 0 seconds."}', '{"ErrorCode":4010,"DeveloperErrorMessage":"Try again in 99999999999999 seconds."}',
  '{"ErrorCode":"2000","DeveloperErrorMessage":null,"Errors":[{"Field":"CustomerNumber","Message":"already exists"}]}', '{"ErrorCode":5001,"DeveloperErrorMessage":"x"}', '{"ErrorCode":3000}', '{"ErrorCode":1e400}', '{"ErrorCode":{}}', '{"errorCode":6000,"errors":[{"field":null}]}', '{"error":"invalid_grant"}', '{"error":{"a":1}}',
]

/** `slow`: also manners that take until the deadline. */
export function lieAbout(chance: Chance, asked: Asked, truth: Answer, slow: boolean): Told & { what: string } {
  const as = (what: string, change: Partial<Told>): Told & { what: string } => ({ ...truth, manner: 'plain', ...change, what: `${asked.method} ${asked.url.slice(0, 90)}: ${what}` })
  const text = truth.body.toString('utf8')
  const kind = chance.below(20)
  if (kind < 12) {
    const parsed = parsedOr(text)
    if (parsed !== undefined) {
      const mutated = mutatedJson(chance, parsed)
      return as(mutated.what, { body: Buffer.from(mutated.text) })
    }
  }
  if (kind < 15) {
    const spoilt = spoiltBytes(chance, text)
    return as(spoilt.what, { body: spoilt.bytes })
  }
  if (kind < 18) {
    const status = chance.pick(statuses)
    const body = chance.oneIn(2) ? Buffer.from(chance.pick(errors)) : chance.oneIn(3) ? Buffer.from(mutatedJson(chance, JSON.parse(errors[0] ?? '{}')).text) : truth.body
    const headers = { ...truth.headers, ...(chance.oneIn(2) ? { 'retry-after': chance.pick(waits) } : {}), ...(status >= 300 && status < 400 ? { location: chance.pick(['/', asked.url, 'http://127.0.0.1:1/', 'file:///etc/passwd', '']) } : {}) }
    return as(`status ${status}`, { status, body, headers })
  }
  if (kind === 18) return as('headers', { headers: { ...truth.headers, ...oddHeader(chance, truth) }, manner: 'plain' })
  const manner: Manner = slow && chance.oneIn(3) ? chance.pick(['drip', 'endless', 'silent'] as const) : 'cut'
  return as(manner, { manner })
}

function oddHeader(chance: Chance, truth: Answer): Record<string, string> {
  switch (chance.below(5)) {
    case 0: return { 'content-type': chance.pick(['text/html', 'application/octet-stream', 'application/json; charset=utf-16', '', strangeText(chance, false).replace(/[^\x20-\x7e]/g, '?')]) }
    case 1: return { 'content-encoding': chance.pick(['gzip', 'br', 'deflate', 'identity', 'x']) }
    // Shorter than the body: the rest stands where the next answer should. Never longer: that is the silent manner.
    case 2: return { 'content-length': String(chance.below(truth.body.length + 1)) }
    case 3: return { [chance.pick(limitHeaders)]: chance.pick(numbers) }
    default: return { 'retry-after': chance.pick(waits), 'set-cookie': 'a=b', 'x-long': 'y'.repeat(8_000) }
  }
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
