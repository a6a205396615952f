// Contacts of the ordinary companies, the private persons who buy for themselves, and the salespeople who own the deals.
import type { HubSpotSeed } from '../hubspot/seed.ts'
import { foreignCompanies } from './foreign-companies.ts'
import { testPersonalNumber } from './identity-numbers.ts'
import type { ContactPlan, Place } from './parties.ts'
import { swedishCompanies } from './swedish-companies.ts'

export type PrivatePerson = ContactPlan & { email: string; place: Place; cardNumber?: string }

/** The salespeople; Bo has left the company. */
export const owners: NonNullable<HubSpotSeed['owners']> = [
  { id: '61001', userId: 9_100_001, email: 'anna.berg@nordiskkontorsmiljo.example', firstName: 'Anna', lastName: 'Berg' },
  { id: '61002', userId: 9_100_002, email: 'erik.lund@nordiskkontorsmiljo.example', firstName: 'Erik', lastName: 'Lund' },
  { id: '61003', userId: 9_100_003, email: 'shirin.azizi@nordiskkontorsmiljo.example', firstName: 'Shirin', lastName: 'Azizi' },
  { id: '61004', userId: 9_100_004, email: 'bo.hansson@nordiskkontorsmiljo.example', firstName: 'Bo', lastName: 'Hansson', archived: true },
]

const letters: Record<string, string> = { å: 'a', ä: 'a', ö: 'o', é: 'e', ø: 'o', æ: 'ae', ß: 'ss', ü: 'u' }

/** A person's name as the front of an e-mail address: "Östen Åkerman" -> "osten.akerman". */
function mailName(name: string): string {
  return name.toLowerCase().replace(/[^a-z ]/g, (letter) => letters[letter] ?? '').replaceAll(' ', '.')
}

/** E-mail address of a company's contact person. */
export function contactEmail(person: string, domain: string): string {
  return `${mailName(person)}@${domain}`
}

/** Id of the contact of the n-th ordinary company, Swedish ones first. */
export const companyContactId = (index: number): string => String(15_100_000_001 + index * 11)

/** One contact per ordinary company; a few have an address in capitals, as people type them. */
export const companyContacts: readonly ContactPlan[] = [...swedishCompanies, ...foreignCompanies].map((company, index) => {
  const [first = '', ...rest] = company.person.split(' ')
  const email = contactEmail(company.person, company.domain ?? 'nowhere.example')
  return {
    id: companyContactId(index), first, last: rest.join(' '), companyId: company.id,
    email: index % 12 === 7 ? email.replace(/^./, (letter) => letter.toUpperCase()) : email, phone: `070-555 ${String(10 + index).padStart(2, '0')} 00`,
  }
})

const place = (street: string, zip: string, city: string, country = 'Sverige'): Place => ({ street, zip, city, country })

/** Private persons in Sweden: contacts without a company. Two are customers already; one carries a personal number (a test number). */
export const privatePersons: readonly PrivatePerson[] = [
  { id: '15100003001', first: 'Gunilla', last: 'Öberg', email: 'gunilla.oberg@mail.example', place: place('Björkvägen 3', '194 41', 'Upplands Väsby'), cardNumber: '10351' },
  { id: '15100003002', first: 'Mårten', last: 'Ångström', email: 'marten.angstrom@mail.example', place: place('Sjögatan 17', '852 32', 'Sundsvall'), extra: { personnummer: testPersonalNumber('850709', 980) } },
  { id: '15100003003', first: 'Fatima', last: 'El-Amin', email: 'fatima.elamin@mail.example', place: place('Möllevångsgatan 40', '214 20', 'Malmö') },
  { id: '15100003004', first: 'Torbjörn', last: 'Hägg', email: 'torbjorn.hagg@mail.example', place: place('Vasagatan 9 lgh 1202', '411 24', 'Göteborg'), cardNumber: '10352' },
  { id: '15100003005', first: 'Elisabet', last: 'von Sydow', email: 'elisabet.vonsydow@mail.example', place: place('Strandvägen 7', '114 56', 'Stockholm') },
  { id: '15100003006', first: 'Åke', last: 'Sjölund', email: 'ake.sjolund@mail.example', place: place('Bygatan 12', '903 30', 'Umeå') },
]
