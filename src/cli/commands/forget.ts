// kontobro forget: drops the memory of which document a record became, after saying what that means.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'

type Options = { flow?: string; record?: string; yes?: true; json?: true }

export const addForget: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('forget')
    .summary(t('glöm kopplingar mellan affärer och dokument', 'forget links between sales and documents'))
    .description(t('Glömmer vilket dokument en affär blev. Säger först vad det betyder, och frågar.', 'Forgets which document a sale became. Says first what that means, and asks.'))
    .option('--flow <flow>', t('Bara kopplingar som detta flöde gjorde.', 'Only links that this flow made.'))
    .option('--record <id>', t('Bara denna post (id i källan).', 'Only this record (id at the source).'))
    .option('--yes', t('Fråga inte.', 'Do not ask.'))
    .addHelpText('after', examples(terminal, [['kontobro forget --record 12345678901', 'en affär', 'one sale']]))
    .action(async (options: Options) => {
      const { confirmed } = await import('../terminal.ts')
      room.finish(await withSession(room, async ({ operations }) => {
        const choice = { flow: options.flow, record: options.record }
        const would = await operations.forget(room.org(), { ...choice, dryRun: true })
        if (options.json !== true) terminal.out(t(would.sv, would.en))
        const meant = would.links > 0 && (options.yes === true || (terminal.interactive && (await confirmed(terminal, t('Ska de glömmas?', 'Forget them?')))))
        if (!meant) {
          if (options.json === true) terminal.out(JSON.stringify(would))
          else terminal.err(t('Inget har glömts. Med --yes görs det utan fråga.', 'Nothing was forgotten. With --yes it is done without asking.'))
          return exitCodes.done
        }
        const done = await operations.forget(room.org(), { ...choice, dryRun: false })
        terminal.out(options.json === true ? JSON.stringify(done) : t(done.sv, done.en))
        return exitCodes.done
      }))
    })
  jsonOption(command, terminal)
}
