// kontobro status: what is there and how it is; one line per organisation with --all; the sign-in key with --token.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'

type Options = { all?: true; token?: true; json?: true }

export const addStatus: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('status')
    .summary(t('visa anslutningar, flöden och vad som hålls', 'show connections, flows and what is held'))
    .description(t('Visar anslutningar, flöden, senaste körningar och vad som behöver en människa.', 'Shows connections, flows, latest runs and what needs a person.'))
    .option('--all', t('En rad per organisation.', 'One line per organisation.'))
    .option('--token', t('Skriv bara ut nyckeln för att logga in på sidan.', 'Print only the key to sign in to the page.'))
    .addHelpText('after', examples(terminal, [
      ['kontobro status', 'läget i organisationen main', 'the state of the organisation main'],
      ['kontobro status --token', 'nyckeln till sidan', 'the key to the page'],
      ['kontobro status --json | jq .flows', 'för skript', 'for scripts'],
    ]))
    .action(async (options: Options) => {
      if (options.token === true) {
        const [{ readVariables }, { apiToken }] = await Promise.all([import('../session.ts'), import('../../main.ts')])
        terminal.out(apiToken((await readVariables(terminal)).dataDir))
        return room.finish(exitCodes.done)
      }
      const { tellOrganisations, tellStatus } = await import('../tell-status.ts')
      room.finish(await withSession(room, async ({ operations, server }) => {
        const names = await operations.organisations()
        if (options.all === true) {
          const all = await Promise.all(names.map((name) => operations.status(name)))
          if (options.json === true) terminal.out(JSON.stringify(all))
          else for (const line of tellOrganisations(all, terminal)) terminal.out(line)
          return exitCodes.done
        }
        const status = await operations.status(room.org())
        if (options.json === true) terminal.out(JSON.stringify(status))
        else for (const line of tellStatus(status, names, server, terminal)) terminal.out(line)
        return exitCodes.done
      }))
    })
  jsonOption(command, terminal)
}
