// Load: how much of the machine's processors others took while we measured. Linux only; elsewhere null.
import { readFileSync } from 'node:fs'
import { treeOf } from './memory.ts'

/** Processor time in hundredths of a second. */
type Reading = { all: number; busy: number; ours: number }

/** Call the answer at the end: the share (0 to 1) of all processors that other programs used since. */
export function watchLoad(pids: number[]): () => number | null {
  const before = read(pids)
  return () => {
    const after = read(pids)
    if (before === null || after === null || after.all === before.all) return null
    const others = after.busy - before.busy - (after.ours - before.ours)
    return Math.max(0, others / (after.all - before.all))
  }
}

function read(pids: number[]): Reading | null {
  try {
    const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softIrq = 0, steal = 0] = (/^cpu\s+(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '').split(/\s+/).map(Number)
    const busy = user + nice + system + irq + softIrq + steal
    const ours = [process.pid, ...pids.flatMap(treeOf)].reduce((sum, pid) => sum + timeOf(pid), 0)
    return { all: busy + idle + waiting, busy, ours }
  } catch {
    return null // No /proc here.
  }
}

/** Processor time of the processes, all that descend from them and their ended children, in milliseconds. 0 where there is no /proc. */
export function cpuMsOf(pids: number[]): number {
  return pids.flatMap(treeOf).reduce((sum, pid) => sum + timeOf(pid), 0) * 10
}

/** Own time and that of ended children. */
function timeOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').map(Number)
    return fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0)
  } catch {
    return 0 // It ended between the listing and the reading.
  }
}
