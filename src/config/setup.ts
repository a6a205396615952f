// The setup: one organisation's connections, flows and notices, parsed from its file or read from the store.
import { z } from 'zod'
import { mappingRule } from '../mapper/rules.ts'

/** "5m", "30s", "1h", "daily 07:30", "weekdays 07:30", "off", or five cron fields. */
export const schedule = z.string().refine((text) => parseSchedule(text) !== null, {
  message: 'not a schedule',
  params: { sv: 'skriv t.ex. 5m, 1h, daily 07:30, weekdays 07:30, off eller fem cron-fält', en: 'write e.g. 5m, 1h, daily 07:30, weekdays 07:30, off or five cron fields' },
})

export type Schedule = { kind: 'every'; seconds: number } | { kind: 'cron'; expression: string } | { kind: 'off' }

/** Null when the text is no schedule. Shortest interval 10 s, longest 7 days; times of day are in the installation's time zone. */
export function parseSchedule(text: string): Schedule | null {
  const trimmed = text.trim().toLowerCase()
  if (trimmed === 'off') return { kind: 'off' }
  const every = /^(\d{1,5})\s*(s|m|h|d)$/.exec(trimmed)
  if (every?.[1] !== undefined && every[2] !== undefined) {
    const seconds = Number(every[1]) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[every[2]] ?? 0)
    return seconds >= 10 && seconds <= 7 * 86_400 ? { kind: 'every', seconds } : null
  }
  const daily = /^(daily|weekdays)\s+([01]?\d|2[0-3]):([0-5]\d)$/.exec(trimmed)
  if (daily !== null) return { kind: 'cron', expression: `${Number(daily[3])} ${Number(daily[2])} * * ${daily[1] === 'daily' ? '*' : '1-5'}` }
  return /^[\d*,/-]+(\s+[\d*,/a-z-]+){4}$/.test(trimmed) ? { kind: 'cron', expression: trimmed } : null
}

const alertKind = z.enum(['held', 'broken', 'stale', 'failed', 'lag', 'rateLimited', 'duplicate', 'changed'])

export const notice = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('mail'), address: z.union([z.email(), z.array(z.email()).min(1)]), when: z.array(alertKind).min(1), digest: schedule.optional() }),
  z.strictObject({ to: z.literal('slack'), url: z.url(), when: z.array(alertKind).min(1), digest: schedule.optional() }),
])
export type Notice = z.infer<typeof notice>

export const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/i)

/** A connection; the connector's own keys are checked by its schema. */
export const connectionSetup = z.looseObject({
  system: z.string().min(1),
  expect: z.strictObject({ orgNumber: z.union([z.string(), z.number()]).transform(String).optional(), account: z.union([z.string(), z.number()]).transform(String).optional() }).optional(),
})

export const flowSetup = z.strictObject({
  flow: z.string().min(1),
  from: z.string().min(1),
  to: z.string().min(1),
  schedule: schedule.default('5m'),
  paused: z.boolean().default(false),
  /** Checked by the flow's own schema. */
  settings: z.record(z.string(), z.unknown()).default({}),
  mapping: z.array(mappingRule).default([]),
})

export const setupFile = z.strictObject({
  organisation: name.default('main'),
  extends: z.string().min(1).optional(),
  connections: z.record(name, connectionSetup).default({}),
  flows: z.record(name, flowSetup).default({}),
  notify: z.array(notice).default([]),
  retentionDays: z.number().int().min(1).max(3650).default(30),
})
export type SetupFile = z.infer<typeof setupFile>

export type ConnectionSetup = {
  system: string
  expect: { orgNumber?: string; account?: string } | null
  /** The connector's own keys as written, secrets opened. */
  config: Record<string, unknown>
}
export type FlowSetup = z.infer<typeof flowSetup> & {
  /** Settings as the flow's schema made them, defaults filled in. `settings` stays as written, for export. */
  parsed: unknown
}
/** One organisation's whole setup. */
export type Setup = {
  organisation: string
  connections: Record<string, ConnectionSetup>
  flows: Record<string, FlowSetup>
  notify: Notice[]
  retentionDays: number
  /** Dotted path ("connections.crm.accessToken", "notify.1.url") -> environment name it came from, null when it was written in the file. Every value here is a secret. */
  secrets: Record<string, string | null>
}

/** What the file needs to know of a connector; the registry's connectors have this shape. */
export type ConnectorFacts = { system: string; label: string; roles: readonly ('sales' | 'books')[]; config: z.ZodType; secretKeys: readonly string[] }
/** What the file needs to know of a kind of flow. */
export type FlowFacts = {
  name: string
  from: 'sales' | 'books'
  to: 'sales' | 'books'
  settings: z.ZodType
  /** Checks rules and settings together before any account is connected; paths start with "settings" or "mapping". */
  checkOffline(parsedSettings: unknown, mapping: SetupFile['flows'][string]['mapping']): import('../core/issue.ts').Issue[]
}
export type Registry = { connectors: readonly ConnectorFacts[]; flows: readonly FlowFacts[] }
