// Serving: what the long-lived commands share: their log, the wait for Ctrl-C, the orderly end.
import { createLogger, type Logger } from '../log.ts'
import type { Opened } from '../main.ts'
import type { OwnerInfo } from '../store/data-folder.ts'
import { exitCodes } from './exit-codes.ts'
import { onInterrupt } from './follow-run.ts'
import { CliProblem } from './problem.ts'
import type { Terminal } from './terminal.ts'

/** A person at a terminal sees what goes wrong; a service manager gets every line. */
export function serverLog(terminal: Terminal): Logger {
  return createLogger({ level: terminal.verbose ? 'debug' : terminal.rewrites ? 'warn' : 'info' })
}

/** Waits for Ctrl-C or SIGTERM, then ends in order; a second one leaves at once. */
export async function untilStopped(terminal: Terminal, opened: Pick<Opened, 'stop'>, more: () => Promise<void> = async () => undefined): Promise<void> {
  // Signals alone do not keep a process alive.
  const alive = setInterval(() => undefined, 3_600_000)
  const asked = Promise.withResolvers<void>()
  const interruption = onInterrupt(terminal, async () => asked.resolve())
  await asked.promise
  try {
    await opened.stop()
    await more()
  } finally {
    clearInterval(alive)
    interruption.end()
  }
}

export function alreadyRunning(held: OwnerInfo): CliProblem {
  return new CliProblem('already-running', exitCodes.error, {
    sv: `Kontobro körs redan här: http://${held.host}:${held.port} (process ${held.pid}, version ${held.version}).`, en: `Kontobro is already running here: http://${held.host}:${held.port} (process ${held.pid}, version ${held.version}).`,
  }, { sv: 'Välj en annan datamapp med --data-dir om du vill ha en till.', en: 'Choose another data folder with --data-dir if you want a second one.' })
}
