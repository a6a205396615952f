// Failures of settings: what cannot work is refused with its place when it is saved.
import type { FailureEntry } from '../failure.ts'

export const settingsFailures = {
  'value-not-mapped': {
    remedy: 'fix-settings',
    sv: 'Värdet "{value}" har ingen motsvarighet i {setting}.',
    en: 'The value "{value}" has no counterpart in {setting}.',
    cureSv: 'Lägg till "{value}" i {setting}, eller rätta värdet i källan. Posten körs då om av sig själv.',
    cureEn: 'Add "{value}" to {setting}, or correct the value at the source. The record is then replayed by itself.',
  },
  'mapping-failed': {
    remedy: 'fix-record',
    sv: '{target} kunde inte fyllas av {place}: {reasonSv}.',
    en: '{target} could not be filled by {place}: {reasonEn}.',
    cureSv: 'Rätta värdet i källan, eller ändra regeln {place}.',
    cureEn: 'Correct the value at the source, or change the rule {place}.',
  },
  'value-unreadable': {
    remedy: 'fix-record',
    sv: '{field} är "{value}", som inte går att läsa som {whatSv}.',
    en: '{field} is "{value}", which cannot be read as {whatEn}.',
    cureSv: 'Rätta {field} i källan, eller välj ett annat fält i inställningen {setting}.',
    cureEn: 'Correct {field} at the source, or choose another field in the setting {setting}.',
  },
  'settings-invalid': {
    remedy: 'fix-settings',
    sv: 'Inställningen {path} kan inte gälla: {problemSv}',
    en: 'The setting {path} cannot hold: {problemEn}',
    cureSv: 'Rätta inställningen och tillämpa filen igen.',
    cureEn: 'Correct the setting and apply the file again.',
  },
} satisfies Record<string, FailureEntry>
