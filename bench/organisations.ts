// Organisations: 49 small ones whose schedules fire at the same moment, alone and beside one with a backlog.
import { account } from './config.ts'
import { markPreviewed, runByJobs, type RunTime } from './jobs.ts'
import type { Peak } from './memory.ts'
import type { ProcessorTime } from './processor-time.ts'
import { onStage } from './stage.ts'
import { mb, median, percent, seconds, table, type Line } from './table.ts'

export type OrganisationsPlan = { small: number; deals: number; backlog: number }
type Measured = { small: number[]; bigMs: number | null; memory: Peak; processors: ProcessorTime | null; wrong: string[] }
type Pair = { alone: Measured; beside: Measured; ratioOfMedians: number; ratioOfSlowest: number }
/** The pair with the median of the ratios of the slowest; `pairs`: the ratios of each. */
export type OrganisationsFigures = Pair & { plan: OrganisationsPlan; pairs: { medians: number; slowest: number }[]; wrong: string[] }

const patienceMs = 1_800_000

/** In pairs, one right after the other: a machine's speed drifts. */
export async function measureOrganisations(plan: OrganisationsPlan, rounds: number): Promise<OrganisationsFigures> {
  const pairs: Pair[] = []
  for (let n = 0; n < rounds; n += 1) {
    const [alone, beside] = [await withBacklog(plan, 0), await withBacklog(plan, plan.backlog)]
    pairs.push({ alone, beside, ratioOfMedians: median(beside.small) / median(alone.small), ratioOfSlowest: Math.max(...beside.small) / Math.max(...alone.small) })
  }
  const middle = median(pairs.map((pair) => pair.ratioOfSlowest))
  const chosen = pairs.find((pair) => pair.ratioOfSlowest === middle) ?? pairs[0]
  if (chosen === undefined) throw new Error('at least one round')
  return {
    plan, ...chosen, pairs: pairs.map(({ ratioOfMedians, ratioOfSlowest }) => ({ medians: ratioOfMedians, slowest: ratioOfSlowest })),
    wrong: [...new Set(pairs.flatMap(({ alone, beside }) => [...alone.wrong, ...beside.wrong]))],
  }
}

async function withBacklog(plan: OrganisationsPlan, backlog: number): Promise<Measured> {
  const big = { account: account(0), deals: backlog }
  const small = Array.from({ length: plan.small }, (_, n) => ({ account: account(n + 1), deals: plan.deals }))
  // The big one comes first: the others would wait behind it if anybody did.
  const accounts = backlog === 0 ? small : [big, ...small]
  return await onStage({ accounts, engines: 1, latencyMs: 0, timeScale: null, share: null, profile: null }, async (stage) => {
    const engine = stage.engines[0]
    await markPreviewed(stage.databaseUrl)
    await engine?.ask({ do: 'work' })
    const memory = stage.memory()
    const processors = stage.processors()
    const { times } = await runByJobs(stage.databaseUrl, accounts.map((one) => one.account.org), patienceMs)
    const used = processors()
    const peak = memory.stop()
    const documents = await stage.twins.documents()
    await engine?.ask({ do: 'rest' })
    const timeOf = (org: string): RunTime | undefined => times.find((time) => time.org === org)
    const wrong = accounts.flatMap(({ account: { org, company }, deals }) => [
      ...(documents.of[company] === deals ? [] : [`${org}: ${documents.of[company] ?? 0} documents, not ${deals}`]), ...(timeOf(org)?.state === 'done' ? [] : [`${org}: the run ended as ${timeOf(org)?.state ?? 'nothing'}`]),
    ])
    if (documents.doubled.length > 0) wrong.push(`doubled: ${documents.doubled.join(', ')}`)
    return { small: small.map((one) => timeOf(one.account.org)?.ms ?? Number.NaN), bigMs: backlog === 0 ? null : (timeOf(big.account.org)?.ms ?? null), memory: peak, processors: used, wrong }
  })
}

export function printOrganisations({ plan, alone, beside, ratioOfMedians, ratioOfSlowest, pairs, wrong }: OrganisationsFigures): void {
  process.stdout.write(`\n${plan.small} organisations with ${plan.deals} new sales each, alone and beside one with ${plan.backlog}; all schedules at the same moment, one worker process\n`)
  process.stdout.write(table([
    ['seconds until a small one has ended, alone (median, slowest)', `${seconds(median(alone.small))}, ${seconds(Math.max(...alone.small))}`],
    ['seconds until a small one has ended, beside the big one', `${seconds(median(beside.small))}, ${seconds(Math.max(...beside.small))}`],
    ['beside to alone (median, slowest)', `${ratioOfMedians.toFixed(2)}, ${ratioOfSlowest.toFixed(2)}`, '<= 1.5'],
    ...(pairs.length > 1 ? [['  of each pair', pairs.map(({ medians, slowest }) => `${medians.toFixed(2)}, ${slowest.toFixed(2)}`).join(' · ')] satisfies Line] : []),
    ['seconds until the big one has ended', seconds(beside.bigMs, 1)],
    ['of the processors, taken by other programs (alone, beside)', `${percent(alone.processors?.others ?? null)}, ${percent(beside.processors?.others ?? null)}`, 'near 0 %'],
    ['memory peak, MB of PSS (worker + PostgreSQL)', `${mb(beside.memory.total)} (${mb(beside.memory.engine)} + ${mb(beside.memory.database)})`],
  ]))
  process.stdout.write(wrong.length === 0 ? '  all documents are there, each once\n' : `  WRONG: ${wrong.join('; ')}\n`)
}
