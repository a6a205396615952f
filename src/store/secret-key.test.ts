// The master key and the token: made once, closed to others, and found again.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openSecrets, parseSecretKey, readOrCreateToken } from './secret-key.ts'

const folders: string[] = []
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'kontobro-key-'))
  folders.push(made)
  return made
}

afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true })
})

test('a data folder gets a key of its own, 0600, and keeps it', () => {
  const dir = folder()
  const first = openSecrets(dir, undefined)
  expect(openSecrets(dir, undefined).keyId).toBe(first.keyId)
  expect(openSecrets(folder(), undefined).keyId).not.toBe(first.keyId)
  expect(statSync(join(dir, 'secret.key')).mode & 0o777).toBe(0o600)
  chmodSync(join(dir, 'secret.key'), 0o644)
  openSecrets(dir, undefined)
  expect(statSync(join(dir, 'secret.key')).mode & 0o777).toBe(0o600)
})

test('a given key leaves no file, and hex, base64 and base64url of the same bytes are the same key', () => {
  const dir = folder()
  const bytes = Buffer.alloc(32, 0xfb)
  const ids = ['hex', 'base64', 'base64url'].map(form => openSecrets(dir, bytes.toString(form as BufferEncoding)).keyId)
  expect(new Set(ids).size).toBe(1)
  expect(() => statSync(join(dir, 'secret.key'))).toThrow('ENOENT')
})

test('a passphrase gives the same key everywhere; a short one is refused with what to do', () => {
  expect(parseSecretKey('korrekt häst batteri').equals(parseSecretKey(' korrekt häst batteri\n'))).toBe(true)
  expect(parseSecretKey('korrekt häst batteri').equals(parseSecretKey('korrekt häst batterj'))).toBe(false)
  expect(() => parseSecretKey('hemligt')).toThrow(expect.objectContaining({ code: 'secret-key-weak', sv: expect.stringContaining('openssl') as string }))
})

test('a damaged key file is named instead of replaced, since what it sealed would be lost', () => {
  const dir = folder()
  writeFileSync(join(dir, 'secret.key'), '')
  expect(() => openSecrets(dir, undefined)).toThrow(expect.objectContaining({ code: 'secret-key-unreadable' }))
  expect(readFileSync(join(dir, 'secret.key'), 'utf8')).toBe('')
})

test('the token is made once and closed to others', () => {
  const dir = folder()
  const token = readOrCreateToken(dir)
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(readOrCreateToken(dir)).toBe(token)
  expect(statSync(join(dir, 'token')).mode & 0o777).toBe(0o600)
})
