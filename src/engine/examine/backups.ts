// The newest backup: how old it is, and whether it opens and is whole.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnosis } from '../../api/operations.ts'
import type { Environment } from '../../config/environment.ts'
import { nightlyBackups } from '../../store/backup/kept.ts'
import { checkBackupFile } from '../../store/backup/read.ts'
import { dataFiles } from '../../store/data-folder.ts'
import { StoreProblem, errorText } from '../../store/problem.ts'
import { findMasterKey } from '../../store/secret-key.ts'
import { readBackup } from '../restore.ts'
import { bad, ok, warn } from './diagnosis.ts'

/** Two nights without one are one too many. */
const oldHours = 50
/** Above this only its pieces are counted, since reading it whole would take long. */
const largeBytes = 1_000_000_000

export async function examineBackups(environment: Environment, now: Date): Promise<Diagnosis> {
  const all = nightlyBackups(environment.dataDir)
  const [newest] = all
  if (newest === undefined && environment.databaseUrl === null && !existsSync(join(environment.dataDir, dataFiles.secretKey))) return ok('backup', 'Inget är uppsatt än, så det finns inget att säkerhetskopiera.', 'Nothing is set up yet, so there is nothing to back up.')
  if (newest === undefined) return warn('backup', 'Det finns ingen backup än: en görs varje natt medan servern körs. Gör en nu med: kontobro backup FIL', 'There is no backup yet: one is made each night while the server runs. Make one now with: kontobro backup FILE')
  const hours = Math.round((now.getTime() - newest.madeAt.getTime()) / 3_600_000)
  try {
    const key = findMasterKey(environment.dataDir, environment.secretKey ?? undefined)
    if (newest.bytes > largeBytes || key === null) await checkBackupFile(newest.file)
    else await readBackup({ environment, file: newest.file, passphrase: null, keyFile: null })
  } catch (error) {
    const told = error instanceof StoreProblem ? error : { sv: errorText(error), en: errorText(error) }
    return bad('backup', `Den senaste backupen går inte att läsa: ${told.sv} Gör en ny med: kontobro backup FIL`, `The newest backup cannot be read: ${told.en} Make a new one with: kontobro backup FILE`)
  }
  if (hours > oldHours) return warn('backup', `Den senaste backupen är ${hours} timmar gammal: den görs varje natt medan servern körs. Är servern igång?`, `The newest backup is ${hours} hours old: one is made each night while the server runs. Is the server running?`)
  return ok('backup', `Den senaste backupen (${hours} timmar gammal, ${all.length} finns) är hel och öppnas med nyckeln: ${newest.file}`, `The newest backup (${hours} hours old, ${all.length} kept) is whole and opens with the key: ${newest.file}`)
}
