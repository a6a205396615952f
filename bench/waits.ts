// Waits: what an engine waits for, by cause: how long at least one was out, and all of them added up.
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import type { Budget } from '../src/connectors/connector.ts'
import type { PointHook } from '../src/runs/points.ts'

export const causes = ['budget', 'vendor', 'database', 'lease'] as const
export type Cause = (typeof causes)[number]
/** Milliseconds. `some`: at least one was waited for; `sum`: of all that waited side by side; `times`: how many. */
export type Waited = { some: number; sum: number; times: number }
export type WaitFigures = Record<Cause, Waited> & {
  /** The event loop ran code. */
  busy: number
}

type Gauge = Waited & { out: number; since: number }

export type Waits = {
  /** From here until the answer is called, one more is waited for. */
  begin(cause: Cause): () => void
  /** Everything since the last call; what is out now counts on. */
  take(): WaitFigures
}

export function createWaits(): Waits {
  const fresh = (): Gauge => ({ some: 0, sum: 0, times: 0, out: 0, since: 0 })
  const gauges: Record<Cause, Gauge> = { budget: fresh(), vendor: fresh(), database: fresh(), lease: fresh() }
  let loop = performance.eventLoopUtilization()
  const advance = (gauge: Gauge): void => {
    const now = performance.now()
    if (gauge.out > 0) {
      gauge.some += now - gauge.since
      gauge.sum += (now - gauge.since) * gauge.out
    }
    gauge.since = now
  }
  return {
    begin(cause) {
      const gauge = gauges[cause]
      advance(gauge)
      gauge.out += 1
      gauge.times += 1
      return () => {
        advance(gauge)
        gauge.out -= 1
      }
    },
    take() {
      const used = performance.eventLoopUtilization(loop)
      loop = performance.eventLoopUtilization()
      const taken = (cause: Cause): Waited => {
        const gauge = gauges[cause]
        advance(gauge)
        const { some, sum, times } = gauge
        Object.assign(gauge, { some: 0, sum: 0, times: 0 })
        return { some, sum, times }
      }
      return { budget: taken('budget'), vendor: taken('vendor'), database: taken('database'), lease: taken('lease'), busy: used.active }
    },
  }
}

/** Measures the budget and, from each pass to its answer, the vendor. With `lift` the limits are far above what twins can answer, and all the budget's work is still done. */
export function measuredBudget(budget: Budget, waits: Waits, lift: boolean): Budget {
  const factor = lift ? 100_000 : 1
  return {
    pause: (key, ms) => budget.pause(key, ms),
    async take(key, rule, lane) {
      const got = waits.begin('budget')
      const pass = await budget.take(key, { ...rule, limit: rule.limit * factor, ...(rule.most === undefined ? {} : { most: rule.most * factor }) }, lane).finally(got)
      const answered = waits.begin('vendor')
      return {
        waitedMs: pass.waitedMs,
        answered() {
          answered()
          pass.answered()
        },
      }
    },
  }
}

/** Every statement of this process, from the question to its answer. */
export function measureDatabase(waits: Waits): void {
  const query = pg.Client.prototype.query as (...words: unknown[]) => unknown
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, ...words: unknown[]): unknown {
      const answer = query.apply(this, words)
      if (answer instanceof Promise) {
        const answered = waits.begin('database')
        answer.then(answered, answered)
      }
      return answer
    },
  })
}

/** The lease is asked just before each send. */
export function leaseHook(waits: Waits): PointHook {
  const open: (() => void)[] = []
  return (name, when) => {
    if (!name.startsWith('send-')) return
    if (when === 'before') open.push(waits.begin('lease'))
    else open.pop()?.()
  }
}
