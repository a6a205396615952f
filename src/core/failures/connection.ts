// Failures between us and another system: network, authorisation, limits, answers that cannot be read.
import type { FailureEntry } from '../failure.ts'

export const connectionFailures = {
  'network': {
    remedy: 'retry',
    sv: '{system} svarar inte ({reason}).',
    en: '{system} does not answer ({reason}).',
    cureSv: 'Kontobro försöker igen av sig självt.',
    cureEn: 'Kontobro tries again by itself.',
  },
  'reply-lost': {
    remedy: 'retry',
    sv: 'Svaret från {system} kom inte fram, så det är okänt om skrivningen blev gjord.',
    en: 'The reply from {system} was lost, so it is unknown whether the write was made.',
    cureSv: 'Kontobro väntar, letar upp posten i {system} och avgör sedan.',
    cureEn: 'Kontobro waits, looks for the record in {system} and then decides.',
  },
  'rate-limited': {
    remedy: 'retry',
    sv: '{system} ber oss vänta {seconds} s.',
    en: '{system} asks us to wait {seconds} s.',
    cureSv: 'Kontobro fortsätter av sig självt.',
    cureEn: 'Kontobro goes on by itself.',
  },
  'vendor-down': {
    remedy: 'retry',
    sv: '{system} har driftproblem (svar {status}).',
    en: '{system} has trouble (answer {status}).',
    cureSv: 'Kontobro försöker igen av sig självt.',
    cureEn: 'Kontobro tries again by itself.',
  },
  'unreadable-answer': {
    remedy: 'retry',
    sv: '{system} svarade med något som inte går att läsa ({what}).',
    en: '{system} answered with something that cannot be read ({what}).',
    cureSv: 'Ofta en tillfällig störning; Kontobro försöker igen. Kontrollera adressen till {system} om felet består.',
    cureEn: 'Often passing trouble; Kontobro tries again. Check the address of {system} if it stays.',
  },
  'account-parked': {
    remedy: 'retry',
    sv: '{system} flyttar kontot och tar inte emot anrop på {seconds} s.',
    en: '{system} is moving the account and takes no calls for {seconds} s.',
    cureSv: 'Kontobro väntar och fortsätter av sig självt.',
    cureEn: 'Kontobro waits and goes on by itself.',
  },
  'not-authorised': {
    remedy: 'reconnect',
    sv: 'Anslutningen {connection} till {system} är inte längre godkänd.',
    en: 'The connection {connection} to {system} is no longer authorised.',
    cureSv: 'Kör: kontobro connect {connection}',
    cureEn: 'Run: kontobro connect {connection}',
  },
  'missing-scope': {
    remedy: 'reconnect',
    sv: 'Anslutningen {connection} saknar behörigheten {scope}.',
    en: 'The connection {connection} lacks the permission {scope}.',
    cureSv: 'Lägg till behörigheten i {system} och anslut igen.',
    cureEn: 'Add the permission in {system} and connect again.',
  },
  'wrong-account': {
    remedy: 'reconnect',
    sv: 'Anslutningen {connection} leder till {found} i stället för {expected}. Inget har skrivits.',
    en: 'The connection {connection} leads to {found} instead of {expected}. Nothing was written.',
    cureSv: 'Anslut rätt konto, eller ge anslutningen ett nytt namn om bytet är avsiktligt.',
    cureEn: 'Connect the right account, or give the connection a new name if the change is meant.',
  },
  'client-credentials-wrong': {
    remedy: 'fix-settings',
    sv: '{system} godtar inte klient-id och klienthemlighet för {connection}.',
    en: '{system} refuses the client id and client secret of {connection}.',
    cureSv: 'Rätta clientId och clientSecret i konfigurationen.',
    cureEn: 'Correct clientId and clientSecret in the configuration.',
  },
  'vendor-refused': {
    remedy: 'fix-record',
    sv: '{system} godtog inte uppgifterna: {message}',
    en: '{system} did not accept the data: {message}',
    cureSv: 'Rätta uppgiften i {system} eller i källan och kör om.',
    cureEn: 'Correct it in {system} or at the source and replay.',
  },
  'record-gone': {
    remedy: 'fix-record',
    sv: '{kind} {id} finns inte längre i {system}.',
    en: '{kind} {id} no longer exists in {system}.',
    cureSv: 'Återställ posten i {system}, eller avskriv den i listan.',
    cureEn: 'Restore it in {system}, or dismiss it in the list.',
  },
} satisfies Record<string, FailureEntry>
