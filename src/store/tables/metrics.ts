// Numbers for monitoring systems, over all organisations: counts and ages only, no names of records or persons.
import { sql, type Kysely } from 'kysely'

export type RunNumbers = { org: string; flow: string; state: string; n: number }

/** Runs begun since the moment, by the index of each flow: a year of runs costs no more than a day's. */
export async function runNumbers(db: Kysely<unknown>, since: Date): Promise<RunNumbers[]> {
  return (await sql<RunNumbers>`select f.org, f.name as flow, r.state, count(*)::int as n from flows f join runs r on r.org = f.org and r.flow = f.name and r.started_at >= ${since}
    where not r.preview and r.part_of is null group by 1, 2, 3`.execute(db)).rows
}

export async function recordNumbers(db: Kysely<unknown>): Promise<{ org: string; flow: string; action: string; n: number }[]> {
  return (await sql<{ org: string; flow: string; action: string; n: number }>`select org, flow, action, sum(n)::float8 as n from daily_counts group by 1, 2, 3`.execute(db)).rows
}

export async function heldNumbers(db: Kysely<unknown>): Promise<{ org: string; flow: string; code: string; state: 'open' | 'waiting'; n: number }[]> {
  return (await sql<{ org: string; flow: string; code: string; state: 'open' | 'waiting'; n: number }>`select org, flow, code, state, count(*)::int as n from held where state <> 'dismissed' group by 1, 2, 3, 4`.execute(db)).rows
}

/** Calls made by runs begun since the moment. */
export async function callNumbers(db: Kysely<unknown>, since: Date): Promise<{ org: string; system: string; n: number }[]> {
  return (await sql<{ org: string; system: string; n: number }>`select f.org, c.key as system, sum(c.value::numeric)::float8 as n
    from flows f join runs r on r.org = f.org and r.flow = f.name and r.started_at >= ${since}, jsonb_each_text(r.api_calls) c group by 1, 2`.execute(db)).rows
}

export type FlowAges = { org: string; flow: string; last_ended: Date | null; last_done: Date | null; read_to: Date | null; active: boolean }

/** When each flow's runs last ended, and how far its source has been read. */
export async function flowAges(db: Kysely<unknown>): Promise<FlowAges[]> {
  return (await sql<FlowAges>`select f.org, f.name as flow, f.state = 'active' as active, c.done_to as read_to,
      (select r.ended_at from runs r where r.org = f.org and r.flow = f.name and not r.preview and r.part_of is null and r.state <> 'running' order by r.started_at desc limit 1) as last_ended,
      (select r.ended_at from runs r where r.org = f.org and r.flow = f.name and not r.preview and r.part_of is null and r.state = 'done' order by r.started_at desc limit 1) as last_done
    from flows f left join cursors c on c.org = f.org and c.flow = f.name`.execute(db)).rows
}

export type QueueNumbers = { org: string; intents: number; oldest_intent: Date | null; outbox: number; oldest_outbox: Date | null; alerts: number }

export async function queueNumbers(db: Kysely<unknown>): Promise<QueueNumbers[]> {
  return (await sql<QueueNumbers>`select o.id as org,
      (select count(*)::int from intents i where i.org = o.id and i.state <> 'settled') as intents, (select min(created_at) from intents i where i.org = o.id and i.state <> 'settled') as oldest_intent,
      (select count(*)::int from outbox x where x.org = o.id) as outbox, (select min(created_at) from outbox x where x.org = o.id) as oldest_outbox,
      (select count(*)::int from alerts a where a.org = o.id and a.open) as alerts
    from organisations o`.execute(db)).rows
}

export async function connectionNumbers(db: Kysely<unknown>): Promise<{ org: string; system: string; state: string; n: number }[]> {
  return (await sql<{ org: string; system: string; state: string; n: number }>`select org, system, state, count(*)::int as n from connections group by 1, 2, 3`.execute(db)).rows
}
