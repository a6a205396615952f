// Signs of health, read for monitoring: how the flows' runs went, what waits, what could not be sent.
import { sql, type Kysely } from 'kysely'
import type { FailureData } from '../../core/failure.ts'
import type { RunState } from './runs.ts'

export type FlowSigns = {
  flow: string
  source: string
  target: string
  state: 'active' | 'paused'
  schedule: string | null
  golive_at: Date
  /** The newest run that has ended; previews do not count. */
  last_state: RunState | null
  last_failure: FailureData | null
  last_brake: { count: number; limit: number } | null
  /** When a run last ended well; null when none ever did. */
  done_at: Date | null
  /** First failed run since a run last ended well. */
  failing_since: Date | null
  running: boolean
  /** The source has been read up to here. */
  read_to: Date | null
}

export async function flowSigns(db: Kysely<unknown>, org: string): Promise<FlowSigns[]> {
  return (await sql<FlowSigns>`select f.name as flow, f.source, f.target, f.state, f.schedule, f.golive_at, last.state as last_state, last.failure as last_failure, last.brake as last_brake, done.at as done_at,
      (select min(r.ended_at) from runs r where r.org = f.org and r.flow = f.name and not r.preview and r.part_of is null and r.state = 'failed' and r.started_at > coalesce(done.started_at, 'epoch')) as failing_since,
      exists (select 1 from runs r where r.org = f.org and r.flow = f.name and not r.preview and r.part_of is null and r.state = 'running' and r.lease_until > clock_timestamp()) as running,
      c.done_to as read_to
    from flows f
    left join lateral (select state, failure, brake from runs r where r.org = f.org and r.flow = f.name and not r.preview and r.part_of is null and r.state <> 'running' order by started_at desc limit 1) last on true
    left join lateral (select ended_at as at, started_at from runs r where r.org = f.org and r.flow = f.name and not r.preview and r.part_of is null and r.state = 'done' order by started_at desc limit 1) done on true
    left join cursors c on c.org = f.org and c.flow = f.name
    where f.org = ${org} order by f.name`.execute(db)).rows
}

/** Records handled since the day (UTC) and how many of them failed, by flow. */
export async function failureShares(db: Kysely<unknown>, org: string, sinceDay: string): Promise<{ flow: string; failed: number; handled: number }[]> {
  return (await sql<{ flow: string; failed: number; handled: number }>`select flow, coalesce(sum(n) filter (where action = 'failed'), 0)::int as failed, sum(n)::int as handled
    from daily_counts where org = ${org} and day >= ${sinceDay}::date and action in ('created', 'updated', 'adopted', 'held', 'failed') group by flow order by flow`.execute(db)).rows
}

/** Records that have waited since before the moment for something that should pass, by flow and cause. */
export async function longWaits(db: Kysely<unknown>, org: string, before: Date): Promise<{ flow: string; code: string; n: number; since: Date }[]> {
  return (await sql<{ flow: string; code: string; n: number; since: Date }>`select flow, code, count(*)::int as n, min(since) as since from held
    where org = ${org} and state = 'waiting' and code <> 'quiet-time' and since < ${before} group by 1, 2 order by 1, 2`.execute(db)).rows
}

/** Write-backs that have been refused since before the moment, by connection. */
export async function stuckOutbox(db: Kysely<unknown>, org: string, before: Date): Promise<{ connection: string; n: number; problem: string | null }[]> {
  return (await sql<{ connection: string; n: number; problem: string | null }>`select connection, count(*)::int as n, (array_agg(problem order by created_at))[1] as problem
    from outbox where org = ${org} and tries > 0 and created_at < ${before} group by 1 order by 1`.execute(db)).rows
}

/** Writes sent before the moment whose outcome is still unknown. */
export async function oldIntents(db: Kysely<unknown>, org: string, before: Date): Promise<{ n: number; oldest: Date | null }> {
  const row = (await sql<{ n: number; oldest: Date | null }>`select count(*)::int as n, min(created_at) as oldest from intents where org = ${org} and state <> 'settled' and created_at < ${before}`.execute(db)).rows[0]
  return row ?? { n: 0, oldest: null }
}
