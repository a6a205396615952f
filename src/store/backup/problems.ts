// What can be wrong with a backup or a restore: one code and one sentence each, with what to do.
import { StoreProblem } from '../problem.ts'

export function notABackup(file: string): StoreProblem {
  return new StoreProblem('backup-not-one', {
    sv: `${file} är ingen backup från Kontobro: välj en fil som gjordes med "kontobro backup", eller en ur mappen backups i datamappen.`,
    en: `${file} is not a backup made by Kontobro: choose a file made by "kontobro backup", or one from the folder backups of the data folder.`,
  })
}

export function cutShort(file: string): StoreProblem {
  return new StoreProblem('backup-cut', {
    sv: `${file} är avhuggen: slutet saknas. Kopiera filen på nytt, eller använd en annan backup.`,
    en: `${file} is cut short: its end is missing. Copy the file again, or use another backup.`,
  })
}

export function damagedBackup(file: string, cause?: unknown): StoreProblem {
  return new StoreProblem('backup-damaged', {
    sv: `${file} är skadad eller ändrad sedan den gjordes. Använd en annan backup.`,
    en: `${file} is damaged, or was changed after it was made. Use another backup.`,
  }, cause)
}

export function newerBackup(file: string, product: string): StoreProblem {
  return new StoreProblem('backup-newer', {
    sv: `${file} gjordes av en nyare Kontobro (${product}): uppgradera Kontobro och återställ sedan.`,
    en: `${file} was made by a newer Kontobro (${product}): upgrade Kontobro, then restore.`,
  })
}

export function noKey(file: string, wanted: string, hasPassphrase: boolean): StoreProblem {
  return new StoreProblem('backup-key-missing', {
    sv: `${file} är krypterad med nyckeln ${wanted}, och ingen nyckel är given: lägg installationens secret.key i datamappen, ange den med --key-file, eller sätt KONTOBRO_SECRET_KEY.${hasPassphrase ? ' Den kan också öppnas med sin lösenfras (--passphrase-file).' : ''}`,
    en: `${file} is encrypted with the key ${wanted}, and no key is given: put the installation's secret.key into the data folder, name it with --key-file, or set KONTOBRO_SECRET_KEY.${hasPassphrase ? ' It can also be opened with its passphrase (--passphrase-file).' : ''}`,
  })
}

export function wrongKey(file: string, wanted: string, given: string, hasPassphrase: boolean): StoreProblem {
  return new StoreProblem('backup-key-wrong', {
    sv: `${file} är krypterad med en annan nyckel (${wanted}) än den som är given (${given}): ange rätt secret.key med --key-file, eller rätt KONTOBRO_SECRET_KEY.${hasPassphrase ? ' Den kan också öppnas med sin lösenfras (--passphrase-file).' : ''}`,
    en: `${file} is encrypted with another key (${wanted}) than the one given (${given}): name the right secret.key with --key-file, or set the right KONTOBRO_SECRET_KEY.${hasPassphrase ? ' It can also be opened with its passphrase (--passphrase-file).' : ''}`,
  })
}

export function wrongPassphrase(file: string): StoreProblem {
  return new StoreProblem('backup-passphrase-wrong', {
    sv: `Lösenfrasen öppnar inte ${file}.`,
    en: `The passphrase does not open ${file}.`,
  })
}

export function noPassphrase(file: string): StoreProblem {
  return new StoreProblem('backup-passphrase-none', {
    sv: `${file} gjordes utan lösenfras: den öppnas bara med installationens nyckel (secret.key eller KONTOBRO_SECRET_KEY).`,
    en: `${file} was made without a passphrase: it opens only with the installation's key (secret.key or KONTOBRO_SECRET_KEY).`,
  })
}

export function weakPassphrase(): StoreProblem {
  return new StoreProblem('backup-passphrase-weak', {
    sv: 'Lösenfrasen är för kort: minst 16 tecken, till exempel fyra ord.',
    en: 'The passphrase is too short: at least 16 characters, for example four words.',
  })
}

/** Writing the file failed: no room, no rights, no folder. */
export function cannotWrite(file: string, reason: string, cause: unknown): StoreProblem {
  const full = reason === 'ENOSPC'
  return new StoreProblem('backup-not-written', {
    sv: full ? `Backupen fick inte plats: disken med ${file} är full. Frigör utrymme eller välj en annan plats.` : `${file} kan inte skrivas (${reason}): välj en annan plats, eller ge dig rättigheter dit.`,
    en: full ? `There was no room for the backup: the disk of ${file} is full. Make room or choose another place.` : `${file} cannot be written (${reason}): choose another place, or give yourself rights to it.`,
  }, cause)
}

export function cannotRead(file: string, reason: string, cause: unknown): StoreProblem {
  const gone = reason === 'ENOENT'
  const sv = gone ? `${file} finns inte.` : `${file} kan inte läsas (${reason}).`
  const en = gone ? `There is no file ${file}.` : `${file} cannot be read (${reason}).`
  return new StoreProblem('backup-not-read', { sv, en }, cause)
}
