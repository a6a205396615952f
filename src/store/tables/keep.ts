// What is deleted when its time is over: payloads of held records and writes, limits' slots, closed alerts.
import { sql, type Kysely } from 'kysely'

async function affected(query: Promise<{ numAffectedRows?: bigint }>): Promise<number> {
  return Number((await query).numAffectedRows ?? 0n)
}

/** Dismissed records last tried before the moment go; of those still held, the payload kept since before it goes and the line stays. */
export async function forgetHeldPayloads(db: Kysely<unknown>, before: Date): Promise<number> {
  const dismissed = await affected(sql`delete from held where state = 'dismissed' and tried_at < ${before}`.execute(db))
  return dismissed + (await affected(sql`update held set sealed = null where since < ${before} and sealed is not null`.execute(db)))
}

/** Drafts of writes that were never settled. */
export async function forgetIntentPayloads(db: Kysely<unknown>, before: Date): Promise<number> {
  return await affected(sql`update intents set sealed = null where created_at < ${before} and sealed is not null`.execute(db))
}

/** Slots of time are milliseconds since 1970; the longest limit is a day's. */
export async function forgetBudgetSlots(db: Kysely<unknown>, before: Date): Promise<number> {
  return await affected(sql`delete from budget_slots where slot < ${before.getTime()}`.execute(db))
}

/** Closes open alerts of the given codes that were not raised again since the moment. */
export async function closeOldAlerts(db: Kysely<unknown>, codes: string[], before: Date): Promise<number> {
  return await affected(sql`update alerts set open = false where open and code = any(${codes}) and last_at < ${before}`.execute(db))
}

/** Closed alerts, and what was told of them. Daily mails are remembered: the next one says what is new since. */
export async function forgetClosedAlerts(db: Kysely<unknown>, before: Date): Promise<number> {
  await sql`delete from told where at < ${before} and not owed and what like 'alert:%'`.execute(db)
  return await affected(sql`delete from alerts where not open and last_at < ${before}`.execute(db))
}
