// Countries the twin knows: names, EU membership and the EU's VAT rates for sales under OSS. Sample data of 2026, not advice.
export type Country = { Code: string; Name: string; NameEnglish: string; IsEuMember: boolean }

/** [code, Swedish name, English name, standard rate, reduced rate] */
const eu: readonly (readonly [string, string, string, number, number])[] = [
  ['AT', 'Österrike', 'Austria', 20, 10], ['BE', 'Belgien', 'Belgium', 21, 6], ['BG', 'Bulgarien', 'Bulgaria', 20, 9],
  ['CY', 'Cypern', 'Cyprus', 19, 5], ['CZ', 'Tjeckien', 'Czechia', 21, 12], ['DE', 'Tyskland', 'Germany', 19, 7],
  ['DK', 'Danmark', 'Denmark', 25, 25], ['EE', 'Estland', 'Estonia', 24, 9], ['ES', 'Spanien', 'Spain', 21, 10],
  ['FI', 'Finland', 'Finland', 25.5, 13.5], ['FR', 'Frankrike', 'France', 20, 5.5], ['GR', 'Grekland', 'Greece', 24, 13],
  ['HR', 'Kroatien', 'Croatia', 25, 13], ['HU', 'Ungern', 'Hungary', 27, 5], ['IE', 'Irland', 'Ireland', 23, 13.5],
  ['IT', 'Italien', 'Italy', 22, 10], ['LT', 'Litauen', 'Lithuania', 21, 12], ['LU', 'Luxemburg', 'Luxembourg', 17, 8],
  ['LV', 'Lettland', 'Latvia', 21, 12], ['MT', 'Malta', 'Malta', 18, 5], ['NL', 'Nederländerna', 'Netherlands', 21, 9],
  ['PL', 'Polen', 'Poland', 23, 8], ['PT', 'Portugal', 'Portugal', 23, 13], ['RO', 'Rumänien', 'Romania', 21, 11],
  ['SE', 'Sverige', 'Sweden', 25, 12], ['SI', 'Slovenien', 'Slovenia', 22, 9.5], ['SK', 'Slovakien', 'Slovakia', 23, 19],
]
const others: readonly (readonly [string, string, string])[] = [
  ['NO', 'Norge', 'Norway'], ['GB', 'Storbritannien', 'United Kingdom'], ['CH', 'Schweiz', 'Switzerland'], ['US', 'USA', 'United States'],
  ['IS', 'Island', 'Iceland'], ['AX', 'Åland', 'Åland Islands'], ['JP', 'Japan', 'Japan'], ['CN', 'Kina', 'China'], ['CA', 'Kanada', 'Canada'],
  ['AU', 'Australien', 'Australia'], ['TR', 'Turkiet', 'Türkiye'], ['UA', 'Ukraina', 'Ukraine'], ['IN', 'Indien', 'India'], ['AE', 'Förenade Arabemiraten', 'United Arab Emirates'],
]

export const countries: readonly Country[] = [
  ...eu.map(([Code, Name, NameEnglish]) => ({ Code, Name, NameEnglish, IsEuMember: true })),
  ...others.map(([Code, Name, NameEnglish]) => ({ Code, Name, NameEnglish, IsEuMember: false })),
].sort((a, b) => (a.Code < b.Code ? -1 : 1))

const members = new Set(eu.map(([code]) => code))
const rates = new Map(eu.map(([code, , , standard, reduced]) => [code, { standard, reduced }]))
const known = new Set(countries.map(each => each.Code))

export function isEuMember(code: string): boolean {
  return members.has(code)
}

export function isKnownCountry(code: string): boolean {
  return known.has(code)
}

/** Percent for a consumer sale under OSS: the buyer country's standard rate for 25 % codings, its reduced rate for lower ones. */
export function ossRate(country: string, codingPercent: number): number {
  const found = rates.get(country)
  if (!found || codingPercent === 0) return codingPercent
  return codingPercent >= 25 ? found.standard : found.reduced
}

export const currencyCodes: readonly string[] = ['SEK', 'EUR', 'USD', 'NOK', 'DKK', 'GBP', 'CHF', 'PLN', 'CZK', 'JPY', 'CAD', 'AUD']
/** Kronor for one unit, where the seed says nothing. */
export const sampleRates: Readonly<Record<string, number>> = {
  SEK: 1, EUR: 11.25, USD: 10.4, NOK: 0.97, DKK: 1.51, GBP: 13.2, CHF: 11.8, PLN: 2.62, CZK: 0.45, JPY: 0.068, CAD: 7.5, AUD: 6.8,
}
