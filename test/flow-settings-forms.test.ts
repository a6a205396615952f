// Every form that the settings page shows is valid as it stands, and the VAT areas choose coding, account and rate end to end.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { germanVatNumber, swedishVatNumber } from '../sandbox/data/identity-numbers.ts'
import { company, contact, openGround, orgNumber, text, type DealPlan, type FlowPlan, type Ground } from './flow-ground.ts'
import { openHouse } from './house.ts'

const forms = `settings:
  stages: [default/closedwon, Projekt/Beställd]          # pipeline/stage, ids or labels
  startFrom: 2026-12-01
  maxCreatesPerRun: off
  filter: { property: paid, operator: eq, value: ja }     # eq ne gt ge lt le in contains known unknown
  # filter: { and: [ {...}, { or: [ {...}, {...} ] } ] }
  mark: { field: ourReference }
  fields: { orgNumber: orgno, vatNumber: vat_number, invoiceEmail: invoice_email, customerNumber: kundnummer, street: address, houseNumber: house_no,
            postalCode: zip, city: city, country: country, deliveryStreet: delivery_street, yourReference: your_reference }
  customers: { match: [link, orgNumber, email], update: fillEmpty, number: auto, default: "10001", labels: { Guld: VIP }, placeholder: { postalCode: "00000", city: Okänd } }
  missingProducts: create
  lineWithoutSku: fallbackArticle
  fallbackArticle: { 25: DIV25, 12: DIV12, 6: DIV6, 0: DIV0 }          # article numbers by VAT rate
  newArticle: { unit: Styck, coding: { 25: Varor 25 %, 12: Varor 12 %, 6: Varor 6 %, 0: Varor 0 % } }
  tax: { countries: [ { area: euBusiness, group: tjänster, coding: Tjänster 25 % } ], existingArticle: keep }
  shipping: { amount: shipping_cost, method: shipping_method, article: { 25: FRAKT25, 12: FRAKT12, 6: FRAKT6, 0: FRAKT0 }, includesVat: false }
  deliveryMethods: { dhl: DHL, post: Post }
  terms: { property: payment_terms, map: { 10: 10 dagar netto, 30: 30 dagar netto }, default: 20 dagar netto }
  paymentMethods: { property: payment_method, map: { kort: Kortbetalning }, orderType: { kort: invoice } }
  costCentres: [ { dimension: 1, from: pipeline, map: { Försäljning: Stockholm, Projekt: Göteborg }, default: Stockholm } ]   # dimension by number or name; from: owner | pipeline | label | product | {property} | constant
  settleSeconds: 60
mapping:
  - { target: order.yourReference, from: deal.your_reference, onCreate: true, onUpdate: true }
  - { target: row.text, jsonata: "name & ' (' & hs_sku & ')'" }
  - { target: customer.note, template: "HubSpot {{company.id}}", onUpdate: false }`

const file = (body: string): string => `organisation: main
connections:
  crm: { system: hubspot, accessToken: \${HUBSPOT_TOKEN} }
  books:
    system: eaccounting
    clientId: \${EA_ID}
    clientSecret: \${EA_SECRET}
    redirectUri: https://localhost:44300/callback
    refreshToken: \${EA_REFRESH}
flows:
  won-deals:
    flow: orders-to-accounting
    from: crm
    to: books
    schedule: 5m
${body.split('\n').map((line) => `    ${line}`).join('\n')}
notify:
  - { to: mail, address: ekonomi@example.se, when: [held, broken, stale], digest: daily 07:30 }
retentionDays: 30
`

describe('the forms of the settings page', () => {
  it('are accepted by the sample accounts as they stand, and exported without loss', async () => {
    const house = await openHouse()
    try {
      const result = await house.apply(file(forms))
      expect(result.complaints.map((one) => `${one.line}:${one.column} ${one.path}: ${one.en}`)).toEqual([])
      const again = await house.apply(await house.operations.exportYaml('main'))
      expect([again.ok, again.steps]).toEqual([true, []])
    } finally {
      await house.close()
    }
  })
})

const areas = {
  domestic: { account: '3012', vat: 12 }, euBusiness: { account: '3308', vat: 0 }, euBusinessNoVat: { account: '3306', vat: 12 }, euPrivate: { account: '3306', vat: 12 }, export: { account: '3305', vat: 0 }, construction: { account: '3231', vat: 0 },
} as const
type Area = keyof typeof areas
const names = Object.keys(areas) as Area[]
const berlin = { address: 'Hauptstraße 1', zip: '10115', city: 'Berlin', country: 'Tyskland' }

describe('tax.countries by area', () => {
  let ground: Ground
  const flows: Record<string, FlowPlan> = Object.fromEntries(names.map((area) => [area.toLowerCase(), {
    settings: `fields: { orgNumber: orgno, vatNumber: vat_number, reverseChargeConstruction: byggmoms }\ncustomers: { match: [link, vatNumber] }\ntax: { countries: [ { area: ${area}, coding: Tjänster 12 % } ] }\nnewArticle: { coding: { 25: Varor 25 % } }`,
  }]))
  const buyer: Record<Area, Partial<DealPlan>> = {
    domestic: { companies: ['890001'] }, euBusiness: { companies: ['890002'] }, euBusinessNoVat: { companies: ['890003'] }, euPrivate: { companies: [], contacts: ['891004'] }, export: { companies: ['890005'] }, construction: { companies: ['890006'] },
  }
  beforeAll(async () => {
    ground = await openGround({
      flows, deals: names.map((area, index) => ({ id: `960${index}`, flow: area.toLowerCase(), lines: [{ sku: `OMR-${index}`, name: 'Arbete', price: '100' }], ...buyer[area] })),
      companies: [
        company('890001', 'Inhemsk AB', 901), { id: '890002', properties: { name: 'Mit Nummer GmbH', vat_number: germanVatNumber('22222222'), ...berlin } }, { id: '890003', properties: { name: 'Ohne Nummer GmbH', ...berlin } },
        { id: '890005', properties: { name: 'Oslo AS', address: 'Karl Johans gate 1', zip: '0154', city: 'Oslo', country: 'Norge' } }, company('890006', 'Bygg AB', 906, { vat_number: swedishVatNumber(orgNumber(906)), byggmoms: 'ja' }),
      ],
      contacts: [contact('891004', 'Jürgen', 'Müller', 'jurgen@mail.example', berlin)],
      properties: { companies: [text('byggmoms')] }, books: { settings: { UsesReverseConstructionVat: true } },
    })
    for (const flow of Object.keys(flows)) await ground.run(flow)
  })
  afterAll(() => ground.close())

  it.each(names)('%s: coding, account and rate, said in the log and computed by the books', async (area) => {
    const index = names.indexOf(area)
    const order = ground.order(`960${index}`)
    const books = ground.house.sandbox.eaccounting.state.company()
    expect(books.codings.get(books.articles.find('Number', `OMR-${index}`)?.CodingId ?? '')?.Name).toBe('Tjänster 12 %')
    expect([order.VatAmount, order.Amount - order.VatAmount]).toEqual([areas[area].vat, 100])
    expect(await ground.notes(`960${index}`)).toContain(`konto ${areas[area].account}, moms ${areas[area].vat}\u00a0%.`)
  })
})
