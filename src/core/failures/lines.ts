// Failures about what is sold: products, lines, discounts, amounts.
import type { FailureEntry } from '../failure.ts'
import { amountFailures } from './amounts.ts'
import { articleFailures } from './articles.ts'

export const lineFailures = {
  ...articleFailures,
  ...amountFailures,
  'no-lines': {
    remedy: 'fix-record',
    sv: 'Affären har inga rader{amountSv}.',
    en: 'The sale has no lines{amountEn}.',
    cureSv: 'Lägg till rader på affären, eller välj noLines: amountRow för att fakturera beloppet som en rad.',
    cureEn: 'Add lines to the sale, or choose noLines: amountRow to invoice the amount as one row.',
  },
  'recurring-line': {
    remedy: 'fix-record',
    sv: 'Raden {line} är återkommande ({frequencySv}), och inställningen recurring säger att sådana hålls.',
    en: 'The line {line} is recurring ({frequencyEn}), and the setting recurring says that such lines are held.',
    cureSv: 'Gör raden till en engångsrad, eller välj recurring: firstPeriod eller wholeTerm.',
    cureEn: 'Make it a one-time line, or choose recurring: firstPeriod or wholeTerm.',
  },
  'recurring-without-end': {
    remedy: 'fix-record',
    sv: 'Raden {line} är återkommande ({frequencySv}) utan bestämt antal betalningar, så hela perioden kan inte faktureras.',
    en: 'The line {line} is recurring ({frequencyEn}) without a fixed number of payments, so the whole term cannot be invoiced.',
    cureSv: 'Ange antal betalningar på raden, eller välj recurring: firstPeriod.',
    cureEn: 'State the number of payments on the line, or choose recurring: firstPeriod.',
  },
  'line-currency-differs': {
    remedy: 'fix-record',
    sv: 'Raden {line} är i {lineCurrency} men affären i {currency}.',
    en: 'The line {line} is in {lineCurrency} but the sale in {currency}.',
    cureSv: 'Rätta valutan på raden eller affären i källan.',
    cureEn: 'Correct the currency of the line or the sale at the source.',
  },
} satisfies Record<string, FailureEntry>
