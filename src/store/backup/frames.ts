// Frames: what lies inside a backup, one after the other: the opening, each table's start, data and end, the closing.
import { byteReader } from './byte-reader.ts'
import { damagedBackup } from './problems.ts'

const kinds = { opening: 1, table: 2, data: 3, end: 4, closing: 5 } as const
export type FrameKind = keyof typeof kinds
export type Frame = { kind: FrameKind; bytes: Buffer }

/** Longest frame that is believed; data frames are far shorter, and rows of any size go over several. */
const longest = 8 * 1024 * 1024

export function frame(kind: FrameKind, content: Buffer | object): Buffer[] {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content))
  const head = Buffer.alloc(5)
  head.writeUInt8(kinds[kind])
  head.writeUInt32BE(bytes.length, 1)
  return [head, bytes]
}

/** Throws `backup-damaged` when the frames do not end with the closing one. */
export async function* readFrames(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Frame> {
  const reader = byteReader(source)
  for (;;) {
    const head = await reader.take(5)
    if (head === null) throw damagedBackup(file)
    const kind = (Object.keys(kinds) as FrameKind[]).find((name) => kinds[name] === head.readUInt8())
    const length = head.readUInt32BE(1)
    if (kind === undefined || length > longest) throw damagedBackup(file)
    const bytes = await reader.take(length)
    if (bytes === null) throw damagedBackup(file)
    yield { kind, bytes }
    if (kind !== 'closing') continue
    // To the end of the file, so that a missing last piece is seen.
    if ((await reader.take(1)) !== null) throw damagedBackup(file)
    return
  }
}
