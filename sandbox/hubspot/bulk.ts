// Seeds for benchmarks: many won deals with lines, companies and products, made fast and the same every time.
import type { AssociationSeed, HubSpotSeed, LineItemSeed, ParentSeed, RecordSeed } from './seed.ts'

export type BulkOptions = {
  /** Closed-won deals. */
  deals: number
  linesPerDeal: number
  /** Companies, each with its own org number, e-mail and one contact; deals go to them in turn. */
  companies: number
  /** Products, SKU-00001 and up. */
  skus: number
  /** The moment the deals entered closed won: ISO 8601 or epoch milliseconds. */
  wonAt: string | number
  /** Milliseconds between one deal's change and the next; 0 lets all share one moment. Default 0. */
  spreadMs?: number
  portalId?: number
  serviceKey?: string
}

const places: readonly (readonly [city: string, postalCode: string])[] = [
  ['Stockholm', '111 22'], ['Göteborg', '411 05'], ['Malmö', '211 19'], ['Uppsala', '753 20'], ['Västerås', '722 11'], ['Örebro', '702 11'], ['Linköping', '582 22'], ['Umeå', '903 26'],
]
const first = { company: 10_000_000, contact: 20_000_000, product: 30_000_000, deal: 40_000_000, line: 50_000_000 }
const dayMs = 86_400_000

/** The check digit of nine digits, by the Luhn rule. */
function checkDigit(digits: string): number {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[at]) * (at % 2 === 0 ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return (10 - (sum % 10)) % 10
}

/** The n-th Swedish organisation number, 556000-0000 and up, with a right check digit. */
export function orgNumber(n: number): string {
  const digits = String(556_000_000 + n)
  return `${digits.slice(0, 6)}-${digits.slice(6)}${checkDigit(digits)}`
}

const number = (n: number, width = 5): string => String(n).padStart(width, '0')

/** Unit price of the n-th product, in kronor with two decimals. */
function priceOf(n: number): string {
  const ore = 1_000 + ((n * 7_919) % 499_000)
  return `${Math.floor(ore / 100)}.${number(ore % 100, 2)}`
}

/** Builds the seed. 10,000 deals with three lines take well under two seconds. */
export function bulkSeed(options: BulkOptions): HubSpotSeed {
  const wonAt = typeof options.wonAt === 'number' ? options.wonAt : Date.parse(options.wonAt)
  const createdAt = new Date(wonAt - 10 * dayMs).toISOString()
  const companies: RecordSeed[] = []
  const contacts: RecordSeed[] = []
  for (let n = 0; n < options.companies; n += 1) {
    const [city, zip] = places[n % places.length] ?? ['Stockholm', '111 22']
    const email = `faktura@kund${number(n)}.example`
    companies.push({
      id: String(first.company + n), createdAt,
      properties: { name: `Kund ${number(n)} AB`, domain: `kund${number(n)}.example`, address: `Storgatan ${n + 1}`, zip, city, country: 'Sweden', orgno: orgNumber(n), invoice_email: email },
    })
    contacts.push({
      id: String(first.contact + n), createdAt, properties: { email, firstname: 'Anna', lastname: `Berg ${number(n)}` },
      associations: [{ to: 'companies', id: String(first.company + n), primary: true }],
    })
  }
  const products: RecordSeed[] = []
  for (let n = 0; n < options.skus; n += 1) {
    products.push({ id: String(first.product + n), createdAt, properties: { name: `Artikel ${number(n)}`, hs_sku: `SKU-${number(n)}`, price: priceOf(n) } })
  }
  const deals: ParentSeed[] = []
  let line = first.line
  for (let n = 0; n < options.deals; n += 1) {
    const entered = new Date(wonAt + n * (options.spreadMs ?? 0)).toISOString()
    let amountOre = 0
    const lineItems: LineItemSeed[] = []
    for (let row = 0; row < options.linesPerDeal; row += 1) {
      const product = (n * options.linesPerDeal + row) % options.skus
      const quantity = 1 + ((n + row) % 9)
      const price = priceOf(product)
      amountOre += quantity * Number(price.replace('.', ''))
      lineItems.push({
        id: String(line), createdAt,
        properties: { name: `Artikel ${number(product)}`, hs_sku: `SKU-${number(product)}`, hs_product_id: String(first.product + product), quantity: String(quantity), price, hs_tax_rate_group_id: '25', hs_position_on_quote: String(row) },
      })
      line += 1
    }
    const company = n % options.companies
    const associations: AssociationSeed[] = options.companies === 0 ? [] : [
      { to: 'companies', id: String(first.company + company), primary: true }, { to: 'contacts', id: String(first.contact + company) },
    ]
    deals.push({
      id: String(first.deal + n), createdAt, updatedAt: entered, associations, lineItems,
      properties: {
        dealname: `Affär ${number(n)}`, amount: `${Math.floor(amountOre / 100)}.${number(amountOre % 100, 2)}`, deal_currency_code: 'SEK', pipeline: 'default', dealstage: 'closedwon', closedate: entered,
      },
      stageHistory: [{ value: 'appointmentscheduled', timestamp: createdAt }, { value: 'closedwon', timestamp: entered }],
    })
  }
  return {
    account: { portalId: options.portalId ?? 1_000_001 },
    serviceKeys: { [options.serviceKey ?? 'pat-eu1-sandbox']: ['*'] },
    properties: { companies: [{ name: 'orgno', label: 'Organisationsnummer', type: 'string' }, { name: 'invoice_email', label: 'Faktura-e-post', type: 'string' }] },
    taxRates: [25, 12, 6, 0].map((percentageRate) => ({ id: String(percentageRate), name: `Moms ${percentageRate} %`, percentageRate })),
    companies, contacts, products, deals,
  }
}
