// Failures of the installation itself: database, data folder, the unforeseen.
import type { FailureEntry } from '../failure.ts'

export const platformFailures = {
  unexpected: {
    remedy: 'report',
    sv: 'Något oväntat hände. Inget har gått förlorat; posten är sparad.',
    en: 'Something unexpected happened. Nothing is lost; the record is kept.',
    cureSv: 'Kör om posten. Händer det igen: rapportera felet med loggen.',
    cureEn: 'Replay the record. If it happens again, report it with the log.',
  },
  'database-away': {
    remedy: 'retry',
    sv: 'Databasen svarar inte.',
    en: 'The database does not answer.',
    cureSv: 'Kontobro försöker igen av sig självt. Kontrollera DATABASE_URL om felet består.',
    cureEn: 'Kontobro tries again by itself. Check DATABASE_URL if it stays.',
  },
  'port-taken': {
    remedy: 'fix-settings',
    sv: 'Port {port} används redan av ett annat program.',
    en: 'Port {port} is already used by another program.',
    cureSv: 'Välj en annan port med PORT (PORT=0 låter datorn välja), eller stäng det andra programmet.',
    cureEn: 'Choose another port with PORT (PORT=0 lets the computer choose), or close the other program.',
  },
  'port-refused': {
    remedy: 'fix-settings',
    sv: 'Port {port} går inte att öppna ({reason}).',
    en: 'Port {port} cannot be opened ({reason}).',
    cureSv: 'Välj en annan port med PORT, till exempel 4400.',
    cureEn: 'Choose another port with PORT, for example 4400.',
  },
} satisfies Record<string, FailureEntry>
