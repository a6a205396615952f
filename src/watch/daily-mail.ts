// The daily mail of an organisation: gathers what is held and what is wrong, and sends it to those who asked, once.
import { z } from 'zod'
import type { Notice } from '../config/setup.ts'
import { openAlerts, type AlertRow } from '../store/tables/alerts.ts'
import { listFlows } from '../store/tables/flows.ts'
import { heldCauses, type HeldCause, type HeldSample } from '../store/tables/held-digest.ts'
import { rememberOwed, rememberTold, toldTo, type ToldRow } from '../store/tables/told.ts'
import { toldInDigest } from './alert-kinds.ts'
import { renderDailyMail, type News, type NewsCause } from './daily-mail-text.ts'
import { recipientsOf, type Recipient } from './recipients.ts'
import type { WatchRoom } from './room.ts'
import { sendTo } from './send.ts'
import { mailLanguage } from './sentences.ts'

export { mailTransport } from './mail.ts'

/** Records shown of one cause; the rest are counted. */
const shownOfCause = 20
const dayMs = 86_400_000
/** A task that is done again (its worker died after sending) sends nothing within this time. */
const againMs = 30 * 60_000

export type DailyMailResult = { sent: number; nothingToTell: number; failed: number; alreadySent: number }

/**
 * Sends the collected notice to everyone who asked for one. `digest`: only those with this schedule ("daily 07:30");
 * `owed`: only those to whom it could not be sent when it was due. Nothing is sent when there is nothing to tell,
 * except once after something was ("nothing is held"). Never throws for a mail server's sake: what failed is owed.
 */
export async function sendDailyMails(room: WatchRoom, org: string, notices: readonly Notice[], only: { digest?: string; owed?: boolean } = {}): Promise<DailyMailResult> {
  const result: DailyMailResult = { sent: 0, nothingToTell: 0, failed: 0, alreadySent: 0 }
  const recipients = recipientsOf(notices).filter((one) => one.digest !== null && (only.digest === undefined || one.digest === only.digest))
  if (recipients.length === 0) return result
  const [flows, alerts] = await Promise.all([listFlows(room.db, org), openAlerts(room.db, org)])
  for (const recipient of recipients) {
    const told = (await toldTo(room.db, org, recipient.key)).get('daily')
    if (only.owed === true && told?.owed !== true) continue
    result[await mailOne(room, org, recipient, { told, alerts, language: mailLanguage(flows) })] += 1
  }
  return result
}

async function mailOne(room: WatchRoom, org: string, recipient: Recipient, known: { told: ToldRow | undefined; alerts: AlertRow[]; language: News['language'] }): Promise<keyof DailyMailResult> {
  const now = new Date(room.now())
  const previous = known.told === undefined || known.told.at.getTime() === 0 ? null : known.told.at
  if (previous !== null && known.told?.owed !== true && now.getTime() - previous.getTime() < againMs) return 'alreadySent'
  const newSince = previous ?? new Date(now.getTime() - dayMs)
  const causes = recipient.when.includes('held') ? await heldCauses(room.db, org, newSince, shownOfCause) : []
  const alerts = known.alerts.filter((alert) => toldInDigest(alert.code, recipient))
  const n = causes.reduce((total, cause) => total + cause.n, 0) + alerts.length
  if (n === 0 && (known.told?.n ?? 0) === 0) {
    if (known.told?.owed === true) await rememberTold(room.db, org, recipient.key, ['daily'], { at: previous ?? new Date(0), n: 0 })
    return 'nothingToTell'
  }
  const message = renderDailyMail({
    organisation: org, language: known.language, now, newSince, previous, causes: causes.map((cause) => newsCause(room, org, cause)),
    alerts: alerts.map((alert) => ({ code: alert.code, params: alert.params, since: alert.first_at })),
  })
  if (!(await sendTo(room, org, recipient, message))) {
    await rememberOwed(room.db, org, recipient.key, 'daily')
    return 'failed'
  }
  await rememberTold(room.db, org, recipient.key, ['daily'], { at: now, n })
  return 'sent'
}

function newsCause(room: WatchRoom, org: string, cause: HeldCause): NewsCause {
  return { ...cause, records: cause.samples.map((sample) => ({ flow: sample.flow, title: sample.title, params: sample.params, since: sample.since, url: urlOf(room, org, sample) })) }
}

const withUrl = z.object({ url: z.url({ protocol: /^https?$/ }) })

/** Where the record is opened at its source, from what was kept of it. */
function urlOf(room: WatchRoom, org: string, sample: HeldSample): string | null {
  if (sample.sealed === null) return null
  const record = withUrl.safeParse(room.seal.open(sample.sealed, `held:${org}:${sample.flow}:${sample.record_id}`))
  return record.success ? record.data.url : null
}
