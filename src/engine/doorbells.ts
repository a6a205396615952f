// Doorbells: a vendor says that a record changed. The call is verified, the records are read soon; what a bell misses the survey finds.
import type { Connector, DoorbellCall } from '../connectors/connector.ts'
import { connectorFor } from '../connectors/registry.ts'
import { listConnections, type ConnectionRow } from '../store/tables/connections.ts'
import { listFlows, listOrganisations } from '../store/tables/flows.ts'
import { openedConfig } from './clients.ts'
import type { Installation } from './installation.ts'

/** Bells that ring together are answered by one run. */
const gatherMs = 2_000
/** While a run of the flow is alive its bells wait this long. */
const againMs = 5_000

export type StartRecords = (org: string, flow: string, records: string[]) => Promise<{ joined: boolean }>
export type Doorbells = { ring(org: string, connection: string, call: DoorbellCall): Promise<{ accepted: boolean; doorbells: number }>; stop(): void }

export function doorbells(installation: Installation, start: StartRecords): Doorbells {
  const waiting = new Map<string, { org: string; flow: string; records: Set<string> }>()
  const timers = new Set<NodeJS.Timeout>()

  function later(key: string, ms: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      void answer(key)
    }, ms)
    timer.unref()
    timers.add(timer)
  }

  async function answer(key: string): Promise<void> {
    const one = waiting.get(key)
    if (one === undefined) return
    waiting.delete(key)
    try {
      const { joined } = await start(one.org, one.flow, [...one.records])
      if (!joined) return
    } catch (error) {
      installation.log.warn({ flow: one.flow, error: String(error) }, 'a doorbell could not be answered; the next run finds the change')
      return
    }
    const newer = waiting.get(key)
    for (const record of newer?.records ?? []) one.records.add(record)
    waiting.set(key, one)
    later(key, againMs)
  }

  async function verified(org: string, connection: string, call: DoorbellCall): Promise<{ row: ConnectionRow; connector: Connector }[]> {
    const orgs = org === '' ? (await listOrganisations(installation.db)).map((one) => one.id) : [org]
    const rows = (await Promise.all(orgs.map((one) => listConnections(installation.db, one)))).flat().filter((row) => connection === '' || row.name === connection)
    return rows.flatMap((row) => {
      const connector = connectorFor(row.system)
      return connector.doorbells?.verify(openedConfig(row, installation.seal), call, installation.now()) === true ? [{ row, connector }] : []
    })
  }

  return {
    ring: async (org, connection, call) => {
      const connections = await verified(org, connection, call)
      let count = 0
      for (const { row, connector } of connections) {
        const bells = (connector.doorbells?.parse(call.body) ?? []).filter((bell) => bell.account === row.account_id)
        const flows = (await listFlows(installation.db, row.org)).filter((flow) => flow.source === row.name && flow.state === 'active')
        for (const flow of flows) {
          const records = bells.filter((bell) => bell.kind === (flow.settings.source ?? 'deal')).map((bell) => bell.id)
          if (records.length === 0) continue
          const key = `${row.org}/${flow.name}`
          const one = waiting.get(key) ?? { org: row.org, flow: flow.name, records: new Set<string>() }
          for (const record of records) one.records.add(record)
          if (!waiting.has(key)) later(key, gatherMs)
          waiting.set(key, one)
          count += records.length
        }
      }
      return { accepted: connections.length > 0, doorbells: count }
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
