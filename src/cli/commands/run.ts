// kontobro run FLOW: one run in the foreground, with progress; the same whether or not a server is running.
import type { AddCommand } from '../command.ts'
import { examples, jsonOption, withSession } from '../command.ts'

type Options = { preview?: true; since?: string; record?: string; yes?: true; full?: true; json?: true }

export const addRun: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('run').argument('<flow>', t('Flödets namn i konfigurationen.', 'Name of the flow in the configuration.'))
    .summary(t('kör ett flöde nu', 'run a flow now'))
    .description(t('Kör ett flöde nu, med förlopp. Körs det redan följs den körningen. Resultatet är detsamma med och utan server.', 'Runs a flow now, with progress. If it is already running, that run is followed. The result is the same with and without a server.'))
    .option('--preview', t('Visa vad som skulle göras, och skriv inget.', 'Show what would be done, and write nothing.'))
    .option('--since <time>', t('Ta med det som ändrats sedan dess, t.ex. 2026-11-01 eller 2026-11-01T08:00:00Z.', 'Include what changed since then, e.g. 2026-11-01 or 2026-11-01T08:00:00Z.'))
    .option('--record <id>', t('Kör bara posten med detta id i källan.', 'Run only the record with this id at the source.'))
    .option('--full', t('Jämför allt, inte bara det som ändrats sedan sist.', 'Compare everything, not only what changed since last time.'))
    .option('--yes', t('Godkänn fler dokument än maxCreatesPerRun, och affärer från före driftsättningen.', 'Approve more documents than maxCreatesPerRun, and sales from before go-live.'))
    .addHelpText('after', examples(terminal, [
      ['kontobro run won-deals --preview', 'visa vad som skulle hända', 'show what would happen'],
      ['kontobro run won-deals --record 12345678901', 'kör en enda affär', 'run a single deal'],
      ['kontobro run won-deals --json | jq .held', 'antal som hålls, i ett skript', 'number held, in a script'],
    ]))
    .action(async (flow: string, options: Options) => {
      const [{ followRun }, { tellRun }, { exitCodeOfRun }, { publicReport, readTime, withNearestFlow }] = await Promise.all([
        import('../follow-run.ts'), import('../tell-run.ts'), import('../exit-codes.ts'), import('../run-words.ts'),
      ])
      const since = readTime(options.since)
      room.finish(await withSession(room, async (session) => {
        const choice = { preview: options.preview === true, since, record: options.record, yes: options.yes === true, full: options.full === true, trigger: 'manual', wait: false }
        const start = () => withNearestFlow(session, room.org(), flow, () => session.operations.startRun(room.org(), flow, choice))
        const report = await followRun({ operations: session.operations, terminal, org: room.org(), start, insist: options.record !== undefined })
        if (options.json === true) terminal.out(JSON.stringify(publicReport(report)))
        else for (const line of tellRun(report, terminal)) terminal.out(line)
          return exitCodeOfRun(report)
      }, { shared: true }))
    })
  jsonOption(command, terminal)
}
