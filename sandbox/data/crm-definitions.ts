// How the sample's CRM account is set up: pipelines, own properties, tax rates and the label Billing.
import type { HubSpotSeed } from '../hubspot/seed.ts'
import { taxRateIds } from './deal-plan.ts'

type Properties = NonNullable<HubSpotSeed['properties']>
type Property = NonNullable<Properties['deals']>[number]

const open = (probability: string): Record<string, string> => ({ isClosed: 'false', probability })
const won = { isClosed: 'true', probability: '1.0' }
const lost = { isClosed: 'true', probability: '0.0' }

/** Försäljning has HubSpot's own stage names, Projekt the numbers that a pipeline made later gets. */
export const dealPipelines: NonNullable<NonNullable<HubSpotSeed['pipelines']>['deals']> = [
  { id: 'default', label: 'Försäljning', displayOrder: 0, stages: [
    { id: 'appointmentscheduled', label: 'Möte bokat', metadata: open('0.2') },
    { id: 'qualifiedtobuy', label: 'Kvalificerad', metadata: open('0.4') },
    { id: 'contractsent', label: 'Offert skickad', metadata: open('0.8') },
    { id: 'closedwon', label: 'Vunnen', metadata: won },
    { id: 'closedlost', label: 'Förlorad', metadata: lost },
  ] },
  { id: '74120011', label: 'Projekt', displayOrder: 1, stages: [
    { id: '140552901', label: 'Förstudie', metadata: open('0.3') },
    { id: '140552902', label: 'Projektering', metadata: open('0.7') },
    { id: '140552903', label: 'Beställd', metadata: won },
    { id: '140552904', label: 'Avbruten', metadata: lost },
  ] },
]

const text = (name: string, label: string): Property => ({ name, label, type: 'string' })
const amount = (name: string, label: string): Property => ({ name, label, type: 'number' })
const choice = (name: string, label: string, options: Record<string, string>): Property =>
  ({ name, label, type: 'enumeration', options: Object.entries(options).map(([value, words]) => ({ value, label: words })) })
const yesNo = { ja: 'Ja', nej: 'Nej' }

/** The account's own properties. Those that Kontobro writes (kontobro_*) are not among them: it makes them itself. */
export const ownProperties: Properties = {
  companies: [
    text('orgno', 'Organisationsnummer'), text('vat_number', 'Momsregistreringsnummer'), text('invoice_email', 'Fakturamejl'),
    text('kundnummer', 'Kundnummer'), text('house_no', 'Husnummer'), choice('kundklass', 'Kundklass', { guld: 'Guld', silver: 'Silver' }),
  ],
  contacts: [text('house_no', 'Husnummer'), text('personnummer', 'Personnummer')],
  deals: [
    text('your_reference', 'Er referens'), text('po_number', 'Beställarens ordernummer'), amount('shipping_cost', 'Fraktkostnad'),
    choice('shipping_method', 'Leveranssätt', { dhl: 'DHL', post: 'Post', hamtas: 'Hämtas' }),
    choice('payment_terms', 'Betalningsvillkor', { 0: 'Omgående', 10: '10 dagar', 15: '15 dagar', 20: '20 dagar', 30: '30 dagar', 45: '45 dagar', 60: '60 dagar' }),
    choice('payment_method', 'Betalningssätt', { faktura: 'Faktura', kort: 'Kort', kontant: 'Kontant' }), choice('paid', 'Betald', yesNo),
    amount('order_discount_percent', 'Orderrabatt %'), amount('order_discount_amount', 'Orderrabatt kr'), text('cost_unit', 'Affärsområde'),
    choice('faktureras_ej', 'Faktureras ej', yesNo),
    text('delivery_street', 'Leveransgata'), text('delivery_zip', 'Leveranspostnummer'), text('delivery_city', 'Leveransort'), text('delivery_country', 'Leveransland'),
  ],
  products: [text('artikelgrupp', 'Artikelgrupp')],
}

/** What a first run adds to deals. Only for a seed of an account where Kontobro has run before. */
export const statusProperties: Property[] = [
  choice('kontobro_status', 'Kontobro: status', { created: 'Skapad', held: 'Väntar', skipped: 'Överhoppad', changed: 'Ändrad' }),
  text('kontobro_message', 'Kontobro: meddelande'), text('kontobro_document_number', 'Kontobro: dokumentnummer'), text('kontobro_document_url', 'Kontobro: länk'),
]

export const taxRates: NonNullable<HubSpotSeed['taxRates']> = [
  { id: taxRateIds[25], name: 'Moms 25 %', label: 'Moms 25 %', percentageRate: 25 },
  { id: taxRateIds[12], name: 'Moms 12 %', label: 'Moms 12 %', percentageRate: 12 },
  { id: taxRateIds[6], name: 'Moms 6 %', label: 'Moms 6 %', percentageRate: 6 },
  { id: taxRateIds[0], name: 'Momsfritt', label: 'Momsfritt 0 %', percentageRate: 0 },
  { id: '1042599', name: 'Moms 20 % (gammal)', label: 'Moms 20 %', percentageRate: 20, active: false },
]

export const associationLabels: NonNullable<HubSpotSeed['associationLabels']> = [{ from: 'deals', to: 'companies', label: 'Billing', typeId: 41, inverseTypeId: 42 }]
