// Monitoring of an installation: what the clock asks for (housekeeping, alerts, daily mails, the duplicate watch), with what it needs put in its hands.
import { isLoopback } from '../config/environment.ts'
import { parseSchedule, type Notice } from '../config/setup.ts'
import { asFailure, Failure } from '../core/failure.ts'
import { runStore } from '../store/run-store.ts'
import { listConnections } from '../store/tables/connections.ts'
import { listFlows, listOrganisations } from '../store/tables/flows.ts'
import { refreshAlerts, tellAlerts } from '../watch/alerts.ts'
import { mailTransport, sendDailyMails } from '../watch/daily-mail.ts'
import { watchDuplicates } from '../watch/duplicates.ts'
import { keepHouse } from '../watch/housekeeping.ts'
import { digestSchedule } from '../watch/recipients.ts'
import type { WatchRoom } from '../watch/room.ts'
import { openClient, pinnedAccount } from './clients.ts'
import { roomOf } from './run-context.ts'
import type { Installation } from './installation.ts'
import { storedSetup } from './setup.ts'

export type Monitor = {
  /** Deletes what has served its time; every hour. */
  housekeeping(): Promise<void>
  /** Raises, closes and tells alerts, and sends daily mails that could not be sent when due; every few minutes. */
  watch(): Promise<void>
  /** The collected notice of those who asked for it at this schedule. */
  dailyMail(org: string, digest: string): Promise<void>
  /** Documents that carry one mark twice, in every connected book; each night. */
  duplicates(): Promise<void>
  /** Schedules of collected notices: one per organisation and time of day. */
  digests(): Promise<{ org: string; digest: string }[]>
  stop(): void
}

/** Looks for marks that stand on more than one document of a connection's books: each night, and after a take-over. */
export async function duplicatesOf(installation: Installation, org: string, connection: string, stopping: () => boolean): Promise<void> {
  const { db, seal, now, log } = installation
  const opened = await openClient(roomOf(installation), org, connection, undefined, false)
  try {
    const { books } = opened.client
    // After a restore the next run reads the books whole first; before that nothing is judged and nothing removed.
    if (books === undefined || opened.row.restored_at !== null) return
    const account = await pinnedAccount(roomOf(installation), org, opened)
    const { company } = await books.lookups()
    const before = (): void => {
      if (stopping()) throw new Failure('stopping')
    }
    await watchDuplicates({ db, org, account: account.id, store: runStore(db, org, account.id, seal, installation.secrets.keyedHash), books, canOrder: company.canOrder, removeOrders: false, before, now, log })
  } finally {
    await opened.client.close()
  }
}

export function monitor(installation: Installation): Monitor {
  const { db, seal, now, log, environment } = installation
  let stopping = false
  const mail = environment.smtpUrl === null ? null : mailTransport(environment.smtpUrl)
  const allowLoopback = Object.values(environment.hosts).every((hosts) => Object.values(hosts).every(isLoopback))
  const room: WatchRoom = { db, seal, now, log, mail, allowLoopback }
  const organisations = async (): Promise<string[]> => (await listOrganisations(db)).map((one) => one.id)
  const notices = async (org: string): Promise<Notice[]> => (await storedSetup(installation, org))?.notify ?? []

  return {
    housekeeping: async () => void (await keepHouse({ db, now })),
    watch: async () => {
      for (const org of await organisations()) {
        try {
          await refreshAlerts(room, org, parseSchedule)
          const wanted = await notices(org)
          await tellAlerts(room, org, wanted)
          await sendDailyMails(room, org, wanted, { owed: true })
        } catch (caught) {
          // Trouble of one organisation keeps no other from being told.
          const failure = asFailure(caught)
          log.warn({ org, code: failure.code, detail: failure.detail }, failure.message)
        }
      }
    },
    dailyMail: async (org, digest) => void (await sendDailyMails(room, org, await notices(org), { digest })),
    duplicates: async () => {
      for (const org of await organisations()) {
        const targets = new Set((await listFlows(db, org)).map((flow) => flow.target))
        const connected = (await listConnections(db, org)).filter((row) => row.state === 'ok' && targets.has(row.name))
        for (const { name } of connected) {
          try {
            await duplicatesOf(installation, org, name, () => stopping)
          } catch (caught) {
            // One broken connection parks only itself.
            const failure = asFailure(caught)
            log.warn({ org, connection: name, code: failure.code, detail: failure.detail }, failure.message)
          }
        }
      }
    },
    digests: async () => {
      const found = await Promise.all((await organisations()).map(async (org) => (await notices(org)).flatMap((notice) => {
        const digest = digestSchedule(notice)
        return digest === null ? [] : [{ org, digest }]
      })))
      return found.flat()
    },
    stop: () => {
      stopping = true
      mail?.close()
    },
  }
}
