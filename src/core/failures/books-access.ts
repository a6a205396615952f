// Failures by which the books refuse us: plan, module, licence, rights, services behind them.
import type { FailureEntry } from '../failure.ts'

export const bookAccess = {
  'books-approval-required': {
    remedy: 'fix-settings',
    sv: '{system} kräver attest och låter inte anslutningen bokföra.',
    en: '{system} requires approval and does not let the connection book.',
    cureSv: 'Ändra attestflödet eller använd fakturautkast.',
    cureEn: 'Change the approval flow, or use invoice drafts.',
  },
  'books-module-missing': {
    remedy: 'fix-settings',
    sv: 'Bolaget i {system} saknar modulen som behövs: {message}',
    en: 'The company in {system} lacks the module needed: {message}',
    cureSv: 'Aktivera modulen (Integration, Försäljning) i {system}, eller välj fakturautkast.',
    cureEn: 'Activate the module (Integration, Sales) in {system}, or choose invoice drafts.',
  },
  'books-plan-lacks-feature': {
    remedy: 'fix-settings',
    sv: 'Bolagets abonnemang i {system} innehåller inte detta: {message}',
    en: 'The company\'s plan in {system} does not include this: {message}',
    cureSv: 'Byt abonnemang, eller välj fakturautkast i stället för order.',
    cureEn: 'Change plan, or choose invoice drafts instead of orders.',
  },
  'books-start-guide-open': {
    remedy: 'fix-settings',
    sv: 'Startguiden i {system} är inte klar.',
    en: 'The start-up guide in {system} is not finished.',
    cureSv: 'Gå igenom startguiden i {system}.',
    cureEn: 'Finish the start-up guide in {system}.',
  },
  'books-company-inactive': {
    remedy: 'fix-settings',
    sv: 'Bolaget är inte aktivt i {system}.',
    en: 'The company is not active in {system}.',
    cureSv: 'Aktivera bolaget eller anslut ett annat.',
    cureEn: 'Activate the company or connect another.',
  },
  'books-user-not-permitted': {
    remedy: 'reconnect',
    sv: 'Användaren bakom anslutningen {connection} får inte göra detta i {system}.',
    en: 'The user behind the connection {connection} may not do this in {system}.',
    cureSv: 'Ge användaren fulla rättigheter i {system}, eller anslut med en annan användare.',
    cureEn: 'Give the user full rights in {system}, or connect as another user.',
  },
  'books-user-without-licence': {
    remedy: 'reconnect',
    sv: 'Användaren bakom {connection} har ingen tillgång till bolaget i {system}.',
    en: 'The user behind {connection} has no access to the company in {system}.',
    cureSv: 'Tilldela användaren licens, eller anslut med en annan användare.',
    cureEn: 'Assign the user a licence, or connect as another user.',
  },
  'books-licence-not-accepted': {
    remedy: 'reconnect',
    sv: 'Licensvillkoren i {system} är inte godkända.',
    en: 'The licence terms of {system} are not accepted.',
    cureSv: 'Logga in i {system} och godkänn villkoren.',
    cureEn: 'Log in to {system} and accept the terms.',
  },
  'books-user-read-only': {
    remedy: 'reconnect',
    sv: 'Användaren bakom {connection} får bara läsa i {system}.',
    en: 'The user behind {connection} may only read in {system}.',
    cureSv: 'Anslut med en användare som får skriva.',
    cureEn: 'Connect as a user who may write.',
  },
  'books-sandbox-client': {
    remedy: 'fix-settings',
    sv: 'Anslutningen {connection} har en klient för test, men bolaget är skarpt.',
    en: 'The connection {connection} uses a test client, but the company is a live one.',
    cureSv: 'Använd klient-id och hemlighet för produktion.',
    cureEn: 'Use the production client id and secret.',
  },
  'books-check-service-away': {
    remedy: 'retry',
    sv: 'Kontrolltjänsten som {system} frågar (t.ex. för momsnummer) svarar inte.',
    en: 'The check service that {system} asks (for VAT numbers, for example) does not answer.',
    cureSv: 'Kontobro försöker igen av sig självt.',
    cureEn: 'Kontobro tries again by itself.',
  },
  'books-query-refused': {
    remedy: 'report',
    sv: '{system} godtog inte frågan: {message}',
    en: '{system} refused the query: {message}',
    cureSv: 'Rapportera felet med loggen.',
    cureEn: 'Report it with the log.',
  },
} satisfies Record<string, FailureEntry>
