// kontobro demo: both twins, a made-up company, a first sync shown as it happens, and the page left open.
import type { AddCommand } from '../command.ts'
import { examples, jsonOption } from '../command.ts'

export const addDemo: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('demo')
    .summary(t('se det fungera, med ett påhittat företag', 'see it work, with an invented company'))
    .description(t(
      'Visar Kontobro med ett påhittat företag: båda systemen som lokala tvillingar, en första synkning medan den sker, och sidan öppen. Rör inga riktiga konton och har en egen datamapp som börjar om varje gång.',
      'Shows Kontobro with an invented company: both systems as local twins, a first sync as it happens, and the page left open. Touches no real accounts and has a data folder of its own, which starts afresh every time.',
    ))
    .option('--once', t('Avsluta när synkningen är klar.', 'Exit when the sync is done.'))
    .addHelpText('after', examples(terminal, [['kontobro demo', 'visa, och lämna sidan öppen', 'show it, and leave the page open'], ['kontobro demo --once', 'visa och avsluta', 'show it and exit']]))
    .action(async (options: { once?: true; json?: true }) => {
      const { runDemo } = await import('../demo.ts')
      room.finish(await runDemo(terminal, { once: options.once === true, json: options.json === true }))
    })
  jsonOption(command, terminal)
}
