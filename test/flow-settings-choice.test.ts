// Which sales a flow takes: source, stages, go-live, brake, filter and quiet time.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { daysAgo, dateAgo, openGround, taxRateIds, known, type DealPlan, type FlowPlan, type Ground } from './flow-ground.ts'

const taken = async (ground: Ground, ids: string[]): Promise<string[]> => ids.filter((id) => ground.documents(id).length === 1)

describe('the choice of sales', () => {
  let ground: Ground
  const deal = (id: string, flow: string, more: Partial<DealPlan> = {}): DealPlan => ({ id, flow, ...more })
  const filterDeals: DealPlan[] = [
    deal('5101', 'f_eq', { more: { paid: 'ja', region: 'norr' }, amount: '100' }), deal('5102', 'f_eq', { more: { paid: 'nej', region: 'Söder om ån' }, amount: '250' }), deal('5103', 'f_eq', { amount: '100.50' }),
  ]
  const operators: Record<string, { filter: string; takes: string[] }> = {
    f_eq: { filter: '{ property: paid, operator: eq, value: ja }', takes: ['1'] },
    f_label: { filter: '{ property: paid, operator: eq, value: Ja }', takes: ['1'] },
    f_ne: { filter: '{ property: paid, operator: ne, value: ja }', takes: ['2', '3'] },
    f_gt: { filter: '{ property: amount, operator: gt, value: 100 }', takes: ['2', '3'] },
    f_ge: { filter: '{ property: amount, operator: ge, value: 100.5 }', takes: ['2', '3'] },
    f_lt: { filter: '{ property: amount, operator: lt, value: 100.5 }', takes: ['1'] },
    f_le: { filter: '{ property: amount, operator: le, value: 100 }', takes: ['1'] },
    f_in: { filter: '{ property: region, operator: in, value: [norr, väster] }', takes: ['1'] },
    f_contains: { filter: '{ property: region, operator: contains, value: söder }', takes: ['2'] },
    f_known: { filter: '{ property: region, operator: known }', takes: ['1', '2'] },
    f_unknown: { filter: '{ property: paid, operator: unknown }', takes: ['3'] },
    f_and: { filter: '{ and: [ { property: amount, operator: lt, value: 200 }, { or: [ { property: paid, operator: eq, value: ja }, { property: region, operator: known } ] } ] }', takes: ['1'] },
    f_pipeline: { filter: '{ and: [ { property: pipeline, operator: eq, value: Försäljning }, { property: stage, operator: contains, value: Vunnen } ] }', takes: ['1', '2', '3'] },
    f_pipelineid: { filter: '{ property: pipeline, operator: in, value: [default, 4711] }', takes: ['1', '2', '3'] },
    f_company: { filter: `{ property: company.orgno, operator: eq, value: ${known.orgNumber} }`, takes: ['1', '2', '3'] },
  }
  const names = Object.keys(operators)
  const flows: Record<string, FlowPlan> = {
    label: { settings: 'stages: [Försäljning/Vunnen label]' }, id: { settings: 'stages: [default/id]' }, pair: { settings: 'stages: { pipeline: Försäljning, stage: pair }' }, two: { settings: 'stages: [Försäljning/two, Projekt/Beställd]' }, alone: { settings: 'stages: alone' },
    golive: { settings: 'startFrom: golive' }, time: { settings: `startFrom: ${dateAgo(7)}` }, all: { settings: 'startFrom: all' },
    brake: { settings: 'maxCreatesPerRun: 2' }, brakeoff: { settings: 'maxCreatesPerRun: off' }, quiet: { settings: 'quietSeconds: 600' }, rule: { settings: 'holdWhen: [{ when: { property: region, operator: eq, value: rot }, because: "ROT-avdrag görs för hand." }]' },
    orders: { settings: 'source: order\nfields: { orgNumber: orgno }\nstages: [Butik/Klar]\nshipping: { article: FRAKT25 }\nlineWithoutSku: fallbackArticle\nfallbackArticle: DIV25' },
    ...Object.fromEntries(names.map((name) => [name, { settings: `filter: ${operators[name]?.filter}` }])),
  }

  beforeAll(async () => {
    ground = await openGround({
      flows,
      deals: [
        deal('5001', 'label'), deal('5002', 'id'), deal('5003', 'pair'), deal('5004', 'two'), deal('5006', 'alone'),
        { ...deal('5005', '47111'), more: { pipeline: '4711' } },
        deal('5011', 'golive'), deal('5021', 'time', { entered: daysAgo(8) }), deal('5022', 'time', { entered: daysAgo(6), closed: daysAgo(60) }), deal('5031', 'all', { entered: daysAgo(200) }),
        ...['5041', '5042', '5043'].map((id) => deal(id, 'brake', { entered: daysAgo(id === '5042' ? 9 : 3) })), ...['5051', '5052', '5053'].map((id) => deal(id, 'brakeoff')),
        deal('5071', 'rule', { more: { region: 'ROT' } }), deal('5072', 'rule', { more: { region: 'norr' } }),
        ...names.flatMap((name, index) => filterDeals.map((one): DealPlan => ({ ...one, id: `${51 + index}0${one.id.slice(-1)}`, flow: name }))),
      ],
      orders: [{
        id: '6001', createdAt: daysAgo(6), properties: {
          hs_order_name: 'Webborder 77', hs_pipeline: 'shop', hs_pipeline_stage: 'done', hs_currency_code: 'SEK', hs_total_price: '250', hs_shipping_cost: '49', hs_external_order_id: 'WEB-77',
          hs_billing_address_name: 'Kända Kontor, ekonomi', hs_billing_address_street: 'Fakturagatan 9', hs_billing_address_postal_code: '222 33', hs_billing_address_city: 'Lund', hs_billing_address_country: 'Sverige',
        },
        stageHistory: [{ value: 'new', timestamp: daysAgo(6) }, { value: 'done', timestamp: daysAgo(5) }],
        associations: [{ to: 'companies', id: known.companyId, primary: true }], lineItems: [{ properties: { name: 'Vara', hs_sku: 'ART25', quantity: '2', price: '100', hs_tax_rate_group_id: taxRateIds[25] } }, { properties: { name: 'Öppet köp', quantity: '1', price: '50' } }],
      }],
    })
  })
  afterAll(() => ground.close())

  it('takes stages by label, by id, as a pair, several, and alone where only one pipeline has it', async () => {
    for (const flow of ['label', 'id', 'pair', 'two', 'alone']) await ground.run(flow)
    expect(await taken(ground, ['5001', '5002', '5003', '5004', '5005', '5006'])).toEqual(['5001', '5002', '5003', '5004', '5005', '5006'])
  })

  it('makes a document of an order object with its own address, number and shipping cost', async () => {
    await ground.run('orders')
    const order = ground.order('6001')
    expect(order.Rows.map((row) => [row.ArticleNumber, row.Quantity, row.UnitPrice])).toEqual([['ART25', 2, 100], ['DIV25', 1, 50], ['FRAKT25', 1, 49]])
    expect([order.InvoiceAddress1, order.InvoicePostalCode, order.InvoiceCity, order.BuyersOrderReference]).toEqual(['Fakturagatan 9', '222 33', 'Lund', 'WEB-77'])
    expect(ground.house.sandbox.hubspot.state.get('orders', '6001')?.properties['kontobro_document_number']).toBe(String(order.Number))
  })

  it('leaves deals alone that entered the stage before go-live', async () => {
    const run = await ground.run('golive', { yes: false })
    expect([run.state, run.created]).toEqual(['done', 0])
    ground.house.sandbox.hubspot.state.put('deals', { id: '5012', properties: { dealname: 'Ny', pipeline: 'default', dealstage: 'golive', deal_currency_code: 'SEK' }, stageHistory: [{ value: 'golive', timestamp: new Date().toISOString() }], associations: [{ to: 'companies', id: known.companyId, primary: true }], lineItems: [{ properties: { name: 'Vara', hs_sku: 'ART25', quantity: '1', price: '10' } }] })
    // The source's search may lag behind; a schedule would come again.
    for (let tries = 0; tries < 20 && ground.documents('5012').length === 0; tries += 1) {
      await ground.run('golive', { yes: false })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(ground.documents('5011')).toEqual([])
    expect(ground.deal('5011')).toBeUndefined()
    expect(ground.documents('5012')).toHaveLength(1)
  })

  it('asks for a preview or a yes before it looks back, and goes by the moment the stage was entered', async () => {
    const refused = await ground.run('time', { yes: false })
    expect([refused.state, refused.failure?.code, refused.created]).toEqual(['braked', 'needs-preview', 0])
    const preview = await ground.run('time', { yes: false, preview: true })
    expect([preview.state, preview.created]).toEqual(['done', 1])
    expect(ground.documents('5022')).toEqual([])
    await ground.run('time', { yes: false })
    expect(await taken(ground, ['5021', '5022'])).toEqual(['5022'])
    await ground.run('all')
    expect(await taken(ground, ['5031'])).toEqual(['5031'])
  })

  it('brakes a run that would create more than allowed: number, sum and oldest date are shown, nothing is made until a yes', async () => {
    await ground.run('brake', { yes: false, preview: true })
    const braked = await ground.run('brake', { yes: false })
    expect([braked.state, braked.created, braked.brake?.count, braked.brake?.limit, braked.brake?.sums, braked.brake?.oldest?.slice(0, 10)]).toEqual(['braked', 0, 3, 2, { SEK: '300' }, dateAgo(9)])
    expect(await taken(ground, ['5041', '5042', '5043'])).toEqual([])
    await ground.run('brake')
    expect(await taken(ground, ['5041', '5042', '5043'])).toHaveLength(3)
    await ground.run('brakeoff', { yes: false, preview: true })
    await ground.run('brakeoff', { yes: false })
    expect(await taken(ground, ['5051', '5052', '5053'])).toHaveLength(3)
  })

  it.each(names)('filters by %s', async (name) => {
    await ground.run(name)
    const prefix = `${51 + names.indexOf(name)}0`
    expect(await taken(ground, ['1', '2', '3'].map((end) => `${prefix}${end}`))).toEqual(operators[name]?.takes.map((end) => `${prefix}${end}`))
  })

  it('holds what a rule gives to a person, with its reason on the deal, until a person takes it off the list', async () => {
    const run = await ground.run('rule')
    expect([run.created, run.held]).toEqual([1, 1])
    expect(await taken(ground, ['5071', '5072'])).toEqual(['5072'])
    const held = await ground.held('5071')
    expect([held.code, held.sv]).toEqual(['held-by-rule', 'Affären tas om hand av en människa: ROT-avdrag görs för hand.'])
    expect([ground.deal('5071'), ground.deal('5071', 'kontobro_message')]).toEqual(['held', held.sv])
    await ground.house.operations.dismiss('main', 'rule', '5071')
    expect((await ground.run('rule', { record: '5071' })).held).toBe(1)
    // The same cause again does not bring it back.
    expect(await ground.house.operations.held('main', { record: '5071' })).toEqual([])
    await ground.apply({ ...flows, rule: { settings: 'holdWhen: [{ when: { property: region, operator: eq, value: rot }, because: Annan orsak. }]' } })
    await ground.run('rule', { record: '5071' })
    expect((await ground.held('5071')).sv).toBe('Affären tas om hand av en människa: Annan orsak.')
    await ground.apply({ ...flows, rule: { settings: 'quietSeconds: 60' } })
    await ground.run('rule')
    expect(await taken(ground, ['5071'])).toEqual(['5071'])
  })

  it('waits until the quiet time has passed, and takes the sale in the first run after it', async () => {
    // Entered now, so that the ten scaled seconds of quiet have not passed however long the tests before this one took.
    const entered = Date.now()
    ground.house.sandbox.hubspot.state.put('deals', { id: '5061', properties: { dealname: 'Nyss vunnen', pipeline: 'default', dealstage: 'quiet', deal_currency_code: 'SEK' }, stageHistory: [{ value: 'quiet', timestamp: new Date(entered).toISOString() }], associations: [{ to: 'companies', id: known.companyId, primary: true }], lineItems: [{ properties: { name: 'Vara', hs_sku: 'ART25', quantity: '1', price: '10' } }] })
    const young = await ground.run('quiet', { record: '5061' })
    expect([young.state, young.created, young.skipped]).toEqual(['done', 0, 1])
    expect(ground.documents('5061')).toEqual([])
    const [waiting] = await ground.house.operations.held('main', { record: '5061' })
    expect([waiting?.code, waiting?.state]).toEqual(['quiet-time', 'waiting'])
    await new Promise((resolve) => setTimeout(resolve, entered + 10_500 - Date.now()))
    const after = await ground.run('quiet')
    expect([after.state, after.created]).toEqual(['done', 1])
    expect(ground.documents('5061')).toHaveLength(1)
  })
})
