// The last stop of every error: one or two plain sentences on stderr, the stack only with --verbose, and the exit code.
import { asFailure, Failure, failureCure, failureSentence } from '../core/failure.ts'
import { exitCodes, exitCodeOfRemedy, type ExitCode } from './exit-codes.ts'
import { CliProblem } from './problem.ts'
import type { Terminal } from './terminal.ts'

export type Told = { code: string; text: string; cure: string; exitCode: ExitCode }

/** Prints a caught error. With `json` the problem is also one object on stdout, so that a script always reads exactly one. */
export function complain(terminal: Terminal, caught: unknown, json: boolean): ExitCode {
  const told = tell(caught, terminal)
  terminal.err(told.cure === '' ? told.text : `${told.text}\n${told.cure}`)
  if (terminal.verbose && caught instanceof Error) terminal.err(`\n${stackOf(caught)}`)
  if (json) terminal.out(JSON.stringify({ error: { code: told.code, message: told.text, cure: told.cure } }))
  return told.exitCode
}

export function tell(caught: unknown, terminal: Pick<Terminal, 't' | 'language' | 'verbose'>): Told {
  const { t } = terminal
  if (caught instanceof CliProblem) {
    return { code: caught.code, text: t(caught.sentence.sv, caught.sentence.en), cure: t(caught.cure.sv, caught.cure.en), exitCode: caught.exitCode }
  }
  if (isTwoTongued(caught)) return { code: caught.code, text: t(caught.sv, caught.en), cure: '', exitCode: settingsCodes.has(caught.code) ? exitCodes.wrongUse : exitCodes.error }
  const failure = asFailure(caught)
  if (failure.code === 'unexpected') {
    const reason = caught instanceof Error ? caught.message : String(caught)
    return {
      code: failure.code, text: t(`Något oväntat hände: ${reason}`, `Something unexpected happened: ${reason}`), exitCode: exitCodes.error,
      cure: terminal.verbose ? '' : t('Kör igen med --verbose för att se var, och rapportera det.', 'Run again with --verbose to see where, and report it.'),
    }
  }
  return { code: failure.code, text: failureSentence(failure, terminal.language), cure: failureCure(failure, terminal.language), exitCode: exitCodeOfRemedy(failure.remedy) }
}

/** Problems of the store that are mended by settings or rights, not by trying again. */
const settingsCodes = new Set(['data-folder-unusable', 'node-unsuitable', 'secret-key-weak', 'secret-key-unreadable', 'database-package-missing', 'database-newer', 'database-older', 'database-newer-than-code', 'database-root', 'installation-moved', 'backup-not-one', 'backup-newer', 'backup-key-missing', 'backup-key-wrong', 'backup-passphrase-wrong', 'backup-passphrase-none', 'backup-passphrase-weak', 'key-file-missing', 'restore-key-differs', 'restore-place-used', 'move-nothing', 'move-moved'])

function isTwoTongued(caught: unknown): caught is { code: string; sv: string; en: string } {
  return caught instanceof Error && !(caught instanceof Failure) && 'sv' in caught && 'en' in caught && 'code' in caught
    && typeof caught.sv === 'string' && typeof caught.en === 'string' && typeof caught.code === 'string'
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message
  return error.cause instanceof Error ? `${own}\n${stackOf(error.cause)}` : own
}
