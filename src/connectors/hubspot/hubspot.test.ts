// Facts about the HubSpot connector, on a running twin: what is read exactly, what happens when things go wrong, and how few calls it takes.
import { afterEach, expect, test } from 'vitest'
import { bulkSeed } from '../../../sandbox/hubspot/bulk.ts'
import type { HubSpotSeed } from '../../../sandbox/hubspot/seed.ts'
import { allScopesKey, readOnlyKey, smallSeed } from '../../../sandbox/hubspot/small-account.ts'
import { startHubSpotTwin } from '../../../sandbox/hubspot/twin.ts'
import type { HubSpotTwin, HubSpotTwinOptions } from '../../../sandbox/hubspot/twin.ts'
import type { SaleRecord } from '../../core/sale-record.ts'
import type { SaleQuery, SaleWant } from '../connector.ts'
import { authorizeAddress } from '../oauth.ts'
import { clientOn, memoryVault } from './bench-client.ts'
import type { BenchClient } from './bench-client.ts'
import { hubspot } from './index.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => void (await Promise.all(closers.splice(0).map((close) => close()))))

async function start(seed: HubSpotSeed, config: Record<string, unknown> = { accessToken: allScopesKey }, options: HubSpotTwinOptions = {}, more = {}): Promise<BenchClient & { twin: HubSpotTwin }> {
  const twin = await startHubSpotTwin({ seed, limits: 'off', timeScale: 20, ...options })
  const bench = clientOn(twin, config, more)
  closers.push(() => bench.client.close(), () => twin.close())
  return { ...bench, twin }
}

const want: SaleWant = { sale: [], company: [], contact: [], line: [], product: [] }

async function readDeal(bench: BenchClient, id: string, more: Partial<SaleWant> = {}): Promise<SaleRecord> {
  const [parsed] = (await Array.fromAsync(bench.sales.read('deal', [id], { ...want, ...more }))).flat()
  if (parsed?.ok !== true) throw new Error(JSON.stringify(parsed))
  return parsed.value
}

test('a deal is read with its lines, buyer, owner, stage history and address', async () => {
  const seed = smallSeed()
  Object.assign(seed.deals?.[0]?.properties ?? {}, { hubspot_owner_id: '501', closedate: '2026-09-05T10:00:00.000Z', kontobro_source: 'eaccounting:1:order:2' })
  const bench = await start(seed)
  const deal = await readDeal(bench, '3001', { company: ['orgno'] })
  expect(deal).toMatchObject({
    title: 'Stolar till Ekman', amount: '2800', closedAt: '2026-09-05T10:00:00.000Z', createdFrom: 'eaccounting:1:order:2',
    url: 'https://app-eu1.hubspot.com/contacts/4711/record/0-3/3001', owner: { id: '501', name: 'Anna Berg', email: 'anna@saljare.example' },
    stageEntries: [{ stageId: 'closedwon', at: '2026-09-05T10:00:00.000Z' }, { stageId: 'appointmentscheduled', at: '2026-09-01T08:00:00.000Z' }],
    companies: [{ id: '2001', primary: true, labels: [], fields: { name: 'Ekman Möbler AB', orgno: '556000-0001' } }],
    contacts: [{ id: '1001', primary: false }],
  })
  expect(deal.lines).toMatchObject([
    { id: '8001', sku: 'STOL-1', quantity: '2', unitPrice: '1000', discountPercent: '10', discountPerUnit: null, taxRate: null, recurring: null },
    { id: '8002', sku: null, quantity: '1', unitPrice: '1000', discountPercent: null },
  ])
})

test('lines come by their position, with tax rate, unit discount, recurrence and the fields of their product', async () => {
  const bench = await start(smallSeed())
  bench.twin.state.replaceLineItems('deals', '3001', [
    { id: '8101', properties: { name: 'B', quantity: '1.5', price: '0.333333', discount: '0.1', hs_position_on_quote: '2', hs_tax_rate_group_id: '12', recurringbillingfrequency: 'monthly' } },
    { id: '8102', properties: { name: 'A', quantity: '1', price: '1000.00', hs_position_on_quote: '1', hs_product_id: '7001', hs_tax_rate_group_id: '25', hs_sku: ' STOL-1 ' } },
  ])
  const { lines } = await readDeal(bench, '3001', { product: ['description'] })
  expect(lines).toMatchObject([
    { id: '8102', position: 1, taxRate: '25', taxRateName: 'Moms 25 %', sku: 'STOL-1', productId: '7001', productFields: { description: 'Ek', hs_sku: 'STOL-1' } },
    { id: '8101', position: 2, taxRate: '12', discountPerUnit: '0.1', unitPrice: '0.333333', quantity: '1.5', recurring: { frequency: 'monthly', payments: null } },
  ])
})

test('a line without a price, or with a tax rate nobody knows, holds its deal whole and no other', async () => {
  const seed = smallSeed()
  seed.deals?.push(
    { id: '3002', properties: { dealname: 'Utan pris', dealstage: 'closedwon' }, lineItems: [{ id: '8201', properties: { name: 'X', quantity: '1' } }] },
    { id: '3003', properties: { dealname: 'Okänd moms', dealstage: 'closedwon' }, lineItems: [{ id: '8301', properties: { name: 'X', quantity: '1', price: '5', hs_tax_rate_group_id: '777' } }] },
  )
  const bench = await start(seed)
  const read = (await Array.fromAsync(bench.sales.read('deal', ['3001', '3002', '3003'], want))).flat()
  expect(read.find((parsed) => parsed.ok)).toMatchObject({ value: { id: '3001' } })
  expect(read.filter((parsed) => !parsed.ok)).toMatchObject([
    { id: '3002', problem: 'line item 8201: price is missing', raw: { record: { id: '3002' } } },
    { id: '3003', problem: "line item 8301: tax rate 777 is not in the account's library" },
  ])
})

test('labels are told in lower case, and a merged company stands once with the ids it absorbed', async () => {
  const seed = smallSeed()
  seed.associationLabels = [{ from: 'deals', to: 'companies', label: 'Fakturamottagare', typeId: 71, inverseTypeId: 72 }]
  seed.deals?.[0]?.associations?.push({ to: 'companies', id: '2002', label: 'Fakturamottagare' })
  const bench = await start(seed)
  expect((await readDeal(bench, '3001')).companies.map(({ id, primary, labels }) => ({ id, primary, labels }))).toEqual([{ id: '2001', primary: true, labels: [] }, { id: '2002', primary: false, labels: ['fakturamottagare'] }])
  const survivor = bench.twin.state.merge('companies', '2001', '2002')
  expect((await readDeal(bench, '3001')).companies).toMatchObject([{ id: survivor, mergedIds: ['2001', '2002'], primary: true }])
})

test('1,000 deals with three lines are read in a handful of calls, every company and product once', async () => {
  const seed = bulkSeed({ deals: 1_000, linesPerDeal: 3, companies: 150, skus: 120, wonAt: '2026-11-01T10:00:00Z', serviceKey: allScopesKey })
  const bench = await start(seed)
  const ids = bench.twin.state.all('deals').map((deal) => deal.id)
  const read = (await Array.fromAsync(bench.sales.read('deal', ids, { ...want, product: ['name'] }))).flat()
  expect(read.filter((parsed) => parsed.ok)).toHaveLength(1_000)
  const counts = bench.counts()
  expect(Object.entries(counts).filter(([template]) => /batch\/read/.test(template)).toSorted(([a], [b]) => a.localeCompare(b))).toEqual([
    ['POST /crm/associations/2026-09/0-3/0-1/batch/read', 1], ['POST /crm/associations/2026-09/0-3/0-2/batch/read', 1], ['POST /crm/associations/2026-09/0-3/0-8/batch/read', 1],
    ['POST /crm/objects/2026-09/0-1/batch/read', 2], ['POST /crm/objects/2026-09/0-2/batch/read', 2], ['POST /crm/objects/2026-09/0-3/batch/read', 10],
    ['POST /crm/objects/2026-09/0-7/batch/read', 2], ['POST /crm/objects/2026-09/0-8/batch/read', 30],
  ])
  await Array.fromAsync(bench.sales.read('deal', ids.slice(0, 10), want))
  expect(Object.keys(bench.counts()).filter((template) => /owners|tax-rates|account-info|properties/.test(template))).toEqual([])
})

test('under the vendor limits of a small plan nothing is refused, survey and reading together', async () => {
  const seed = bulkSeed({ deals: 1_200, linesPerDeal: 2, companies: 100, skus: 50, wonAt: '2026-11-01T10:00:00Z', serviceKey: allScopesKey })
  const bench = await start(seed, { accessToken: allScopesKey }, { limits: 'vendor' })
  const query: SaleQuery = { kind: 'deal', stages: [{ pipelineId: 'default', stageId: 'closedwon' }], window: null, alsoChanged: 'none', afterId: null }
  let seen = 0
  const reading: Promise<unknown>[] = []
  for await (const heads of bench.sales.survey(query)) {
    seen += heads.length
    reading.push(Array.fromAsync(bench.sales.read('deal', heads.map((head) => head.id), want)))
  }
  await Promise.all(reading)
  expect(seen).toBe(1_200)
  expect(bench.calls.filter((call) => call.status !== 200 && call.status !== 207)).toEqual([])
})

test('history batches that the account holds to fifty are read in fifties', async () => {
  const seed = bulkSeed({ deals: 120, linesPerDeal: 1, companies: 5, skus: 5, wonAt: '2026-11-01T10:00:00Z', serviceKey: allScopesKey })
  const bench = await start({ ...seed, behaviour: { historyBatchLimit: 50 } })
  const ids = bench.twin.state.all('deals').map((deal) => deal.id)
  expect((await Array.fromAsync(bench.sales.read('deal', ids, want))).flat()).toHaveLength(120)
})

test('a survey goes past the 10,000 results that one search gives, also when all share one moment', async () => {
  const bench = await start(bulkSeed({ deals: 10_250, linesPerDeal: 0, companies: 0, skus: 1, wonAt: '2026-11-01T10:00:00Z', serviceKey: allScopesKey }), undefined, undefined, { timeScale: 60 })
  const window = { from: '2026-11-01T09:59:59.000Z', to: '2026-11-01T10:00:01.000Z' }
  const ids = new Set<string>()
  for await (const heads of bench.sales.survey({ kind: 'deal', stages: [{ pipelineId: 'default', stageId: 'closedwon' }], window, alsoChanged: 'none', afterId: null })) for (const head of heads) ids.add(head.id)
  expect(ids.size).toBe(10_250)
})

test('stages of many pipelines take several searches, listed as one ascending stream', async () => {
  const pipelines = Array.from({ length: 9 }, (_, n) => ({ id: `p${n}`, label: `P${n}`, stages: [{ id: `won${n}`, label: 'Vunnen', metadata: { isClosed: 'true', probability: '1.0' } }] }))
  const deals = Array.from({ length: 900 }, (_, n) => ({ id: String(3_000_000 + n), properties: { dealname: `D${n}`, pipeline: `p${(n * 7) % 9}`, dealstage: `won${(n * 7) % 9}` } }))
  const bench = await start({ account: { portalId: 1 }, serviceKeys: { [allScopesKey]: ['*'] }, pipelines: { deals: pipelines }, deals })
  const stages = pipelines.map(({ id }, n) => ({ pipelineId: id, stageId: `won${n}` }))
  const ids: string[] = []
  for await (const heads of bench.sales.survey({ kind: 'deal', stages, window: null, alsoChanged: 'touched', afterId: null })) ids.push(...heads.map((head) => head.id))
  expect(ids).toEqual(deals.map((deal) => deal.id))
})

test('an app renews its token ahead of time and after a refusal, and stores what it got', async () => {
  const vault = memoryVault()
  const bench = await start(smallSeed(), { clientId: 'app-1', clientSecret: 'secret-1', refreshToken: 'eu1-refresh' }, {}, { vault })
  expect((await bench.client.identity()).id).toBe('4711')
  const first = vault.stored()
  expect(first?.refreshToken).toBe('eu1-refresh')
  bench.twin.state.expireAccessTokens()
  expect(await bench.sales.pipelines('deal')).toHaveLength(1)
  expect(vault.stored()?.accessToken).not.toBe(first?.accessToken)
})

test('an app that was uninstalled, and a key that was deleted, ask to be connected again', async () => {
  const app = await start(smallSeed(), { clientId: 'app-1', clientSecret: 'secret-1', refreshToken: 'eu1-refresh' })
  app.twin.state.revokeTokens()
  await expect(app.sales.pipelines('deal')).rejects.toMatchObject({ code: 'not-authorised' })
  const key = await start(smallSeed())
  key.twin.state.revokeTokens()
  await expect(key.sales.pipelines('deal')).rejects.toMatchObject({ code: 'not-authorised' })
  expect(await key.client.check()).toMatchObject([{ code: 'account', ok: false, severity: 'stop' }])
})

test('a wrong client secret is our configuration, not a lost connection', async () => {
  const bench = await start(smallSeed(), { clientId: 'app-1', clientSecret: 'wrong', refreshToken: 'eu1-refresh' })
  await expect(bench.client.identity()).rejects.toMatchObject({ code: 'client-credentials-wrong' })
})

test('a person lets the app in, and the code becomes tokens', async () => {
  const seed = smallSeed()
  const connection = { name: 'crm', config: { clientId: 'app-1', clientSecret: 'secret-1' } }
  const bench = await start(seed)
  const hosts = { api: bench.twin.url, app: bench.twin.url }
  const facts = hubspot.oauth(connection, hosts)
  if (facts === null || seed.oauthApps?.[0] === undefined) throw new Error('an app needs a person')
  bench.twin.state.load({ ...seed, oauthApps: [{ ...seed.oauthApps[0], scopes: facts.scopes }] })
  const answer = await fetch(authorizeAddress(facts, 'app-1', 'https://localhost/callback', 'st'), { redirect: 'manual' })
  const back = new URL(answer.headers.get('location') ?? '')
  expect(back.searchParams.get('state')).toBe('st')
  const tokens = await hubspot.exchange(connection, hosts, back.searchParams.get('code') ?? '', 'https://localhost/callback', { now: () => Date.now(), onCall: () => {} })
  expect(tokens.refreshToken).toMatch(/^eu1-/)
  expect(hubspot.oauth({ name: 'crm', config: { accessToken: 'x' } }, hosts)).toBeNull()
})

test('a missing permission is named by the check and by the write-back', async () => {
  const bench = await start(smallSeed(), { accessToken: readOnlyKey })
  const findings = await bench.client.check()
  expect(findings.find((finding) => finding.code === 'read-line')).toMatchObject({ ok: false, severity: 'stop' })
  expect(findings.find((finding) => finding.code === 'read-line')?.sv).toContain('crm.objects.line_items.read')
  expect(findings.find((finding) => finding.code === 'write-deal')).toMatchObject({ ok: false, severity: 'warn' })
  expect(findings.find((finding) => finding.code === 'read-deal')?.ok).toBe(true)
  expect(await bench.sales.prepareWriteBack('deal')).toMatchObject({ code: 'missing-scope', params: { scope: 'crm.schemas.deals.write' } })
})

const values = { status: 'created', message: 'Order 1001', documentNumber: '1001', documentUrl: '' } as const

test('a write-back whose reply is lost is of unknown outcome, and repeating it settles it', async () => {
  const bench = await start(smallSeed())
  await bench.sales.prepareWriteBack('deal')
  bench.twin.faults.add({ path: '*/batch/update', count: 1, action: { kind: 'cutAfterCommit' } })
  expect((await bench.sales.writeBack('deal', [{ id: '3001', values }]))[0]?.outcome).toMatchObject({ type: 'unknown', failure: { code: 'reply-lost' } })
  expect((await bench.sales.writeBack('deal', [{ id: '3001', values }]))[0]?.outcome.type).toBe('written')
  expect(bench.twin.state.get('deals', '3001')?.properties).toMatchObject({ kontobro_status: 'created', kontobro_document_number: '1001' })
})

test('empty text clears a property that was written before', async () => {
  const bench = await start(smallSeed())
  await bench.sales.prepareWriteBack('deal')
  await bench.sales.writeBack('deal', [{ id: '3001', values }])
  await bench.sales.writeBack('deal', [{ id: '3001', values: { ...values, documentNumber: '' } }])
  expect(bench.twin.state.get('deals', '3001')?.properties).not.toHaveProperty('kontobro_document_number')
})

test('a rule of the account that refuses one deal does not stop the others', async () => {
  const seed = smallSeed()
  seed.deals?.push({ id: '3002', properties: { dealname: 'Utan belopp', dealstage: 'closedwon' } })
  seed.adminRules = [{ objectType: 'deals', property: 'amount', when: { property: 'kontobro_status', values: ['created'] } }]
  const bench = await start(seed)
  await bench.sales.prepareWriteBack('deal')
  const outcomes = await bench.sales.writeBack('deal', [{ id: '3001', values }, { id: '3002', values }])
  expect(outcomes.map(({ id, outcome }) => [id, outcome.type])).toEqual([['3001', 'written'], ['3002', 'refused']])
})

test('without our properties a write-back is refused and says which', async () => {
  const bench = await start(smallSeed())
  const [written] = await bench.sales.writeBack('deal', [{ id: '3001', values }])
  expect(written?.outcome).toMatchObject({ type: 'refused', failure: { code: 'vendor-refused' } })
  expect(written?.outcome.type === 'refused' && String(written.outcome.failure.params.message)).toContain('kontobro_status')
})

test('reads ride out a lock, a limit, a bad gateway and half an answer', async () => {
  const bench = await start(smallSeed())
  for (const action of [{ kind: 'status', status: 423 }, { kind: 'status', status: 429 }, { kind: 'html', status: 502 }, { kind: 'brokenJson' }, { kind: 'cutBeforeCommit' }] as const) {
    bench.twin.faults.add({ path: '*/deals/batch/read', count: 1, action })
  }
  expect((await readDeal(bench, '3001')).id).toBe('3001')
})

test('an account on the move is parked at once', async () => {
  const bench = await start(smallSeed())
  bench.twin.faults.add({ path: '*', action: { kind: 'status', status: 477, retryAfterSeconds: 7_200 } })
  await expect(bench.client.identity()).rejects.toMatchObject({ code: 'account-parked', retryAfterSeconds: 7_200 })
  expect(bench.calls).toHaveLength(1)
})

test('no token stands in any record of a call', async () => {
  const bench = await start(smallSeed(), { clientId: 'app-1', clientSecret: 'secret-1', refreshToken: 'eu1-refresh' })
  await bench.client.identity()
  expect(bench.calls.length).toBeGreaterThanOrEqual(2)
  expect(JSON.stringify(bench.calls)).not.toMatch(/secret-1|eu1-refresh|Bearer/)
})
