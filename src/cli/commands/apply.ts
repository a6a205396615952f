// kontobro apply: makes the setup equal to a file or a folder of files, with the plan shown first.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'

type Options = { file: string; dryRun?: true; yes?: true; json?: true }

export const addApply: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('apply')
    .summary(t('gör uppsättningen lik en fil', 'make the setup equal to a file'))
    .description(t('Skapar, ändrar och tar bort anslutningar och flöden så att uppsättningen blir lik filen. Planen visas först.', 'Creates, changes and removes connections and flows so that the setup equals the file. The plan is shown first.'))
    .requiredOption('-f, --file <path>', t('En YAML-fil, eller en mapp med en fil per organisation.', 'A YAML file, or a folder with one file per organisation.'))
    .option('--dry-run', t('Visa planen och gör inget.', 'Show the plan and do nothing.'))
    .option('--yes', t('Fråga inte. Utan terminal ställs aldrig frågor.', 'Do not ask. Without a terminal nothing is ever asked.'))
    .addHelpText('after', examples(terminal, [
      ['kontobro apply -f kontobro.yaml --dry-run', 'bara planen', 'only the plan'],
      ['kontobro apply -f kontobro.yaml', 'visa planen och gör den', 'show the plan and do it'],
    ]))
    .action(async (options: Options) => {
      const [{ readConfigFiles }, { tellApply }, { confirmed }] = await Promise.all([import('../config-files.ts'), import('../tell-apply.ts'), import('../terminal.ts')])
      const { files, environment } = await readConfigFiles(options.file, terminal.variables)
      room.finish(await withSession(room, async ({ operations }) => {
        const send = (dryRun: boolean) => operations.apply({ files, environment, dryRun, removeMissing: true })
        const asks = terminal.interactive && options.yes !== true && options.dryRun !== true && options.json !== true
        const first = await send(asks || options.dryRun === true)
        if (options.json === true) terminal.out(JSON.stringify(first))
        else tellApply(first, options.dryRun === true || asks, terminal)
        if (!first.ok) return exitCodes.wrongUse
        if (!asks || first.steps.length === 0) return exitCodes.done
        if (!(await confirmed(terminal, t('Ska planen genomföras?', 'Carry out the plan?')))) {
          terminal.err(t('Inget har ändrats.', 'Nothing was changed.'))
          return exitCodes.error
        }
        const second = await send(false)
        tellApply({ ...second, steps: [] }, false, terminal)
        return second.ok ? exitCodes.done : exitCodes.wrongUse
      }))
    })
  jsonOption(command, terminal)
}
