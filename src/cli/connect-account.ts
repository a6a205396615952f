// Authorising a connection: the address to open, the code out of the pasted address, and the question whether it is the right company.
import type { ConnectEnd } from '../api/operations.ts'
import { exitCodes } from './exit-codes.ts'
import { ApiRefusal, CliProblem, wrongUse } from './problem.ts'
import type { Session } from './session.ts'
import { confirmed, type Terminal } from './terminal.ts'

/** `address`: what stands in the browser's bar after approving; asked for when missing. */
export async function connectAccount(session: Session, terminal: Terminal, org: string, name: string, given: { address: string | undefined; acceptChange: boolean }): Promise<ConnectEnd> {
  const { t } = terminal
  const { operations } = session
  const start = await operations.connectStart(org, name)
  if (!start.needsPerson || start.authorizeUrl === null || start.redirectUri === null) return await operations.connectTest(org, name)
  let address = given.address
  if (address === undefined) {
    terminal.err(`${t('Öppna den här adressen i en webbläsare och godkänn:', 'Open this address in a browser and approve:')}\n\n  ${start.authorizeUrl}\n`)
    address = await terminal.ask(t('Klistra in adressen du kom till: ', 'Paste the address you came to: '))
    if (address === '') throw new CliProblem('not-connected', exitCodes.wrongUse, { sv: 'Ingen adress gavs; inget har ändrats.', en: 'No address was given; nothing was changed.' })
  }
  const code = codeOf(address, given.address === undefined ? start.state : null)
  try {
    const account = await operations.connectEnd(org, name, { code, redirectUri: start.redirectUri, acceptChange: given.acceptChange })
    return account
  } catch (caught) {
    if (!(caught instanceof ApiRefusal) || caught.code !== 'wrong-account' || !terminal.interactive) throw caught
    // The tokens are kept by now; only the account that they lead to is in question.
    terminal.err(t(caught.sentence.sv, caught.sentence.en))
    if (!(await confirmed(terminal, t('Är det rätt konto ändå? Kopplingar till det gamla kontot rörs inte.', 'Is it the right account after all? Links to the old account are not touched.')))) throw caught
    return await connectAccount(session, terminal, org, name, { address: undefined, acceptChange: true })
  }
}

/** The code of a redirect address, or a code as it is. The state must be ours, so that nobody else's code is taken. */
export function codeOf(address: string, state: string | null): string {
  const text = address.trim()
  const query = URL.canParse(text) ? new URL(text).searchParams : text.includes('=') ? new URLSearchParams(text.replace(/^[^?]*\?/, '')) : null
  if (query === null) return text
  const refused = query.get('error')
  if (refused !== null) throw wrongUse(`Godkännandet blev inte av (${query.get('error_description') ?? refused}).`, `It was not approved (${query.get('error_description') ?? refused}).`)
  const code = query.get('code')
  if (code === null || code === '') throw wrongUse('Adressen innehåller ingen kod. Kopiera hela adressen efter att du godkänt.', 'The address holds no code. Copy the whole address after approving.')
  if (state !== null && query.get('state') !== state) throw wrongUse('Adressen hör till ett annat försök. Börja om med kontobro connect.', 'The address belongs to another attempt. Start again with kontobro connect.')
  return code
}
