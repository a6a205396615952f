// kontobro sandbox: the two vendor twins alone, for trying and testing.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption } from '../command.ts'

type Options = { hubspotPort?: string; eaccountingPort?: string; timeScale?: string; limits?: string; data?: string; writeData?: string; json?: true }

export const addSandbox: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('sandbox')
    .summary(t('starta bara de två tvillingsystemen', 'start only the two twin systems'))
    .description(t('Startar lokala tvillingar av de två systemen, med ett påhittat företag, och skriver ut miljövariablerna som leder dit.', 'Starts local twins of the two systems, with an invented company, and prints the environment variables that lead to them.'))
    .option('--hubspot-port <n>', t('Port för CRM-tvillingen; 0 eller utelämnad väljs av datorn.', 'Port of the CRM twin; 0 or left out is chosen by the computer.'))
    .option('--eaccounting-port <n>', t('Port för bokföringstvillingen; 0 eller utelämnad väljs av datorn.', 'Port of the books twin; 0 or left out is chosen by the computer.'))
    .option('--time-scale <n>', t('Delar väntetider och nycklars livslängd med n.', 'Divides waits and the lives of keys by n.'))
    .option('--limits <which>', t('Anropsgränser: vendor som på riktigt, off inga alls.', 'Call limits: vendor as in reality, off none at all.'))
    .option('--data <folder>', t('Läs tvillingarnas data ur hubspot.json och eaccounting.json i denna mapp.', 'Read the data of the twins from hubspot.json and eaccounting.json in this folder.'))
    .option('--write-data <folder>', t('Skriv det påhittade företaget som filer i denna mapp, att ändra i, och sluta.', 'Write the invented company as files into this folder, for you to change, and end.'))
    .addHelpText('after', examples(terminal, [['kontobro sandbox', 'starta och visa miljön', 'start and show the environment'], ['kontobro sandbox --json', 'en JSON-rad, för skript', 'one JSON line, for scripts'], ['kontobro sandbox --data DIR', 'med egna data', 'with data of your own']]))
    .action(async (options: Options) => {
      const [{ startSandbox }, { untilStopped }, { wrongUse }, { explainSeedError, seedFilesIn }] = await Promise.all([import('../../../sandbox/main.ts'), import('../serving.ts'), import('../problem.ts'), import('../sandbox-data.ts')])
      if (options.writeData !== undefined) {
        const { writeSample } = await import('../../../sandbox/data/write.ts')
        for (const path of writeSample(options.writeData, new Date())) terminal.out(path)
        room.finish(exitCodes.done)
        return
      }
      const whole = (name: string, text: string | undefined, least: number, most: number): number | undefined => {
        if (text === undefined) return undefined
        const value = Number(text)
        if (!Number.isInteger(value) || value < least || value > most) throw wrongUse(`${name} ska vara ett heltal från ${least} till ${most}, inte "${text}".`, `${name} must be a whole number from ${least} to ${most}, not "${text}".`)
        return value
      }
      const { limits, data } = options
      if (limits !== undefined && limits !== 'vendor' && limits !== 'off') throw wrongUse(`--limits ska vara vendor eller off, inte "${limits}".`, `--limits must be vendor or off, not "${limits}".`)
      const sandbox = await startSandbox({
        hubspotPort: whole('--hubspot-port', options.hubspotPort, 0, 65_535), eaccountingPort: whole('--eaccounting-port', options.eaccountingPort, 0, 65_535),
        timeScale: whole('--time-scale', options.timeScale, 1, 10_000), limits, ...(data === undefined ? {} : { seedFiles: seedFilesIn(data) }),
      }).catch((error: unknown) => { throw data === undefined ? error : explainSeedError(error, data) })
      if (options.json === true) terminal.out(JSON.stringify({ ready: true, pid: process.pid, urls: sandbox.urls, tokens: sandbox.tokens, environment: sandbox.environment }))
      else {
        terminal.err(t('Tvillingarna är igång. Klistra in detta i en annan terminal för att använda dem:', 'The twins are running. Paste this into another terminal to use them:'))
        for (const [name, value] of Object.entries(sandbox.environment)) terminal.out(`export ${name}=${value}`)
        terminal.err(t('Avsluta med Ctrl-C.', 'End with Ctrl-C.'))
      }
      await untilStopped(terminal, { stop: () => sandbox.close() })
      room.finish(exitCodes.done)
    })
  jsonOption(command, terminal)
}
