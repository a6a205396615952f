// Conditions: what is an alert, what is not yet one, and one cause told once.
import { expect, test } from 'vitest'
import { conditionsOf, type Signs } from './alert-conditions.ts'

const now = new Date('2026-12-02T12:00:00Z')
const minutesAgo = (n: number): Date => new Date(now.getTime() - n * 60_000)

const flow = (more: Partial<Signs['flows'][number]> = {}): Signs['flows'][number] => ({
  flow: 'won-deals', source: 'crm', target: 'books', state: 'active', schedule: '5m', golive_at: minutesAgo(9_999), last_state: 'done', last_failure: null, last_brake: null,
  done_at: minutesAgo(3), failing_since: null, running: false, read_to: minutesAgo(3), gapMs: 300_000, ...more,
})
const signs = (more: Partial<Signs> = {}): Signs => ({ now, connections: [{ name: 'crm', state: 'ok', problem: null }], flows: [flow()], held: [], waits: [], outbox: [], intents: { n: 0, oldest: null }, shares: [], ...more })
const codes = (of: Signs): string[] => conditionsOf(of).map((one) => `${one.code} ${one.subject}`)

test('a healthy installation has no alerts', () => {
  expect(conditionsOf(signs())).toEqual([])
})

test('a broken connection is one alert that names the flows behind it, and silences theirs', () => {
  const problem = { code: 'not-authorised' as const, params: { connection: 'crm', system: 'CRM' } }
  const failed = { last_state: 'failed' as const, last_failure: problem, failing_since: minutesAgo(200), done_at: minutesAgo(900) }
  const found = conditionsOf(signs({ connections: [{ name: 'crm', state: 'broken', problem }], flows: [flow(failed), flow({ ...failed, flow: 'orders' })], outbox: [{ connection: 'crm', n: 3 }], waits: [{ flow: 'orders', code: 'not-authorised', n: 1, since: minutesAgo(90) }] }))
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ code: 'connection-broken', subject: 'crm', params: { flows: 'won-deals, orders', reasonSv: 'Anslutningen crm till CRM är inte längre godkänd.', cureSv: 'Kör: kontobro connect crm' } })
})

test('a failure that passes by itself is told after an hour, one that needs a person at once', () => {
  const network = { code: 'network' as const, params: { system: 'CRM', reason: 'ECONNREFUSED' } }
  expect(codes(signs({ flows: [flow({ last_state: 'failed', last_failure: network, failing_since: minutesAgo(59) })] }))).toEqual([])
  expect(codes(signs({ flows: [flow({ last_state: 'failed', last_failure: network, failing_since: minutesAgo(60) })] }))).toEqual(['run-failed won-deals'])
  expect(codes(signs({ flows: [flow({ last_state: 'failed', last_failure: { code: 'settings-invalid', params: {} }, failing_since: minutesAgo(1) })] }))).toEqual(['run-failed won-deals'])
})

test('nothing ran: told after three expected runs and at least half an hour, not while one is running or when paused', () => {
  expect(codes(signs({ flows: [flow({ done_at: minutesAgo(34), read_to: minutesAgo(34) })] }))).toEqual([])
  expect(codes(signs({ flows: [flow({ done_at: minutesAgo(36), read_to: minutesAgo(36) })] }))).toEqual(['flow-stale won-deals'])
  expect(codes(signs({ flows: [flow({ done_at: minutesAgo(36), running: true })] }))).toEqual([])
  expect(codes(signs({ flows: [flow({ done_at: minutesAgo(36), state: 'paused' })] }))).toEqual([])
  expect(codes(signs({ flows: [flow({ done_at: null, last_state: null, golive_at: minutesAgo(10), read_to: null })] }))).toEqual([])
  expect(codes(signs({ flows: [flow({ done_at: null, last_state: null, gapMs: null, read_to: null })] }))).toEqual([])
})

test('a flow that runs but has not read far is behind', () => {
  expect(codes(signs({ flows: [flow({ read_to: minutesAgo(124) })] }))).toEqual([])
  expect(codes(signs({ flows: [flow({ read_to: minutesAgo(126) })] }))).toEqual(['flow-lagging won-deals'])
})

test('a braked run waits for a yes and is not also told as standing still', () => {
  const braked = { code: 'braked' as const, params: { count: 700, limit: 500, sums: '1 SEK', oldest: null } }
  expect(codes(signs({ flows: [flow({ last_state: 'braked', last_failure: braked, done_at: minutesAgo(500) })] }))).toEqual(['braked won-deals'])
})

test('failures are a rate from ten records and a fifth of them on', () => {
  expect(codes(signs({ shares: [{ flow: 'a', failed: 5, handled: 9 }, { flow: 'b', failed: 2, handled: 11 }, { flow: 'c', failed: 2, handled: 10 }, { flow: 'd', failed: 0, handled: 0 }] }))).toEqual(['failure-rate c'])
})

test('held and waiting records, stuck write-backs and unsettled writes are alerts by cause', () => {
  expect(codes(signs({
    held: [{ flow: 'won-deals', code: 'value-not-mapped', n: 3 }, { flow: 'won-deals', code: 'record-gone', n: 1 }], waits: [{ flow: 'won-deals', code: 'rate-limited', n: 2, since: minutesAgo(61) }],
    outbox: [{ connection: 'crm', n: 4 }], intents: { n: 1, oldest: minutesAgo(70) },
  }))).toEqual(['records-held won-deals value-not-mapped', 'records-held won-deals record-gone', 'records-waiting won-deals rate-limited', 'write-back-stuck crm', 'writes-unsettled books'])
})
