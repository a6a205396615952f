// A backup as a file: where it goes, how it is written, and whether it can be read back.
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Environment } from '../config/environment.ts'
import { writeBackupFile } from '../store/backup/file.ts'
import { ending, type Manifest } from '../store/backup/format.ts'
import { readBackup } from './restore.ts'
import { findMasterKey } from '../store/secret-key.ts'
import { createSecrets } from '../store/secrets.ts'

/** The path that was given; in a folder, a name with the time. */
export function fileIn(given: string, now: Date): string {
  const path = resolve(given)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return path
  return join(path, `kontobro-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}${ending}`)
}

/** Returns the size. An existing file is replaced by a whole one or left as it is. */
export async function saveBackup(file: string, source: ReadableStream<Uint8Array>): Promise<number> {
  return await writeBackupFile(file, source)
}

/** Reads the file back whole; null when the key that opens it is not here (the server may have it alone). Throws what is wrong with the file. */
export async function verifyBackup(of: { environment: Environment; file: string; passphrase: string | null }): Promise<{ manifest: Manifest | null; keyId: string | null }> {
  const present = findMasterKey(of.environment.dataDir, of.environment.secretKey ?? undefined)
  const keyId = present === null ? null : createSecrets(present).keyId
  if (present === null && of.passphrase === null) return { manifest: null, keyId }
  try {
    return { manifest: (await readBackup({ ...of, keyFile: null })).manifest, keyId }
  } catch (caught) {
    if (caught instanceof Error && 'code' in caught && caught.code === 'backup-key-wrong') return { manifest: null, keyId: null }
    throw caught
  }
}
