// From source record to sale draft: given a sale and settings, what the draft says or why the sale is held.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { saleDraft, type SaleDraft } from '../../core/sale-draft.ts'
import type { SaleRecord } from '../../core/sale-record.ts'
import type { MappingRuleInput } from '../../mapper/rules.ts'
import { failureSentence } from '../../core/failure.ts'
import { plannerSettings } from './planner-settings.ts'
import { sampleContext, sampleFlow, sampleLine, sampleParty, sampleSale } from './sample-facts.ts'
import type { OrdersSettingsInput } from './settings.ts'
import { draftSale, toDraft } from './to-draft.ts'

const result = (sale: Partial<SaleRecord> = {}, settings: Partial<OrdersSettingsInput> = {}, rules: MappingRuleInput[] = []) => toDraft(sampleSale(sale), sampleContext(sampleFlow(settings, rules)))
function draft(sale: Partial<SaleRecord> = {}, settings: Partial<OrdersSettingsInput> = {}, rules: MappingRuleInput[] = []): SaleDraft {
  const made = result(sale, settings, rules)
  if ('hold' in made) throw new Error(failureSentence(made.hold, 'en'))
  return made.ok
}
function held(sale: Partial<SaleRecord>, settings: Partial<OrdersSettingsInput> = {}, rules: MappingRuleInput[] = []): string {
  const made = result(sale, settings, rules)
  return 'hold' in made ? `${made.hold.code}: ${failureSentence(made.hold, 'en')}` : 'not held'
}

describe('the default mapping', () => {
  it('makes a whole, valid draft with no edits', () => {
    const made = draft()
    expect(saleDraft.parse(made)).toEqual(made)
    expect(made.buyer).toMatchObject({
      source: { kind: 'company', id: 'c1' }, kind: 'company', name: 'Åsa Möbler AB', orgNumber: '5566778899', email: 'info@asa.se', contactName: 'Eva Ek', contactEmail: 'eva@asa.se',
      invoiceAddress: { line1: 'Storgatan 5', postalCode: '411 03', city: 'Göteborg', country: 'SE' }, deliveryAddress: null,
    })
    expect(made).toMatchObject({ documentKind: 'order', orderStatus: 'ongoing', currency: 'SEK', yourReference: 'Eva Ek', ourReference: 'Anna Berg', statedAmount: '300', defaultCustomer: null })
  })

  it('keeps lines in position order with their discounts', () => {
    const made = draft({ lines: [sampleLine('9'), sampleLine('2', { position: 1, discountPercent: '15' }), sampleLine('1', { position: 0, discountPerUnit: '5' })] })
    expect(made.lines.map((line) => [line.key, line.sku, line.quantity, line.unitPrice, line.discountPercent, line.discountPerUnit])).toEqual([
      ['1', 'SKU-1', '1', '100', null, '5'], ['2', 'SKU-2', '1', '100', '15', null], ['9', 'SKU-9', '1', '100', null, null],
    ])
  })

  it('leaves a line without SKU to the planner, as sku null', () => {
    expect(draft({ lines: [sampleLine('1', { sku: null })] }).lines[0]).toMatchObject({ sku: null, name: 'Vara 1' })
  })

  it('makes a private person of a contact without a company', () => {
    const made = draft({ companies: [] })
    expect(made.buyer).toMatchObject({ kind: 'private', name: 'Eva Ek', email: 'eva@asa.se', contactName: null, source: { kind: 'contact', id: 'p1' } })
  })

  it('takes an address whole from one record and never mixes two', () => {
    const made = draft({ companies: [sampleParty('c1', { name: 'Bolag', country: 'Norge' })], contacts: [sampleParty('p1', { firstname: 'Eva', address: 'Hemvägen 1', zip: '12345', city: 'Lund', country: 'Sverige' })] })
    expect(made.buyer.invoiceAddress).toMatchObject({ country: 'NO', line1: null, city: null })
  })

  it('tells Northern Ireland apart while its address stays in GB', () => {
    const made = draft({ companies: [sampleParty('c1', { name: 'Belfast Ltd', address: 'High St 1', country: 'Nordirland' })] })
    expect([made.buyer.northernIreland, made.buyer.invoiceAddress.country]).toEqual([true, 'GB'])
  })

  it('holds on a country that is not known, with the value and the place', () => {
    expect(held({ companies: [sampleParty('c1', { name: 'X', country: 'Atlantis' })] })).toContain('"Atlantis" is not a known country')
  })
})

describe('settings decide', () => {
  it('the day by the company time zone', () => {
    expect(draft().documentDate).toBe('2027-01-01')
    expect(draft({}, { documentDate: 'closeDate', deliveryDate: 'closeDate' })).toMatchObject({ documentDate: '2026-12-02', deliveryDate: '2026-12-02' })
    expect(draft({ fields: { doc_date: '2026-12-24' } }, { documentDate: '{doc_date}' }).documentDate).toBe('2026-12-24')
    expect(draft({}, { documentDate: { property: 'doc_date' } })).toMatchObject({ documentDate: '2027-01-01', notes: [{ code: 'date-missing' }] })
    expect(held({ fields: { doc_date: 'snart' } }, { documentDate: '{doc_date}' })).toContain('cannot be read as a date')
  })

  const terms = { property: 'payment_terms', map: { 10: '10 dagar netto', 30: '30 dagar netto' }, default: 20 }
  const payment = { property: 'payment_method', map: { kort: 'Kortbetalning' }, orderType: { kort: 'invoice', swish: 'invoiceDraft' } } as const
  it.each<[string, Record<string, string>, string | null, string]>([
    ['terms by map', { payment_terms: '30' }, '30 dagar netto', 'order'],
    ['the default terms', {}, '20 dagar netto', 'order'],
    ['payment method before terms', { payment_terms: '30', payment_method: 'Kort' }, 'Kortbetalning', 'invoice'],
    ['order type by payment method alone', { payment_terms: '10', payment_method: 'swish' }, '10 dagar netto', 'invoiceDraft'],
  ])('%s', (_name, fields, wanted, kind) => {
    expect(draft({ fields }, { terms, paymentMethods: payment })).toMatchObject({ terms: wanted, documentKind: kind })
  })

  it.each<[string, Record<string, string>, Partial<OrdersSettingsInput>, string]>([
    ['terms', { payment_terms: '45' }, { terms }, 'value-not-mapped: The value "45" has no counterpart in terms.map.'],
    ['payment method', { payment_method: 'faktura' }, { paymentMethods: payment }, 'value-not-mapped: The value "faktura" has no counterpart in paymentMethods.map.'],
    ['delivery method', { shipping_method: 'Bud' }, { shipping: { method: 'shipping_method' }, deliveryMethods: { dhl: 'DHL' } }, 'value-not-mapped: The value "Bud" has no counterpart in deliveryMethods.'],
    ['cost centre', { region: 'Norr' }, { costCentres: [{ dimension: 1, from: '{region}', map: { Syd: 'Stockholm' } }] }, 'value-not-mapped: The value "Norr" has no counterpart in costCentres[0].map.'],
  ])('holds on an unmapped %s with value and setting', (_name, fields, settings, wanted) => {
    expect(held({ fields }, settings)).toBe(wanted)
  })

  it('shipping as a row of its own, from a property or a SKU list', () => {
    const shipping = { amount: 'shipping_cost', method: 'shipping_method', article: { 25: 'FRAKT25' }, includesVat: true, skus: ['FRAKT'] }
    const made = draft({ fields: { shipping_cost: '79,50', shipping_method: 'DHL' } }, { shipping, deliveryMethods: { dhl: 'DHL' } })
    expect(made.deliveryMethod).toBe('DHL')
    expect(made.lines.at(-1)).toMatchObject({ key: 'shipping', kind: 'shipping', sku: null, quantity: '1', unitPrice: '79.5', includesVat: true, taxRate: null })
    expect(draft({ lines: [sampleLine('1'), sampleLine('2', { sku: 'frakt' })] }, { shipping }).lines[1]).toMatchObject({ kind: 'shipping', sku: null })
    expect(draft({ shippingCost: '10' }).lines.at(-1)).toMatchObject({ kind: 'shipping', unitPrice: '10' })
    expect(draft({ fields: { shipping_cost: '0' } }, { shipping }).lines).toHaveLength(2)
    expect(held({ fields: { shipping_cost: 'gratis' } }, { shipping })).toContain('cannot be read as an amount')
  })

  it('what a sale without lines becomes', () => {
    expect(held({ lines: [] })).toBe('no-lines: The sale has no lines but an amount of 300 SEK.')
    const fallbackArticle = { 25: 'DIV25', 12: 'DIV12', 6: 'DIV6', 0: 'DIV0' }
    expect(draft({ lines: [] }, { noLines: 'amountRow', fallbackArticle }).lines).toMatchObject([{ kind: 'amount', quantity: '1', unitPrice: '300', name: 'Stolar till Åsa' }])
    expect(held({ lines: [], amount: null }, { noLines: 'amountRow', fallbackArticle })).toBe('no-lines: The sale has no lines and no amount.')
  })

  it('what recurring lines become', () => {
    const lines = [sampleLine('1', { quantity: '2', recurring: { frequency: 'monthly', payments: 12 } })]
    expect(held({ lines })).toContain('recurring-line')
    expect(draft({ lines }, { recurring: 'firstPeriod' })).toMatchObject({ lines: [{ quantity: '2' }], notes: [{ code: 'recurring-first-period' }] })
    expect(draft({ lines }, { recurring: 'wholeTerm' }).lines[0]?.quantity).toBe('24')
    expect(held({ lines: [sampleLine('1', { recurring: { frequency: 'monthly', payments: null } })] }, { recurring: 'wholeTerm' })).toContain('recurring-without-end')
  })

  it('cost centres and project per row', () => {
    const costCentres = [{ dimension: 1, from: 'product', map: { 'SKU-1': 'GBG' } }, { dimension: 'Ort', from: 'pipeline', map: { Försäljning: 'Stockholm' }, default: 'Stockholm' }] as OrdersSettingsInput['costCentres']
    expect(held({}, { costCentres })).toContain('SKU-2')
    const withDefault = [{ dimension: 1, from: 'product', map: { 'SKU-1': 'GBG' }, default: 'Stockholm' }] as OrdersSettingsInput['costCentres']
    expect(draft({}, { costCentres: withDefault, project: { from: 'constant', value: '7' } }).lines.map((line) => [line.costCentres, line.project])).toEqual([
      [[{ dimension: 1, value: 'Göteborg' }], 'Hamnen'], [[{ dimension: 1, value: 'Stockholm' }], 'Hamnen'],
    ])
    expect(draft({}, { costCentres: [{ dimension: 1, from: 'pipeline', map: { default: 'STO' } }] }).lines[0]?.costCentres).toEqual([{ dimension: 1, value: 'Stockholm' }])
    expect(draft({}, { costCentres: [{ dimension: 1, from: 'owner', map: { 'anna@egen.se': 'STO' } }] }).lines[0]?.costCentres).toEqual([{ dimension: 1, value: 'Stockholm' }])
  })

  it('coding by tax rate name or product field, and article group', () => {
    expect(draft({}, { tax: { lines: { '25 %': 'Tjänster 25 %' } } }).lines[0]?.coding).toBe('Tjänster 25 %')
    const lines = [sampleLine('1', { productFields: { grupp: 'tjänster' } })]
    expect(draft({ lines }, { tax: { lines: { property: 'grupp', map: { tjänster: 'Tjänster 25 %' } } }, fields: { articleGroup: 'grupp' } }).lines[0]).toMatchObject({ coding: 'Tjänster 25 %', articleGroup: 'tjänster' })
  })

  it('labels by classification, noting one that is not mapped', () => {
    const companies = [sampleParty('c1', { name: 'X', kundklass: 'Guld;Silver' })]
    const made = draft({ companies }, { customers: { labels: { Guld: 'VIP' } }, fields: { classification: 'kundklass' } })
    expect([made.buyer.labels, made.notes.map((note) => note.code)]).toEqual([['VIP'], ['label-not-mapped']])
  })

  it('whole-order discount from the source or a property', () => {
    expect(draft({ orderDiscount: { percent: null, amount: '50' } }).orderDiscount).toEqual({ percent: null, amount: '50' })
    expect(draft({ fields: { discount_pct: '10' } }, { discounts: { percent: 'discount_pct' } }).orderDiscount).toEqual({ percent: '10', amount: null })
    expect(draft({ fields: { discount_pct: '0' } }, { discounts: { percent: 'discount_pct' } }).orderDiscount).toBeNull()
  })

  it.each<[string, Partial<SaleRecord>, OrdersSettingsInput['customers'], string | null]>([
    ['no buyer', { companies: [], contacts: [] }, { default: 10001 }, '10001'],
    ['a private person, when so chosen', { companies: [] }, { default: '10001', defaultWhen: 'private' }, '10001'],
    ['a company, when only private ones are meant', {}, { default: '10001', defaultWhen: 'private' }, null],
    ['a condition', { fields: { region: 'butik' } }, { default: '10001', defaultWhen: { property: 'region', operator: 'eq', value: 'Butik' } }, '10001'],
  ])('the default customer for %s', (_name, sale, customers, wanted) => {
    expect(draft(sale, { customers }).defaultCustomer?.number ?? null).toBe(wanted)
  })

  it('a sale without buyer is held when no default customer is chosen', () => {
    expect(held({ companies: [], contacts: [] })).toContain('no-buyer')
  })
})

describe('rules of the user', () => {
  it('come before what the settings give, and are told in the log', () => {
    const made = draft({ fields: { your_reference: 'PO 7', payment_terms: '30' } }, {}, [
      { target: 'order.yourReference', from: 'deal.your_reference' }, { target: 'order.terms', constant: '10' }, { target: 'order.documentKind', constant: 'invoiceDraft' },
      { target: 'order.ExternalNote', template: 'Deal {{deal.id}}' }, { target: 'customer.GLN', from: 'company.orgno' }, { target: 'article.note', from: 'line.name' },
    ])
    expect(made).toMatchObject({ yourReference: 'PO 7', terms: '10', documentKind: 'invoiceDraft', custom: { ExternalNote: 'Deal 1001' }, buyer: { custom: { GLN: '556677-8899' } } })
    expect(made.lines[0]?.article).toEqual({ note: 'Vara 1' })
    expect(made.notes.map((note) => note.code)).toContain('added-by-rule')
  })

  it('with JSONata see the line at the root', async () => {
    const flow = sampleFlow({}, [{ target: 'row.text', jsonata: "name & ' (' & hs_sku & ') till ' & company.name" }])
    const made = await draftSale(sampleSale({ lines: [sampleLine('1', { fields: { hs_sku: 'X1' } })] }), sampleContext(flow))
    expect('ok' in made && made.ok.lines[0]?.text).toBe('Vara 1 (X1) till Åsa Möbler AB')
    expect(flow.want.line).toContain('hs_sku')
  })

  it('with onUpdate: false become never in the planner settings', () => {
    const flow = sampleFlow({ customers: { update: { default: 'overwrite', phone: 'never' } } }, [{ target: 'customer.website', constant: 'x.se', onUpdate: false }])
    expect(plannerSettings(flow.settings, { privatePricesIncludeVat: null }).update).toEqual({ policy: 'overwrite', fields: { note: 'never', website: 'never', phone: 'never' } })
  })
})

it('draws the same draft from the same sale whatever order its lines, parties and history come in', () => {
  const lines = Array.from({ length: 6 }, (_, index) => sampleLine(String(index + 1), { position: index % 2 === 0 ? index : null, quantity: String(index + 1) }))
  const contacts = [sampleParty('p1', { firstname: 'Eva', email: 'a@x.se' }), sampleParty('p2', { firstname: 'Bo', email: 'b@x.se' }), sampleParty('p10', { firstname: 'Ali' })]
  const wanted = draft({ lines, contacts })
  fc.assert(fc.property(fc.shuffledSubarray(lines, { minLength: 6 }), fc.shuffledSubarray(contacts, { minLength: 3 }), (someLines, someContacts) => {
    expect(draft({ lines: someLines, contacts: someContacts })).toEqual(wanted)
  }), { numRuns: 40 })
})
