// The program: every command with its help, in the language of the person.
import { Command } from 'commander'
import { version } from '../version.ts'
import type { AddCommand, CommandRoom } from './command.ts'
import { examples } from './command.ts'
import { addApply } from './commands/apply.ts'
import { addBackup } from './commands/backup.ts'
import { addCheck } from './commands/check.ts'
import { addConnect } from './commands/connect.ts'
import { addDemo } from './commands/demo.ts'
import { addDoctor } from './commands/doctor.ts'
import { addExport } from './commands/export.ts'
import { addForget } from './commands/forget.ts'
import { addHeld } from './commands/held.ts'
import { addLogs } from './commands/logs.ts'
import { addMap } from './commands/map.ts'
import { addMove } from './commands/move.ts'
import { addPerson } from './commands/person.ts'
import { addReplay } from './commands/replay.ts'
import { addRestore } from './commands/restore.ts'
import { addRun } from './commands/run.ts'
import { addSandbox } from './commands/sandbox.ts'
import { addSchema } from './commands/schema.ts'
import { addStart } from './commands/start.ts'
import { addStatus } from './commands/status.ts'
import { addWorker } from './commands/worker.ts'
import type { Terminal } from './terminal.ts'

const commands: readonly AddCommand[] = [
  addDemo, addStart, addStatus, addApply, addConnect, addCheck, addRun, addHeld, addReplay, addLogs, addMap, addExport, addSchema, addPerson, addForget, addBackup, addRestore, addMove, addDoctor, addWorker, addSandbox,
]

/** Throws CommanderError where commander would have ended the process. */
export function buildProgram(terminal: Terminal, finish: CommandRoom['finish']): Command {
  const { t } = terminal
  const program = new Command('kontobro')
  // Set before the commands are made, since each takes them over from its parent.
  program
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: (text) => terminal.out(text.trimEnd()) })
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => titles(terminal)[title] ?? title, helpWidth: 110 })
    .helpOption('-h, --help', t('Visa hjälp.', 'Show help.'))
    .helpCommand('help [command]', t('visa hjälp för ett kommando', 'show help for a command'))
    .version(version, '-V, --version', t('Visa version.', 'Show the version.'))
    .description(t('Kontobro håller order, fakturor, kunder och artiklar lika i CRM och bokföring.', 'Kontobro keeps orders, invoices, customers and products the same in the CRM and the books.'))
    .option('--org <name>', t('Organisation; annars main.', 'Organisation; else main.'))
    .option('--lang <language>', t('Språk: sv eller en; annars datorns.', 'Language: sv or en; else that of the computer.'))
    .option('--data-dir <folder>', t('Datamapp; annars KONTOBRO_DATA_DIR eller användarens datamapp.', 'Data folder; else KONTOBRO_DATA_DIR or the user\'s data folder.'))
    .option('--verbose', t('Visa tekniska detaljer och var ett fel uppstod.', 'Show technical details and where an error arose.'))
    .addHelpText('after', examples(terminal, [
      ['kontobro demo', 'se det fungera med ett påhittat företag', 'see it work with an invented company'],
      ['kontobro apply -f kontobro.yaml', 'sätt upp dina egna system', 'set up your own systems'],
      ['kontobro run won-deals --preview', 'se vad som skulle skrivas', 'see what would be written'],
    ]))
  const room: CommandRoom = { terminal, finish, org: () => program.opts<{ org?: string }>().org ?? 'main' }
  for (const add of commands) add(program, room)
  return program
}

function titles({ t }: Pick<Terminal, 't'>): Record<string, string> {
  return {
    'Usage:': t('Användning:', 'Usage:'), 'Arguments:': t('Argument:', 'Arguments:'), 'Options:': t('Val:', 'Options:'), 'Global Options:': t('Gemensamma val:', 'Global options:'), 'Commands:': t('Kommandon:', 'Commands:'),
  }
}
