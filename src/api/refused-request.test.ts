// What a request is refused with: the place and what was expected, each sentence in its own language, for every kind of complaint that the contract can make.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createLogger } from '../log.ts'
import type { Operations } from './operations.ts'
import { refusedRequest } from './refused-request.ts'
import { createApp } from './server.ts'

/** Nothing is carried out: every request here is refused before. */
const operations = {} as Operations
const app = createApp({ operations, access: null, health: { ready: async () => ({ ok: true, reason: null }) }, log: createLogger({ level: 'silent' }), version: 'test' })

async function refused(path: string, body?: unknown): Promise<{ code: string; sv: string; en: string }> {
  const answer = await app.request(path, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  expect(answer.status).toBe(400)
  const { code, sv, en } = ((await answer.json()) as { error: { code: string; sv: string; en: string } }).error
  return { code, sv, en }
}

const cases: [string, string, unknown, string, string][] = [
  ['a missing value', '/api/orgs/main/flows/f/try', {}, 'record: Värde saknas.', 'record: A value is missing.'],
  ['a wrong kind', '/api/orgs/main/flows/f/try', { record: 7 }, 'record: Här ska stå text.', 'record: Here must stand text.'],
  ['a body that is no object', '/api/orgs/main/flows/f/try', ['x'], 'JSON: Här ska stå namn med värden.', 'JSON: Here must stand names with values.'],
  ['no such choice', '/api/orgs/main/flows/f/state', { state: 'activ' }, 'state: "activ" finns inte; välj active, paused. Menas "active"?', 'state: "activ" is not a choice; choose active, paused. Is "active" meant?'],
  ['an empty list', '/api/apply', { files: [] }, 'files: Får inte vara tomt.', 'files: May not be empty.'],
  ['a place inside a list', '/api/apply', { files: [{ name: 'x', text: null }] }, 'files[0].text: Här ska stå text.', 'files[0].text: Here must stand text.'],
  ['too long a text', '/api/backup', { passphrase: 'x'.repeat(1_001) }, 'passphrase: Högst 1000 tecken.', 'passphrase: At most 1000 characters.'],
  ['a moment that is none', '/api/orgs/main/flows/f/runs', { since: 'igår' }, 'since: Här ska stå en tidpunkt, till exempel 2026-12-01T08:00:00Z.', 'since: Here must stand a moment, for example 2026-12-01T08:00:00Z.'],
  ['a number in the address', '/api/orgs/main/runs?limit=ja', undefined, 'limit: Här ska stå ett tal.', 'limit: Here must stand a number.'],
  ['a part of a number', '/api/orgs/main/runs?limit=2.5', undefined, 'limit: Här ska stå ett heltal.', 'limit: Here must stand a whole number.'],
  ['too large a number', '/api/orgs/main/runs?limit=9000', undefined, 'limit: Högst 500.', 'limit: At most 500.'],
  ['an id that is none', '/api/orgs/main/logs?run=5', undefined, 'run: Här ska stå ett id på formen 123e4567-e89b-42d3-a456-426614174000.', 'run: Here must stand an id of the form 123e4567-e89b-42d3-a456-426614174000.'],
]

for (const [title, path, body, sv, en] of cases) {
  test(`${title} is told by place, in Swedish and in English`, async () => {
    expect(await refused(path, body)).toEqual({ code: 'bad-request', sv: `Fel i anropet. ${sv}`, en: `Error in the request. ${en}` })
  })
}

test('several faults are told together, and no more than three', async () => {
  const { sv } = await refused('/api/orgs/main/flows/f/runs', { preview: 1, yes: 2, full: 3, wait: 4 })
  expect(sv.match(/Här ska stå true eller false\./g)).toHaveLength(3)
})

test('no sentence of the validator\'s own comes into the Swedish one, whatever the complaint', () => {
  const shapes: [z.ZodType, unknown][] = [
    [z.number().multipleOf(5), 7], [z.string().min(16), 'kort'], [z.array(z.string()).max(1), ['a', 'b']], [z.string().regex(/^x$/), 'y'], [z.string().startsWith('x'), 'y'], [z.map(z.string(), z.number()), new Map([[1, 'a']])],
    [z.set(z.number()), new Set(['a'])], [z.record(z.enum(['a']), z.string()), { b: 'x' }], [z.strictObject({}), { more: 1 }], [z.string().refine(() => false), 'x'], [z.date(), 'x'], [z.bigint(), 1], [z.union([z.string(), z.number()]), true],
    [z.never(), 1], [z.number(), Number.NaN], [z.email(), 'x'], [z.url(), 'x'], [z.literal(3), 4], [z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]), { kind: 'b' }],
  ]
  for (const [shape, value] of shapes) {
    const parsed = shape.safeParse(value)
    if (parsed.success) throw new Error('the sample is lawful')
    const { sv, en } = refusedRequest(parsed.error, value).error
    expect(sv, sv).not.toMatch(/invalid|expected|must|received|too (big|small)|unrecognized|undefined|custom|\bkey\b/i)
    expect(sv.length).toBeGreaterThan('Fel i anropet. JSON: '.length)
    expect(en).not.toMatch(/undefined/)
  }
})
