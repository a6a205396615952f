// Articles: known ones by change stamp, one by number, creating with both prices in agreement with the coding's rate.
import type { KnownArticle } from '../../core/books.ts'
import type { ArticleDraft } from '../../core/document-draft.ts'
import type { Books } from '../connector.ts'
import { articleBody, readArticle } from './article-wire.ts'
import { changedSince } from './changes.ts'
import { firstAccepted, literal } from './filters.ts'
import { itemWith, readAllPages } from './list-pages.ts'
import { unreadable, writeAll } from './outcome.ts'
import type { Before } from './outcome.ts'
import type { Room } from './room.ts'

const list = '/v2/articles'

export function articlesOf(room: Room): Books['articles'] {
  const { caller, memory } = room

  function article(raw: unknown): KnownArticle {
    const read = readArticle(raw)
    if (read === null) throw unreadable(caller.connection, 'article', JSON.stringify(raw)?.slice(0, 300))
    return read
  }

  async function post(draft: ArticleDraft, before: Before): Promise<KnownArticle> {
    const coding = (await room.lookups()).lookups.codings.find((each) => each.id === draft.codingId)
    const json = articleBody(draft, coding?.vatRate ?? draft.vatRate)
    return article(await caller.write({ method: 'POST', template: list, json, before }))
  }

  return {
    async *known(since) {
      for await (const page of changedSince(caller, memory, room.clock, { template: list, stamps: ['ChangedUtc'] }, since)) {
        yield { items: page.items.map(article), until: page.until }
      }
    },
    create: (items, before) => writeAll(items, before, post),
    async byNumber(number) {
      const questions = [
        { name: `${list} Number`, ask: () => readAllPages(caller, { template: list, query: { $filter: `Number eq ${literal(number)}` } }) },
        { name: `${list} pages`, ask: () => readAllPages(caller, { template: list }) },
      ]
      for await (const page of firstAccepted(memory, questions)) {
        const raw = itemWith(page.items, 'Number', number)
        if (raw !== null) return article(raw)
      }
      return null
    },
  }
}
