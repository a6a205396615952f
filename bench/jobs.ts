// Jobs: what the clock would put into the queue, put there by the bench, and when the runs that came of it ended.
import pg from 'pg'
import { PgBoss } from 'pg-boss'

export type RunTime = { org: string; state: string; created: number; /** Milliseconds from the moment the jobs were put. */ ms: number }

/** Puts one scheduled run for each organisation, all at once, and waits until all have ended. `whole`: the queue exists. */
export async function runByJobs(databaseUrl: string, orgs: string[], patienceMs: number): Promise<{ times: RunTime[]; wallMs: number }> {
  const boss = new PgBoss({ connectionString: databaseUrl, schema: 'kontobro_jobs', max: 2, supervise: false, schedule: false, migrate: false })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, options: '-c search_path=kontobro,public' })
  await boss.start()
  try {
    const startedAt = Date.now()
    for (const org of orgs) await boss.send('run', { org, flow: 'won-deals', trigger: 'schedule', full: false })
    for (;;) {
      const { rows } = await pool.query<{ org: string; state: string; ended: Date; counts: { created?: number } }>(`select org, state, ended_at as ended, counts from runs where part_of is null and state <> 'running' and started_at >= $1 and org = any($2)`, [new Date(startedAt - 5_000), orgs])
      if (new Set(rows.map((row) => row.org)).size === orgs.length) {
        const times = rows.map((row) => ({ org: row.org, state: row.state, created: row.counts.created ?? 0, ms: row.ended.getTime() - startedAt }))
        return { times, wallMs: Math.max(...times.map((time) => time.ms)) }
      }
      if (Date.now() - startedAt > patienceMs) throw new Error(`only ${rows.length} of ${orgs.length} runs ended within ${patienceMs / 1000} s`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  } finally {
    await pool.end()
    await boss.stop({ graceful: false })
  }
}

/** Old sales are taken by a schedule only after a preview of the settings, or a run that a person approved: the bench says that there was one. */
export async function markPreviewed(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c search_path=kontobro,public' })
  await client.connect()
  try {
    await client.query(`insert into runs (id, org, flow, trigger, state, preview, worker, lease_until, settings_version, started_at, ended_at)
      select gen_random_uuid(), org, name, 'manual', 'done', true, 'bench', now(), version, now() - interval '1 minute', now() - interval '1 minute' from flows`)
  } finally {
    await client.end()
  }
}
