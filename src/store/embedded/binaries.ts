// Gives a folder of PostgreSQL programs that PostgreSQL's user can run: the npm package itself, or a copy when it is out of reach.
import { randomBytes } from 'node:crypto'
import { chmodSync, constants, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { errorCode } from '../problem.ts'
import { makeLinks, missingLinks } from './links.ts'
import { type PostgresPackage, program } from './platform-package.ts'
import type { Placement } from './placement.ts'
import { canUse } from './reachable.ts'
import { type RunAs, isRoot } from './run-as.ts'

/** Not needed to run a server: static libraries and build files, a third of the package's files. */
const leftOut = new Set(['pkgconfig', 'pgxs', 'include'])

/**
 * The native folder to run from. In place when it can be reached and its links exist or can be made;
 * else a copy in `placement.base`, made once per version.
 */
export function prepareBinaries(found: PostgresPackage, placement: Placement): string {
  if (isUsable(found.native, placement.runAs) && linksMade(found.native)) return found.native
  const folder = join(placement.base, 'binaries')
  const copy = join(folder, `postgresql-${found.version}-${process.platform}-${process.arch}`)
  if (existsSync(copy)) return copy
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  ownedByUs(folder)
  const draft = join(folder, `.draft-${randomBytes(6).toString('hex')}`)
  try {
    cpSync(found.native, draft, { recursive: true, mode: constants.COPYFILE_FICLONE, verbatimSymlinks: true, filter: isNeeded })
    makeLinks(draft)
    openForReading(draft)
    // A rename is all or nothing: a copy that exists is a whole copy.
    renameSync(draft, copy)
  } catch (error) {
    const anotherProcessWon = existsSync(copy)
    if (!anotherProcessWon) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return copy
}

function isUsable(native: string, runAs: RunAs | undefined): boolean {
  if (runAs === undefined) return true
  return canUse(program(native, 'postgres'), runAs, 5) && canUse(join(native, 'lib'), runAs, 5) && canUse(join(native, 'share'), runAs, 5)
}

/** Makes the links in place, as the package's own install script would have. False where that folder is read only for us. */
function linksMade(native: string): boolean {
  try {
    makeLinks(native)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) throw error
  }
  return missingLinks(native).length === 0
}

function isNeeded(path: string): boolean {
  return !path.endsWith('.a') && !leftOut.has(basename(path))
}

/** Root runs what lies here as another user; nobody but us may have put it there. */
function ownedByUs(folder: string): void {
  const found = lstatSync(folder)
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== process.getuid())) throw new Error(`${folder} belongs to another user`)
  if (isRoot()) chmodSync(folder, 0o755)
}

/** Copies keep the package's modes, which a tight umask at "npm ci" may have closed. */
function openForReading(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openForReading(path)
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}
