// Readiness, lookups and authorisation: what is missing is said plainly, and what a plan lacks is empty rather than an error.
import { afterEach, expect, test } from 'vitest'
import type { EmptyCompanyOptions } from '../../../sandbox/eaccounting/bulk.ts'
import type { Choices } from '../../../sandbox/eaccounting/choices.ts'
import { authorizeAddress } from '../oauth.ts'
import { companyClaim } from './auth.ts'
import { eAccounting } from './index.ts'
import { memoryVault, openClient, startGround } from './test-ground.ts'
import type { TestGround } from './test-ground.ts'

const grounds: TestGround[] = []
afterEach(async () => {
  for (const ground of grounds.splice(0)) {
    await ground.client.close()
    await ground.close()
  }
})
async function ground(company: EmptyCompanyOptions = {}, look: Partial<Choices> = {}): Promise<TestGround> {
  const made = await startGround(look, company)
  grounds.push(made)
  return made
}

const trouble = async (under: TestGround) => (await under.client.check()).filter((each) => !each.ok && each.severity !== 'info').map((each) => each.code)

test('a ready company has nothing to mend', async () => {
  expect(await trouble(await ground({ settings: { BankGiro: '123-4567' } }))).toEqual([])
})

test('a plan without orders, a series not started and a locked period are findings', async () => {
  const under = await ground({ settings: { ProductVariant: 4, NextCustomerInvoiceNumber: 0, AccountingLockedTo: 'today+10', BankGiro: '123-4567' } })
  expect((await trouble(under)).toSorted()).toEqual(['invoice-series', 'period-open', 'plan-has-orders'])
  const { company, labels } = (await under.client.books?.lookups()) ?? { company: null, labels: null }
  expect(company).toMatchObject({ canOrder: false, plan: 'Solo', nextInvoiceNumber: 0 })
  expect(labels).toEqual([])
})

test.each([true, false])('rates are in percent, whether the books write them as fractions (%s) or not', async (vatRateAsFraction) => {
  const under = await ground({}, { vatRateAsFraction })
  const codings = (await under.client.books?.lookups())?.codings ?? []
  expect(codings.map((each) => `${each.name}: ${each.vatRate} ${each.type} ${each.accounts.domestic}`)).toContain('Varor 12 %: 12 goods 3002')
})

test('cost centres come with their items, by dimension', async () => {
  const lookups = await (await ground()).client.books?.lookups()
  expect(lookups?.costCentres.map((each) => [each.number, each.name, each.items.length])).toEqual([[1, 'Kontor', 4], [2, 'Säljare', 2], [3, 'Affärsområde', 2]])
  expect(lookups?.company.timeZone).toBe('Europe/Stockholm')
  expect(lookups?.company.lockedTo).toBeNull()
})

test('without the API module the check says what to switch on instead of failing', async () => {
  const under = await ground({ settings: { ActivatedModules: ['sales_standard'] } })
  expect((await under.client.check()).find((each) => each.severity === 'stop')).toMatchObject({ ok: false, sv: expect.stringContaining('Integration') })
})

test('a rotating refresh token is stored each time, and the next one works', async () => {
  const under = await ground({}, { refreshRotation: 'always' })
  await under.client.identity()
  const first = under.vault.stored
  expect(first?.refreshToken).not.toBe('sandbox-refresh-token')
  under.vault.stored = first === null ? null : { ...first, accessToken: 'dead', expiresAt: new Date(Date.now() - 1000).toISOString() }
  const again = openClient(under.twin, under.vault, [], 20)
  expect((await again.identity()).id).toBe((await under.client.identity()).id)
  expect(under.vault.stored?.refreshToken).not.toBe(first?.refreshToken)
  await again.close()
})

test('a refresh token that is not rotated is kept', async () => {
  const under = await ground({}, { refreshRotation: 'never' })
  await under.client.identity()
  expect(under.vault.stored?.refreshToken).toBe('sandbox-refresh-token')
})

test('the address to open names scopes, product and the company picker', () => {
  const connection = { name: 'books', config: {} }
  const facts = eAccounting.oauth(connection, { identity: 'https://identity.vismaonline.com' })
  if (facts === null) throw new Error('no facts')
  const url = new URL(authorizeAddress(facts, 'client', 'https://localhost:44300/callback', 'state'))
  expect(`${url.origin}${url.pathname}`).toBe('https://identity.vismaonline.com/connect/authorize')
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    scope: 'ea:api offline_access ea:sales ea:accounting_readonly', prompt: 'select_account', acr_values: 'service:44643EB1-3F76-4C1C-A672-402AE8085934',
    response_type: 'code', redirect_uri: 'https://localhost:44300/callback',
  })
})

test('a person who picks the company lets us in, with the scopes we ask for and no more', async () => {
  const under = await ground({ settings: { BankGiro: '123-4567' } })
  const redirectUri = 'https://localhost:44300/callback'
  const connection = { name: 'books', config: eAccounting.config.parse({ clientId: 'kontobro-sandbox', clientSecret: 'kontobro-sandbox-secret', redirectUri }) }
  const hosts = { api: under.twin.url, identity: under.twin.url }
  const facts = eAccounting.oauth(connection, hosts)
  if (facts === null) throw new Error('no facts')
  const page = await fetch(authorizeAddress(facts, 'kontobro-sandbox', redirectUri, 'state-1'))
  expect([page.status, (await page.text()).includes('Testbolaget AB')]).toEqual([200, true])
  const picked = await fetch(`${authorizeAddress(facts, 'kontobro-sandbox', redirectUri, 'state-1')}&twin_company=Testbolaget%20AB`, { redirect: 'manual' })
  const code = new URL(picked.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const tokens = await eAccounting.exchange(connection, hosts, code, redirectUri, { now: Date.now, onCall: () => {} })
  expect(tokens.refreshToken).not.toBeNull()
  const vault = memoryVault()
  vault.stored = tokens
  const client = openClient(under.twin, vault, [], 20)
  const identity = await client.identity()
  expect(companyClaim(tokens.accessToken)).toBe(identity.id)
  expect((await client.check()).filter((each) => !each.ok)).toEqual([])
  await client.close()
  await expect(eAccounting.exchange(connection, hosts, code, redirectUri, { now: Date.now, onCall: () => {} })).rejects.toThrow(/not-authorised/)
})

test('an access that was withdrawn says: connect again', async () => {
  const under = await ground()
  await fetch(`${under.twin.url}/connect/revocation`, {
    method: 'POST', body: new URLSearchParams({ token: 'sandbox-refresh-token', token_type_hint: 'refresh_token' }),
    headers: { authorization: `Basic ${Buffer.from('kontobro-sandbox:kontobro-sandbox-secret').toString('base64')}` },
  })
  expect((await under.client.check())[0]).toMatchObject({ code: 'not-authorised', severity: 'stop', sv: expect.stringContaining('kontobro connect books') })
})
