// Several accounts of the CRM into one set of books: marks name the account, and no document is made twice or taken for another's when the number of accounts changes.
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHubSpotTwin, type HubSpotTwin } from '../sandbox/hubspot/twin.ts'
import { crmSeed, dateAgo, known, type GroundPlan } from './flow-ground.ts'
import { openHouse, type House } from './house.ts'
import { emptyCompanySeed } from '../sandbox/eaccounting/bulk.ts'

const plan = (stage: string, ids: string[]): GroundPlan => ({ flows: { [stage]: {} }, deals: ids.map((id) => ({ id, flow: stage })) })
const tokens = { first: 'pat-ground', second: 'pat-second' }

let house: House
let second: HubSpotTwin
let front: Server

beforeAll(async () => {
  const books = { companies: [{
    ...emptyCompanySeed({ settings: { NextOrderNumber: 501 } }),
    customers: [{ CustomerNumber: known.cardNumber, Name: known.name, CorporateIdentityNumber: known.orgNumber, InvoiceAddress1: 'Storgatan 1', InvoicePostalCode: '111 22', InvoiceCity: 'Stockholm', InvoiceCountryCode: 'SE' }],
    articles: [{ Number: 'ART25', Name: 'Artikel', NetPrice: 100, coding: 'Varor 25 %' }],
  }] }
  house = await openHouse({ timeScale: 60, sandbox: { limits: 'off', seeds: { hubspot: crmSeed(plan('won', ['101', '102'])), eaccounting: books } } })
  // The same ids in another account: 101 is a sale of its own there.
  const other = crmSeed(plan('won', ['101', '103']))
  second = await startHubSpotTwin({ seed: { ...other, account: { ...other.account, portalId: 7_000_002 }, serviceKeys: { [tokens.second]: ['*'] } }, limits: 'off' })
  front = createServer((asked, answer) => {
    const to = asked.headers.authorization === `Bearer ${tokens.second}` ? second.url : house.sandbox.urls.hubspot
    const onward = request(`${to}${asked.url}`, { method: asked.method, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  house.sandbox.environment.HUBSPOT_API_URL = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
  await house.amnesia()
})
afterAll(async () => {
  await house.close()
  await second.close()
  front.close()
})

const flow = (from: string): string => `{ flow: orders-to-accounting, from: ${from}, to: books, schedule: off, settings: { stages: [default/won], startFrom: ${dateAgo(30)}, settleSeconds: 1, fields: { orgNumber: orgno } } }`
const config = (accounts: ('first' | 'second')[]): string => `organisation: main
connections:
  books: { system: eaccounting, clientId: "\${EA_ID}", clientSecret: "\${EA_SECRET}", refreshToken: "\${EA_REFRESH}" }
${accounts.map((name) => `  ${name}: { system: hubspot, accessToken: "${tokens[name]}" }`).join('\n')}
flows:
${accounts.map((name) => `  of-${name}: ${flow(name)}`).join('\n')}
`

async function apply(accounts: ('first' | 'second')[]): Promise<void> {
  const applied = await house.apply(config(accounts))
  if (!applied.ok) throw new Error(JSON.stringify(applied.complaints))
  for (const name of accounts) await house.operations.connectTest('main', name)
}
const run = (name: string) => house.operations.startRun('main', `of-${name}`, { yes: true, wait: true })
const marks = (): string[] => house.sandbox.eaccounting.state.documents().map((document) => document.marks.OurReference ?? '').sort()

test('from one account to two and back, also with everything forgotten: each sale has one document, and an unclear mark is a person’s', async () => {
  // One account: marks without its number.
  await apply(['first'])
  expect(await run('first')).toMatchObject({ state: 'done', created: 2 })
  expect(marks()).toEqual(['Anna Berg HS-101', 'Anna Berg HS-102'])

  // A second account comes: its sale 101 is not the first one's 101, and its marks name the account.
  await apply(['first', 'second'])
  expect(await run('second')).toMatchObject({ state: 'done', created: 2, adopted: 0, held: 0 })
  expect(await run('first')).toMatchObject({ state: 'done', created: 0, held: 0 })
  const four = ['Anna Berg HS-101', 'Anna Berg HS-102', 'Anna Berg HS-7000002-101', 'Anna Berg HS-7000002-103']
  expect(marks()).toEqual(four)

  // Everything forgotten: what names the account is adopted; what does not is held for a person, and nothing is made.
  await house.amnesia()
  await apply(['first', 'second'])
  expect(await run('second')).toMatchObject({ state: 'done', created: 0, adopted: 2, held: 0 })
  const unclear = await run('first')
  expect(unclear).toMatchObject({ state: 'done', created: 0, adopted: 0, held: 2 })
  const [held] = await house.operations.held('main', { record: '101' })
  expect([held?.code, held?.sv.includes('HS-101'), held?.cureSv.includes('HS-7000001-101')]).toEqual(['mark-without-account', true, true])
  expect(marks()).toEqual(four)

  // Back to one account, with nothing known: marks of both forms are this account's.
  await house.amnesia()
  await apply(['first'])
  expect(await run('first')).toMatchObject({ state: 'done', created: 0, adopted: 2, held: 0 })
  await house.amnesia()
  await apply(['second'])
  // Its own 101 is found by the account, although the other account's bears the bare mark.
  expect(await run('second')).toMatchObject({ state: 'done', created: 0, adopted: 2, held: 0 })
  expect(marks()).toEqual(four)
})
