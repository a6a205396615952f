// kontobro person export|erase: what is stored of a person, by e-mail address or organisation number; and its erasure.
import type { Command } from 'commander'
import type { AddCommand, CommandRoom } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'

type Options = { email?: string; orgNumber?: string; output?: string; yes?: true; json?: true }

export const addPerson: AddCommand = (program, room) => {
  const { t } = room.terminal
  const person = program.command('person')
    .summary(t('vad som finns om en person', 'what is stored of a person'))
    .description(t('Visar eller raderar det som finns om en person (GDPR), och säger vad som finns kvar var.', 'Shows or erases what is stored of a person (GDPR), and says what remains where.'))
    .addHelpText('after', examples(room.terminal, [['kontobro person export --email anna@example.se', 'allt som finns om Anna', 'all that is stored of Anna']]))
  keys(person.command('export'), room)
    .summary(t('visa allt som finns', 'show all that is stored'))
    .description(t('Visar allt som finns om personen.', 'Shows all that is stored of the person.'))
    .option('-o, --output <file>', t('Skriv posterna till filen.', 'Write the records to the file.'))
    .addHelpText('after', examples(room.terminal, [['kontobro person export --email anna@example.se -o anna.json', 'spara för utlämning', 'save it to hand out']]))
    .action((options: Options) => answer(room, options, false))
  keys(person.command('erase'), room)
    .summary(t('radera det som finns', 'erase what is stored'))
    .description(t('Raderar det som finns om personen i Kontobro. Bokföringen rörs inte.', 'Erases what is stored of the person in Kontobro. The books are not touched.'))
    .option('--yes', t('Fråga inte.', 'Do not ask.'))
    .addHelpText('after', examples(room.terminal, [['kontobro person erase --email anna@example.se', 'radera efter en fråga', 'erase after a question']]))
    .action((options: Options) => answer(room, options, true))
}

function keys(command: Command, { terminal }: CommandRoom): Command {
  const { t } = terminal
  return jsonOption(command
    .option('--email <address>', t('Personens e-postadress.', 'The e-mail address of the person.'))
    .option('--org-number <number>', t('Organisations- eller personnummer.', 'Organisation number or personal number.')), terminal)
}

async function answer(room: CommandRoom, options: Options, erase: boolean): Promise<void> {
  const { terminal } = room
  const { t } = terminal
  const [{ wrongUse }, { confirmed }, { writeFile }] = await Promise.all([import('../problem.ts'), import('../terminal.ts'), import('node:fs/promises')])
  const { email, orgNumber } = options
  if (email === undefined && orgNumber === undefined) throw wrongUse('Ange --email eller --org-number.', 'Give --email or --org-number.')
  if (erase && options.yes !== true && !terminal.interactive) throw wrongUse('Radering behöver --yes när ingen kan svara.', 'Erasing needs --yes when nobody can answer.')
  if (erase && options.yes !== true && !(await confirmed(terminal, t('Radera det som finns om personen?', 'Erase what is stored of the person?')))) {
    terminal.err(t('Inget har raderats.', 'Nothing was erased.'))
    return room.finish(exitCodes.error)
  }
  room.finish(await withSession(room, async ({ operations }) => {
    const report = await operations.person(room.org(), { email, orgNumber }, erase)
    if (options.output !== undefined) await writeFile(options.output, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 })
    if (options.json === true) terminal.out(JSON.stringify(report))
    else {
      terminal.out(report.erased ? t('Raderat:', 'Erased:') : t('Finns:', 'Stored:'))
      for (const one of report.found) terminal.out(`  ${String(one.n).padStart(5)}  ${t(one.sv, one.en)}`)
      terminal.out(t('Finns kvar:', 'Remains:'))
      for (const one of report.remains) terminal.out(`  ${t(one.sv, one.en)}`)
    }
    return exitCodes.done
  }))
}
