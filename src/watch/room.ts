// What monitoring works with: the database, the seal, the clock, and the ways out to people.
import type { Kysely } from 'kysely'
import type { Seal } from '../store/tables/connections.ts'
import type { Mailer } from './mail.ts'

export type WatchRoom = {
  db: Kysely<unknown>
  seal: Seal
  now(): number
  log: { warn(fields: object, text: string): void }
  /** Null when SMTP_URL is not set. */
  mail: Mailer | null
  /** The vendors' hosts are this computer (the sandbox): webhooks may lead here too. */
  allowLoopback: boolean
}
