// The ordinary won deals: one to six correct lines, a known or new buyer, a usual discount now and then.
import { chanceFrom } from './chance.ts'
import type { Chance } from './chance.ts'
import { projects, sales } from './deal-plan.ts'
import type { DealPlan, LinePlan } from './deal-plan.ts'
import { foreignCompanies } from './foreign-companies.ts'
import type { ForeignCompany } from './foreign-companies.ts'
import { companyContactId, privatePersons } from './people.ts'
import { products } from './products.ts'
import type { Product } from './products.ts'
import { swedishCompanies } from './swedish-companies.ts'

/** How many there are: Swedish companies, foreign companies and private persons by turns. */
export const ordinaryDealCount = 172

const topics = ['kontorsinredning', 'nya stolar', 'konferensrum', 'reception', 'höj- och sänkbara bord', 'komplettering', 'ljudmiljö', 'flytt till nya lokaler', 'fikarum', 'hemarbetsplatser']
/** Kronor for one unit, for prices in other currencies. */
const kronor = { SEK: 1, EUR: 11.25, NOK: 0.98, USD: 10.4 } as const

const sellable = products.filter((product) => product.inBooks !== 'inactive' && product.unit !== 'Månad' && product.sku !== 'SKRUV-M6')
/** Abroad go articles that the books have, at the standard rate: their codings have every foreign account. */
const exportable = sellable.filter((product) => product.inBooks !== 'no' && product.rate === 25)
/** To private persons go prices whose VAT-inclusive form is whole öre. */
const domestic25 = sellable.filter((product) => product.rate === 25 && Number.isInteger(Number(product.price)))

function quantityOf(product: Product, chance: Chance): string {
  if (product.unit === 'Timme') return String(chance.whole(2, 32) / 2)
  return String(product.price.length >= 5 ? chance.whole(1, 3) : chance.whole(1, 12))
}

function discountOf(chance: Chance): Pick<LinePlan, 'percent' | 'off'> {
  if (chance.inPercent(16)) return { percent: chance.pick(['5', '10', '12.5', '15', '20']) }
  return chance.inPercent(5) ? { off: chance.pick(['10', '25', '45']) } : {}
}

function linesFrom(shelf: readonly Product[], count: number, chance: Chance, bend: (product: Product) => Partial<LinePlan>): LinePlan[] {
  return Array.from({ length: count }, () => chance.pick(shelf)).map((product) => ({ product: product.sku, quantity: quantityOf(product, chance), ...bend(product) }))
}

/** How many lines an ordinary deal has: mostly one to three. */
const lineCount = (chance: Chance): number => chance.pick([1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6])

function swedishDeal(number: number, chance: Chance): Omit<DealPlan, 'id' | 'wonDaysAgo' | 'hour'> {
  const at = (number * 11) % swedishCompanies.length
  const company = swedishCompanies[at]
  const shipped = chance.inPercent(30)
  const references = chance.inPercent(45)
  return {
    name: `${(company?.name ?? '').replace(/ AB$/, '')} – ${chance.pick(topics)}`, companies: [{ id: company?.id ?? '', primary: true }],
    // A buyer that is known by e-mail alone must come with its contact.
    contacts: chance.inPercent(80) || company?.knownBy === 'email' ? [companyContactId(at)] : [], in: chance.inPercent(25) ? projects : sales,
    lines: linesFrom(sellable, lineCount(chance), chance, (product) => (Number(product.price) > 100 ? discountOf(chance) : {})),
    extra: {
      ...(shipped ? { shipping_cost: chance.pick(['149', '295', '89.50', '450']), shipping_method: chance.pick(['dhl', 'post']) } : chance.inPercent(20) ? { shipping_method: 'hamtas' } : {}),
      ...(references ? { your_reference: company?.person ?? '' } : {}), ...(references && chance.inPercent(40) ? { po_number: `PO-${4100 + number}` } : {}),
      ...(chance.inPercent(35) ? { payment_terms: chance.pick(['10', '15', '20', '30', '60']) } : {}), ...(chance.inPercent(15) ? { cost_unit: chance.pick(['Möbler', 'Tjänster']) } : {}),
      ...(chance.inPercent(25) ? { description: chance.pick(['Leverans vardagar före 10.', 'Portkod 2580, plan 3.', 'Gamla möbler tas med i retur.']) } : {}),
    },
  }
}

function foreignDeal(company: ForeignCompany, number: number, chance: Chance): Omit<DealPlan, 'id' | 'wonDaysAgo' | 'hour'> {
  const at = swedishCompanies.length + foreignCompanies.indexOf(company)
  return {
    name: `${company.name} – office furniture ${number}`, companies: [{ id: company.id, primary: true }], contacts: [companyContactId(at)], currency: company.currency,
    lines: linesFrom(exportable, 1 + (number % 3), chance, (product) => ({
      rate: number % 4 === 0 ? null : 0, price: (Math.round(Number(product.price) / kronor[company.currency]) + (company.currency === 'SEK' ? 0 : 0.5)).toFixed(2),
    })),
    extra: { your_reference: company.person, payment_terms: '30' },
  }
}

function privateDeal(number: number, chance: Chance): Omit<DealPlan, 'id' | 'wonDaysAgo' | 'hour'> {
  const person = privatePersons[number % privatePersons.length]
  return {
    name: `Hemkontor ${person?.first ?? ''} ${person?.last ?? ''}`, contacts: [person?.id ?? ''],
    lines: linesFrom(domestic25, 1 + (number % 2), chance, () => ({})), extra: { payment_method: 'kort', paid: 'ja' },
  }
}

function ordinaryDeal(number: number): DealPlan {
  const chance = chanceFrom(number * 977 + 13)
  const company = foreignCompanies[Math.floor(number / 10) % foreignCompanies.length]
  const plan = number % 10 === 4 && company !== undefined ? foreignDeal(company, number, chance) : number % 20 === 9 ? privateDeal(number, chance) : swedishDeal(number, chance)
  return { ...plan, id: `24500001${String(number).padStart(3, '0')}`, wonDaysAgo: 1 + (number % 24), hour: 6 + (number % 9) + (number % 4) / 4 }
}

/** All ordinary won deals. Every one becomes a document. */
export const ordinaryDeals: readonly DealPlan[] = Array.from({ length: ordinaryDealCount }, (_, index) => ordinaryDeal(index + 1))
