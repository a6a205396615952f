// Links: remembered pairs of a source record and a target record, by the vendors' own identities; aliases after merges.
import { sql, type Kysely } from 'kysely'
import type { DocumentTotals } from '../../core/books.ts'

/** The pair's place: which accounts and kinds it joins. */
export type LinkScope = { org: string; sourceAccount: string; kind: string; targetAccount: string; family: 'document' | 'customer' | 'article' }
/** `to-send`: booked, and still to be sent to the buyer. */
export type LinkState = 'made' | 'to-book' | 'to-send' | 'booked' | 'held'
export type LinkRow = {
  source_id: string
  target_kind: string
  target_id: string
  target_number: string | null
  target_url: string | null
  mark: string | null
  flow: string | null
  origin: 'created' | 'adopted' | 'matched'
  state: LinkState
  due_at: Date | null
  fingerprint: string | null
  snapshot: unknown
  source_stamp: string | null
  target_stamp: string | null
  totals: DocumentTotals | null
  noticed: string | null
  created_at: Date
}

const columns = sql.raw('source_id, target_kind, target_id, target_number, target_url, mark, flow, origin, state, due_at, fingerprint, snapshot, source_stamp, target_stamp, totals, noticed, created_at')

/** Links of the given source ids and of every id they absorbed, keyed by the id asked for. */
export async function linksOf(db: Kysely<unknown>, scope: LinkScope, ids: string[]): Promise<Map<string, LinkRow>> {
  if (ids.length === 0) return new Map()
  const rows = (await sql<LinkRow>`select ${columns} from links where org = ${scope.org} and source_account = ${scope.sourceAccount} and kind = ${scope.kind}
    and target_account = ${scope.targetAccount} and family = ${scope.family} and source_id = any(${ids})`.execute(db)).rows
  return new Map(rows.map((row) => [row.source_id, row]))
}

export type NewLink = Omit<LinkRow, 'created_at' | 'noticed'>

/** Writes links, one statement. An existing link keeps its origin and is brought up to date. */
export async function saveLinks(db: Kysely<unknown>, scope: LinkScope, links: NewLink[]): Promise<void> {
  if (links.length === 0) return
  // In one order, so that two groups that know the same buyers cannot lock each other out.
  const sorted = links.toSorted((a, b) => (a.source_id < b.source_id ? -1 : 1))
  await sql`insert into links (org, source_account, kind, target_account, family, source_id, target_kind, target_id, target_number, target_url, mark, flow, origin, state, due_at,
      fingerprint, snapshot, source_stamp, target_stamp, totals)
    select ${scope.org}, ${scope.sourceAccount}, ${scope.kind}, ${scope.targetAccount}, ${scope.family}, r.source_id, r.target_kind, r.target_id, r.target_number, r.target_url, r.mark, r.flow,
      r.origin, r.state, r.due_at, r.fingerprint, r.snapshot, r.source_stamp, r.target_stamp, r.totals
    from jsonb_to_recordset(${JSON.stringify(sorted)}::jsonb) as r(source_id text, target_kind text, target_id text, target_number text, target_url text, mark text, flow text,
      origin text, state text, due_at timestamptz, fingerprint text, snapshot jsonb, source_stamp text, target_stamp text, totals jsonb)
    on conflict (org, source_account, kind, source_id, target_account, family) do update set target_kind = excluded.target_kind, target_id = excluded.target_id,
      target_number = coalesce(excluded.target_number, links.target_number), target_url = coalesce(excluded.target_url, links.target_url), mark = coalesce(excluded.mark, links.mark),
      state = excluded.state, due_at = excluded.due_at, fingerprint = coalesce(excluded.fingerprint, links.fingerprint), snapshot = coalesce(excluded.snapshot, links.snapshot),
      source_stamp = coalesce(excluded.source_stamp, links.source_stamp), target_stamp = excluded.target_stamp, totals = coalesce(excluded.totals, links.totals), changed_at = now()`.execute(db)
}

export type Stamp = { id: string; stamp: string; noticed?: string | null; fingerprint?: string | null; snapshot?: unknown }

/** Remembers the source stamp last handled, so that echoes and unrelated edits are not read again. Each link looks its own stamp up: PostgreSQL might compare each with each in a join. */
export async function stampLinks(db: Kysely<unknown>, scope: LinkScope, stamps: Stamp[]): Promise<void> {
  if (stamps.length === 0) return
  const byId = JSON.stringify(Object.fromEntries(stamps.map(({ id, ...stamp }) => [id, stamp])))
  await sql`update links l set (source_stamp, noticed, fingerprint, snapshot, changed_at) =
      (select r.stamp, coalesce(r.noticed, l.noticed), coalesce(l.fingerprint, r.fingerprint), coalesce(l.snapshot, r.snapshot), now()
        from jsonb_to_record(${byId}::jsonb -> l.source_id) as r(stamp text, noticed text, fingerprint text, snapshot jsonb))
    where l.org = ${scope.org} and l.source_account = ${scope.sourceAccount} and l.kind = ${scope.kind} and l.target_account = ${scope.targetAccount}
      and l.family = ${scope.family} and l.source_id = any(${stamps.map(({ id }) => id)})`.execute(db)
}

/** A flow that was renamed or removed leaves its drafts to any flow of the same accounts. */
function ofFlow(scope: LinkScope, flow: string) {
  return sql`org = ${scope.org} and source_account = ${scope.sourceAccount} and kind = ${scope.kind} and target_account = ${scope.targetAccount} and family = ${scope.family}
    and (flow = ${flow} or not exists (select 1 from flows f where f.org = links.org and f.name = links.flow))`
}

/** Drafts that wait to be booked and are due. */
export async function linksToBook(db: Kysely<unknown>, scope: LinkScope, flow: string, now: Date): Promise<LinkRow[]> {
  return (await sql<LinkRow>`select ${columns} from links where ${ofFlow(scope, flow)} and state = 'to-book' and due_at <= ${now} order by due_at limit 500`.execute(db)).rows
}

/** Booked invoices that are still to be sent and are due. */
export async function linksToSend(db: Kysely<unknown>, scope: LinkScope, flow: string, now: Date): Promise<LinkRow[]> {
  return (await sql<LinkRow>`select ${columns} from links where ${ofFlow(scope, flow)} and state = 'to-send' and due_at <= ${now} order by due_at limit 500`.execute(db)).rows
}

/** When the next draft becomes due for booking, or invoice for sending; null when none waits. */
export async function nextBooking(db: Kysely<unknown>, scope: LinkScope, flow: string): Promise<Date | null> {
  return (await sql<{ due: Date | null }>`select min(due_at) as due from links where ${ofFlow(scope, flow)} and state in ('to-book', 'to-send')`.execute(db)).rows[0]?.due ?? null
}

/** Not now: booked or sent no sooner than the moment. */
export async function deferLink(db: Kysely<unknown>, scope: LinkScope, sourceId: string, until: Date): Promise<void> {
  await sql`update links set due_at = ${until} where org = ${scope.org} and source_account = ${scope.sourceAccount} and kind = ${scope.kind} and target_account = ${scope.targetAccount}
    and family = ${scope.family} and source_id = ${sourceId} and state in ('to-book', 'to-send')`.execute(db)
}

/** Forgets the link of one record (after a document was taken back). */
export async function dropLink(db: Kysely<unknown>, scope: LinkScope, sourceId: string): Promise<void> {
  await sql`delete from links where org = ${scope.org} and source_account = ${scope.sourceAccount} and kind = ${scope.kind} and target_account = ${scope.targetAccount}
    and family = ${scope.family} and source_id = ${sourceId}`.execute(db)
}

/** Source ids with a link, of those given: one indexed question for a whole survey page. */
export async function linkedStamps(db: Kysely<unknown>, scope: LinkScope, ids: string[]): Promise<Map<string, string | null>> {
  const rows = (await sql<{ source_id: string; source_stamp: string | null }>`select source_id, source_stamp from links where org = ${scope.org} and source_account = ${scope.sourceAccount}
    and kind = ${scope.kind} and target_account = ${scope.targetAccount} and family = ${scope.family} and source_id = any(${ids})`.execute(db)).rows
  return new Map(rows.map((row) => [row.source_id, row.source_stamp]))
}

/** Stores that `oldId` now is `newId` at the source. */
export async function saveAliases(db: Kysely<unknown>, org: string, sourceAccount: string, kind: string, aliases: { oldId: string; newId: string }[]): Promise<void> {
  if (aliases.length === 0) return
  await sql`insert into link_aliases (org, source_account, kind, old_id, new_id)
    select ${org}, ${sourceAccount}, ${kind}, r."oldId", r."newId" from jsonb_to_recordset(${JSON.stringify(aliases)}::jsonb) as r("oldId" text, "newId" text)
    on conflict (org, source_account, kind, old_id) do update set new_id = excluded.new_id`.execute(db)
}

export async function countLinks(db: Kysely<unknown>, org: string, flow: string): Promise<number> {
  return Number((await sql<{ n: string }>`select count(*) as n from links where org = ${org} and flow = ${flow} and family = 'document'`.execute(db)).rows[0]?.n ?? 0)
}

/** Source ids linked since the moment: young ones are read again by id, since a change of lines or associations moves no stamp. */
export async function youngLinks(db: Kysely<unknown>, scope: LinkScope, flow: string, since: Date): Promise<string[]> {
  return (await sql<{ source_id: string }>`select source_id from links where org = ${scope.org} and source_account = ${scope.sourceAccount} and kind = ${scope.kind}
    and target_account = ${scope.targetAccount} and family = ${scope.family} and (flow = ${flow} or not exists (select 1 from flows f where f.org = links.org and f.name = links.flow))
      and created_at >= ${since} order by source_id limit 50000`.execute(db)).rows.map((row) => row.source_id)
}
