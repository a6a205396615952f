// The books' small facts as last read, so that a run needs not ask for them again within the hour.
import { sql, type Kysely } from 'kysely'
import { lookups, type Lookups } from '../../core/books.ts'

export async function cachedLookups(db: Kysely<unknown>, org: string, account: string): Promise<Lookups | null> {
  const row = (await sql<{ facts: unknown }>`select facts from lookups_cache where org = ${org} and account = ${account}`.execute(db)).rows[0]
  const parsed = row === undefined ? null : lookups.safeParse(row.facts)
  return parsed?.success === true ? parsed.data : null
}

export async function saveLookups(db: Kysely<unknown>, org: string, account: string, facts: Lookups): Promise<void> {
  await sql`insert into lookups_cache (org, account, facts, read_at) values (${org}, ${account}, ${JSON.stringify(facts)}, ${facts.readAt})
    on conflict (org, account) do update set facts = excluded.facts, read_at = excluded.read_at`.execute(db)
}
