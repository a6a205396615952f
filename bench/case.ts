// One case: so many new sales written once, then again with nothing new; measured from outside and checked. Several rounds, of which the median counts.
import { account, main, type Account } from './config.ts'
import type { Counters } from './database-process.ts'
import type { Answer } from './engine-process.ts'
import { leastTime, type Least } from './least.ts'
import type { Peak } from './memory.ts'
import type { ProcessorTime } from './processor-time.ts'
import { onStage, type Stage } from './stage.ts'
import type { Documents } from './twin-orders.ts'
import type { Seen } from './twins.ts'

export type CasePlan = { mode: 'new' | 'latency' | 'limits'; deals: number; latencyMs: number; timeScale: number | null; profile: string | null }
export type Idle = {
  /** With nothing new, right after. */
  again: Answer & Seen
  /** With nothing new, when the window has left our own write-back behind. */
  later: Answer & Seen
}
export type Round = {
  first: Answer & Seen
  counters: Counters
  idle: Idle | null
  /** Null when it was not watched. */
  memory: Peak | null
  processors: ProcessorTime | null
  documents: Documents
  /** Milliseconds, from the first vendor request to the last; null when there was none. */
  spanMs: number | null
  perSecond: number
  least: Least
  wrong: string[]
}
/** `idle`: of the last round. */
export type CaseFigures = { plan: CasePlan; median: Round; idle: Idle | null; rounds: Round[]; memory: Peak; wrong: string[] }

const minuteMs = 60_000

/**
 * Where no limits hold, one engine process does all rounds, each for an organisation of its own with empty books: its first round is that of a process that has just started, in the others its code is compiled.
 * Where the vendors' limits or their distance are measured, each round has a stage of its own: what one has used up is not missing in the next.
 */
export async function runCase(plan: CasePlan, rounds: number): Promise<CaseFigures> {
  const together = plan.mode === 'new'
  const accounts = together && rounds > 1 ? Array.from({ length: rounds }, (_, n) => account(n)) : [main]
  const staged = (watched: boolean): Promise<Round[]> =>
    onStage({ accounts: accounts.map((each) => ({ account: each, deals: plan.deals })), engines: 1, latencyMs: plan.latencyMs, timeScale: plan.timeScale, share: null, profile: plan.profile }, (stage) => measureRounds(plan, stage, accounts, watched))
  const all: Round[] = []
  // Where the processor is the limit, looking at the memory takes a part of what is measured: that is done on a stage of its own.
  for (let n = 0; n < (together ? 1 : rounds); n += 1) all.push(...(await staged(!together)))
  const watched = together ? await staged(true) : all
  const peaks = watched.flatMap((round) => round.memory ?? [])
  const median = all.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(all.length / 2)]
  if (median === undefined || peaks[0] === undefined) throw new Error('a case needs a round')
  return { plan, median, idle: all.at(-1)?.idle ?? null, rounds: all, memory: peaks.reduce((most, one) => (one.total > most.total ? one : most), peaks[0]), wrong: [...new Set([...all, ...watched])].flatMap((round) => round.wrong) }
}

async function measureRounds(plan: CasePlan, stage: Stage, accounts: Account[], watched: boolean): Promise<Round[]> {
  const rounds: Round[] = []
  for (const [index, of] of accounts.entries()) rounds.push(await measureRound(plan, stage, of, { watched, idle: plan.mode === 'new' && index === accounts.length - 1, before: rounds.at(-1)?.documents ?? null }))
  return rounds
}

/** `idle`: also with nothing new. `before`: what stood in the books of the others. */
async function measureRound(plan: CasePlan, stage: Stage, of: Account, how: { watched: boolean; idle: boolean; before: Documents | null }): Promise<Round> {
  const engine = stage.engines[0]
  if (engine === undefined) throw new Error('a stage without an engine')
  const measure = async (trigger: 'manual' | 'schedule', aheadMs = 0): Promise<Answer & Seen> => {
    await stage.twins.clear()
    const answer = await stage.run(engine, of, trigger, aheadMs)
    return { ...answer, ...(await stage.twins.seen()) }
  }
  const memory = how.watched ? stage.memory() : null
  const before = await stage.counters()
  const processors = stage.processors()
  const first = await measure('manual')
  const used = processors()
  const after = await stage.counters()
  let idle: Idle | null = null
  if (how.idle) {
    const again = await measure('schedule')
    // Windows overlap by ten minutes: one run eleven minutes ahead sees the echoes a last time, the next does not.
    await measure('schedule', 11 * minuteMs)
    idle = { again, later: await measure('schedule', 12 * minuteMs) }
  }
  const peak = memory?.stop() ?? null
  const documents = await stage.twins.documents()
  const spanMs = first.firstAt === null || first.lastAt === null ? null : first.lastAt - first.firstAt
  return {
    first, idle, memory: peak, processors: used, documents, spanMs, perSecond: spanMs === null || spanMs === 0 ? 0 : (plan.deals * 1000) / spanMs, least: leastTime(first),
    counters: { flushes: after.flushes - before.flushes, walBytes: after.walBytes - before.walBytes, commits: after.commits - before.commits },
    wrong: faultsOf(plan.deals, first, idle === null ? [] : [idle.again, idle.later], documents, how.before),
  }
}

/** What is not as it must be; empty when all is right. */
function faultsOf(deals: number, first: Answer, idle: Answer[], documents: Documents, before: Documents | null): string[] {
  const more = (what: 'count' | 'marks' | 'customers' | 'articles'): number => documents[what] - (before?.[what] ?? 0)
  const expected: [string, number, number][] = [
    ['orders created', first.created, deals], ['held', first.held, 0], ['failed', first.failed, 0], ['orders in the books', more('count'), deals], ['marks in the books', more('marks'), deals],
    ['marks on two documents', documents.doubled.length, 0], ['customers', more('customers'), Math.min(200, deals)], ['articles', more('articles'), Math.min(300, deals * 3)],
    ['created by runs with nothing new', idle.reduce((sum, run) => sum + run.created, 0), 0],
  ]
  return [
    ...expected.filter(([, is, must]) => is !== must).map(([what, is, must]) => `${what}: ${is}, not ${must}`),
    ...[first, ...idle].flatMap((run) => [...(run.state === 'done' ? [] : [`a run ended as ${run.state}`]), ...run.trouble]),
  ]
}
