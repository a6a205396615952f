import { describe, expect, it } from 'vitest'
import { failureCure, failureSentence } from '../core/failure.ts'
import { fingerprint, snapshot } from './changes.ts'
import { planSale, type DocumentLink, type PlanSaleInput } from './plan-sale.ts'
import { address, article, articles, buyer, card, input, line, lookups, sale, settings } from './test-sale.ts'

function created(given: PlanSaleInput) {
  const decision = planSale(given)
  if (decision.action !== 'create') throw new Error(decision.action === 'hold' ? failureSentence(decision.failure, 'sv') : decision.action)
  return decision
}
function heldCode(given: PlanSaleInput): string {
  const decision = planSale(given)
  if (decision.action !== 'hold') throw new Error(`${decision.action} instead of hold`)
  for (const language of ['sv', 'en'] as const) {
    expect(failureSentence(decision.failure, language)).not.toMatch(/–|undefined|\{/)
    expect(failureCure(decision.failure, language)).not.toMatch(/\{/)
  }
  return decision.failure.code
}

describe('planSale', () => {
  it('makes an order for a new company, with the mark beside the salesperson and the account of each line in the notes', () => {
    const decision = created(input(sale()))
    expect(decision.document.ourReference).toBe('Anna Berg HS-1234567')
    expect(decision.document.rows).toMatchObject([{ kind: 'article', articleNumber: 'SKU1', quantity: '1', unitPrice: '100', discount: '0', expected: { net: '100', vatRate: '25', account: '3001', area: 'domestic', coding: 'Varor 25 %' } }])
    expect(decision.document.expected).toEqual({ net: '100', vatPerLine: '25', vatPerRate: '25', includesVat: false, roundsToWhole: true })
    expect(decision.customer).toMatchObject({ action: 'create', draft: { name: 'Kafé Nord AB', termsId: 't30', postalCode: '111 22', city: 'Stockholm', country: 'SE', currency: 'SEK', number: null } })
    expect(decision.articles).toEqual([{ action: 'use', number: 'SKU1', id: 'a-SKU1' }])
    expect(decision.notes.map(({ sv }) => sv)).toContain('Kaffebryggare: Varor 25 %, Sverige: konto 3001, moms 25\u00a0%.')
    expect(decision.netInCompanyWords).toBe('100,00\u00a0kr')
  })

  it('uses the card with the same organisation number, however either side writes it', () => {
    const decision = created(input(sale(), { candidates: [card('10001', { keys: { orgNumber: '16556036-0793' } })], settings: { ...settings, update: { policy: 'never', fields: {} } } }))
    expect(decision.customer).toEqual({ action: 'use', id: '10001', by: 'orgNumber' })
  })

  it('fills only what is empty on the card, and never mixes two addresses', () => {
    const known = card('10001', { keys: { orgNumber: '5560360793' }, values: { 'invoiceAddress.city': 'Malmö', phone: '08-123' } })
    const decision = created(input(sale({ buyer: buyer({ phone: '08-999', website: 'kafenord.se' }) }), { candidates: [known] }))
    expect(decision.customer).toEqual({ action: 'update', id: '10001', by: 'orgNumber', changes: { email: 'order@kafenord.se', website: 'kafenord.se' } })
  })

  const holds: [string, PlanSaleInput, string][] = [
    ['the plan has no orders', input(sale(), { lookups: { ...lookups, company: { ...lookups.company, canOrder: false } } }), 'orders-not-in-plan'],
    ['the date lies in no fiscal year', input(sale({ documentDate: '2027-01-02' })), 'fiscal-year-missing'],
    ['the date lies in a locked period', input(sale({ documentDate: '2026-09-30' })), 'period-closed'],
    ['an invoice would be dated ahead', input(sale({ documentKind: 'invoice', documentDate: '2026-12-01' })), 'invoice-date-ahead'],
    ['a draft would take the card\'s other currency', input(sale({ documentKind: 'invoiceDraft', currency: 'EUR' }), { candidates: [card('1', { keys: { orgNumber: '5560360793' } })] }), 'currency-not-on-card'],
    ['a draft would take the card\'s other address', input(sale({ documentKind: 'invoiceDraft' }), { candidates: [card('1', { keys: { orgNumber: '5560360793' }, values: { 'invoiceAddress.line1': 'Lillgatan 2', 'invoiceAddress.city': 'Stockholm' } })] }), 'customer-address-differs'],
    ['the SKU is unknown and missing products are held', input(sale({ lines: [line({ sku: 'NY' })] }), { settings: { ...settings, missingProducts: 'hold' } }), 'article-missing'],
    ['the article is inactive', input(sale({ lines: [line({ sku: 'old' })] })), 'article-inactive'],
    ['the line\'s rate is not the article\'s', input(sale({ lines: [line({ taxRate: '12' })] })), 'article-rate-differs'],
    ['the line has no SKU', input(sale({ lines: [line({ sku: null })] })), 'line-without-sku'],
    ['the coding has no account for the area', input(sale({ buyer: buyer({ invoiceAddress: { ...address, country: 'NO' } }), lines: [line({ sku: 'SV' })] })), 'coding-without-area-account'],
    ['a DE number stands beside Sweden', input(sale({ buyer: buyer({ vatNumber: 'DE123456789' }) })), 'vat-number-other-country'],
    ['the sum is negative', input(sale({ lines: [line({ quantity: '-1' })] })), 'total-negative'],
    ['there is no line', input(sale({ lines: [] })), 'sale-without-rows'],
    ['the terms are unknown', input(sale({ terms: '45 dagar' })), 'terms-unknown'],
    ['two terms have so many days', input(sale({ terms: '20' })), 'terms-ambiguous'],
    ['the cost centre is inactive', input(sale({ lines: [line({ costCentres: [{ dimension: 1, value: 'Malmö' }] })] })), 'cost-centre-inactive'],
    ['the project has ended', input(sale({ lines: [line({ project: '101' })] })), 'project-not-ongoing'],
    ['the new customer has no city', input(sale({ buyer: buyer({ invoiceAddress: { ...address, city: null } }) })), 'customer-address-missing'],
    ['the default customer is not in the books', input(sale({ defaultCustomer: { number: '9', reason: { code: 'x', sv: 'x', en: 'x' } } })), 'default-customer-missing'],
    ['the default customer is in another VAT area', input(sale({ buyer: buyer({ invoiceAddress: { ...address, country: 'NO' } }), defaultCustomer: { number: '9', reason: { code: 'x', sv: 'x', en: 'x' } } }), { defaultCustomer: card('9') }), 'default-customer-other-area'],
    ['the amount differs and the setting holds it', input(sale({ statedAmount: '120' }), { settings: { ...settings, amountCheck: 'hold' } }), 'stated-amount-differs'],
    ['two documents carry the mark', input(sale(), { foundByMark: [document('o1'), document('o2')] }), 'two-marks'],
  ]
  it.each(holds)('holds, with a whole sentence in both languages, when %s', (_, given, code) => {
    expect(heldCode(given)).toBe(code)
  })

  it('adopts the one document that carries the mark', () => {
    expect(planSale(input(sale(), { foundByMark: [document('o1')] }))).toMatchObject({ action: 'adopt', documentId: 'o1' })
  })

  it('reports every missing article at once', () => {
    const decision = planSale(input(sale({ lines: [line({ sku: 'N1' }), line({ key: 'l2', sku: 'N2', name: 'Kvarn' })] }), { settings: { ...settings, missingProducts: 'hold' } }))
    if (decision.action !== 'hold') throw new Error(decision.action)
    expect(decision.failure.params).toMatchObject({ sku: 'N1' })
    expect(decision.notes.map(({ sv }) => sv)).toContain('Artikel N2 (Kvarn) finns inte i bokföringen.')
  })

  it('makes a missing article once, with coding by rate and unit, also when two lines need it', () => {
    const decision = created(input(sale({ lines: [line({ sku: ' ny-1 ', taxRate: '12', name: 'Te' }), line({ key: 'l2', sku: 'NY-1', taxRate: '12', name: 'Te' })] })))
    expect(decision.articles).toHaveLength(1)
    expect(decision.articles[0]).toMatchObject({ action: 'create', draft: { number: 'ny-1', name: 'Te', codingId: 'g12', unitId: 'u1', vatRate: '12', netPrice: '100' } })
  })

  it('puts the default customer\'s buyer in the delivery fields and a text row and leaves the card alone', () => {
    const reason = { code: 'default-customer', sv: 'Standardkund.', en: 'Default customer.' }
    const decision = created(input(sale({ defaultCustomer: { number: '9', reason } }), { defaultCustomer: card('9') }))
    expect(decision.customer).toEqual({ action: 'use', id: '9', by: 'default' })
    expect(decision.document).toMatchObject({ customerName: null, invoiceAddress: null, deliveryAddress: { name: 'Kafé Nord AB', line1: 'Storgatan 1' } })
    expect(decision.document.rows.at(-1)?.text).toBe('Köpare: Kafé Nord AB, Storgatan 1, 111 22 Stockholm, SE, order@kafenord.se')
  })

  it('keeps a long name whole in a text row and cuts it at a word elsewhere', () => {
    const name = 'Föreningen för bevarande av gamla kaffebryggare i Norrbotten'
    const decision = created(input(sale({ buyer: buyer({ name }) })))
    expect(decision.document.customerName).toBe('Föreningen för bevarande av gamla kaffebryggare i')
    expect(decision.document.rows.at(-1)).toMatchObject({ kind: 'text', text: name })
  })

  it('moves a closed date to today when the setting says so', () => {
    expect(created(input(sale({ documentDate: '2026-09-30' }), { settings: { ...settings, closedPeriod: 'today' } })).document.documentDate).toBe('2026-11-22')
  })

  it('puts shipping with VAT on the article of the goods\' rate, right to the öre', () => {
    const shipping = line({ key: 's', kind: 'shipping', sku: null, name: 'Frakt', unitPrice: '49', includesVat: true, taxRate: null })
    const decision = created(input(sale({ lines: [line({ sku: 'MAT', name: 'MAT', taxRate: '12', unitPrice: '500' }), shipping] })))
    expect(decision.document.rows[1]).toMatchObject({ articleNumber: 'FRAKT12', unitPrice: '43.75', expected: { net: '43.75', vatRate: '12' } })
    expect(decision.document.expected).toMatchObject({ net: '543.75', vatPerLine: '65.25' })
  })

  it('writes a private person\'s prices with VAT where the books read them so', () => {
    const draft = sale({ buyer: buyer({ kind: 'private', name: 'Eva Ek', orgNumber: null }), lines: [line({ unitPrice: '79.99' })] })
    const decision = created(input(draft, { settings: { ...settings, privatePricesIncludeVat: true } }))
    expect(decision.document.rows[0]).toMatchObject({ unitPrice: '99.99', expected: { net: '79.99' } })
    expect(decision.document.expected).toMatchObject({ net: '79.99', vatPerLine: '20', includesVat: true })
  })

  it('says when the reading of private prices has not been learnt', () => {
    const draft = sale({ buyer: buyer({ kind: 'private', name: 'Eva Ek', orgNumber: null }) })
    expect(created(input(draft, { settings: { ...settings, privatePricesIncludeVat: null } })).notes.map(({ code }) => code)).toContain('private-prices-not-learnt')
  })

  describe('with a document already made', () => {
    const before = sale()
    const after = sale({ lines: [line({ quantity: '2' })] })
    const link: DocumentLink = { documentKind: 'order', documentId: 'o1', documentNumber: '501', fingerprint: fingerprint(before), snapshot: snapshot(before), state: 'made', untouched: true }
    const known = { candidates: [card('10001', { keys: { orgNumber: '5560360793' } })] }

    it('skips an unchanged sale without asking for anything else', () => {
      expect(planSale(input(before, { link, articles: new Map() }))).toMatchObject({ action: 'skip', reason: { code: 'unchanged' } })
    })
    it('skips when only a reference, an e-mail or a text changed', () => {
      expect(planSale(input(sale({ ourReference: 'Bo', buyer: buyer({ email: 'ny@kafenord.se' }), textRows: ['Hej'] }), { link })).action).toBe('skip')
    })
    it('gives one notice with before and after in kronor', () => {
      const decision = planSale(input(after, { link }))
      expect(decision).toMatchObject({ action: 'notice', change: { kind: 'lines', before: '100,00\u00a0kr', after: '200,00\u00a0kr' } })
      if (decision.action === 'notice') expect(decision.change.sv).toBe('Ändrat: SKU1 1 → 2 st, 100,00\u00a0kr → 200,00\u00a0kr; summan exklusive moms går från 100,00\u00a0kr till 200,00\u00a0kr (+100,00). Ändra order 501 i bokföringen.')
    })
    it('updates an open order that nobody touched, when the setting says so', () => {
      expect(planSale(input(after, { ...known, link, settings: { ...settings, onChange: 'updateWhileOpen' } }))).toMatchObject({ action: 'update', documentId: 'o1', customerId: '10001', articleIds: { SKU1: 'a-SKU1' } })
    })
    it.each([['booked', { ...link, state: 'booked' }], ['touched by a person', { ...link, untouched: false }], ['removed', { ...link, state: 'gone' }]])('never updates a document that is %s', (_, given) => {
      expect(planSale(input(after, { ...known, link: given, settings: { ...settings, onChange: 'updateWhileOpen' } })).action).toBe('notice')
    })
    it('says to credit a booked invoice', () => {
      const decision = planSale(input(after, { link: { ...link, state: 'booked' } }))
      expect(decision.action === 'notice' && decision.change.sv).toMatch(/Faktura 501 är bokförd: kreditera den/)
    })
    it('never moves an open order to another customer', () => {
      const moved = sale({ buyer: buyer({ source: { kind: 'company', id: '78' } }) })
      expect(planSale(input(moved, { ...known, link, settings: { ...settings, onChange: 'updateWhileOpen' } }))).toMatchObject({ action: 'notice', change: { kind: 'customer' } })
    })
    it('holds a changed sale when the setting holds changes', () => {
      expect(heldCode(input(after, { link, settings: { ...settings, onChange: 'hold' } }))).toBe('changed-after')
    })
  })

  it('plans the same again once a made article is known, so that no second one is made', () => {
    const draft = sale({ lines: [line({ sku: 'NY', name: 'Te' })] })
    expect(created(input(draft)).articles[0]?.action).toBe('create')
    const known = new Map([...articles, article('NY', 'g25', { name: 'Te' })].map((one) => [one.number, one]))
    expect(created(input(draft, { articles: known })).articles).toEqual([{ action: 'use', number: 'NY', id: 'a-NY' }])
  })
})

function document(id: string): PlanSaleInput['foundByMark'][number] {
  return { kind: 'order', id, number: null, customerId: null, markTexts: ['HS-1234567'], createdAt: null, changedAt: null, createdFromOrderId: null, state: 'ongoing' }
}
