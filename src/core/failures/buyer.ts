// Failures about who buys: customer match, buyer kind, VAT area, missing address.
import type { FailureEntry } from '../failure.ts'
import { customerMatchFailures } from './customer-match.ts'
import { vatAreaFailures } from './vat-area.ts'

export const buyerFailures = {
  ...customerMatchFailures,
  ...vatAreaFailures,
  'no-buyer': {
    remedy: 'fix-record',
    sv: 'Affären har varken företag eller kontakt, så det går inte att veta vem som köper.',
    en: 'The sale has neither a company nor a contact, so there is no telling who buys.',
    cureSv: 'Koppla ett företag eller en kontakt till affären, eller välj en standardkund (customers.default).',
    cureEn: 'Associate a company or a contact with the sale, or choose a default customer (customers.default).',
  },
  'several-buyers': {
    remedy: 'fix-record',
    sv: 'Affären har flera möjliga köpare: {names}. De skulle ge olika kunder.',
    en: 'The sale has several possible buyers: {names}. They would give different customers.',
    cureSv: 'Märk den som ska faktureras med en fakturaetikett (t.ex. "Billing") eller gör den till primär.',
    cureEn: 'Give the one to be invoiced a billing label, or make it the primary one.',
  },
  'buyer-without-name': {
    remedy: 'fix-record',
    sv: 'Köparen ({kind} {id}) har inget namn.',
    en: 'The buyer ({kind} {id}) has no name.',
    cureSv: 'Fyll i namnet i källan.',
    cureEn: 'Fill in the name at the source.',
  },
} satisfies Record<string, FailureEntry>
