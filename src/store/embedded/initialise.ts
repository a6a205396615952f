// Makes a new, empty cluster: beside its place, flushed to disk, then moved there in one step, so that half a cluster never exists.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, lchownSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreProblem, errorCode } from '../problem.ts'
import { serverEnvironment } from './environment.ts'
import type { Placement } from './placement.ts'
import { program } from './platform-package.ts'
import { spawnIdentity } from './run-as.ts'

/** The database role that owns everything, and its password's use: only over 127.0.0.1 and only with SCRAM. */
export const databaseUser = 'kontobro'

const stagingPrefix = '.initdb-'

/** The PostgreSQL major version a cluster was made by, or undefined when there is none yet. */
export function clusterVersion(cluster: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(cluster, 'PG_VERSION'), 'utf8'), 10)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Refuses a cluster of another major version, whose files this PostgreSQL cannot read.
 * @throws StoreProblem `database-newer` or `database-older`.
 */
export function checkClusterVersion(cluster: string, ours: number): void {
  const found = clusterVersion(cluster)
  if (found === undefined || found === ours) return
  if (found > ours) {
    throw new StoreProblem('database-newer', {
      sv: `Databasen i ${cluster} är gjord av PostgreSQL ${found}, men den här Kontobro har PostgreSQL ${ours}: uppgradera Kontobro.`,
      en: `The database in ${cluster} was made by PostgreSQL ${found}, but this Kontobro brings PostgreSQL ${ours}: upgrade Kontobro.`,
    })
  }
  throw new StoreProblem('database-older', {
    sv: `Databasen i ${cluster} är gjord av PostgreSQL ${found}, men den här Kontobro har PostgreSQL ${ours}: ta "kontobro backup" med den förra versionen och "kontobro restore" med den här.`,
    en: `The database in ${cluster} was made by PostgreSQL ${found}, but this Kontobro brings PostgreSQL ${ours}: take "kontobro backup" with the previous version and "kontobro restore" with this one.`,
  })
}

/**
 * Runs initdb. UTF-8, sorted by code point on every machine alike (no operating system locale), with data checksums.
 * @throws StoreProblem `database-start-failed` with initdb's own last line.
 */
export async function initialiseCluster(native: string, placement: Placement, password: string): Promise<void> {
  removeLeftovers(placement.base)
  const staging = join(placement.base, `${stagingPrefix}${randomBytes(6).toString('hex')}`)
  const draft = join(staging, 'postgres')
  const passwordFile = join(staging, 'password')
  mkdirSync(staging, { mode: 0o700 })
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
    giveTo(passwordFile, placement)
    giveTo(staging, placement)
    const words = ['--pgdata', draft, '--username', databaseUser, '--pwfile', passwordFile, '--auth', 'scram-sha-256']
    words.push('--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C')
    words.push('--data-checksums', '--no-sync', '--no-instructions')
    await runInitdb(native, placement, words)
    // initdb flushes file by file as it goes; one flush at the end is quicker and as safe, since nothing is in place before it.
    await runInitdb(native, placement, ['--sync-only', '--pgdata', draft])
    renameSync(draft, placement.cluster)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

/** Mends a cluster that was copied back from a backup: it belongs to the user that PostgreSQL runs as and to nobody else. */
export function repairRights(placement: Placement): void {
  const { cluster, runAs } = placement
  const found = lstatSync(cluster, { throwIfNoEntry: false })
  if (found === undefined || process.platform === 'win32') return
  if ((found.mode & 0o077) !== 0) chmodSync(cluster, 0o700)
  if (runAs === undefined || found.uid === runAs.uid) return
  for (const entry of readdirSync(cluster, { recursive: true })) lchownSync(join(cluster, String(entry)), runAs.uid, runAs.gid)
  // Last, so that an interrupted repair is begun again.
  giveTo(cluster, placement)
}

function giveTo(path: string, { runAs }: Placement): void {
  if (runAs !== undefined) chownSync(path, runAs.uid, runAs.gid)
}

/** Only the owner of the data folder comes here, so another start cannot be in the middle of one of these. */
function removeLeftovers(base: string): void {
  for (const name of readdirSync(base)) {
    if (name.startsWith(stagingPrefix)) rmSync(join(base, name), { recursive: true, force: true })
  }
}

async function runInitdb(native: string, placement: Placement, words: string[]): Promise<void> {
  const child = spawn(program(native, 'initdb'), words, {
    ...spawnIdentity(placement.runAs),
    cwd: native,
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4_000)
  })
  const code = await new Promise<number | string>(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('close', (exit, signal) => resolve(exit ?? signal ?? 'unknown'))
  })
  if (code === 0) return
  const line = complaint.trim().split('\n').findLast(text => text.includes('error') || text.includes('FATAL')) ?? complaint.trim()
  throw new StoreProblem('database-start-failed', {
    sv: `Databasen kunde inte skapas i ${placement.cluster}: ${line || `initdb slutade med ${code}`}`,
    en: `The database could not be created in ${placement.cluster}: ${line || `initdb ended with ${code}`}`,
  })
}
