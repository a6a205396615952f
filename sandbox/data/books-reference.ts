// How the sample's books are set up: codings with accounts per area, terms, units, delivery methods, cost centres, years.
import type { CompanySeed } from '../eaccounting/seed.ts'
import type { Rate } from './products.ts'

type List<Name extends keyof CompanySeed> = NonNullable<CompanySeed[Name]>
type Coding = List<'codings'>[number]
type Kind = 'goods' | 'services' | 'freight'

const rates: readonly Rate[] = [25, 12, 6, 0]
const words: Record<Kind, { sv: string; en: string }> = { goods: { sv: 'Varor', en: 'Goods' }, services: { sv: 'Tjänster', en: 'Services' }, freight: { sv: 'Frakt', en: 'Freight' } }
const home: Record<Kind, Record<Rate, number>> = {
  goods: { 25: 3001, 12: 3002, 6: 3003, 0: 3004 }, services: { 25: 3011, 12: 3012, 6: 3013, 0: 3014 }, freight: { 25: 3520, 12: 3521, 6: 3522, 0: 3523 },
}
const abroad: Record<Kind, { export: number; euVat: number; euFree: number }> = {
  goods: { export: 3105, euVat: 3106, euFree: 3108 }, services: { export: 3305, euVat: 3306, euFree: 3308 }, freight: { export: 3105, euVat: 3106, euFree: 3108 },
}

/** A sales category. `Tjänster 12 %` has no export account: such a sale must be held before anything is written. */
function coding(kind: Kind, rate: Rate): Coding {
  const accounts = abroad[kind]
  return {
    Name: `${words[kind].sv} ${rate} %`, NameEnglish: `${words[kind].en} ${rate} %`, type: kind === 'services' ? 'services' : 'goods', rate,
    DomesticSalesSubjectToVatAccountNumber: rate === 0 ? null : home[kind][rate],
    DomesticSalesVatExemptAccountNumber: home[kind][0], DomesticSalesVatCodeExemptAccountNumber: home[kind][0],
    DomesticSalesSubjectToReversedConstructionVatAccountNumber: kind === 'services' ? 3231 : null,
    ForeignSalesSubjectToMossAccountNumber: kind === 'services' ? 3307 : 3107,
    ForeignSalesSubjectToThirdPartySalesAccountNumber: kind === 'goods' ? 3109 : null,
    ForeignSalesSubjectToVatWithinEuAccountNumber: accounts.euVat,
    ForeignSalesVatExemptWithinEuAccountNumber: accounts.euFree,
    ForeignSalesVatExemptOutsideEuAccountNumber: kind === 'services' && rate === 12 ? null : accounts.export,
  }
}

export const codings: List<'codings'> = [
  ...rates.flatMap((rate) => [coding('goods', rate), coding('services', rate), coding('freight', rate)]),
  { ...coding('goods', 25), Name: 'Varor 25 % (gammal)', NameEnglish: null, IsActive: false },
]

/** Accounts beside those of a standard company. */
export const freightAccounts: List<'accounts'> = [
  { Number: 3521, Name: 'Fakturerade frakter 12 %' }, { Number: 3522, Name: 'Fakturerade frakter 6 %' }, { Number: 3523, Name: 'Fakturerade frakter momsfria' },
]

export const termsOfPayment: List<'termsOfPayment'> = [
  ...[0, 10, 15, 20, 30, 60].map((days) => ({ Name: `${days} dagar netto`, NameEnglish: `${days} days net`, NumberOfDays: days })),
  { Name: 'Kontant', NameEnglish: 'Cash', NumberOfDays: 0, TermsOfPaymentTypeId: 2 },
  { Name: 'Kortbetalning', NameEnglish: 'Card payment', NumberOfDays: 0, TermsOfPaymentTypeId: 3 },
]

export const deliveryMethods: List<'deliveryMethods'> = [
  { Name: 'DHL', NameEnglish: 'DHL', Code: 'DHL' }, { Name: 'Post', NameEnglish: 'Mail', Code: 'POST' }, { Name: 'Hämtas', NameEnglish: 'Pick up', Code: 'HÄMT' },
]

export const units: List<'units'> = [
  { Name: 'Styck', Code: 'C62', Abbreviation: 'st', AbbreviationEnglish: 'pcs' }, { Name: 'Timme', Code: 'HUR', Abbreviation: 'tim', AbbreviationEnglish: 'h' },
  { Name: 'Meter', Code: 'MTR', Abbreviation: 'm', AbbreviationEnglish: 'm' }, { Name: 'Månad', Code: 'MON', Abbreviation: 'mån', AbbreviationEnglish: 'month' },
  { Name: 'Kilo', Code: 'KGM', Abbreviation: 'kg', AbbreviationEnglish: 'kg' }, { Name: 'Paket', Code: 'PK', Abbreviation: 'pkt', AbbreviationEnglish: 'pkg' },
]

/** Malmö and Mässa are out of use. */
export const costCenters: List<'costCenters'> = [
  { Name: 'Kontor', Items: [{ Name: 'Stockholm', ShortName: 'STHLM' }, { Name: 'Göteborg', ShortName: 'GBG' }, { Name: 'Malmö', ShortName: 'MMÖ', IsActive: false }] },
  { Name: 'Affärsområde', Items: [{ Name: 'Möbler', ShortName: 'MÖBLER' }, { Name: 'Tjänster', ShortName: 'TJÄNSTER' }, { Name: 'Mässa', ShortName: 'MÄSSA', IsActive: false }] },
]

/** The year before last is closed; last year, this year and the next are open. */
export function fiscalYears(now: Date): List<'fiscalYears'> {
  return [-2, -1, 0, 1].map((offset) => {
    const year = now.getUTCFullYear() + offset
    return { StartDate: `${year}-01-01`, EndDate: `${year}-12-31`, IsLockedForAccounting: offset === -2 }
  })
}
