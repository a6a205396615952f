// kontobro map try: what the mapping makes of one real record; nothing is written.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'

export const addMap: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const map = program.command('map')
    .summary(t('prova mappningen på en post', 'try the mapping on a record'))
    .description(t('Provar mappningen.', 'Tries the mapping.'))
    .addHelpText('after', examples(terminal, [['kontobro map try won-deals --record 12345678901', 'vad affären skulle bli', 'what the deal would become']]))
  const command = map.command('try').argument('<flow>', t('Flödets namn i konfigurationen.', 'Name of the flow in the configuration.'))
    .summary(t('visa vad en post skulle bli', 'show what a record would become'))
    .description(t('Visar vad mappningen gör av en verklig post: dokumentet och beslutet. Skriver inget.', 'Shows what the mapping makes of one real record: the document and the decision. Writes nothing.'))
    .requiredOption('--record <id>', t('Postens id i källan.', 'The id of the record at the source.'))
    .addHelpText('after', examples(terminal, [['kontobro map try won-deals --record 12345678901', 'vad affären skulle bli', 'what the deal would become']]))
    .action(async (flow: string, options: { record: string; json?: true }) => {
      const { withNearestFlow } = await import('../run-words.ts')
      room.finish(await withSession(room, async (session) => {
        const result = await withNearestFlow(session, room.org(), flow, () => session.operations.tryMapping(room.org(), flow, options.record))
        if (options.json === true) terminal.out(JSON.stringify(result))
        else {
          terminal.out(`${t('Beslut', 'Decision')}: ${result.decision}. ${t(result.sentenceSv, result.sentenceEn)}`)
          for (const note of result.notes) terminal.out(`  - ${t(note.sv, note.en)}`)
          const shown = result.document ?? result.draft
          if (shown !== null) terminal.out(`\n${JSON.stringify(shown, null, 2)}`)
        }
        return result.ok ? exitCodes.done : exitCodes.heldOrFailed
      }))
    })
  jsonOption(command, terminal)
}
