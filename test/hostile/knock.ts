// Knocking: runs a door's cases one by one, each bounded in time, and watches the heap from the first tenth, or the first hundreds, to the end.
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { chanceOf, seedOf } from './chance.ts'
import type { Door } from './door.ts'
import { describe } from './oracle.ts'

export type Found = { door: string; index: number; verdict: string }
export type Knocked = { cases: number; found: Found[]; seconds: number; slowestMs: number; heapMb: { first: number; last: number }; peakRssMb: number }
export type KnockPlan = { seed: number; from: number; cases: number; /** Stops after so many problems. */ most: number; /** Stops after so many milliseconds, with what was done by then. */ withinMs?: number }

/** What may stay: caches are bounded, and the collector is lazy. */
const growthMb = 60

export async function knockOn(door: Door, plan: KnockPlan): Promise<Knocked> {
  const opened = await door.open()
  const found: Found[] = []
  const begun = performance.now()
  // What is filled once, and the largest of the texts, is there after some hundred cases; from then on nothing may grow.
  const warm = Math.max(Math.floor(plan.cases / 10), Math.min(300, Math.floor(plan.cases / 2)))
  let slowestMs = 0
  let first = 0
  let done = 0
  let peak = 0
  const note = (index: number, verdict: string | null): void => { if (verdict !== null) found.push({ door: door.name, index, verdict }) }
  const stray = (caught: unknown): void => note(plan.from + done, `a stray rejection or exception: ${describe(caught)}`)
  process.on('unhandledRejection', stray)
  process.on('uncaughtException', stray)
  try {
    for (; done < plan.cases && found.length < plan.most && (plan.withinMs === undefined || performance.now() - begun < plan.withinMs); done += 1) {
      const index = plan.from + done
      const chance = chanceOf(seedOf(plan.seed, door.name, index))
      const from = performance.now()
      note(index, await bounded(door.patienceMs ?? 20_000, () => opened.knock(chance, index)))
      slowestMs = Math.max(slowestMs, performance.now() - from)
      if (done === warm) first = heapMb()
      if (done % 256 === 0) peak = Math.max(peak, process.memoryUsage.rss() / 1_048_576)
    }
    note(plan.from + done, (await opened.settle?.()) ?? null)
    await pause(50)
    let last = heapMb()
    // Sockets and timers of the last cases let go when their time is over; what is kept for ever stays.
    for (let look = 0; look < 40 && last > first + growthMb; look += 1) {
      await pause(500)
      last = heapMb()
    }
    if (done > 500 && last > first + growthMb) note(plan.from + done, `the heap grew from ${first.toFixed(0)} to ${last.toFixed(0)} MB`)
    return { cases: done, found, seconds: (performance.now() - begun) / 1000, slowestMs, heapMb: { first, last }, peakRssMb: peak }
  } finally {
    await opened.close()
    process.off('unhandledRejection', stray)
    process.off('uncaughtException', stray)
  }
}

async function bounded(ms: number, work: () => Promise<string | null>): Promise<string | null> {
  const late = new AbortController()
  try {
    return await Promise.race([work().catch((caught: unknown) => `threw ${describe(caught)}`), pause(ms, `still busy after ${ms} ms`, { signal: late.signal })])
  } finally {
    late.abort()
  }
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is really held: the collector has gone through it. */
function heapMb(): number {
  collect()
  return process.memoryUsage().heapUsed / 1_048_576
}
