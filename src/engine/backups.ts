// Backups of an installation at work: as a stream for whoever asks, and one each night into the data folder.
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { Operations } from '../api/operations.ts'
import { createBackup } from '../store/backup/create.ts'
import { makeFolder, writeBackupFile } from '../store/backup/file.ts'
import { backupFolder, backupName, diskIsShort, nightlyBackups, nightlyIsDue, removeOldNights } from '../store/backup/kept.ts'
import { StoreProblem, errorText } from '../store/problem.ts'
import { openMasterKey } from '../store/secret-key.ts'
import { closeAlert, raiseAlert } from '../store/tables/alerts.ts'
import { listOrganisations } from '../store/tables/flows.ts'
import { version } from '../version.ts'
import type { Installation } from './installation.ts'

export function backupOperations(installation: Installation): Pick<Operations, 'backup'> {
  return {
    backup: async ({ passphrase }) => Readable.toWeb(await backupOf(installation, passphrase ?? null)) as ReadableStream<Uint8Array>,
  }
}

export async function backupOf(installation: Installation, passphrase: string | null): Promise<Readable> {
  const { environment } = installation
  return await createBackup({
    url: installation.databaseUrl, database: installation.embedded ? 'embedded' : 'external', master: openMasterKey(environment.dataDir, environment.secretKey ?? undefined), passphrase,
    product: version, now: new Date(installation.now()),
  })
}

const subject = 'backup'

/** Makes tonight's backup unless it is there; asked every hour. What stands in the way is an alert, which the next good one closes. */
export async function backupTonight(installation: Installation): Promise<'made' | 'there' | 'failed'> {
  const { db, environment: { dataDir }, log } = installation
  const now = new Date(installation.now())
  const [newest] = nightlyBackups(dataDir)
  if (!nightlyIsDue(newest?.madeAt ?? null, now)) return 'there'
  try {
    const folder = backupFolder(dataDir)
    await makeFolder(folder)
    removeOldNights(dataDir)
    const { bavail, bsize } = await statfs(folder)
    if (diskIsShort(bavail * bsize, newest?.bytes ?? (await databaseBytes(installation)))) throw noRoom(folder, bavail * bsize)
    const bytes = await writeBackupFile(join(folder, backupName('nightly', now)), await backupOf(installation, null))
    removeOldNights(dataDir)
    log.info({ bytes }, 'tonight\'s backup is made')
    for (const { id } of await listOrganisations(db)) await closeAlert(db, id, 'backup-failed', subject)
    return 'made'
  } catch (caught) {
    const reason = caught instanceof StoreProblem ? caught : { sv: errorText(caught), en: errorText(caught) }
    log.warn({ error: reason.en }, 'tonight\'s backup was not made')
    for (const { id } of await listOrganisations(db)) await raiseAlert(db, id, 'backup-failed', subject, { reasonSv: reason.sv, reasonEn: reason.en, since: newest?.madeAt.toISOString() ?? null }, now)
    return 'failed'
  }
}

/** Compressed and without what is read again after a restore, a backup is smaller than this. */
async function databaseBytes(installation: Installation): Promise<number> {
  return Number((await sql<{ bytes: string }>`select pg_database_size(current_database()) as bytes`.execute(installation.db)).rows[0]?.bytes ?? 0)
}

function noRoom(folder: string, free: number): StoreProblem {
  const left = Math.round(free / 1e6)
  return new StoreProblem('backup-no-room', { sv: `disken med ${folder} har bara ${left} MB ledigt.`, en: `the disk of ${folder} has only ${left} MB free.` })
}
