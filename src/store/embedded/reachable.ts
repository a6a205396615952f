// Answers, from permission bits, whether another user can enter a folder or read a file.
import { realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RunAs } from './run-as.ts'

/** What permission bits say about one path for one user. */
type Bits = { uid: number; gid: number; mode: number }

/** Whether `user` has all of `wanted` (4 read, 2 write, 1 execute or enter) on something with these bits. */
export function allows(bits: Bits, user: RunAs, wanted: number): boolean {
  const granted = bits.uid === user.uid ? bits.mode >> 6 : bits.gid === user.gid ? bits.mode >> 3 : bits.mode
  return (granted & wanted) === wanted
}

/** Whether `user` can enter every folder above `path` (links followed). `path` itself is not looked at. */
export function canReach(path: string, user: RunAs): boolean {
  let folder = dirname(realpathSync(path))
  for (;;) {
    if (!allows(statSync(folder), user, 1)) return false
    const parent = dirname(folder)
    if (parent === folder) return true
    folder = parent
  }
}

/** Whether `user` can reach `path` and has `wanted` rights on it. */
export function canUse(path: string, user: RunAs, wanted: number): boolean {
  return canReach(path, user) && allows(statSync(path), user, wanted)
}
