// Calls reserved from the vendors' limits, per key and slot of time: where all processes agree.
import { sql, type Kysely } from 'kysely'

/** Grants up to `wanted` calls in the slot so that all slots within the span hold at most `limit`. One statement under the key's lock. */
export async function reserveCalls(db: Kysely<unknown>, key: string, slotStart: number, wanted: number, limit: number, spanMs: number): Promise<number> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`budget:${key}`}, 0))`.execute(trx)
    // A vendor's limits survive no crash of ours by much: a lost reservation costs at most a block of calls.
    await sql`set local synchronous_commit = off`.execute(trx)
    await sql`delete from budget_slots where key = ${key} and slot < ${Math.floor(slotStart - 2 * spanMs)}`.execute(trx)
    const used = Number((await sql<{ used: string }>`select coalesce(sum(used), 0) as used from budget_slots where key = ${key}
      and slot > ${Math.floor(slotStart - spanMs)} and slot < ${Math.ceil(slotStart + spanMs)}`.execute(trx)).rows[0]?.used ?? 0)
    const grant = Math.max(0, Math.min(wanted, limit - used))
    if (grant > 0) {
      await sql`insert into budget_slots (key, slot, used) values (${key}, ${Math.floor(slotStart)}, ${grant})
        on conflict (key, slot) do update set used = budget_slots.used + excluded.used`.execute(trx)
    }
    return grant
  })
}
