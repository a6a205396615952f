// All operations of an installation, put together; runs of this process are kept so that they can be joined and stopped.
import type { Operations, RunReport, Status } from '../api/operations.ts'
import { Failure } from '../core/failure.ts'
import { dismissHeld, listHeld } from '../store/tables/held.ts'
import { flowNamed, setFlowState } from '../store/tables/flows.ts'
import type { RunInNeed } from '../store/tables/parts.ts'
import { fateOf, latestRuns, runById } from '../store/tables/runs.ts'
import { backupOperations } from './backups.ts'
import { examineInside } from './examine/inside.ts'
import { doorbells } from './doorbells.ts'
import { duplicatesOf } from './monitor.ts'
import { connectOperations } from './connect.ts'
import { startRun, storedRequest, type RunOptions, type Running } from './flow-run.ts'
import type { Installation } from './installation.ts'
import { privacyOperations } from './privacy.ts'
import { questions } from './questions.ts'
import type { RunHooks } from './run-context.ts'
import { reportRun } from './run-report.ts'
import { setupOperations } from './setup.ts'
import { tryMapping } from './try-mapping.ts'

export type OperationsOptions = {
  server: () => Status['server']
  /** Called after an apply, so that schedules are read again. */
  onSetupChanged?: () => Promise<void>
  metrics?: () => Promise<string>
  hooks?: RunHooks
}

export type RunKeeping = {
  /** Goes on with a run whose worker vanished; resolves when it has begun. */
  takeOver(run: RunInNeed): Promise<void>
  closeRuns(): Promise<void>
}

/** As many workers may vanish in one run before it is left to its schedule or a person. */
const mostFollowed = 5

/** Runs asked for by a person wait for their outcomes and try everything held again; schedules do neither. */
export function createOperations(installation: Installation, options: OperationsOptions): Operations & RunKeeping {
  const running = new Map<string, Running>()
  const watching = new Set<Promise<void>>()
  let closing = false

  async function begin(request: RunOptions, wait: boolean, followed = 0): Promise<RunReport> {
    const started = await startRun(installation, request, options.hooks)
    if (!started.joined) {
      running.set(started.run.id, started)
      // How it ended is for whoever waits for it; here a failure must not become one that nobody hears, which would end the process.
      const over = (): boolean => running.delete(started.run.id)
      void started.finished.then(over, over)
      if (started.tookOver) watching.add(watchAfterTakeOver(request.org, request.flow, started.finished))
    }
    if (wait) {
      if (!started.joined) await started.finished
      // Its worker vanished: whoever waits for it goes on with it, or follows the run of who does already.
      else if ((await ended(started.run.id)) === 'vanished' && followed < mostFollowed) return await begin(request, true, followed + 1)
    }
    const row = await runById(installation.db, request.org, started.run.id)
    return await reportRun(installation, row ?? started.run, started.joined)
  }

  /** A worker vanished in the middle of the run before this one: what it may have doubled is looked for at once. */
  async function watchAfterTakeOver(org: string, flow: string, finished: Promise<unknown>): Promise<void> {
    try {
      await finished
      const row = await flowNamed(installation.db, org, flow)
      if (row !== null && !closing) await duplicatesOf(installation, org, row.target, () => closing)
    } catch (caught) {
      installation.log.warn({ org, flow, error: String(caught) }, 'the duplicate watch after a take-over did not finish; the nightly one looks again')
    }
  }

  /** Waits for a run of another process. */
  async function ended(id: string): Promise<'ended' | 'vanished'> {
    while (!closing) {
      const fate = await fateOf(installation.db, id)
      if (fate !== 'alive') return fate
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    return 'ended'
  }

  const flowOf = async (org: string, flow: string) => {
    const row = await flowNamed(installation.db, org, flow)
    if (row === null) throw new Failure('unknown-flow', { name: flow })
    return row
  }

  const bells = doorbells(installation, async (org, flow, records) => {
    const report = await begin({ org, flow, trigger: 'webhook', preview: false, recordIds: records, since: null, approved: false, held: 'none', full: false, waitForOutcomes: false, goesOn: false }, false)
    return { joined: report.joined }
  })

  return {
    ...questions(installation, options.server),
    ...setupOperations(installation, options.onSetupChanged ?? (async () => undefined)),
    ...connectOperations(installation),
    ...privacyOperations(installation),
    ...backupOperations(installation),
    examine: () => examineInside(installation),
    startRun: async (org, flow, choice) => {
      await flowOf(org, flow)
      const trigger = choice.trigger ?? 'manual'
      const person = trigger !== 'schedule'
      return await begin({
        org, flow, trigger, preview: choice.preview === true, recordIds: choice.record === undefined ? null : [choice.record], since: choice.since ?? null, approved: choice.yes === true && person,
        held: choice.preview === true ? 'none' : person ? 'all' : 'due', full: choice.full === true, waitForOutcomes: person, goesOn: false,
      }, choice.wait === true)
    },
    run: async (org, id) => {
      const row = await runById(installation.db, org, id)
      if (row === null) throw new Failure('unknown-run', { id })
      return await reportRun(installation, row)
    },
    runs: async (org, flow, limit) => await Promise.all((await latestRuns(installation.db, org, flow, limit)).map((row) => reportRun(installation, row))),
    stopRun: async (org, id) => {
      if ((await runById(installation.db, org, id)) === null) throw new Failure('unknown-run', { id })
      running.get(id)?.stop()
    },
    replay: async (org, choice) => {
      await flowOf(org, choice.flow)
      const held = await listHeld(installation.db, org, { flow: choice.flow, code: choice.code, limit: 50_000 })
      const wanted = choice.records ?? held.filter((row) => row.state !== 'dismissed').map((row) => row.record_id)
      return await begin({ org, flow: choice.flow, trigger: 'replay', preview: false, recordIds: wanted, since: null, approved: true, held: 'none', full: false, waitForOutcomes: true, goesOn: false }, choice.wait === true)
    },
    dismiss: async (org, flow, record) => {
      if (!(await dismissHeld(installation.db, org, flow, record))) throw new Failure('unknown-record', { id: record })
    },
    setFlowState: async (org, flow, state) => {
      await flowOf(org, flow)
      await setFlowState(installation.db, org, flow, state)
      await options.onSetupChanged?.()
    },
    tryMapping: (org, flow, record) => tryMapping(installation, org, flow, record),
    webhook: (org, connection, call) => bells.ring(org, connection, call),
    metrics: options.metrics ?? (async () => ''),
    takeOver: async ({ id, org, flow, trigger, request }) => {
      installation.log.warn({ run: id, org, flow }, 'the worker of a run vanished; it is taken over')
      await begin({ ...storedRequest.parse(request), goesOn: true, org, flow, trigger, preview: false }, false)
    },
    closeRuns: async () => {
      closing = true
      bells.stop()
      for (const one of running.values()) one.stop()
      await Promise.allSettled([...running.values()].map((one) => one.finished))
      await Promise.allSettled(watching)
    },
  }
}
