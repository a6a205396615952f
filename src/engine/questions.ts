// Questions about what is there: status, held records, the log. Read only.
import type { ConnectionStatus, FlowStatus, HeldItem, LogItem, Operations, Status } from '../api/operations.ts'
import { connectorFor } from '../connectors/registry.ts'
import { listActivities } from '../store/tables/activities.ts'
import { openAlerts } from '../store/tables/alerts.ts'
import { listConnections } from '../store/tables/connections.ts'
import { listFlows } from '../store/tables/flows.ts'
import { countHeld, listHeld } from '../store/tables/held.ts'
import { countOpenIntents } from '../store/tables/intents.ts'
import { countLinks } from '../store/tables/links.ts'
import { countOutbox } from '../store/tables/outbox.ts'
import { payloadsAt } from '../store/tables/payloads.ts'
import { cursorOf, latestRuns } from '../store/tables/runs.ts'
import type { Installation } from './installation.ts'
import { version } from '../version.ts'
import { causeOf, reportRun, sentencesOf } from './run-report.ts'

export type Questions = Pick<Operations, 'status' | 'held' | 'logs'>

export function questions(installation: Installation, server: () => Status['server']): Questions {
  const { db } = installation
  /** One that is damaged, or sealed with another key, hides nothing but itself. */
  const opened = (sealed: Buffer | null, place: string): unknown => {
    try {
      return sealed === null ? null : installation.seal.open(sealed, place)
    } catch (caught) {
      installation.log.warn({ place, error: String(caught) }, 'a sealed value could not be opened')
      return null
    }
  }
  return {
    status: async (org) => {
      const [connections, flows, held, alerts, intents, outbox] = await Promise.all([
        listConnections(db, org), listFlows(db, org), countHeld(db, org), openAlerts(db, org), countOpenIntents(db, org), countOutbox(db, org),
      ])
      return {
        organisation: org, version: version, database: installation.embedded ? 'embedded' : 'external', server: server(),
        connections: connections.map((row): ConnectionStatus => ({
          name: row.name, system: row.system, label: connectorFor(row.system).label, state: row.restored_at !== null && row.state !== 'broken' ? 'restored' : row.state, accountId: row.account_id, accountName: row.account_name, orgNumber: row.account_org_number,
          problem: row.problem === null ? null : sentencesOf(row.problem),
        })),
        flows: await Promise.all(flows.map(async (flow): Promise<FlowStatus> => {
          const [last, cursor, linked] = await Promise.all([latestRuns(db, org, flow.name, 1), cursorOf(db, org, flow.name), countLinks(db, org, flow.name)])
          const mine = held.filter((one) => one.flow === flow.name)
          return {
            name: flow.name, flow: flow.flow, from: flow.source, to: flow.target, state: flow.state, schedule: flow.schedule, version: flow.version, goliveAt: flow.golive_at.toISOString(), linked,
            held: mine.filter((one) => one.state === 'open').map((one) => ({ code: one.code, n: one.n, ...causeOf(one.code) })),
            waiting: mine.filter((one) => one.state === 'waiting').reduce((total, one) => total + one.n, 0),
            lastRun: last[0] === undefined ? null : await reportRun(installation, last[0]), nextRunAt: null, readUpTo: cursor.done_to?.toISOString() ?? null,
          }
        })),
        alerts: alerts.map((alert) => ({ code: alert.code, subject: alert.subject, since: alert.first_at.toISOString(), ...sentencesOf({ code: alert.code, params: alert.params }) })),
        openIntents: intents, outbox,
      }
    },
    held: async (org, filter) =>
      (await listHeld(db, org, { flow: filter.flow, code: filter.code, recordId: filter.record }))
        .filter((row) => row.state !== 'dismissed')
        .map((row): HeldItem => ({
          flow: row.flow, record: row.record_id, kind: row.kind, state: row.state, title: row.title, code: row.code, ...sentencesOf({ code: row.code, params: row.params }), candidates: row.candidates,
          since: row.since.toISOString(), triedAt: row.tried_at.toISOString(), tries: row.tries, url: urlOf(opened(row.sealed, `held:${org}:${row.flow}:${row.record_id}`)),
        })),
    logs: async (org, filter) => {
      const rows = await listActivities(db, org, { ...filter, since: filter.since === undefined ? undefined : new Date(filter.since) })
      const payloads = filter.full === true ? await payloadsAt(db, installation.seal, org, rows.map((row) => row.place)) : []
      return rows.map(({ place: _, ...line }, index): LogItem => ({ ...line, payload: payloads[index] ?? null }))
    },
  }
}

function urlOf(record: unknown): string | null {
  if (typeof record !== 'object' || record === null || !('url' in record)) return null
  return typeof record.url === 'string' ? record.url : null
}
