// The master key and the API token: from the environment or from 0600 files of the data folder, made once.
import { randomBytes, scryptSync } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { dataFiles } from './data-folder.ts'
import { StoreProblem, errorCode } from './problem.ts'
import { type Secrets, createSecrets } from './secrets.ts'

/**
 * The secrets of a data folder: with the key given (KONTOBRO_SECRET_KEY), else with its secret.key, which is made if absent.
 * @throws StoreProblem `secret-key-weak` or `secret-key-unreadable`.
 */
export function openSecrets(dataDir: string, given: string | undefined = process.env.KONTOBRO_SECRET_KEY): Secrets {
  return createSecrets(openMasterKey(dataDir, given))
}

/** The 32 bytes behind the secrets: what a backup is locked with. Throws as `openSecrets`. */
export function openMasterKey(dataDir: string, given: string | undefined): Buffer {
  if (given !== undefined && given !== '') return parseSecretKey(given)
  const path = join(dataDir, dataFiles.secretKey)
  const key = decode32(readOrCreate(path))
  if (key === undefined) throw unreadable(path)
  return key
}

/** The same without making a key: null when there is none yet. */
export function findMasterKey(dataDir: string, given: string | undefined): Buffer | null {
  if (given !== undefined && given !== '') return parseSecretKey(given)
  return readKeyFile(join(dataDir, dataFiles.secretKey))
}

/** A key as it stands in a secret.key; null when there is no such file. Throws `secret-key-unreadable`. */
export function readKeyFile(path: string): Buffer | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw unreadable(path)
  }
  const key = decode32(text)
  if (key === undefined) throw unreadable(path)
  return key
}

/**
 * Puts a key into the data folder in two steps: `prepare` writes it beside the present one (a copy of which is kept, since backups made with it need it),
 * `take` gives it its name. Null when it is the present one already.
 */
export function prepareKey(dataDir: string, key: Buffer, now: Date): { take(): void; drop(): void; kept: string | null } | null {
  const path = join(dataDir, dataFiles.secretKey)
  const present = readKeyFile(path)
  if (present !== null && present.equals(key)) return null
  const kept = present === null ? null : `${path}.until-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
  if (present !== null && kept !== null) writeKey(kept, present)
  writeKey(`${path}.new`, key)
  return { kept, take: () => takeName(path), drop: () => [`${path}.new`, ...(kept === null ? [] : [kept])].forEach((file) => rmSync(file, { force: true })) }
}

/** A key that was written beside the present one and has not got its name. */
export function preparedKey(dataDir: string): { key: Buffer; take(): void } | null {
  const path = join(dataDir, dataFiles.secretKey)
  const key = readKeyFile(`${path}.new`)
  return key === null ? null : { key, take: () => takeName(path) }
}

function takeName(path: string): void {
  try {
    renameSync(`${path}.new`, path)
  } catch (error) {
    // Another process that opened the database just now has done it.
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

function writeKey(path: string, key: Buffer): void {
  const file = openSync(path, 'w', 0o600)
  try {
    writeSync(file, `${key.toString('base64url')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** The bearer token of the local API, made if absent. */
export function readOrCreateToken(dataDir: string): string {
  const path = join(dataDir, dataFiles.token)
  const token = readOrCreate(path)
  if (token.length < 32) throw unreadable(path)
  return token
}

/**
 * Understands a key: 64 hexadecimal digits or base64 of 32 bytes is the key itself, anything else is a passphrase of at least 16 characters.
 * A passphrase becomes the key by scrypt (64 MB, about 0.2 s) with a fixed salt, since every worker must find the same key with nothing shared.
 */
export function parseSecretKey(given: string): Buffer {
  const text = given.trim()
  const direct = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : decode32(text)
  if (direct !== undefined) return direct
  if (text.length >= 16) return scryptSync(text.normalize('NFKC'), 'kontobro secret key 1', 32, { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 })
  throw new StoreProblem('secret-key-weak', {
    sv: 'KONTOBRO_SECRET_KEY är för kort: ange 32 byte som hex eller base64 (till exempel från "openssl rand -base64 32"), eller en lösenfras på minst 16 tecken.',
    en: 'KONTOBRO_SECRET_KEY is too short: give 32 bytes as hex or base64 (for example from "openssl rand -base64 32"), or a passphrase of at least 16 characters.',
  })
}

function decode32(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === 32 ? bytes : undefined
}

function readOrCreate(path: string): string {
  try {
    return readClosed(path)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${randomBytes(32).toString('base64url')}\n`)
    // What is sealed with this key is worthless without it, so it must be on the disk before anything is.
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    // Unlike a rename, a link never replaces a key that another process made meanwhile.
    linkSync(draft, path)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readClosed(path)
}

/** Reads a secret file, taking away what others may do with it. */
function readClosed(path: string): string {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
  return readFileSync(path, 'utf8').trim()
}

function unreadable(path: string): StoreProblem {
  return new StoreProblem('secret-key-unreadable', {
    sv: `${path} är tom eller skadad: återställ filen ur en backup, eller ta bort den för att få en ny (systemen måste då anslutas på nytt).`,
    en: `${path} is empty or damaged: restore the file from a backup, or remove it to get a new one (the systems must then be connected again).`,
  })
}
