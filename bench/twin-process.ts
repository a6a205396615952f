// Process: one vendor twin with the bench's data, one account for each organisation. Says its address when ready and ends when its parent does.
import { setPriority } from 'node:os'
import { emptyCompanySeed } from '../sandbox/eaccounting/bulk.ts'
import { startEAccountingTwin, type EAccountingTwin } from '../sandbox/eaccounting/twin.ts'
import { startAccounts } from './accounts.ts'
import type { Documents, TwinOrder, TwinPlan, TwinSeen } from './twin-orders.ts'

type Twin = { url: string; clear(): void; seen(): TwinSeen; documents(): Documents }

// A vendor's computer takes nothing of this one: its twin comes after the engine and its database.
setPriority(10)
process.once('message', (plan: TwinPlan) => void start(plan))
process.on('disconnect', () => process.exit(0))

async function start(plan: TwinPlan): Promise<void> {
  const twin = plan.system === 'hubspot' ? await sales(plan) : await books(plan)
  process.on('message', (order: TwinOrder) => {
    if (order.do === 'clear') twin.clear()
    process.send?.(order.do === 'seen' ? twin.seen() : order.do === 'documents' ? twin.documents() : { done: true })
  })
  process.send?.({ url: twin.url })
}

async function sales(plan: TwinPlan): Promise<Twin> {
  const { url, twins } = await startAccounts(plan)
  return {
    url,
    clear: () => twins.forEach((twin) => twin.journal.clear()),
    seen: () => {
      const calls: Record<string, number> = {}
      for (const twin of twins) for (const [name, n] of Object.entries(twin.journal.counts())) calls[name] = (calls[name] ?? 0) + n
      const entries = twins.flatMap((twin) => twin.journal.entries)
      return { calls, refusedFor429: entries.filter((entry) => entry.status === 429).length, ...spanOf(entries), posted: null }
    },
    documents: () => ({ count: 0, marks: 0, doubled: [], customers: 0, articles: 0, of: {} }),
  }
}

async function books(plan: TwinPlan): Promise<Twin> {
  const seed = {
    companies: plan.accounts.map(({ account }) => emptyCompanySeed({ name: account.company })),
    refreshTokens: Object.fromEntries(plan.accounts.map(({ account }) => [account.refreshToken, { company: account.company }])),
  }
  const twin = await startEAccountingTwin({ seed, limits: plan.limits, timeScale: plan.timeScale })
  if (plan.latencyMs > 0) twin.faults.add({ kind: 'delay', ms: plan.latencyMs })
  return {
    url: twin.url,
    clear: () => twin.journal.clear(),
    seen: () => {
      const { entries, calls, answers } = twin.journal
      const made = entries.filter((entry) => entry.kind === 'order' && entry.action === 'created')
      const { firstAt, lastAt } = spanOf(made)
      const refusedFor429 = [...answers].reduce((sum, [name, n]) => sum + (name.endsWith(' 429') ? n : 0), 0)
      return { calls: Object.fromEntries(calls), refusedFor429, ...spanOf(entries), posted: firstAt === null || lastAt === null ? null : { n: made.length, firstAt, lastAt } }
    },
    documents: () => documentsOf(twin),
  }
}

/** First and last moment. */
function spanOf(entries: readonly { at: string }[]): { firstAt: number | null; lastAt: number | null } {
  let [firstAt, lastAt]: [number | null, number | null] = [null, null]
  for (const entry of entries) {
    const at = Date.parse(entry.at)
    firstAt = firstAt === null ? at : Math.min(firstAt, at)
    lastAt = lastAt === null ? at : Math.max(lastAt, at)
  }
  return { firstAt, lastAt }
}

/** A mark counts once for each company that holds it. */
function documentsOf(twin: EAccountingTwin): Documents {
  const found: Documents = { count: 0, marks: 0, doubled: [], customers: 0, articles: 0, of: {} }
  for (const company of twin.state.companies()) {
    const byMark = new Map<string, number>()
    const documents = twin.state.documents(company.id)
    for (const { marks } of documents) {
      const mark = /\bHS-[\d-]+/.exec(marks.OurReference ?? '')?.[0]
      if (mark !== undefined) byMark.set(mark, (byMark.get(mark) ?? 0) + 1)
    }
    found.count += documents.length
    found.marks += byMark.size
    found.doubled.push(...[...byMark].filter(([, n]) => n > 1).map(([mark]) => mark))
    found.customers += company.customers.all().length
    found.articles += company.articles.all().length
    found.of[company.settings.Name] = documents.length
  }
  return found
}
