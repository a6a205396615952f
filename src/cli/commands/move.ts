// kontobro move: the installation from its data folder into DATABASE_URL, or back.
import { Option } from 'commander'
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption } from '../command.ts'

type Options = { to: 'database' | 'embedded'; yes?: true; json?: true }

export const addMove: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('move')
    .summary(t('flytta mellan inbyggd databas och DATABASE_URL', 'move between the embedded database and DATABASE_URL'))
    .description(t(
      'Flyttar installationen från datamappens inbyggda databas till DATABASE_URL, eller tillbaka. Ingen server eller arbetare får köras. Det som lämnas kvar märks som flyttat och används inte mer; en backup av det läggs i datamappen.',
      'Moves the installation from the embedded database of the data folder into DATABASE_URL, or back. No server or worker may be running. What is left behind is marked as moved and not used any more; a backup of it is put into the data folder.',
    ))
    .addOption(new Option('--to <place>', t('Vart: database (DATABASE_URL) eller embedded (datamappen).', 'Where to: database (DATABASE_URL) or embedded (the data folder).')).choices(['database', 'embedded']).makeOptionMandatory())
    .option('--yes', t('Ersätt det som finns där utan att fråga.', 'Replace what is there without asking.'))
    .addHelpText('after', examples(terminal, [
      ['DATABASE_URL=postgres://... kontobro move --to database', 'till en egen PostgreSQL', 'into a PostgreSQL of your own'],
      ['DATABASE_URL=postgres://... kontobro move --to embedded', 'tillbaka till datamappen', 'back into the data folder'],
    ]))
    .action(async (options: Options) => {
      const [{ afterWords, claimForRestore, madeWords }, { moveInstallation }, { readVariables }, { confirmed }, { wrongUse }] = await Promise.all([
        import('../backup-words.ts'), import('../../engine/move.ts'), import('../session.ts'), import('../terminal.ts'), import('../problem.ts'),
      ])
      const environment = await readVariables(terminal)
      if (environment.databaseUrl === null) throw wrongUse('Sätt DATABASE_URL till den databas som flytten går till eller från.', 'Set DATABASE_URL to the database that the move goes to or from.')
      const moved = await moveInstallation({
        environment, to: options.to, now: new Date(), claim: () => claimForRestore(environment),
        mayReplace: async () => options.yes === true || (terminal.interactive && (await confirmed(terminal, t('Dit flytten går finns redan en installation. Ersätta den? En backup av den görs först.', 'There is an installation already where the move goes. Replace it? A backup of it is made first.')))),
      })
      if (options.json === true) {
        terminal.out(JSON.stringify(moved))
        return room.finish(exitCodes.done)
      }
      terminal.out(t(`Flyttad från ${moved.from} till ${moved.into}.`, `Moved from ${moved.from} to ${moved.into}.`))
      for (const line of [madeWords(moved.manifest, terminal), ...afterWords(moved, terminal)]) terminal.out(line)
      terminal.out(t(`Det som ligger kvar i ${moved.from} är märkt som flyttat och startas inte mer. En backup av det: ${moved.file}.`, `What is left in ${moved.from} is marked as moved and is not started any more. A backup of it: ${moved.file}.`))
      terminal.out(options.to === 'database'
        ? t('Starta härifrån alltid med DATABASE_URL satt. Nyckeln ligger kvar i datamappen.', 'From now on always start with DATABASE_URL set. The key stays in the data folder.')
        : t('Starta härifrån utan DATABASE_URL.', 'From now on start without DATABASE_URL.'))
      room.finish(exitCodes.done)
    })
  jsonOption(command, terminal)
}
