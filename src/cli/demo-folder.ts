// The demo's own data folder: known by a marker file, so that nothing else is ever emptied.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Installation } from '../engine/installation.ts'
import { schema } from '../store/database.ts'
import { dataFiles } from '../store/data-folder.ts'
import { migrate } from '../store/migrate.ts'
import { migrations } from '../store/migrations.ts'
import { wrongUse } from './problem.ts'

const marker = 'demo-folder.txt'

/** Call once the folder is ours. True when an earlier demo left something behind. Refuses a folder that holds anything else. */
export function takeDemoFolder(dir: string): boolean {
  if (existsSync(join(dir, marker))) return true
  // The lock and the owner's name (with what lies beside them while they are written) are there because we hold the folder.
  const strange = readdirSync(dir).filter((name) => !name.startsWith(dataFiles.lock) && !name.startsWith(dataFiles.owner))
  if (strange.length > 0) {
    throw wrongUse(`Mappen ${dir} innehåller något annat än en demo (${strange.slice(0, 3).join(', ')}) och rörs inte.`, `The folder ${dir} holds something other than a demo (${strange.slice(0, 3).join(', ')}) and is not touched.`, {
      sv: 'Ge demon en annan plats med --data-dir.', en: 'Give the demo another place with --data-dir.',
    })
  }
  writeFileSync(join(dir, marker), 'Kontobro keeps its demo here and empties this folder whenever the demo starts.\n')
  return false
}

/** Empties the demo's database, since its twins start anew as well. Only the embedded one: a demo never uses another. */
export async function startAfresh(installation: Installation): Promise<void> {
  if (!installation.embedded) throw wrongUse('Demon använder bara sin egen databas.', 'The demo uses only its own database.')
  await sql.raw(`drop schema if exists ${schema} cascade; drop schema if exists kontobro_jobs cascade`).execute(installation.db)
  await migrate(installation.databaseUrl, migrations)
}
