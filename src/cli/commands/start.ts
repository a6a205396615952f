// kontobro start: server, worker and dashboard in this terminal, until Ctrl-C.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes } from '../command.ts'

export const addStart: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  program.command('start')
    .summary(t('starta servern och sidan', 'start the server and the page'))
    .description(t(
      'Startar server, arbetare och sida på http://127.0.0.1:4400, med inbyggd databas om inte DATABASE_URL är satt. Avsluta med Ctrl-C.',
      'Starts server, worker and page on http://127.0.0.1:4400, with an embedded database unless DATABASE_URL is set. End it with Ctrl-C.',
    ))
    .addHelpText('after', examples(terminal, [['kontobro start', 'på port 4400', 'on port 4400'], ['PORT=4410 kontobro start', 'på en annan port', 'on another port']]))
    .action(async () => {
      const [{ claimPatiently, readVariables }, { alreadyRunning, serverLog, untilStopped }, { open }] = await Promise.all([import('../session.ts'), import('../serving.ts'), import('../../main.ts')])
      const environment = await readVariables(terminal)
      const owner = await claimPatiently(environment)
      if ('held' in owner) throw alreadyRunning(owner.held)
      const opened = await open({ environment, owner, port: environment.port, work: true, log: serverLog(terminal) })
      terminal.out(`Kontobro: http://${environment.host}:${opened.port}`)
      if (opened.webhookPort !== null) terminal.out(t(`Dörrklockor: port ${opened.webhookPort} (bara /webhooks och /oauth/callback)`, `Doorbells: port ${opened.webhookPort} (only /webhooks and /oauth/callback)`))
      terminal.err(t('Logga in med nyckeln från: kontobro status --token. Avsluta med Ctrl-C.', 'Sign in with the key from: kontobro status --token. End with Ctrl-C.'))
      await untilStopped(terminal, opened)
      room.finish(exitCodes.done)
    })
}
