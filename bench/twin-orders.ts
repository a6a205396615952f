// What the bench and its twin processes say to each other.
import type { Account } from './config.ts'
import type { Calls } from './least.ts'

export type TwinPlan = {
  system: 'hubspot' | 'eaccounting'
  accounts: { account: Account; deals: number }[]
  /** Milliseconds since 1970 when the sales were won. */
  wonAt: number
  latencyMs: number
  /** The vendor's own limits, or none. */
  limits: 'vendor' | 'off'
  timeScale: number
}
export type TwinOrder = { do: 'clear' } | { do: 'seen' } | { do: 'documents' }

/** What one vendor saw. Times are milliseconds since 1970, null when there was no call; `posted`: moments of the first and the last accepted order. */
export type TwinSeen = { calls: Calls; refusedFor429: number; firstAt: number | null; lastAt: number | null; posted: { n: number; firstAt: number; lastAt: number } | null }
/** What stands in the books of all companies. */
export type Documents = { count: number; marks: number; doubled: string[]; customers: number; articles: number; /** Documents of each company, by its name. */ of: Record<string, number> }
