// Opens a backup and reads its frames, checking everything on the way: the pieces, the order of tables, their sums.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createZstdDecompress } from 'node:zlib'
import { StoreProblem, errorCode, errorText } from '../problem.ts'
import { byteReader, type ByteReader } from './byte-reader.ts'
import { closing, opening, tableEnd, tableStart, type Manifest, type Opening, type TableEnd } from './format.ts'
import { readFrames, type Frame } from './frames.ts'
import { openLocks, type BackupKeys } from './locks.ts'
import { checkPieces, openPieces, readHead } from './pieces.ts'
import { cannotRead, damagedBackup } from './problems.ts'

/** One table of a backup. Its data must be read to the end before the next table is asked for. */
export type TableReading = { name: string; columns: string[]; data: AsyncIterable<Buffer>; /** Known when the data has been read. */ end(): TableEnd }
export type BackupReading = { opening: Opening; openedBy: 'key' | 'passphrase'; hasPassphrase: boolean; tables(): AsyncGenerator<TableReading>; close(): void }

/** Opens a backup for reading. Throws the problems of `problems.ts`. */
export async function openBackup(file: string, keys: BackupKeys): Promise<BackupReading> {
  const source = createReadStream(file, { highWaterMark: 256 * 1024 })
  try {
    const reader = guarded(byteReader(source), file)
    const { header, head } = await readHead(reader, file)
    const { dataKey, openedBy } = await openLocks(header.locks, keys, file)
    const pieces = Readable.from(openPieces(reader, dataKey, head, file), { objectMode: false })
    const plain = createZstdDecompress()
    pieces.once('error', (error) => plain.destroy(error))
    pieces.pipe(plain)
    const frames = readFrames(explained(plain as AsyncIterable<Buffer>, file), file)
    const first = await nextFrame(frames, file)
    const said = opening.safeParse(parsed(first, file))
    if (first.kind !== 'opening' || !said.success) throw damagedBackup(file)
    const close = (): void => {
      source.destroy()
      pieces.destroy()
      plain.destroy()
    }
    return { opening: said.data, openedBy, hasPassphrase: header.locks.some((one) => one.kind === 'passphrase'), tables: () => tablesOf(frames, file), close }
  } catch (error) {
    source.destroy()
    throw error
  }
}

/** Reads a backup whole and says what it holds; nothing else is touched. */
export async function inspectBackup(file: string, keys: BackupKeys): Promise<Manifest & { master: Buffer | null }> {
  const reading = await openBackup(file, keys)
  try {
    const tables: TableEnd[] = []
    for await (const table of reading.tables()) {
      for await (const part of table.data) void part
      tables.push(table.end())
    }
    const { masterKey, ...about } = reading.opening
    return { ...about, tables, openedBy: reading.openedBy, hasPassphrase: reading.hasPassphrase, master: masterKey === null ? keys.master : Buffer.from(masterKey, 'base64url') }
  } finally {
    reading.close()
  }
}

/** Reads a file without any key: is it whole? For what came over a wire, and for a first look. */
export async function checkBackupFile(file: string): Promise<{ product: string; madeAt: string; hasPassphrase: boolean }> {
  const source = createReadStream(file)
  try {
    const header = await checkPieces(guarded(byteReader(source), file), file)
    return { product: header.product, madeAt: header.madeAt, hasPassphrase: header.locks.some((one) => one.kind === 'passphrase') }
  } finally {
    source.destroy()
  }
}

async function* tablesOf(frames: AsyncGenerator<Frame>, file: string): AsyncGenerator<TableReading> {
  const ends: TableEnd[] = []
  for (;;) {
    const next = await nextFrame(frames, file)
    if (next.kind === 'closing') {
      const said = closing.safeParse(parsed(next, file))
      if (!said.success || JSON.stringify(said.data.tables) !== JSON.stringify(ends)) throw damagedBackup(file)
      if ((await frames.next()).done !== true) throw damagedBackup(file)
      return
    }
    const start = tableStart.safeParse(next.kind === 'table' ? parsed(next, file) : null)
    if (!start.success) throw damagedBackup(file)
    let end: TableEnd | null = null
    const data = async function* (): AsyncGenerator<Buffer> {
      const digest = createHash('sha256')
      let bytes = 0
      for (;;) {
        const part = await nextFrame(frames, file)
        if (part.kind === 'data') {
          digest.update(part.bytes)
          bytes += part.bytes.length
          yield part.bytes
          continue
        }
        const said = tableEnd.safeParse(part.kind === 'end' ? parsed(part, file) : null)
        if (!said.success || said.data.table !== start.data.table || said.data.bytes !== bytes || said.data.sha256 !== digest.digest('hex')) throw damagedBackup(file)
        end = said.data
        ends.push(end)
        return
      }
    }
    yield { name: start.data.table, columns: start.data.columns, data: data(), end: () => end ?? fail(file) }
    if (end === null) throw damagedBackup(file)
  }
}

async function nextFrame(frames: AsyncGenerator<Frame>, file: string): Promise<Frame> {
  const next = await frames.next()
  if (next.done === true) throw damagedBackup(file)
  return next.value
}

function parsed(frame: Frame, file: string): unknown {
  try {
    return JSON.parse(frame.bytes.toString('utf8'))
  } catch (error) {
    throw damagedBackup(file, error)
  }
}

function fail(file: string): never {
  throw damagedBackup(file)
}

/** Errors of the disk as one sentence. */
function guarded(reader: ByteReader, file: string): ByteReader {
  return {
    take: async (n) => {
      try {
        return await reader.take(n)
      } catch (error) {
        throw cannotRead(file, errorCode(error) ?? errorText(error), error)
      }
    },
  }
}

/** What decompressing cannot read was not written by us. */
async function* explained(source: AsyncIterable<Buffer>, file: string): AsyncGenerator<Buffer> {
  try {
    yield* source
  } catch (error) {
    throw error instanceof StoreProblem ? error : damagedBackup(file, error)
  }
}
