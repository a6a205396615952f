// Territories of VAT: the EU's members, the letters of their VAT numbers, places with rules of their own, and dated standard rates.

/** EU members by ISO code; used where the books' own country list says nothing. */
const euMembers = new Set([
  'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK',
])

export function isEuMember(country: string, books: readonly { code: string; isEu: boolean }[]): boolean {
  // The letters EL and XI are no ISO countries, but lists of the books may hold them.
  return books.find(({ code }) => code === country)?.isEu ?? euMembers.has(country)
}

/** Country of a VAT number's first two letters: Greece writes EL, Northern Ireland XI. Null = not two letters. */
export function countryOfVatNumber(vatNumber: string): string | null {
  const letters = /^([A-Z]{2})[0-9A-Z+*]{2,}$/.exec(vatNumber)?.[1]
  if (letters === undefined) return null
  return letters === 'EL' ? 'GR' : letters
}

/** Whether the letters of a VAT number are those of an EU member or of Northern Ireland. */
export function isEuVatNumber(vatNumber: string): boolean {
  const country = countryOfVatNumber(vatNumber)
  return country !== null && (country === 'XI' || euMembers.has(country))
}

type Territory = { sv: string; en: string; country: string; postalCode: RegExp }

/**
 * Places that belong to a member state but not to the EU's VAT territory. UNVERIFIED how the books treat each,
 * so a sale there is held. Postal codes are compared without spaces.
 */
const apart: readonly Territory[] = [
  { sv: 'Åland', en: 'Åland', country: 'FI', postalCode: /^22\d{3}$/ },
  { sv: 'Büsingen', en: 'Büsingen', country: 'DE', postalCode: /^78266$/ },
  { sv: 'Helgoland', en: 'Heligoland', country: 'DE', postalCode: /^27498$/ },
  { sv: 'Kanarieöarna', en: 'the Canary Islands', country: 'ES', postalCode: /^(35|38)\d{3}$/ },
  { sv: 'Ceuta', en: 'Ceuta', country: 'ES', postalCode: /^51\d{3}$/ },
  { sv: 'Melilla', en: 'Melilla', country: 'ES', postalCode: /^52\d{3}$/ },
  { sv: 'Livigno', en: 'Livigno', country: 'IT', postalCode: /^23041$/ },
  { sv: 'Athos', en: 'Mount Athos', country: 'GR', postalCode: /^63086$/ },
  { sv: 'ett franskt utomeuropeiskt område', en: 'a French overseas territory', country: 'FR', postalCode: /^97\d{3}$/ },
]

/** The place apart that an address lies in, or null. Åland also has a country code of its own. */
export function territoryApart(country: string, postalCode: string | null): { sv: string; en: string } | null {
  if (country === 'AX') return { sv: 'Åland', en: 'Åland' }
  const bare = (postalCode ?? '').replace(/[\s-]/g, '').replace(/^[A-Z]{2}/i, '')
  return apart.find((territory) => territory.country === country && territory.postalCode.test(bare)) ?? null
}

/**
 * Standard VAT rates of the other members, for sales under OSS of articles with the domestic standard rate.
 * As of January 2026; UNVERIFIED against the books, whose own rate is read back and compared after every write.
 */
export const standardRates: Readonly<Record<string, string>> = {
  AT: '20', BE: '21', BG: '20', CY: '19', CZ: '21', DE: '19', DK: '25', EE: '24', ES: '21', FI: '25.5', FR: '20', GR: '24', HR: '25', HU: '27', IE: '23', IT: '22',
  LT: '21', LU: '17', LV: '21', MT: '18', NL: '21', PL: '23', PT: '23', RO: '21', SE: '25', SI: '22', SK: '23',
}

const areaNames = {
  domestic: { sv: 'försäljning inom landet', en: 'domestic sales' },
  euBusiness: { sv: 'EU-företag med momsregistreringsnummer', en: 'EU business with VAT number' },
  euBusinessNoVat: { sv: 'EU-företag utan momsregistreringsnummer', en: 'EU business without VAT number' },
  euPrivate: { sv: 'privatperson inom EU', en: 'private person within the EU' },
  export: { sv: 'försäljning utanför EU', en: 'sales outside the EU' },
  construction: { sv: 'omvänd betalningsskyldighet för byggtjänster', en: 'reverse charge for construction services' },
} as const

/** What an area is called in sentences. */
export function areaName(area: keyof typeof areaNames, language: 'sv' | 'en'): string {
  return areaNames[area][language]
}

const displays = { sv: new Intl.DisplayNames(['sv'], { type: 'region' }), en: new Intl.DisplayNames(['en'], { type: 'region' }) }

const namesMet = new Map<string, string>()

/** "Tyskland" / "Germany"; Northern Ireland has no ISO code of its own. */
export function countryName(code: string, language: 'sv' | 'en'): string {
  if (code === 'XI') return language === 'sv' ? 'Nordirland' : 'Northern Ireland'
  const met = namesMet.get(`${language}${code}`)
  if (met !== undefined) return met
  const name = displays[language].of(code) ?? code
  // There are some 250 countries; the check of two letters is made before a name is asked for.
  if (namesMet.size < 1_000) namesMet.set(`${language}${code}`, name)
  return name
}
