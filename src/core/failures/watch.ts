// What monitoring tells a person of: broken connections, flows that stand still, records that fail, documents made twice.
import type { FailureEntry } from '../failure.ts'

export const watchFailures = {
  'connection-broken': {
    remedy: 'reconnect',
    sv: 'Anslutningen {connection} fungerar inte: {reasonSv}',
    en: 'The connection {connection} does not work: {reasonEn}',
    cureSv: '{cureSv} Flöden som står still: {flows}. De fortsätter av sig själva när anslutningen fungerar; inget har gått förlorat.',
    cureEn: '{cureEn} Flows that stand still: {flows}. They go on by themselves once the connection works; nothing is lost.',
  },
  'run-failed': {
    remedy: 'report',
    sv: 'Flödet {flow} kan inte köras sedan {minutes} min: {reasonSv}',
    en: 'Flow {flow} has not been able to run for {minutes} min: {reasonEn}',
    cureSv: '{cureSv}',
    cureEn: '{cureEn}',
  },
  'failure-rate': {
    remedy: 'fix-record',
    sv: 'I flödet {flow} har {failed} av {handled} poster misslyckats sedan i går ({percent} %).',
    en: 'In flow {flow}, {failed} of {handled} records have failed since yesterday ({percent} %).',
    cureSv: 'Se orsakerna med: kontobro held {flow}',
    cureEn: 'See the causes with: kontobro held {flow}',
  },
  'flow-stale': {
    remedy: 'report',
    sv: 'Flödet {flow} har inte gått klart på {minutes} min; det brukar göra det var {expected} min.',
    en: 'Flow {flow} has not finished for {minutes} min; it is expected to every {expected} min.',
    cureSv: 'Kontrollera att Kontobro är igång med: kontobro status',
    cureEn: 'Check that Kontobro is running with: kontobro status',
  },
  'flow-lagging': {
    remedy: 'retry',
    sv: 'Flödet {flow} går, men har bara läst källan fram till för {minutes} min sedan.',
    en: 'Flow {flow} runs, but has read the source only up to {minutes} min ago.',
    cureSv: 'Oftast hinner det ikapp. Växer eftersläpningen: se pågående körning med kontobro status.',
    cureEn: 'Usually it catches up. If it grows, see the run in progress with kontobro status.',
  },
  'records-held': {
    remedy: 'fix-record',
    sv: '{n} i flödet {flow} väntar på en åtgärd: {reasonSv}',
    en: '{n} in flow {flow} need a person: {reasonEn}',
    cureSv: '{cureSv}',
    cureEn: '{cureEn}',
  },
  'records-waiting': {
    remedy: 'retry',
    sv: '{n} i flödet {flow} har väntat i {minutes} min: {reasonSv}',
    en: '{n} in flow {flow} have waited for {minutes} min: {reasonEn}',
    cureSv: '{cureSv}',
    cureEn: '{cureEn}',
  },
  'write-back-stuck': {
    remedy: 'report',
    sv: 'Status kan inte skrivas tillbaka till {connection} för {n} poster. Dokumenten i bokföringen är gjorda.',
    en: 'The status of {n} records cannot be written back to {connection}. The documents in the books are made.',
    cureSv: 'Kontobro försöker igen av sig självt. Kontrollera att anslutningen {connection} får skriva på posterna.',
    cureEn: 'Kontobro tries again by itself. Check that the connection {connection} may write to the records.',
  },
  'writes-unsettled': {
    remedy: 'report',
    sv: 'För {n} skrivningar till bokföringen är utgången okänd sedan {minutes} min. De görs inte om förrän det är utrett.',
    en: 'The outcome of {n} writes to the books has been unknown for {minutes} min. They are not made again until that is settled.',
    cureSv: 'Kör flödet en gång till; då letar Kontobro upp dem i bokföringen.',
    cureEn: 'Run the flow once more; Kontobro then looks for them in the books.',
  },
  'second-draft-removed': {
    remedy: 'retry',
    sv: 'Två dokument bar märket {mark}. Det andra, {removed}, var orört och har tagits bort; {kept} gäller.',
    en: 'Two documents carried the mark {mark}. The second, {removed}, was untouched and has been removed; {kept} stands.',
    cureSv: 'Inget behöver göras.',
    cureEn: 'Nothing to do.',
  },
  'mail-not-sent': {
    remedy: 'fix-settings',
    sv: 'E-post kunde inte skickas ({reason}).',
    en: 'Mail could not be sent ({reason}).',
    cureSv: 'Kontrollera SMTP_URL. Kontobro försöker igen varje timme.',
    cureEn: 'Check SMTP_URL. Kontobro tries again every hour.',
  },
  'webhook-not-sent': {
    remedy: 'fix-settings',
    sv: 'Aviseringen kunde inte skickas till webhooken på {host} ({reason}).',
    en: 'The notice could not be sent to the webhook at {host} ({reason}).',
    cureSv: 'Kontrollera adressen under notify i konfigurationen. Kontobro försöker igen av sig självt.',
    cureEn: 'Check the address under notify in the configuration. Kontobro tries again by itself.',
  },
} satisfies Record<string, FailureEntry>
