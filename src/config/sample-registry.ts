// A registry for the tests of the configuration file: two made-up systems and the real flow.
import { z } from 'zod'
import { ordersToAccounting } from '../flows/orders-to-accounting/flow.ts'
import type { Registry } from './setup.ts'

export const sampleRegistry: Registry = {
  connectors: [
    {
      system: 'crmtown', label: 'Crm Town', roles: ['sales'], secretKeys: ['accessToken', 'clientSecret', 'webhookSecret'],
      config: z.object({ accessToken: z.string().min(1).optional(), clientId: z.string().optional(), clientSecret: z.string().optional(), webhookSecret: z.string().optional() }),
    },
    {
      system: 'bookville', label: 'Bookville', roles: ['books'], secretKeys: ['clientSecret', 'refreshToken'],
      config: z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1), redirectUri: z.url().optional(), refreshToken: z.string().optional() }),
    },
  ],
  flows: [ordersToAccounting],
}

export const sampleEnvironment = { CRM_TOKEN: 'pat-secret-1', HOOK: 'hook-secret', EA_ID: 'client-1', EA_SECRET: 'client-secret', EA_REFRESH: 'refresh-1', SLACK_WEBHOOK: 'https://hooks.example.com/x' }

/** The whole documented example, with every form of every setting. */
export const sampleFile = `organisation: main
connections:
  crm:
    system: crmtown
    accessToken: \${CRM_TOKEN}
    webhookSecret: \${HOOK}
  books:
    system: bookville
    clientId: \${EA_ID}
    clientSecret: \${EA_SECRET}
    redirectUri: https://localhost:44300/callback
    refreshToken: \${EA_REFRESH}
    expect: { orgNumber: 556677-8899 }
flows:
  won-deals:
    flow: orders-to-accounting
    from: crm
    to: books
    schedule: 5m
    settings:
      stages: [default/closedwon, Projekt/Beställd]
      startFrom: 2026-12-01
      maxCreatesPerRun: off
      filter: { and: [ { property: paid, operator: eq, value: ja }, { or: [ { property: amount, operator: gt, value: 10 }, { property: vip, operator: known } ] } ] }
      mark: { field: ourReference }
      fields: { orgNumber: orgno, vatNumber: vat_number, invoiceEmail: invoice_email, customerNumber: kundnummer, street: address, houseNumber: house_no,
                postalCode: zip, city: city, country: country, deliveryStreet: ..., yourReference: your_reference }
      customers: { match: [link, orgNumber, email], update: fillEmpty, number: auto, default: "10001", labels: { Guld: VIP }, placeholder: { postalCode: "00000", city: Okänd } }
      missingProducts: create
      lineWithoutSku: fallbackArticle
      fallbackArticle: { 25: DIV25, 12: DIV12, 6: DIV6, 0: DIV0 }
      newArticle: { unit: Styck, coding: { 25: Varor 25 %, 12: Varor 12 %, 6: Varor 6 %, 0: Varor 0 % } }
      tax: { countries: [ { area: euBusiness, group: tjänster, coding: Tjänster 25 % } ], existingArticle: keep }
      shipping: { amount: shipping_cost, method: shipping_method, article: { 25: FRAKT25, 12: FRAKT12, 6: FRAKT6, 0: FRAKT0 }, includesVat: false }
      deliveryMethods: { dhl: DHL, post: Post }
      terms: { property: payment_terms, map: { 10: 10 dagar netto, 30: 30 dagar netto }, default: 20 dagar netto }
      paymentMethods: { property: payment_method, map: { kort: Kortbetalning }, orderType: { kort: invoice } }
      costCentres: [ { dimension: 1, from: pipeline, map: { Försäljning: Stockholm, Projekt: Göteborg }, default: Stockholm }, { dimension: Projekt, from: {region} } ]
      settleSeconds: 60
      documentDate: "{doc_date}"
      closedPeriod: today
      deliveryDate: closeDate
    mapping:
      - { target: order.yourReference, from: deal.your_reference, onCreate: true, onUpdate: true }
      - { target: row.text, jsonata: "name & ' (' & hs_sku & ')'" }
      - { target: customer.note, template: "Kund {{company.id}}", onUpdate: false }
notify:
  - { to: mail, address: ekonomi@example.se, when: [held, broken, stale], digest: daily 07:30 }
  - { to: slack, url: \${SLACK_WEBHOOK}, when: [broken] }
retentionDays: 30
`
