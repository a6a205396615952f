// Mail over SMTP: TLS always, except to this computer; one attempt, ten seconds a step, and one readable failure.
import { createTransport } from 'nodemailer'
import { Failure } from '../core/failure.ts'
import { maskText } from '../core/mask.ts'

export type Mail = { to: string; subject: string; text: string; html: string }
export type Mailer = {
  /** Throws Failure `mail-not-sent`; then it may be tried again. */
  send(mail: Mail): Promise<void>
  close(): void
}

const stepMs = 10_000

/**
 * `smtp://user:password@host:587` (STARTTLS is demanded) or `smtps://host:465`. To this computer smtp is spoken without TLS.
 * The sender is `?from=` of the URL, else the user when that is an address, else kontobro@host.
 */
export function mailTransport(smtpUrl: string): Mailer {
  const url = new URL(smtpUrl)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const local = host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
  const secure = url.protocol === 'smtps:'
  const user = decodeURIComponent(url.username)
  const transport = createTransport({
    host, secure, port: url.port === '' ? (secure ? 465 : local ? 25 : 587) : Number(url.port),
    ignoreTLS: local && !secure, requireTLS: !local && !secure,
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: stepMs, greetingTimeout: stepMs, socketTimeout: stepMs, dnsTimeout: stepMs,
    // Texts come from records: nothing in them may fetch a file or an address.
    disableFileAccess: true, disableUrlAccess: true,
  })
  const from = url.searchParams.get('from') ?? (user.includes('@') ? user : `kontobro@${local ? 'localhost' : host}`)
  return {
    send: async (mail) => {
      try {
        await transport.sendMail({ from: { name: 'Kontobro', address: from }, ...mail, headers: { 'Auto-Submitted': 'auto-generated' } })
      } catch (caught) {
        throw new Failure('mail-not-sent', { reason: reasonOf(caught) }, { detail: maskText(String(caught)), cause: caught })
      }
    },
    close: () => transport.close(),
  }
}

/** Short technical words: the library's or the network's code, and the SMTP answer's: "EENVELOPE 451", "ESOCKET". */
function reasonOf(caught: unknown): string {
  if (typeof caught !== 'object' || caught === null) return 'SMTP'
  const code = 'code' in caught && typeof caught.code === 'string' ? caught.code : 'SMTP'
  return 'responseCode' in caught && typeof caught.responseCode === 'number' ? `${code} ${caught.responseCode}` : code
}
