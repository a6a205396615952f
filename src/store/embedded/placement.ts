// Decides where the database files lie and which user owns them: in the data folder, or, for root, where PostgreSQL's user can reach.
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { StoreProblem, errorCode } from '../problem.ts'
import { canReach, canUse } from './reachable.ts'
import { type RunAs, chooseRunAs, isRoot } from './run-as.ts'

/** `base` is reachable by the user PostgreSQL runs as, and only we write there; `cluster` is PostgreSQL's own folder. */
export type Placement = { base: string; cluster: string; runAs: RunAs | undefined }

/** Remembers, in the data folder, a cluster that had to be put elsewhere. */
const locationFile = z.object({ cluster: z.string(), initialised: z.boolean() })

/** Where root keeps what the data folder cannot hold, because the data folder lies beneath a closed home. */
export function systemFolder(platform: string = process.platform): string {
  return platform === 'darwin' ? '/Library/Application Support/Kontobro' : '/var/lib/kontobro'
}

/**
 * Finds or makes the place for a data folder's database.
 * @throws StoreProblem `database-lost` (the remembered cluster is gone), `database-root` (no place that PostgreSQL's user can reach).
 */
export function placeCluster(dataDir: string, system = systemFolder()): Placement {
  const inside = join(dataDir, 'postgres')
  if (!isRoot()) return { base: dataDir, cluster: inside, runAs: undefined }
  const remembered = readLocation(dataDir)
  if (remembered !== undefined) return placeRemembered(dataDir, remembered, system)
  const runAs = chooseRunAs(ownerOf(inside))
  if (canReach(dataDir, runAs)) {
    openDoor(dataDir, runAs)
    return { base: dataDir, cluster: inside, runAs }
  }
  prepareSystemFolder(system, runAs, dataDir)
  const cluster = join(system, 'clusters', randomBytes(6).toString('hex'), 'postgres')
  // Written before initdb, so that a crash in between finds the same place again instead of leaving one behind.
  writeLocation(dataDir, { cluster, initialised: false })
  return placeRemembered(dataDir, { cluster, initialised: false }, system)
}

/** Notes that a cluster placed outside the data folder is complete, so that its absence is a loss from now on. */
export function rememberInitialised(dataDir: string): void {
  const remembered = readLocation(dataDir)
  if (remembered !== undefined && !remembered.initialised) writeLocation(dataDir, { ...remembered, initialised: true })
}

function placeRemembered(dataDir: string, { cluster, initialised }: z.infer<typeof locationFile>, system: string): Placement {
  if (initialised && !existsSync(cluster)) {
    throw new StoreProblem('database-lost', {
      sv: `Datamappen ${dataDir} säger att dess databas ligger i ${cluster}, men den mappen finns inte: återställ den, eller ta bort ${locationPath(dataDir)} för att börja med en tom databas.`,
      en: `The data folder ${dataDir} says that its database lies in ${cluster}, but that folder does not exist: restore it, or remove ${locationPath(dataDir)} to start with an empty database.`,
    })
  }
  const runAs = chooseRunAs(ownerOf(cluster))
  prepareSystemFolder(system, runAs, dataDir)
  const base = join(cluster, '..')
  mkdirSync(base, { recursive: true, mode: 0o755 })
  chmodSync(base, 0o755)
  return { base, cluster, runAs }
}

/** Lets PostgreSQL's user pass through the data folder (not list it): group of that user, execute only. Files inside stay 0600. */
function openDoor(dataDir: string, runAs: RunAs): void {
  if (canUse(dataDir, runAs, 1)) return
  chownSync(dataDir, statSync(dataDir).uid, runAs.gid)
  chmodSync(dataDir, 0o710)
}

/** Makes the system folder, and refuses one that somebody else could have prepared. */
function prepareSystemFolder(system: string, runAs: RunAs, dataDir: string): void {
  try {
    for (const folder of [system, join(system, 'clusters')]) {
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      const found = lstatSync(folder)
      if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) throw new Error(`${folder} is not a folder that only root can write`)
      chmodSync(folder, 0o755)
    }
    if (!canUse(join(system, 'clusters'), runAs, 1)) throw new Error(`${runAs.name} cannot reach ${system}`)
  } catch (error) {
    throw new StoreProblem(
      'database-root',
      {
        sv: `PostgreSQL får inte köras som root, användaren ${runAs.name} når inte datamappen ${dataDir}, och ${system} kan inte användas: kör Kontobro som en vanlig användare, eller sätt KONTOBRO_DATA_DIR till en mapp som ${runAs.name} når, eller ange DATABASE_URL.`,
        en: `PostgreSQL refuses to run as root, the user ${runAs.name} cannot reach the data folder ${dataDir}, and ${system} cannot be used: run Kontobro as an ordinary user, or set KONTOBRO_DATA_DIR to a folder that ${runAs.name} can reach, or set DATABASE_URL.`,
      },
      error,
    )
  }
}

function locationPath(dataDir: string): string {
  return join(dataDir, 'postgres-location.json')
}

function readLocation(dataDir: string): z.infer<typeof locationFile> | undefined {
  try {
    return locationFile.parse(JSON.parse(readFileSync(locationPath(dataDir), 'utf8')))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function writeLocation(dataDir: string, location: z.infer<typeof locationFile>): void {
  const draft = `${locationPath(dataDir)}.new`
  writeFileSync(draft, `${JSON.stringify(location)}\n`, { mode: 0o600 })
  renameSync(draft, locationPath(dataDir))
}

function ownerOf(cluster: string): number | undefined {
  return statSync(cluster, { throwIfNoEntry: false })?.uid
}
