// What lies in the data folder, and who may look into it.
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { StoreProblem, errorCode, errorText } from './problem.ts'

/** The files of a data folder, beside the database's own ("postgres", "postgres.password"). */
export const dataFiles = {
  /** 32 random bytes that seal what is secret in the database; absent when KONTOBRO_SECRET_KEY is given. */
  secretKey: 'secret.key',
  /** The bearer token of the local API. */
  token: 'token',
  /** Who runs on this folder; for people and for other commands. */
  owner: 'owner.json',
  /** The operating system's lock. Nothing else may open it: closing any handle to it in the owner's process would let the lock go. */
  lock: 'owner.lock',
} as const

/**
 * Makes the data folder (0700) or checks an existing one: rights of others are taken away if the folder is empty or ours.
 * @throws StoreProblem `data-folder-unusable`.
 */
export function prepareDataFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const found = statSync(dir)
    const names = readdirSync(dir)
    const ours = names.length === 0 || Object.values(dataFiles).some(name => names.includes(name))
    // The group may pass through (execute): as root, PostgreSQL's user comes this way to its own folder.
    if (process.platform !== 'win32' && ours && (found.mode & 0o067) !== 0) chmodSync(dir, found.mode & 0o710)
  } catch (error) {
    throw unusable(dir, error)
  }
}

/** The one complaint about a folder that cannot be made, read, written or locked. */
export function unusable(dir: string, cause: unknown): StoreProblem {
  const reason = errorCode(cause) ?? errorText(cause)
  return new StoreProblem(
    'data-folder-unusable',
    {
      sv: `Datamappen ${dir} kan inte användas (${reason}): ge dig rättigheter till den, eller sätt KONTOBRO_DATA_DIR till en annan mapp.`,
      en: `The data folder ${dir} cannot be used (${reason}): give yourself rights to it, or set KONTOBRO_DATA_DIR to another folder.`,
    },
    cause,
  )
}
