// The work of a server or worker: jobs taken from the queue and turned into operations, and schedules kept equal to the setup.
import type { Operations } from './api/operations.ts'
import { asFailure } from './core/failure.ts'
import { startHelping } from './engine/helping.ts'
import type { Installation } from './engine/installation.ts'
import { backupTonight } from './engine/backups.ts'
import { monitor } from './engine/monitor.ts'
import type { RunKeeping } from './engine/operations.ts'
import { cronOf } from './jobs/cron.ts'
import { keepSchedules } from './jobs/schedules.ts'
import { startJobs, type Handlers } from './jobs/worker.ts'
import type { Logger } from './log.ts'
import { listFlows, listOrganisations } from './store/tables/flows.ts'

/** When the clock asks for what: cron lines in the installation's time zone. */
const hourly = '7 * * * *'
const everyFewMinutes = '*/5 * * * *'
const nightly = '41 2 * * *'
/** Looked at every hour, made once a night. */
const backups = '23 * * * *'

export type Work = {
  /** Reads the setup again and makes the schedules equal to it. */
  readSetup(): Promise<void>
  /** Takes no new jobs; `closeRuns` ends the runs that jobs are waiting for. */
  stop(closeRuns: () => Promise<void>): Promise<void>
}

export async function startWork(parts: { installation: Installation; operations: Operations; takeOver: RunKeeping['takeOver']; log: Logger; /** This process owns the data folder, where backups lie. */ ownsFolder: boolean }): Promise<Work> {
  const { installation, operations, log } = parts
  const { db } = installation
  const monitoring = monitor(installation)
  const handlers: Handlers = {
    run: async ({ org, flow, trigger, full }) => {
      try {
        await operations.startRun(org, flow, { trigger, full, wait: true })
      } catch (caught) {
        // What a person must mend is shown as the state of the flow and its connections; trying the same job again would not mend it.
        const failure = asFailure(caught)
        if (failure.code === 'unexpected') throw caught
        log.warn({ org, flow, code: failure.code }, failure.message)
      }
    },
    housekeeping: monitoring.housekeeping,
    watch: monitoring.watch,
    // Each night everything is compared whole, whatever its change stamp, and then the books are searched for doubles.
    duplicates: async () => {
      for (const organisation of await listOrganisations(db)) {
        for (const flow of await listFlows(db, organisation.id)) {
          if (flow.state === 'active' && flow.schedule !== 'off') await handlers.run({ org: organisation.id, flow: flow.name, trigger: 'schedule', full: true })
        }
      }
      await monitoring.duplicates()
    },
    backup: async () => void (await backupTonight(installation)),
    'daily-mail': ({ org, digest }) => monitoring.dailyMail(org, digest),
  }
  await monitoring.housekeeping()
  const jobs = await startJobs({ databaseUrl: installation.databaseUrl, handlers, log, leaves: parts.ownsFolder ? [] : ['backup'], onTrouble: (error) => log.warn({ error: String(error) }, 'the job queue is out of reach') })
  const helping = startHelping(installation, parts.takeOver)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const schedules = keepSchedules(jobs, zone, log)
  const readSetup = async (): Promise<void> => {
    const flows = await Promise.all((await listOrganisations(db)).map((organisation) => listFlows(db, organisation.id)))
    await schedules.keep(flows.flat())
    const mails: string[] = []
    for (const { org, digest } of await monitoring.digests()) {
      const cron = cronOf(digest)
      const key = `${org}/${digest.replaceAll(/[^\w.-]+/g, '-')}`
      if (cron === null || mails.includes(key)) continue
      await jobs.schedule('daily-mail', key, cron, { org, digest }, zone)
      mails.push(key)
    }
    await jobs.keepOnly('daily-mail', mails)
  }
  await jobs.schedule('housekeeping', 'hourly', hourly, {}, zone)
  await jobs.schedule('watch', 'often', everyFewMinutes, {}, zone)
  await jobs.schedule('duplicates', 'nightly', nightly, {}, zone)
  await jobs.schedule('backup', 'nightly', backups, {}, zone)
  await readSetup()
  return {
    readSetup,
    stop: async (closeRuns) => {
      schedules.stop()
      monitoring.stop()
      await Promise.all([helping.stop(), jobs.stop(), closeRuns()])
    },
  }
}
