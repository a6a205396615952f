// Sends one text to one recipient, by mail or webhook; a way out that fails is itself an alert.
import { asFailure } from '../core/failure.ts'
import { closeAlert, raiseAlert } from '../store/tables/alerts.ts'
import type { Rendered } from './daily-mail-text.ts'
import type { Recipient } from './recipients.ts'
import type { WatchRoom } from './room.ts'
import { postWebhook } from './webhook.ts'

/** True when it was taken. A failure is logged and raised as an alert that the next success closes. */
export async function sendTo(room: WatchRoom, org: string, recipient: Recipient, message: Rendered): Promise<boolean> {
  const subject = recipient.to === 'mail' ? 'mail' : new URL(recipient.address).hostname
  const code = recipient.to === 'mail' ? 'mail-not-sent' : 'webhook-not-sent'
  try {
    if (recipient.to === 'slack') await postWebhook(recipient.address, `${message.subject}\n${message.text}`, { allowLoopback: room.allowLoopback })
    else if (room.mail !== null) await room.mail.send({ to: recipient.address, ...message })
    else {
      await raiseAlert(room.db, org, 'mail-not-sent', subject, { reason: 'SMTP_URL = ""' }, new Date(room.now()))
      return false
    }
    await closeAlert(room.db, org, code, subject)
    return true
  } catch (caught) {
    const failure = asFailure(caught)
    room.log.warn({ org, code: failure.code, detail: failure.detail }, failure.message)
    await raiseAlert(room.db, org, code, subject, failure.code === code ? failure.params : { host: subject, reason: failure.code }, new Date(room.now()))
    return false
  }
}
