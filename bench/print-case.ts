// A case as people read it: each figure beside its goal, the calls by endpoint, and what was waited for.
import type { CaseFigures } from './case.ts'
import { mb, percent, seconds, table, total, type Line } from './table.ts'
import { causes, type WaitFigures } from './waits.ts'

export function printCase(figures: CaseFigures): void {
  const { plan, median, rounds, wrong } = figures
  const how = plan.mode === 'latency' ? `, twins ${plan.latencyMs} ms away` : plan.mode === 'limits' ? `, the vendors' own limits, ${plan.timeScale} times as fast` : ''
  const many = rounds.length > 1 ? `; the median of ${rounds.length} rounds${plan.mode === 'new' ? ' by one engine process' : ''}` : ''
  process.stdout.write(`\n${plan.deals} new sales of 3 lines, 200 customers, 300 articles${how}${many}\n`)
  process.stdout.write(table(plan.mode === 'limits' ? [...limitLines(figures), ...costLines(figures)] : [...speedLines(figures), ...costLines(figures), ...idleLines(figures)]))
  process.stdout.write(`  waited for: ${waitText(median.first.waits, median.first.wallMs)}\n`)
  process.stdout.write(`  calls: ${callText(median.first.eaccounting)}\n         ${callText(median.first.hubspot)}\n`)
  process.stdout.write(wrong.length === 0 ? '  all documents are there, each once\n' : `  WRONG: ${wrong.join('; ')}\n`)
}

function speedLines({ plan, median, rounds }: CaseFigures): Line[] {
  return [
    ['orders per second (first to last vendor request)', median.perSecond.toFixed(0), plan.mode === 'new' ? '>= 1000' : ''],
    ...(rounds.length > 1 ? [[plan.mode === 'new' ? '  of each round; the process had just started in the first' : '  of each round', rounds.map((round) => round.perSecond.toFixed(0)).join(', ')] satisfies Line] : []),
    ['orders per second while orders are posted', median.first.postingPerSecond?.toFixed(0) ?? '-'],
    ...(rounds.length > 1 ? [['  of each round', rounds.map(({ first }) => first.postingPerSecond?.toFixed(0) ?? '-').join(', ')] satisfies Line] : []),
  ]
}

function limitLines({ plan, median }: CaseFigures): Line[] {
  const scale = plan.timeScale ?? 1
  const elapsed = (median.spanMs ?? 0) * scale
  const { leastMs, steadyMs, by } = median.least
  return [
    ['elapsed, in seconds of real life', seconds(elapsed, 0)],
    [`least possible by the calls made (${by})`, seconds(leastMs, 0)],
    ['times the least possible', (elapsed / leastMs).toFixed(3), '<= 1.10'],
    ['a steady pace at the limit would take', `${seconds(steadyMs, 0)} (${(steadyMs / leastMs).toFixed(3)})`],
    ['refused with 429', String(median.first.refusedFor429), '0'],
  ]
}

function costLines({ plan, median, rounds, memory: peak }: CaseFigures): Line[] {
  const { first, counters, processors } = median
  // Where one process does several rounds, the last one sees the books of all.
  const documents = plan.mode === 'new' ? (rounds.at(-1) ?? median).documents : median.documents
  const expected = plan.deals * (plan.mode === 'new' ? rounds.length : 1)
  const per = (n: number): number => n / plan.deals
  const booksGoal = plan.deals <= 1_000 ? 1.55 : 1.08
  const salesGoal = plan.deals <= 1_000 ? 0.08 : 0.06
  const cpu = (name: string): string => (processors === null ? '-' : per(processors.ms[name] ?? 0).toFixed(2))
  return [
    ['wall seconds of the run', seconds(first.wallMs)],
    ['of the processors, taken by other programs meanwhile', percent(processors?.others ?? null), 'near 0 %'],
    ['calls per order, eAccounting', per(total(first.eaccounting)).toFixed(3), `<= ${booksGoal}`],
    ['calls per order, HubSpot', per(total(first.hubspot)).toFixed(3), `<= ${salesGoal}`],
    ['CPU ms per order: engine', per(first.cpuMs).toFixed(2)],
    ['CPU ms per order: PostgreSQL', cpu('database')],
    ['CPU ms per order: twins', cpu('twins')],
    ['longest pause of the event loop, ms', first.longestPauseMs.toFixed(0), '< 1000'],
    ['flushes to disk per 100 orders', (per(counters.flushes) * 100).toFixed(1), '<= 8'],
    ['transactions per 100 orders', (per(counters.commits) * 100).toFixed(1)],
    ['kB of write-ahead log per order', (per(counters.walBytes) / 1024).toFixed(1)],
    ['memory peak, MB of PSS (engine + PostgreSQL)', `${mb(peak.total)} (${mb(peak.engine)} + ${mb(peak.database)})`, '< 300'],
    ['engine alone, MB of RSS', mb(peak.engineRss)],
    ['documents, marks, marks twice', `${documents.count}, ${documents.marks}, ${documents.doubled.length}`, `${expected}, ${expected}, 0`],
  ]
}

function idleLines({ idle }: CaseFigures): Line[] {
  if (idle === null) return []
  const { again, later } = idle
  return [
    ['calls of a run with nothing new', String(total(later.eaccounting) + total(later.hubspot)), '<= 3'],
    ['  while the window still holds our write-back', String(total(again.eaccounting) + total(again.hubspot))],
    ['seconds of a run with nothing new', seconds(later.wallMs)],
  ]
}

/** Seconds during which at least one was out; in brackets the sum over all that were out side by side. */
export function waitText(waits: WaitFigures, wallMs: number): string {
  return `the processor ${seconds(waits.busy)} s of ${seconds(wallMs)} s; ${causes.map((cause) => `${cause} ${seconds(waits[cause].some)} s (${seconds(waits[cause].sum, 1)} s side by side, ${waits[cause].times} times)`).join('; ')}`
}

function callText(calls: Record<string, number>): string {
  const lines = Object.entries(calls).sort(([, a], [, b]) => b - a).map(([name, n]) => `${n} ${name}`)
  return lines.length === 0 ? 'none' : lines.join(', ')
}
