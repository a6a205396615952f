// Test ground of monitoring: a database with our tables, an SMTP server that keeps what it is sent, and rows as runs leave them.
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { sql, type Kysely } from 'kysely'
import { SMTPServer } from 'smtp-server'
import type { FailureParams } from '../core/failure.ts'
import { openDatabase } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { migrations } from '../store/migrations.ts'
import { createSecrets } from '../store/secrets.ts'
import { ensureOrganisation, saveFlow } from '../store/tables/flows.ts'
import { holdRecords, type NewHeld } from '../store/tables/held.ts'
import { temporaryDatabase } from '../store/test-database.ts'
import { mailTransport } from './mail.ts'
import type { WatchRoom } from './room.ts'

export type Ground = { room: WatchRoom; db: Kysely<unknown>; url: string; setNow(at: string): void; warnings: string[]; close(): Promise<void> }

/** A database of its own with the organisation "main" and the flow "won-deals". `smtpUrl` null: no mail server is configured. */
export async function watchGround(smtpUrl: string | null, language: 'sv' | 'en' = 'sv'): Promise<Ground> {
  const temporary = await temporaryDatabase({ key: migrations.map((one) => `${one.name}${one.sql.length}`).join(), prepare: async (url) => void (await migrate(url, migrations)) })
  const { db, close } = openDatabase<unknown>(temporary.url, { max: 4 })
  let now = Date.parse('2026-12-02T06:30:00Z')
  const secrets = createSecrets(randomBytes(32))
  const warnings: string[] = []
  const mail = smtpUrl === null ? null : mailTransport(smtpUrl)
  const room: WatchRoom = {
    db, mail, allowLoopback: false, now: () => now, seal: { seal: (value, place) => secrets.seal(value, place), sealList: (items, place) => secrets.sealList(items, place), open: (sealed, place) => secrets.open(sealed, place) },
    log: { warn: (_fields, text) => void warnings.push(text) },
  }
  await ensureOrganisation(db, 'main')
  await saveFlow(db, { org: 'main', name: 'won-deals', flow: 'orders-to-accounting', source: 'crm', target: 'books', schedule: '5m', settings: { language }, mapping: [], now: new Date('2026-11-01T00:00:00Z'), by: 'test' })
  return {
    room, db, url: temporary.url, warnings, setNow: (at) => void (now = Date.parse(at)),
    close: async () => {
      mail?.close()
      await close()
      await temporary.close()
    },
  }
}

/** Holds one record as a run does. */
export async function hold(ground: Ground, record: { id: string; title: string; code: string; params: FailureParams; at: string; url?: string; state?: NewHeld['state'] }): Promise<void> {
  const sealed = ground.room.seal.seal({ id: record.id, url: record.url ?? null }, `held:main:won-deals:${record.id}`)
  const row: NewHeld = { record_id: record.id, kind: 'deal', state: record.state ?? 'open', title: record.title, code: record.code, params: record.params, candidates: [], sealed, stamp: null, settings_version: 1, not_before: null }
  await holdRecords(ground.db, 'main', 'won-deals', [row], new Date(record.at))
}

/** A finished run of the flow. */
export async function ran(ground: Ground, run: { state: string; at: string; failure?: object }): Promise<void> {
  await sql`insert into runs (id, org, flow, trigger, state, worker, lease_until, settings_version, started_at, ended_at, failure, api_calls)
    values (gen_random_uuid(), 'main', 'won-deals', 'schedule', ${run.state}, 'w', ${run.at}, 1, ${run.at}, ${run.at}, ${run.failure === undefined ? null : JSON.stringify(run.failure)}, '{"books": 3}')`.execute(ground.db)
}

export type ReceivedMail = { to: string; subject: string; text: string; html: string; raw: string; secure: boolean }
export type MailServer = { url: string; received: ReceivedMail[]; refuse(yes: boolean): void; close(): Promise<void> }

/** A real SMTP server on a free port of this computer. */
export async function startMailServer(options: { startTls?: boolean } = {}): Promise<MailServer> {
  const received: ReceivedMail[] = []
  let refusing = false
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['AUTH', ...(options.startTls === true ? [] : ['STARTTLS'])],
    onMailFrom: (_address, _session, done) => done(refusing ? Object.assign(new Error('4.3.2 Try later'), { responseCode: 451 }) : null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        received.push({ ...parsedMail(Buffer.concat(chunks).toString('latin1')), to: session.envelope.rcptTo.map((to) => to.address).join(), secure: session.secure })
        done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}`, received, refuse: (yes) => void (refusing = yes), close: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** Enough of MIME (RFC 2045-2047) for what we send: two alternatives, quoted-printable or base64, encoded words in the subject. */
function parsedMail(raw: string): { subject: string; text: string; html: string; raw: string } {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = head.replace(/\r\n[ \t]+/g, ' ')
  const boundary = /boundary="?([^";\r\n]+)/.exec(headers)?.[1] ?? ''
  const parts = rest.join('\r\n\r\n').split(`--${boundary}`)
  const part = (type: string): string => {
    const found = parts.find((one) => one.includes(`Content-Type: ${type}`)) ?? ''
    const [partHead = '', ...body] = found.split('\r\n\r\n')
    return decoded(body.join('\r\n\r\n'), /Content-Transfer-Encoding: (\S+)/.exec(partHead)?.[1] ?? '7bit').replaceAll('\r\n', '\n').replace(/\n$/, '')
  }
  const subject = /^Subject: (.*)$/m.exec(headers)?.[1]?.trim() ?? ''
  const words = subject.replace(/\?=\s+=\?/g, '?==?').replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, form: string, text: string) => (form.toUpperCase() === 'B' ? decoded(text, 'base64') : decoded(text.replaceAll('_', ' '), 'quoted-printable')))
  return { subject: words, text: part('text/plain'), html: part('text/html'), raw }
}

function decoded(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return Buffer.from(text, 'latin1').toString('utf8')
  return Buffer.from(text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString('utf8')
}
