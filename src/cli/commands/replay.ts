// kontobro replay: tries held records again now, with fresh data and the settings as they are.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'
import type { ExitCode } from '../exit-codes.ts'

type Options = { record?: string[]; cause?: string; all?: true; flow?: string; json?: true }

export const addReplay: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('replay')
    .summary(t('försök igen med det som hålls', 'try held records again'))
    .description(t('Försöker igen nu med poster som hålls, med färska uppgifter och de inställningar som gäller.', 'Tries held records again now, with fresh data and the settings as they are.'))
    .option('--record <id...>', t('Dessa poster (id i källan).', 'These records (ids at the source).'))
    .option('--cause <code>', t('Alla som hålls av denna orsak; koderna visas av kontobro held.', 'All held for this cause; the codes are shown by kontobro held.'))
    .option('--all', t('Alla som hålls.', 'All that are held.'))
    .option('--flow <flow>', t('Bara i detta flöde.', 'Only in this flow.'))
    .addHelpText('after', examples(terminal, [
      ['kontobro replay --cause article-missing', 'när artiklarna är upplagda', 'when the articles have been added'],
      ['kontobro replay --record 12345678901', 'en enda affär', 'a single deal'],
    ]))
    .action(async (options: Options) => {
      const [{ followRun }, { tellRun }, { exitCodeOfRun }, { publicReport, withNearestFlow }, { wrongUse }] = await Promise.all([
        import('../follow-run.ts'), import('../tell-run.ts'), import('../exit-codes.ts'), import('../run-words.ts'), import('../problem.ts'),
      ])
      if ([options.record, options.cause, options.all].filter((one) => one !== undefined).length !== 1) {
        throw wrongUse('Välj ett av --record, --cause och --all.', 'Choose one of --record, --cause and --all.')
      }
      room.finish(await withSession(room, async (session) => {
        const org = room.org()
        const held = (await session.operations.held(org, { code: options.cause })).filter((item) => options.record?.includes(item.record) ?? true)
        const flows = options.flow === undefined ? [...new Set(held.map((item) => item.flow))] : [options.flow]
        const unheld = (options.record ?? []).filter((id) => !held.some((item) => item.record === id))
        if (unheld.length > 0) {
          throw wrongUse(`Hålls inte: ${unheld.join(', ')}.`, `Not held: ${unheld.join(', ')}.`, { sv: 'Se vad som hålls med: kontobro held. Kör en annan post med: kontobro run FLÖDE --record ID', en: 'See what is held with: kontobro held. Run another record with: kontobro run FLOW --record ID' })
        }
        if (flows.length === 0) terminal.err(t('Inget hålls; inget att försöka igen med.', 'Nothing is held; nothing to try again.'))
        const reports = []
        let code: ExitCode = exitCodes.done
        for (const flow of flows) {
          const records = options.record === undefined ? undefined : held.filter((item) => item.flow === flow).map((item) => item.record)
          const choice = { flow, records, code: options.cause, all: options.all, wait: false }
          const report = await followRun({ operations: session.operations, terminal, org, insist: true, start: () => withNearestFlow(session, org, flow, () => session.operations.replay(org, choice)) })
          reports.push(publicReport(report))
          code = worse(code, exitCodeOfRun(report))
          if (options.json !== true) for (const line of tellRun(report, terminal)) terminal.out(line)
        }
        if (options.json === true) terminal.out(JSON.stringify(reports))
        return code
      }, { shared: true }))
    })
  jsonOption(command, terminal)
}

/** An error outweighs wrong settings, which outweigh held records. */
function worse(a: ExitCode, b: ExitCode): ExitCode {
  const order: ExitCode[] = [exitCodes.done, exitCodes.heldOrFailed, exitCodes.wrongUse, exitCodes.error]
  return order.indexOf(a) >= order.indexOf(b) ? a : b
}
