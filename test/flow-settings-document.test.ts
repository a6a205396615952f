// What document a sale becomes: order, draft or booked invoice; its dates, mark, terms, delivery, sending and language.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { daysAgo, dateAgo, known, openGround, orgNumber, rowsOf, type DealPlan, type FlowPlan, type Ground } from './flow-ground.ts'

const deal = (id: string, flow: string, more: Partial<DealPlan> = {}): DealPlan => ({ id, flow, ...more })
const cards = [
  { CustomerNumber: '2010', Name: 'E-fakturakund AB', CorporateIdentityNumber: orgNumber(10), EmailAddress: 'faktura@ekund.example', ElectronicAddress: '0007:5529000000', InvoiceAddress1: 'Storgatan 1' },
]

describe('the document', () => {
  let ground: Ground
  const marks = ['ourReference', 'yourReference', 'buyersOrderReference', 'textRow']
  const flows: Record<string, FlowPlan> = {
    order: {}, orderdraft: { settings: 'orderStatus: draft' }, draft: { settings: 'orderType: invoiceDraft' }, invoice: { settings: 'orderType: invoice' },
    email: { settings: 'orderType: invoice\nsend: email' }, emailonly: { settings: 'orderType: invoice\nsend: email\nsendOnlyTo: prov@egen.example' }, einvoice: { settings: 'orderType: invoice\nsend: einvoice' },
    today: {}, close: { settings: 'documentDate: closeDate\ndeliveryDate: closeDate' }, property: { settings: 'documentDate: {doc_date}\ndeliveryDate: { property: doc_date }' },
    closedhold: { settings: 'documentDate: closeDate\nclosedPeriod: hold' }, closedtoday: { settings: 'documentDate: closeDate\nclosedPeriod: today' },
    ...Object.fromEntries(marks.map((field) => [`mark_${field}`.toLowerCase(), { settings: `mark: { field: ${field} }` }])),
    silent: { settings: 'writeBack: false' }, english: { settings: 'language: en' },
    terms: { settings: 'terms: { property: payment_terms, map: { 10: 10 dagar netto, 30: 30 dagar netto }, default: 20 dagar netto }' }, termsplain: { settings: 'terms: { property: payment_terms }' }, termsone: { settings: 'terms: 60 dagar netto' },
    payment: { settings: 'paymentMethods: { property: payment_method, map: { kort: Kort, kontant: Kontant }, orderType: { kort: invoice, faktura: invoiceDraft } }' },
    delivery: { settings: 'shipping: { method: shipping_method }\ndeliveryMethods: { dhl: DHL, post: PostNord }' },
  }

  beforeAll(async () => {
    ground = await openGround({
      flows,
      deals: [
        deal('1001', 'order', { more: { your_reference: 'Eva Ek', po_number: 'PO-7' } }), deal('1002', 'orderdraft'), deal('1003', 'draft'), deal('1004', 'invoice', { lines: [{ sku: 'ART25', quantity: '3' }, { sku: 'ART12' }] }),
        deal('1010', 'email'), deal('1011', 'emailonly'), deal('1012', 'einvoice', { companies: ['800010'] }),
        deal('1020', 'today'), deal('1021', 'close', { closed: `${dateAgo(4)}T23:30:00Z` }), deal('1022', 'property', { more: { doc_date: dateAgo(3) } }), deal('1023', 'property'),
        deal('1024', 'closedhold', { closed: daysAgo(25) }), deal('1025', 'closedtoday', { closed: daysAgo(25) }),
        ...marks.map((field, index) => deal(`103${index}`, `mark_${field}`.toLowerCase(), { more: { your_reference: 'Eva Ek' } })),
        deal('1040', 'silent'), deal('1041', 'english'), deal('1042', 'english', { lines: [{ name: 'Utan artikel' }] }),
        deal('1050', 'terms', { more: { payment_terms: '10' } }), deal('1051', 'terms'), deal('1052', 'terms', { more: { payment_terms: '45' } }), deal('1053', 'termsplain', { more: { payment_terms: '15' } }), deal('1054', 'termsone'),
        deal('1060', 'payment', { more: { payment_method: 'Kort' } }), deal('1061', 'payment', { more: { payment_method: 'kontant' } }), deal('1062', 'payment', { more: { payment_method: 'faktura' } }), deal('1063', 'payment', { more: { payment_method: 'swish' } }), deal('1064', 'payment'),
        deal('1070', 'delivery', { more: { shipping_method: 'dhl' } }), deal('1071', 'delivery', { more: { shipping_method: 'duva' } }),
      ],
      companies: [{ id: '800010', properties: { name: 'E-fakturakund AB', orgno: orgNumber(10), address: 'Storgatan 1', zip: '111 22', city: 'Stockholm', country: 'Sverige' } }],
      books: { settings: { AccountingLockedTo: dateAgo(20), AutoInvoiceActivationStatus: 2 }, customers: cards },
    })
  })
  afterAll(() => ground.close())

  const journal = () => ground.house.sandbox.eaccounting.journal.entries
  const sent = (id: string) => journal().filter((entry) => entry.action === 'sent' && entry.id === ground.invoice(id).Id)

  it('order: ongoing, numbered, with the salesperson and our mark', async () => {
    await ground.run('order')
    const order = ground.order('1001')
    expect([order.Status, order.Number !== null, order.OurReference, order.YourReference, order.CustomerNumber]).toEqual([2, true, 'Anna Berg HS-1001', 'Eva Ek', known.cardNumber])
    expect([ground.deal('1001'), ground.deal('1001', 'kontobro_message'), ground.deal('1001', 'kontobro_document_number')]).toEqual(['created', `Order ${order.Number} skapades.`, String(order.Number)])
    expect((await ground.log('1001')).sentenceSv).toBe(`Order ${order.Number} skapades.`)
  })

  it('orderStatus draft: an order without number', async () => {
    await ground.run('orderdraft')
    const order = ground.order('1002')
    expect([order.Status, order.Number]).toEqual([1, null])
    expect([ground.deal('1002'), ground.deal('1002', 'kontobro_document_number') ?? '']).toEqual(['created', ''])
  })

  it('invoiceDraft: a draft that is never booked', async () => {
    await ground.run('draft')
    expect(ground.draft('1003').Rows.map((row) => row.ArticleNumber)).toEqual(['ART25'])
    expect([ground.deal('1003'), ground.deal('1003', 'kontobro_message')]).toEqual(['created', 'Fakturautkast skapades.'])
  })

  it('invoice: a draft first, its sums checked, then booked by conversion; its number stands on the deal', async () => {
    await ground.run('invoice')
    const invoice = ground.invoice('1004')
    expect([invoice.TotalAmountInvoiceCurrency, invoice.TotalVatAmountInvoiceCurrency]).toEqual([487, 87])
    expect(ground.documents('1004')).toHaveLength(1)
    expect([ground.deal('1004'), ground.deal('1004', 'kontobro_document_number'), ground.deal('1004', 'kontobro_message')]).toEqual(['created', String(invoice.InvoiceNumber), `Faktura ${invoice.InvoiceNumber} bokfördes.`])
    const steps = journal().filter((entry) => entry.marks?.OurReference === 'Anna Berg HS-1004').map((entry) => `${entry.kind} ${entry.action}`)
    expect(steps[0]).toBe('draft created')
    expect(journal().filter((entry) => entry.loud)).toEqual([])
  })

  it('send: never in a preview, once after booking, to the customer, to one address only, or as an e-invoice', async () => {
    await ground.run('email', { preview: true, yes: false })
    expect(journal().filter((entry) => entry.action === 'sent')).toEqual([])
    for (const flow of ['email', 'emailonly', 'einvoice']) await ground.run(flow)
    for (const flow of ['email', 'emailonly', 'einvoice']) await ground.run(flow)
    expect(sent('1010').map((entry) => [entry.kind, entry.more?.['to']])).toEqual([['email', 'faktura@kanda.example']])
    expect(sent('1011').map((entry) => [entry.kind, entry.more?.['to'], entry.more?.['cc']])).toEqual([['email', 'prov@egen.example', ['prov@egen.example']]])
    expect(sent('1012').map((entry) => [entry.kind, entry.more?.['SendType']])).toEqual([['einvoice', 1]])
  })

  it('documentDate and deliveryDate: today, the close date in the company\'s time zone, or a property; missing ones are noted', async () => {
    for (const flow of ['today', 'close', 'property']) await ground.run(flow)
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date())
    expect([ground.order('1020').OrderDate, ground.order('1020').DeliveryDate]).toEqual([today, null])
    // 23:30 UTC is the next day in Stockholm.
    expect([ground.order('1021').OrderDate, ground.order('1021').DeliveryDate]).toEqual([dateAgo(3), dateAgo(3)])
    expect([ground.order('1022').OrderDate, ground.order('1022').DeliveryDate]).toEqual([dateAgo(3), dateAgo(3)])
    expect([ground.order('1023').OrderDate, ground.order('1023').DeliveryDate]).toEqual([today, null])
    expect(await ground.notes('1023')).toContain(`doc_date är tomt; dokumentet får dagens datum ${today}.`)
  })

  it('closedPeriod: held, or dated today', async () => {
    await ground.run('closedhold')
    await ground.run('closedtoday')
    expect(ground.documents('1024')).toEqual([])
    expect((await ground.held('1024')).sv).toBe(`Perioden för ${dateAgo(25)} är stängd: bokföringen är låst till och med ${dateAgo(20)}.`)
    expect(ground.order('1025').OrderDate).toBe(dateAgo(0))
  })

  it.each(marks)('mark in %s: stands with the text of the field, and is found again after everything was forgotten', async (field) => {
    const flow = `mark_${field}`.toLowerCase()
    const id = `103${marks.indexOf(field)}`
    await ground.run(flow)
    const order = ground.order(id)
    const place = { ourReference: order.OurReference, yourReference: order.YourReference, buyersOrderReference: order.BuyersOrderReference, textRow: rowsOf(order).at(-1) }[field]
    expect(place).toBe({ ourReference: `Anna Berg HS-${id}`, yourReference: `Eva Ek HS-${id}`, buyersOrderReference: `HS-${id}`, textRow: `"HS-${id}"` }[field])
    expect(order.YourReference).toBe(field === 'yourReference' ? `Eva Ek HS-${id}` : 'Eva Ek')
  })

  it('writeBack false: the order is made and nothing stands on the deal', async () => {
    await ground.run('silent')
    expect(ground.order('1040').Status).toBe(2)
    expect([ground.deal('1040'), ground.deal('1040', 'kontobro_message')]).toEqual([undefined, undefined])
  })

  it('language: the message on the deal in English', async () => {
    await ground.run('english')
    expect(ground.deal('1041', 'kontobro_message')).toBe(`Order ${ground.order('1041').Number} was created.`)
    expect([ground.deal('1042'), ground.deal('1042', 'kontobro_message')]).toEqual(['held', 'The line Utan artikel (100,00\u00a0kr) has no SKU.'])
  })

  it('terms: by map, by default, by name or days as written, one for all; an unmapped value is held', async () => {
    for (const flow of ['terms', 'termsplain', 'termsone']) await ground.run(flow)
    const nameOf = (id: string): string | undefined => ground.house.sandbox.eaccounting.state.company().terms.get(ground.order(id).TermsOfPaymentId ?? '')?.Name ?? undefined
    expect(['1050', '1051', '1053', '1054'].map(nameOf)).toEqual(['10 dagar netto', '20 dagar netto', '15 dagar netto', '60 dagar netto'])
    expect((await ground.held('1052')).sv).toBe('Värdet "45" har ingen motsvarighet i terms.map.')
  })

  it('paymentMethods: terms of the kind card or cash, or another kind of document; an unmapped value is held', async () => {
    await ground.run('payment')
    const termsOf = (id: string | null): number | undefined => ground.house.sandbox.eaccounting.state.company().terms.get(id ?? '')?.TermsOfPaymentTypeId
    expect([termsOf(ground.invoice('1060').TermsOfPaymentId), termsOf(ground.order('1061').TermsOfPaymentId)]).toEqual([3, 2])
    expect(ground.deal('1060', 'kontobro_document_number')).toBe(String(ground.invoice('1060').InvoiceNumber))
    expect(ground.draft('1062').Rows).toHaveLength(1)
    expect((await ground.held('1063')).sv).toBe('Värdet "swish" har ingen motsvarighet i paymentMethods.map.')
    expect(ground.order('1064').Status).toBe(2)
  })

  it('deliveryMethods: by map; an unmapped value is held', async () => {
    await ground.run('delivery')
    expect([ground.order('1070').DeliveryMethodName, ground.order('1070').DeliveryMethodCode]).toEqual(['DHL', 'DHL'])
    expect((await ground.held('1071')).sv).toBe('Värdet "duva" har ingen motsvarighet i deliveryMethods.')
  })

  it('after everything is forgotten, every document is adopted by its mark and none is made twice', async () => {
    const before = ground.house.sandbox.eaccounting.state.documents().length
    await ground.house.amnesia()
    await ground.apply(flows)
    for (const [index, field] of marks.entries()) {
      const run = await ground.run(`mark_${field}`.toLowerCase())
      expect([field, run.created, run.adopted], field).toEqual([field, 0, 1])
      expect((await ground.log(`103${index}`)).sentenceSv).toBe(`Fanns redan: order ${ground.order(`103${index}`).Number} bär märket HS-103${index}. Inget skrevs.`)
    }
    for (const flow of ['draft', 'invoice', 'orderdraft']) expect((await ground.run(flow)).adopted, flow).toBe(1)
    expect(ground.house.sandbox.eaccounting.state.documents()).toHaveLength(before)
  })
})

describe('a plan without orders', () => {
  it('is said at once, with drafts as the way out; drafts work', async () => {
    const ground = await openGround({
      flows: { draft: { settings: 'orderType: invoiceDraft' } }, deals: [deal('1101', 'draft')], books: { settings: { ActivatedModules: ['api_standard'], ProductVariant: 2 } },
    })
    try {
      await ground.run('draft')
      expect(ground.draft('1101').Rows).toHaveLength(1)
      await expect(ground.apply({ draft: { settings: 'orderType: order' } })).rejects.toThrow(/flows\.draft\.settings\.orderType: The company's plan lacks orders; choose invoiceDraft\./)
    } finally {
      await ground.close()
    }
  })
})
