// The recipe of orders-to-accounting: settings and mapping compiled against both accounts, bound to the planner.
import type { BooksLimits } from '../core/books-limits.ts'
import { z } from 'zod'
import type { Books, SalesSource } from '../connectors/connector.ts'
import { lookups } from '../core/books.ts'
import { Failure } from '../core/failure.ts'
import { pathText } from '../core/issue.ts'
import type { SaleKind } from '../core/sale-record.ts'
import { accept, startOf } from '../flows/orders-to-accounting/accept.ts'
import { compileFlow } from '../flows/orders-to-accounting/compile-flow.ts'
import { dayOf } from '../flows/orders-to-accounting/draft-head.ts'
import { plannerSettings } from '../flows/orders-to-accounting/planner-settings.ts'
import type { LiveFacts } from '../flows/orders-to-accounting/resolve.ts'
import { ordersSettings } from '../flows/orders-to-accounting/settings.ts'
import { draftSale } from '../flows/orders-to-accounting/to-draft.ts'
import { mappingRule } from '../mapper/rules.ts'
import { articleNumbersOf, settingsArticles } from '../planner/article-numbers.ts'
import { fingerprint, snapshot } from '../planner/changes.ts'
import { draftKeys, type KeyHash } from '../planner/keys.ts'
import { planSale } from '../planner/plan-sale.ts'
import type { Recipe } from '../runs/recipe.ts'
import type { FlowRow } from '../store/tables/flows.ts'

/** Both accounts as they are now: stages, fields, lookups. Settings decide which kind of record is read. */
export async function readFacts(from: { sales: SalesSource; books: Books; kind: SaleKind }): Promise<LiveFacts> {
  const [pipelines, sourceFields, targetFields, lookups] = await Promise.all([from.sales.pipelines(from.kind), from.sales.fields(), from.books.fields(), from.books.lookups()])
  return { pipelines, sourceFields, targetFields, defaultFields: from.sales.defaultFields, lookups, articles: null }
}

const fieldFact = z.object({ entity: z.string(), name: z.string(), label: z.string(), type: z.enum(['text', 'number', 'boolean', 'date', 'datetime', 'choice']), writable: z.boolean(), options: z.array(z.object({ value: z.string(), label: z.string() })) })
const storedFacts = z.object({
  pipelines: z.array(z.object({ id: z.string(), label: z.string(), stages: z.array(z.object({ id: z.string(), label: z.string() })) })),
  sourceFields: z.array(fieldFact), targetFields: z.array(fieldFact), defaultFields: z.record(z.string(), z.string()), lookups, articles: z.null(),
})

/** Facts as they were stored; null when there are none, or of another version. */
export function parseFacts(stored: unknown): LiveFacts | null {
  const parsed = storedFacts.safeParse(stored)
  return parsed.success ? parsed.data : null
}

export type RecipeParts = {
  flow: Pick<FlowRow, 'name' | 'settings' | 'mapping' | 'golive_at'>
  facts: LiveFacts
  limits: BooksLimits
  sourceAccount: string
  booksAccount: string
  booksSystem: string
  hash: KeyHash
  now(): number
  timeScale: number
  markPrefix: string
  /** Sales of several source accounts go to these books: the mark then names the account. */
  severalSources: boolean
  /** A preview of another period: counts as startFrom. */
  since: string | null
}

/** Throws `settings-cannot-work` with the places named when the settings do not fit the accounts (any more). */
export function compileRecipe(parts: RecipeParts): Recipe {
  const { flow, facts, limits } = parts
  const parsed = ordersSettings.parse(flow.settings)
  const compiled = compileFlow(parsed, mappingRule.array().parse(flow.mapping), facts)
  if (!compiled.ok) {
    const [first] = compiled.issues
    throw new Failure('settings-cannot-work', {
      flow: flow.name, problems: compiled.issues.map((issue) => `${pathText(issue.path)}: ${issue.sv}`).join('; '), problemsEn: compiled.issues.map((issue) => `${pathText(issue.path)}: ${issue.en}`).join('; '), place: first === undefined ? '' : pathText(first.path),
    })
  }
  const { settings, mapping, want } = compiled.flow
  const present = facts.lookups
  const company = { timeZone: present.company.timeZone, currency: present.company.currency }
  const golive = flow.golive_at.toISOString()
  const start = parts.since ?? startOf(settings.startFrom, golive)
  const acceptSettings = parts.since === null ? settings : { ...settings, startFrom: { kind: 'time' as const, at: parts.since } }
  const planner = plannerSettings(settings, { privatePricesIncludeVat: null })
  const bareMark = (id: string): string => `${parts.markPrefix}-${id}`
  const accountMark = (id: string): string => `${parts.markPrefix}-${parts.sourceAccount}-${id}`
  const mark = parts.severalSources ? accountMark : bareMark
  return {
    kind: settings.source,
    documentKind: settings.orderType,
    lookups: present, limits,
    stages: settings.stages.map(({ pipelineId, stageId }) => ({ pipelineId, stageId })),
    want,
    startFrom: start,
    reachesBack: settings.startFrom.kind === 'all' || (settings.startFrom.kind === 'time' && Date.parse(settings.startFrom.at) < flow.golive_at.getTime()),
    maxCreates: settings.maxCreatesPerRun,
    settleMs: settings.settleSeconds * 1000,
    privatePrices: settings.privatePricesIncludeVat,
    writeBack: settings.writeBack,
    send: settings.send,
    sendOnlyTo: settings.sendOnlyTo,
    onChange: settings.onChange,
    language: settings.language,
    markField: settings.markField,
    mark,
    marksOf: (id) => ({ withAccount: accountMark(id), bare: bareMark(id), bareIsVague: parts.severalSources }),
    articleNumbers: settingsArticles(planner),
    articleNumbersOf: (line) => articleNumbersOf(line, planner, limits.articleNumber),
    accept: (record) => {
      const answer = accept(record, acceptSettings, { now: parts.now(), golive, timeZone: company.timeZone, target: { system: parts.booksSystem, company: parts.booksAccount }, timeScale: parts.timeScale })
      if (answer.accept) return { accept: true, hold: answer.because === null ? null : { code: 'held-by-rule', params: { because: answer.because } } }
      const inStage = settings.stages.some((stage) => stage.stageId === record.stageId && stage.pipelineId === record.pipelineId)
      return { accept: false, reason: answer.reason, retryAt: answer.retryAt === undefined ? null : Date.parse(answer.retryAt), inStage }
    },
    draft: async (record) => {
      const result = await draftSale(record, { settings, mapping, now: parts.now(), company, mode: 'create' })
      return 'ok' in result ? { ok: true, draft: result.ok } : { ok: false, failure: result.hold, notes: result.notes }
    },
    keys: (draft) => draftKeys(draft.buyer, planner),
    plan: (question) => {
      const { draft, known } = question
      return planSale({
        draft, settings: planner, lookups: present, limits, mark: mark(draft.sourceId), today: dayOf(parts.now(), company.timeZone), hash: parts.hash, keys: question.keys,
        link: question.link, foundByMark: [], customerLink: question.linkedCustomer, candidates: known.candidates(question.keys),
        defaultCustomer: draft.defaultCustomer === null ? null : (known.candidates({ customerNumber: parts.hash('customerNumber', draft.defaultCustomer.number), orgNumber: null, vatNumber: null, emails: [] })[0] ?? null),
        customerSettled: question.customerSettled, articles: known.articles, privatePricesIncludeVat: question.privatePricesIncludeVat,
      })
    },
    fingerprint,
    snapshot,
  }
}
