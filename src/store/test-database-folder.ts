// The folder of the PostgreSQL server that tests share: one a user, closed to others.
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes the folder if need be. */
export function testServerFolder(): string {
  const uid = process.getuid?.()
  const folder = join(tmpdir(), `kontobro-test-${uid ?? 'user'}`)
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) throw new Error(`${folder} belongs to somebody else`)
  return folder
}
