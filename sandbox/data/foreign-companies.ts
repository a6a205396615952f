// The ordinary foreign buyers: EU companies with valid VAT numbers, Norway and the United States.
import { danishVatNumber, finnishVatNumber, germanVatNumber, norwegianOrgNumber } from './identity-numbers.ts'
import type { CompanyPlan, Place } from './parties.ts'

export type ForeignCompany = CompanyPlan & {
  place: Place
  countryCode: string
  currency: 'SEK' | 'EUR' | 'NOK' | 'USD'
  person: string
  /** Customer number when the books have a card already. */
  cardNumber?: string
}

/** The buyers outside Sweden whose deals have nothing odd. Lines to them carry no VAT. */
export const foreignCompanies: readonly ForeignCompany[] = [
  {
    id: '17000002001', name: 'Fjordkontor AS', domain: 'fjordkontor.example', countryCode: 'NO', currency: 'NOK', person: 'Ragnhild Moe', cardNumber: '10301',
    place: { street: 'Karl Johans gate 25', zip: '0159', city: 'Oslo', country: 'Norge' }, extra: { phone: '+47 22 55 01 01' },
  },
  {
    id: '17000002002', name: 'Bergen Rederikontor AS', domain: 'bergenrederi.example', countryCode: 'NO', currency: 'SEK', person: 'Sindre Vik',
    orgNumber: norwegianOrgNumber('91234560'), place: { street: 'Strandgaten 18', zip: '5013', city: 'Bergen', country: 'Norway' },
  },
  {
    id: '17000002003', name: 'Øresund Kontormøbler ApS', domain: 'oresundkontor.example', countryCode: 'DK', currency: 'SEK', person: 'Mette Sørensen', cardNumber: '10302',
    vatNumber: danishVatNumber('2345679'), place: { street: 'Vesterbrogade 41', zip: '1620', city: 'København V', country: 'Danmark' },
  },
  {
    id: '17000002004', name: 'Aarhus Tegnestue A/S', domain: 'aarhustegnestue.example', countryCode: 'DK', currency: 'EUR', person: 'Lars Kjær',
    vatNumber: danishVatNumber('3456712'), place: { street: 'Åboulevarden 31', zip: '8000', city: 'Aarhus C', country: 'Denmark' },
  },
  {
    id: '17000002005', name: 'Helsingin Työtilat Oy', domain: 'tyotilat.example', countryCode: 'FI', currency: 'EUR', person: 'Päivi Mäkinen', cardNumber: '10303',
    vatNumber: finnishVatNumber('2345671'), place: { street: 'Mannerheimintie 12', zip: '00100', city: 'Helsinki', country: 'Finland' },
  },
  {
    id: '17000002006', name: 'Åbo Skolmöbler Ab', domain: 'aboskolmobler.example', countryCode: 'FI', currency: 'SEK', person: 'Kaj Nyström',
    vatNumber: finnishVatNumber('1234560'), place: { street: 'Nylandsgatan 7', zip: '20500', city: 'Åbo', country: 'Finland' },
  },
  {
    id: '17000002007', name: 'Büroplanung Lübeck GmbH', domain: 'bueroplanung-luebeck.example', countryCode: 'DE', currency: 'EUR', person: 'Jürgen Groß', cardNumber: '10304',
    vatNumber: germanVatNumber('23456789'), place: { street: 'Breite Straße 52', zip: '23552', city: 'Lübeck', country: 'Tyskland' },
  },
  {
    id: '17000002008', name: 'Hamburger Möbelkontor KG', domain: 'moebelkontor-hh.example', countryCode: 'DE', currency: 'EUR', person: 'Anke Petersen',
    vatNumber: germanVatNumber('34567891'), place: { street: 'Mönckebergstraße 7', zip: '20095', city: 'Hamburg', country: 'Germany' },
  },
  {
    id: '17000002009', name: 'Lakeside Interiors Inc.', domain: 'lakesideinteriors.example', countryCode: 'US', currency: 'USD', person: 'Dolores Kim', cardNumber: '10305',
    place: { street: '233 S Wacker Dr', zip: '60606', city: 'Chicago', country: 'United States' },
  },
  {
    id: '17000002010', name: 'Duluth Nordic Design LLC', domain: 'duluthnordic.example', countryCode: 'US', currency: 'USD', person: 'Erik Olson',
    place: { street: '325 W Superior St', zip: '55802', city: 'Duluth', country: 'USA' },
  },
]
