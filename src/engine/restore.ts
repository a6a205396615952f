// Restoring a backup into a data folder or a DATABASE_URL: read whole first, then, in one transaction, in the place of what is there.
import { join } from 'node:path'
import type { Environment } from '../config/environment.ts'
import { createBackup } from '../store/backup/create.ts'
import { makeFolder, writeBackupFile } from '../store/backup/file.ts'
import type { Manifest } from '../store/backup/format.ts'
import { backupFolder, backupName } from '../store/backup/kept.ts'
import { loadBackup, refuseNewerSchema, type Loaded } from '../store/backup/load.ts'
import { inspectBackup } from '../store/backup/read.ts'
import { lookAt, type Place } from '../store/backup/target.ts'
import type { Owner } from '../store/data-folder.ts'
import { startEmbeddedPostgres } from '../store/embedded/start.ts'
import { finishKey } from '../store/finish-key.ts'
import { migrations } from '../store/migrations.ts'
import { StoreProblem } from '../store/problem.ts'
import { findMasterKey, prepareKey, readKeyFile } from '../store/secret-key.ts'
import { createSecrets } from '../store/secrets.ts'
import { version } from '../version.ts'

export type RestoreRequest = {
  environment: Environment
  file: string
  passphrase: string | null
  /** A secret.key from elsewhere. */
  keyFile: string | null
  now: Date
  /** Takes the data folder as ours, or throws when another works on it. Called when the backup has been read and is whole. */
  claim(): Promise<Owner>
  /** Asked when something is set up in the place already. */
  mayReplace(place: Place): Promise<boolean>
}

export type Restored = { manifest: Manifest; loaded: Loaded; into: string; safety: string | null; keptKey: string | null }
export type Inspected = { manifest: Manifest; master: Buffer }

/** Reads a backup whole, with every key that is at hand. Changes nothing. */
export async function readBackup(request: Pick<RestoreRequest, 'environment' | 'file' | 'passphrase' | 'keyFile'>): Promise<Inspected> {
  const { environment, file, passphrase } = request
  const master = request.keyFile === null ? findMasterKey(environment.dataDir, environment.secretKey ?? undefined) : givenKey(request.keyFile)
  const { master: found, ...manifest } = await inspectBackup(file, { master, passphrase })
  refuseNewerSchema(file, manifest, migrations)
  if (found === null) throw new Error('a backup that opened has a key')
  return { manifest, master: found }
}

/** Throws what is wrong with the backup, the key or the place; then nothing has changed. */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const { environment, file, now } = request
  const { manifest, master } = await readBackup(request)
  refuseOtherKey(environment, master)
  const owner = await request.claim()
  try {
    return await within(environment, async (url) => {
      // An earlier restore that was killed: what is kept of it below must be sealed with the key that opens it.
      if (environment.secretKey === null) await finishKey(environment.dataDir, url)
      const place = await lookAt(url)
      refuseBusy(place, environment)
      const replaced = place.used && place.movedAt === null
      if (replaced && !(await request.mayReplace(place))) throw notReplaced(environment)
      const safety = replaced ? await keepSafe(environment, url, master, now) : null
      const { loaded, keptKey } = await replace(environment, url, file, { master, passphrase: request.passphrase }, now)
      return { manifest, loaded, into: placeName(environment), safety, keptKey }
    })
  } finally {
    await owner.release()
  }
}

/** Loads the backup and puts its key in the data folder, unless the key is given from outside. */
export async function replace(environment: Environment, url: string, file: string, { master, passphrase }: { master: Buffer; passphrase: string | null }, now: Date): Promise<{ loaded: Loaded; keptKey: string | null }> {
  const key = environment.secretKey === null ? prepareKey(environment.dataDir, master, now) : null
  try {
    const loaded = await loadBackup(url, file, { master, passphrase }, migrations, now)
    key?.take()
    return { loaded, keptKey: key?.kept ?? null }
  } catch (error) {
    key?.drop()
    throw error
  }
}

/** Opens the database that the environment names, the embedded one unless DATABASE_URL is set, for the time of the work. */
export async function within<T>(environment: Pick<Environment, 'dataDir' | 'databaseUrl'>, work: (url: string) => Promise<T>): Promise<T> {
  if (environment.databaseUrl !== null) return await work(environment.databaseUrl)
  const server = await startEmbeddedPostgres({ dataDir: environment.dataDir })
  try {
    return await work(server.url)
  } finally {
    await server.stop()
  }
}

/** The place as people know it, without a password. */
export function placeName(environment: Pick<Environment, 'dataDir' | 'databaseUrl'>): string {
  if (environment.databaseUrl === null) return environment.dataDir
  const url = new URL(environment.databaseUrl)
  return `${url.host}${url.pathname}`
}

export function refuseBusy(place: Place, environment: Environment): void {
  if (environment.databaseUrl === null || place.others === 0) return
  throw new StoreProblem('restore-place-busy', {
    sv: `${place.others} andra anslutningar från Kontobro finns till ${placeName(environment)}: stoppa alla servrar och arbetare först.`,
    en: `There are ${place.others} other connections of Kontobro to ${placeName(environment)}: stop all servers and workers first.`,
  })
}

/** What is there becomes a backup itself before it is replaced. */
async function keepSafe(environment: Environment, url: string, master: Buffer, now: Date): Promise<string> {
  const folder = backupFolder(environment.dataDir)
  await makeFolder(folder)
  const file = join(folder, backupName('before-restore', now))
  const present = findMasterKey(environment.dataDir, environment.secretKey ?? undefined) ?? master
  await writeBackupFile(file, await createBackup({ url, database: environment.databaseUrl === null ? 'embedded' : 'external', master: present, passphrase: null, product: version, now }))
  return file
}

function givenKey(path: string): Buffer {
  const key = readKeyFile(path)
  if (key !== null) return key
  throw new StoreProblem('key-file-missing', { sv: `Nyckelfilen ${path} finns inte.`, en: `There is no key file ${path}.` })
}

function refuseOtherKey(environment: Environment, master: Buffer): void {
  if (environment.secretKey === null) return
  const present = findMasterKey(environment.dataDir, environment.secretKey)
  if (present === null || present.equals(master)) return
  throw new StoreProblem('restore-key-differs', {
    sv: `KONTOBRO_SECRET_KEY är en annan nyckel (${createSecrets(present).keyId}) än backupens (${createSecrets(master).keyId}): sätt den till backupens nyckel, eller ta bort den, så läggs nyckeln i datamappen.`,
    en: `KONTOBRO_SECRET_KEY is another key (${createSecrets(present).keyId}) than the backup's (${createSecrets(master).keyId}): set it to the backup's key, or unset it, and the key is put into the data folder.`,
  })
}

function notReplaced(environment: Environment): StoreProblem {
  return new StoreProblem('restore-place-used', {
    sv: `${placeName(environment)} används redan, och inget har ändrats: med --yes ersätts det, efter att en backup gjorts av det som finns.`,
    en: `${placeName(environment)} is in use already, and nothing was changed: with --yes it is replaced, after a backup of what is there.`,
  })
}
