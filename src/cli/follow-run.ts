// Following a run to its end: progress while it is alive, Ctrl-C that finishes the calls in flight, a second one that leaves at once.
import { setTimeout as pause } from 'node:timers/promises'
import type { RunReport } from '../api/operations.ts'
import type { ApiOperations } from './api-client.ts'
import { exitCodes } from './exit-codes.ts'
import { openProgress } from './progress.ts'
import type { Terminal } from './terminal.ts'

const lookEveryMs = 200
/** A run that shows no change for longer than its lease may have lost its process; starting again joins it if it is alive. */
const stillMs = 12_000

export type Following = {
  operations: Pick<ApiOperations, 'run' | 'stopRun'>
  terminal: Terminal
  org: string
  /** Starts the run, or joins the one that is alive. */
  start(): Promise<RunReport>
  /** The run must be ours (it names certain records): when another is alive, that one is waited for and then ours begins. */
  insist?: boolean
  /** Hears of every look at the run. */
  onLook?(report: RunReport): Promise<void> | void
}

/** The report of the run when it has ended. `joined` tells that someone else had begun it. Leaving a run of someone else does not stop it. */
export async function followRun(following: Following): Promise<RunReport> {
  const { operations, terminal, org, start, insist } = following
  const first = await start()
  if (first.joined) {
    terminal.err(insist === true
      ? terminal.t('Flödet körs redan; väntar tills den körningen är klar.', 'The flow is already running; waiting for that run to end.')
      : terminal.t('Flödet körs redan; följer den körningen.', 'The flow is already running; following that run.'))
  }
  let joined = first.joined
  const interruption = onInterrupt(terminal, async () => {
    if (joined) process.exit(exitCodes.error)
    await operations.stopRun(org, first.run)
  })
  const progress = openProgress(terminal)
  try {
    let report = first
    let lastChange = Date.now()
    while (report.state === 'running') {
      progress.show(report)
      await following.onLook?.(report)
      await pause(lookEveryMs)
      const next = await operations.run(org, report.run)
      if (signature(next) !== signature(report)) lastChange = Date.now()
      report = next
      if (report.state === 'running' && joined && Date.now() - lastChange > stillMs) {
        report = await start()
        joined = report.joined
        lastChange = Date.now()
      }
    }
    await following.onLook?.(report)
    if (!joined || insist !== true) return { ...report, joined }
  } finally {
    progress.end()
    interruption.end()
  }
  return await followRun(following)
}

function signature({ durationMs: _elapsed, ...rest }: RunReport): string {
  return JSON.stringify(rest)
}

const sameSignalMs = 250

/** Calls `stop` at the first interrupt; the second one ends the process. */
export function onInterrupt(terminal: Terminal, stop: () => Promise<void>): { end(): void } {
  let firstAt = 0
  const heard = (): void => {
    // A terminal's Ctrl-C comes to the launcher and to us, and the launcher passes its own on: that is one.
    if (firstAt > 0 && Date.now() - firstAt < sameSignalMs) return
    if (firstAt > 0) process.exit(exitCodes.error)
    firstAt = Date.now()
    terminal.err(`\n${terminal.t('Avslutar anropen som pågår. Ctrl-C en gång till avbryter genast.', 'Finishing the calls in flight. Ctrl-C once more leaves at once.')}`)
    stop().catch((caught: unknown) => terminal.err(caught instanceof Error ? caught.message : String(caught)))
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, heard)
  return {
    end: () => {
      for (const signal of signals) process.off(signal, heard)
    },
  }
}
