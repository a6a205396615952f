// What PostgreSQL knows of its tables' contents. Of a table that was just filled it knows nothing, and then it reads all rows of an organisation where a hundred were asked for.
import { sql, type Kysely } from 'kysely'

/** Columns by which many rows are looked up at once. */
const looked: Record<string, readonly string[]> = {
  links: ['org', 'source_account', 'kind', 'source_id', 'target_account', 'family', 'target_id', 'flow', 'state'],
  known_customers: ['org', 'account', 'id', 'number_hash', 'org_hash', 'vat_hash'],
  known_customer_emails: ['org', 'account', 'email_hash', 'id'],
  known_articles: ['org', 'account', 'id', 'number_key'],
  known_documents: ['org', 'account', 'kind', 'id'],
  known_marks: ['org', 'account', 'mark', 'kind', 'id'],
  outbox: ['org', 'connection', 'kind', 'record_id'],
  held: ['org', 'flow', 'record_id'],
  seen: ['org', 'flow', 'record_id', 'settings_version'],
}

/** Looks once at the contents of tables that have some and were never looked at; PostgreSQL does so by itself, but only after a minute. Gives the tables that are still unknown. */
export async function lookAtNewTables(db: Kysely<unknown>, tables: readonly string[] = Object.keys(looked)): Promise<string[]> {
  if (tables.length === 0) return []
  const unknown = (await sql<{ name: string; filled: boolean }>`select c.relname as name, pg_relation_size(c.oid) > 0 as filled from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relname = any(${tables}) and not exists (select 1 from pg_stats s where s.schemaname = current_schema() and s.tablename = c.relname)`.execute(db)).rows
  for (const { name, filled } of unknown) {
    const columns = looked[name]
    // Somebody else may be looking already.
    if (filled && columns !== undefined) await sql.raw(`analyze (skip_locked) ${name} (${columns.join(', ')})`).execute(db)
  }
  return unknown.filter(({ filled }) => !filled).map(({ name }) => name)
}
