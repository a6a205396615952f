// A client on a running HubSpot twin, for the tests of this folder: real HTTP, tokens kept in memory, every call remembered.
import { setTimeout as pause } from 'node:timers/promises'
import type { HubSpotTwin } from '../../../sandbox/hubspot/twin.ts'
import { createBudget } from '../budget.ts'
import type { CallRecord, Client, ClientDeps, SalesSource, StoredTokens, TokenVault } from '../connector.ts'
import { hubspot } from './index.ts'

export function memoryVault(first: StoredTokens | null = null): TokenVault & { stored(): StoredTokens | null } {
  let stored = first
  return {
    load: async () => stored,
    async renew(seen, renew) {
      if (stored !== null && stored.accessToken !== seen?.accessToken) return stored
      stored = await renew(stored)
      return stored
    },
    stored: () => stored,
  }
}

export type BenchClient = { client: Client; sales: SalesSource; calls: CallRecord[]; /** Calls by template since the last time. */ counts(): Record<string, number> }

export function clientOn(twin: HubSpotTwin, config: Record<string, unknown>, more: Partial<ClientDeps> = {}): BenchClient {
  const calls: CallRecord[] = []
  const clock = { now: () => Date.now(), sleep: async (ms: number, signal?: AbortSignal) => pause(ms, undefined, { signal }), timeScale: more.timeScale ?? 20 }
  const client = hubspot.open({ name: 'crm', config }, { api: twin.url, app: twin.url }, {
    vault: memoryVault(), budget: createBudget(clock), onCall: (call) => calls.push(call), userAgent: 'test', ...clock, ...more,
  })
  if (client.sales === undefined) throw new Error('HubSpot offers sales')
  return {
    client, sales: client.sales, calls,
    counts: () => Object.fromEntries(Map.groupBy(calls.splice(0), (call) => `${call.method} ${call.template}`).entries().map(([template, list]) => [template, list.length])),
  }
}
