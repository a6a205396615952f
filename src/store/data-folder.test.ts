// The data folder is closed to others without touching folders that are not ours.
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { prepareDataFolder } from './data-folder.ts'

const folders: string[] = []

function temporaryFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kontobro-folder-'))
  folders.push(made)
  return made
}

afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true })
})

const modeOf = (path: string): number => statSync(path).mode & 0o777

test('a new data folder is 0700, with its parents made', () => {
  const dir = join(temporaryFolder(), 'a', 'b')
  prepareDataFolder(dir)
  expect(modeOf(dir)).toBe(0o700)
})

test('a data folder of ours that was opened to others is closed again, but the way in for the database’s user stays', () => {
  const dir = temporaryFolder()
  writeFileSync(join(dir, 'owner.lock'), '')
  chmodSync(dir, 0o755)
  prepareDataFolder(dir)
  expect(modeOf(dir)).toBe(0o710)
})

test('the rights of a folder with other things in it are not touched', () => {
  const dir = temporaryFolder()
  writeFileSync(join(dir, 'letter.txt'), '')
  chmodSync(dir, 0o755)
  prepareDataFolder(dir)
  expect(modeOf(dir)).toBe(0o755)
})

test('a path that cannot be a folder gives one sentence that names it', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => prepareDataFolder(join(file, 'data'))).toThrow(expect.objectContaining({ code: 'data-folder-unusable', sv: expect.stringContaining('KONTOBRO_DATA_DIR') as string }))
})
