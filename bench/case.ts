// One case: so many new sales written once, then again with nothing new; measured from outside and checked.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { twinEnvironment } from './config.ts'
import type { Answer, Ready } from './engine-process.ts'
import { cpuMsOf, watchLoad } from './load.ts'
import { watchMemory, type Peak } from './memory.ts'
import { startChild } from './processes.ts'
import { startTwins, type Documents, type Seen } from './twins.ts'

export type CaseFigures = { deals: number; latencyMs: number; first: Answer & Seen; /** With nothing new, right after. */ again: Answer & Seen; /** With nothing new, when the window has left our own write-back behind. */ later: Answer & Seen; memory: Peak; /** Share of all processors that other programs took during the first run; null when unknown. */ others: number | null; /** Processor milliseconds of the first run beside the engine's. */ cpuMs: { database: number; hubspot: number; eaccounting: number }; documents: Documents; wrong: string[] }

const minuteMs = 60_000
const hourMs = 60 * minuteMs

export async function runCase(options: { deals: number; latencyMs: number; profile: string | null }): Promise<CaseFigures> {
  const now = Date.now()
  const dataDir = mkdtempSync(join(tmpdir(), 'kontobro-bench-'))
  // PostgreSQL may run as another user, which must reach its files.
  chmodSync(dataDir, 0o711)
  const twins = await startTwins({ deals: options.deals, wonAt: now - hourMs / 2, latencyMs: options.latencyMs })
  try {
    const engine = startChild<Ready | Answer>('engine-process.ts', [dataDir, new Date(now - hourMs).toISOString()], {
      environment: twinEnvironment(twins.urls), nodeFlags: options.profile === null ? [] : ['--cpu-prof', '--cpu-prof-dir', options.profile, '--cpu-prof-interval', '500'],
    })
    try {
      const ready = (await engine.next()) as Ready
      const memory = watchMemory({ engine: engine.pid, database: ready.databasePid })
      const measure = async (trigger: 'manual' | 'schedule', aheadMs = 0): Promise<Answer & Seen> => {
        await twins.clear()
        engine.send({ do: 'run', trigger, aheadMs })
        const answer = (await engine.next()) as Answer
        return { ...answer, ...(await twins.seen()) }
      }
      const load = watchLoad([engine.pid, ready.databasePid, ...twins.pids])
      const parts = { database: [ready.databasePid], hubspot: twins.pids.slice(0, 1), eaccounting: twins.pids.slice(1) }
      const before = { database: cpuMsOf(parts.database), hubspot: cpuMsOf(parts.hubspot), eaccounting: cpuMsOf(parts.eaccounting) }
      const first = await measure('manual')
      const cpuMs = { database: cpuMsOf(parts.database) - before.database, hubspot: cpuMsOf(parts.hubspot) - before.hubspot, eaccounting: cpuMsOf(parts.eaccounting) - before.eaccounting }
      const others = load()
      const again = await measure('schedule')
      // Windows overlap by ten minutes: one run eleven minutes ahead sees the echoes a last time, the next does not.
      await measure('schedule', 11 * minuteMs)
      const later = await measure('schedule', 12 * minuteMs)
      const peak = memory.stop()
      const documents = await twins.documents()
      engine.send({ do: 'end' })
      return { deals: options.deals, latencyMs: options.latencyMs, first, again, later, memory: peak, others, cpuMs, documents, wrong: faultsOf(options.deals, first, [again, later], documents) }
    } finally {
      await engine.end()
    }
  } finally {
    await twins.end()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** What is not as it must be; empty when all is right. */
function faultsOf(deals: number, first: Answer, idle: Answer[], documents: Documents): string[] {
  const expected: [string, number, number][] = [
    ['orders created', first.created, deals], ['held', first.held, 0], ['failed', first.failed, 0], ['orders in the books', documents.count, deals], ['marks in the books', documents.marks, deals],
    ['marks on two documents', documents.doubled.length, 0], ['customers', documents.customers, Math.min(200, deals)], ['articles', documents.articles, Math.min(300, deals * 3)],
    ['created by runs with nothing new', idle.reduce((sum, run) => sum + run.created, 0), 0],
  ]
  return [
    ...expected.filter(([, is, must]) => is !== must).map(([what, is, must]) => `${what}: ${is}, not ${must}`),
    ...[first, ...idle].flatMap((run) => [...(run.state === 'done' ? [] : [`a run ended as ${run.state}`]), ...run.trouble]),
  ]
}
