import { describe, expect, it } from 'vitest'
import type { CustomerDraft } from '../core/sale-draft.ts'
import { buyerIdentity, cardChanges, newCard } from './customer.ts'
import { draftKeys, hashKeys } from './keys.ts'
import type { PlannerSettings } from './settings.ts'
import { address, buyer, card, hash, input, limits, line, lookups, sale, settings } from './test-sale.ts'
import { planSale } from './plan-sale.ts'

function make(given: Partial<CustomerDraft>, more: Partial<PlannerSettings> = {}, saleTerms: string | null = null) {
  return newCard({ buyer: buyer(given), saleTerms, currency: 'SEK', settings: { ...settings, ...more }, lookups, limits })
}

describe('a new card', () => {
  it('gets the company\'s usual terms, said in the log, when nobody states any', () => {
    const made = make({})
    expect(made).toMatchObject({ ok: true, value: { termsId: 't30', currency: 'SEK', country: 'SE' } })
    expect(made.notes.map(({ code }) => code)).toContain('terms-of-company')
  })
  it.each([['10', 't10'], ['10 dagar netto', 't10'], ['30 days net', 't30'], ['kortbetalning', 'card'], ['10 dagar', 't10']])('with terms "%s" gets %s', (terms, id) => {
    expect(make({ terms })).toMatchObject({ ok: true, value: { termsId: id } })
  })
  it('takes a placeholder only from the settings, and says so', () => {
    const bare = { invoiceAddress: { ...address, postalCode: null } }
    expect(make(bare)).toMatchObject({ ok: false, failure: { code: 'customer-address-missing', params: { missingSv: 'postnummer' } } })
    const made = make(bare, { placeholder: { postalCode: '00000', city: null } })
    expect(made).toMatchObject({ ok: true, value: { postalCode: '00000', city: 'Stockholm' } })
    expect(made.notes.map(({ code }) => code)).toContain('placeholder')
  })
  it('takes its number from the source when the settings say so, and holds without one', () => {
    expect(make({ customerNumber: '4711' }, { customerNumber: 'fromCrm' })).toMatchObject({ ok: true, value: { number: '4711' } })
    expect(make({}, { customerNumber: 'fromCrm' })).toMatchObject({ ok: false, failure: { code: 'customer-number-missing' } })
  })
  it('gets its country\'s settings where the draft is silent', () => {
    const byCountry = { customersByCountry: { NO: { language: 'no', forceVat: true, terms: '10' } } }
    expect(make({ invoiceAddress: { ...address, country: 'NO' } }, byCountry)).toMatchObject({ ok: true, value: { termsId: 't10', card: { language: 'no', forceVat: true } } })
    expect(make({ invoiceAddress: { ...address, country: 'NO' }, language: 'en' }, byCountry)).toMatchObject({ value: { card: { language: 'en' } } })
  })
  it('keeps a cut name whole in the note and moves a long street to the second line', () => {
    const name = 'Stiftelsen för främjande av kaffekulturen i övre Norrland'
    expect(make({ name, invoiceAddress: { ...address, line1: 'Industriområdet Västra Hamnen, byggnad 14, port C, plan 3' } })).toMatchObject({
      ok: true, value: { name: 'Stiftelsen för främjande av kaffekulturen i övre', card: { note: name, invoiceAddress: { line1: 'Industriområdet Västra Hamnen, byggnad 14, port C,', line2: 'plan 3' } } },
    })
  })
  it('tells a wrong check digit without stopping', () => {
    expect(make({ orgNumber: '556036-0794' }).notes.map(({ code }) => code)).toContain('org-number-check-digit')
  })
  it('has one identity for every draft of the same buyer', () => {
    const identity = (given: Partial<CustomerDraft>) => buyerIdentity(buyer(given), hashKeys(draftKeys(buyer(given), settings), hash))
    expect(identity({ orgNumber: '16556036-0793', source: { kind: 'company', id: '1' } })).toBe(identity({ source: { kind: 'company', id: '2' } }))
    expect(identity({ orgNumber: null, email: null, source: { kind: 'company', id: '1' } })).not.toBe(identity({ orgNumber: null, email: null, source: { kind: 'company', id: '2' } }))
  })
})

describe('an existing card', () => {
  const full = card('1', { keys: { orgNumber: '5560360793', vatNumber: 'SE556036079301' }, values: { phone: '08-1', 'invoiceAddress.line1': 'Lillgatan 2', 'invoiceAddress.postalCode': '11122', 'invoiceAddress.city': 'Stockholm', email: 'order@kafenord.se' } })
  const changes = (given: Partial<CustomerDraft>, update: PlannerSettings['update'], known = full) => cardChanges(buyer(given), known, { update, emailIgnore: [] }, limits, hash)

  it('is left alone when nothing is empty, or nothing may be written', () => {
    expect(changes({ phone: '08-2' }, { policy: 'fillEmpty', fields: {} })).toEqual({})
    expect(changes({ phone: '08-2', website: 'x.se' }, { policy: 'never', fields: {} })).toEqual({})
  })
  it('is overwritten where it differs, but never in name, number, VAT number or country', () => {
    const given = { name: 'Nytt Namn AB', orgNumber: '5566778899', vatNumber: 'SE556677889901', currency: 'EUR', phone: '08-2', invoiceAddress: { ...address, postalCode: '111 22', country: 'DE' } }
    expect(changes(given, { policy: 'overwrite', fields: {} })).toEqual({ phone: '08-2', 'invoiceAddress.line1': 'Storgatan 1' })
  })
  it('is overwritten in a guarded field that the settings name', () => {
    expect(changes({ name: 'Nytt Namn AB' }, { policy: 'never', fields: { name: 'overwrite' } })).toEqual({ name: 'Nytt Namn AB' })
  })
  it('gets a missing VAT number filled in', () => {
    expect(changes({ vatNumber: 'SE 556036079301' }, { policy: 'fillEmpty', fields: { email: 'never' } }, card('1', { values: full.valueHashes }))).toMatchObject({ vatNumber: 'SE556036079301' })
  })
  it('follows a policy for a whole address', () => {
    expect(changes({}, { policy: 'never', fields: { invoiceAddress: 'overwrite' } })).toEqual({ 'invoiceAddress.line1': 'Storgatan 1' })
  })

  describe('on a sale', () => {
    const german = { ...address, country: 'DE' }
    const known = (more: Parameters<typeof card>[1]) => ({ candidates: [card('10', { keys: { orgNumber: '5560360793' }, ...more })] })
    const cases: [string, Partial<CustomerDraft>, Parameters<typeof card>[1], string][] = [
      ['another country in another area', { invoiceAddress: german }, { country: 'SE' }, 'card-other-country'],
      ['no flag for construction', { vatNumber: 'SE556036079301', reverseChargeConstruction: true }, {}, 'construction-buyer-unfit'],
      ['no mark for Northern Ireland', { invoiceAddress: { ...address, country: 'GB' }, vatNumber: 'XI123456789' }, { country: 'GB' }, 'northern-ireland-not-marked'],
    ]
    it.each(cases)('holds a card with %s', (_, given, more, code) => {
      expect(planSale(input(sale({ buyer: buyer(given) }), known(more)))).toMatchObject({ action: 'hold', failure: { code } })
    })
    it('fills in the VAT number that frees an EU sale of VAT, and holds when it may not', () => {
      const given = { buyer: buyer({ invoiceAddress: german, vatNumber: 'DE123456789' }) }
      const filled = planSale(input(sale(given), known({ country: 'DE' })))
      expect(filled).toMatchObject({ action: 'create', customer: { action: 'update', changes: { vatNumber: 'DE123456789' } }, document: { rows: [{ expected: { area: 'euBusiness', vatRate: '0', account: '3108' } }] } })
      const never = { ...settings, update: { policy: 'never' as const, fields: {} } }
      expect(planSale(input(sale(given), { ...known({ country: 'DE' }), settings: never }))).toMatchObject({ action: 'hold', failure: { code: 'card-without-vat-number' } })
    })
    it('writes the draft\'s address to the card, or lets it be, as the settings say', () => {
      const other = known({ values: { 'invoiceAddress.line1': 'Lillgatan 2', 'invoiceAddress.postalCode': '111 22', 'invoiceAddress.city': 'Stockholm' } })
      const draft = sale({ documentKind: 'invoiceDraft', buyer: buyer({ email: null }) })
      const plan = (addressDiffers: PlannerSettings['addressDiffers']) => planSale(input(draft, { ...other, settings: { ...settings, addressDiffers } }))
      expect(plan('updateCard')).toMatchObject({ action: 'create', customer: { action: 'update', changes: { 'invoiceAddress.line1': 'Storgatan 1' } } })
      expect(plan('ignore')).toMatchObject({ action: 'create', customer: { action: 'use' }, document: { invoiceAddress: null } })
      expect(planSale(input(sale({ buyer: buyer({ email: null }) }), other))).toMatchObject({ action: 'create', customer: { action: 'use' }, document: { invoiceAddress: { line1: 'Storgatan 1' } } })
    })
    it('books construction services without VAT and goods with', () => {
      const draft = sale({ buyer: buyer({ vatNumber: 'SE556036079301' }), lines: [line({ sku: 'TJ', name: 'Montering', taxRate: null }), line({ key: 'l2' })] })
      const decision = planSale(input(draft, known({ keys: { orgNumber: '5560360793', vatNumber: 'SE556036079301' }, reverseChargeConstruction: true })))
      expect(decision).toMatchObject({ action: 'create', document: { reverseChargeConstruction: true, rows: [{ reverseChargeConstruction: true, expected: { account: '3231', vatRate: '0' } }, { reverseChargeConstruction: false, expected: { account: '3001', vatRate: '25' } }] } })
    })
  })
})
