// Alerts: signs are read, conditions decided, alerts raised and closed, and each told once to those who asked.
import type { Notice, Schedule } from '../config/setup.ts'
import type { Language } from '../core/language.ts'
import { alertsTold, closeAlert, openAlerts, raiseAlert, type AlertRow } from '../store/tables/alerts.ts'
import { listConnections } from '../store/tables/connections.ts'
import { listFlows } from '../store/tables/flows.ts'
import { countHeld } from '../store/tables/held.ts'
import { failureShares, flowSigns, longWaits, oldIntents, stuckOutbox } from '../store/tables/signs.ts'
import { rememberTold, toldTo } from '../store/tables/told.ts'
import { conditionCodes, conditionsOf, type Condition, type Signs } from './alert-conditions.ts'
import { toldAtOnce } from './alert-kinds.ts'
import { renderAlerts } from './alert-text.ts'
import { expectedGapMs } from './expected-gap.ts'
import { recipientsOf } from './recipients.ts'
import type { WatchRoom } from './room.ts'
import { sendTo } from './send.ts'
import { mailLanguage } from './sentences.ts'

const hourMs = 3_600_000
/** The same alert, closed and raised again, is not told twice within this time. */
const quietMs = hourMs

/** Reads the organisation's signs. `parseSchedule` is the configuration's own reading of "5m" and "daily 07:30". */
export async function readSigns(room: Pick<WatchRoom, 'db' | 'now'>, org: string, parseSchedule: (text: string) => Schedule | null): Promise<Signs> {
  const { db } = room
  const now = new Date(room.now())
  const anHourAgo = new Date(now.getTime() - hourMs)
  const yesterday = new Date(now.getTime() - 24 * hourMs).toISOString().slice(0, 10)
  const [connections, flows, held, waits, outbox, intents, shares] = await Promise.all([
    listConnections(db, org), flowSigns(db, org), countHeld(db, org), longWaits(db, org, anHourAgo), stuckOutbox(db, org, anHourAgo), oldIntents(db, org, anHourAgo), failureShares(db, org, yesterday),
  ])
  const gapOf = (schedule: string | null): number | null => {
    const parsed = schedule === null ? null : parseSchedule(schedule)
    return parsed === null ? null : expectedGapMs(parsed)
  }
  return { now, connections, flows: flows.map((flow) => ({ ...flow, gapMs: gapOf(flow.schedule) })), held: held.filter((one) => one.state === 'open'), waits, outbox, intents, shares }
}

/** Raises what is wrong now and closes what is no longer. Gives the conditions found. */
export async function refreshAlerts(room: Pick<WatchRoom, 'db' | 'now'>, org: string, parseSchedule: (text: string) => Schedule | null): Promise<Condition[]> {
  const signs = await readSigns(room, org, parseSchedule)
  const conditions = conditionsOf(signs)
  const lasting = new Set(conditions.map((one) => `${one.code} ${one.subject}`))
  const ours: readonly string[] = conditionCodes
  for (const alert of await openAlerts(room.db, org)) {
    if (ours.includes(alert.code) && !lasting.has(`${alert.code} ${alert.subject}`)) await closeAlert(room.db, org, alert.code, alert.subject)
  }
  for (const one of conditions) await raiseAlert(room.db, org, one.code, one.subject, one.params, signs.now)
  return conditions
}

export type Told = { sent: number; failed: number }

/** Tells each recipient, in one message, of the open alerts they asked for and have not heard of. What could not be sent is sent the next time. */
export async function tellAlerts(room: WatchRoom, org: string, notices: readonly Notice[]): Promise<Told> {
  const result: Told = { sent: 0, failed: 0 }
  const alerts = await openAlerts(room.db, org)
  if (alerts.length === 0) return result
  const now = new Date(room.now())
  const language: Language = mailLanguage(await listFlows(room.db, org))
  const missed = new Set<string>()
  for (const recipient of recipientsOf(notices)) {
    const told = await toldTo(room.db, org, recipient.key)
    const unheard = alerts.filter((alert) => toldAtOnce(alert.code, recipient) && !heard(told.get(toldName(alert))?.at, alert, now))
    if (unheard.length === 0) continue
    if (await sendTo(room, org, recipient, renderAlerts(org, unheard, language))) {
      await rememberTold(room.db, org, recipient.key, unheard.map(toldName), { at: now, n: 0 })
      result.sent += 1
    } else {
      for (const alert of unheard) missed.add(alert.id)
      result.failed += 1
    }
  }
  await alertsTold(room.db, alerts.filter((alert) => alert.told_at === null && !missed.has(alert.id)).map((alert) => alert.id), now)
  return result
}

function toldName(alert: Pick<AlertRow, 'code' | 'subject'>): string {
  return `alert:${alert.code}:${alert.subject}`
}

function heard(at: Date | undefined, alert: AlertRow, now: Date): boolean {
  return at !== undefined && (at >= alert.first_at || now.getTime() - at.getTime() < quietMs)
}
