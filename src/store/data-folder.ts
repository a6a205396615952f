// The data folder: where it is. What lies in it is data-files.ts, who runs on it owner.ts.
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

export { dataFiles, prepareDataFolder } from './data-files.ts'
export { type Held, type Owner, type OwnerInfo, answers, claimDataFolder, readOwner } from './owner.ts'

/** Where the data folder is: KONTOBRO_DATA_DIR, else the platform's place for a user's data. Absolute. Makes nothing. */
export function resolveDataFolder(environment: NodeJS.ProcessEnv = process.env, platform: string = process.platform, home = homedir()): string {
  const chosen = environment.KONTOBRO_DATA_DIR
  if (chosen !== undefined && chosen !== '') return resolve(chosen)
  if (platform === 'win32') return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Kontobro')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Kontobro')
  // The XDG specification tells to ignore relative paths.
  const shared = environment.XDG_DATA_HOME
  return join(shared !== undefined && isAbsolute(shared) ? shared : join(home, '.local', 'share'), 'kontobro')
}
