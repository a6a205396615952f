// The backups that Kontobro makes by itself: one a night in the data folder, the newest seven kept.
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../problem.ts'
import { removeDeadDrafts } from './drafts.ts'
import { ending } from './format.ts'

export const keptNights = 7
/** From this hour of the local night on. A computer that was off then makes up for it when it is on. */
const hour = 2

export type KeptBackup = { file: string; madeAt: Date; bytes: number }

export function backupFolder(dataDir: string): string {
  return join(dataDir, 'backups')
}

/** `nightly` are counted and removed by us; `before-restore` and `moved` stay until a person removes them. */
export function backupName(kind: 'nightly' | 'before-restore' | 'moved', now: Date): string {
  return `${kind}-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}${ending}`
}

/** Nightly backups, newest first. */
export function nightlyBackups(dataDir: string): KeptBackup[] {
  const folder = backupFolder(dataDir)
  return filesOf(folder)
    .flatMap((name) => {
      const [, year, month, day, hours, minutes, seconds] = /^nightly-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.kontobro-backup$/.exec(name) ?? []
      if (year === undefined) return []
      const file = join(folder, name)
      return [{ file, madeAt: new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`), bytes: statSync(file, { throwIfNoEntry: false })?.size ?? 0 }]
    })
    .sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime())
}

/** Whether none was made since the night began. */
export function nightlyIsDue(newest: Date | null, now: Date): boolean {
  if (newest === null) return true
  const night = new Date(now)
  night.setHours(hour, 0, 0, 0)
  if (night > now) night.setDate(night.getDate() - 1)
  return newest < night
}

/** Removes all but the newest seven, and what an interrupted backup left behind. */
export function removeOldNights(dataDir: string): void {
  for (const old of nightlyBackups(dataDir).slice(keptNights)) rmSync(old.file, { force: true })
  removeDeadDrafts(backupFolder(dataDir))
}

/** Room that must be left beside the new backup. */
export const spareBytes = 500_000_000

/** Whether the disk has no room for one more backup of about this size. */
export function diskIsShort(free: number, expected: number): boolean {
  return free < expected * 1.2 + spareBytes
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    // A file where the folder should be is told when something is to be put into it.
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return []
    throw error
  }
}
