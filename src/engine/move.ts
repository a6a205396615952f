// Moving an installation between its data folder and a DATABASE_URL: a backup of the one restored into the other, and the one left behind marked.
import { join } from 'node:path'
import type { Environment } from '../config/environment.ts'
import { createBackup } from '../store/backup/create.ts'
import { makeFolder, writeBackupFile } from '../store/backup/file.ts'
import { backupFolder, backupName } from '../store/backup/kept.ts'
import { inspectBackup } from '../store/backup/read.ts'
import { lookAt, markMoved, type Place } from '../store/backup/target.ts'
import type { Owner } from '../store/data-folder.ts'
import { migrate } from '../store/migrate.ts'
import { migrations } from '../store/migrations.ts'
import { StoreProblem } from '../store/problem.ts'
import { openMasterKey } from '../store/secret-key.ts'
import { version } from '../version.ts'
import { placeName, refuseBusy, replace, within, type Restored } from './restore.ts'

export type MoveRequest = {
  /** With `databaseUrl`: the one end of the move; the data folder is the other. */
  environment: Environment
  to: 'database' | 'embedded'
  now: Date
  claim(): Promise<Owner>
  mayReplace(place: Place): Promise<boolean>
}

export type Moved = Restored & { from: string; /** The backup that went over; kept. */ file: string }

export async function moveInstallation(request: MoveRequest): Promise<Moved> {
  const { environment, to, now } = request
  const embedded: Environment = { ...environment, databaseUrl: null }
  const [from, into] = to === 'database' ? [embedded, environment] : [environment, embedded]
  const owner = await request.claim()
  try {
    return await within(from, async (source) => {
      await migrate(source, migrations)
      const left = await lookAt(source)
      refuseBusy(left, from)
      if (!left.used) throw nothingThere(from)
      if (left.movedAt !== null) throw movedAlready(from, left.movedAt)
      return await within(into, async (target) => {
        const place = await lookAt(target)
        refuseBusy(place, into)
        if (place.used && place.movedAt === null && !(await request.mayReplace(place))) throw inUse(into)
        const master = openMasterKey(environment.dataDir, environment.secretKey ?? undefined)
        const save = async (url: string, kind: 'moved' | 'before-restore', at: Environment): Promise<string> => {
          const folder = backupFolder(environment.dataDir)
          await makeFolder(folder)
          const file = join(folder, backupName(kind, now))
          await writeBackupFile(file, await createBackup({ url, database: at.databaseUrl === null ? 'embedded' : 'external', master, passphrase: null, product: version, now }))
          return file
        }
        const safety = place.used && place.movedAt === null ? await save(target, 'before-restore', into) : null
        const file = await save(source, 'moved', from)
        const { master: _master, ...manifest } = await inspectBackup(file, { master, passphrase: null })
        const { loaded, keptKey } = await replace(into, target, file, { master, passphrase: null }, now)
        // Last: a move that is cut short leaves the place that was left as it was.
        await markMoved(source, placeName(into), now)
        return { manifest, loaded, into: placeName(into), from: placeName(from), safety, keptKey, file }
      })
    })
  } finally {
    await owner.release()
  }
}

function nothingThere(from: Environment): StoreProblem {
  return new StoreProblem('move-nothing', { sv: `I ${placeName(from)} är inget uppsatt, så det finns inget att flytta.`, en: `Nothing is set up in ${placeName(from)}, so there is nothing to move.` })
}

function movedAlready(from: Environment, at: Date): StoreProblem {
  return new StoreProblem('move-moved', { sv: `${placeName(from)} flyttades redan ${at.toISOString().slice(0, 10)}; det som ligger där är en gammal kopia.`, en: `${placeName(from)} was moved already on ${at.toISOString().slice(0, 10)}; what lies there is an old copy.` })
}

function inUse(into: Environment): StoreProblem {
  return new StoreProblem('restore-place-used', {
    sv: `${placeName(into)} används redan, och inget har ändrats: med --yes ersätts det, efter att en backup gjorts av det som finns.`,
    en: `${placeName(into)} is in use already, and nothing was changed: with --yes it is replaced, after a backup of what is there.`,
  })
}
