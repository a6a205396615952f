// The daily mail: who gets it, what stands in it, and that none is lost or sent twice.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Notice } from '../config/setup.ts'
import { openAlerts } from '../store/tables/alerts.ts'
import { dismissHeld, releaseHeld } from '../store/tables/held.ts'
import { sendDailyMails } from './daily-mail.ts'
import { hold, startMailServer, watchGround, type Ground, type MailServer } from './test-ground.ts'

let server: MailServer
let ground: Ground
const notices: Notice[] = [{ to: 'mail', address: 'ekonomi@example.se', when: ['held', 'broken', 'stale'], digest: 'daily 07:30' }]

beforeEach(async () => {
  server = await startMailServer()
  ground = await watchGround(server.url)
})
afterEach(async () => {
  await ground.close()
  await server.close()
})

const onlyMail = () => {
  expect(server.received).toHaveLength(1)
  return server.received[0] ?? { to: '', subject: '', text: '', html: '', raw: '', secure: false }
}

test('held records are grouped by cause, new ones first, with cure, link and how long', async () => {
  await hold(ground, { id: '1', title: 'Gammal affär', code: 'record-gone', params: { kind: 'Affär', id: '1', system: 'CRM' }, at: '2026-11-29T06:00:00Z' })
  await hold(ground, { id: '2', title: 'Stol & <Bord> AB', code: 'value-not-mapped', params: { value: '45 dagar', setting: 'terms' }, at: '2026-12-02T03:30:00Z', url: 'https://crm.example/deal/2' })
  await hold(ground, { id: '3', title: 'Lampor', code: 'value-not-mapped', params: { value: '45 dagar', setting: 'terms' }, at: '2026-11-30T06:30:00Z' })
  expect(await sendDailyMails(ground.room, 'main', notices, { digest: 'daily 07:30' })).toEqual({ sent: 1, nothingToTell: 0, failed: 0, alreadySent: 0 })
  const mail = onlyMail()
  expect(mail.to).toBe('ekonomi@example.se')
  expect(mail.secure).toBe(false)
  expect(mail.subject).toBe('Kontobro: 3 poster hålls, 1 ny')
  expect(mail.text).toBe(`3 poster väntar på en åtgärd, 1 av dem ny sedan i går.

* Värdet "45 dagar" har ingen motsvarighet i terms.
    - Stol & <Bord> AB (won-deals, sedan 3 timmar, ny) https://crm.example/deal/2
    - Lampor (won-deals, sedan 2 dagar)
    Gör så här: Lägg till "45 dagar" i terms, eller rätta värdet i källan. Posten körs då om av sig själv.

* Affär 1 finns inte längre i CRM.
    - Gammal affär (won-deals, sedan 3 dagar)
    Gör så här: Återställ posten i CRM, eller avskriv den i listan.

Hela listan: kontobro held (organisation main). Poster som rättas tas igen av sig själva.
`)
  expect(mail.html).toContain('<a href="https://crm.example/deal/2">Stol &amp; &lt;Bord&gt; AB</a>')
  expect(mail.html).not.toContain('<Bord>')
})

test('nothing is sent when nothing is held, and once that nothing is held any more', async () => {
  expect(await sendDailyMails(ground.room, 'main', notices)).toMatchObject({ sent: 0, nothingToTell: 1 })
  await hold(ground, { id: '1', title: 'A', code: 'record-gone', params: {}, at: '2026-12-01T06:00:00Z' })
  await sendDailyMails(ground.room, 'main', notices)
  await releaseHeld(ground.db, 'main', 'won-deals', ['1'])
  ground.setNow('2026-12-03T06:30:00Z')
  expect(await sendDailyMails(ground.room, 'main', notices)).toMatchObject({ sent: 1 })
  ground.setNow('2026-12-04T06:30:00Z')
  expect(await sendDailyMails(ground.room, 'main', notices)).toMatchObject({ sent: 0, nothingToTell: 1 })
  expect(server.received.map((mail) => mail.subject)).toEqual(['Kontobro: 1 post hålls', 'Kontobro: inget hålls'])
})

test('dismissed records and those that wait for something passing are not told', async () => {
  await hold(ground, { id: '1', title: 'A', code: 'record-gone', params: {}, at: '2026-12-01T06:00:00Z' })
  await hold(ground, { id: '2', title: 'B', code: 'rate-limited', params: {}, at: '2026-12-01T06:00:00Z', state: 'waiting' })
  await dismissHeld(ground.db, 'main', 'won-deals', '1')
  expect(await sendDailyMails(ground.room, 'main', notices)).toMatchObject({ sent: 0, nothingToTell: 1 })
})

test('a mail that the server refuses is owed, raised as an alert, and sent when the server takes it', async () => {
  await hold(ground, { id: '1', title: 'A', code: 'record-gone', params: {}, at: '2026-12-02T05:00:00Z' })
  server.refuse(true)
  expect(await sendDailyMails(ground.room, 'main', notices)).toMatchObject({ sent: 0, failed: 1 })
  expect((await openAlerts(ground.db, 'main')).map((alert) => [alert.code, alert.params])).toEqual([['mail-not-sent', { reason: 'EENVELOPE 451' }]])
  server.refuse(false)
  ground.setNow('2026-12-02T07:30:00Z')
  expect(await sendDailyMails(ground.room, 'main', notices, { owed: true })).toMatchObject({ sent: 1 })
  expect(await openAlerts(ground.db, 'main')).toEqual([])
  expect(await sendDailyMails(ground.room, 'main', notices, { owed: true })).toMatchObject({ sent: 0, failed: 0 })
  expect(server.received).toHaveLength(1)
})

test('a server that is away owes the mail too', async () => {
  await hold(ground, { id: '1', title: 'A', code: 'record-gone', params: {}, at: '2026-12-02T05:00:00Z' })
  await server.close()
  expect(await sendDailyMails(ground.room, 'main', notices)).toMatchObject({ failed: 1 })
  expect((await openAlerts(ground.db, 'main'))[0]?.params).toEqual({ reason: 'ESOCKET' })
})

test('a task that is done again after a crash sends no second mail, and one failing recipient does not repeat the others', async () => {
  await hold(ground, { id: '1', title: 'A', code: 'record-gone', params: {}, at: '2026-12-02T05:00:00Z' })
  const both: Notice[] = [{ to: 'mail', address: ['a@example.se', 'b@example.se'], when: ['held'] }, { to: 'slack', url: 'https://127.0.0.1/hook', when: ['held'], digest: 'daily 07:30' }]
  expect(await sendDailyMails(ground.room, 'main', both)).toMatchObject({ sent: 2, failed: 1 })
  expect(await sendDailyMails(ground.room, 'main', both)).toMatchObject({ sent: 0, failed: 1, alreadySent: 2 })
  expect(server.received.map((mail) => mail.to)).toEqual(['a@example.se', 'b@example.se'])
})

test('no personal number reaches a mail, and neither does more than twenty records of a cause', async () => {
  for (let n = 1; n <= 23; n += 1) await hold(ground, { id: `${n}`, title: `Affär 19811228-9874 nr ${n}`, code: 'vendor-refused', params: { system: 'CRM', message: 'personnummer 811228-9874 ogiltigt' }, at: '2026-12-02T05:00:00Z' })
  await sendDailyMails(ground.room, 'main', notices)
  const mail = onlyMail()
  expect(mail.text).not.toMatch(/9874/)
  expect(mail.html).not.toMatch(/9874/)
  expect(mail.text.match(/^ {4}- Affär/gm)).toHaveLength(20)
  expect(mail.text).toContain('och 3 till av samma slag')
})

test('organisations whose flows speak English are told in English', async () => {
  const english = await watchGround(server.url, 'en')
  await hold(english, { id: '1', title: 'Chairs', code: 'record-gone', params: { kind: 'Deal', id: '1', system: 'CRM' }, at: '2026-12-02T05:00:00Z' })
  await sendDailyMails(english.room, 'main', notices)
  await english.close()
  expect(onlyMail().subject).toBe('Kontobro: 1 record held, 1 new')
  expect(onlyMail().text).toContain('* Deal 1 no longer exists in CRM.\n    - Chairs (won-deals, for 1 hour, new)')
})
