// Locks of a backup: its own random key, sealed once by the installation's key and, if wished, once by a passphrase. Either opens it.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { createSecrets } from '../secrets.ts'
import type { Lock } from './format.ts'
import { noKey, noPassphrase, weakPassphrase, wrongKey, wrongPassphrase } from './problems.ts'

/** What may open a backup. `master`: the installation's 32 bytes. A given passphrase is tried first, since a person gave it on purpose. */
export type BackupKeys = { master: Buffer | null; passphrase: string | null }

const shortestPassphrase = 16
/** scrypt: 64 MB and some tenths of a second for each guess. */
const cost = 2 ** 16
const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)

/** Seals the backup's key; throws `backup-passphrase-weak`. */
export async function makeLocks(dataKey: Buffer, master: Buffer, passphrase: string | null): Promise<Lock[]> {
  const byKey: Lock = { kind: 'key', keyId: createSecrets(master).keyId, ...seal(dataKey, keyOf(master)) }
  if (passphrase === null) return [byKey]
  if (passphrase.length < shortestPassphrase) throw weakPassphrase()
  const salt = randomBytes(16)
  return [byKey, { kind: 'passphrase', salt: salt.toString('base64url'), n: cost, ...seal(dataKey, await keyOfPassphrase(passphrase, salt, cost)) }]
}

/** The backup's key. `file` names it in complaints, which say what would open it. */
export async function openLocks(locks: readonly Lock[], keys: BackupKeys, file: string): Promise<{ dataKey: Buffer; openedBy: 'key' | 'passphrase' }> {
  const byPassphrase = locks.find((one) => one.kind === 'passphrase')
  const byKey = locks.find((one) => one.kind === 'key')
  if (keys.passphrase !== null) {
    if (byPassphrase === undefined) throw noPassphrase(file)
    const dataKey = open(byPassphrase, await keyOfPassphrase(keys.passphrase, Buffer.from(byPassphrase.salt, 'base64url'), byPassphrase.n))
    if (dataKey === null) throw wrongPassphrase(file)
    return { dataKey, openedBy: 'passphrase' }
  }
  const wanted = byKey?.keyId ?? '?'
  if (keys.master === null) throw noKey(file, wanted, byPassphrase !== undefined)
  const dataKey = byKey === undefined ? null : open(byKey, keyOf(keys.master))
  if (dataKey === null) throw wrongKey(file, wanted, createSecrets(keys.master).keyId, byPassphrase !== undefined)
  return { dataKey, openedBy: 'key' }
}

function keyOf(master: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', 'kontobro backup 1', 32))
}

async function keyOfPassphrase(passphrase: string, salt: Buffer, n: number): Promise<Buffer> {
  return await derive(passphrase.normalize('NFKC'), salt, 32, { N: n, r: 8, p: 1, maxmem: 2 ** 31 - 1 })
}

function seal(secret: Buffer, key: Buffer): { nonce: string; sealed: string } {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()])
  return { nonce: nonce.toString('base64url'), sealed: sealed.toString('base64url') }
}

/** Null when the key is not the right one. */
function open(lock: Lock, key: Buffer): Buffer | null {
  const sealed = Buffer.from(lock.sealed, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(lock.nonce, 'base64url'), { authTagLength: 16 })
    decipher.setAuthTag(sealed.subarray(-16))
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  } catch {
    // The tag does not fit: another key, or a changed header. Which of the two cannot be told.
    return null
  }
}
