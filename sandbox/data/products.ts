// What Nordisk Kontorsmiljö sells: the product library of the CRM and, for most of it, the articles of the books.
import type { HubSpotSeed } from '../hubspot/seed.ts'
import type { CompanySeed } from '../eaccounting/seed.ts'
import { instantBefore } from './days.ts'

export type Rate = 25 | 12 | 6 | 0
type ArticleSeed = NonNullable<CompanySeed['articles']>[number]
type ProductRecord = NonNullable<HubSpotSeed['products']>[number]

export type Product = {
  id: string
  sku: string
  name: string
  /** Kronor excluding VAT. */
  price: string
  rate: Rate
  kind: 'goods' | 'services'
  unit: string
  /** `yes`: an article with the same number. `no`: only in the CRM. `inactive`: an article that is out of use. `case`: the article's number is written in lower case. */
  inBooks: 'yes' | 'no' | 'inactive' | 'case'
}

/** sku | name | price | rate | unit | in books (yes when left out). Services are those with unit Timme or Månad and all that start with TJ-. */
const table = `
BORD-140|Höj- och sänkbart skrivbord 140x80 ek|5490
BORD-160|Höj- och sänkbart skrivbord 160x80 ek|5990
BORD-180|Höj- och sänkbart skrivbord 180x80 vit|6490
BORD-HORN|Hörnskrivbord höj- och sänkbart 160x120|7990
BORD-KONF-8|Konferensbord 240x110 för 8 personer|12400
BORD-KONF-12|Konferensbord 360x120 för 12 personer|18900
BORD-PELARE|Pelarbord Ø70 svart|2195
BORD-STÅ|Ståbord 120x60 björk|3295|25|Styck|no
STOL-ERGO-1|Kontorsstol Ergo Bas|3495
STOL-ERGO-2|Kontorsstol Ergo Plus med nackstöd|4995
STOL-ERGO-3|Kontorsstol Ergo Max XL|6895
STOL-KONF|Konferensstol med hjul, tyg grå|2390
STOL-STAPEL|Stapelstol plywood|1095
STOL-PALL|Sadelpall läder|3190
STOL-BESÖK|Besöksstol karm, ull blå|2750
STOL-LOUNGE|Loungefåtölj med fotpall|8950|25|Styck|no
SOFFA-2|Soffa 2-sits Vänta|9990
SOFFA-3|Soffa 3-sits Vänta|12990
SKÅP-HÖG|Högskåp med jalusi 80x200|4290
SKÅP-LÅG|Lågskåp skjutdörrar 120x75|3690
SKÅP-KLÄD|Klädskåp 4 fack plåt|3150|25|Styck|no
HYLLA-3|Bokhylla 3 plan vit|1490
HYLLA-5|Bokhylla 5 plan vit|1990
HURTS-3|Hurts 3 lådor med lås|2150
SKÄRM-BORD|Bordsskärm 140 tyg antracit|1250
SKÄRM-GOLV|Golvskärm 120x150 ljudabsorbent|3890
AKUSTIK-PANEL|Ljudabsorbent väggpanel 60x60|489|25|Styck|case
TELEFONBÅS|Telefonbås Tyst 1 person|64900
BÅS-4|Mötesbås Tyst 4 personer|149000|25|Styck|no
LAMPA-BORD|Skrivbordslampa LED dimbar|995
LAMPA-GOLV|Golvlampa LED uplight|2495
LAMPA-TAK|Takpendel LED 120 cm|3250|25|Styck|inactive
ARM-SKÄRM-1|Monitorarm enkel gasfjäder|1095
ARM-SKÄRM-2|Monitorarm dubbel gasfjäder|1795
KABELRÄNNA|Kabelränna under bord|195
KABEL-3M|Kabelslang per meter|45.50|25|Meter
SKRUV-M6|Möbelskruv M6x30, styck|1.25
TEXTIL-FILT|Ullfilt grå|899|25|Styck|no
MATTA-200|Matta ull 200x300|5450|25|Styck|no
TAVLA-WB|Whiteboard glas 150x100|3995
TAVLA-MOB|Mobil whiteboard 120x200 vändbar|4650|25|Styck|no
VÄXT-STOR|Krukväxt stor med kruka|1290
VÄXT-LITEN|Krukväxt liten med kruka|349|25|Styck|no
PAPPER-A4|Kopieringspapper A4 80 g, kartong|269|25|Paket
PENNA-12|Kulspetspennor blå, 12-pack|89|25|Paket
KAFFE-HYRA|Kaffemaskin hyra per månad|1450|25|Månad
LUNCH-KONF|Konferenslunch per person|165|12
HOTELL-NATT|Hotellnatt montör|1195|12
KAFFE-BÖNOR|Kaffebönor ekologiska 1 kg|245|12|Kilo|no
FRUKT-KORG|Fruktkorg kontor|320|6
BOK-ERGO|Boken Ergonomi på kontoret|295|6
BOK-LJUD|Boken Tystare kontor|325|6|Styck|no
TAXI-RESA|Persontransport montör|450|6
PRESENTKORT|Presentkort inredning|500|0
UTB-INTYG|Momsfri utbildning, intyg|1800|0|Styck|no
TJ-MONTAGE|Montering på plats|695|25|Timme
TJ-PLAN|Inredningsplanering|1150|25|Timme
TJ-ERGO|Ergonomgenomgång|1350|25|Timme
TJ-BORTFORSL|Bortforsling av gamla möbler|2900
TJ-LJUDMÄT|Ljudmätning kontorslandskap|7500|25|Styck|no
TJ-SERVICE|Serviceavtal möbler per månad|990|25|Månad
TJ-FLYTT|Kontorsflytt, två man och bil|1695|25|Timme|no
TJ-UTHYR|Uthyrning möbler per månad|2200|25|Månad|no
`

const readBooks = (word: string | undefined): Product['inBooks'] => (word === 'no' || word === 'inactive' || word === 'case' ? word : 'yes')
const readRate = (word: string | undefined): Rate => (word === '12' ? 12 : word === '6' ? 6 : word === '0' ? 0 : 25)

/** The product library, in table order. */
export const products: readonly Product[] = table.trim().split('\n').map((line, index) => {
  const [sku = '', name = '', price = '', rate, unit = 'Styck', inBooks] = line.split('|')
  return {
    id: String(12_400_000_001 + index * 7), sku, name, price, unit,
    rate: readRate(rate), inBooks: readBooks(inBooks),
    kind: sku.startsWith('TJ-') || unit === 'Månad' || ['HOTELL-NATT', 'LUNCH-KONF', 'TAXI-RESA', 'UTB-INTYG'].includes(sku) ? 'services' : 'goods',
  }
})

const bySku = new Map(products.map((product) => [product.sku, product]))

/** The product of an SKU as the library writes it. Throws when there is none. */
export function productOf(sku: string): Product {
  const product = bySku.get(sku)
  if (product === undefined) throw new Error(`there is no sample product ${sku}`)
  return product
}

/** The product library as CRM records. */
export function crmProducts(now: Date): ProductRecord[] {
  return products.map((product, index) => ({
    id: product.id,
    properties: {
      name: product.name, hs_sku: product.sku, price: product.price, hs_price_sek: product.price,
      hs_product_type: product.kind === 'services' ? 'service' : 'inventory',
      artikelgrupp: product.kind === 'services' ? 'tjänster' : 'varor',
      description: `${product.name}. Säljs per ${product.unit.toLowerCase()}.`,
    },
    createdAt: instantBefore(now, 400 - index), updatedAt: instantBefore(now, 120 - index),
  }))
}

const codingName = (kind: Product['kind'], rate: Rate): string => `${kind === 'goods' ? 'Varor' : 'Tjänster'} ${rate} %`
const rates: readonly Rate[] = [25, 12, 6, 0]

/** The articles of the books: most products, and the collecting articles DIV25.. and FRAKT25.. by VAT rate. */
export function bookArticles(): ArticleSeed[] {
  const known = products.filter((product) => product.inBooks !== 'no').map((product): ArticleSeed => ({
    Number: product.inBooks === 'case' ? product.sku.toLowerCase() : product.sku,
    Name: product.name, NetPrice: Number(product.price), coding: codingName(product.kind, product.rate), unit: product.unit,
    IsActive: product.inBooks !== 'inactive',
  }))
  const collecting = rates.flatMap((rate): ArticleSeed[] => [
    { Number: `DIV${rate}`, Name: `Diverse ${rate} % moms`, NetPrice: 0, coding: codingName('goods', rate), unit: 'Styck' },
    { Number: `FRAKT${rate}`, Name: `Frakt ${rate} % moms`, NetPrice: 0, coding: `Frakt ${rate} %`, unit: 'Styck' },
  ])
  return [...known, ...collecting]
}
