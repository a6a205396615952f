// Calls reserved from the vendors' limits, per key, organisation and slot of time, and what was learnt of each limit: where all processes agree.
import { sql, type Kysely } from 'kysely'

/** Times in milliseconds; `at` null = the database's clock, which all processes share. What the words mean is told in `connectors/budget-ledger.ts`. */
export type CallsQuestion = {
  key: string; org: string; slotMs: number; windowMs: number; limit: number; most: number; quietMs: number; wanted: number; ahead: number; person: boolean
  moves: readonly { slot: number; calls: number; ageMs: number | null }[]
}

export async function reserveCalls(db: Kysely<unknown>, ask: CallsQuestion, at: number | null = null): Promise<{ granted: number; slot: number; leftMs: number; waitMs: number }> {
  const { key, org, slotMs, windowMs, limit, most, quietMs, wanted, ahead, person, moves } = ask
  const { rows } = await sql<{ granted: number; slot_start: string; left_ms: number; wait_ms: number }>`select * from reserve_calls(${key}, ${org}, ${at}, ${slotMs}, ${windowMs}, ${limit}, ${most}, ${quietMs}, ${wanted}, ${ahead}, ${person},
    ${moves.map((move) => move.slot)}::bigint[], ${moves.map((move) => move.calls)}::int[], ${moves.map((move) => move.ageMs)}::double precision[])`.execute(db)
  const row = rows[0]
  if (row === undefined) throw new Error('reserve_calls gave no row')
  return { granted: row.granted, slot: Number(row.slot_start), leftMs: row.left_ms, waitMs: row.wait_ms }
}

/** The vendor refused: nothing is granted for so long, and half of what was allowed afterwards. */
export async function pauseCalls(db: Kysely<unknown>, key: string, ms: number, quietMs: number, at: number | null = null): Promise<void> {
  await sql`select pause_calls(${key}, ${at}, ${ms}, ${quietMs})`.execute(db)
}
