// Exit codes: the public numbers, and which of them a result or a failure means.
import type { RunReport } from '../api/operations.ts'

export const exitCodes = {
  done: 0,
  error: 1,
  /** Wrong usage or configuration, or a connection that a person must mend. */
  wrongUse: 2,
  /** Done, but records are held or failed, or the brake stopped the run. */
  heldOrFailed: 3,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The code of a failure, by what mends it. */
export function exitCodeOfRemedy(remedy: string): ExitCode {
  return remedy === 'reconnect' || remedy === 'fix-settings' ? exitCodes.wrongUse : exitCodes.error
}

/** The code of a run that has ended. A run that was stopped or interrupted is not done. */
export function exitCodeOfRun(report: Pick<RunReport, 'state' | 'held' | 'failed' | 'failure'>): ExitCode {
  switch (report.state) {
    case 'done':
      return report.held > 0 || report.failed > 0 ? exitCodes.heldOrFailed : exitCodes.done
    case 'braked':
      return exitCodes.heldOrFailed
    case 'failed':
      return exitCodeOfRemedy(report.failure?.remedy ?? 'report')
    default:
      return exitCodes.error
  }
}
