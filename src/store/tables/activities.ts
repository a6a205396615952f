// The activity log: searchable columns and a sealed payload, in daily partitions that are dropped whole when their time is over.
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Activity, ActivityAction } from '../../core/activity.ts'
import { errorCode } from '../problem.ts'
import type { PayloadGroup, PayloadPlace } from './payloads.ts'

const lockNotAvailable = '55P03'

export type NewActivity = {
  id: string; at: Date; run: string | null; flow: string; trigger: string; action: ActivityAction
  recordId: string; title: string; documentKind: string | null; documentId: string | null; documentNumber: string | null; customerNumber: string | null
  skus: string[]; reasonCode: string | null; sentenceSv: string; sentenceEn: string; durationMs: number; settingsVersion: number
  /** Its place in the group that is saved with it. */
  payloadNo: number | null
}

/** Adds lines to the log with the group of their payloads, and to the day's counters; one statement. */
export async function addActivities(db: Kysely<unknown>, org: string, activities: NewActivity[], payloads: PayloadGroup | null): Promise<void> {
  if (activities.length === 0) return
  await sql`with kept as (insert into activity_payloads (id, org, at, sealed) select ${payloads?.id ?? null}::uuid, ${org}, ${payloads?.at ?? null}::timestamptz, ${payloads?.sealed ?? null}::bytea where ${payloads !== null}),
    added as (insert into activities (id, org, at, run, flow, trigger, action, record_id, title, document_kind, document_id, document_number, customer_number, skus,
      reason_code, sentence_sv, sentence_en, duration_ms, settings_version, payloads, payloads_at, payload_no)
    select r.id, ${org}, r.at, r.run, r.flow, r.trigger, r.action, r."recordId", r.title, r."documentKind", r."documentId", r."documentNumber", r."customerNumber",
      array(select jsonb_array_elements_text(r.skus)), r."reasonCode", r."sentenceSv", r."sentenceEn", r."durationMs", r."settingsVersion",
      case when r."payloadNo" is not null then ${payloads?.id ?? null}::uuid end, case when r."payloadNo" is not null then ${payloads?.at ?? null}::timestamptz end, r."payloadNo"
    from jsonb_to_recordset(${JSON.stringify(activities)}::jsonb) as r(id uuid, at timestamptz, run uuid, flow text, trigger text, action text, "recordId" text, title text, "documentKind" text,
      "documentId" text, "documentNumber" text, "customerNumber" text, skus jsonb, "reasonCode" text, "sentenceSv" text, "sentenceEn" text, "durationMs" int, "settingsVersion" int, "payloadNo" int)
    returning flow, at, action)
    insert into daily_counts (org, flow, day, action, n) select ${org}, flow, (at at time zone 'UTC')::date, action, count(*) from added group by 2, 3, 4 order by 2, 3, 4
      on conflict (org, flow, day, action) do update set n = daily_counts.n + excluded.n`.execute(db)
}

export type ActivityFilter = { flow?: string | undefined; action?: string | undefined; trigger?: string | undefined; record?: string | undefined; text?: string | undefined; since?: Date | undefined; run?: string | undefined; limit?: number | undefined }

export async function listActivities(db: Kysely<unknown>, org: string, filter: ActivityFilter): Promise<(Activity & { place: PayloadPlace })[]> {
  const like = filter.text === undefined ? null : `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`
  const rows = (await sql<Activity & PayloadPlace>`select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, run, flow, trigger, action, record_id as "recordId", title,
      document_kind as "documentKind", document_id as "documentId", document_number as "documentNumber", customer_number as "customerNumber", skus, reason_code as "reasonCode",
      sentence_sv as "sentenceSv", sentence_en as "sentenceEn", duration_ms as "durationMs", settings_version as "settingsVersion", payload as own, payloads as "group", payloads_at as "groupAt", payload_no as no
    from activities a where org = ${org}
      and (${filter.flow ?? null}::text is null or flow = ${filter.flow ?? null})
      and (${filter.action ?? null}::text is null or action = ${filter.action ?? null})
      and (${filter.trigger ?? null}::text is null or trigger = ${filter.trigger ?? null})
      and (${filter.record ?? null}::text is null or record_id = ${filter.record ?? null})
      and (${filter.run ?? null}::uuid is null or run = ${filter.run ?? null}::uuid)
      and (${filter.since ?? null}::timestamptz is null or at >= ${filter.since ?? null})
      and (${like}::text is null or title ilike ${like} or document_number ilike ${like} or customer_number ilike ${like} or record_id ilike ${like} or sentence_sv ilike ${like} or sentence_en ilike ${like}
        or exists (select 1 from unnest(a.skus) s where s ilike ${like}))
    order by a.at desc, a.id limit ${filter.limit ?? 100}`.execute(db)).rows
  return rows.map(({ own, group, groupAt, no, ...line }) => ({ ...line, place: { own, group, groupAt, no } }))
}

/** The log's tables, each in partitions of a day. */
const parted = ['activities', 'activity_payloads'] as const

/** A backup reads the log for as long as it takes; waiting for it would keep every run from writing its lines. The next hour tries again. */
async function unlessBusy(db: Kysely<unknown>, statement: RawBuilder<unknown>): Promise<void> {
  try {
    await db.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = '500ms'`.execute(trx)
      await statement.execute(trx)
    })
  } catch (error) {
    if (errorCode(error) !== lockNotAvailable) throw error
  }
}

/** Makes tomorrow's partitions and drops those older than the longest retention; shorter retentions delete rows. */
export async function keepActivities(db: Kysely<unknown>, now: Date): Promise<void> {
  const day = (offset: number): string => new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10)
  const longest = (await sql<{ days: number | null }>`select max(retention_days) as days from organisations`.execute(db)).rows[0]?.days ?? 30
  const oldest = day(-longest).replaceAll('-', '')
  for (const table of parted) {
    for (const offset of [1, 2]) {
      const name = sql.raw(`${table}_${day(offset).replaceAll('-', '')}`)
      await unlessBusy(db, sql`create table if not exists ${name} partition of ${sql.raw(table)} for values from (${sql.raw(`'${day(offset)}T00:00:00Z'`)}) to (${sql.raw(`'${day(offset + 1)}T00:00:00Z'`)})`)
    }
    const partitions = (await sql<{ name: string }>`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      join pg_class p on p.oid = i.inhparent where p.relname = ${table} and c.relname ~ ${`^${table}_[0-9]{8}$`}`.execute(db)).rows
    for (const { name } of partitions) if (name.slice(-8) < oldest) await unlessBusy(db, sql`drop table ${sql.raw(name)}`)
    await sql`delete from ${sql.raw(table)} a using organisations o where o.id = a.org and a.at < ${now}::timestamptz - make_interval(days => o.retention_days)`.execute(db)
  }
}

export async function dailyCounts(db: Kysely<unknown>, org: string, since: string): Promise<{ flow: string; day: string; action: string; n: number }[]> {
  return (await sql<{ flow: string; day: string; action: string; n: number }>`select flow, day::text as day, action, n::int as n from daily_counts where org = ${org} and day >= ${since}::date order by day, flow, action`.execute(db)).rows
}
