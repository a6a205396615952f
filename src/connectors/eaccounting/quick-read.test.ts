// Facts: a document read quickly is the document that the schema reads; what the schema refuses is not read.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quickReader } from './quick-read.ts'
import { wireDocument } from './schemas-document.ts'

const guid = fc.uuid()
const odd = fc.constantFrom<unknown>(null, undefined, '', ' ', true, false, 0, -1, 1e21, '12,5', [], {}, 'x')
const value = fc.oneof({ weight: 5, arbitrary: fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.integer(), fc.date({ noInvalidDate: true }).map((at) => at.toISOString()), fc.boolean(), fc.constant(null)) }, { weight: 1, arbitrary: odd })
const fitting: Record<string, fc.Arbitrary<unknown>> = {
  text: fc.oneof(fc.string(), fc.integer(), fc.constant(null)), amount: fc.oneof(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.constantFrom(null, '', 0.1 + 0.2)),
  flag: fc.constantFrom(true, false, null), whole: fc.oneof(fc.integer(), fc.constant(null)), stamp: fc.constantFrom('2026-11-28T10:00:00.12Z', '2026-11-28T10:00:00', '0001-01-01T00:00:00', null, 'x'),
}
const kinds: Record<string, keyof typeof fitting> = {
  CustomerId: 'text', CreatedUtc: 'stamp', ModifiedUtc: 'stamp', YourReference: 'text', OurReference: 'text', Number: 'text', Status: 'whole', IncludesVat: 'flag', Amount: 'amount', VatAmount: 'amount', RoundingsAmount: 'amount', TotalAmount: 'amount', CurrencyCode: 'text',
}
const rowKinds: Record<string, keyof typeof fitting> = { Id: 'text', LineNumber: 'whole', IsTextRow: 'flag', ArticleId: 'text', Text: 'text', UnitPrice: 'amount', Quantity: 'amount', DiscountPercentage: 'amount', AmountNoVat: 'amount', VatRate: 'amount' }
const made = (of: Record<string, keyof typeof fitting>, any: number): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(Object.entries(of).map(([name, kind]) => [name, fc.oneof({ weight: 20, arbitrary: fitting[kind] ?? odd }, { weight: any, arbitrary: value })]))
const document = (any: number): fc.Arbitrary<unknown> => fc.record({
  Id: fc.oneof({ weight: 20, arbitrary: guid }, { weight: any, arbitrary: odd }), ...made(kinds, any),
  Rows: fc.oneof({ weight: 9, arbitrary: fc.array(fc.record(made(rowKinds, any), { requiredKeys: [] }), { maxLength: 4 }) }, { weight: 1 + any, arbitrary: odd }),
  CollectiveCustomerInvoiceRowsRelationToOrders: fc.constantFrom(undefined, null, [], [{ OrderId: 'a' }]), Other: value,
}, { requiredKeys: ['Id'] })

test('what is read quickly is what the schema reads, and what the schema refuses is not read', () => {
  const read = quickReader(wireDocument)
  let whole = 0
  fc.assert(fc.property(fc.oneof(document(0), document(1)), (raw) => {
    const [quick, slow] = [read(raw), wireDocument.safeParse(raw)]
    expect(quick).toEqual(slow.success ? slow.data : null)
    if (quick !== null) whole += 1
  }), { numRuns: 2_000 })
  expect(whole).toBeGreaterThan(100)
})

test('no document is anything that is no object', () => {
  for (const raw of [null, undefined, 'x', 1, [], true]) expect(quickReader(wireDocument)(raw)).toBeNull()
})
