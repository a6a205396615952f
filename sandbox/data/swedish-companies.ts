// The ordinary Swedish buyers: invented names at streets of real towns with their postal codes.
import { organisationNumber, swedishVatNumber } from './identity-numbers.ts'
import type { CompanyPlan, Place } from './parties.ts'

/** How the books know a buyer: by which key, or not at all. */
export type KnownBy = 'orgNumber' | 'vatNumber' | 'customerNumber' | 'email' | 'new'

export type SwedishCompany = CompanyPlan & { place: Place; orgNumberInBooks: string; knownBy: KnownBy; person: string; invoiceEmail: string | undefined }

/** name | domain | street with number | postal code | town | contact person | known by (o org number, v VAT number, k customer number, e e-mail, n new) */
const table = `
Lindqvist Bygg AB|lindqvistbygg|Storgatan 14|702 11|Örebro|Karin Lindqvist|o
Åkermans Advokatbyrå AB|akermansjuridik|Kungsgatan 8|111 43|Stockholm|Östen Åkerman|o
Sjöbergs Redovisning AB|sjobergsredovisning|Drottninggatan 21|411 14|Göteborg|Malin Sjöberg|o
Östgöta Plåt & Smide AB|ostgotaplat|Industrigatan 3|582 77|Linköping|Göran Öst|o
Västerås Tandvårdsgrupp AB|vasterastandvard|Stora Gatan 40|722 12|Västerås|Åsa Wikström|o
Hallands Energiteknik AB|hallandsenergi|Järnvägsgatan 5|302 49|Halmstad|Peter Hall|v
Norrlands Skogsplan AB|norrlandsskogsplan|Rådhusesplanaden 10|903 28|Umeå|Sofia Norén|o
Byrå Kvist & Co AB|kvistco|Östra Hamngatan 18|411 09|Göteborg|Emil Kvist|o
Malmö Hamnlogistik AB|malmohamnlogistik|Carlsgatan 12|211 20|Malmö|Leila Haddad|o
Uppsala Biolabb AB|uppsalabiolabb|Dragarbrunnsgatan 45|753 20|Uppsala|Björn Ahlgren|o
Gävle Måleri AB|gavlemaleri|Norra Kungsgatan 2|803 20|Gävle|Jenny Gustafsson|e
Borås Textilverk AB|borastextilverk|Allégatan 55|503 37|Borås|Håkan Väv|o
Helsingborgs Revision AB|helsingborgsrevision|Bruksgatan 29|252 23|Helsingborg|Eva Brandt|o
Jönköpings Förpackning AB|jkpforpackning|Barnarpsgatan 36|553 16|Jönköping|Nils Ek|v
Karlstads Arkitekter AB|karlstadsarkitekter|Drottninggatan 11|652 25|Karlstad|Ida Bergman|o
Växjö Glashandel AB|vaxjoglas|Storgatan 30|352 31|Växjö|Rolf Glad|o
Sundsvalls Akustik AB|sundsvallsakustik|Esplanaden 9|852 36|Sundsvall|Lena Tyst|n
Luleå Datacenter Service AB|luleadatacenter|Storgatan 44|972 31|Luleå|Mikael Heikki|o
Kalmar Sjöfartsskola AB|kalmarsjofart|Skeppsbrogatan 19|392 31|Kalmar|Anders Våg|o
Skövde Verkstadsteknik AB|skovdeverkstad|Rådhusgatan 7|541 30|Skövde|Maria Stål|k
Trollhättans Filmstudio AB|trollfilm|Storgatan 15|461 30|Trollhättan|Oskar Troll|n
Östersunds Friluftsvaror AB|ostersundsfriluft|Prästgatan 22|831 31|Östersund|Britta Fjäll|o
Borlänge Rörservice AB|borlangeror|Borganäsvägen 26|784 33|Borlänge|Per Rörvik|e
Falu Rödfärg & Trä AB|falurodtra|Åsgatan 13|791 71|Falun|Cecilia Dal|o
Kristianstads Livs AB|kristianstadslivs|Östra Boulevarden 34|291 31|Kristianstad|Jörgen Skog|o
Karlskrona Varvsmontage AB|karlskronavarv|Ronnebygatan 41|371 34|Karlskrona|Ulrika Varg|n
Skellefteå Gruvkonsult AB|skegruv|Kanalgatan 50|931 32|Skellefteå|Tomas Berggren|o
Uddevalla Båtsnickeri AB|uddevallabat|Kungsgatan 17|451 30|Uddevalla|Greta Båtsman|v
Varbergs Kusthotell AB|varbergskusthotell|Kungsgatan 24|432 44|Varberg|Fredrik Strand|o
Motala Mekaniska AB|motalamek|Storgatan 16|591 30|Motala|Kjell Kugg|n
Landskrona Trädgård AB|landskronatradgard|Östergatan 23|261 34|Landskrona|Rosa Blom|e
Nyköpings Bokbinderi AB|nykopingsbok|Västra Storgatan 6|611 31|Nyköping|Stig Pärm|n
Kiruna Rymdteknik AB|kirunarymd|Lars Janssonsgatan 21|981 31|Kiruna|Inga Stjärna|o
Visby Kalkbruk AB|visbykalk|Adelsgatan 12|621 57|Visby|Olof Sten|n
Ängelholms Gymnasieskola AB|angelholmsgymnasium|Storgatan 65|262 32|Ängelholm|Pia Lärare|o
Lidköpings Keramik AB|lidkeramik|Esplanaden 4|531 50|Lidköping|Lotta Lera|n
Mora Knivsmedja AB|moraknivsmedja|Kyrkogatan 12|792 30|Mora|Sven Egg|o
Ystads Teaterförlag AB|ystadteater|Stora Östergatan 28|271 34|Ystad|Kurt Ridå|n
Härnösands Kartkontor AB|harnosandskarta|Storgatan 19|871 31|Härnösand|Vega Karta|k
Sandvikens Stålmontage AB|sandvikenstal|Köpmangatan 5|811 30|Sandviken|Jan Järn|o
Enköpings Plantskola AB|enkopingsplant|Kyrkogatan 20|745 31|Enköping|Linnea Rot|n
Strängnäs Konsthall AB|strangnaskonst|Trädgårdsgatan 3|645 31|Strängnäs|Agnes Tavla|o
Eskilstuna Hydraulik AB|eskilhydraulik|Kungsgatan 33|632 20|Eskilstuna|Ove Tryck|o
Norrköpings Trafikskola AB|nktrafikskola|Drottninggatan 48|602 32|Norrköping|Mona Växel|n
Lunds Mjukvaruhus AB|lundsmjukvara|Stora Södergatan 9|222 23|Lund|Ali Rahimi|o
Södertälje Truckservice AB|sodertruck|Storgatan 2|151 72|Södertälje|Roger Gaffel|n
Höganäs Stengods AB|hoganasgods|Storgatan 37|263 31|Höganäs|Elsa Gods|o
Åmåls Resebyrå AB|amalsresor|Kungsgatan 18|662 31|Åmål|Dag Resander|n
Örnsköldsviks Hockeyhall AB|oviksishall|Storgatan 11|891 33|Örnsköldsvik|Foppe Isaksson|o
Solna Hälsocentral AB|solnahalsocentral|Solnavägen 100|169 51|Solna|Amina Yusuf|o
Lidingö Fastigheter AB|lidingofastigheter|Stockholmsvägen 51|181 33|Lidingö|Claes Tomt|o
Täby Löparklubb|tabyloparklubb|Attundavägen 5|183 36|Täby|Sara Språng|n
Mölndals Elektronik AB|molndalselektronik|Göteborgsvägen 91|431 37|Mölndal|Jens Krets|o
Kungsbacka Hemstäd AB|kbhemstad|Södra Torggatan 14|434 30|Kungsbacka|Yvonne Ren|n
Nacka Byggkonsult AB|nackabyggkonsult|Värmdövägen 84|131 54|Nacka|Viktor Balk|o
Piteå Pappersmaskin AB|piteapappersmaskin|Storgatan 40|941 32|Piteå|Harriet Massa|o
`

const knownByLetter: Record<string, KnownBy> = { o: 'orgNumber', v: 'vatNumber', k: 'customerNumber', e: 'email', n: 'new' }
const countryWords = ['Sverige', 'Sweden', 'SE', 'sverige']

function swedishCompany(line: string, index: number): SwedishCompany {
  const [name = '', label = '', street = '', zip = '', city = '', person = '', letter = 'n'] = line.split('|')
  const knownBy = knownByLetter[letter] ?? 'new'
  const orgNumber = organisationNumber(21_137 + index * 37)
  const domain = `${label}.example`
  const invoiceEmail = index % 3 === 2 ? undefined : `faktura@${domain}`
  // Every fourth address keeps its house number in a property of its own; every fifth postal code has no space.
  const split = index % 4 === 1
  const houseNumber = street.slice(street.lastIndexOf(' ') + 1)
  const written = index % 5 === 3 ? zip.replace(' ', '') : zip
  return {
    id: String(17_000_000_001 + index * 13), name, domain, person, knownBy, invoiceEmail, orgNumberInBooks: orgNumber,
    place: { street, zip: written, city, country: countryWords[index % countryWords.length] ?? 'Sverige' },
    ...(knownBy === 'orgNumber' || knownBy === 'new' ? { orgNumber: index % 6 === 4 ? orgNumber.replace('-', '') : orgNumber } : {}),
    ...(knownBy === 'vatNumber' || (knownBy === 'orgNumber' && index % 3 === 0) ? { vatNumber: swedishVatNumber(orgNumber) } : {}),
    extra: {
      phone: `0${10 + (index % 80)}-55 ${String(10 + index).padStart(2, '0')} ${String(90 - index).padStart(2, '0')}`,
      ...(invoiceEmail === undefined ? {} : { invoice_email: invoiceEmail }),
      ...(split ? { address: street.slice(0, -houseNumber.length - 1), house_no: houseNumber } : {}),
      ...(knownBy === 'customerNumber' ? { kundnummer: cardNumber(index) } : {}),
      ...(index % 9 === 0 ? { kundklass: 'guld' } : {}),
    },
  }
}

/** Customer number of the n-th ordinary Swedish company in the books. */
function cardNumber(index: number): string {
  return String(10_101 + index)
}

/** The ordinary Swedish companies, in table order. */
export const swedishCompanies: readonly SwedishCompany[] = table.trim().split('\n').map(swedishCompany)

/** Customer number that the books give a company of the list. */
export function cardNumberOf(company: SwedishCompany): string {
  return cardNumber(swedishCompanies.indexOf(company))
}
