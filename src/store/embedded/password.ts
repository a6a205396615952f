// The embedded database's password: random, in a 0600 file of the data folder, made anew when the file was lost.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreProblem, errorCode } from '../problem.ts'
import { serverEnvironment } from './environment.ts'
import { databaseUser } from './initialise.ts'
import type { Placement } from './placement.ts'
import { program } from './platform-package.ts'
import { spawnIdentity } from './run-as.ts'

/** The password in the data folder, or undefined when there is none that could be one of ours. */
export function readPassword(dataDir: string): string | undefined {
  try {
    const password = readFileSync(passwordPath(dataDir), 'utf8').trim()
    return /^[\w-]{20,}$/.test(password) ? password : undefined
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Makes a password and saves it in the data folder. */
export function createPassword(dataDir: string): string {
  const password = randomBytes(24).toString('base64url')
  const draft = `${passwordPath(dataDir)}.new`
  writeFileSync(draft, `${password}\n`, { mode: 0o600 })
  chmodSync(draft, 0o600)
  renameSync(draft, passwordPath(dataDir))
  return password
}

/**
 * Gives the database role this password, through PostgreSQL's single-user mode: whoever owns the files needs no old password.
 * The server must not be running.
 */
export async function setPassword(native: string, placement: Placement, password: string): Promise<void> {
  const child = spawn(program(native, 'postgres'), ['--single', '-D', placement.cluster, '-c', 'logging_collector=off', 'postgres'], {
    ...spawnIdentity(placement.runAs),
    cwd: native,
    env: serverEnvironment(),
    stdio: ['pipe', 'ignore', 'pipe'],
    windowsHide: true,
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4_000)
  })
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  // The password's alphabet (base64url) needs no quoting.
  child.stdin.end(`ALTER ROLE ${databaseUser} WITH PASSWORD '${password}'\n`)
  const code = await ended
  if (code === 0 && !complaint.includes('ERROR:')) return
  throw new StoreProblem('database-start-failed', {
    sv: `Databasens lösenord kunde inte göras om: ${complaint.trim()}`,
    en: `The database's password could not be made anew: ${complaint.trim()}`,
  })
}

function passwordPath(dataDir: string): string {
  return join(dataDir, 'postgres.password')
}
