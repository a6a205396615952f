// The outbox: values to write onto source records, saved in the transaction that saves the outcome, sent later with their own retry.
import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import type { WriteBackValues } from '../../connectors/connector.ts'

export type OutboxRow = { kind: string; record_id: string; flow: string; values: WriteBackValues; tries: number; version: string; created_at: Date }

const values = z.object({ status: z.enum(['created', 'held', 'skipped', 'changed']), message: z.string(), documentNumber: z.string(), documentUrl: z.string() })

/** The newest values win; a record has at most one row. */
export async function putOutbox(db: Kysely<unknown>, org: string, connection: string, kind: string, flow: string, rows: { recordId: string; values: WriteBackValues }[]): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into outbox (org, connection, kind, record_id, flow, values)
    select ${org}, ${connection}, ${kind}, r."recordId", ${flow}, r.values from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("recordId" text, values jsonb)
    on conflict (org, connection, kind, record_id) do update set values = excluded.values, flow = excluded.flow, tries = 0, not_before = now(), version = default`.execute(db)
}

/** In the order of their records' ids, which the index has: a page reads its own rows and none of the others that wait. `after`: those behind that record. */
export async function dueOutbox(db: Kysely<unknown>, org: string, connection: string, kind: string, now: Date, limit: number, after: string | null = null): Promise<OutboxRow[]> {
  const rows = (await sql<Omit<OutboxRow, 'values'> & { values: unknown }>`select kind, record_id, flow, values, tries, version::text as version, created_at from outbox
    where org = ${org} and connection = ${connection} and kind = ${kind} and record_id > ${after ?? ''} and not_before <= ${now} order by record_id limit ${limit}`.execute(db)).rows
  return rows.map((row) => ({ ...row, values: values.parse(row.values) }))
}

/** Sent: gone, unless newer values came meanwhile. A version is given once, to one row: both lists can be asked for by themselves, where a join would compare each with each. */
export async function clearOutbox(db: Kysely<unknown>, org: string, connection: string, kind: string, sent: { id: string; version: string }[]): Promise<void> {
  if (sent.length === 0) return
  await sql`delete from outbox where org = ${org} and connection = ${connection} and kind = ${kind} and record_id = any(${sent.map(({ id }) => id)}) and version = any(${sent.map(({ version }) => version)}::bigint[])`.execute(db)
}

export async function deferOutbox(db: Kysely<unknown>, org: string, connection: string, kind: string, ids: string[], problem: string, until: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`update outbox set tries = tries + 1, not_before = ${until}, problem = ${problem} where org = ${org} and connection = ${connection} and kind = ${kind} and record_id = any(${ids})`.execute(db)
}

/** The flow writes nothing back any more: what waits of it is not sent either. */
export async function dropOutbox(db: Kysely<unknown>, org: string, connection: string, kind: string, flow: string): Promise<void> {
  await sql`delete from outbox where org = ${org} and connection = ${connection} and kind = ${kind} and flow = ${flow}`.execute(db)
}

export async function countOutbox(db: Kysely<unknown>, org: string): Promise<number> {
  return Number((await sql<{ n: string }>`select count(*) as n from outbox where org = ${org}`.execute(db)).rows[0]?.n ?? 0)
}
