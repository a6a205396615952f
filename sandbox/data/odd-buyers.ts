// Odd buyers: private persons, no buyer at all, several, long and strange names, missing addresses, bad numbers.
import { oddCompany, oddCompanyId, oddContactId, oddOrgNumber, itsCompany, townOf } from './odd-case.ts'
import type { OddCase } from './odd-case.ts'
import { swedishVatNumber, testPersonalNumber, withCheckDigit } from './identity-numbers.ts'
import { cardPlace } from './parties.ts'

const desk = [{ product: 'BORD-140' }]
const chair = [{ product: 'STOL-ERGO-1', quantity: '2' }]
const longName = 'Föreningen Sveriges Samverkande Kontorsinredningsföretag och Möbelsnickare i Mälardalen'
/** A valid number with one digit of the serial changed, so that its check digit is wrong. */
const badOrgNumber = oddOrgNumber(11).replace(/.$/, (digit) => String((Number(digit) + 3) % 10))
/** The twin's VAT register knows no number with six zeros in a row. */
const unregistered = withCheckDigit('552000000')

export const oddBuyers: OddCase[] = [
  {
    number: 1, oddity: 'private person, price whose VAT-inclusive form is not whole öre', outcome: 'created', cause: 'net 99.99 although the books take 124.99 including VAT',
    deal: { name: 'Skrivbordslampa till Märta', contacts: [oddContactId(1)], lines: [{ product: 'LAMPA-BORD', price: '99.99' }] },
    contacts: [{ id: oddContactId(1), first: 'Märta', last: 'Lindgren', email: 'marta.lindgren@mail.example', place: townOf(1) }],
  },
  {
    number: 2, oddity: 'private person with an emoji in the name', outcome: 'created',
    deal: { name: 'Ståbord hemma 🏡', contacts: [oddContactId(2)], lines: chair },
    contacts: [{ id: oddContactId(2), first: 'Zoë 🌻', last: 'Nyström', email: 'zoe.nystrom@mail.example', place: townOf(2) }],
  },
  {
    number: 3, oddity: 'neither company nor contact', outcome: 'created', customer: '10001', cause: 'on the default customer 10001',
    deal: { name: 'Kontantförsäljning utställning', lines: [{ product: 'VÄXT-STOR' }] },
  },
  {
    number: 4, oddity: 'two contacts and no company', outcome: 'held', cause: 'it is not clear which of two persons buys',
    deal: { name: 'Hemkontor för två', contacts: [oddContactId(4), oddContactId(4, 2)], lines: desk },
    contacts: [
      { id: oddContactId(4), first: 'Petra', last: 'Falk', email: 'petra.falk@mail.example', place: townOf(4) },
      { id: oddContactId(4, 2), first: 'Simon', last: 'Falk', email: 'simon.falk@mail.example', place: townOf(4) },
    ],
  },
  {
    number: 5, oddity: 'new company without postal code and town', outcome: 'held', cause: 'postal code and town are missing and no placeholder is set',
    deal: { name: 'Möbler till Adresslös', companies: itsCompany(5), lines: desk },
    companies: [oddCompany(5, 'Adresslös Konsult AB', { place: { street: 'Okänd väg 1', country: 'Sverige' } })],
  },
  {
    number: 6, oddity: 'private person without town', outcome: 'held', cause: 'postal code and town are missing and no placeholder is set',
    deal: { name: 'Stol till Gösta', contacts: [oddContactId(6)], lines: chair },
    contacts: [{ id: oddContactId(6), first: 'Gösta', last: 'Utterström', email: 'gosta@mail.example', place: { street: 'Skogsvägen 9' } }],
  },
  {
    number: 7, oddity: 'company without address that the books know with address', outcome: 'created', customer: '10407', cause: 'the address stands on the card',
    deal: { name: 'Påfyllning Känd Adress', companies: itsCompany(7), lines: desk },
    companies: [oddCompany(7, 'Känd Adress AB', { place: {} })],
    cards: [{ CustomerNumber: '10407', Name: 'Känd Adress AB', CorporateIdentityNumber: oddOrgNumber(7), ...cardPlace(townOf(7)) }],
  },
  {
    number: 8, oddity: 'new company with a name over 50 characters', outcome: 'created', cause: 'name cut at a word, the whole name in a text row',
    deal: { name: 'Styrelserum', companies: itsCompany(8), lines: [{ product: 'BORD-KONF-8' }, { product: 'STOL-KONF', quantity: '8' }] },
    companies: [oddCompany(8, longName)],
  },
  {
    number: 9, oddity: 'name over 50 characters, known by organisation number', outcome: 'created', customer: '10409', cause: 'the card keeps its own name',
    deal: { name: 'Styrelserum två', companies: itsCompany(9), lines: desk },
    companies: [oddCompany(9, `${longName} Syd`)],
    cards: [{ CustomerNumber: '10409', Name: 'Föreningen Kontorsinredning Syd', CorporateIdentityNumber: oddOrgNumber(9), ...cardPlace(townOf(9)) }],
  },
  {
    number: 10, oddity: 'sole trader whose organisation number is a personal number', outcome: 'created', cause: 'the number is masked in every log',
    deal: { name: 'Snickeri Ekström', companies: itsCompany(10), lines: [{ product: 'HURTS-3' }] },
    companies: [oddCompany(10, 'Ekströms Snickeri', { orgNumber: testPersonalNumber('640823', 984) })],
  },
  {
    number: 11, oddity: 'organisation number with a wrong check digit', outcome: 'held', cause: 'the organisation number has a wrong check digit',
    deal: { name: 'Reception Felsiffra', companies: itsCompany(11), lines: [{ product: 'SOFFA-2' }] },
    companies: [oddCompany(11, 'Felsiffra Reklam AB', { orgNumber: badOrgNumber })],
  },
  {
    number: 12, oddity: 'emoji, zero-width and decomposed letters, a line break in the company name', outcome: 'created', cause: 'the name is cleaned',
    deal: { name: 'Café\u0301möbler\t☕️ \u202Etest\u202C', companies: itsCompany(12), lines: chair },
    companies: [oddCompany(12, ' Gla\u0308dje\u200B & Kaffe ☕️\nMalmo\u0308 AB 🎉 ')],
  },
  {
    number: 13, oddity: 'two companies, one labelled Billing, the other primary', outcome: 'created', cause: 'the company with the billing label pays',
    deal: { name: 'Skolmöbler via koncern', companies: [{ id: oddCompanyId(13), primary: true }, { id: oddCompanyId(13, 2), label: 'Billing' }], lines: [{ product: 'STOL-STAPEL', quantity: '24' }] },
    companies: [oddCompany(13, 'Friskolan Ängen AB'), oddCompany(13, 'Ängen Koncernservice AB', { id: oddCompanyId(13, 2), orgNumber: oddOrgNumber(13, 2), domain: 'oddkund13b.example' })],
  },
  {
    number: 14, oddity: 'two companies without label and none primary', outcome: 'held', cause: 'it is not clear which of two companies pays',
    deal: { name: 'Samlokal', companies: [{ id: oddCompanyId(14) }, { id: oddCompanyId(14, 2) }], lines: desk },
    companies: [oddCompany(14, 'Hyresgäst Ett AB'), oddCompany(14, 'Hyresgäst Två AB', { id: oddCompanyId(14, 2), orgNumber: oddOrgNumber(14, 2), domain: 'oddkund14b.example' })],
  },
  {
    number: 15, oddity: 'two companies without label, one primary', outcome: 'created', cause: 'the primary company pays',
    deal: { name: 'Arkitekt förmedlar', companies: [{ id: oddCompanyId(15), primary: true }, { id: oddCompanyId(15, 2) }], lines: [{ product: 'SKÄRM-GOLV', quantity: '3' }] },
    companies: [oddCompany(15, 'Betalande Byrå AB'), oddCompany(15, 'Förmedlande Arkitekt AB', { id: oddCompanyId(15, 2), orgNumber: oddOrgNumber(15, 2), domain: 'oddkund15b.example' })],
  },
  {
    number: 16, oddity: 'two company records with the same organisation number, none primary', outcome: 'created', customer: '10416', cause: 'both are the same customer',
    deal: { name: 'Dubblett i CRM', companies: [{ id: oddCompanyId(16) }, { id: oddCompanyId(16, 2) }], lines: desk },
    companies: [oddCompany(16, 'Dubbelgångaren AB'), oddCompany(16, 'Dubbelgångaren Sverige AB', { id: oddCompanyId(16, 2), domain: 'oddkund16b.example' })],
    cards: [{ CustomerNumber: '10416', Name: 'Dubbelgångaren AB', CorporateIdentityNumber: oddOrgNumber(16), ...cardPlace(townOf(16)) }],
  },
  {
    number: 17, oddity: 'company record that absorbed two others', outcome: 'created',
    deal: { name: 'Efter sammanslagning', companies: itsCompany(17), lines: chair },
    companies: [oddCompany(17, 'Sammanslagna Kontor AB', { mergedIds: ['17009004171', '17009004172'] })],
  },
  {
    number: 18, oddity: 'Swedish VAT number that the register refuses', outcome: 'created', cause: 'the card is made without the VAT number; a domestic sale does not rely on it',
    deal: { name: 'Moms ej i registret', companies: itsCompany(18), lines: desk },
    companies: [oddCompany(18, 'Nybildad Kontorsvård AB', { orgNumber: unregistered, vatNumber: swedishVatNumber(unregistered) })],
  },
  {
    number: 19, oddity: 'company without a country', outcome: 'created', cause: "the books' own country is assumed and noted",
    deal: { name: 'Land saknas', companies: itsCompany(19), lines: chair },
    companies: [oddCompany(19, 'Landlösa Lokaler AB', { place: { ...townOf(19), country: '' } })],
  },
]
