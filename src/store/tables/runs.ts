// Runs: one at a time per flow, kept by a lease; their counters and the flow's cursor.
import { sql, type Kysely } from 'kysely'
import { Failure, type FailureData } from '../../core/failure.ts'

export type RunState = 'running' | 'done' | 'braked' | 'failed' | 'interrupted' | 'stopped'
export type RunCounts = { read: number; created: number; updated: number; adopted: number; skipped: number; held: number; failed: number }
export type Brake = { count: number; limit: number; sums: Record<string, string>; oldest: string | null }
export type RunRow = {
  id: string
  org: string
  flow: string
  trigger: string
  state: RunState
  preview: boolean
  worker: string
  lease_until: Date
  fence: string
  settings_version: number
  counts: Partial<RunCounts>
  api_calls: Record<string, number>
  brake: Brake | null
  failure: FailureData | null
  progress: { step: string; done: number; total: number | null; waiting: number } | null
  started_at: Date
  ended_at: Date | null
}

const columns = sql.raw('id, org, flow, trigger, state, preview, worker, lease_until, fence, settings_version, counts, api_calls, brake, failure, progress, started_at, ended_at')

/** Starts a run unless one of the same flow is alive; then that one is returned with `joined: true`. A run whose lease ran out is closed as interrupted. */
export async function beginRun(
  db: Kysely<unknown>,
  run: { id: string; org: string; flow: string; trigger: string; preview: boolean; whole: boolean; worker: string; leaseMs: number; settingsVersion: number },
): Promise<{ run: RunRow; joined: boolean; /** A run whose worker vanished was closed for this one. */ tookOver: boolean }> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`run:${run.org}:${run.flow}`}, 0))`.execute(trx)
    const closed = await sql`update runs set state = 'interrupted', ended_at = now() where org = ${run.org} and flow = ${run.flow} and state = 'running' and lease_until < clock_timestamp() and not preview`.execute(trx)
    const tookOver = (closed.numAffectedRows ?? 0n) > 0n
    if (!run.preview) {
      const alive = (await sql<RunRow>`select ${columns} from runs where org = ${run.org} and flow = ${run.flow} and state = 'running' and not preview`.execute(trx)).rows[0]
      if (alive !== undefined) return { run: alive, joined: true, tookOver: false }
    }
    const fence = (await sql<{ fence: string }>`select coalesce(max(fence), 0) + 1 as fence from runs where org = ${run.org} and flow = ${run.flow}`.execute(trx)).rows[0]?.fence ?? '1'
    const made = await sql<RunRow>`insert into runs (id, org, flow, trigger, state, preview, whole, worker, lease_until, fence, settings_version, started_at)
      values (${run.id}, ${run.org}, ${run.flow}, ${run.trigger}, 'running', ${run.preview}, ${run.whole}, ${run.worker},
        clock_timestamp() + ${`${run.leaseMs} milliseconds`}::interval, ${fence}, ${run.settingsVersion}, clock_timestamp())
      returning ${columns}`.execute(trx)
    const row = made.rows[0]
    if (row === undefined) throw new Error('the run was not stored')
    return { run: row, joined: false, tookOver }
  })
}

/** Renews the lease, also one that ran out as long as nobody took over (which closes the run as interrupted); false when it was taken. */
export async function renewRun(db: Kysely<unknown>, id: string, worker: string, leaseMs: number, shown: { counts: RunCounts; apiCalls: Record<string, number>; progress: RunRow['progress'] }): Promise<boolean> {
  const result = await sql`update runs set lease_until = clock_timestamp() + ${`${leaseMs} milliseconds`}::interval,
      counts = ${JSON.stringify(shown.counts)}, api_calls = ${JSON.stringify(shown.apiCalls)}, progress = ${JSON.stringify(shown.progress)}
    where id = ${id} and worker = ${worker} and state = 'running'`.execute(db)
  return (result.numAffectedRows ?? 0n) > 0n
}

/** Throws `lease-lost` unless the run is still its worker's. Asked inside the transaction that saves outcomes or intents, so that a late waker saves nothing. */
export async function assertRunHeld(trx: Kysely<unknown>, run: { id: string; worker: string }): Promise<void> {
  const held = (await sql`select 1 from runs where id = ${run.id} and worker = ${run.worker} and state = 'running' for key share`.execute(trx)).rows.length > 0
  if (!held) throw new Failure('lease-lost')
}

export async function endRun(
  db: Kysely<unknown>, id: string,
  end: { state: RunState; counts: RunCounts; apiCalls: Record<string, number>; brake: Brake | null; failure: FailureData | null },
): Promise<void> {
  await sql`update runs set state = ${end.state}, counts = ${JSON.stringify(end.counts)}, api_calls = ${JSON.stringify(end.apiCalls)},
    brake = ${end.brake === null ? null : JSON.stringify(end.brake)}, failure = ${end.failure === null ? null : JSON.stringify(end.failure)},
    progress = null, ended_at = clock_timestamp() where id = ${id} and state = 'running'`.execute(db)
}

export async function runById(db: Kysely<unknown>, org: string, id: string): Promise<RunRow | null> {
  return (await sql<RunRow>`select ${columns} from runs where org = ${org} and id = ${id}`.execute(db)).rows[0] ?? null
}

export async function latestRuns(db: Kysely<unknown>, org: string, flow: string | null, limit: number): Promise<RunRow[]> {
  return (await sql<RunRow>`select ${columns} from runs where org = ${org} and (${flow}::text is null or flow = ${flow}) order by started_at desc limit ${limit}`.execute(db)).rows
}

export type CursorRow = { done_to: Date | null; window_from: Date | null; window_to: Date | null; after_id: string | null; archived_checked_at: Date | null }

export async function cursorOf(db: Kysely<unknown>, org: string, flow: string): Promise<CursorRow> {
  const row = (await sql<CursorRow>`select done_to, window_from, window_to, after_id, archived_checked_at from cursors where org = ${org} and flow = ${flow}`.execute(db)).rows[0]
  return row ?? { done_to: null, window_from: null, window_to: null, after_id: null, archived_checked_at: null }
}

export async function saveCursor(db: Kysely<unknown>, org: string, flow: string, cursor: CursorRow): Promise<void> {
  await sql`insert into cursors (org, flow, done_to, window_from, window_to, after_id, archived_checked_at)
    values (${org}, ${flow}, ${cursor.done_to}, ${cursor.window_from}, ${cursor.window_to}, ${cursor.after_id}, ${cursor.archived_checked_at})
    on conflict (org, flow) do update set done_to = excluded.done_to, window_from = excluded.window_from, window_to = excluded.window_to,
      after_id = excluded.after_id, archived_checked_at = excluded.archived_checked_at`.execute(db)
}

/**
 * Until when the worker of a run could have sent anything: its lease. One that ran out is closed here as interrupted, so that its worker,
 * should it wake, is refused the next renewal and sends nothing more. Null when the run is unknown.
 */
export async function runLease(db: Kysely<unknown>, id: string): Promise<{ leaseUntil: Date; running: boolean } | null> {
  await sql`update runs set state = 'interrupted', ended_at = now() where id = ${id} and state = 'running' and lease_until < clock_timestamp()`.execute(db)
  const row = (await sql<{ lease_until: Date; running: boolean }>`select lease_until, state = 'running' as running from runs where id = ${id}`.execute(db)).rows[0]
  return row === undefined ? null : { leaseUntil: row.lease_until, running: row.running }
}

/** Whether the flow was ever run to its end as a whole: for real, or as a preview of these settings. A look at single records is neither. */
export async function everFinished(db: Kysely<unknown>, org: string, flow: string, version: number): Promise<boolean> {
  return (await sql`select 1 from runs where org = ${org} and flow = ${flow} and state = 'done' and whole and (not preview or settings_version = ${version}) limit 1`.execute(db)).rows.length > 0
}
