// The lines of a sale settled: each line's article, account, cost centres and project. All lines are looked at before any decides.
import type { ArticlePlan } from '../core/decision.ts'
import { decimal, type Decimal } from '../core/decimals.ts'
import type { FailureData } from '../core/failure.ts'
import type { LineDraft, Note } from '../core/sale-draft.ts'
import { articleKey } from './article-numbers.ts'
import { articleFor, type ArticleQuestion } from './articles.ts'
import { costCentresOf, projectOf } from './lookup-names.ts'
import type { PlannedLine } from './rows.ts'
import { firstOf, settled, type Settled } from './settled.ts'

/** Priced lines in their order, and the articles they need, each once. */
export function linesOf(lines: readonly LineDraft[], question: Omit<ArticleQuestion, 'mainRate'>): Settled<{ lines: PlannedLine[]; articles: ArticlePlan[] }> {
  const failures: FailureData[] = []
  const notes: Note[] = []
  const planned = new Map<LineDraft, PlannedLine>()
  const settle = (line: LineDraft, mainRate: string | null) => {
    const article = articleFor(line, { ...question, mainRate })
    const centres = costCentresOf(line, question.lookups)
    const project = projectOf(line, question.lookups)
    for (const part of [article, centres, project]) {
      if (part.ok) notes.push(...part.notes)
      else failures.push(part.failure)
    }
    if (article.ok && centres.ok && project.ok) planned.set(line, { line, article: article.value, costCentreItemIds: centres.value, projectId: project.value })
  }
  for (const line of lines) if (line.kind !== 'shipping') settle(line, null)
  // Freight follows the rate of most of what is sent.
  const mainRate = mainRateOf([...planned.values()])
  for (const line of lines) if (line.kind === 'shipping') settle(line, mainRate)
  if (failures.length > 0) return firstOf(failures, notes)
  const inOrder = lines.flatMap((line) => planned.get(line) ?? [])
  const articles = articlesOf(inOrder)
  return articles.ok ? settled({ lines: inOrder, articles: articles.value }, notes) : { ...articles, notes: [...notes, ...articles.notes] }
}

function articlesOf(lines: readonly PlannedLine[]): Settled<ArticlePlan[]> {
  const plans = new Map<string, ArticlePlan>()
  const failures: FailureData[] = []
  for (const { article } of lines) {
    const key = articleKey(article.number)
    const earlier = plans.get(key)
    if (earlier === undefined) plans.set(key, article.plan)
    else if (earlier.action === 'create' && article.plan.action === 'create' && earlier.draft.codingId !== article.plan.draft.codingId) {
      failures.push({ code: 'article-two-codings', params: { sku: article.number, first: earlier.draft.codingName, second: article.plan.draft.codingName } })
    }
  }
  return failures.length > 0 ? firstOf(failures) : settled([...plans.values()])
}

/** The article rate with the largest sum. */
function mainRateOf(lines: readonly PlannedLine[]): string | null {
  const sums = new Map<string, Decimal>()
  for (const { line, article } of lines) {
    const amount = decimal(line.quantity).times(line.unitPrice).abs()
    sums.set(article.coding.vatRate, amount.plus(sums.get(article.coding.vatRate) ?? 0))
  }
  let best: string | null = null
  for (const [rate, total] of sums) if (best === null || total.greaterThan(sums.get(best) ?? 0)) best = rate
  return best
}
