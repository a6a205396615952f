// Mail transport: TLS is demanded of every server but this computer's own.
import { expect, test } from 'vitest'
import { mailTransport } from './mail.ts'
import { startMailServer } from './test-ground.ts'

const mail = { to: 'a@example.se', subject: 'Å', text: 'Hej', html: '<p>Hej</p>' }

test('a server on this computer is spoken to without TLS even when it offers it, and the sender is as the URL says', async () => {
  const server = await startMailServer({ startTls: true })
  const mailer = mailTransport(`${server.url}?from=bokforing%40example.se`)
  await mailer.send(mail)
  mailer.close()
  await server.close()
  expect(server.received[0]).toMatchObject({ subject: 'Å', secure: false })
  expect(server.received[0]?.raw).toContain('From: Kontobro <bokforing@example.se>')
})

test('another server that offers no TLS gets no mail', async () => {
  const server = await startMailServer()
  // 127.0.0.1 as older resolvers write it: not known to be this computer, so it is treated as any other.
  const mailer = mailTransport(server.url.replace('127.0.0.1', '0x7f.0.0.1'))
  await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'mail-not-sent', params: { reason: 'ETLS 500' } })
  mailer.close()
  await server.close()
  expect(server.received).toEqual([])
})
