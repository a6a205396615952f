// /v2/articles, /v2/units and /v2/articleaccountcodings.
import type { Choices } from './choices.ts'
import type { Company } from './company.ts'
import type { Article, Coding } from './entities-article.ts'
import { articles, codings, units } from './entities-article.ts'
import type { WriteNote } from './journal.ts'
import { makeArticle } from './make-article.ts'
import { rateOnWire } from './price-rows.ts'
import { bodyOf, duplicateNumber, findIn, listAnswer } from './route-parts.ts'
import type { Answer, Call, Route } from './world.ts'
import { sales, salesRead } from './world.ts'

export const articleRoutes: readonly Route[] = [
  { method: 'GET', template: '/articles', scopes: salesRead, handle: call => listAnswer(call, articles, call.company.articles, present) },
  { method: 'POST', template: '/articles', scopes: sales, handle: create },
  { method: 'GET', template: '/articles/{id}', scopes: salesRead, handle: call => ({ status: 200, body: present(findIn(call, call.company.articles, 'id')) }) },
  { method: 'PUT', template: '/articles/{id}', scopes: sales, handle: replace },
  { method: 'GET', template: '/units', scopes: salesRead, handle: call => listAnswer(call, units, call.company.units) },
  { method: 'GET', template: '/units/{id}', scopes: salesRead, handle: call => ({ status: 200, body: findIn(call, call.company.units, 'id') }) },
  { method: 'GET', template: '/articleaccountcodings', scopes: salesRead, handle: call => listAnswer(call, codings, call.company.codings, coding => presentCoding(call.company, coding, call.world.choices)) },
  { method: 'GET', template: '/articleaccountcodings/{id}', scopes: salesRead, handle: call => ({ status: 200, body: presentCoding(call.company, findIn(call, call.company.codings, 'id'), call.world.choices) }) },
]

/** CodingType is only a filter and never answered. */
function present(article: Article): object {
  const { CodingType: _filterOnly, ...answered } = article
  return answered
}

function presentCoding(company: Company, coding: Coding, choices: Choices): Coding {
  return { ...coding, VatRatePercent: rateOnWire(company.codingFacts.get(coding.Id)?.percent ?? 0, choices) }
}

function articleNote(article: Article, action: WriteNote['action']): WriteNote {
  return { kind: 'article', action, id: article.Id, number: article.Number }
}

function checkNumber(call: Call, number: string, own: string | null): void {
  const taken = call.company.articles.where('Number', number)
    .some(kept => kept.value.Id !== own && (call.world.choices.textIgnoresCase || kept.value.Number === number))
  if (taken) throw duplicateNumber(call, 'Number', number)
}

function create(call: Call): Answer {
  const written = bodyOf(call, articles)
  checkNumber(call, written.Number, null)
  const article = makeArticle(call.company, call.world.choices, written, { now: call.now }, null)
  call.company.articles.put(article, call.now)
  call.company.settleNextArticleNumber()
  return { status: 201, body: present(article), note: articleNote(article, 'created') }
}

function replace(call: Call): Answer {
  const old = findIn(call, call.company.articles, 'id')
  const written = bodyOf(call, articles)
  checkNumber(call, written.Number, old.Id)
  const article = makeArticle(call.company, call.world.choices, written, { now: call.now }, old)
  call.company.articles.put(article, call.now)
  return { status: 200, body: present(article), note: articleNote(article, 'updated') }
}
