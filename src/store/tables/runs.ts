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
  /** What was asked of it, while it is alive: what another worker needs to go on with it. */
  request: unknown
  /** How many workers before this one vanished in it. */
  takeovers: number
}

const columns = sql.raw('id, org, flow, trigger, state, preview, worker, lease_until, fence, settings_version, counts, api_calls, brake, failure, progress, started_at, ended_at, request, takeovers')

/** Starts a run unless one of the same flow is alive; then that one is returned with `joined: true`. A run whose lease ran out is closed as interrupted. */
export async function beginRun(
  db: Kysely<unknown>,
  run: { id: string; org: string; flow: string; trigger: string; preview: boolean; whole: boolean; worker: string; leaseMs: number; settingsVersion: number; request?: unknown },
): Promise<{ run: RunRow; joined: boolean; /** A run whose worker vanished was closed for this one. */ tookOver: boolean }> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`run:${run.org}:${run.flow}`}, 0))`.execute(trx)
    const closed = (await sql<{ takeovers: number; part_of: string | null }>`update runs set state = 'interrupted', ended_at = coalesce(ended_at, now()), request = null where org = ${run.org} and flow = ${run.flow} and not preview
      and ((state = 'running' and lease_until < clock_timestamp()) or (state = 'interrupted' and request is not null)) returning takeovers, part_of`.execute(trx)).rows
    const tookOver = closed.length > 0
    const takeovers = Math.max(0, ...closed.filter((row) => row.part_of === null).map((row) => row.takeovers + 1))
    if (!run.preview) {
      const alive = (await sql<RunRow>`select ${columns} from runs where org = ${run.org} and flow = ${run.flow} and state = 'running' and not preview and part_of is null`.execute(trx)).rows[0]
      if (alive !== undefined) return { run: alive, joined: true, tookOver: false }
    }
    const fence = (await sql<{ fence: string }>`select coalesce(max(fence), 0) + 1 as fence from runs where org = ${run.org} and flow = ${run.flow}`.execute(trx)).rows[0]?.fence ?? '1'
    const made = await sql<RunRow>`insert into runs (id, org, flow, trigger, state, preview, whole, worker, lease_until, fence, settings_version, request, takeovers, started_at)
      values (${run.id}, ${run.org}, ${run.flow}, ${run.trigger}, 'running', ${run.preview}, ${run.whole}, ${run.worker},
        clock_timestamp() + ${`${run.leaseMs} milliseconds`}::interval, ${fence}, ${run.settingsVersion}, ${run.request === undefined ? null : JSON.stringify(run.request)}, ${takeovers}, clock_timestamp())
      returning ${columns}`.execute(trx)
    const row = made.rows[0]
    if (row === undefined) throw new Error('the run was not stored')
    // Parts of the run before that are alive go on with what they have, for this one.
    if (!run.preview) await sql`update runs set part_of = ${run.id} where org = ${run.org} and flow = ${run.flow} and state = 'running' and part_of is not null`.execute(trx)
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
    progress = null, request = null, ended_at = clock_timestamp() where id = ${id} and state = 'running'`.execute(db)
}

/** `id` as a person wrote it: what is no run's id finds none. */
export async function runById(db: Kysely<unknown>, org: string, id: string): Promise<RunRow | null> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return null
  const rows = (await sql<RunRow>`select ${columns} from runs where org = ${org} and id = ${id}`.execute(db)).rows
  return (await withParts(db, rows))[0] ?? null
}

export async function latestRuns(db: Kysely<unknown>, org: string, flow: string | null, limit: number): Promise<RunRow[]> {
  const rows = (await sql<RunRow>`select ${columns} from runs where org = ${org} and part_of is null and (${flow}::text is null or flow = ${flow}) order by started_at desc limit ${limit}`.execute(db)).rows
  return await withParts(db, rows)
}

/** Runs with what their parts did added: counts, calls, and how many records are done. */
async function withParts(db: Kysely<unknown>, rows: RunRow[]): Promise<RunRow[]> {
  if (rows.length === 0) return rows
  const parts = (await sql<Pick<RunRow, 'counts' | 'api_calls'> & { part_of: string }>`select part_of, counts, api_calls from runs where part_of = any(${rows.map((row) => row.id)}::uuid[])`.execute(db)).rows
  if (parts.length === 0) return rows
  return rows.map((row) => {
    const own = parts.filter((part) => part.part_of === row.id)
    const counts = added([row.counts, ...own.map((part) => part.counts)])
    const done = Object.values(added(own.map(({ counts: { read: _, failed: __, ...outcomes } }) => outcomes))).reduce((sum, n) => sum + n, 0)
    return { ...row, counts, api_calls: added([row.api_calls, ...own.map((part) => part.api_calls)]), progress: row.progress === null ? null : { ...row.progress, done: row.progress.done + done } }
  })
}

function added(counts: Partial<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const one of counts) for (const [name, n] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + (n ?? 0)
  return sums
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

/** What became of a run, by the database's clock: alive under its lease, ended by its worker, or left by a worker that vanished. */
export async function fateOf(db: Kysely<unknown>, id: string): Promise<'alive' | 'ended' | 'vanished'> {
  const row = (await sql<{ state: RunState; over: boolean }>`select state, lease_until < clock_timestamp() as over from runs where id = ${id}`.execute(db)).rows[0]
  if (row === undefined) return 'ended'
  return row.state === 'interrupted' || (row.state === 'running' && row.over) ? 'vanished' : row.state === 'running' ? 'alive' : 'ended'
}

/** Whether the flow was ever run to its end as a whole: for real, or as a preview of these settings. A look at single records is neither. */
export async function everFinished(db: Kysely<unknown>, org: string, flow: string, version: number): Promise<boolean> {
  return (await sql`select 1 from runs where org = ${org} and flow = ${flow} and state = 'done' and whole and part_of is null and (not preview or settings_version = ${version}) limit 1`.execute(db)).rows.length > 0
}
