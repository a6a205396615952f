// The data folder: who may look into it, room on its disk, and whether the disk keeps what it is told to keep.
import { statSync } from 'node:fs'
import { open, readFile, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { randomBytes } from 'node:crypto'
import type { Diagnosis } from '../../api/operations.ts'
import { backupFolder, nightlyBackups } from '../../store/backup/kept.ts'
import { dataFiles } from '../../store/data-folder.ts'
import { bad, ok, reasonOf, warn } from './diagnosis.ts'

/** Less than this is too little for a database that grows; with less than the second it will soon stop. */
const scarceBytes = 1_000_000_000
const fullBytes = 200_000_000
/** Types of statfs(2) that are disks of another computer: their locks and flushes are not what a database needs. */
const networkDisks: Record<number, string> = { 0x6969: 'NFS', 0x517b: 'SMB', 0xff534d42: 'CIFS', 0xfe534d42: 'SMB2', 0x01021997: '9p' }

export async function examineDisk(dataDir: string): Promise<Diagnosis[]> {
  try {
    const found = await statfs(dataDir)
    const free = found.bavail * found.bsize
    const shown = `${(free / 1e9).toFixed(1)} GB`
    const remote = process.platform === 'linux' ? networkDisks[found.type] : undefined
    return [
      free < fullBytes ? bad('disk', `Disken med datamappen ${dataDir} är nästan full (${shown} ledigt): frigör utrymme nu, annars stannar databasen.`, `The disk of the data folder ${dataDir} is almost full (${shown} free): make room now, or the database will stop.`)
        : free < scarceBytes ? warn('disk', `Bara ${shown} ledigt för datamappen ${dataDir}: frigör utrymme.`, `Only ${shown} free for the data folder ${dataDir}: make room.`)
          : ok('disk', `Datamappen ${dataDir} har ${shown} ledigt.`, `The data folder ${dataDir} has ${shown} free.`),
      ...(remote === undefined ? [] : [warn('disk', `Datamappen ligger på en nätverksdisk (${remote}): lägg den på datorns egen disk, annars kan databasen skadas.`, `The data folder lies on a network disk (${remote}): put it on this computer's own disk, or the database may be damaged.`)]),
      await examineWriting(dataDir),
    ]
  } catch (error) {
    return [bad('disk', `Datamappen ${dataDir} kan inte läsas (${reasonOf(error)}).`, `The data folder ${dataDir} cannot be read (${reasonOf(error)}).`)]
  }
}

/** Writes a file, flushes it to the disk, reads it back. */
async function examineWriting(dataDir: string): Promise<Diagnosis> {
  const path = join(dataDir, `.doctor-${randomBytes(6).toString('hex')}`)
  const bytes = randomBytes(256 * 1024)
  try {
    const file = await open(path, 'wx', 0o600)
    const begun = performance.now()
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    const took = performance.now() - begun
    if (!(await readFile(path)).equals(bytes)) return bad('writing', 'Det som skrevs på disken kom inte tillbaka som det skrevs: byt disk.', 'What was written to the disk did not come back as it was written: replace the disk.')
    const shown = `${took < 10 ? took.toFixed(1) : took.toFixed(0)} ms`
    return took > 500
      ? warn('writing', `Disken behöver ${shown} för att spara 256 kB: körningar blir långsamma.`, `The disk needs ${shown} to keep 256 kB: runs will be slow.`)
      : ok('writing', `Skrivet, sparat på disk och läst tillbaka (${shown}).`, `Written, kept on disk and read back (${shown}).`)
  } catch (error) {
    return bad('writing', `Det går inte att skriva i datamappen (${reasonOf(error)}): ge dig rättigheter till den, eller frigör utrymme.`, `The data folder cannot be written (${reasonOf(error)}): give yourself rights to it, or make room.`)
  } finally {
    await rm(path, { force: true }).catch(() => undefined)
  }
}

/** What only the owner may read, and who the owner is. Windows keeps such rights elsewhere. */
export function examineRights(dataDir: string): Diagnosis[] {
  if (process.platform === 'win32') return []
  const secret = [dataFiles.secretKey, dataFiles.token, 'postgres.password', 'kontobro.log'].map((name) => join(dataDir, name))
  const found = [{ path: dataDir, folder: true }, { path: backupFolder(dataDir), folder: true }, ...[...secret, ...nightlyBackups(dataDir).map((one) => one.file)].map((path) => ({ path, folder: false }))].flatMap(({ path, folder }) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat === undefined ? [] : [{ path, folder, mode: stat.mode, uid: stat.uid }]
  })
  // The group may pass through the data folder: as root, PostgreSQL's user comes this way to its own.
  const wide = found.filter((one) => (one.mode & (one.folder ? 0o067 : 0o077)) !== 0)
  const uid = process.getuid?.()
  const strange = found.filter((one) => uid !== undefined && uid !== 0 && one.uid !== uid)
  const complaints = [
    ...wide.map((one) => bad('rights', `Andra kan läsa ${one.path}: kör chmod ${one.folder ? 700 : 600} på den.`, `Others can read ${one.path}: run chmod ${one.folder ? 700 : 600} on it.`)),
    ...strange.map((one) => bad('rights', `${one.path} tillhör en annan användare: kör Kontobro som den användaren, eller chown filen.`, `${one.path} belongs to another user: run Kontobro as that user, or chown it.`)),
  ]
  return complaints.length > 0 ? complaints : [ok('rights', 'Bara du kan läsa det som är hemligt i datamappen.', 'Only you can read what is secret in the data folder.')]
}
