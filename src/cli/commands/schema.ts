// kontobro schema: the JSON schema of the configuration file, for editors and checks.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes } from '../command.ts'

export const addSchema: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  program.command('schema')
    .summary(t('skriv konfigurationens JSON-schema', 'print the JSON schema of the configuration'))
    .description(t('Skriver JSON-schemat för kontobro.yaml, som redigerare kan hjälpa till efter.', 'Prints the JSON schema of kontobro.yaml, which editors can help by.'))
    .addHelpText('after', examples(terminal, [['kontobro schema > kontobro.schema.json', 'spara för redigeraren', 'save it for the editor']]))
    .action(async () => {
      const [{ setupJsonSchema }, { registry }] = await Promise.all([import('../../config/json-schema.ts'), import('../../engine/registry.ts')])
      terminal.out(JSON.stringify(setupJsonSchema(registry), null, 2))
      room.finish(exitCodes.done)
    })
}
