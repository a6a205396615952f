// Workers: one scheduled run taken by one worker process, and by two on the same PostgreSQL.
import { main } from './config.ts'
import { markPreviewed, runByJobs } from './jobs.ts'
import type { Peak } from './memory.ts'
import type { ProcessorTime } from './processor-time.ts'
import { onStage } from './stage.ts'
import { mb, median, percent, table, type Line } from './table.ts'

export type WorkersPlan = { deals: number; latencyMs: number; /** What part of one processor each worker may use; null = what there is. */ share: number | null }
type Measured = { workers: number; perSecond: number; memory: Peak; processors: ProcessorTime | null; wrong: string[] }
/** The pair with the median of the ratios; `ratios`: of each pair. */
export type WorkersFigures = { plan: WorkersPlan; one: Measured; two: Measured; ratio: number; ratios: number[]; wrong: string[] }

const patienceMs = 1_800_000

/** In pairs, one right after the other: a machine's speed drifts. */
export async function measureWorkers(plan: WorkersPlan, rounds: number): Promise<WorkersFigures> {
  const pairs: { one: Measured; two: Measured; ratio: number }[] = []
  for (let n = 0; n < rounds; n += 1) {
    const [one, two] = [await withWorkers(plan, 1), await withWorkers(plan, 2)]
    pairs.push({ one, two, ratio: two.perSecond / one.perSecond })
  }
  const ratios = pairs.map(({ ratio }) => ratio)
  const chosen = pairs.find(({ ratio }) => ratio === median(ratios)) ?? pairs[0]
  if (chosen === undefined) throw new Error('at least one round')
  return { plan, ...chosen, ratios, wrong: [...new Set(pairs.flatMap(({ one, two }) => [...one.wrong, ...two.wrong]))] }
}

async function withWorkers(plan: WorkersPlan, workers: number): Promise<Measured> {
  return await onStage({ accounts: [{ account: main, deals: plan.deals }], engines: workers, latencyMs: plan.latencyMs, timeScale: null, share: plan.share, profile: null }, async (stage) => {
    await markPreviewed(stage.databaseUrl)
    for (const engine of stage.engines) await engine.ask({ do: 'work' })
    await stage.twins.clear()
    const memory = stage.memory()
    const processors = stage.processors()
    const { times } = await runByJobs(stage.databaseUrl, [main.org], patienceMs)
    const used = processors()
    const [seen, documents] = [await stage.twins.seen(), await stage.twins.documents()]
    const peak = memory.stop()
    for (const engine of stage.engines) await engine.ask({ do: 'rest' })
    const spanMs = seen.firstAt === null || seen.lastAt === null ? 0 : seen.lastAt - seen.firstAt
    const wrong = [
      ...(documents.count === plan.deals && documents.marks === plan.deals ? [] : [`${documents.count} documents with ${documents.marks} marks, not ${plan.deals} (${workers} workers)`]),
      ...(documents.doubled.length === 0 ? [] : [`doubled: ${documents.doubled.join(', ')}`]), ...times.filter((time) => time.state !== 'done').map((time) => `a run ended as ${time.state}`),
    ]
    return { workers, perSecond: (documents.count * 1000) / spanMs, memory: peak, processors: used, wrong }
  })
}

export function printWorkers({ plan, one, two, ratio, ratios, wrong }: WorkersFigures): void {
  const cpu = (measured: Measured, name: string): string => ((measured.processors?.ms[name] ?? 0) / plan.deals).toFixed(2)
  const held = plan.share === null ? '' : `, each worker held to ${percent(plan.share)} of one processor`
  process.stdout.write(`\n${plan.deals} new sales of one flow, by one worker process and by two on one PostgreSQL, twins ${plan.latencyMs} ms away${held}\n`)
  process.stdout.write(table([
    ['orders per second, one worker', one.perSecond.toFixed(0)],
    ['orders per second, two workers', two.perSecond.toFixed(0)],
    ['two workers to one', ratio.toFixed(2), '>= 1.8 where the machine is not the limit'],
    ...(ratios.length > 1 ? [['  of each pair', ratios.map((each) => each.toFixed(2)).join(', ')] satisfies Line] : []),
    ['CPU ms per order with one: worker, PostgreSQL, twins', `${cpu(one, 'engine')}, ${cpu(one, 'database')}, ${cpu(one, 'twins')}`],
    ['CPU ms per order with two: workers, PostgreSQL, twins', `${cpu(two, 'engine')}, ${cpu(two, 'database')}, ${cpu(two, 'twins')}`],
    ['of the processors, taken by other programs (one, two)', `${percent(one.processors?.others ?? null)}, ${percent(two.processors?.others ?? null)}`, 'near 0 %'],
    ['memory peak, MB of PSS (two workers + PostgreSQL)', `${mb(two.memory.total)} (${mb(two.memory.engine)} + ${mb(two.memory.database)})`],
  ]))
  process.stdout.write(wrong.length === 0 ? '  all documents are there, each once\n' : `  WRONG: ${wrong.join('; ')}\n`)
}
