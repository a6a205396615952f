// What each line becomes: articles, VAT and accounts, shipping, discounts, recurring lines, cost centres and project.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company, known, openGround, orgNumber, rowsOf, text, type DealPlan, type FlowPlan, type Ground } from './flow-ground.ts'
import { germanVatNumber } from '../sandbox/data/identity-numbers.ts'

const deal = (id: string, flow: string, more: Partial<DealPlan> = {}): DealPlan => ({ id, flow, ...more })
const fallback = 'fallbackArticle: { 25: DIV25, 12: DIV12, 6: DIV6, 0: DIV0 }'
const coding = 'newArticle: { unit: Timme, coding: { 25: Varor 25 %, 12: Varor 12 %, 6: Varor 6 %, 0: Varor 0 % } }'
const shipped = 'article: { 25: FRAKT25, 12: FRAKT12, 6: FRAKT6, 0: FRAKT0 }'

const flows: Record<string, FlowPlan> = {
  create: { settings: `missingProducts: create\n${coding}` }, usefallback: { settings: `missingProducts: fallbackArticle\n${fallback}` }, hold: { settings: 'missingProducts: hold' },
  nosku: {}, nosku_fallback: { settings: `lineWithoutSku: fallbackArticle\n${fallback}` }, nosku_name: { settings: `lineWithoutSku: createFromName\n${coding}` },
  nolines: {}, amountrow: { settings: `noLines: amountRow\n${fallback}` }, onefallback: { settings: 'lineWithoutSku: fallbackArticle\nfallbackArticle: DIV25' },
  warn: {}, amounthold: { settings: 'amountCheck: hold' }, amountoff: { settings: 'amountCheck: off' },
  recurring: {}, first: { settings: 'recurring: firstPeriod' }, whole: { settings: 'recurring: wholeTerm' },
  linesbyrate: { settings: `tax: { lines: { Moms 25 %: Tjänster 25 %, 12 %: Tjänster 12 % } }\n${coding}` }, linesbyfield: { settings: `tax: { lines: { property: artikelgrupp, map: { tjänster: Tjänster 25 % } } }\n${coding}` },
  keep: { settings: 'fields: { orgNumber: orgno, vatNumber: vat_number, articleGroup: line.radgrupp }\ntax: { countries: [ { area: euBusiness, group: tjänster, coding: Tjänster 25 % } ], existingArticle: keep }' },
  holdother: { settings: 'fields: { orgNumber: orgno, vatNumber: vat_number, articleGroup: line.radgrupp }\ntax: { countries: [ { area: euBusiness, group: tjänster, coding: Tjänster 25 % } ], existingArticle: hold }' },
  sibling: { settings: 'fields: { orgNumber: orgno, vatNumber: vat_number, articleGroup: line.radgrupp }\ntax: { countries: [ { country: [Tyskland, Norge], buyer: company, group: tjänster, coding: Tjänster 25 % } ], existingArticle: sibling }' },
  ship: { settings: `shipping: { amount: shipping_cost, ${shipped}, includesVat: false }` }, shipvat: { settings: `shipping: { amount: shipping_cost, ${shipped}, includesVat: true }` },
  shipsku: { settings: `shipping: { skus: [FRAKTRAD], ${shipped} }` }, shipnone: { settings: 'shipping: { amount: shipping_cost, article: { 25: FRAKT25 } }' },
  spread: { settings: 'discounts: { order: spread, percent: discount_percent, amount: discount_amount }' }, discountrow: { settings: 'discounts: { order: row, percent: discount_percent, amount: discount_amount }' },
  centres: { settings: 'costCentres: [ { dimension: 1, from: pipeline, map: { Försäljning: Stockholm, Projekt: Göteborg }, default: Malmö }, { dimension: Säljare, from: owner, map: { Anna Berg: AB, erik.lund@egen.example: Erik Lund } }, { dimension: 3, from: constant, value: Handel } ]' },
  centresprop: { settings: 'costCentres: [ { dimension: 1, from: {region}, default: Stockholm }, { dimension: 3, from: product, map: { ART25: Handel, TJ25: SERVICE } } ]' },
  centreslabel: { settings: 'customers: { labels: { property: kundklass, map: {} } }\ncostCentres: { dimension: 1, from: label, map: { guld: Göteborg }, default: Stockholm }' },
  project: { settings: 'project: { from: { property: projekt } }' }, projectmap: { settings: 'project: { from: pipeline, map: { Försäljning: P1 } }' },
}

describe('lines', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await openGround({
      flows,
      deals: [
        deal('3001', 'create', { lines: [{ sku: 'NY-1', name: 'Ny vara', price: '120.50', quantity: '2', rate: 12 }] }), deal('3002', 'create', { lines: [{ sku: 'ny-1 ', name: 'Ny vara', price: '120.50', rate: 12 }] }), deal('3003', 'create', { lines: [{ sku: 'VILANDE' }] }),
        deal('3004', 'usefallback', { lines: [{ sku: 'SAKNAS', name: 'Sak', rate: 6 }] }), deal('3005', 'hold', { lines: [{ sku: 'SAKNAS', name: 'Sak' }, { sku: 'OCKSÅ', name: 'Sak två' }] }),
        deal('3006', 'nosku', { lines: [{ name: 'Utan' }] }), deal('3007', 'nosku_fallback', { lines: [{ name: 'Utan', rate: 12 }, { name: 'Utan sats' }] }), deal('3008', 'nosku_name', { lines: [{ name: 'Konsulttimme, senior', rate: 25 }] }), deal('3009', 'onefallback', { lines: [{ name: 'Något' }] }),
        deal('3010', 'nolines', { lines: [], amount: '500' }), deal('3011', 'nolines', { lines: [] }), deal('3012', 'amountrow', { lines: [], amount: '18500', name: 'Fast pris' }),
        ...['warn', 'amounthold', 'amountoff'].map((flow, index) => deal(`302${index}`, flow, { amount: '990', lines: [{ sku: 'ART25', quantity: '10' }] })),
        ...['recurring', 'first', 'whole'].map((flow, index) => deal(`303${index}`, flow, { lines: [{ sku: 'TJ25', name: 'Service', price: '300', more: { recurringbillingfrequency: 'monthly', hs_recurring_billing_number_of_payments: '12' } }] })),
        deal('3033', 'whole', { lines: [{ sku: 'TJ25', name: 'Service utan slut', price: '300', more: { recurringbillingfrequency: 'monthly' } }] }),
        deal('3040', 'linesbyrate', { lines: [{ sku: 'RAD-25', rate: 25 }, { sku: 'RAD-12', rate: 12 }, { sku: 'RAD-6', rate: 6 }] }), deal('3041', 'linesbyfield', { lines: [{ sku: 'FALT-TJ', rate: 25, more: { hs_product_id: '830001' } }, { sku: 'FALT-VARA', rate: 25 }] }),
        ...['keep', 'holdother', 'sibling'].map((flow, index) => deal(`305${index}`, flow, { companies: ['830050'], lines: [{ sku: 'ART25', name: 'Montage', more: { radgrupp: 'Tjänster' } }, { sku: 'ART25', name: 'Vara', more: { radgrupp: 'varor' } }] })),
        deal('3060', 'ship', { more: { shipping_cost: '149.90' }, lines: [{ sku: 'ART12', price: '500' }, { sku: 'ART25', price: '100' }] }), deal('3061', 'ship'), deal('3062', 'shipvat', { more: { shipping_cost: '99' } }),
        deal('3063', 'shipsku', { lines: [{ sku: 'ART6', price: '10' }, { sku: 'fraktrad', name: 'Frakt', price: '49' }] }), deal('3064', 'shipnone', { more: { shipping_cost: '10' }, lines: [{ sku: 'ART12' }] }), deal('3065', 'ship', { more: { shipping_cost: '0' } }),
        ...['spread', 'discountrow'].flatMap((flow, index) => [
          deal(`307${index}`, flow, { more: { discount_percent: '10' }, lines: [{ sku: 'ART25', price: '99.99' }, { sku: 'ART12', price: '33.33', quantity: '3' }, { sku: 'ART6', price: '0.01' }] }),
          deal(`307${index + 2}`, flow, { more: { discount_amount: '25.55' }, lines: [{ sku: 'ART25', price: '100', quantity: '2' }, { sku: 'ART12', price: '50' }] }),
        ]),
        deal('3074', 'spread', { more: { discount_amount: '900' } }), deal('3075', 'spread', { lines: [{ sku: 'ART25', price: '100', percent: '12.5' }, { sku: 'ART25', price: '33.33', quantity: '3', percent: '7.77' }, { sku: 'ART25', price: '100', off: '15', quantity: '2' }] }),
        deal('3080', 'centres', { owner: '61001' }), deal('3081', 'centres', { owner: '61002' }), deal('3082', 'centresprop', { more: { region: 'Göteborg' }, lines: [{ sku: 'ART25' }, { sku: 'TJ25' }, { sku: 'ART12' }] }),
        deal('3083', 'centresprop', { lines: [{ sku: 'ART25' }] }), deal('3084', 'centresprop', { more: { region: 'Kiruna' }, lines: [{ sku: 'ART25' }] }), deal('3085', 'centresprop', { more: { region: 'Umeå (nedlagt)' }, lines: [{ sku: 'ART25' }] }),
        deal('3086', 'centreslabel', { companies: ['830086'] }), deal('3087', 'centreslabel'),
        deal('3090', 'project', { more: { projekt: 'P1' } }), deal('3091', 'project', { more: { projekt: 'P0' } }), deal('3092', 'project', { more: { projekt: 'P9' } }), deal('3093', 'project'), deal('3094', 'projectmap'),
      ],
      products: [{ id: '830001', properties: { name: 'Tjänst', hs_sku: 'FALT-TJ', artikelgrupp: 'Tjänster' } }],
      companies: [
        { id: '830050', properties: { name: 'Büro GmbH', vat_number: germanVatNumber('11111111'), address: 'Hauptstraße 1', zip: '10115', city: 'Berlin', country: 'Germany' } },
        company('830086', 'Guldkund AB', 386, { kundklass: 'guld' }),
      ],
      properties: { deals: [text('unused')] },
      books: { customers: [{ CustomerNumber: '2386', Name: 'Guldkund AB', CorporateIdentityNumber: orgNumber(386), InvoiceAddress1: 'Storgatan 1' }] },
    })
  })
  afterAll(() => ground.close())
  const runs = async (...names: string[]): Promise<void> => { for (const name of names) await ground.run(name) }
  const state = () => ground.house.sandbox.eaccounting.state.company()
  const article = (number: string) => state().articles.find('Number', number)
  const codingOf = (number: string): string | null | undefined => state().codings.get(article(number)?.CodingId ?? '')?.Name
  const net = (id: string): number => { const order = ground.order(id); return Math.round((order.Amount - order.VatAmount - order.RoundingsAmount) * 100) / 100 }
  const reason = async (id: string): Promise<string> => (await ground.held(id)).sv

  it('missingProducts: made once with unit, coding and price, sold on the fallback article, or held with every line named', async () => {
    await runs('create', 'usefallback', 'hold')
    expect([article('NY-1')?.Name, article('NY-1')?.NetPrice, codingOf('NY-1'), state().units.get(article('NY-1')?.UnitId ?? '')?.Name]).toEqual(['Ny vara', 120.5, 'Varor 12 %', 'Timme'])
    expect([rowsOf(ground.order('3001')), rowsOf(ground.order('3002'))]).toEqual([['NY-1 2 x 120.5'], ['NY-1 1 x 120.5']])
    expect(state().articles.all().filter((one) => one.Number?.toLowerCase().trim() === 'ny-1')).toHaveLength(1)
    expect(await reason('3003')).toBe('Artikel VILANDE (Rad 1) är inaktiv i bokföringen.')
    expect([rowsOf(ground.order('3004')), ground.order('3004').Rows[0]?.Text]).toEqual([['DIV6 1 x 100'], 'Sak'])
    expect(await reason('3005')).toBe('Artikel SAKNAS (Sak) finns inte i bokföringen.')
    expect(await ground.notes('3005')).toContain('Artikel OCKSÅ (Sak två) finns inte i bokföringen.')
  })

  it('lineWithoutSku: held, on the fallback article of its rate, or as an article made from its name', async () => {
    await runs('nosku', 'nosku_fallback', 'nosku_name', 'onefallback')
    expect(await reason('3006')).toBe('Raden Utan (100,00\u00a0kr) har inget artikelnummer.')
    expect(rowsOf(ground.order('3007'))).toEqual(['DIV12 1 x 100', 'DIV25 1 x 100'])
    expect(await ground.notes('3007')).toContain('Utan sats: ingen momssats anges; 25\u00a0% används.')
    expect([rowsOf(ground.order('3008')), article('KONSULTTIMME-SENIOR')?.Name]).toEqual([['KONSULTTIMME-SENIOR 1 x 100'], 'Konsulttimme, senior'])
    expect(rowsOf(ground.order('3009'))).toEqual(['DIV25 1 x 100'])
  })

  it('noLines: held with or without an amount, or one row for the amount', async () => {
    await runs('nolines', 'amountrow')
    expect([await reason('3010'), await reason('3011')]).toEqual(['Affären har inga rader men ett belopp på 500 SEK.', 'Affären har inga rader och inget belopp.'])
    expect([rowsOf(ground.order('3012')), ground.order('3012').Rows[0]?.Text]).toEqual([['DIV25 1 x 18500'], 'Fast pris'])
  })

  it('amountCheck: a difference is noted, held, or let be', async () => {
    await runs('warn', 'amounthold', 'amountoff')
    expect(await ground.notes('3020')).toContain('Affärens belopp är 990,00\u00a0kr men raderna blir 1\u00a0000,00\u00a0kr; raderna gäller.')
    expect(await reason('3021')).toBe('Affärens belopp är 990,00\u00a0kr men raderna blir 1\u00a0000,00\u00a0kr; skillnad -10,00\u00a0kr.')
    expect(net('3022')).toBe(1000)
    expect(await ground.notes('3022')).not.toContain('belopp är')
  })

  it('recurring: held, the first period, or every payment; without an end held', async () => {
    await runs('recurring', 'first', 'whole')
    expect(await reason('3030')).toBe('Raden Service är återkommande (varje månad), och inställningen recurring säger att sådana hålls.')
    expect([rowsOf(ground.order('3031')), rowsOf(ground.order('3032'))]).toEqual([['TJ25 1 x 300'], ['TJ25 12 x 300']])
    expect(await reason('3033')).toBe('Raden Service utan slut är återkommande (varje månad) utan bestämt antal betalningar, så hela perioden kan inte faktureras.')
  })

  it('tax.lines: the coding of new articles by the line\'s tax rate or by a product property', async () => {
    await runs('linesbyrate', 'linesbyfield')
    expect(['RAD-25', 'RAD-12', 'RAD-6', 'FALT-TJ', 'FALT-VARA'].map(codingOf)).toEqual(['Tjänster 25 %', 'Tjänster 12 %', 'Varor 6 %', 'Tjänster 25 %', 'Varor 25 %'])
  })

  it('tax.countries: an existing article with another coding is kept, held, or gets a sibling', async () => {
    await runs('keep', 'holdother', 'sibling')
    expect(rowsOf(ground.order('3050'))).toEqual(['ART25 1 x 100', 'ART25 1 x 100'])
    expect(ground.order('3050').VatAmount).toBe(0)
    expect(await reason('3051')).toBe('Artikel ART25 har konteringen Varor 25 %, men regeln för EU-företag med momsregistreringsnummer säger Tjänster 25 %.')
    expect([rowsOf(ground.order('3052')), codingOf('ART25-DE'), article('ART25-DE')?.Name]).toEqual([['ART25-DE 1 x 100', 'ART25 1 x 100'], 'Tjänster 25 %', 'Artikel 25'])
    expect(await ground.notes('3052')).toContain('konto 3308, moms 0\u00a0%')
  })

  it('shipping: its own row at the rate of most of the goods, right to the öre, with or without VAT in the amount; by SKU; held without article', async () => {
    await runs('ship', 'shipvat', 'shipsku', 'shipnone')
    expect(rowsOf(ground.order('3060'))).toEqual(['ART12 1 x 500', 'ART25 1 x 100', 'FRAKT12 1 x 149.9'])
    expect([rowsOf(ground.order('3061')), rowsOf(ground.order('3065'))]).toEqual([['ART25 1 x 100'], ['ART25 1 x 100']])
    expect([rowsOf(ground.order('3062')), net('3062'), ground.order('3062').Amount]).toEqual([['ART25 1 x 100', 'FRAKT25 1 x 79.2'], 179.2, 224])
    expect(rowsOf(ground.order('3063'))).toEqual(['ART6 1 x 10', 'FRAKT6 1 x 49'])
    expect(await reason('3064')).toBe('Frakten (10,00\u00a0kr) har ingen artikel för 12\u00a0% moms.')
  })

  it('discounts: a whole-order discount spread over the lines or as rows per VAT rate; the net total equals the source; line discounts exact', async () => {
    await runs('spread', 'discountrow')
    // 99.99 + 99.99 + 0.01 less ten per cent = 179.99.
    expect(['3070', '3071', '3072', '3073'].map(net)).toEqual([179.99, 179.99, 224.45, 224.45])
    expect(rowsOf(ground.order('3073'))).toEqual(['ART25 2 x 100', 'ART12 1 x 50', 'ART25 -1 x 20.44', 'ART12 -1 x 5.11'])
    expect(await reason('3074')).toBe('Rabatten på hela ordern (900,00\u00a0kr) är större än radernas summa (100,00\u00a0kr).')
    expect([net('3075'), rowsOf(ground.order('3075'))[0]]).toEqual([349.72, 'ART25 1 x 100 -0.125'])
  })

  it('costCentres: from pipeline, owner, constant, property, product and label, by map, default or name; unknown and inactive are held', async () => {
    await runs('centres', 'centresprop', 'centreslabel')
    const centres = (id: string) => ground.order(id).Rows.map((row) => [row.CostCenterItemId1, row.CostCenterItemId2, row.CostCenterItemId3].map((item) => (item === null ? null : state().costCenterItems.get(item)?.ShortName)))
    expect([centres('3080'), centres('3081')]).toEqual([[['STHLM', 'AB', 'HANDEL']], [['STHLM', 'EL', 'HANDEL']]])
    // ART12 is in no map and has no default: the third line cannot be placed.
    expect(await reason('3082')).toBe('Värdet "ART12" har ingen motsvarighet i costCentres[1].map.')
    expect(centres('3083')).toEqual([['STHLM', null, 'HANDEL']])
    expect(await reason('3084')).toMatch(/^Kostnadsstället "Kiruna" finns inte i Kontor\. Där finns: Stockholm, Göteborg (och|,) Malmö/)
    expect(await reason('3085')).toBe('Kostnadsstället "Umeå (nedlagt)" i Kontor är inaktivt.')
    expect([centres('3086'), centres('3087')]).toEqual([[['GBG', null, null]], [['STHLM', null, null]]])
  })

  it('project: by number or name; ended and unknown are held', async () => {
    await runs('project', 'projectmap')
    const projectOf = (id: string) => state().projects.get(ground.order(id).Rows[0]?.ProjectId ?? '')?.Number
    expect([projectOf('3090'), projectOf('3093'), projectOf('3094')]).toEqual(['P1', undefined, 'P1'])
    expect([await reason('3091'), await reason('3092')]).toEqual(['Projektet "P0" är avslutat i bokföringen.', 'Projektet "P9" finns inte i bokföringen.'])
  })

  it('leaves the books\' own articles and cards alone', () => expect([article('ART25')?.NetPrice, ground.card(known.cardNumber).Name]).toEqual([100, known.name]))
})
