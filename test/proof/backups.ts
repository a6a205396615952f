// Backups in the proofs: taken from a worker's installation, and restored over the same database while nobody works.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEnvironment, type Environment } from '../../src/config/environment.ts'
import { connectors } from '../../src/connectors/registry.ts'
import { saveBackup } from '../../src/engine/backup-file.ts'
import { restoreBackup, type Restored } from '../../src/engine/restore.ts'
import { claimDataFolder } from '../../src/store/data-folder.ts'
import type { Ground, Worker } from './ground.ts'

export type Shelf = { take(worker: Worker): Promise<string>; /** All workers must be closed. */ restore(ground: Ground, file: string): Promise<Restored>; close(): void }

export function openShelf(): Shelf {
  const dir = mkdtempSync(join(tmpdir(), 'kontobro-shelf-'))
  let n = 0
  return {
    take: async (worker) => {
      n += 1
      const file = join(dir, `${n}.backup`)
      await saveBackup(file, await worker.operations.backup({}))
      return file
    },
    restore: async (ground, file) => {
      const environment = environmentOf(ground)
      return await restoreBackup({ environment, file, passphrase: null, keyFile: null, now: new Date(), claim: () => claimed(environment), mayReplace: async () => true })
    },
    close: () => rmSync(dir, { recursive: true, force: true }),
  }
}

export function environmentOf(ground: Ground): Environment {
  const read = readEnvironment(ground.environment(), connectors)
  if (!read.ok) throw new Error(read.problems.map((problem) => problem.en).join('\n'))
  return read.environment
}

export async function claimed(environment: Environment): ReturnType<Parameters<typeof restoreBackup>[0]['claim']> {
  const owner = await claimDataFolder(environment.dataDir)
  if ('held' in owner) throw new Error('the data folder is held')
  return owner
}

/** Everything that was made in the books so far: documents, customers, articles, and what was sent. */
export function made(ground: Pick<Ground, 'sandbox'>): string[] {
  return ground.sandbox.eaccounting.journal.entries.filter((entry) => ['created', 'sent', 'booked', 'converted'].includes(entry.action ?? '') && entry.status < 300).map((entry) => `${entry.action} ${entry.path}`)
}
