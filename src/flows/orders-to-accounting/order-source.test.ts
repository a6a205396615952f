// The CRM's own order object as source: its billing and delivery addresses, order number and shipping cost.
import { expect, it } from 'vitest'
import { compileFlow } from './compile-flow.ts'
import { sampleContext, sampleFacts, sampleSale } from './sample-facts.ts'
import { ordersSettings } from './settings.ts'
import { toDraft } from './to-draft.ts'

const names = { billingName: 'bill_name', billingStreet: 'bill_street', billingPostalCode: 'bill_zip', billingCity: 'bill_city', billingEmail: 'bill_email', deliveryStreet: 'ship_street', deliveryCity: 'ship_city', orderNumber: 'ext_no' }
const fields = Object.values(names).map((name) => ({ entity: 'order', name, label: name, type: 'text' as const, writable: true, options: [] }))
const facts = { ...sampleFacts, sourceFields: [...sampleFacts.sourceFields.filter((fact) => fact.entity !== 'deal'), ...fields], defaultFields: { ...sampleFacts.defaultFields, ...names } }

function flow() {
  const compiled = compileFlow(ordersSettings.parse({ source: 'order', stages: 'closedwon' }), [], facts)
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => issue.en).join('\n'))
  return compiled.flow
}

it('puts the order’s billing address on the document and the company’s own on its card', () => {
  const sale = sampleSale({ kind: 'order', shippingCost: '49', fields: { bill_name: 'Åsa Ekonomi', bill_street: 'Box 7', bill_zip: '40010', bill_city: 'Göteborg', bill_email: 'Faktura@asa.se', ship_street: 'Kajen 2', ship_city: 'Lund', ext_no: 'WEB-77' } })
  const made = toDraft(sale, sampleContext(flow()))
  if ('hold' in made) throw new Error(made.hold.code)
  expect(made.ok).toMatchObject({
    sourceKind: 'order', buyersOrderReference: 'WEB-77',
    invoiceAddress: { name: 'Åsa Ekonomi', line1: 'Box 7', postalCode: '40010', city: 'Göteborg' }, deliveryAddress: { line1: 'Kajen 2', city: 'Lund', country: null },
    buyer: { invoiceEmail: 'faktura@asa.se', invoiceAddress: { city: 'Göteborg', postalCode: '411 03' } },
  })
  expect(made.ok.lines.at(-1)).toMatchObject({ kind: 'shipping', unitPrice: '49' })
})

it('uses the billing address for the card too when the buyer has none', () => {
  const made = toDraft(sampleSale({ kind: 'order', companies: [], contacts: [{ id: 'p1', primary: false, labels: [], mergedIds: [], fields: { firstname: 'Eva' } }], fields: { bill_street: 'Box 7', bill_zip: '40010', bill_city: 'Göteborg' } }), sampleContext(flow()))
  expect('ok' in made && made.ok.buyer).toMatchObject({ kind: 'private', name: 'Eva', invoiceAddress: { line1: 'Box 7', postalCode: '40010', city: 'Göteborg' } })
})

it('asks the source for every property it reads', () => {
  expect(flow().want.sale).toEqual(expect.arrayContaining(['bill_street', 'ship_street', 'ext_no']))
  expect(flow().want.company).toEqual(expect.arrayContaining(['name', 'address', 'zip']))
})
