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
} satisfies Record<string, FailureEntry>
