// Pages: lists that are read to their end, and what is said of an answer that would never end or names no record.
import { Failure } from '../../core/failure.ts'
import type { Api } from './api.ts'
import { systemName } from './config.ts'

/** A list that says it goes on, while it shows only what it has shown: read on, it would be read for ever. */
export function endlessPages(api: Api, template: string): Failure {
  const what = `${template}: the next page brings nothing new`
  return new Failure('unreadable-answer', { system: systemName, connection: api.connection, what }, { detail: what })
}

/** An item that does not even say which record it is: passing over it would lose a record in silence. */
export function unreadableItem(api: Api, template: string, error: { issues: { path: PropertyKey[]; message: string }[] }): Failure {
  const [issue] = error.issues
  const what = `${template}: ${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}`
  return new Failure('unreadable-answer', { system: systemName, connection: api.connection, what }, { detail: what })
}

/** Reads page after page. `take` says how many new items a page brought. */
export async function readPages<P extends { paging?: { next?: { after: string } | null | undefined } | null | undefined }>(api: Api, template: string, ask: (after: string | undefined) => Promise<P>, take: (page: P) => number): Promise<void> {
  let after: string | undefined
  do {
    const page = await ask(after)
    const brought = take(page)
    after = page.paging?.next?.after
    if (after !== undefined && brought === 0) throw endlessPages(api, template)
  } while (after !== undefined)
}
