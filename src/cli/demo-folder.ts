// The demo's own data folder: known by a marker file, so that nothing else is ever emptied.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFiles } from '../store/data-folder.ts'
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
