// Parts: one worker's piece of a run, a row of its own beside the run's; and the workers that have room for one.
import { sql, type Kysely } from 'kysely'
import type { RunCounts, RunRow } from './runs.ts'

/** What a worker has done so far, for whoever looks. */
export type Shown = { counts: RunCounts; apiCalls: Record<string, number>; progress: { done: number } }
export type PartRow = { id: string; fence: string; part_of: string }

/** Begins a part of a run that is alive and goes on; null when there is none any more. */
export async function beginPart(db: Kysely<unknown>, part: { id: string; run: string; worker: string; leaseMs: number }): Promise<PartRow | null> {
  const made = await sql<PartRow>`insert into runs (id, org, flow, trigger, state, whole, worker, lease_until, fence, settings_version, part_of, started_at)
    select ${part.id}, r.org, r.flow, r.trigger, 'running', false, ${part.worker}, clock_timestamp() + ${`${part.leaseMs} milliseconds`}::interval,
      (select coalesce(max(f.fence), 0) + 1 from runs f where f.org = r.org and f.flow = r.flow), r.settings_version, r.id, clock_timestamp()
    from runs r where r.id = ${part.run} and r.state = 'running' and r.part_of is null and not r.preview and not r.stop_asked and r.lease_until > clock_timestamp()
    returning id, fence, part_of`.execute(db)
  return made.rows[0] ?? null
}

/** Renews the lease of a part. `run`: the run it belongs to now; `stop`: that one was told to stop, or has ended without anybody taking it over. Null when the lease was taken. */
export async function renewPart(db: Kysely<unknown>, id: string, worker: string, leaseMs: number, shown: Shown): Promise<{ run: string; stop: boolean } | null> {
  // What a finished parcel told meanwhile is newer than what we counted when we asked.
  const newer = sql`coalesce((p.progress->>'done')::int, 0) > ${shown.progress.done}`
  const result = await sql<{ run: string; stop: boolean }>`update runs p set lease_until = clock_timestamp() + ${`${leaseMs} milliseconds`}::interval,
      counts = case when ${newer} then p.counts else ${JSON.stringify(shown.counts)}::jsonb end, api_calls = case when ${newer} then p.api_calls else ${JSON.stringify(shown.apiCalls)}::jsonb end
    from runs r where p.id = ${id} and p.worker = ${worker} and p.state = 'running' and r.id = p.part_of
    returning r.id as run, r.stop_asked or r.state not in ('running', 'interrupted') as stop`.execute(db)
  return result.rows[0] ?? null
}

/** The parts of a run are told to finish the calls in flight, and no new part begins. */
export async function askStop(db: Kysely<unknown>, run: string): Promise<void> {
  await sql`update runs set stop_asked = true where id = ${run}`.execute(db)
}

/** Parts of a run whose workers are alive. */
export async function livingParts(db: Kysely<unknown>, run: string): Promise<number> {
  return Number((await sql<{ n: string }>`select count(*) as n from runs where part_of = ${run} and state = 'running' and lease_until > clock_timestamp()`.execute(db)).rows[0]?.n ?? 0)
}

export type RunInNeed = Pick<RunRow, 'id' | 'org' | 'flow' | 'trigger' | 'request' | 'takeovers'> & { /** Its worker vanished: it is to be taken over. Else there is something to help with. */ dead: boolean }

/** Runs of other workers that have parcels nobody works on, or no living worker; the oldest first. */
export async function runsInNeed(db: Kysely<unknown>, worker: string): Promise<RunInNeed[]> {
  return (await sql<RunInNeed>`select r.id, r.org, r.flow, r.trigger, r.request, r.takeovers, r.state = 'interrupted' or r.lease_until < clock_timestamp() as dead from runs r
    where r.request is not null and r.part_of is null and (r.state = 'interrupted' or (r.state = 'running' and r.worker <> ${worker}))
      and (r.state = 'interrupted' or r.lease_until < clock_timestamp() or (not r.stop_asked and exists (select 1 from parcels p where p.org = r.org and p.flow = r.flow and not p.done and p.part is null)))
    order by r.started_at limit 200`.execute(db)).rows
}

/** A worker says that it has room. Not worth a flush to disk. */
export async function sawWorker(db: Kysely<unknown>, worker: string): Promise<void> {
  await sql`with soon as (select set_config('synchronous_commit', 'off', true)), old as (delete from workers where seen_at < clock_timestamp() - interval '1 hour')
    insert into workers (worker, seen_at) select ${worker}, clock_timestamp() from soon on conflict (worker) do update set seen_at = excluded.seen_at`.execute(db)
}

export async function forgetWorker(db: Kysely<unknown>, worker: string): Promise<void> {
  await sql`delete from workers where worker = ${worker}`.execute(db)
}

/** Other workers that said so within the last seconds. */
export async function otherWorkers(db: Kysely<unknown>, worker: string, withinMs: number): Promise<number> {
  return Number((await sql<{ n: string }>`select count(*) as n from workers where worker <> ${worker} and seen_at > clock_timestamp() - ${`${withinMs} milliseconds`}::interval`.execute(db)).rows[0]?.n ?? 0)
}

/** Of the given intents, those that another living worker has not settled yet. */
export async function beingMade(db: Kysely<unknown>, holder: string, intents: string[]): Promise<Set<string>> {
  const rows = (await sql<{ id: string }>`select i.id from intents i join runs r on r.id = i.run
    where i.id = any(${intents}::uuid[]) and r.id <> ${holder} and r.state = 'running' and r.lease_until > clock_timestamp()`.execute(db)).rows
  return new Set(rows.map((row) => row.id))
}
