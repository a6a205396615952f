// Metrics: the numbers that a monitoring system reads, without a word about persons.
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { renderMetrics } from './metrics.ts'
import { hold, ran, watchGround, type Ground } from './test-ground.ts'

let ground: Ground
beforeEach(async () => {
  ground = await watchGround(null)
})
afterEach(() => ground.close())

const lines = async (): Promise<string[]> => (await renderMetrics(ground.room)).split('\n')

test('an empty installation has all its metrics, with nothing in them', async () => {
  const page = await lines()
  expect(page).toContain('# TYPE kontobro_records_total counter')
  expect(page).toContain('kontobro_open_intents{org="main"} 0')
  expect(page.some((line) => line.startsWith('kontobro_process_memory_bytes{kind="resident"} '))).toBe(true)
  expect(page.some((line) => line.startsWith('kontobro_last_run_age_seconds{'))).toBe(false)
})

test('runs, records, calls, held records and ages are counted by flow', async () => {
  await ran(ground, { state: 'done', at: '2026-12-02T06:00:00Z' })
  await ran(ground, { state: 'failed', at: '2026-12-02T06:29:00Z' })
  await ran(ground, { state: 'done', at: '2026-12-01T06:29:00Z' })
  await sql`insert into daily_counts (org, flow, day, action, n) values ('main', 'won-deals', '2026-12-01', 'created', 5), ('main', 'won-deals', '2026-12-02', 'created', 7)`.execute(ground.db)
  await sql`insert into cursors (org, flow, done_to) values ('main', 'won-deals', '2026-12-02T06:25:00Z')`.execute(ground.db)
  await hold(ground, { id: '1', title: 'Anna Berg', code: 'record-gone', params: { id: 'Anna Berg' }, at: '2026-12-02T05:00:00Z' })
  await hold(ground, { id: '2', title: 'Bo Ek', code: 'rate-limited', params: {}, at: '2026-12-02T05:00:00Z', state: 'waiting' })
  const page = await lines()
  for (const line of [
    'kontobro_runs_24h{org="main",flow="won-deals",state="done"} 1', 'kontobro_runs_24h{org="main",flow="won-deals",state="failed"} 1',
    'kontobro_records_total{org="main",flow="won-deals",action="created"} 12', 'kontobro_api_calls_24h{org="main",system="books"} 6',
    'kontobro_held_records{org="main",flow="won-deals",code="record-gone"} 1', 'kontobro_waiting_records{org="main",flow="won-deals",code="rate-limited"} 1',
    'kontobro_last_run_age_seconds{org="main",flow="won-deals"} 60', 'kontobro_last_done_run_age_seconds{org="main",flow="won-deals"} 1800', 'kontobro_watermark_age_seconds{org="main",flow="won-deals"} 300',
    'kontobro_flow_active{org="main",flow="won-deals"} 1',
  ]) expect(page).toContain(line)
  expect(page.join('\n')).not.toMatch(/Anna|Bo Ek/)
})
