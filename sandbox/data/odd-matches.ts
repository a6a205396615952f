// Odd matches: the same buyer written in several ways, keys that point at different cards, inactive and doubled cards.
import { oddCompany, oddCompanyId, oddContactId, oddOrgNumber, itsCompany, townOf } from './odd-case.ts'
import type { OddCase } from './odd-case.ts'
import { swedishVatNumber } from './identity-numbers.ts'
import { cardPlace } from './parties.ts'

const chair = [{ product: 'STOL-ERGO-2' }]
const shelf = [{ product: 'HYLLA-5', quantity: '2' }]

export const oddMatches: OddCase[] = [
  {
    number: 30, oddity: 'the customer in the books is inactive', outcome: 'held', cause: 'the matching customer 10430 is inactive',
    deal: { name: 'Vilande kund vaknar', companies: itsCompany(30), lines: chair },
    companies: [oddCompany(30, 'Vilande Bolaget AB')],
    cards: [{ CustomerNumber: '10430', Name: 'Vilande Bolaget AB', CorporateIdentityNumber: oddOrgNumber(30), IsActive: false, ...cardPlace(townOf(30)) }],
  },
  {
    number: 31, oddity: 'only an e-mail address, which two customers have', outcome: 'held', cause: 'two customers, 10431 and 10432, have the same e-mail address',
    deal: { name: 'Delad brevlåda', companies: itsCompany(31), contacts: [oddContactId(31)], lines: shelf },
    companies: [oddCompany(31, 'Delad Brevlåda HB', { orgNumber: undefined, extra: { invoice_email: 'ekonomi@delad.example' } })],
    contacts: [{ id: oddContactId(31), first: 'Vera', last: 'Dahl', email: 'vera@delad.example', companyId: oddCompanyId(31) }],
    cards: [
      { CustomerNumber: '10431', Name: 'Delad Brevlåda Nord', EmailAddress: 'ekonomi@delad.example', ContactPersonEmail: 'vera@delad.example', ...cardPlace(townOf(31)) },
      { CustomerNumber: '10432', Name: 'Delad Brevlåda Syd', EmailAddress: 'Ekonomi@delad.example', ContactPersonEmail: 'vera@delad.example', ...cardPlace(townOf(32)) },
    ],
  },
  {
    number: 32, oddity: 'organisation number points at one customer, e-mail at another without organisation number', outcome: 'held', cause: 'organisation number and e-mail point at different customers, 10433 and 10434',
    deal: { name: 'Kluven kund', companies: itsCompany(32), contacts: [oddContactId(32)], lines: chair },
    companies: [oddCompany(32, 'Kluven Handel AB', { extra: { invoice_email: 'faktura@kluven.example' } })],
    contacts: [{ id: oddContactId(32), first: 'Ivar', last: 'Kluv', email: 'ivar@kluven.example', companyId: oddCompanyId(32) }],
    cards: [
      { CustomerNumber: '10433', Name: 'Kluven Handel AB', CorporateIdentityNumber: oddOrgNumber(32), ...cardPlace(townOf(32)) },
      { CustomerNumber: '10434', Name: 'Kluven Butik', EmailAddress: 'faktura@kluven.example', ContactPersonEmail: 'ivar@kluven.example', ...cardPlace(townOf(33)) },
    ],
  },
  {
    number: 33, oddity: 'e-mail points at a customer with another organisation number', outcome: 'created', customer: '10435', cause: 'the customer by e-mail is thrown out, 10435 by organisation number is used',
    deal: { name: 'Systerbolag', companies: itsCompany(33), contacts: [oddContactId(33)], lines: chair },
    companies: [oddCompany(33, 'Systerbolaget Ett AB', { extra: { invoice_email: 'faktura@systrar.example' } })],
    contacts: [{ id: oddContactId(33), first: 'Stina', last: 'Syster', email: 'stina@systrar.example', companyId: oddCompanyId(33) }],
    cards: [
      { CustomerNumber: '10435', Name: 'Systerbolaget Ett AB', CorporateIdentityNumber: oddOrgNumber(33), ...cardPlace(townOf(33)) },
      { CustomerNumber: '10436', Name: 'Systerbolaget Två AB', CorporateIdentityNumber: oddOrgNumber(33, 2), EmailAddress: 'faktura@systrar.example', ContactPersonEmail: 'stina@systrar.example', ...cardPlace(townOf(34)) },
    ],
  },
  {
    number: 34, oddity: 'organisation number written with century, without dash', outcome: 'created', customer: '10437', cause: 'found as customer 10437',
    deal: { name: 'Tolv siffror', companies: itsCompany(34), lines: shelf },
    companies: [oddCompany(34, 'Tolvsiffrig Teknik AB', { orgNumber: `16${oddOrgNumber(34).replace('-', '')}` })],
    cards: [{ CustomerNumber: '10437', Name: 'Tolvsiffrig Teknik', CorporateIdentityNumber: oddOrgNumber(34), ...cardPlace(townOf(34)) }],
  },
  {
    number: 35, oddity: 'organisation number written with spaces, card without dash', outcome: 'created', customer: '10438', cause: 'found as customer 10438',
    deal: { name: 'Mellanslag', companies: itsCompany(35), lines: shelf },
    companies: [oddCompany(35, 'Mellanslagets Data AB', { orgNumber: ` ${oddOrgNumber(35).replace('-', ' ')} ` })],
    cards: [{ CustomerNumber: '10438', Name: 'Mellanslagets Data AB', CorporateIdentityNumber: oddOrgNumber(35).replace('-', ''), ...cardPlace(townOf(35)) }],
  },
  {
    number: 36, oddity: 'only a Swedish VAT number in the CRM, in small letters', outcome: 'created', customer: '10439', cause: 'found as customer 10439 by VAT number',
    deal: { name: 'Bara momsnummer', companies: itsCompany(36), lines: chair },
    companies: [oddCompany(36, 'Momsnumrets Måleri AB', { orgNumber: undefined, vatNumber: swedishVatNumber(oddOrgNumber(36)).toLowerCase() })],
    cards: [{ CustomerNumber: '10439', Name: 'Momsnumrets Måleri AB', CorporateIdentityNumber: oddOrgNumber(36), VatNumber: swedishVatNumber(oddOrgNumber(36)), ...cardPlace(townOf(36)) }],
  },
  {
    number: 37, oddity: 'company whose e-mail is on a private person\'s card', outcome: 'created', cause: 'a private card cannot be the customer of a company: a new card is made',
    deal: { name: 'Från privat till företag', companies: itsCompany(37), contacts: [oddContactId(37)], lines: shelf },
    companies: [oddCompany(37, 'Nyföretagare Lind AB')],
    contacts: [{ id: oddContactId(37), first: 'Hedda', last: 'Lind', email: 'hedda.lind@mail.example', companyId: oddCompanyId(37) }],
    cards: [{ CustomerNumber: '10440', Name: 'Hedda Lind', IsPrivatePerson: true, EmailAddress: 'hedda.lind@mail.example', ...cardPlace(townOf(37)) }],
  },
  {
    number: 38, oddity: 'e-mail found only among the copies of a card, in capitals', outcome: 'created', customer: '10441', cause: 'found as customer 10441',
    deal: { name: 'Kopiemottagare', companies: itsCompany(38), contacts: [oddContactId(38)], lines: chair },
    companies: [oddCompany(38, 'Kopians Tryckeri', { orgNumber: undefined })],
    contacts: [{ id: oddContactId(38), first: 'Moa', last: 'Kopia', email: 'moa@kopian.example', companyId: oddCompanyId(38) }],
    cards: [{ CustomerNumber: '10441', Name: 'Kopians Tryckeri', EmailAddress: 'faktura@kopian.example', EmailAddresses: ['MOA@KOPIAN.EXAMPLE'], ...cardPlace(townOf(38)) }],
  },
  {
    number: 39, oddity: 'customer number in the CRM that the books do not have', outcome: 'created', cause: 'no customer has number 99123; a new one is made',
    deal: { name: 'Gammalt kundnummer', companies: itsCompany(39), lines: shelf },
    companies: [oddCompany(39, 'Numret Före AB', { extra: { kundnummer: '99123' } })],
  },
  {
    number: 40, oddity: 'invoice address differs from the card', outcome: 'created', customer: '10442', cause: 'the order carries its own address',
    deal: { name: 'Flyttat kontor', companies: itsCompany(40), lines: chair },
    companies: [oddCompany(40, 'Flyttade Firman AB')],
    cards: [{ CustomerNumber: '10442', Name: 'Flyttade Firman AB', CorporateIdentityNumber: oddOrgNumber(40), ...cardPlace({ street: 'Gamla vägen 1', zip: '753 10', city: 'Uppsala', country: 'Sverige' }) }],
  },
]
