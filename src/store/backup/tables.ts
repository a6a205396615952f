// Which tables a backup holds, from the database's own catalogue, so that a table added later is never forgotten.
import type pg from 'pg'
import { schema } from '../database.ts'

export type Table = { name: string; columns: string[]; /** Tables that must be filled before this one. */ after: string[] }

/**
 * Left out: the steps (made anew by running them), what a database says of itself, limits of the last minutes, what workers had in hand
 * (it lies behind the checkpoint), and what is read from the accounts whole before anything is written after a restore.
 */
const leftOut = new Set([
  'migrations', 'installation', 'budgets', 'budget_lanes', 'budget_slots', 'parcels', 'workers', 'facts_cache',
  'known_customers', 'known_customer_emails', 'known_articles', 'known_documents', 'known_marks', 'known_state',
])

/** Tables in an order in which each comes after those it refers to. */
export async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select c.relname as name,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      array(select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as after
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`, [schema])
  return inOrder(rows.filter((table) => !leftOut.has(table.name)))
}

/** Days of the log's tables that have a partition of their own, named "<table>_<YYYYMMDD>". */
export async function daysOf(client: pg.ClientBase): Promise<{ table: string; day: string }[]> {
  const { rows } = await client.query<{ table: string; day: string }>(`
    select p.relname as table, right(c.relname, 8) as day from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent join pg_namespace n on n.oid = p.relnamespace
    where n.nspname = $1 and p.relkind = 'p' and c.relkind = 'r' and c.relname ~ ('^' || p.relname || '_[0-9]{8}$') order by 1, 2`, [schema])
  return rows
}

function inOrder(tables: Table[]): Table[] {
  const ordered: Table[] = []
  const names = new Set(tables.map((table) => table.name))
  let left = tables
  while (left.length > 0) {
    const placed = new Set(ordered.map((table) => table.name))
    const ready = left.filter((table) => table.after.every((name) => placed.has(name) || !names.has(name)))
    // Tables that refer to each other in a ring would never be ready; none do, and the loading would say so.
    const next = ready.length > 0 ? ready : left
    ordered.push(...next)
    left = left.filter((table) => !next.includes(table))
  }
  return ordered
}
