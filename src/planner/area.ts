// VAT area: which kind of sale the books will make of it, from country, buyer kind, VAT number and the card. They must agree, else the sale is held.
import type { Area, Lookups } from '../core/books.ts'
import type { BuyerKind, Note } from '../core/sale-draft.ts'
import { vatNumberKey } from './keys.ts'
import { held, settled, type Settled } from './settled.ts'
import { countryName, countryOfVatNumber, isEuMember, isEuVatNumber, territoryApart } from './territories.ts'

/** What decides the area, of a draft or of a card. */
export type BuyerFacts = {
  name: string
  kind: BuyerKind
  /** ISO code; null = the company's own country is meant. */
  country: string | null
  postalCode: string | null
  /** Country of delivery when it is another address; null = as the invoice. */
  deliveryCountry: string | null
  /** The number itself where it is known. */
  vatNumber: string | null
  /** The card holds a number whose text is not known to us. */
  hasVatNumber: boolean
  deliveryBasedVat: boolean
  /** Charges VAT outside the EU too. */
  forceVat: boolean
  northernIreland: boolean
  construction: boolean
}

export type CompanyFacts = Pick<Lookups, 'company' | 'countries'>

export type SaleArea = {
  area: Area
  /** Country that decided. */
  country: string
  northernIreland: boolean
  forceVat: boolean
}

/** The area of a sale, or the disagreement that holds it. */
export function areaOf(buyer: BuyerFacts, books: CompanyFacts): Settled<SaleArea> {
  const own = books.company.country
  const notes: Note[] = []
  const invoiceCountry = upper(buyer.country) ?? own
  if (buyer.country === null || buyer.country.trim() === '') {
    notes.push({ code: 'country-assumed', sv: `Land saknas för ${buyer.name}; ${countryName(own, 'sv')} antas.`, en: `${buyer.name} has no country; ${countryName(own, 'en')} is assumed.` })
  }
  const deliveryCountry = upper(buyer.deliveryCountry) ?? invoiceCountry
  for (const country of [invoiceCountry, deliveryCountry]) {
    if (!/^[A-Z]{2}$/.test(country)) return held('country-unknown', { country, buyer: buyer.name })
  }
  const invoiced = place(invoiceCountry, buyer)
  const delivered = place(deliveryCountry, buyer)
  const country = buyer.deliveryBasedVat ? delivered : invoiced
  const territory = territoryApart(country, buyer.deliveryBasedVat && deliveryCountry !== invoiceCountry ? null : buyer.postalCode)
  if (territory !== null) return held('vat-territory-apart', { buyer: buyer.name, territorySv: territory.sv, territoryEn: territory.en })
  const vatNumber = vatNumberKey(buyer.vatNumber)
  const disagreement = vatNumber === null ? null : vatNumberDisagrees(buyer, vatNumber, invoiced, books)
  if (disagreement !== null) return disagreement
  if (buyer.kind === 'private' && vatNumber === null && buyer.hasVatNumber) return held('private-with-vat-number', { buyer: buyer.name, numberSv: ' på kundkortet', numberEn: ' on the card' })
  const area = areaIn(country, { ...buyer, vatNumber }, books)
  if (!buyer.deliveryBasedVat && delivered !== invoiced) {
    const byDelivery = areaIn(delivered, { ...buyer, vatNumber }, books)
    const matters = byDelivery !== area || (area === 'euPrivate' && books.company.usesOss)
    if (matters) {
      return held('delivery-country-decides', {
        buyer: buyer.name, countrySv: countryName(invoiced, 'sv'), countryEn: countryName(invoiced, 'en'),
        deliveryCountrySv: countryName(delivered, 'sv'), deliveryCountryEn: countryName(delivered, 'en'),
      })
    }
  }
  if (buyer.construction) {
    const unfit = constructionUnfit(buyer, area, vatNumber, books)
    if (unfit !== null) return unfit
    return settled({ area: 'construction', country, northernIreland: false, forceVat: false }, notes)
  }
  const forceVat = buyer.forceVat && area === 'export'
  if (forceVat) {
    notes.push({ code: 'vat-forced', sv: `Kundkortet säger att moms ska tas ut även utanför EU (${countryName(country, 'sv')}).`, en: `The card says that VAT is charged outside the EU too (${countryName(country, 'en')}).` })
  }
  return settled({ area, country, northernIreland: country === 'XI', forceVat }, notes)
}

/** Northern Ireland is GB in addresses; its VAT number or the card's flag tells. */
function place(country: string, buyer: BuyerFacts): string {
  const marked = buyer.northernIreland || (vatNumberKey(buyer.vatNumber) ?? '').startsWith('XI')
  return country === 'GB' && marked ? 'XI' : country
}

function areaIn(country: string, buyer: BuyerFacts, books: CompanyFacts): Area {
  if (country === books.company.country) return 'domestic'
  if (country !== 'XI' && !isEuMember(country, books.countries)) return 'export'
  if (buyer.kind === 'private') return 'euPrivate'
  return buyer.vatNumber !== null || buyer.hasVatNumber ? 'euBusiness' : 'euBusinessNoVat'
}

function vatNumberDisagrees(buyer: BuyerFacts, vatNumber: string, country: string, books: CompanyFacts): ReturnType<typeof held> | null {
  const shown = masked(vatNumber)
  if (buyer.kind === 'private') return held('private-with-vat-number', { buyer: buyer.name, numberSv: ` (${shown})`, numberEn: ` (${shown})` })
  const numberCountry = countryOfVatNumber(vatNumber)
  const isEu = country === 'XI' || isEuMember(country, books.countries)
  if (numberCountry === null || (!isEuVatNumber(vatNumber) && isEu && numberCountry !== country)) {
    // Inside the own country the number does not change the VAT; outside the EU every country has its own shape.
    if (country === books.company.country || !isEu) return null
    return held('vat-number-unreadable', { buyer: buyer.name, vatNumber: shown, countrySv: countryName(country, 'sv'), countryEn: countryName(country, 'en') })
  }
  if (numberCountry === country || !isEuVatNumber(vatNumber)) return null
  return held('vat-number-other-country', {
    buyer: buyer.name, vatNumber: shown, numberCountrySv: countryName(numberCountry, 'sv'), numberCountryEn: countryName(numberCountry, 'en'),
    countrySv: countryName(country, 'sv'), countryEn: countryName(country, 'en'),
  })
}

function constructionUnfit(buyer: BuyerFacts, area: Area, vatNumber: string | null, books: CompanyFacts): ReturnType<typeof held> | null {
  if (!books.company.usesConstructionReverseCharge) return held('construction-not-enabled', { buyer: buyer.name })
  const unfit = (reasonSv: string, reasonEn: string) => held('construction-buyer-unfit', { buyer: buyer.name, reasonSv, reasonEn })
  if (buyer.kind === 'private') return unfit('köparen är en privatperson', 'the buyer is a private person')
  if (area !== 'domestic') return unfit('köparen finns inte i Sverige', 'the buyer is not in Sweden')
  if (vatNumber === null && !buyer.hasVatNumber) return unfit('köparen saknar momsregistreringsnummer', 'the buyer has no VAT number')
  return null
}

/** A sole trader's number holds a personal number, so sentences show its letters and last four only. */
function masked(vatNumber: string): string {
  return vatNumber.length <= 6 ? vatNumber : `${vatNumber.slice(0, 2)}…${vatNumber.slice(-4)}`
}

function upper(country: string | null): string | null {
  const bare = (country ?? '').trim().toUpperCase()
  return bare === '' ? null : bare === 'EL' ? 'GR' : bare
}
