// What the books hold, as far as matching needs it: cards and articles without personal data, documents by mark.
import { sql, type Kysely } from 'kysely'
import { knownArticle, knownCustomer, knownDocument, type KnownArticle, type KnownCustomer, type KnownDocument } from '../../core/books.ts'

export type Books = { org: string; account: string }
export type KnownWhat = 'customers' | 'articles' | 'order' | 'invoiceDraft' | 'invoice'

/** How far a list has been read; null when never read whole. */
export async function knownState(db: Kysely<unknown>, books: Books, what: KnownWhat): Promise<{ until: string | null; whole: boolean; readAt: Date } | null> {
  const row = (await sql<{ until: string | null; whole: boolean; read_at: Date }>`select until, whole, read_at from known_state
    where org = ${books.org} and account = ${books.account} and what = ${what}`.execute(db)).rows[0]
  return row === undefined ? null : { until: row.until, whole: row.whole, readAt: row.read_at }
}

export async function saveKnownState(db: Kysely<unknown>, books: Books, what: KnownWhat, until: string | null, readAt: Date): Promise<void> {
  await sql`insert into known_state (org, account, what, until, whole, read_at) values (${books.org}, ${books.account}, ${what}, ${until}, true, ${readAt})
    on conflict (org, account, what) do update set until = excluded.until, whole = true, read_at = excluded.read_at`.execute(db)
}

export async function saveKnownCustomers(db: Kysely<unknown>, books: Books, customers: KnownCustomer[]): Promise<void> {
  if (customers.length === 0) return
  const rows = customers.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((c) => ({ id: c.id, number_hash: c.keyHashes.customerNumber, org_hash: c.keyHashes.orgNumber, vat_hash: c.keyHashes.vatNumber, facts: c }))
  const emails = customers.flatMap((c) => c.keyHashes.emails.map((email_hash) => ({ id: c.id, email_hash })))
  await sql`with incoming as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, number_hash text, org_hash text, vat_hash text, facts jsonb)),
    stored as (insert into known_customers (org, account, id, number_hash, org_hash, vat_hash, facts)
      select ${books.org}, ${books.account}, id, number_hash, org_hash, vat_hash, facts from incoming
      on conflict (org, account, id) do update set number_hash = excluded.number_hash, org_hash = excluded.org_hash, vat_hash = excluded.vat_hash, facts = excluded.facts),
    stale as (delete from known_customer_emails e using incoming i where e.org = ${books.org} and e.account = ${books.account} and e.id = i.id and e.id = any(${rows.map(({ id }) => id)})
      and not exists (select 1 from jsonb_to_recordset(${JSON.stringify(emails)}::jsonb) as n(id text, email_hash text) where n.id = e.id and n.email_hash = e.email_hash))
    insert into known_customer_emails (org, account, email_hash, id)
      select ${books.org}, ${books.account}, email_hash, id from jsonb_to_recordset(${JSON.stringify(emails)}::jsonb) as n(id text, email_hash text)
      on conflict do nothing`.execute(db)
}

/** Every card that any of the hashes hits; one statement for a whole block. */
export async function customersByKeys(db: Kysely<unknown>, books: Books, keys: { numbers: string[]; orgs: string[]; vats: string[]; emails: string[]; ids: string[] }): Promise<KnownCustomer[]> {
  // Ids are gathered first: facts are compared by none of the questions, and would be compared whole to be given once.
  const rows = (await sql<{ facts: unknown }>`select c.facts from known_customers c where c.org = ${books.org} and c.account = ${books.account} and c.id in (
    select id from known_customers where org = ${books.org} and account = ${books.account} and number_hash = any(${keys.numbers})
    union all select id from known_customers where org = ${books.org} and account = ${books.account} and org_hash = any(${keys.orgs})
    union all select id from known_customers where org = ${books.org} and account = ${books.account} and vat_hash = any(${keys.vats})
    union all select unnest(${keys.ids}::text[])
    union all select id from known_customer_emails where org = ${books.org} and account = ${books.account} and email_hash = any(${keys.emails}))`.execute(db)).rows
  return await readable(db, books, 'customers', () => rows.map((row) => knownCustomer.parse(row.facts)))
}

/** What cannot be read is forgotten, list and all: the next run reads it from the books anew. */
async function readable<T>(db: Kysely<unknown>, books: Books, what: 'customers' | 'articles', parse: () => T): Promise<T> {
  try {
    return parse()
  } catch (caught) {
    await sql`delete from known_state where org = ${books.org} and account = ${books.account} and what = ${what}`.execute(db)
    await sql`delete from ${sql.table(`known_${what}`)} where org = ${books.org} and account = ${books.account}`.execute(db)
    throw caught
  }
}

/** The key under which an article number is compared: trimmed, without case. */
export function articleKey(number: string): string {
  return number.trim().toUpperCase()
}

export async function saveKnownArticles(db: Kysely<unknown>, books: Books, articles: KnownArticle[]): Promise<void> {
  if (articles.length === 0) return
  const rows = articles.map((article) => ({ id: article.id, number_key: articleKey(article.number), facts: article }))
  await sql`insert into known_articles (org, account, id, number_key, facts)
    select ${books.org}, ${books.account}, id, number_key, facts from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, number_key text, facts jsonb)
    on conflict (org, account, id) do update set number_key = excluded.number_key, facts = excluded.facts`.execute(db)
}

export async function articlesByKeys(db: Kysely<unknown>, books: Books, keys: string[]): Promise<KnownArticle[]> {
  if (keys.length === 0) return []
  const rows = (await sql<{ facts: unknown }>`select facts from known_articles where org = ${books.org} and account = ${books.account} and number_key = any(${keys})`.execute(db)).rows
  return await readable(db, books, 'articles', () => rows.map((row) => knownArticle.parse(row.facts)))
}

/** Anything that looks like one of our marks: capitals, a dash, digits ("HS-1234", "HS-99-1234-2"). */
const markPattern = /(?<![\p{L}\p{N}-])[A-Z]{2,4}(?:-\d+){1,3}(?![\p{L}\p{N}-])/gu

/** All marks that stand in a document's texts. */
export function marksIn(texts: string[]): string[] {
  return [...new Set(texts.flatMap((text) => text.match(markPattern) ?? []))]
}

export async function saveKnownDocuments(db: Kysely<unknown>, books: Books, documents: KnownDocument[]): Promise<void> {
  if (documents.length === 0) return
  // Texts may hold names: only the marks in them are kept.
  const rows = documents.map((d) => ({ kind: d.kind, id: d.id, created_from: d.createdFromOrderId, facts: { ...d, markTexts: marksIn(d.markTexts) } }))
  const marks = documents.flatMap((d) => marksIn(d.markTexts).map((mark) => ({ kind: d.kind, id: d.id, mark })))
  await sql`with stored as (insert into known_documents (org, account, kind, id, facts, created_from)
      select ${books.org}, ${books.account}, kind, id, facts, created_from from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(kind text, id text, facts jsonb, created_from text)
      on conflict (org, account, kind, id) do update set facts = excluded.facts, created_from = excluded.created_from, seen_at = now()),
    stale as (delete from known_marks m using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(kind text, id text)
      where m.org = ${books.org} and m.account = ${books.account} and m.kind = r.kind and m.id = r.id and m.id = any(${rows.map(({ id }) => id)})
        and not exists (select 1 from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as n(kind text, id text, mark text) where n.kind = m.kind and n.id = m.id and n.mark = m.mark))
    insert into known_marks (org, account, mark, kind, id)
      select ${books.org}, ${books.account}, mark, kind, id from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as n(kind text, id text, mark text)
      on conflict do nothing`.execute(db)
}

/** Documents that carry one of the marks, by mark. */
export async function documentsByMarks(db: Kysely<unknown>, books: Books, marks: string[]): Promise<Map<string, KnownDocument[]>> {
  const found = await seenDocumentsByMarks(db, books, marks, null)
  return new Map([...found].map(([mark, documents]) => [mark, documents.map(({ document }) => document)]))
}

/** The same, and whether the document was seen in the books since the run began: an older one may have been deleted, of which no list tells. */
export async function seenDocumentsByMarks(db: Kysely<unknown>, books: Books, marks: string[], run: string | null): Promise<Map<string, { document: KnownDocument; fresh: boolean }[]>> {
  const found = new Map<string, { document: KnownDocument; fresh: boolean }[]>()
  if (marks.length === 0) return found
  // "offset 0": for each mark its documents are looked up, where a join might read all documents of an organisation that the statistics do not know.
  const rows = (await sql<{ mark: string; facts: unknown; fresh: boolean | null }>`select m.mark, d.facts, d.seen_at >= (select r.started_at from runs r where r.id = ${run}::uuid) as fresh
    from (select mark, kind, id from known_marks where org = ${books.org} and account = ${books.account} and mark = any(${marks})) m
    cross join lateral (select facts, seen_at from known_documents where org = ${books.org} and account = ${books.account} and kind = m.kind and id = m.id offset 0) d`.execute(db)).rows
  for (const row of rows) found.set(row.mark, [...(found.get(row.mark) ?? []), { document: knownDocument.parse(row.facts), fresh: row.fresh === true }])
  return found
}

/** Forgets documents of a kind that a whole reading did not show (drafts have no change stamp: they are always read whole). */
export async function forgetUnseenDocuments(db: Kysely<unknown>, books: Books, kind: string, before: Date): Promise<void> {
  await sql`with gone as (delete from known_documents where org = ${books.org} and account = ${books.account} and kind = ${kind} and seen_at < ${before} returning id)
    delete from known_marks m using gone where m.org = ${books.org} and m.account = ${books.account} and m.kind = ${kind} and m.id = gone.id`.execute(db)
}

/** Marks that stand on more than one document of the books. Whether an order was invoiced is asked by the order alone: an index that begins with the organisation would be read whole for each mark. */
export async function doubledMarks(db: Kysely<unknown>, books: Books): Promise<{ mark: string; documents: string[] }[]> {
  return (await sql<{ mark: string; documents: string[] }>`select m.mark, array_agg(m.kind || ' ' || m.id order by m.kind, m.id) as documents from known_marks m
      cross join lateral (select 1 from known_documents where org = ${books.org} and account = ${books.account} and kind = m.kind and id = m.id offset 0) d
    where m.org = ${books.org} and m.account = ${books.account}
      and not exists (select 1 from known_documents i where i.created_from = m.id and i.org || '' = ${books.org} and i.account || '' = ${books.account})
    group by m.mark having count(*) > 1`.execute(db)).rows
}

/** Reserves `n` customer numbers in a row, starting at the books' next number or after the last one reserved. */
export async function reserveCustomerNumbers(db: Kysely<unknown>, books: Books, atLeast: number, n: number): Promise<number[]> {
  // Without waiting for the disk: the intents that carry the numbers are flushed after it, and nothing is sent before they are.
  const row = (await sql<{ next: string }>`with soon as (select set_config('synchronous_commit', 'off', true))
    insert into reserved_numbers (org, account, next) select ${books.org}, ${books.account}, ${atLeast + n} from soon
    on conflict (org, account) do update set next = greatest(reserved_numbers.next, ${atLeast}) + ${n} returning next`.execute(db)).rows[0]
  const end = Number(row?.next ?? atLeast + n)
  return Array.from({ length: n }, (_, i) => end - n + i)
}

export type Learnt = { value: unknown; basis: unknown; at: Date }

export async function learntFacts(db: Kysely<unknown>, books: Books): Promise<Map<string, Learnt>> {
  const rows = (await sql<{ name: string; value: unknown; basis: unknown; at: Date }>`select name, value, basis, at from learnt where org = ${books.org} and account = ${books.account}`.execute(db)).rows
  return new Map(rows.map((row) => [row.name, { value: row.value, basis: row.basis, at: row.at }]))
}

export async function saveLearnt(db: Kysely<unknown>, books: Books, name: string, value: unknown, basis: unknown, at: Date): Promise<void> {
  await sql`insert into learnt (org, account, name, value, basis, at) values (${books.org}, ${books.account}, ${name}, ${JSON.stringify(value)}, ${JSON.stringify(basis ?? null)}, ${at})
    on conflict (org, account, name) do update set value = excluded.value, basis = excluded.basis, at = excluded.at`.execute(db)
}
