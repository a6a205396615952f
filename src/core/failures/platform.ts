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
  'stored-value-unreadable': {
    remedy: 'report',
    sv: 'Ett sparat värde går inte att läsa ({where}). Inget har skrivits.',
    en: 'A stored value cannot be read ({where}). Nothing was written.',
    cureSv: 'Kör kontobro apply med konfigurationen igen. Består felet: läs tillbaka en säkerhetskopia, eller rapportera felet med loggen.',
    cureEn: 'Run kontobro apply with the configuration again. If it stays: restore a backup, or report it with the log.',
  },
  'secret-damaged': {
    remedy: 'report',
    sv: 'En hemlighet i databasen är skadad.',
    en: 'A secret in the database is damaged.',
    cureSv: 'Kör kontobro apply och kontobro connect igen.',
    cureEn: 'Run kontobro apply and kontobro connect again.',
  },
  'secret-key-wrong': {
    remedy: 'fix-settings',
    sv: 'Hemligheterna i databasen är förseglade med en annan nyckel än den som gäller nu.',
    en: 'The secrets in the database are sealed with another key than the present one.',
    cureSv: 'Ge tillbaka den förra secret.key eller KONTOBRO_SECRET_KEY, eller anslut systemen på nytt.',
    cureEn: 'Bring back the previous secret.key or KONTOBRO_SECRET_KEY, or connect the systems again.',
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
