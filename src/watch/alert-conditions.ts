// What is wrong, decided from signs of health: one alert a cause, so that a broken connection does not also tell of every flow behind it. Pure.
import { remedyOf, type FailureCode, type FailureData, type FailureParams } from '../core/failure.ts'
import type { FlowSigns } from '../store/tables/signs.ts'
import { minutes } from './how-long.ts'
import { causeSentence } from './sentences.ts'

export type Signs = {
  now: Date
  connections: { name: string; state: string; problem: FailureData | null }[]
  /** `gapMs`: longest expected time between two finished runs; null when nothing is expected. */
  flows: (FlowSigns & { gapMs: number | null })[]
  held: { flow: string; code: string; n: number }[]
  waits: { flow: string; code: string; n: number; since: Date }[]
  outbox: { connection: string; n: number }[]
  intents: { n: number; oldest: Date | null }
  shares: { flow: string; failed: number; handled: number }[]
}

/** `subject` tells two alerts of one code apart. */
export type Condition = { code: FailureCode; subject: string; params: FailureParams }

/** The alerts that come and go with these conditions; others (two documents with one mark) are raised and closed where they are seen. */
export const conditionCodes = ['connection-broken', 'run-failed', 'braked', 'needs-preview', 'failure-rate', 'flow-stale', 'flow-lagging', 'records-held', 'records-waiting', 'write-back-stuck', 'writes-unsettled'] as const satisfies FailureCode[]

const hourMs = 3_600_000
/** A failure that passes by itself is told only when it has lasted. */
const passingMs = hourMs
/** Missing fewer than this many expected runs is no alert, and neither is less than half an hour. */
const missedRuns = 3
const shortestStaleMs = 30 * 60_000
const shortestLagMs = 2 * hourMs
/** Failures are a rate from this many records on. */
const rate = { handled: 10, percent: 20 }

export function conditionsOf(signs: Signs): Condition[] {
  const broken = new Set(signs.connections.filter((one) => one.state === 'broken').map((one) => one.name))
  const silenced = new Set(signs.flows.filter((flow) => broken.has(flow.source) || broken.has(flow.target)).map((flow) => flow.flow))
  return [
    ...signs.connections.filter((one) => broken.has(one.name)).map((one) => brokenConnection(one, signs)),
    ...signs.flows.filter((flow) => flow.state === 'active' && !silenced.has(flow.flow)).flatMap((flow) => flowCondition(flow, signs.now) ?? []),
    ...signs.shares.flatMap(failing),
    ...signs.held.filter(({ n }) => n > 0).map(({ flow, code, n }): Condition => ({ code: 'records-held', subject: `${flow} ${code}`, params: { flow, n, ...reason(code, {}) } })),
    ...signs.waits.filter(({ flow }) => !silenced.has(flow)).map(({ flow, code, n, since }): Condition => ({ code: 'records-waiting', subject: `${flow} ${code}`, params: { flow, n, minutes: lasted(since, signs.now), ...reason(code, {}) } })),
    ...signs.outbox.filter(({ connection }) => !broken.has(connection)).map(({ connection, n }): Condition => ({ code: 'write-back-stuck', subject: connection, params: { connection, n } })),
    ...(signs.intents.n > 0 && signs.intents.oldest !== null && broken.size === 0 ? [{ code: 'writes-unsettled' as const, subject: 'books', params: { n: signs.intents.n, minutes: lasted(signs.intents.oldest, signs.now) } }] : []),
  ]
}

function brokenConnection({ name, problem }: Signs['connections'][number], signs: Signs): Condition {
  const flows = signs.flows.filter((flow) => flow.state === 'active' && (flow.source === name || flow.target === name)).map((flow) => flow.flow)
  return { code: 'connection-broken', subject: name, params: { connection: name, flows: flows.length === 0 ? '–' : flows.join(', '), ...(problem === null ? reason('not-authorised', { connection: name, system: name }) : reason(problem.code, problem.params)) } }
}

/** One cause a flow: it cannot run, waits for a yes, stands still, or is behind; the first that holds. */
function flowCondition(flow: FlowSigns & { gapMs: number | null }, now: Date): Condition | null {
  const subject = flow.flow
  if (flow.last_state === 'failed' && flow.last_failure !== null) {
    const since = flow.failing_since ?? now
    const passes = remedyOf(flow.last_failure.code) === 'retry'
    if (!passes || now.getTime() - since.getTime() >= passingMs) {
      return { code: 'run-failed', subject, params: { flow: flow.flow, minutes: lasted(since, now), ...reason(flow.last_failure.code, flow.last_failure.params) } }
    }
    return null
  }
  if (flow.last_state === 'braked' && flow.last_failure !== null && (flow.last_failure.code === 'braked' || flow.last_failure.code === 'needs-preview')) {
    return { code: flow.last_failure.code, subject, params: { flow: flow.flow, ...flow.last_failure.params } }
  }
  if (flow.gapMs === null) return null
  const silentMs = now.getTime() - (flow.done_at ?? flow.golive_at).getTime()
  if (!flow.running && silentMs > Math.max(flow.gapMs * missedRuns, flow.gapMs + shortestStaleMs)) {
    return { code: 'flow-stale', subject, params: { flow: flow.flow, minutes: minutes(silentMs), expected: minutes(flow.gapMs) } }
  }
  if (flow.read_to === null) return null
  const behindMs = now.getTime() - flow.read_to.getTime()
  if (behindMs <= Math.max(flow.gapMs * 2 * missedRuns, flow.gapMs + shortestLagMs)) return null
  return { code: 'flow-lagging', subject, params: { flow: flow.flow, minutes: minutes(behindMs) } }
}

function failing({ flow, failed, handled }: Signs['shares'][number]): Condition[] {
  const percent = Math.round((failed / Math.max(1, handled)) * 100)
  return handled >= rate.handled && percent >= rate.percent ? [{ code: 'failure-rate', subject: flow, params: { flow, failed, handled, percent } }] : []
}

function lasted(since: Date, now: Date): number {
  return minutes(now.getTime() - since.getTime())
}

/** The cause's own sentence and cure as parameters of the alert's. */
function reason(code: string, params: FailureParams): { reasonSv: string; reasonEn: string; cureSv: string; cureEn: string } {
  const sv = causeSentence(code, params, 'sv')
  const en = causeSentence(code, params, 'en')
  return { reasonSv: sv.sentence, reasonEn: en.sentence, cureSv: sv.cure, cureEn: en.cure }
}
