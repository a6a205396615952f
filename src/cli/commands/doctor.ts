// kontobro doctor: is this computer fit: versions, disk, key, rights, clock, database, owner.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption } from '../command.ts'

export const addDoctor: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('doctor')
    .summary(t('undersök datorn och installationen', 'examine this computer and the installation'))
    .description(t('Undersöker versioner, disk, nyckel, rättigheter, klocka och databas, och säger vad som ska göras.', 'Examines versions, disk, key, rights, clock and database, and says what to do.'))
    .addHelpText('after', examples(terminal, [['kontobro doctor', 'när något inte fungerar', 'when something does not work']]))
    .action(async (options: { json?: true }) => {
      const [{ readVariables }, { examine }] = await Promise.all([import('../session.ts'), import('../doctor.ts')])
      const findings = await examine(await readVariables(terminal), terminal)
      if (options.json === true) terminal.out(JSON.stringify(findings))
      else for (const one of findings) terminal.out(`${one.state === 'ok' ? '✓' : one.state === 'warn' ? '!' : '✗'} ${t(one.sv, one.en)}`)
      room.finish(findings.some((one) => one.state === 'bad') ? exitCodes.error : exitCodes.done)
    })
  jsonOption(command, terminal)
}
