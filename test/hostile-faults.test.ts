// Faults of one record among others: a decision that fails and an outcome that no table takes hold that record; the run goes on, and what was written stays linked.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccess } from '../src/api/access.ts'
import { createApp } from '../src/api/server.ts'
import { Failure } from '../src/core/failure.ts'
import { createLogger } from '../src/log.ts'
import { deciding, heldByFault } from '../src/runs/faults.ts'
import { dealRecord, openGround, type DealPlan, type Ground } from './flow-ground.ts'

describe('one record at fault', () => {
  let ground: Ground
  const put = (plan: DealPlan): void => { ground.house.sandbox.hubspot.state.put('deals', dealRecord({ ...plan, entered: new Date(Date.now() - 120_000).toISOString() })) }
  const db = () => ground.house.installation.db
  beforeAll(async () => { ground = await openGround({ flows: { won: {}, other: {} }, deals: [{ id: '97001', flow: 'won' }, { id: '97002', flow: 'won' }] }) })
  afterAll(() => ground?.close())

  it('a decision that fails holds its own sale; what concerns the run is thrown on', () => {
    const work = { id: '1', record: null, raw: null, draft: null, readAt: 0, startedAt: 0 }
    const ctx = { log: createLogger({ level: 'silent' }), run: { id: 'r', whole: 'r', startedAt: new Date(0), org: 'main', flow: 'won', trigger: 'manual', preview: false, worker: 'w', fence: '1', settingsVersion: 1 } }
    const caughtFrom = (decide: () => unknown): unknown => { try { return deciding(decide) } catch (caught) { return caught } }
    const fault = caughtFrom(() => (null as unknown as { lines: [] }).lines)
    expect(heldByFault(ctx, work, fault)).toMatchObject({ type: 'held', failure: { code: 'unexpected' } })
    expect(heldByFault(ctx, work, caughtFrom(() => { throw new Failure('number-too-long', { number: '9' }) }))).toMatchObject({ type: 'held', failure: { code: 'number-too-long' } })
    expect(() => heldByFault(ctx, work, new Failure('lease-lost'))).toThrow(/lease-lost/)
    expect(() => heldByFault(ctx, work, new TypeError('of ours, while writing'))).toThrow(TypeError)
  })

  it('outcomes that the database refuses for their words are kept without them, each alone', async () => {
    await sql`create function refuse_words() returns trigger language plpgsql as $$ begin if new.title like 'poison%' then raise exception 'value too long' using errcode = '22001'; end if; return new; end $$`.execute(db())
    await sql`create trigger refuse_words before insert on activities for each row execute function refuse_words()`.execute(db())
    for (const [index, name] of ['good one', 'poison written', 'good two', 'poison held', 'good three'].entries()) put({ id: String(97_010 + index), flow: 'other', name, ...(name === 'poison held' ? { lines: [] } : {}) })
    const run = await ground.run('other')
    expect([run.state, run.created, run.held]).toEqual(['done', 4, 1])
    expect([0, 1, 2, 3, 4].map((index) => ground.documents(String(97_010 + index)).length)).toEqual([1, 1, 1, 0, 1])
    const linked = await sql<{ source_id: string }>`select source_id from links where family = 'document' and flow = 'other' order by 1`.execute(db())
    expect(linked.rows.map((row) => row.source_id)).toEqual(['97010', '97011', '97012', '97014'])
    expect((await ground.held('97013')).sv).toContain('innehåller ett värde som inte går att spara i loggen')
    // Nothing is written again for it.
    expect((await ground.run('other')).created).toBe(0)
    await sql`drop trigger refuse_words on activities`.execute(db())
  })

  it('a sealed value that is damaged hides only itself', async () => {
    await sql`update held set sealed = '\\x00'::bytea where record_id = '97013'`.execute(db())
    expect((await ground.house.operations.held('main', {})).map((one) => one.record)).toContain('97013')
  })

  it('settings and remembered cards that cannot be read end the run with a sentence, and cards are read anew', async () => {
    await sql`update known_customers set facts = '{"id": 5}'`.execute(db())
    await sql`update known_state set until = '2126-01-01T00:00:00.000Z' where what = 'customers'`.execute(db())
    put({ id: '97020', flow: 'won' })
    const failed = await ground.run('won')
    expect([failed.state, failed.failure?.code]).toEqual(['failed', 'stored-value-unreadable'])
    expect([(await ground.run('won')).state, ground.documents('97020').length]).toEqual(['done', 1])
  })

  it('an address or a body that cannot be read is answered with a sentence', async () => {
    const access = createAccess({ token: 'key', host: '127.0.0.1', port: () => 1, publicUrl: null })
    const app = createApp({ operations: ground.house.operations, access, health: { ready: async () => ({ ok: true, reason: null }) }, log: createLogger({ level: 'silent' }), version: 'test' })
    const call = async (path: string, init: { method?: string; body?: string; type?: string } = {}) => {
      const answer = await app.request(path, { method: init.method ?? 'GET', headers: { host: '127.0.0.1:1', authorization: 'Bearer key', ...(init.type === undefined ? {} : { 'content-type': init.type }) }, ...(init.body === undefined ? {} : { body: init.body }) })
      return `${answer.status} ${((await answer.json()) as { error?: { code: string } }).error?.code ?? 'fine'}`
    }
    expect(await call('/api/orgs/main/runs/no-run')).toBe('404 unknown-run')
    expect(await call('/api/apply', { method: 'POST', body: '{}', type: 'multipart/form-data; boundary=x' })).toBe('400 bad-request')
    expect(await call('/api/orgs/main/flows/%00/state', { method: 'POST', body: '{"state":"paused"}', type: 'application/json' })).toBe('404 unknown-flow')
    expect(await call('/api/orgs/main/flows/won/try', { method: 'POST', body: JSON.stringify({ record: '\u0000\ud800' }), type: 'application/json' })).toMatch(/^(200 fine|404 unknown-record)$/)
  })
})
