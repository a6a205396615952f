// Alerts: what needs a person, one open line per cause, told once.
import { sql, type Kysely } from 'kysely'
import type { FailureParams } from '../../core/failure.ts'

export type AlertRow = { id: string; code: string; subject: string; params: FailureParams; first_at: Date; last_at: Date; times: number; told_at: Date | null }

export async function raiseAlert(db: Kysely<unknown>, org: string, code: string, subject: string, params: FailureParams, now: Date): Promise<void> {
  await sql`insert into alerts (org, code, subject, params, first_at, last_at) values (${org}, ${code}, ${subject}, ${JSON.stringify(params)}, ${now}, ${now})
    on conflict (org, code, subject) where open do update set last_at = excluded.last_at, times = alerts.times + 1, params = excluded.params`.execute(db)
}

export async function closeAlert(db: Kysely<unknown>, org: string, code: string, subject: string): Promise<void> {
  await sql`update alerts set open = false where org = ${org} and code = ${code} and subject = ${subject} and open`.execute(db)
}

export async function openAlerts(db: Kysely<unknown>, org: string): Promise<AlertRow[]> {
  return (await sql<AlertRow>`select id::text as id, code, subject, params, first_at, last_at, times, told_at from alerts where org = ${org} and open order by first_at`.execute(db)).rows
}

export async function alertsTold(db: Kysely<unknown>, ids: string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`update alerts set told_at = ${now} where id = any(${ids}::bigint[])`.execute(db)
}
