// Failures of settling the customer: which card is meant, and whether a new one can be made.
import type { FailureEntry } from '../failure.ts'

export const customerMatchFailures = {
  'customer-link-broken': {
    remedy: 'fix-record',
    sv: 'Kundkortet som {buyer} är kopplat till ({id}) finns inte längre i bokföringen.',
    en: 'The customer card that {buyer} is linked to ({id}) no longer exists in the books.',
    cureSv: 'Återställ kunden i bokföringen, eller lös kopplingen (kontobro forget) så att kunden söks på nytt.',
    cureEn: 'Restore the customer in the books, or drop the link (kontobro forget) so that the customer is looked up anew.',
  },
  'customer-inactive': {
    remedy: 'fix-record',
    sv: 'Kund {number} i bokföringen, funnen på {bySv} för {buyer}, är inaktiv.',
    en: 'Customer {number} in the books, found by {byEn} for {buyer}, is inactive.',
    cureSv: 'Aktivera kunden i bokföringen, eller rätta uppgiften på köparen så att rätt kund hittas.',
    cureEn: 'Activate the customer in the books, or correct the buyer so that the right customer is found.',
  },
  'customer-ambiguous': {
    remedy: 'fix-record',
    sv: '{buyer} passar flera kundkort på {bySv}: kund {numbersSv}.',
    en: '{buyer} fits several customer cards by {byEn}: customer {numbersEn}.',
    cureSv: 'Behåll ett av korten aktivt med den uppgiften, eller ange kundnumret på köparen.',
    cureEn: 'Keep that key on one card only, or state the customer number on the buyer.',
  },
  'customer-keys-disagree': {
    remedy: 'fix-record',
    sv: 'Uppgifterna om {buyer} pekar på olika kunder: {detailSv}.',
    en: 'The data about {buyer} point at different customers: {detailEn}.',
    cureSv: 'Rätta uppgifterna på köparen eller på kundkorten så att de pekar på samma kund.',
    cureEn: 'Correct the buyer or the cards so that they point at the same customer.',
  },
  'customer-kind-differs': {
    remedy: 'fix-record',
    sv: '{buyer} är {buyerKindSv} i källan, men den kopplade kunden {number} är {cardKindSv} i bokföringen.',
    en: '{buyer} is {buyerKindEn} at the source, but the linked customer {number} is {cardKindEn} in the books.',
    cureSv: 'Rätta köparen i källan eller kundkortet; momsen beror på om köparen är företag eller privatperson.',
    cureEn: 'Correct the buyer at the source or the card; VAT depends on whether the buyer is a company or a private person.',
  },
  'customer-name-missing': {
    remedy: 'fix-record',
    sv: 'Köparen har inget namn, och ingen befintlig kund passar.',
    en: 'The buyer has no name, and no existing customer fits.',
    cureSv: 'Fyll i företagets eller kontaktens namn i källan.',
    cureEn: 'Fill in the name of the company or contact at the source.',
  },
  'customer-address-missing': {
    remedy: 'fix-record',
    sv: 'Ny kund {buyer} kan inte läggas upp: {missingSv} saknas.',
    en: 'New customer {buyer} cannot be made: {missingEn} missing.',
    cureSv: 'Fyll i adressen på köparen, eller välj ett ersättningsvärde (customers.placeholder).',
    cureEn: 'Fill in the buyer\'s address, or choose a placeholder (customers.placeholder).',
  },
  'customer-number-missing': {
    remedy: 'fix-record',
    sv: 'Ny kund {buyer} saknar kundnummer i källan, och inställningen säger att numret kommer därifrån (customers.number: fromCrm).',
    en: 'New customer {buyer} has no customer number at the source, and the setting says that it comes from there (customers.number: fromCrm).',
    cureSv: 'Fyll i kundnumret på köparen, eller välj customers.number: auto.',
    cureEn: 'Fill in the customer number on the buyer, or choose customers.number: auto.',
  },
  'customer-address-differs': {
    remedy: 'fix-record',
    sv: 'Adressen på affären skiljer sig från kundkortet för kund {number} ({fieldsSv}), och ett fakturautkast får alltid kortets adress.',
    en: 'The address of the sale differs from the card of customer {number} ({fieldsEn}), and an invoice draft always takes the card\'s address.',
    cureSv: 'Rätta adressen på ena sidan, eller välj customers.addressDiffers: updateCard eller ignore.',
    cureEn: 'Correct the address on one side, or choose customers.addressDiffers: updateCard or ignore.',
  },
  'default-customer-missing': {
    remedy: 'fix-settings',
    sv: 'Standardkunden {number} finns inte i bokföringen.',
    en: 'The default customer {number} does not exist in the books.',
    cureSv: 'Lägg upp kunden, eller ändra customers.default.',
    cureEn: 'Add the customer, or change customers.default.',
  },
  'default-customer-inactive': {
    remedy: 'fix-settings',
    sv: 'Standardkunden {number} är inaktiv i bokföringen.',
    en: 'The default customer {number} is inactive in the books.',
    cureSv: 'Aktivera kunden, eller ändra customers.default.',
    cureEn: 'Activate the customer, or change customers.default.',
  },
  'default-customer-other-area': {
    remedy: 'fix-record',
    sv: 'Köparen {buyer} hör till momsområdet {buyerAreaSv}, men standardkunden {number} till {cardAreaSv}. Momsen skulle bli fel.',
    en: 'The buyer {buyer} belongs to the VAT area {buyerAreaEn}, but the default customer {number} to {cardAreaEn}. The VAT would be wrong.',
    cureSv: 'Lägg upp köparen som egen kund, eller välj en standardkund i samma momsområde.',
    cureEn: 'Make the buyer a customer of its own, or choose a default customer in the same VAT area.',
  },
} satisfies Record<string, FailureEntry>
