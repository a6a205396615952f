// The configuration file of the demo: kontobro.yaml for the sample companies, in the public names of the settings.
import { sampleAccess, sampleCompany } from './access.ts'
import { goLive } from './days.ts'

/** Environment variables that the configuration names, with the sample's values. */
export const demoSecrets = {
  HUBSPOT_TOKEN: sampleAccess.hubSpotToken,
  EA_ID: sampleAccess.eAccountingClientId,
  EA_SECRET: sampleAccess.eAccountingClientSecret,
  EA_REFRESH: sampleAccess.eAccountingRefreshToken,
} as const

/** Text of kontobro.yaml. The start is the go-live moment 28 days before `now`, so a first apply must be confirmed. */
export function demoConfig(now: Date): string {
  return `# Nordisk Kontorsmiljö AB: won deals become orders in the books.
organisation: main
connections:
  crm:
    system: hubspot
    accessToken: \${HUBSPOT_TOKEN}
  books:
    system: eaccounting
    clientId: \${EA_ID}
    clientSecret: \${EA_SECRET}
    redirectUri: https://localhost:44300/callback
    refreshToken: \${EA_REFRESH}
    expect: { orgNumber: ${sampleCompany.orgNumber} }
flows:
  won-deals:
    flow: orders-to-accounting
    from: crm
    to: books
    schedule: 5m
    settings:
      stages: [default/closedwon, Projekt/Beställd]
      startFrom: ${goLive(now)}
      maxCreatesPerRun: 500
      filter: { property: faktureras_ej, operator: unknown }
      orderType: order
      documentDate: closeDate
      closedPeriod: hold
      mark: { field: ourReference }
      fields:
        orgNumber: orgno
        vatNumber: vat_number
        invoiceEmail: invoice_email
        customerNumber: kundnummer
        street: address
        houseNumber: house_no
        postalCode: zip
        city: city
        country: country
        deliveryStreet: delivery_street
        deliveryPostalCode: delivery_zip
        deliveryCity: delivery_city
        deliveryCountry: delivery_country
        yourReference: your_reference
        buyersOrderReference: po_number
        comment: description
        articleGroup: artikelgrupp
      customers:
        match: [link, orgNumber, vatNumber, customerNumber, email]
        update: fillEmpty
        number: auto
        default: "10001"
        labels: { property: kundklass, map: { guld: VIP, silver: Stamkund } }
      missingProducts: create
      lineWithoutSku: fallbackArticle
      noLines: amountRow
      amountCheck: warn
      recurring: hold
      fallbackArticle: { 25: DIV25, 12: DIV12, 6: DIV6, 0: DIV0 }
      newArticle: { unit: Styck, coding: { 25: Varor 25 %, 12: Varor 12 %, 6: Varor 6 %, 0: Varor 0 % } }
      shipping: { amount: shipping_cost, method: shipping_method, article: { 25: FRAKT25, 12: FRAKT12, 6: FRAKT6, 0: FRAKT0 }, includesVat: false }
      deliveryMethods: { dhl: DHL, post: Post, hamtas: Hämtas }
      terms:
        property: payment_terms
        map: { 0: 0 dagar netto, 10: 10 dagar netto, 15: 15 dagar netto, 20: 20 dagar netto, 30: 30 dagar netto, 60: 60 dagar netto }
        default: 30 dagar netto
      paymentMethods: { property: payment_method, map: { kort: Kortbetalning, kontant: Kontant } }
      discounts: { order: spread, percent: order_discount_percent, amount: order_discount_amount }
      costCentres:
        - { dimension: 1, from: pipeline, map: { Försäljning: Stockholm, Projekt: Göteborg }, default: Stockholm }
        - { dimension: 2, from: { property: cost_unit } }
      language: sv
`
}
