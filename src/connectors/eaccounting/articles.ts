// Articles: known ones by change stamp, one by number, creating with both prices in agreement with the coding's rate.
import type { KnownArticle } from '../../core/books.ts'
import type { ArticleDraft } from '../../core/document-draft.ts'
import type { Books } from '../connector.ts'
import { articleBody, readArticle, readListedArticle } from './article-wire.ts'
import { changedSince, untilOf } from './changes.ts'
import { isEcho } from './echo.ts'
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

  /** None of a list's articles without a number is anything that a line could mean. */
  function listed(raw: unknown): { articles: KnownArticle[]; isOdd: boolean } {
    const read = readListedArticle(raw)
    if (read === null) throw unreadable(caller.connection, 'article', JSON.stringify(raw)?.slice(0, 300))
    return { articles: read.article === null ? [] : [read.article], isOdd: read.isOdd }
  }

  async function post(draft: ArticleDraft, before: Before): Promise<KnownArticle> {
    const coding = (await room.lookups()).lookups.codings.find((each) => each.id === draft.codingId)
    const json = articleBody(draft, coding?.vatRate ?? draft.vatRate)
    const answer = await caller.write({ method: 'POST', template: list, json, before })
    const made = article(answer)
    if (isEcho(draft.number, made.number) && made.id !== made.codingId && made.id !== made.unitId) return made
    throw unreadable(caller.connection, 'article', JSON.stringify(answer)?.slice(0, 300))
  }

  return {
    async *known(since) {
      let allWell = true
      for await (const page of changedSince(caller, memory, room.clock, { template: list, stamps: ['ChangedUtc'] }, since)) {
        const read = page.items.map(listed)
        if (read.some(({ isOdd }) => isOdd)) allWell = false
        yield { items: read.flatMap(({ articles }) => articles), until: untilOf(page, since, allWell) }
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
        if (raw !== null) return listed(raw).articles[0] ?? null
      }
      return null
    },
  }
}
