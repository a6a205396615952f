// Doubtful answers, one by one: what each vendor may say on the way that is not so, and what must come of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyBooksSeed } from '../sandbox/eaccounting/bulk.ts'
import { startEAccountingTwin } from '../sandbox/eaccounting/twin.ts'
import type { EAccountingTwin } from '../sandbox/eaccounting/twin.ts'
import { allScopesKey, smallSeed } from '../sandbox/hubspot/small-account.ts'
import { startHubSpotTwin } from '../sandbox/hubspot/twin.ts'
import type { HubSpotTwin } from '../sandbox/hubspot/twin.ts'
import { sampleArticle, sampleCustomer, sampleDocument } from '../src/connectors/conformance/books-samples.ts'
import type { Books, Client, SalesSource, WriteOutcome } from '../src/connectors/connector.ts'
import { eAccounting } from '../src/connectors/eaccounting/index.ts'
import { hubspot } from '../src/connectors/hubspot/index.ts'
import { Failure } from '../src/core/failure.ts'
import { clientGround, memoryVault } from './hostile/client-ground.ts'
import { gathered } from './hostile/door-source.ts'
import { startLiar } from './hostile/liar.ts'
import type { Liar } from './hostile/liar.ts'

type Json = Record<string, unknown>
/** Changes the JSON of answers whose request fits. */
const change = (liar: Liar, fits: RegExp, edit: (body: Json, ordinal: number) => unknown): void => {
  let times = 0
  liar.begin((asked, truth) => (fits.test(`${asked.method} ${asked.url}`) ? { ...truth, manner: 'plain', body: Buffer.from(JSON.stringify(edit(JSON.parse(truth.body.toString('utf8')) as Json, times++))) } : null))
}
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'no failure', (caught: unknown) => (caught instanceof Failure ? caught.code : `threw ${String(caught)}`))
const listOf = (body: Json, name: string): Json[] => body[name] as Json[]

describe('answers of the source', () => {
  let twin: HubSpotTwin
  let liar: Liar
  let client: Client
  const want = { sale: [], company: [], contact: [], line: [], product: [] }
  const sales = (): SalesSource => client.sales ?? never()
  beforeAll(async () => {
    const seed = smallSeed()
    const [deal] = seed.deals ?? []
    twin = await startHubSpotTwin({ seed: { ...seed, deals: [...(seed.deals ?? []), { ...deal, id: '3002', properties: { dealname: 'Andra', amount: '1', dealstage: 'closedwon' }, lineItems: [{ id: '8051', properties: { name: 'Rad', quantity: '1', price: '1' } }] }] }, limits: 'off' })
    liar = await startLiar(twin.url)
    client = hubspot.open({ name: 'crm', config: { accessToken: allScopesKey } }, { api: liar.url, app: liar.url }, clientGround(memoryVault(null)).deps)
  })
  afterAll(async () => { await client.close(); await liar.close(); await twin.close() })
  const query = { kind: 'deal' as const, stages: [{ pipelineId: 'default', stageId: 'closedwon' }], window: null, alsoChanged: 'none' as const, afterId: null }
  const read = async () => (await Array.fromAsync(sales().read('deal', ['3001', '3002'], want))).flat().map((one) => (one.ok ? `${one.value.id}: ${one.value.lines.map(({ id }) => id).join()}` : `${one.id} held`)).sort()

  it('a sale or a line that a batch passes over in silence is asked for alone, not taken for deleted', async () => {
    change(liar, /0-3\/batch\/read/, (body) => ({ ...body, results: listOf(body, 'results').slice(1) }))
    expect(await read()).toEqual(['3001: 8001,8002', '3002: 8051'])
    change(liar, /objects\/[^/]+\/0-8\/batch\/read/, (body) => ({ ...body, results: [] }))
    expect(await read()).toEqual(['3001: 8001,8002', '3002: 8051'])
  })

  it('a line that is named twice stands once', async () => {
    change(liar, /associations.*0-8\/batch\/read/, (body) => ({ ...body, results: listOf(body, 'results').map((one) => ({ ...one, to: [...listOf(one, 'to'), ...listOf(one, 'to')] })) }))
    expect(await read()).toEqual(['3001: 8001,8002', '3002: 8051'])
  })

  it('a strange association holds its own sale, a record nobody asked for is nobody', async () => {
    change(liar, /associations.*0-8\/batch\/read/, (body) => ({ ...body, results: listOf(body, 'results').map((one, index) => (index === 0 ? { ...one, to: [{ toObjectId: null }] } : one)) }))
    expect((await read()).filter((one) => one.endsWith('held'))).toHaveLength(1)
    change(liar, /0-3\/batch\/read/, (body) => ({ ...body, results: [...listOf(body, 'results'), { ...listOf(body, 'results')[0], id: '999' }] }))
    expect(await read()).toEqual(['3001: 8001,8002', '3002: 8051'])
  })

  it('an answer without its list is no empty list, and a survey out of order moves no checkpoint', async () => {
    change(liar, /0-3\/search/, () => ({ status: 'COMPLETE' }))
    expect(await codeOf(gathered(sales().survey(query)))).toBe('unreadable-answer')
    change(liar, /0-3\/search/, (body) => ({ ...body, results: listOf(body, 'results').toReversed() }))
    expect(await codeOf(gathered(sales().survey(query)))).toBe('unreadable-answer')
  })

  it('a strange stamp in a survey costs nobody: the sale is visited', async () => {
    change(liar, /0-3\/search/, (body) => ({ ...body, results: listOf(body, 'results').map((one) => ({ ...one, updatedAt: 5, properties: { hs_lastmodifieddate: ['x'] } })) }))
    expect((await gathered(sales().survey(query))).flat()).toEqual([{ id: '3001', changedAt: '' }, { id: '3002', changedAt: '' }])
  })

  it('pages that bring nothing new end with a sentence', async () => {
    change(liar, /archived=true/, (body) => ({ ...body, results: [{ id: '1' }], paging: { next: { after: '1' } } }))
    expect(await codeOf(gathered(sales().archived('deal')))).toBe('unreadable-answer')
  })

  it.each([['0', 429], ['86400', 503], ['Fri, 31 Dec 9999 23:59:59 GMT', 429], ['99999999999', 429]])('Retry-After %s with %i is waited for within bounds', async (retryAfter, status) => {
    liar.begin((_, truth) => ({ ...truth, status, headers: { ...truth.headers, 'retry-after': retryAfter }, manner: 'plain' }))
    expect(await codeOf(sales().pipelines('deal'))).toMatch(/^(rate-limited|vendor-down)$/)
    expect(liar.asked.length).toBeLessThan(120)
  })

  it('a byte order mark is passed over; nesting without a bottom is unreadable', async () => {
    liar.begin((_, truth) => ({ ...truth, body: Buffer.concat([Buffer.from('\ufeff'), truth.body]), manner: 'plain' }))
    expect((await sales().pipelines('deal')).length).toBeGreaterThan(0)
    liar.begin((_, truth) => ({ ...truth, body: Buffer.from(`{"results":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), manner: 'plain' }))
    expect(await codeOf(sales().pipelines('deal'))).toBe('unreadable-answer')
  })
})

describe('answers of the books', () => {
  let twin: EAccountingTwin
  let liar: Liar
  let client: Client
  let post: (serial: number) => Promise<WriteOutcome<{ id: string }>>
  const books = (): Books => client.books ?? never()
  const vault = memoryVault(null)
  const before = (): void => undefined
  beforeAll(async () => {
    twin = await startEAccountingTwin({ limits: 'off', seed: emptyBooksSeed({}) })
    liar = await startLiar(twin.url)
    client = eAccounting.open({ name: 'books', config: { clientId: 'kontobro-sandbox', clientSecret: 'kontobro-sandbox-secret', refreshToken: 'sandbox-refresh-token' } }, { api: liar.url, identity: liar.url }, clientGround(vault).deps)
    const lookups = await books().lookups()
    const [customer] = await gathered(books().customers.create([{ key: 'c', value: sampleCustomer(lookups, '7001') }], before))
    const [article] = await gathered(books().articles.create([{ key: 'a', value: sampleArticle(lookups, 'A', '25', '10') }], before))
    const customerId = made(customer?.outcome)
    const articleIds = { A: made(article?.outcome) }
    post = async (serial) => {
      const draft = sampleDocument(lookups, 'order', `HS-${serial}`, [{ article: 'A', rate: '25', quantity: '1', unitPrice: '10' }], new Date().toISOString().slice(0, 10))
      return (await gathered(books().documents.create([{ key: 'o', value: { draft, customerId, articleIds } }], before)))[0]?.outcome ?? never()
    }
    for (const serial of [1, 2]) made(await post(serial))
  })
  afterAll(async () => { await client.close(); await liar.close(); await twin.close() })

  it.each([
    ['an id that is none', (body: Json) => ({ ...body, Id: '5' })], ['its customer\'s id', (body: Json) => ({ ...body, Id: body['CustomerId'] })], ['another mark', (body: Json) => ({ ...body, OurReference: 'Anna Berg HS-77' })],
    ['another customer', (body: Json) => ({ ...body, CustomerId: '11111111-2222-3333-4444-555555555555' })], ['null', () => null],
  ])('an order whose answer shows %s has an unknown outcome, never a refused or a wrong one', async (what, edit) => {
    change(liar, /POST \/v2\/orders/, edit)
    expect((await post(100 + what.length)).type).toBe('unknown')
  })

  it('a card whose answer shows another number has an unknown outcome', async () => {
    change(liar, /POST \/v2\/customers/, (body) => ({ ...body, CustomerNumber: '1' }))
    const lookups = await books().lookups()
    const [written] = await gathered(books().customers.create([{ key: 'c', value: sampleCustomer(lookups, '7002') }], before))
    expect(written?.outcome.type).toBe('unknown')
  })

  it('a document with a strange value keeps its marks, and the list is read again next time', async () => {
    change(liar, /GET \/v2\/orders/, (body) => ({ ...body, Data: listOf(body, 'Data').map((one, index) => (index === 0 ? { ...one, YourReference: { a: ['x HS-4711'] }, Status: 'three' } : one)) }))
    const pages = await gathered(books().documents.known('order', '2026-01-01T00:00:00.000Z'))
    expect(pages.flatMap(({ items }) => items).some(({ markTexts }) => markTexts.some((text) => text.includes('HS-4711')))).toBe(true)
    expect(pages.at(-1)?.until).toBe('2026-01-01T00:00:00.000Z')
  })

  it('a card with a strange value counts as inactive and stops no other', async () => {
    change(liar, /GET \/v2\/customers/, (body) => ({ ...body, Data: listOf(body, 'Data').map((one, index) => (index === 0 ? { ...one, VatNumber: ['x'] } : one)) }))
    const cards = (await gathered(books().customers.known(null))).flatMap(({ items }) => items)
    expect(cards.map(({ active }) => active)).toContain(false)
  })

  it('a list that says it goes on for ever ends with a sentence', async () => {
    let shown: unknown
    change(liar, /GET \/v2\/articles/, (body) => ({ ...body, Data: (shown ??= body['Data']), Meta: { ...(body['Meta'] as Json), TotalNumberOfPages: 1e9 } }))
    expect(await codeOf(gathered(books().articles.known(null)))).toBe('unreadable-answer')
    expect(liar.asked.length).toBeLessThan(50)
  })

  it('a token that no header carries is not stored', async () => {
    const empty = memoryVault(null)
    const config = { clientId: 'kontobro-sandbox', clientSecret: 'kontobro-sandbox-secret', refreshToken: 'sandbox-refresh-token' }
    const another = eAccounting.open({ name: 'books', config }, { api: liar.url, identity: liar.url }, clientGround(empty).deps)
    change(liar, /connect\/token/, (body) => ({ ...body, access_token: 'a\nb' }))
    expect([await codeOf(another.identity()), empty.stored]).toEqual(['unreadable-answer', null])
    // What cannot be read of a token endpoint's answer may hold tokens: no part of it is told.
    liar.begin((asked, truth) => (/connect\/token/.test(asked.url) ? { ...truth, manner: 'plain', body: Buffer.from(`${truth.body.toString('utf8').replace(/"access_token":"[^"]*"/, '"access_token":"the-secret"')}}`) } : null))
    expect(await another.identity().then(() => '', (caught: unknown) => (caught instanceof Failure ? `${caught.code} ${caught.message} ${caught.detail ?? ''}` : ''))).toMatch(/^unreadable-answer ((?!the-secret).)*$/s)
    await another.close()
  })
})

function made(outcome: WriteOutcome<{ id: string }> | undefined): string {
  if (outcome?.type !== 'written') throw new Error(JSON.stringify(outcome))
  return outcome.value.id
}

function never(): never {
  throw new Error('not there')
}
