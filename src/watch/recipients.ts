// Who is told what, and when: the notices of an organisation as single recipients.
import { createHash } from 'node:crypto'
import type { Notice } from '../config/setup.ts'

/** Names a recipient without keeping the address: a webhook's path is a secret. */
export function recipientKey(address: string): string {
  return createHash('sha256').update(address.trim().toLowerCase()).digest('base64url').slice(0, 22)
}

export type Recipient = { to: Notice['to']; address: string; key: string; when: Notice['when']; digest: string | null }

/** When the collected notice goes out: as written, else each morning for mails about held records, else never. */
export function digestSchedule(notice: Notice): string | null {
  return notice.digest ?? (notice.to === 'mail' && notice.when.includes('held') ? 'daily 07:30' : null)
}

export function recipientsOf(notices: readonly Notice[]): Recipient[] {
  return notices.flatMap((notice) => {
    const addresses = notice.to === 'slack' ? [notice.url] : [notice.address].flat()
    return addresses.map((address) => ({ to: notice.to, address, key: recipientKey(address), when: notice.when, digest: digestSchedule(notice) }))
  })
}
