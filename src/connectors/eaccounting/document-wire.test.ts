// Orders, drafts and articles as sent: exact numbers, the vendor's names, the mark never dropped.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Lookups } from '../../core/books.ts'
import { sampleDocument } from '../conformance/books-samples.ts'
import { articleBody } from './article-wire.ts'
import { mergedDocument } from './document-merge.ts'
import { documentBody } from './document-wire.ts'
import { isWireObject } from './wire-values.ts'

const lookups = { company: { currency: 'SEK', country: 'SE', roundsToWhole: false } } as Lookups
const ids = { customerId: 'c1', articleIds: { A: 'a1' } }
const draft = (kind: 'order' | 'invoiceDraft' | 'invoice') =>
  sampleDocument(lookups, kind, 'HS-1', [{ article: 'A', rate: '25', quantity: '0.1', unitPrice: '99.9999', discount: '0.3333' }, { text: 'Hej' }], '2026-11-22')

test('an order carries its own currency, status and required flags', () => {
  expect(documentBody(draft('order'), ids, 'books')).toEqual({
    CustomerId: 'c1', CurrencyCode: 'SEK', OrderDate: '2026-11-22', Status: 2, EuThirdParty: false, RotReducedInvoicingType: 0, ReverseChargeOnConstructionServices: false,
    YourReference: 'Bo Ek', OurReference: 'Anna Berg HS-1',
    DeliveryCustomerName: 'Lagret', DeliveryAddress1: 'Hamngatan 2', DeliveryPostalCode: '411 06', DeliveryCity: 'Göteborg', DeliveryCountryCode: 'SE',
    Rows: [
      { LineNumber: 1, IsTextRow: false, ArticleId: 'a1', Text: 'Rad 1', Quantity: 0.1, UnitPrice: 99.9999, DiscountPercentage: 0.3333, IsWorkCost: false, EligibleForReverseChargeOnVat: false },
      { LineNumber: 2, IsTextRow: true, Text: 'Hej', IsWorkCost: false, EligibleForReverseChargeOnVat: false },
    ],
  })
})

test('an invoice goes as a draft, which takes name, address and currency from the card', () => {
  const body = documentBody({ ...draft('invoice'), invoiceAddress: { name: null, line1: 'X', line2: null, postalCode: '1', city: 'Y', country: 'SE' } }, ids, 'books')
  expect(body).toMatchObject({ InvoiceDate: '2026-11-22', OurReference: 'Anna Berg HS-1' })
  expect(Object.keys(body).filter((name) => /^(Invoice(Address|City|Postal|Country)|CurrencyCode|Status|OrderDate)/.test(name))).toEqual([])
})

test('half an address never mixes with the card\'s', () => {
  const body = documentBody({ ...draft('order'), invoiceAddress: { name: null, line1: 'Nygatan 1', line2: null, postalCode: '22222', city: 'Lund', country: 'SE' } }, ids, 'books')
  expect(body).toMatchObject({ InvoiceAddress1: 'Nygatan 1', InvoiceAddress2: '', InvoicePostalCode: '22222', InvoiceCity: 'Lund', InvoiceCountryCode: 'SE' })
})

test('digits of quantity and price are the same in the JSON text', () => {
  const digits = fc.tuple(fc.integer({ min: 0, max: 9_999_999 }), fc.integer({ min: 1, max: 9999 })).map(([whole, part]) => `${whole}.${String(part).padStart(4, '0')}`.replace(/0+$/, ''))
  fc.assert(fc.property(digits, digits, (quantity, unitPrice) => {
    const body = documentBody(sampleDocument(lookups, 'order', 'HS-1', [{ article: 'A', rate: '25', quantity, unitPrice }], '2026-11-22'), ids, 'books')
    expect(JSON.stringify(body)).toContain(`"Quantity":${quantity},"UnitPrice":${unitPrice},`)
  }))
})

test('a custom field never replaces the mark, and a field of another kind is refused', () => {
  const own = draft('invoiceDraft')
  expect(documentBody({ ...own, custom: { ElectronicReference: 'E1', OurReference: 'mapped' } }, ids, 'books')).toMatchObject({ ElectronicReference: 'E1', OurReference: 'Anna Berg HS-1' })
  expect(() => documentBody({ ...draft('order'), custom: { ElectronicReference: 'E1' } }, ids, 'books')).toThrow(/books-field-not-on-document/)
})

test('an article that has no id yet stops the document before it is sent', () => {
  expect(() => documentBody(draft('order'), { customerId: 'c1', articleIds: {} }, 'books')).toThrow(/books-reference-missing/)
})

test('both prices of an article agree with the rate', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 9_900_000 }), fc.constantFrom('25', '12', '6', '0'), (ore, rate) => {
    const netPrice = (ore / 100).toFixed(2)
    const body = articleBody({ number: 'A', name: 'A', unitId: 'u', codingId: 'k', codingName: '', vatRate: rate, netPrice, isService: null, note: null, custom: {}, productId: null }, rate)
    expect(body.NetPrice).toBe(ore / 100)
    // In öre: net times rate, rounded half away from zero, in whole numbers.
    expect(Math.round(Number(body.GrossPrice) * 100)).toBe(ore + Math.floor((ore * Number(rate) * 2 + 100) / 200))
  }))
})

test('a changed document keeps row ids and what people added to a row, and never turns a status back', () => {
  const ours = documentBody(draft('order'), ids, 'books')
  const raw = {
    Id: 'o1', Number: 7, Amount: 10, Status: 3, HouseWorkPropertyName: 'kept', OurReference: 'old',
    Rows: [{ Id: 'r1', LineNumber: 1, ArticleId: 'a1', WorkHours: 3, Amount: 10, Quantity: 9 }, { Id: 'r2', LineNumber: 2, ArticleId: 'a2' }, { Id: 'r3', LineNumber: 3, ArticleId: 'a3' }],
  }
  const merged = mergedDocument('order', raw, ours)
  expect(merged).toMatchObject({ Status: 3, HouseWorkPropertyName: 'kept', OurReference: 'Anna Berg HS-1' })
  expect(merged).not.toHaveProperty('Amount')
  const rows = (Array.isArray(merged.Rows) ? merged.Rows : []).filter(isWireObject)
  expect(rows.map((row) => row.Id)).toEqual(['r1', undefined])
  expect(rows[0]).toMatchObject({ WorkHours: 3, Quantity: 0.1 })
})
