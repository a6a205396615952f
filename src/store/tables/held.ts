// Held and waiting records: kept whole (sealed), with the cause, until they are settled or dismissed.
import { sql, type Kysely } from 'kysely'
import type { Candidate } from '../../core/decision.ts'
import type { FailureParams } from '../../core/failure.ts'

export type HeldRow = {
  flow: string
  record_id: string
  kind: string
  state: 'open' | 'waiting' | 'dismissed'
  title: string
  code: string
  params: FailureParams
  candidates: Candidate[]
  sealed: Buffer | null
  stamp: string | null
  settings_version: number
  since: Date
  tried_at: Date
  tries: number
  not_before: Date | null
}
export type NewHeld = Pick<HeldRow, 'record_id' | 'kind' | 'state' | 'title' | 'code' | 'params' | 'candidates' | 'sealed' | 'stamp' | 'settings_version' | 'not_before'>

const columns = sql.raw('flow, record_id, kind, state, title, code, params, candidates, sealed, stamp, settings_version, since, tried_at, tries, not_before')

/** Holds records. Gives the ids whose cause is new: the same cause again adds no new line to the log. */
export async function holdRecords(db: Kysely<unknown>, org: string, flow: string, records: NewHeld[], now: Date): Promise<Set<string>> {
  if (records.length === 0) return new Set()
  const rows = records.map((r) => ({ ...r, sealed: r.sealed?.toString('base64') ?? null }))
  const before = new Map((await sql<{ record_id: string; code: string; params: FailureParams; state: string }>`select record_id, code, params, state from held
    where org = ${org} and flow = ${flow} and record_id = any(${records.map((r) => r.record_id)})`.execute(db)).rows.map((row) => [row.record_id, row]))
  await sql`insert into held (org, flow, record_id, kind, state, title, code, params, candidates, sealed, stamp, settings_version, since, tried_at, not_before)
    select ${org}, ${flow}, r.record_id, r.kind, r.state, r.title, r.code, r.params, r.candidates, decode(r.sealed, 'base64'), r.stamp, r.settings_version, ${now}, ${now}, r.not_before
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(record_id text, kind text, state text, title text, code text, params jsonb, candidates jsonb, sealed text, stamp text, settings_version int, not_before timestamptz)
    -- What a person took off the list stays off it for as long as the cause is the same.
    on conflict (org, flow, record_id) do update set state = case when held.state = 'dismissed' and held.code = excluded.code and held.params = excluded.params then held.state else excluded.state end, title = excluded.title,
      since = case when held.code = excluded.code and held.params = excluded.params then held.since else excluded.since end,
      code = excluded.code, params = excluded.params, candidates = excluded.candidates, sealed = excluded.sealed, stamp = excluded.stamp,
      settings_version = excluded.settings_version, tried_at = excluded.tried_at, tries = held.tries + 1, not_before = excluded.not_before`.execute(db)
  const fresh = records.filter((r) => {
    const old = before.get(r.record_id)
    return old === undefined || (old.state !== r.state && old.state !== 'dismissed') || old.code !== r.code || stable(old.params) !== stable(r.params)
  })
  return new Set(fresh.map((r) => r.record_id))
}

/** Same parameters in any key order. */
function stable(params: FailureParams): string {
  return JSON.stringify(Object.entries(params).filter(([, v]) => v !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export async function releaseHeld(db: Kysely<unknown>, org: string, flow: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`delete from held where org = ${org} and flow = ${flow} and record_id = any(${ids})`.execute(db)
}

/** Ids to try again: waiting ones that are due, held ones tried longest ago than `triedBefore` or under older settings. */
export async function dueHeld(db: Kysely<unknown>, org: string, flow: string, due: { now: Date; triedBefore: Date; settingsVersion: number }): Promise<string[]> {
  return (await sql<{ record_id: string }>`select record_id from held where org = ${org} and flow = ${flow} and (
      (state = 'waiting' and (not_before is null or not_before <= ${due.now}))
      or (state = 'open' and (tried_at <= ${due.triedBefore} or settings_version < ${due.settingsVersion})))
    order by record_id limit 20000`.execute(db)).rows.map((row) => row.record_id)
}

export async function listHeld(db: Kysely<unknown>, org: string, filter: { flow?: string | undefined; code?: string | undefined; recordId?: string | undefined; state?: 'open' | 'waiting' | 'dismissed' | undefined; limit?: number }): Promise<HeldRow[]> {
  return (await sql<HeldRow>`select ${columns} from held where org = ${org}
    and (${filter.flow ?? null}::text is null or flow = ${filter.flow ?? null})
    and (${filter.code ?? null}::text is null or code = ${filter.code ?? null})
    and (${filter.recordId ?? null}::text is null or record_id = ${filter.recordId ?? null})
    and (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
    order by code, since, record_id limit ${filter.limit ?? 1000}`.execute(db)).rows
}

export async function dismissHeld(db: Kysely<unknown>, org: string, flow: string, id: string): Promise<boolean> {
  const result = await sql`update held set state = 'dismissed' where org = ${org} and flow = ${flow} and record_id = ${id}`.execute(db)
  return (result.numAffectedRows ?? 0n) > 0n
}

export async function countHeld(db: Kysely<unknown>, org: string): Promise<{ flow: string; code: string; state: string; n: number }[]> {
  return (await sql<{ flow: string; code: string; state: string; n: number }>`select flow, code, state, count(*)::int as n from held where org = ${org} and state <> 'dismissed' group by 1, 2, 3 order by 1, 4 desc`.execute(db)).rows
}

/** Moment the next waiting record of the flow is due; null when none waits. Those in their quiet time are left for a later run. */
export async function nextWaiting(db: Kysely<unknown>, org: string, flow: string): Promise<Date | null> {
  return (await sql<{ at: Date | null }>`select min(not_before) as at from held where org = ${org} and flow = ${flow} and state = 'waiting' and code <> 'quiet-time'`.execute(db)).rows[0]?.at ?? null
}

/** Stamps of records that needed nothing, so that the overlap of two windows is not read twice. */
export async function saveSeen(db: Kysely<unknown>, org: string, flow: string, settingsVersion: number, seen: { id: string; stamp: string }[]): Promise<void> {
  if (seen.length === 0) return
  await sql`insert into seen (org, flow, record_id, stamp, settings_version)
    select ${org}, ${flow}, r.id, r.stamp, ${settingsVersion} from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as r(id text, stamp text)
    on conflict (org, flow, record_id) do update set stamp = excluded.stamp, settings_version = excluded.settings_version, at = now()`.execute(db)
}

/** Of the given ids, the stamp under which each was last settled with the present settings (seen or held). */
export async function handledStamps(db: Kysely<unknown>, org: string, flow: string, settingsVersion: number, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = (await sql<{ record_id: string; stamp: string }>`select record_id, stamp from seen where org = ${org} and flow = ${flow} and settings_version = ${settingsVersion} and record_id = any(${ids})
    union all select record_id, stamp from held where org = ${org} and flow = ${flow} and settings_version = ${settingsVersion} and stamp is not null and record_id = any(${ids})`.execute(db)).rows
  return new Map(rows.map((row) => [row.record_id, row.stamp]))
}

/** What came of records: `held` are, or were, a person's; `seen` needed nothing, under the stamp given. One that waits for something has had no outcome yet. */
export async function outcomesOf(db: Kysely<unknown>, org: string, flow: string, settingsVersion: number, ids: string[]): Promise<{ held: Set<string>; seen: Map<string, string> }> {
  if (ids.length === 0) return { held: new Set(), seen: new Map() }
  const held = (await sql<{ record_id: string }>`select record_id from held where org = ${org} and flow = ${flow} and record_id = any(${ids}) and state <> 'waiting'`.execute(db)).rows
  const seen = (await sql<{ record_id: string; stamp: string }>`select record_id, stamp from seen where org = ${org} and flow = ${flow} and settings_version = ${settingsVersion} and record_id = any(${ids})`.execute(db)).rows
  return { held: new Set(held.map((row) => row.record_id)), seen: new Map(seen.map((row) => [row.record_id, row.stamp])) }
}

export async function forgetSeen(db: Kysely<unknown>, before: Date): Promise<void> {
  await sql`delete from seen where at < ${before}`.execute(db)
}

/** How many records of the flow still wait for something that passes (not counting quiet time). */
export async function countWaiting(db: Kysely<unknown>, org: string, flow: string): Promise<number> {
  return Number((await sql<{ n: string }>`select count(*) as n from held where org = ${org} and flow = ${flow} and state = 'waiting' and code <> 'quiet-time'`.execute(db)).rows[0]?.n ?? 0)
}

/** Held records whose stamp our own write moved. */
export async function stampHeld(db: Kysely<unknown>, org: string, flow: string, stamps: { id: string; stamp: string }[]): Promise<void> {
  if (stamps.length === 0) return
  const byId = JSON.stringify(Object.fromEntries(stamps.map(({ id, stamp }) => [id, stamp])))
  await sql`update held h set stamp = ${byId}::jsonb ->> h.record_id where h.org = ${org} and h.flow = ${flow} and h.record_id = any(${stamps.map(({ id }) => id)}) and h.stamp is not null`.execute(db)
}
