// Country names to ISO 3166-1 alpha-2: Swedish, English, the neighbours' own names, three-letter codes and VAT prefixes.

// EL is how VAT numbers write Greece; XI is Northern Ireland, which VAT treats apart and addresses call GB.
const aliases: Record<string, string> = {
  el: 'GR', xi: 'XI', nordirland: 'XI', 'northern ireland': 'XI', uk: 'GB', england: 'GB', skottland: 'GB', scotland: 'GB', wales: 'GB',
  'great britain': 'GB', storbritannien: 'GB', 'united kingdom': 'GB', usa: 'US', 'u.s.a.': 'US', 'u.s.': 'US', 'united states of america': 'US',
  'förenta staterna': 'US', holland: 'NL', 'the netherlands': 'NL', tjeckien: 'CZ', 'czech republic': 'CZ', 'tjeckiska republiken': 'CZ',
  'republic of ireland': 'IE', sweden: 'SE', sverige: 'SE', åland: 'AX', vitryssland: 'BY', turkiet: 'TR', turkey: 'TR',
  swe: 'SE', nor: 'NO', dnk: 'DK', fin: 'FI', isl: 'IS', deu: 'DE', gbr: 'GB', fra: 'FR', nld: 'NL', bel: 'BE', lux: 'LU', aut: 'AT', che: 'CH',
  esp: 'ES', prt: 'PT', ita: 'IT', irl: 'IE', pol: 'PL', cze: 'CZ', svk: 'SK', hun: 'HU', svn: 'SI', hrv: 'HR', rou: 'RO', bgr: 'BG', grc: 'GR',
  est: 'EE', lva: 'LV', ltu: 'LT', cyp: 'CY', mlt: 'MT', can: 'CA', aus: 'AU', chn: 'CN', jpn: 'JP',
}

// Later languages never replace a name that an earlier one has taken.
const languages = ['sv', 'en', 'nb', 'da', 'fi', 'de', 'fr', 'es', 'nl', 'it', 'pl']

let table: { names: Map<string, string>; codes: Set<string> } | null = null

function build(): { names: Map<string, string>; codes: Set<string> } {
  const names = new Map(Object.entries(aliases))
  const codes = new Set<string>()
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index))
  const displays = languages.map((language) => new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }))
  const pseudo = new Set(['EU', 'EZ', 'UN', 'QO', 'ZZ', 'XA', 'XB'])
  for (const display of displays) {
    for (const first of letters) {
      for (const second of letters) {
        const code = first + second
        const name = pseudo.has(code) ? undefined : display.of(code)
        if (name === undefined) continue
        codes.add(code)
        // Withdrawn codes carry the name of their successor ("DD" is named Germany); the first code met keeps the name, so prefer today's.
        const key = name.toLowerCase()
        if (!names.has(key) || withdrawn.has(names.get(key) ?? '')) names.set(key, code)
      }
    }
  }
  codes.delete('UK')
  for (const code of withdrawn) codes.delete(code)
  return { names, codes }
}
const withdrawn = new Set(['DD', 'FX', 'SU', 'TP', 'YD', 'YU', 'ZR', 'BU', 'DY', 'HV', 'NH', 'RH', 'VD', 'UK', 'AN', 'CS', 'NT', 'QU', 'CT', 'DG', 'FQ', 'JT', 'MI', 'NQ', 'PC', 'PU', 'PZ', 'WK', 'AC', 'CP', 'CQ', 'EA', 'IC', 'TA'])

/** ISO code of a country name or code ("Norge", "Germany", "EL", "SWE"), "XI" for Northern Ireland; null when it is not known. */
export function countryCode(text: string): string | null {
  table ??= build()
  const key = text.trim().replace(/\s+/g, ' ').toLowerCase()
  const named = table.names.get(key)
  if (named !== undefined) return named
  const code = key.toUpperCase()
  return table.codes.has(code) ? code : null
}
