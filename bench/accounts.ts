// Accounts: many HubSpot accounts behind one address, told apart by their service keys, as the vendor does it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bulkSeed } from '../sandbox/hubspot/bulk.ts'
import { startHubSpotTwin, type HubSpotTwin } from '../sandbox/hubspot/twin.ts'
import type { TwinPlan } from './twin-orders.ts'

export async function startAccounts(plan: TwinPlan): Promise<{ url: string; twins: HubSpotTwin[] }> {
  const byKey = new Map<string, HubSpotTwin>()
  for (const [index, { account, deals }] of plan.accounts.entries()) {
    const seed = bulkSeed({ deals, linesPerDeal: 3, companies: 200, skus: 300, wonAt: plan.wonAt, portalId: 1_000_001 + index, serviceKey: account.hubspotToken })
    const twin = await startHubSpotTwin({ seed, limits: plan.limits, timeScale: plan.timeScale })
    if (plan.latencyMs > 0) twin.faults.add({ action: { kind: 'delay', ms: plan.latencyMs } })
    byKey.set(account.hubspotToken, twin)
  }
  const twins = [...byKey.values()]
  const [only] = twins
  if (twins.length === 1 && only !== undefined) return { url: only.url, twins }
  const front = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    const twin = byKey.get((request.headers.authorization ?? '').replace(/^Bearer /, ''))
    if (twin === undefined) response.writeHead(401).end()
    else twin.listener(request, response)
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`, twins }
}
