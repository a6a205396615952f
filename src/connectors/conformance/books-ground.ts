// The ground that the books conformance tests stand on: connected books, their lists, one customer and three articles.
import { expect } from 'vitest'
import type { KnownDocument, Lookups } from '../../core/books.ts'
import type { DocumentKind } from '../../core/sale-draft.ts'
import type { Books, Client, Written } from '../connector.ts'

/** Connected books of a company with lists but without customers, articles and documents. */
export type BooksUnderTest = {
  client: Client
  /** Today in the company's time zone, YYYY-MM-DD. */
  today: string
  /** Makes the reply of the next write of this kind get lost after the vendor made it. */
  loseNextReply(of: 'customer' | 'article' | 'order' | 'invoiceDraft' | 'booking'): void
  close(): Promise<void>
}

/** What the tests share: connected books, their lists, and three articles A25, A12, A6 with a customer. */
export type Ground = { under: BooksUnderTest; books: Books; lookups: Lookups; customerId: string; articleIds: Record<string, string> }

export async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}

/** The value of a single write; fails the test when it was not written. */
export function made<T>(written: Written<T> | undefined): T {
  expect(written?.outcome.type, written?.outcome.type === 'written' ? '' : JSON.stringify(written?.outcome)).toBe('written')
  if (written?.outcome.type !== 'written') throw new Error('not written')
  return written.outcome.value
}

export async function knownDocuments(books: Books, kind: DocumentKind, since: string | null): Promise<{ documents: KnownDocument[]; until: string }> {
  const pages = await all(books.documents.known(kind, since))
  return { documents: pages.flatMap((each) => each.items), until: pages.at(-1)?.until ?? '' }
}
