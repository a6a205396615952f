// Durable jobs on pg-boss behind our own dispatch loop: fetch, touch while working, complete or fail. Nobody else imports pg-boss.
import { PgBoss } from 'pg-boss'
import { z } from 'zod'

/** What can be asked of a worker. Every task carries its organisation. */
export const taskData = {
  run: z.object({ org: z.string(), flow: z.string(), trigger: z.string(), full: z.boolean().default(false) }),
  'daily-mail': z.object({ org: z.string(), digest: z.string() }),
  housekeeping: z.object({}),
  watch: z.object({}),
  duplicates: z.object({}),
  backup: z.object({}),
} as const
export type TaskName = keyof typeof taskData
export type TaskData<N extends TaskName> = z.infer<(typeof taskData)[N]>
export type Handlers = { [N in TaskName]: (data: TaskData<N>) => Promise<void> }

/** A dead worker's job is given to another after this long (pg-boss allows no less than 10). */
const heartbeatSeconds = 10
/** How often an idle worker asks for work. */
const pollMs = 1_000
/** Tasks of a kind side by side in one process. Runs are many, so that none waits for a long one to end; how many blocks are worked on at once is limited by the process's places. */
const atOnce: Record<TaskName, number> = { run: 16, 'daily-mail': 2, housekeeping: 1, watch: 1, duplicates: 1, backup: 1 }

export type Jobs = {
  send<N extends TaskName>(name: N, data: TaskData<N>, key: string): Promise<void>
  /** A recurring task; the same key replaces it. `zone` is an IANA time zone. */
  schedule<N extends TaskName>(name: N, key: string, cron: string, data: TaskData<N>, zone: string): Promise<void>
  /** Recurring tasks of a name whose keys are not in the list go. */
  keepOnly(name: TaskName, keys: string[]): Promise<void>
  stop(): Promise<void>
}

export async function startJobs(options: { databaseUrl: string; handlers: Handlers; /** Tasks left to other processes. */ leaves?: TaskName[]; log: { warn(fields: object, text: string): void }; onTrouble?: (error: unknown) => void }): Promise<Jobs> {
  const boss = new PgBoss({ connectionString: options.databaseUrl, schema: 'kontobro_jobs', max: 3, application_name: 'kontobro jobs', superviseIntervalSeconds: 5, monitorIntervalSeconds: 5, cronMonitorIntervalSeconds: 10, cronWorkerIntervalSeconds: 5 })
  boss.on('error', (error: unknown) => options.log.warn({ error: String(error) }, 'job queue'))
  await boss.start()
  const everyName = Object.keys(taskData) as TaskName[]
  const names = everyName.filter((name) => options.leaves?.includes(name) !== true)
  for (const name of everyName) await boss.createQueue(name, { heartbeatSeconds, retryLimit: 5, retryBackoff: true, expireInSeconds: 6 * 3600, deleteAfterSeconds: 86_400 })

  let stopping = false
  const working = new Map<TaskName, Set<Promise<void>>>(names.map((name) => [name, new Set()]))
  /** Wakes the loop when a task has ended and made room. */
  let roomMade: () => void = () => undefined
  async function handle(name: TaskName, id: string, raw: unknown): Promise<void> {
    const beat = setInterval(() => void boss.touch(name, id).catch((error: unknown) => options.log.warn({ error: String(error) }, 'heartbeat of a job')), (heartbeatSeconds * 1000) / 3)
    try {
      await runTask(options.handlers, name, raw)
      await boss.complete(name, id)
    } catch (error) {
      options.log.warn({ task: name, error: String(error) }, 'a task failed and is tried again')
      await boss.fail(name, id, { message: String(error) }).catch((failed: unknown) => options.log.warn({ error: String(failed) }, 'job queue'))
    } finally {
      clearInterval(beat)
    }
  }
  /** Takes as many tasks as there is room for; true when there may be more. */
  async function take(): Promise<boolean> {
    let more = false
    for (const [name, own] of working) {
      const room = atOnce[name] - own.size
      if (room <= 0) {
        more = true
        continue
      }
      const jobs = await boss.fetch(name, { batchSize: room })
      more ||= jobs.length === room
      for (const job of jobs) {
        const work = handle(name, job.id, job.data).finally(() => {
          own.delete(work)
          roomMade()
        })
        own.add(work)
      }
    }
    return more
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      let more = false
      try {
        more = await take()
      } catch (error) {
        options.onTrouble?.(error)
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs)
        // With more in the queue, the next is taken as soon as there is room.
        roomMade = more ? () => (clearTimeout(timer), resolve()) : () => undefined
      })
    }
  }
  const looping = loop()

  return {
    send: async (name, data, key) => void (await boss.send(name, data, { singletonKey: key, singletonSeconds: 1 })),
    schedule: (name, key, cron, data, zone) => boss.schedule(name, cron, data, { key, tz: zone }),
    keepOnly: async (name, keys) => {
      for (const schedule of await boss.getSchedules(name)) if (!keys.includes(schedule.key)) await boss.unschedule(name, schedule.key)
    },
    stop: async () => {
      stopping = true
      await looping
      await Promise.allSettled([...working.values()].flatMap((own) => [...own]))
      await boss.stop({ graceful: true, timeout: 5_000 })
    },
  }
}

async function runTask(handlers: Handlers, name: TaskName, raw: unknown): Promise<void> {
  switch (name) {
    case 'run':
      return await handlers.run(taskData.run.parse(raw))
    case 'daily-mail':
      return await handlers['daily-mail'](taskData['daily-mail'].parse(raw))
    case 'housekeeping':
      return await handlers.housekeeping({})
    case 'watch':
      return await handlers.watch({})
    case 'duplicates':
      return await handlers.duplicates({})
    case 'backup':
      return await handlers.backup({})
  }
}
