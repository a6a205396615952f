// kontobro export: the whole setup as YAML, secrets as ${NAME}.
import { writeFile } from 'node:fs/promises'
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, withSession } from '../command.ts'

export const addExport: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  program.command('export')
    .summary(t('skriv uppsättningen som YAML', 'write the setup as YAML'))
    .description(t('Skriver hela uppsättningen som YAML. Hemligheter skrivs som ${NAMN}, aldrig i klartext.', 'Writes the whole setup as YAML. Secrets are written as ${NAME}, never in clear.'))
    .option('-o, --output <file>', t('Skriv till filen i stället för till skärmen.', 'Write to the file instead of the screen.'))
    .addHelpText('after', examples(terminal, [['kontobro export -o kontobro.yaml', 'spara, och lägg under versionskontroll', 'save it, and put it under version control']]))
    .action(async (options: { output?: string }) => {
      room.finish(await withSession(room, async ({ operations }) => {
        const yaml = await operations.exportYaml(room.org())
        if (options.output === undefined) terminal.out(yaml.trimEnd())
        else {
          await writeFile(options.output, yaml)
          terminal.err(t(`Skrev ${options.output}.`, `Wrote ${options.output}.`))
        }
        return exitCodes.done
      }))
    })
}
