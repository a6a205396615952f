// Writes a backup to its file: first under another name, to the disk, then renamed, so that a file with its name is a whole backup.
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { StoreProblem, errorCode } from '../problem.ts'
import { byteReader } from './byte-reader.ts'
import { draftFor, forgetDraft, removeDeadDrafts } from './drafts.ts'
import { checkPieces } from './pieces.ts'
import { cannotWrite } from './problems.ts'

/** Bytes of a backup, read as they are wanted. Whoever does not want them lets them go: behind them somebody reads a database. */
export type BackupSource = Readable | ReadableStream<Uint8Array>

/** Returns the file's size. An existing file is replaced by a whole one or left as it is; the source is read to its end or let go. Throws `backup-not-written`, and what the source throws. */
export async function writeBackupFile(file: string, source: BackupSource): Promise<number> {
  removeDeadDrafts(dirname(file))
  const draft = draftFor(file)
  try {
    await writeDraft(draft, file, source)
    // What came over a wire may have ended early: only a file with its last piece gets the name.
    await checkDraft(draft, file)
    await named(file, () => rename(draft, file))
    await flushFolder(dirname(file))
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  } finally {
    forgetDraft(draft)
  }
  const found = await open(file)
  try {
    return (await found.stat()).size
  } finally {
    await found.close()
  }
}

async function writeDraft(draft: string, file: string, source: BackupSource): Promise<void> {
  const target = await named(file, () => open(draft, 'wx', 0o600)).catch((error: unknown) => {
    letGo(source)
    throw error
  })
  try {
    for await (const part of source as AsyncIterable<Uint8Array>) await named(file, () => target.writeFile(part))
    await named(file, () => target.sync())
  } finally {
    await target.close()
  }
}

/** A loop that ends early does this by itself; here none has begun. */
function letGo(source: BackupSource): void {
  // What it says to that is of no interest: why we let go is told already.
  if ('cancel' in source) void source.cancel().catch(() => undefined)
  else source.once('error', () => undefined).destroy()
}

async function checkDraft(draft: string, file: string): Promise<void> {
  const source = createReadStream(draft)
  try {
    await checkPieces(byteReader(source), file)
  } finally {
    source.destroy()
  }
}

/** The new name is on the disk when its folder is. Windows cannot flush a folder and does not need to. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export async function makeFolder(folder: string): Promise<void> {
  await named(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }))
}

async function named<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof StoreProblem ? error : cannotWrite(file, errorCode(error) ?? String(error), error)
  }
}
