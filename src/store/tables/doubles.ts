// Documents that carry one mark: which of them is linked, and forgetting one that was taken back.
import { sql, type Kysely } from 'kysely'
import { documentTotals, type DocumentTotals } from '../../core/books.ts'
import type { Books } from './known.ts'

export type LinkedDocument = { target_kind: string; target_id: string; flow: string | null; source_id: string; target_stamp: string | null; totals: DocumentTotals | null; origin: 'created' | 'adopted' | 'matched' }

/** The organisation is compared where no index can be asked for it: asked for it alone, the index of records would seem as good as that of documents, and all its links would be read. */
function leadingTo(books: Books, ids: string[]) {
  return sql`org || '' = ${books.org} and target_account = ${books.account} and family = 'document' and target_id = any(${ids})`
}

/** Links that lead to one of the documents. */
export async function linksToDocuments(db: Kysely<unknown>, books: Books, ids: string[]): Promise<LinkedDocument[]> {
  const rows = (await sql<Omit<LinkedDocument, 'totals'> & { totals: unknown }>`select target_kind, target_id, flow, source_id, target_stamp, totals, origin from links
    where ${leadingTo(books, ids)}`.execute(db)).rows
  return rows.map((row) => ({ ...row, totals: documentTotals.nullable().parse(row.totals) }))
}

/** The document is no longer in the books. */
export async function forgetDocument(db: Kysely<unknown>, books: Books, kind: string, id: string): Promise<void> {
  await sql`with gone as (delete from known_documents where org = ${books.org} and account = ${books.account} and kind = ${kind} and id = ${id})
    delete from known_marks where org = ${books.org} and account = ${books.account} and kind = ${kind} and id = ${id}`.execute(db)
}

/** Of the given documents those that a record of a source has already, and which: "deal 123 (account 456)". */
export async function takersOf(db: Kysely<unknown>, books: Books, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = (await sql<{ target_id: string; taker: string }>`select target_id, kind || ' ' || source_id || ' (' || source_account || ')' as taker from links
    where ${leadingTo(books, ids)}`.execute(db)).rows
  return new Map(rows.map((row) => [row.target_id, row.taker]))
}
