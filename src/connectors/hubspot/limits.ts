// HubSpot's rate limits as budgets: ten seconds, day and search, learnt from headers where HubSpot states them (facts 3.1, 3.2, 3.7).
import { createHash } from 'node:crypto'
import type { BudgetClaim, HttpResponse } from '../http.ts'
import type { ConnectionConfig } from './config.ts'

/** Used until the first answer: the smallest plan's 100 less a tenth. */
const firstLimit = 90
const burstMs = 10_000
/** 5 per second are shared with every other app of the account, and search answers carry no headers. */
const searchLimit = 3
const dayMs = 86_400_000

export type Limits = {
  keys: { general: string; search: string; day: string }
  budgetFor(method: string, template: string): BudgetClaim[]
  learn(template: string, response: HttpResponse): void
}

/** The account is not known before the first call, so budgets go by the credentials: what HubSpot counts by too (fact 3.1). */
export function createLimits(config: ConnectionConfig, connection: string, timeScale: number): Limits {
  const credential = config.accessToken ?? `${config.clientId ?? ''}/${connection}`
  const account = createHash('sha256').update(credential).digest('hex').slice(0, 12)
  const keys = { general: `hubspot:${account}:10s`, search: `hubspot:${account}:search`, day: `hubspot:${account}:day` }
  let general = firstLimit
  let day: number | null = null

  return {
    keys,
    budgetFor(_method, template) {
      if (template.endsWith('/search')) return [{ key: keys.search, rule: { limit: searchLimit, windowMs: 1_000 / timeScale } }]
      const burst = { key: keys.general, rule: { limit: general, windowMs: burstMs / timeScale } }
      // The day's last tenth is kept for what people click.
      return day === null ? [burst] : [burst, { key: keys.day, rule: { limit: Math.max(1, Math.floor(day * 0.9)), windowMs: dayMs / timeScale } }]
    },
    learn(template, { headers }) {
      if (template.endsWith('/search')) return
      const most = positive(headers['x-hubspot-ratelimit-max'])
      if (most !== null) general = Math.max(1, Math.floor(most * 0.9))
      day = positive(headers['x-hubspot-ratelimit-daily']) ?? day
    },
  }
}

function positive(text: string | undefined): number | null {
  const number = text === undefined ? Number.NaN : Number(text)
  return Number.isInteger(number) && number > 0 ? number : null
}
