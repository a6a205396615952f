// Customer cards: what is read, what is sent, and what a merge leaves alone.
import { expect, test } from 'vitest'
import type { CardLists } from './customer-wire.ts'
import { createBody, mergedBody, readCard } from './customer-wire.ts'
import type { CustomerCreate } from '../../core/document-draft.ts'

const lists: CardLists = {
  companyCurrency: 'SEK',
  terms: [
    { id: 't30', name: '30 dagar netto', nameEnglish: null, days: 30, type: 'normal', forSales: true },
    { id: 't10', name: '10 dagar netto', nameEnglish: null, days: 10, type: 'normal', forSales: true },
  ],
  deliveryMethods: [{ id: 'd1', name: 'DHL', code: 'DHL' }],
  labels: [{ id: 'l1', name: 'VIP' }, { id: 'l2', name: 'Återförsäljare' }],
}
const cardId = '11111111-2222-3333-4444-555555555555'
const raw = {
  Id: cardId, CustomerNumber: '1001', Name: 'Åkes Rör AB', IsPrivatePerson: false, IsActive: true, CurrencyCode: 'EUR', CorporateIdentityNumber: '556036-0793',
  VatNumber: 'se 5560360793 01', EmailAddress: 'Faktura@Akes.se', EmailAddresses: ['chef@akes.se'], ContactPersonEmail: 'ake@akes.se', InvoicePostalCode: '111 22', InvoiceCity: 'Stockholm',
  InvoiceAddress1: '', TermsOfPaymentId: 't30', TermsOfPayment: { Id: 't30', Name: '30 dagar netto' }, DeliveryMethodId: 'd1', CustomerLabels: [{ Id: 'l1', Name: 'VIP' }],
  ForceBookkeepVat: false, ElectronicReference: 'REF', DiscountPercentage: 0.15, ChangedUtc: '2026-11-22T08:00:00Z', UnpaidInvoicesAmount: 12, FutureField: { Kept: true },
}

test('a card is read with its keys in normal form and its values by draft field', () => {
  expect(readCard(raw, lists)).toMatchObject({
    id: cardId, number: '1001', currency: 'EUR', hasVatNumber: true, termsId: 't30', changedAt: '2026-11-22T08:00:00.000Z',
    keys: { customerNumber: '1001', orgNumber: '5560360793', vatNumber: 'SE556036079301', emails: ['faktura@akes.se', 'ake@akes.se', 'chef@akes.se'] },
    values: {
      name: 'Åkes Rör AB', invoiceEmail: 'Faktura@Akes.se', emailCopies: 'chef@akes.se', 'invoiceAddress.city': 'Stockholm', terms: '30 dagar netto',
      deliveryMethod: 'DHL', labels: 'VIP', 'custom.ElectronicReference': 'REF', 'custom.DiscountPercentage': '0.15', forceVat: 'false',
    },
  })
  expect(readCard(raw, lists)?.values).not.toHaveProperty(['invoiceAddress.line1'])
})

test('a merge changes what was asked and keeps everything else, also fields we do not know', () => {
  const { body, changed } = mergedBody(raw, { phone: '08-1', terms: '10', labels: 'Återförsäljare', 'custom.ElectronicAddress': '0007:5560360793' }, lists, 'books')
  const { Id: _id, ChangedUtc: _changed, UnpaidInvoicesAmount: _unpaid, TermsOfPayment: _copy, ...kept } = raw
  expect(changed).toBe(true)
  expect(body).toEqual({
    ...kept, Telephone: '08-1', TermsOfPaymentId: 't10', ElectronicAddress: '0007:5560360793',
    CustomerLabels: [{ Id: 'l1', Name: 'VIP' }, { Id: 'l2', Name: 'Återförsäljare' }],
  })
})

test('a merge that says what the card says is no change', () => {
  expect(mergedBody(raw, { orgNumber: '5560360793', labels: 'VIP', terms: '30 dagar netto', name: 'Åkes Rör AB' }, lists, 'books').changed).toBe(false)
})

test('the invoice address for e-mail wins over the buyer\'s own', () => {
  expect(mergedBody(raw, { email: 'anna@akes.se', invoiceEmail: 'ekonomi@akes.se' }, lists, 'books').body.EmailAddress).toBe('ekonomi@akes.se')
})

test('terms that the books do not have, and fields that a card does not have, are refused before anything is sent', () => {
  expect(() => mergedBody(raw, { terms: '45 dagar' }, lists, 'books')).toThrow(/books-reference-missing/)
  expect(() => mergedBody(raw, { 'custom.Nonsense': 'x' }, lists, 'books')).toThrow(/books-field-refused/)
})

test('a new card always carries our number, and custom fields never override ours', () => {
  const nothing = { name: null, line1: null, line2: null, postalCode: null, city: null, country: null }
  const create: CustomerCreate = {
    card: {
      source: { kind: 'company', id: '1' }, kind: 'company', name: 'Åkes Rör AB', customerNumber: null, orgNumber: '5560360793', vatNumber: null, email: 'anna@akes.se', invoiceEmail: null,
      emailCopies: ['anna@akes.se', 'chef@akes.se'], phone: null, mobile: null, website: null, contactName: null, contactEmail: null, contactPhone: null, invoiceAddress: nothing, deliveryAddress: null,
      currency: null, language: null, terms: null, deliveryMethod: null, labels: [], note: null, forceVat: null, deliveryBasedVat: null, northernIreland: null, reverseChargeConstruction: null,
      custom: { CustomerNumber: 'STULEN', ElectronicReference: 'REF', Id: 'x' },
    },
    name: 'Åkes Rör AB', number: '1002', termsId: 't30', deliveryMethodId: null, labelIds: ['l2'], postalCode: '', city: '', country: 'SE', currency: null,
  }
  expect(createBody(create, lists)).toEqual({
    CustomerNumber: '1002', Name: 'Åkes Rör AB', IsPrivatePerson: false, IsActive: true, TermsOfPaymentId: 't30', CorporateIdentityNumber: '556036-0793',
    EmailAddress: 'anna@akes.se', EmailAddresses: ['chef@akes.se'], InvoicePostalCode: '', InvoiceCity: '', InvoiceCountryCode: 'SE', ElectronicReference: 'REF',
    CustomerLabels: [{ Id: 'l2', Name: 'Återförsäljare' }],
  })
})
