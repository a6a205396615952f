// The twins of a round: an empty book and an empty CRM, looking as the plan says, and the troubles they can be put through.
import { emptyBooksSeed } from '../../sandbox/eaccounting/bulk.ts'
import { bulkSeed } from '../../sandbox/hubspot/bulk.ts'
import type { HubSpotSeed } from '../../sandbox/hubspot/seed.ts'
import { startSandbox, type Sandbox } from '../../sandbox/main.ts'
import { optionalScopes, scopes } from '../../src/connectors/hubspot/auth.ts'
import { lookupModes } from '../proof/chain.ts'
import { timeScale, type RoundPlan } from './plan.ts'

/** Keys of the twins' invented app: they open nothing else. */
export const app = { clientId: 'chaos-app', clientSecret: 'chaos-app-secret', redirectUri: 'https://localhost:44300/callback', refreshToken: 'chaos-app-refresh' }
export const bellSecret = 'chaos-bell-secret'
/** The person who let us into the books. */
const owner = 'Testbolaget AB'

export async function startTwins(plan: RoundPlan): Promise<Sandbox> {
  const crm = bulkSeed({ deals: 0, linesPerDeal: 0, companies: 0, skus: 1, wonAt: Date.now() })
  const hubspot: HubSpotSeed = {
    ...crm,
    oauthApps: [{ clientId: app.clientId, clientSecret: app.clientSecret, redirectUris: [app.redirectUri], scopes: [...scopes, ...optionalScopes].filter((scope) => scopes.includes(scope)), appId: 99, refreshTokens: [app.refreshToken] }],
    properties: { ...crm.properties, deals: [{ name: 'discount_percent', label: 'discount_percent', type: 'number' }, { name: 'discount_amount', label: 'discount_amount', type: 'number' }] },
  }
  return await startSandbox({
    timeScale, limits: 'off', seeds: { hubspot, eaccounting: emptyBooksSeed({ name: owner, rounding: plan.rounding }) },
    look: { ...lookupModes[plan.lookup], vatRounding: plan.vatRounding, refreshRotation: plan.refreshRotation },
  })
}

/** Access tokens run out; refreshing helps. */
export async function expire(twins: Sandbox, side: 'books' | 'crm'): Promise<void> {
  if (side === 'crm') twins.hubspot.state.expireAccessTokens()
  else await control(twins, 'expire', {})
}

/** All tokens are dead until a person connects again. */
export async function revoke(twins: Sandbox, side: 'books' | 'crm'): Promise<void> {
  if (side === 'crm') return twins.hubspot.state.revokeTokens()
  for (const user of twins.eaccounting.state.company().staff.all()) await control(twins, 'password', { email: user.Email })
}

async function control(twins: Sandbox, name: string, body: object): Promise<void> {
  const answer = await fetch(`${twins.urls.eaccounting}/__twin/${name}`, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`the twin answered ${answer.status}: ${await answer.text()}`)
}

/** Every answer is held back for so long: what is written is then under way for a while. */
export function slowDown(twins: Sandbox, { latency }: RoundPlan): void {
  if (latency.books > 0) twins.eaccounting.faults.add({ kind: 'delay', path: '/v2/**', ms: latency.books })
  if (latency.crm > 0) twins.hubspot.faults.add({ path: '*', action: { kind: 'delay', ms: latency.crm } })
}

/** Resolves when so many writes have reached the books, counted from the call. */
export function countWrites({ eaccounting: { faults } }: Sandbox): (n: number) => Promise<void> {
  let count = 0
  const waiting: { n: number; resolve(): void }[] = []
  const strike = faults.strike.bind(faults)
  faults.strike = (method, path) => {
    if (method !== 'GET' && path.startsWith('/v2/')) {
      count += 1
      for (const one of waiting) if (one.n === count) one.resolve()
    }
    return strike(method, path)
  }
  return (n) => new Promise((resolve) => {
    if (n <= count) resolve()
    else waiting.push({ n, resolve })
  })
}
