// kontobro doctor: is this computer fit: versions, disk, key, rights, clock, database, owner.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption } from '../command.ts'

export const addDoctor: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('doctor')
    .summary(t('undersök datorn och installationen', 'examine this computer and the installation'))
    .description(t('Undersöker versioner, minne, portar, disk, rättigheter, nyckel, backup, databas och klockor, och säger vad som ska göras. Går också när servern körs och när databasen inte startar. Slutkod 0: allt väl, 3: något att se över, 1: något är fel.', 'Examines versions, memory, ports, disk, rights, key, backup, database and clocks, and says what to do. Works with a server running, and when the database does not start. Exit code 0: all is well, 3: something to look at, 1: something is wrong.'))
    .addHelpText('after', examples(terminal, [['kontobro doctor', 'när något inte fungerar', 'when something does not work'], ['kontobro doctor --json', 'för skript och övervakning', 'for scripts and monitoring']]))
    .action(async (options: { json?: true }) => {
      const [{ readVariables }, { examine }] = await Promise.all([import('../session.ts'), import('../doctor.ts')])
      const findings = await examine(await readVariables(terminal), terminal)
      if (options.json === true) terminal.out(JSON.stringify(findings))
      else for (const one of findings) terminal.out(`${one.state === 'ok' ? '✓' : one.state === 'warn' ? '!' : '✗'} ${t(one.sv, one.en)}`)
      room.finish(findings.some((one) => one.state === 'bad') ? exitCodes.error : findings.some((one) => one.state === 'warn') ? exitCodes.heldOrFailed : exitCodes.done)
    })
  jsonOption(command, terminal)
}
