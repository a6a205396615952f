// kontobro check: readiness of every connection and flow; the report is a page to hand over.
import { writeFile } from 'node:fs/promises'
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'

export const addCheck: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('check')
    .summary(t('kontrollera att allt är redo', 'check that everything is ready'))
    .description(t('Kontrollerar varje anslutning och flöde mot kontona: behörigheter, inställningar, villkor, artiklar. Skriver inget. Slutkoden är 2 om något hindrar.', 'Checks every connection and flow against the accounts: permissions, settings, terms, articles. Writes nothing. The exit code is 2 if something stands in the way.'))
    .option('--report <file.html>', t('Skriv även en rapport att lämna över.', 'Also write a report to hand over.'))
    .addHelpText('after', examples(terminal, [['kontobro check', 'visa vad som saknas', 'show what is missing'], ['kontobro check --report kontroll.html', 'med en rapport', 'with a report']]))
    .action(async (options: { report?: string; json?: true }) => {
      const { checkPage } = await import('../check-report.ts')
      room.finish(await withSession(room, async ({ operations }) => {
        const report = await operations.check(room.org())
        if (options.json === true) terminal.out(JSON.stringify(report))
        else {
          for (const item of report.items) {
            terminal.out(item.subject)
            for (const finding of item.findings) terminal.out(`  ${finding.ok ? '✓' : finding.severity === 'stop' ? '✗' : '!'} ${t(finding.sv, finding.en)}`)
          }
          if (report.items.length === 0) terminal.out(t('Inget är uppsatt än.', 'Nothing is set up yet.'))
          else terminal.out(`\n${report.ok ? t('Allt är redo.', 'Everything is ready.') : t('Något hindrar; se ✗ ovan.', 'Something stands in the way; see ✗ above.')}`)
        }
        if (options.report !== undefined) {
          await writeFile(options.report, checkPage(report, terminal.language))
          terminal.err(t(`Skrev ${options.report}.`, `Wrote ${options.report}.`))
        }
        return report.ok ? exitCodes.done : exitCodes.wrongUse
      }))
    })
  jsonOption(command, terminal)
}
