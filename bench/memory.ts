// Memory: proportional set size of process trees, read from /proc every tenth of a second. Linux only; elsewhere the figures are 0.
import { readFileSync } from 'node:fs'

/** Bytes. `pss` shares what several processes map; `rss` counts it whole for each. */
export type Usage = { pss: number; rss: number }
export type Peak = {
  /** Highest sum of PSS of all that is counted, and what it was made of. */
  total: number
  engine: number
  database: number
  /** Highest RSS of one engine process alone: what it would take if nothing else ran the same Node. */
  engineRss: number
}

/** Null when the process is gone or the system has no /proc. */
export function usageOf(pid: number): Usage | null {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return { pss: kilobytes(text, 'Pss') * 1024, rss: kilobytes(text, 'Rss') * 1024 }
  } catch {
    return null // The process ended between the listing and the reading.
  }
}

function kilobytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
}

/** The process and all that descend from it. */
export function treeOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number)
    return [pid, ...children.flatMap(treeOf)]
  } catch {
    return [] // As above.
  }
}

/** Watches until `stop`, which gives the peak since the start. */
export function watchMemory(pids: { engines: number[]; database: number }, everyMs = 100): { stop(): Peak } {
  const peak: Peak = { total: 0, engine: 0, database: 0, engineRss: 0 }
  const look = (): void => {
    const engines = pids.engines.map((pid) => usageOf(pid) ?? { pss: 0, rss: 0 })
    const engine = engines.reduce((sum, { pss }) => sum + pss, 0)
    const database = treeOf(pids.database).reduce((sum, pid) => sum + (usageOf(pid)?.pss ?? 0), 0)
    peak.engineRss = Math.max(peak.engineRss, ...engines.map(({ rss }) => rss))
    if (engine + database > peak.total) Object.assign(peak, { total: engine + database, engine, database })
  }
  look()
  const timer = setInterval(look, everyMs)
  return {
    stop: () => {
      clearInterval(timer)
      look()
      return peak
    },
  }
}
