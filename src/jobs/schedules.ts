// Schedules: the recurring runs of every flow, kept equal to the setup. Even rhythms live in the job queue, odd ones ("45s") in this process.
import { cronOf, intervalOf } from './cron.ts'
import type { Jobs } from './worker.ts'

export type ScheduledFlow = { org: string; name: string; schedule: string | null; state: string }
export type Schedules = { keep(flows: readonly ScheduledFlow[]): Promise<void>; stop(): void }

/** `zone`: IANA time zone that times of day are meant in. */
export function keepSchedules(jobs: Jobs, zone: string, log: { warn(fields: object, text: string): void }): Schedules {
  const timers = new Map<string, { ms: number; timer: NodeJS.Timeout }>()
  const stopTimer = (key: string): void => {
    clearInterval(timers.get(key)?.timer)
    timers.delete(key)
  }
  return {
    keep: async (flows) => {
      const keys: string[] = []
      const intervals = new Set<string>()
      for (const flow of flows.filter((one) => one.state === 'active' && one.schedule !== null)) {
        const key = `${flow.org}/${flow.name}`
        const data = { org: flow.org, flow: flow.name, trigger: 'schedule', full: false }
        const cron = cronOf(flow.schedule ?? '')
        const ms = intervalOf(flow.schedule ?? '')
        if (cron !== null) {
          await jobs.schedule('run', key, cron, data, zone)
          keys.push(key)
        } else if (ms !== null) {
          intervals.add(key)
          if (timers.get(key)?.ms === ms) continue
          stopTimer(key)
          const ring = (): void => void jobs.send('run', data, key).catch((error: unknown) => log.warn({ flow: flow.name, error: String(error) }, 'a scheduled run could not be queued'))
          timers.set(key, { ms, timer: setInterval(ring, ms) })
        }
      }
      for (const key of timers.keys()) if (!intervals.has(key)) stopTimer(key)
      await jobs.keepOnly('run', keys)
    },
    stop: () => {
      for (const key of timers.keys()) stopTimer(key)
    },
  }
}
