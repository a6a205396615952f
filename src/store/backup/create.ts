// Makes a backup: the database in one snapshot, compressed, sealed, as a stream of bytes.
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { constants, createZstdCompress } from 'node:zlib'
import { dumpFrames } from './dump.ts'
import { formatVersion } from './format.ts'
import { makeLocks } from './locks.ts'
import { headBytes, sealPieces } from './pieces.ts'

export type BackupOf = {
  url: string
  database: 'embedded' | 'external'
  /** The installation's key: 32 bytes. */
  master: Buffer
  /** A second way in, for the day when the key is lost; then the key itself lies inside. */
  passphrase: string | null
  product: string
  now: Date
}

const compression = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_windowLog]: 20 } }

/** Throws `backup-passphrase-weak` at once; what reading the database throws ends the stream. */
export async function createBackup(of: BackupOf): Promise<Readable> {
  const dataKey = randomBytes(32)
  const madeAt = of.now.toISOString()
  const head = headBytes({ format: formatVersion, product: of.product, madeAt, locks: await makeLocks(dataKey, of.master, of.passphrase) })
  const about = { product: of.product, madeAt, database: of.database, masterKey: of.passphrase === null ? null : of.master.toString('base64url') }
  // The database is read when the first byte is wanted: whoever cannot make the file never begins, and leaves no session behind.
  const all = async function* (): AsyncGenerator<Buffer> {
    const frames = Readable.from(dumpFrames(of.url, about), { objectMode: false })
    const compressed = createZstdCompress(compression)
    frames.once('error', (error) => compressed.destroy(error))
    frames.pipe(compressed)
    try {
      yield head
      yield* sealPieces(compressed as AsyncIterable<Buffer>, dataKey, head)
    } finally {
      // A reader that went away takes the snapshot with it.
      frames.destroy()
      compressed.destroy()
    }
  }
  return Readable.from(all(), { objectMode: false })
}
