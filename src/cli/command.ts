// What every command file gives: its words and options for --help, and what it does, loaded only when it runs.
import type { Command } from 'commander'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import type { Session } from './session.ts'
import type { Terminal } from './terminal.ts'

export type CommandRoom = {
  terminal: Terminal
  /** Organisation chosen with --org. */
  org(): string
  /** Told once, when the command has ended. */
  finish(code: ExitCode): void
}

export type AddCommand = (program: Command, room: CommandRoom) => void

/** Help that follows the options: examples as they are typed, each with what it does. */
export function examples(terminal: Terminal, lines: readonly (readonly [typed: string, sv: string, en: string])[]): string {
  const wide = Math.max(...lines.map(([typed]) => typed.length))
  const shown = lines.map(([typed, sv, en]) => `  $ ${typed.padEnd(wide)}   ${terminal.t(sv, en)}`)
  return `\n${terminal.t('Exempel:', lines.length === 1 ? 'Example:' : 'Examples:')}\n${shown.join('\n')}\n`
}

/** Opens a session, does the work, and closes the session whatever happens. */
export async function withSession(room: CommandRoom, work: (session: Session) => Promise<ExitCode>, options: { shared?: boolean } = {}): Promise<ExitCode> {
  const { openSession } = await import('./session.ts')
  const session = await openSession(room.terminal, options)
  let how: 'finish' | 'leave' = 'leave'
  try {
    const code = await work(session)
    how = 'finish'
    return code
  } finally {
    await session.close(how)
  }
}

/** Every command that reads takes this. */
export function jsonOption(command: Command, terminal: Terminal): Command {
  return command.option('--json', terminal.t('Skriv resultatet som JSON, för skript.', 'Print the result as JSON, for scripts.'))
}

export { exitCodes }
