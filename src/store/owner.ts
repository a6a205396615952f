// One owner per data folder: a lock of the operating system that ends with the process that holds it, and a file that names the owner.
import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { dataFiles, prepareDataFolder, unusable } from './data-files.ts'
import { isAlive } from './embedded/process-identity.ts'
import { StoreProblem, errorCode } from './problem.ts'

const ownerFile = z.object({
  pid: z.number().int(),
  /** Where the owner's API listens on 127.0.0.1 (or `host`); null while it is starting. */
  port: z.number().int().nullable(),
  host: z.string(),
  version: z.string(),
  startedAt: z.string(),
  tokenFile: z.string(),
})

/** Who runs on a data folder. */
export type OwnerInfo = z.infer<typeof ownerFile>

/** What the owner tells about itself. */
export type OwnerDetails = { version?: string; port?: number; host?: string }

/** A data folder that is ours until `release` or until this process ends, however it ends. `publish` tells others the port once it is known. */
export type Owner = { dir: string; info: OwnerInfo; publish: (details: OwnerDetails) => void; release: () => Promise<void> }

/** A data folder that another process owns. `alive`: it answers on its port; if not, it is starting, stopping or hung. Named, never killed. */
export type Held = { held: OwnerInfo; alive: boolean }

/** SQLite is Node's only door to a lock that the kernel itself lets go of when a process dies (fcntl on Unix, LockFileEx on Windows). */
const sqliteBusy = 5

/**
 * Claims a data folder, making it if need be. Of any number of processes that try at once exactly one gets it; after a crash the
 * next one does, with nothing to clean up, since the lock lives in the kernel and not in a file's existence.
 * @throws StoreProblem `data-folder-unusable` or `node-unsuitable`.
 */
export async function claimDataFolder(dir: string, details: OwnerDetails = {}): Promise<Owner | Held> {
  prepareDataFolder(dir)
  const folder = realpathSync(dir)
  const lock = takeLock(join(folder, dataFiles.lock))
  if (lock === undefined) return await describeHolder(folder)
  let info: OwnerInfo = {
    pid: process.pid,
    port: details.port ?? null,
    host: details.host ?? '127.0.0.1',
    version: details.version ?? '',
    startedAt: new Date().toISOString(),
    tokenFile: join(folder, dataFiles.token),
  }
  const publish = (more: OwnerDetails): void => {
    info = { ...info, ...more }
    writeInfo(folder, info)
  }
  publish({})
  let released = false
  const release = async (): Promise<void> => {
    if (released) return
    released = true
    rmSync(join(folder, dataFiles.owner), { force: true })
    lock.close()
  }
  return {
    dir: folder,
    get info() {
      return info
    },
    publish,
    release,
  }
}

/** Reads who owns a data folder without trying to own it; undefined when nobody does or says so. */
export function readOwner(dir: string): OwnerInfo | undefined {
  try {
    return ownerFile.parse(JSON.parse(readFileSync(join(dir, dataFiles.owner), 'utf8')))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Whether an owner's API answers at all (any status), within `patience` ms. */
export async function answers(owner: OwnerInfo, patience = 2_000): Promise<boolean> {
  if (owner.port === null) return false
  const host = owner.host.includes(':') ? `[${owner.host}]` : owner.host
  try {
    const response = await fetch(`http://${host}:${owner.port}/healthz`, { signal: AbortSignal.timeout(patience), redirect: 'manual' })
    await response.body?.cancel()
    return true
  } catch {
    // Refused, reset or too slow: all mean the same here.
    return false
  }
}

function takeLock(path: string): DatabaseSync | undefined {
  const sqlite = process.getBuiltinModule('node:sqlite') as typeof import('node:sqlite') | undefined
  if (sqlite === undefined) {
    throw new StoreProblem('node-unsuitable', {
      sv: 'Den här Node.js är byggd utan SQLite, som Kontobro låser sin datamapp med: kör "npm ci" i Kontobros mapp, som hämtar en egen Node 24, eller installera Node 24 från nodejs.org.',
      en: 'This Node.js was built without SQLite, which Kontobro locks its data folder with: run "npm ci" in the Kontobro folder, which brings a Node 24 of its own, or install Node 24 from nodejs.org.',
    })
  }
  let lock: DatabaseSync | undefined
  try {
    lock = new sqlite.DatabaseSync(path)
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    if (typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === sqliteBusy) return undefined
    throw unusable(dirname(path), error)
  }
}

/** The holder may have just begun and not yet named itself, or a crashed one's name may still stand there. */
async function describeHolder(folder: string): Promise<Held> {
  const deadline = Date.now() + 1_000
  for (;;) {
    const held = readOwner(folder)
    const late = Date.now() > deadline
    if (held !== undefined && (isAlive(held.pid) || late)) return { held, alive: await answers(held) }
    if (late) return { held: unnamed(folder), alive: false }
    await pause(20)
  }
}

function unnamed(folder: string): OwnerInfo {
  return { pid: 0, port: null, host: '127.0.0.1', version: '', startedAt: '', tokenFile: join(folder, dataFiles.token) }
}

function writeInfo(folder: string, info: OwnerInfo): void {
  const path = join(folder, dataFiles.owner)
  writeFileSync(`${path}.new`, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
