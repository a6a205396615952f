// Metrics in Prometheus' text form, read from the database when asked: all processes of an installation give the same numbers.
import type { Kysely } from 'kysely'
import prometheus from 'prom-client'
import { callNumbers, connectionNumbers, flowAges, heldNumbers, queueNumbers, recordNumbers, runNumbers } from '../store/tables/metrics.ts'

/** Labels are organisations, flows, systems and codes: what people named in the configuration, never a record or a person. */
type Labels = Record<string, string>
type Value = { labels: Labels; value: number }

/** The whole page. Throws `database-away` when the database does not answer. */
export async function renderMetrics(installation: { db: Kysely<unknown>; now(): number }): Promise<string> {
  const { db } = installation
  const now = installation.now()
  const aDayAgo = new Date(now - 86_400_000)
  const [runs, records, held, calls, ages, queues, connections] = await Promise.all([
    runNumbers(db, aDayAgo), recordNumbers(db), heldNumbers(db), callNumbers(db, aDayAgo), flowAges(db), queueNumbers(db), connectionNumbers(db),
  ])
  const registry = new prometheus.Registry()
  const counter = (name: string, help: string, values: Value[]): void => {
    const made = new prometheus.Counter({ name, help, labelNames: labelNames(values), registers: [registry] })
    for (const { labels, value } of values) made.inc(labels, value)
  }
  const gauge = (name: string, help: string, values: Value[]): void => {
    const made = new prometheus.Gauge({ name, help, labelNames: labelNames(values), registers: [registry] })
    for (const { labels, value } of values) made.set(labels, value)
  }
  const age = (at: Date | null): number => (at === null ? Number.NaN : Math.max(0, (now - at.getTime()) / 1000))
  const flowAge = (of: (row: (typeof ages)[number]) => Date | null): Value[] =>
    ages.flatMap((row) => (of(row) === null ? [] : [{ labels: { org: row.org, flow: row.flow }, value: age(of(row)) }]))
  const byOrg = (of: (row: (typeof queues)[number]) => number | null): Value[] =>
    queues.flatMap((row) => { const value = of(row); return value === null ? [] : [{ labels: { org: row.org }, value }] })

  gauge('kontobro_runs_24h', 'Runs begun in the last 24 hours, by flow and state; previews do not count.', runs.map(({ n, ...labels }) => ({ labels, value: n })))
  counter('kontobro_records_total', 'Records by flow and what was done with them.', records.map(({ n, ...labels }) => ({ labels, value: n })))
  gauge('kontobro_api_calls_24h', 'Calls made to other systems by runs begun in the last 24 hours.', calls.map(({ n, ...labels }) => ({ labels, value: n })))
  gauge('kontobro_held_records', 'Records held for a person, by flow and cause.', held.filter((row) => row.state === 'open').map(({ org, flow, code, n }) => ({ labels: { org, flow, code }, value: n })))
  gauge('kontobro_waiting_records', 'Records that wait for something that passes, by flow and cause.', held.filter((row) => row.state === 'waiting').map(({ org, flow, code, n }) => ({ labels: { org, flow, code }, value: n })))
  gauge('kontobro_open_intents', 'Writes whose outcome is not settled.', byOrg((row) => row.intents))
  gauge('kontobro_open_intent_age_seconds', 'Age of the oldest write that is not settled.', byOrg((row) => (row.oldest_intent === null ? null : age(row.oldest_intent))))
  gauge('kontobro_outbox_records', 'Statuses that wait to be written back.', byOrg((row) => row.outbox))
  gauge('kontobro_outbox_age_seconds', 'Age of the oldest status that waits to be written back.', byOrg((row) => (row.oldest_outbox === null ? null : age(row.oldest_outbox))))
  gauge('kontobro_open_alerts', 'Alerts that need a person.', byOrg((row) => row.alerts))
  gauge('kontobro_connections', 'Connections by system and state.', connections.map(({ n, ...labels }) => ({ labels, value: n })))
  gauge('kontobro_flow_active', '1 when the flow is active, 0 when it is paused.', ages.map((row) => ({ labels: { org: row.org, flow: row.flow }, value: row.active ? 1 : 0 })))
  gauge('kontobro_last_run_age_seconds', 'Since a run of the flow last ended, however it went.', flowAge((row) => row.last_ended))
  gauge('kontobro_last_done_run_age_seconds', 'Since a run of the flow last ended well.', flowAge((row) => row.last_done))
  gauge('kontobro_watermark_age_seconds', 'How far behind the flow has read its source.', flowAge((row) => row.read_to))
  processNumbers(gauge)
  return await registry.metrics()
}

function processNumbers(gauge: (name: string, help: string, values: Value[]) => void): void {
  const memory = process.memoryUsage()
  gauge('kontobro_process_memory_bytes', 'Memory of the answering process, by kind.', [
    { labels: { kind: 'resident' }, value: memory.rss }, { labels: { kind: 'heap' }, value: memory.heapUsed }, { labels: { kind: 'external' }, value: memory.external },
  ])
  gauge('kontobro_process_uptime_seconds', 'Since the answering process started.', [{ labels: {}, value: process.uptime() }])
}

function labelNames(values: readonly Value[]): string[] {
  return Object.keys(values[0]?.labels ?? {})
}
