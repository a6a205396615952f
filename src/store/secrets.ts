// Seals what is secret (AES-256-GCM) and hashes what may be compared but not read (HMAC-SHA256), with one master key.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { JsonPieces } from '../core/mask.ts'
import { StoreProblem } from './problem.ts'

/** What is done with the master key. Every method is pure but for the random nonce in `seal`. */
export type Secrets = {
  /** Eight characters that name the key without telling it; equal keys have equal ids. */
  keyId: string
  /**
   * Seals a JSON value. `context` says where it belongs (for example "main/connection/crm"): a sealed value moved elsewhere does not open.
   * @returns bytes for a bytea column.
   */
  seal: (value: unknown, context: string) => Buffer
  /** The same for a list whose items are JSON texts already, in pieces. A long one is compressed beside the event loop. */
  sealList: (items: readonly JsonPieces[], context: string) => Promise<Buffer>
  /**
   * Opens what was sealed; parse the answer.
   * @throws StoreProblem `secret-key-wrong` (sealed with another key) or `secret-damaged` (altered, or another context).
   */
  open: (sealed: Uint8Array, context: string) => unknown
  /** 22 characters (128 bits) that are the same for the same purpose and value; without the key nothing can be tried out. Normalise the value first. */
  keyedHash: (purpose: string, value: string) => string
  /** Tells whether a secret given in the configuration is the one that was given before. */
  fingerprint: (secret: string) => string
}

/** Layout: version (1 byte), key id (6), nonce (12), tag (16), sealed text. */
const layout = { version: 1, keyId: 6, nonce: 12, tag: 16 }
const header = 1 + layout.keyId + layout.nonce + layout.tag

/** Version 2 holds compressed text: a sale as it was read, drafted and planned shrinks to a quarter, and sealed text cannot be compressed afterwards. */
const plain = 1
const compressed = 2
/** Bytes from which compressing pays. */
const worthCompressing = 1_024
const compression = { params: { [constants.BROTLI_PARAM_QUALITY]: 0, [constants.BROTLI_PARAM_LGWIN]: 16 } }
/** Many records together resemble each other: looking a little harder and further back is then both smaller and quicker. */
const manyBytes = 65_536
const compressionOfMany = { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 18 }, chunkSize: 262_144 }
const compressBeside = promisify(brotliCompress)

/** Derives all keys from 32 bytes; each use has its own, so that none can stand in for another. */
export function createSecrets(masterKey: Uint8Array): Secrets {
  if (masterKey.length !== 32) throw new Error('the master key is 32 bytes')
  const derive = (use: string, length: number): Buffer => Buffer.from(hkdfSync('sha256', masterKey, '', `kontobro ${use} 1`, length))
  // Key objects, since a key given as bytes is imported anew at every use, which takes six times as long as a hash.
  const sealingKey = createSecretKey(derive('seal', 32))
  const hashKey = createSecretKey(derive('hash', 32))
  const id = derive('key id', layout.keyId)
  const keyedHash = (purpose: string, value: string): string =>
    createHmac('sha256', hashKey).update(`${purpose}\0${value}`).digest().subarray(0, 16).toString('base64url')
  return {
    keyId: id.toString('base64url'),
    seal: (value, context) => {
      const { bytes, giveBack } = bytesOf([toJson(value)])
      const sealed = seal(sealingKey, id, bytes.length < worthCompressing ? { version: plain, body: bytes } : { version: compressed, body: brotliCompressSync(bytes, bytes.length < manyBytes ? compression : compressionOfMany) }, context)
      giveBack()
      return sealed
    },
    sealList: async (items, context) => {
      const { bytes, giveBack } = bytesOf(['[', ...items.flatMap((item, index) => (index === 0 ? item : [',', ...item])), ']'])
      try {
        if (bytes.length < worthCompressing) return seal(sealingKey, id, { version: plain, body: bytes }, context)
        const body = bytes.length < manyBytes ? brotliCompressSync(bytes, compression) : await compressBeside(bytes, compressionOfMany)
        return seal(sealingKey, id, { version: compressed, body }, context)
      } finally {
        giveBack()
      }
    },
    open: (sealed, context) => JSON.parse(open(sealingKey, id, Buffer.from(sealed), context)) as unknown,
    keyedHash,
    fingerprint: secret => keyedHash('fingerprint', secret),
  }
}

/** Which key something was sealed with; readable without it. */
export function sealedWith(sealed: Buffer): string {
  return sealed.subarray(1, 1 + layout.keyId).toString('base64url')
}

/** The hash with its newest answers remembered: the same few buyers are hashed for every sale of a run. `most` bounds the memory. */
export function rememberingHash(hash: Secrets['keyedHash'], most = 20_000): Secrets['keyedHash'] {
  const known = new Map<string, string>()
  return (purpose, value) => {
    const key = `${purpose}\0${value}`
    const found = known.get(key)
    if (found !== undefined) return found
    if (known.size >= most) known.clear()
    const made = hash(purpose, value)
    known.set(key, made)
    return made
  }
}

function toJson(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new TypeError('only a JSON value can be sealed')
  return text
}

/** Where texts become bytes on their way under seal. Kept for the next: a hundred sales are more than a megabyte, which would be made anew for every group. */
const places: Buffer[] = []
const smallest = 256 * 1024
/** So many places of at most such a size are kept. */
const mostPlaces = 2
const mostKept = 16 * 1024 * 1024

/** The texts one after another in UTF-8; good until it is given back. */
function bytesOf(texts: readonly string[]): { bytes: Buffer; giveBack(): void } {
  const most = texts.reduce((sum, text) => sum + text.length, 0) * 3
  const kept = places.pop() ?? Buffer.allocUnsafe(smallest)
  const place = most <= kept.length ? kept : Buffer.allocUnsafe(most)
  let length = 0
  for (const text of texts) length += place.write(text, length, 'utf8')
  return {
    bytes: place.subarray(0, length),
    giveBack: () => {
      if (places.length < mostPlaces && place.length <= mostKept) places.push(place)
    },
  }
}

function seal(key: KeyObject, id: Buffer, { version, body }: { version: number; body: Buffer }, context: string): Buffer {
  const nonce = randomBytes(layout.nonce)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(authenticated(version, context))
  const sealed = [cipher.update(body), cipher.final()]
  return Buffer.concat([Buffer.from([version]), id, nonce, cipher.getAuthTag(), ...sealed])
}

function open(key: KeyObject, id: Buffer, sealed: Buffer, context: string): string {
  const version = sealed[0]
  if (sealed.length < header || (version !== plain && version !== compressed)) throw damaged()
  const sealedWith = sealed.subarray(1, 1 + layout.keyId)
  if (!sealedWith.equals(id)) throw wrongKey(sealedWith.toString('base64url'), id.toString('base64url'))
  const nonceEnd = 1 + layout.keyId + layout.nonce
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1 + layout.keyId, nonceEnd), { authTagLength: layout.tag })
  decipher.setAAD(authenticated(version, context))
  decipher.setAuthTag(sealed.subarray(nonceEnd, header))
  try {
    const body = Buffer.concat([decipher.update(sealed.subarray(header)), decipher.final()])
    return (version === plain ? body : brotliDecompressSync(body)).toString('utf8')
  } catch (error) {
    throw damaged(error)
  }
}

/** The version is bound in too, so that compressed text cannot be passed off as plain. */
function authenticated(version: number, context: string): Buffer {
  return Buffer.from(version === plain ? context : `${version}\0${context}`)
}

function wrongKey(sealedWith: string, ours: string): StoreProblem {
  return new StoreProblem('secret-key-wrong', {
    sv: `En hemlighet i databasen är förseglad med en annan nyckel (${sealedWith}) än den som gäller nu (${ours}): ge tillbaka den förra secret.key eller KONTOBRO_SECRET_KEY, eller anslut systemen på nytt.`,
    en: `A secret in the database was sealed with another key (${sealedWith}) than the present one (${ours}): bring back the previous secret.key or KONTOBRO_SECRET_KEY, or connect the systems again.`,
  })
}

function damaged(cause?: unknown): StoreProblem {
  return new StoreProblem(
    'secret-damaged',
    {
      sv: 'En hemlighet i databasen är skadad eller hör till en annan plats: anslut systemet på nytt.',
      en: 'A secret in the database is damaged or belongs elsewhere: connect the system again.',
    },
    cause,
  )
}
