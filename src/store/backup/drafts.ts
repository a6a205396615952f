// Drafts: backups that are being written, under a name that says by whom. What a process that was killed left behind is removed by whoever writes in that folder next.
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isAlive } from '../embedded/process-identity.ts'

/** Never a backup. */
const ending = '.part'
/** A folder may be shared by computers: of another one's processes we know nothing. */
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
const ours = new Set<string>()

/** Reserves a name beside the file; `forget` it when the draft is gone. */
export function draftFor(file: string): string {
  const name = `.${basename(file)}.${host}-${process.pid}-${randomBytes(4).toString('hex')}${ending}`
  ours.add(name)
  return join(dirname(file), name)
}

export function forgetDraft(draft: string): void {
  ours.delete(basename(draft))
}

/** Removes drafts whose process, on this computer, is no more. A folder that cannot be read is told by whoever writes to it. */
export function removeDeadDrafts(folder: string): void {
  for (const name of namesIn(folder)) {
    const [, where, pid] = /^\..+\.([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.part$/.exec(name) ?? []
    if (where !== host || ours.has(name)) continue
    // Process ids are given out again; one that is ours now, without the draft being ours, was another's.
    if (Number(pid) === process.pid || !isAlive(Number(pid))) rmSync(join(folder, name), { force: true })
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
