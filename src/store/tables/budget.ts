// Calls reserved from the vendors' limits, per key and slot of time: where all processes agree.
import { sql, type Kysely } from 'kysely'

/**
 * Grants up to `wanted` calls in the slot so that all slots within the span (ms) hold at most `limit`, and `ahead` more while nine tenths are free.
 * One round trip; the function takes the key's lock.
 */
export async function reserveCalls(db: Kysely<unknown>, key: string, slotStart: number, wanted: number, limit: number, spanMs: number, ahead: number): Promise<number> {
  const { rows } = await sql<{ granted: number }>`select reserve_calls(${key}, ${Math.floor(slotStart)}, ${wanted}, ${limit}, ${Math.ceil(spanMs)}, ${ahead}) as granted`.execute(db)
  return rows[0]?.granted ?? 0
}
