// Facts about faults and the journal of the twin.
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { FaultAction } from './faults.ts'
import { allScopesKey, smallSeed, startSmall } from './small-account.ts'

const { twin, call } = await startSmall()
afterAll(() => twin.close())
beforeEach(() => {
  twin.state.load(smallSeed())
  twin.faults.clear()
  twin.journal.clear()
})
const create = () => call('POST', '/crm/objects/2026-09/deals', { properties: { dealname: 'Ny', dealstage: 'closedwon' } })
const count = () => twin.state.all('deals').length
const arm = (action: FaultAction, more: object = {}) => twin.faults.add({ method: 'POST', path: '/crm/objects/2026-09/deals', count: 1, action, ...more })

test('a cut before commit changes nothing, a cut after commit has changed all', async () => {
  arm({ kind: 'cutBeforeCommit' })
  await expect(create()).rejects.toThrow()
  expect(count()).toBe(1)
  arm({ kind: 'cutAfterCommit' })
  await expect(create()).rejects.toThrow()
  expect(count()).toBe(2)
  expect((await create()).status).toBe(201)
})
test('a late commit changes the account after the client gave up, and the journal says late', async () => {
  arm({ kind: 'lateCommit', ms: 40 })
  await expect(create()).rejects.toThrow()
  expect(count()).toBe(1)
  await expect.poll(count, { interval: 10 }).toBe(2)
  expect(twin.journal.entries.map((entry) => [entry.status, entry.created.length, entry.late])).toEqual([[0, 0, undefined], [201, 1, true]])
})
test.each([423, 477, 500, 502, 503, 504])('status %i is given without a change', async (status) => {
  arm({ kind: 'status', status, commit: false })
  const answer = await create()
  expect([answer.status, answer.headers.get('retry-after'), count()]).toEqual([status, status === 477 ? '10' : null, 1])
})
test('a 504 can come after the work was done', async () => {
  arm({ kind: 'status', status: 504, commit: true })
  expect([(await create()).status, count()]).toEqual([504, 2])
})
test('a 429 has the body of its policy', async () => {
  arm({ kind: 'status', status: 429, policy: 'DAILY', commit: false })
  expect((await create()).json).toMatchObject({ errorType: 'RATE_LIMIT', policyName: 'DAILY', message: 'You have reached your daily limit.' })
})
test('broken JSON and an HTML page with 200 come after the commit, a 502 page before it', async () => {
  const answer = async () => {
    const response = await fetch(`${twin.url}/crm/objects/2026-09/deals`, { method: 'POST', headers: { authorization: `Bearer ${allScopesKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ properties: { dealname: 'Ny', dealstage: 'closedwon' } }) })
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
  }
  arm({ kind: 'brokenJson' })
  const broken = await answer()
  expect(() => { JSON.parse(broken.text) }).toThrow()
  expect([broken.status, count()]).toEqual([201, 2])
  arm({ kind: 'html', status: 200 })
  expect(await answer()).toMatchObject({ status: 200, type: 'text/html;charset=utf-8' })
  expect(count()).toBe(3)
  arm({ kind: 'html', status: 502 })
  expect((await answer()).status).toBe(502)
  expect(count()).toBe(3)
})
test('a delay waits and then lets the call through', async () => {
  arm({ kind: 'delay', ms: 60 })
  const started = performance.now()
  expect((await create()).status).toBe(201)
  expect(performance.now() - started).toBeGreaterThanOrEqual(55)
})
test('method, path pattern, count and skip choose the calls', async () => {
  twin.faults.add({ method: 'GET', path: '/crm/objects/*/deals/{id}', skip: 1, count: 1, action: { kind: 'status', status: 503 } })
  const get = async () => (await call('GET', '/crm/objects/2026-09/deals/3001')).status
  expect([await get(), await get(), await get(), (await create()).status]).toEqual([200, 503, 200, 201])
  expect(twin.faults.list()).toEqual([])
})
test('chance is seeded: the same seed hits the same calls', async () => {
  const run = async (seed: number): Promise<number[]> => {
    twin.faults.clear()
    twin.faults.add({ probability: 0.5, seed, action: { kind: 'status', status: 500 } })
    const statuses: number[] = []
    for (let n = 0; n < 20; n += 1) statuses.push((await call('GET', '/crm/owners/2026-09')).status)
    return statuses
  }
  const first = await run(7)
  expect(await run(7)).toEqual(first)
  expect(new Set(first)).toEqual(new Set([200, 500]))
})
test('tokens can be revoked and the search lag raised from a call on', async () => {
  arm({ kind: 'searchLag', ms: 60_000 })
  await create()
  expect((await call('POST', '/crm/objects/2026-09/deals/search', {})).json['total']).toBe(1)
  arm({ kind: 'revokeTokens' })
  expect((await create()).status).toBe(401)
})
test('the journal names what was made and changed, and holds no token, query or body', async () => {
  const id = (await create()).json['id']
  await call('PATCH', '/crm/objects/2026-09/deals/3001', { properties: { dealname: 'hemligt namn' } })
  await call('GET', '/oauth/authorize?client_id=app-1&state=hemlig')
  expect(twin.journal.entries.map(({ n, method, status, created, changed }) => [n, method, status, created, changed])).toEqual([
    [1, 'POST', 201, [{ type: 'deals', id }], []], [2, 'PATCH', 200, [], [{ type: 'deals', id: '3001' }]], [3, 'GET', 400, [], []],
  ])
  const text = JSON.stringify(twin.journal.entries)
  for (const secret of [allScopesKey, 'hemlig', 'app-1']) expect(text).not.toContain(secret)
})
