// The customer cards of the sample's books: most ordinary buyers, the default customer, and the cards odd cases need.
import { foreignCompanies } from './foreign-companies.ts'
import { swedishVatNumber } from './identity-numbers.ts'
import { oddCases } from './oddities.ts'
import { cardPlace } from './parties.ts'
import type { CardSeed } from './parties.ts'
import { contactEmail, privatePersons } from './people.ts'
import { cardNumberOf, swedishCompanies } from './swedish-companies.ts'

/** Sales without a buyer go here. */
const defaultCustomer: CardSeed = { CustomerNumber: '10001', Name: 'Diverse kunder', InvoiceAddress1: 'Storgatan 1', InvoicePostalCode: '111 22', InvoiceCity: 'Stockholm', terms: 'Kontant' }

function swedishCards(): CardSeed[] {
  return swedishCompanies.filter((company) => company.knownBy !== 'new').map((company, index): CardSeed => {
    const person = contactEmail(company.person, company.domain ?? '')
    return {
      CustomerNumber: cardNumberOf(company), Name: company.name.slice(0, 50), CorporateIdentityNumber: company.orgNumberInBooks,
      // Cards by VAT number must carry it; some others lack it, and some lack telephone or e-mail, which the CRM then fills.
      VatNumber: company.knownBy === 'vatNumber' || index % 2 === 0 ? swedishVatNumber(company.orgNumberInBooks) : null,
      EmailAddress: company.knownBy === 'email' || index % 4 !== 3 ? (company.invoiceEmail ?? person) : null,
      ContactPersonName: company.person, ContactPersonEmail: company.knownBy === 'email' || index % 3 === 0 ? person : null,
      Telephone: index % 3 === 1 ? (company.extra?.['phone'] ?? null) : null,
      ...cardPlace({ ...company.place, zip: company.place.zip.replace(/^(\d{3}) ?(\d{2})$/, '$1 $2') }),
      terms: index % 5 === 0 ? 10 : 30, ...(index % 11 === 0 ? { labels: ['VIP'] } : {}),
    }
  })
}

function foreignCards(): CardSeed[] {
  return foreignCompanies.filter((company) => company.cardNumber !== undefined).map((company): CardSeed => ({
    CustomerNumber: company.cardNumber, Name: company.name, VatNumber: company.vatNumber ?? null, CurrencyCode: company.currency, SalesDocumentLanguage: 'en',
    ContactPersonName: company.person, EmailAddress: contactEmail(company.person, company.domain ?? ''), ...cardPlace(company.place, company.countryCode),
  }))
}

function privateCards(): CardSeed[] {
  return privatePersons.filter((person) => person.cardNumber !== undefined).map((person): CardSeed => ({
    CustomerNumber: person.cardNumber, Name: `${person.first} ${person.last}`, IsPrivatePerson: true, EmailAddress: person.email, ...cardPlace(person.place), terms: 10,
  }))
}

/** Every customer card, the default customer first. */
export function customerCards(): CardSeed[] {
  return [defaultCustomer, ...swedishCards(), ...foreignCards(), ...privateCards(), ...oddCases.flatMap((odd) => odd.cards ?? [])]
}
