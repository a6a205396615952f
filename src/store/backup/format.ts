// The form of a backup file: a line that names it, a readable header, then sealed pieces; inside them, compressed, the frames of the tables.
import { z } from 'zod'

/** First bytes of every backup, whatever its version. */
export const magic = 'KONTOBRO BACKUP\n'
/** Raised when an older Kontobro could not read what a newer one writes. */
export const formatVersion = 1
export const ending = '.kontobro-backup'

/** Plain bytes in one sealed piece. */
export const pieceBytes = 256 * 1024
/** Before each piece: 1 for the last one, else 0; then the length of what follows, tag included. */
export const pieceHead = 5
export const tagBytes = 16
/** Longest header that is believed. */
export const longestHeader = 64 * 1024

const bytes = z.string().regex(/^[A-Za-z0-9_-]+$/)
const keyLock = z.object({ kind: z.literal('key'), keyId: z.string(), nonce: bytes, sealed: bytes })
const passphraseLock = z.object({ kind: z.literal('passphrase'), salt: bytes, n: z.number().int().min(2 ** 14).max(2 ** 17), nonce: bytes, sealed: bytes })
export const lock = z.discriminatedUnion('kind', [keyLock, passphraseLock])
export type Lock = z.infer<typeof lock>

/** Read without any key. It says nothing of what is inside; changed, the file does not open. */
export const header = z.object({ format: z.number().int(), product: z.string(), madeAt: z.iso.datetime(), locks: z.array(lock).min(1) })
export type Header = z.infer<typeof header>
/** The part of a header that every version has. */
export const anyHeader = z.object({ format: z.number().int(), product: z.string() })

const name = z.string().regex(/^[a-z_][a-z0-9_]*$/)

/** First frame: what the backup is of. */
export const opening = z.object({
  product: z.string(), madeAt: z.iso.datetime(), database: z.enum(['embedded', 'external']), postgres: z.string(),
  /** Steps of the database, in order. */
  schema: z.array(z.string()),
  /** Days of the log's tables that had a partition of their own, YYYYMMDD. */
  days: z.array(z.object({ table: name, day: z.string().regex(/^\d{8}$/) })),
  /** The installation's key, when a passphrase opens the file: without it nothing sealed could be read. */
  masterKey: bytes.nullable(),
})
export type Opening = z.infer<typeof opening>

export const tableStart = z.object({ table: name, columns: z.array(name).min(1) })
export const tableEnd = z.object({ table: name, rows: z.number().int(), bytes: z.number().int(), sha256: z.string() })
export type TableEnd = z.infer<typeof tableEnd>
/** Last frame: everything that came before, so that nothing can be left out. */
export const closing = z.object({ tables: z.array(tableEnd) })

/** What a backup holds, read whole. */
export type Manifest = Omit<Opening, 'masterKey'> & { tables: TableEnd[]; openedBy: 'key' | 'passphrase'; hasPassphrase: boolean }
