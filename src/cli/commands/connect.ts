// kontobro connect NAME: authorises a connection; shows whose account it is and asks before anything is changed.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'

type Options = { address?: string; yes?: true; json?: true }

export const addConnect: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('connect').argument('<name>', t('Anslutningens namn i konfigurationen.', 'Name of the connection in the configuration.'))
    .summary(t('anslut ett konto', 'connect an account'))
    .description(t(
      'Ansluter ett konto. Adressen som skrivs ut öppnas i en webbläsare; när du godkänt klistrar du in hela adressen från webbläsarens adressfält här. Sidan dit du kommer behöver inte finnas.',
      'Connects an account. Open the printed address in a browser; when you have approved, paste the whole address from the browser\'s address bar here. The page you arrive at need not exist.',
    ))
    .option('--address <url>', t('Adressen från webbläsaren, i stället för att klistra in den när det frågas.', 'The address from the browser, instead of pasting it when asked.'))
    .option('--yes', t('Godta kontot utan att fråga, även om det är ett annat än förut.', 'Accept the account without asking, even if it is another than before.'))
    .addHelpText('after', examples(terminal, [['kontobro connect books', 'anslut bokföringen', 'connect the books'], ['kontobro connect crm', 'visa vilket konto nyckeln leder till', 'show which account the key leads to']]))
    .action(async (name: string, options: Options) => {
      const { connectAccount } = await import('../connect-account.ts')
      room.finish(await withSession(room, async (session) => {
        const account = await connectAccount(session, terminal, room.org(), name, { address: options.address, acceptChange: options.yes === true })
        if (options.json === true) terminal.out(JSON.stringify(account))
        else terminal.out(t(
          `Anslutningen ${name} leder till ${account.accountName}${account.orgNumber === null ? '' : `, organisationsnummer ${account.orgNumber}`}.`,
          `The connection ${name} leads to ${account.accountName}${account.orgNumber === null ? '' : `, organisation number ${account.orgNumber}`}.`,
        ))
        return exitCodes.done
      }))
    })
  jsonOption(command, terminal)
}
