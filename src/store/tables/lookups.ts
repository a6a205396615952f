// Facts of the accounts as last read (lookups, stages, fields), so that a run need not ask for them again within the hour.
import { sql, type Kysely } from 'kysely'

/** Null when never read. The caller parses: the shape is its own. */
export async function cachedFacts(db: Kysely<unknown>, org: string, key: string): Promise<unknown> {
  return (await sql<{ facts: unknown }>`select facts from facts_cache where org = ${org} and key = ${key}`.execute(db)).rows[0]?.facts ?? null
}

export async function saveFacts(db: Kysely<unknown>, org: string, key: string, facts: unknown, readAt: Date): Promise<void> {
  await sql`insert into facts_cache (org, key, facts, read_at) values (${org}, ${key}, ${JSON.stringify(facts)}, ${readAt})
    on conflict (org, key) do update set facts = excluded.facts, read_at = excluded.read_at`.execute(db)
}
