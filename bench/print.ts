// The figures as people read them: a table per case, each line with its goal.
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import type { CaseFigures } from './case.ts'
import type { ServerFigures } from './server.ts'
import type { Calls } from './twins.ts'

export type Machine = { cores: number; model: string; node: string; memoryGb: number; flushMs: number; text: string }

/** The machine, with how long its disk takes to flush a small write: what durable figures depend on. */
export function machine(): Machine {
  const flushMs = flushTime()
  const cores = availableParallelism()
  const model = cpus()[0]?.model ?? 'unknown processor'
  const memoryGb = Math.round(totalmem() / 1024 ** 3)
  return { cores, model, node: process.versions.node, memoryGb, flushMs, text: `${cores} cores (${model}), ${memoryGb} GB, Node ${process.versions.node}, one disk flush ${flushMs.toFixed(2)} ms` }
}

/** Median of 50 flushes of 8 kB. */
function flushTime(): number {
  const path = join(tmpdir(), `kontobro-flush-${process.pid}`)
  const file = openSync(path, 'w')
  const page = Buffer.alloc(8192, 1)
  const times = Array.from({ length: 50 }, () => {
    const started = performance.now()
    writeSync(file, page)
    fsyncSync(file)
    return performance.now() - started
  }).sort((a, b) => a - b)
  closeSync(file)
  rmSync(path)
  return times[25] ?? 0
}

type Line = [what: string, is: string, goal: string]

export function printCase(figures: CaseFigures): void {
  const { deals, first, again, later, memory, documents, wrong } = figures
  const spanMs = first.firstAt === null || first.lastAt === null ? 0 : first.lastAt - first.firstAt
  const per = (n: number): number => n / deals
  const booksGoal = deals <= 1_000 ? 1.55 : 1.08
  const salesGoal = deals <= 1_000 ? 0.08 : 0.06
  const lines: Line[] = [
    ['orders per second (first to last vendor request)', spanMs === 0 ? '-' : ((documents.count * 1000) / spanMs).toFixed(0), '>= 1000'],
    ['orders per second while orders are posted', first.postingPerSecond?.toFixed(0) ?? '-', ''],
    ['wall seconds of the run', (first.wallMs / 1000).toFixed(2), ''],
    ['of the processors, taken by other programs meanwhile', figures.others === null ? '-' : `${(figures.others * 100).toFixed(0)} %`, 'near 0 %'],
    ['calls per order, eAccounting', per(total(first.eaccounting)).toFixed(3), `<= ${booksGoal}`],
    ['calls per order, HubSpot', per(total(first.hubspot)).toFixed(3), `<= ${salesGoal}`],
    ['CPU ms per order, engine', per(first.cpuMs).toFixed(2), ''],
    ['CPU ms per order: PostgreSQL, HubSpot twin, eAccounting twin', `${per(figures.cpuMs.database).toFixed(2)}, ${per(figures.cpuMs.hubspot).toFixed(2)}, ${per(figures.cpuMs.eaccounting).toFixed(2)}`, ''],
    ['longest pause of the event loop, ms', first.longestPauseMs.toFixed(0), '< 1000'],
    ['flushes to disk per 100 orders', (per(first.counters.flushes) * 100).toFixed(1), '<= 8'],
    ['transactions per 100 orders', (per(first.counters.commits) * 100).toFixed(1), ''],
    ['kB of write-ahead log per order', (per(first.counters.walBytes) / 1024).toFixed(1), ''],
    ['memory peak, MB of PSS (engine + PostgreSQL)', `${mb(memory.total)} (${mb(memory.engine)} + ${mb(memory.database)})`, '< 300 at 10,000'],
    ['engine alone, MB of RSS', mb(memory.engineRss), ''],
    ['calls of a run with nothing new', String(total(later.eaccounting) + total(later.hubspot)), '<= 3'],
    ['the same while the window still holds our write-back', String(total(again.eaccounting) + total(again.hubspot)), '<= 3'],
    ['seconds of a run with nothing new', (later.wallMs / 1000).toFixed(2), ''],
    ['documents, marks, marks twice', `${documents.count}, ${documents.marks}, ${documents.doubled.length}`, `${deals}, ${deals}, 0`],
  ]
  process.stdout.write(`\n${deals} new sales of 3 lines, 200 customers, 300 articles${figures.latencyMs > 0 ? `, twins ${figures.latencyMs} ms away` : ''}\n${table(lines)}`)
  process.stdout.write(`calls: ${callText({ ...first.eaccounting })}\n       ${callText(first.hubspot)}\nnothing new: ${callText({ ...later.eaccounting, ...later.hubspot })}\n`)
  process.stdout.write(wrong.length === 0 ? 'all documents are there, each once\n' : `WRONG: ${wrong.join('; ')}\n`)
}

export function printServer(figures: ServerFigures): void {
  process.stdout.write(`\nserver at rest\n${table([
    ['seconds until it answers, empty folder', seconds(figures.firstStartMs), ''],
    ['seconds until it answers, existing folder', seconds(figures.startMs), '< 3'],
    ['memory, MB of PSS with its database', figures.pss === null ? figures.problem ?? '-' : `${mb(figures.pss)} (${mb(figures.serverPss ?? 0)} + ${mb(figures.pss - (figures.serverPss ?? 0))})`, '< 200'],
  ])}`)
}

function seconds(ms: number | null): string {
  return ms === null ? '-' : (ms / 1000).toFixed(2)
}

function total(calls: Calls): number {
  return Object.values(calls).reduce((sum, n) => sum + n, 0)
}

function callText(calls: Calls): string {
  const lines = Object.entries(calls).sort(([, a], [, b]) => b - a).map(([name, n]) => `${n} ${name}`)
  return lines.length === 0 ? 'none' : lines.join(', ')
}

function mb(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(0)
}

function table(lines: Line[]): string {
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map(([what, is, goal]) => `  ${what.padEnd(widths[0] ?? 0)}  ${is.padStart(widths[1] ?? 0)}${goal === '' ? '' : `   goal ${goal}`}\n`).join('')
}
