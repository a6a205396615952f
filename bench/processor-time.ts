// Processor time of process trees, and how much of the machine others took meanwhile. Linux only; elsewhere null.
import { readFileSync } from 'node:fs'
import { treeOf } from './memory.ts'

/** Milliseconds per process tree, and the share (0 to 1) of all processors that programs outside of the bench used. */
export type ProcessorTime = { ms: Record<string, number>; others: number | null }

type Reading = { all: number; busy: number; trees: Record<string, number>; own: number }

const tickMs = 10

/** Call the answer at the end. */
export function watchProcessors(pids: Record<string, number[]>): () => ProcessorTime | null {
  const before = read(pids)
  return () => {
    const after = read(pids)
    if (before === null || after === null) return null
    const ms = Object.fromEntries(Object.entries(after.trees).map(([name, ticks]) => [name, (ticks - (before.trees[name] ?? 0)) * tickMs]))
    const ours = Object.values(ms).reduce((sum, each) => sum + each, 0) / tickMs + after.own - before.own
    const all = after.all - before.all
    return { ms, others: all === 0 ? null : Math.max(0, (after.busy - before.busy - ours) / all) }
  }
}

function read(pids: Record<string, number[]>): Reading | null {
  try {
    const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softIrq = 0, steal = 0] = (/^cpu\s+(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '').split(/\s+/).map(Number)
    const busy = user + nice + system + irq + softIrq + steal
    const trees = Object.fromEntries(Object.entries(pids).map(([name, roots]) => [name, roots.flatMap(treeOf).reduce((sum, pid) => sum + timeOf(pid), 0)]))
    return { all: busy + idle + waiting, busy, trees, own: timeOf(process.pid) }
  } catch {
    return null // No /proc here.
  }
}

/** Own time and that of ended children, in hundredths of a second. */
function timeOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').map(Number)
    return fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0)
  } catch {
    return 0 // It ended between the listing and the reading.
  }
}
