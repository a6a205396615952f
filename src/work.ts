// The work of a server or worker: jobs taken from the queue and turned into operations, schedules kept equal to the setup, daily housekeeping.
import type { Operations } from './api/operations.ts'
import { asFailure } from './core/failure.ts'
import type { Installation } from './engine/installation.ts'
import { keepSchedules } from './jobs/schedules.ts'
import { startJobs, type Handlers } from './jobs/worker.ts'
import type { Logger } from './log.ts'
import { keepActivities } from './store/tables/activities.ts'
import { listFlows, listOrganisations } from './store/tables/flows.ts'
import { forgetSeen } from './store/tables/held.ts'

/** Stamps of records that needed nothing are kept for two windows of the nightly full compare. */
const seenDays = 14

export type Work = {
  /** Reads the flows again and makes the schedules equal to them. */
  readSetup(): Promise<void>
  /** Takes no new jobs; `closeRuns` ends the runs that jobs are waiting for. */
  stop(closeRuns: () => Promise<void>): Promise<void>
}

export async function startWork(parts: { installation: Installation; operations: Operations; log: Logger }): Promise<Work> {
  const { installation, operations, log } = parts
  const { db } = installation
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
    housekeeping: async () => {
      await keepActivities(db, new Date(installation.now()))
      await forgetSeen(db, new Date(installation.now() - seenDays * 86_400_000))
    },
    'daily-mail': async () => undefined,
  }
  await handlers.housekeeping({})
  const jobs = await startJobs({ databaseUrl: installation.databaseUrl, handlers, log, onTrouble: (error) => log.warn({ error: String(error) }, 'the job queue is out of reach') })
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const schedules = keepSchedules(jobs, zone, log)
  const readSetup = async (): Promise<void> => {
    const flows = await Promise.all((await listOrganisations(db)).map((organisation) => listFlows(db, organisation.id)))
    await schedules.keep(flows.flat())
  }
  await jobs.schedule('housekeeping', 'daily', '17 3 * * *', {}, zone)
  await readSetup()
  return {
    readSetup,
    stop: async (closeRuns) => {
      schedules.stop()
      await Promise.all([jobs.stop(), closeRuns()])
    },
  }
}
