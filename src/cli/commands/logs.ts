// kontobro logs: the activity log, newest last as logs are read in a terminal.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'

type Options = { flow?: string; action?: string; trigger?: string; record?: string; text?: string; since?: string; run?: string; limit?: string; full?: true; json?: true }

export const addLogs: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('logs')
    .summary(t('visa vad som hänt med varje post', 'show what came of each record'))
    .description(t('Visar loggen: vad som hände med varje post, och varför.', 'Shows the log: what came of each record, and why.'))
    .option('--flow <flow>', t('Bara i detta flöde.', 'Only in this flow.'))
    .option('--action <action>', t('Bara detta utfall: created, updated, adopted, skipped, held, failed, waiting, noticed.', 'Only this outcome: created, updated, adopted, skipped, held, failed, waiting, noticed.'))
    .option('--trigger <trigger>', t('Bara körningar som startades så: schedule, manual, replay, webhook, api.', 'Only runs started this way: schedule, manual, replay, webhook, api.'))
    .option('--record <id>', t('Bara denna post (id i källan), med hela dess historia.', 'Only this record (id at the source), with its whole story.'))
    .option('--text <text>', t('Rader med denna text: namn, nummer, artikel.', 'Lines with this text: name, number, SKU.'))
    .option('--since <time>', t('Sedan dess, t.ex. 2h, 3d eller 2026-11-01.', 'Since then, e.g. 2h, 3d or 2026-11-01.'))
    .option('--run <id>', t('Bara denna körning.', 'Only this run.'))
    .option('--limit <n>', t('Högst så många rader; annars 50.', 'At most this many lines; else 50.'))
    .option('--full', t('Med --json: även underlag, utkast, beslut och anrop.', 'With --json: also the source, the draft, the decision and the calls.'))
    .addHelpText('after', examples(terminal, [
      ['kontobro logs --record 12345678901', 'en affär: beslut, skäl, rader, konton, anrop', 'one deal: decisions, reasons, rows, accounts, requests'],
      ['kontobro logs --since 2h', 'de senaste två timmarna', 'the last two hours'],
      ['kontobro logs --record 12345678901 --full --json', 'allt om en affär', 'all about one deal'],
    ]))
    .action(async (options: Options) => {
      const [{ readTime }, { shortTime }, { wrongUse }, { tellStory }] = await Promise.all([import('../run-words.ts'), import('../table.ts'), import('../problem.ts'), import('../tell-story.ts')])
      const limit = Number(options.limit ?? 50)
      if (!Number.isInteger(limit) || limit < 1 || limit > 5000) throw wrongUse('--limit ska vara ett heltal från 1 till 5000.', '--limit must be a whole number from 1 to 5000.')
      const since = readTime(options.since)
      room.finish(await withSession(room, async ({ operations }) => {
        const { flow, action, trigger, record, text, run } = options
        const lines = await operations.logs(room.org(), { flow, action, trigger, record, text, since, run, limit, full: options.full === true || (record !== undefined && options.json !== true) })
        if (options.json === true) terminal.out(JSON.stringify(lines))
        else if (lines.length === 0) terminal.out(t('Inga rader.', 'No lines.'))
        else if (record !== undefined) tellStory(terminal, lines)
        else for (const line of lines.toReversed()) terminal.out(`${shortTime(line.at)}  ${line.action.padEnd(12)}  ${line.title}: ${t(line.sentenceSv, line.sentenceEn)}`)
        return exitCodes.done
      }))
    })
  jsonOption(command, terminal)
}
