// One case: so many new sales written once, then again with nothing new; measured from outside and checked.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { twinEnvironment } from './config.ts'
import type { Answer, Ready } from './engine-process.ts'
import { watchMemory, type Peak } from './memory.ts'
import { startChild } from './processes.ts'
import { startTwins, type Documents, type Seen } from './twins.ts'

export type CaseFigures = { deals: number; latencyMs: number; first: Answer & Seen; again: Answer & Seen; memory: Peak; documents: Documents; wrong: string[] }

const hourMs = 3_600_000

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
      const measure = async (trigger: 'manual' | 'schedule'): Promise<Answer & Seen> => {
        await twins.clear()
        engine.send({ do: 'run', trigger })
        const answer = (await engine.next()) as Answer
        return { ...answer, ...(await twins.seen()) }
      }
      const first = await measure('manual')
      const again = await measure('schedule')
      const peak = memory.stop()
      const documents = await twins.documents()
      engine.send({ do: 'end' })
      return { deals: options.deals, latencyMs: options.latencyMs, first, again, memory: peak, documents, wrong: faultsOf(options.deals, first, again, documents) }
    } finally {
      await engine.end()
    }
  } finally {
    await twins.end()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** What is not as it must be; empty when all is right. */
function faultsOf(deals: number, first: Answer, again: Answer, documents: Documents): string[] {
  const expected: [string, number, number][] = [
    ['orders created', first.created, deals], ['held', first.held, 0], ['failed', first.failed, 0], ['orders in the books', documents.count, deals], ['marks in the books', documents.marks, deals],
    ['marks on two documents', documents.doubled.length, 0], ['customers', documents.customers, Math.min(200, deals)], ['articles', documents.articles, Math.min(300, deals * 3)],
    ['created by the second run', again.created, 0],
  ]
  return [
    ...expected.filter(([, is, must]) => is !== must).map(([what, is, must]) => `${what}: ${is}, not ${must}`),
    ...[first, again].filter((run) => run.state !== 'done').map((run) => `a run ended as ${run.state}`), ...first.trouble, ...again.trouble,
  ]
}
