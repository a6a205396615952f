// Sealed pieces: a stream of bytes cut into pieces that are each encrypted and numbered, so that none can be changed, moved, repeated or left out.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { formatVersion, header as headerShape, anyHeader, longestHeader, magic, pieceBytes, pieceHead, tagBytes, type Header } from './format.ts'
import { cutShort, damagedBackup, newerBackup, notABackup } from './problems.ts'
import type { ByteReader } from './byte-reader.ts'

/** Name, header and nothing else yet. */
export function headBytes(header: Header): Buffer {
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  return Buffer.concat([Buffer.from(magic), length, text])
}

/** Reads the beginning of a backup. Throws `backup-not-one`, `backup-cut`, `backup-newer`, `backup-damaged`. */
export async function readHead(reader: ByteReader, file: string): Promise<{ header: Header; head: Buffer }> {
  const name = await reader.take(magic.length)
  if (name === null || name.toString('latin1') !== magic) throw notABackup(file)
  const length = await reader.take(4)
  if (length === null) throw cutShort(file)
  if (length.readUInt32BE() > longestHeader) throw damagedBackup(file)
  const text = await reader.take(length.readUInt32BE())
  if (text === null) throw cutShort(file)
  const value = json(text)
  const known = anyHeader.safeParse(value)
  if (!known.success) throw damagedBackup(file)
  if (known.data.format > formatVersion) throw newerBackup(file, known.data.product)
  const parsed = headerShape.safeParse(value)
  if (!parsed.success) throw damagedBackup(file)
  return { header: parsed.data, head: Buffer.concat([name, length, text]) }
}

/** Encrypts a stream. The head is bound into every piece. */
export async function* sealPieces(source: AsyncIterable<Uint8Array>, dataKey: Buffer, head: Buffer): AsyncGenerator<Buffer> {
  const bound = createHash('sha256').update(head).digest()
  let waiting: Uint8Array[] = []
  let size = 0
  let index = 0
  const piece = (last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', dataKey, nonceOf(index, last))
    cipher.setAAD(bound)
    index += 1
    const sealed = [...waiting.map((part) => cipher.update(part)), cipher.final(), cipher.getAuthTag()]
    waiting = []
    size = 0
    const start = Buffer.alloc(pieceHead)
    start.writeUInt8(last ? 1 : 0)
    start.writeUInt32BE(sealed.reduce((sum, part) => sum + part.length, 0), 1)
    return Buffer.concat([start, ...sealed])
  }
  for await (const part of source) {
    for (let from = 0; from < part.length; from += pieceBytes) {
      const next = part.subarray(from, from + pieceBytes)
      if (size + next.length > pieceBytes) yield piece(false)
      waiting.push(next)
      size += next.length
    }
  }
  yield piece(true)
}

/** Decrypts what `sealPieces` made. Throws `backup-cut` when the last piece is missing, `backup-damaged` when a piece does not fit. */
export async function* openPieces(reader: ByteReader, dataKey: Buffer, head: Buffer, file: string): AsyncGenerator<Buffer> {
  const bound = createHash('sha256').update(head).digest()
  for (let index = 0; ; index += 1) {
    const { last, sealed } = await nextPiece(reader, file)
    const decipher = createDecipheriv('aes-256-gcm', dataKey, nonceOf(index, last), { authTagLength: tagBytes })
    decipher.setAAD(bound)
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    const plain = decipher.update(sealed.subarray(0, -tagBytes))
    try {
      decipher.final()
    } catch (error) {
      throw damagedBackup(file, error)
    }
    yield plain
    if (last) break
  }
  if ((await reader.take(1)) !== null) throw damagedBackup(file)
}

/** Reads to the end without any key: all pieces are there and nothing follows. For a file that came over a wire. */
export async function checkPieces(reader: ByteReader, file: string): Promise<Header> {
  const { header } = await readHead(reader, file)
  while (!(await nextPiece(reader, file)).last);
  if ((await reader.take(1)) !== null) throw damagedBackup(file)
  return header
}

async function nextPiece(reader: ByteReader, file: string): Promise<{ last: boolean; sealed: Buffer }> {
  const start = await reader.take(pieceHead)
  if (start === null) throw cutShort(file)
  const flag = start.readUInt8()
  const length = start.readUInt32BE(1)
  if (flag > 1 || length < tagBytes || length > pieceBytes + tagBytes) throw damagedBackup(file)
  const sealed = await reader.take(length)
  if (sealed === null) throw cutShort(file)
  return { last: flag === 1, sealed }
}

/** Every file has a key of its own, so the piece's number is nonce enough; the last one's differs from all others. */
function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt8(last ? 1 : 0)
  nonce.writeBigUInt64BE(BigInt(index), 4)
  return nonce
}

function json(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'))
  } catch {
    // Not JSON: told by its shape.
    return null
  }
}
