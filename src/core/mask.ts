// Masking: no secret and no personal number in anything that is logged, shown in an error or stored as activity.
import { maskPersonNumbers, mayEndPersonNumber, personNumberMask, personNumberTraces } from './mask-person-numbers.ts'
import { createTraceScan, type Judge } from './trace-scan.ts'

export { isPersonNumber, maskPersonNumbers, personNumberMask } from './mask-person-numbers.ts'

/** What stands where a secret stood. */
export const secretMask = '***'

/** Names of things that are secret, as keys in objects, form fields, queries, headers and JSON; compared without case, "_" and "-". */
const secretNames = ['authorization', 'token', 'secret', 'password', 'passphrase', 'cookie', 'api_?key', 'private_?key', 'secret_?key', 'code_?verifier', 'hapikey']
const secretKey = new RegExp(`(?:${secretNames.join('|')})$`, 'i')

/** Fields that hold a personal number by name, whatever it looks like. */
const personNumberNames = 'personal_?(?:identity_?)?number|person_?nummer|person_?number|ssn|national_?(?:id|identity_?number)|social_?security_?number'
const personNumberKey = new RegExp(`^(?:${personNumberNames})$`, 'i')

/** Fields that hold the vendors' ids: long digit strings, of which one in 140 would look like a personal number. */
const idKey = /^(?:id|ids|.*(?:Id|Ids|_id|_ids|ID))$/

/** What may stand between a secret's name and its value: `=`, `: `, `":"` or, in JSON inside JSON, `\":\"`. */
const named = `(?:${secretNames.join('|')})\\\\?["']?\\s*[=:]\\s*`

const patterns: [RegExp, string][] = [
  // Authorization values, wherever they stand.
  [/\b(Bearer|Basic)\s+[\w\-.~+/]{6,}=*/gi, `$1 ${secretMask}`],
  // A CRM's service keys and private app tokens: pat-eu1-<uuid>.
  [/\bpat-[a-z]{2,4}\d{0,2}-[0-9a-z-]{8,}/gi, secretMask],
  // JSON web tokens, signed (3 parts) or encrypted (5).
  [/\beyJ[\w-]{6,}(?:\.[\w-]*){1,4}/g, secretMask],
  // name="value": up to the closing quote, so that the surroundings stay well formed.
  [new RegExp(`(${named}\\\\?["'])(?!Bearer |Basic )(?:[^"'\\\\]|\\\\[^"'])+`, 'gi'), `$1${secretMask}`],
  // name=value without quotes: up to the next separator.
  [new RegExp(`(${named})(?!Bearer |Basic |null\\b|true\\b|false\\b)[^\\s"'\\\\&,;)}\\]<>[{]+`, 'gi'), `$1${secretMask}`],
  // OAuth authorization codes in an address; "code" alone is too common a word to mask elsewhere.
  [/([?&](?:code|sig|signature)=)[^\s"'\\&#]+/gi, `$1${secretMask}`],
  // Passwords in connection strings. Lengths are bounded to keep the search linear.
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'\\]{0,200}:)[^\s@"'\\/]{1,300}(?=@)/gi, `$1${secretMask}`],
  // Incoming webhooks of chat services: the path is the secret.
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[^\s"'\\]+/gi, `$1${secretMask}`],
  [/(\.webhook\.office\.com\/)[^\s"'\\]+/gi, `$1${secretMask}`],
]

/** Every pattern above needs one of these; most texts have none, and one look is much cheaper than nine. */
const suspicious = /[=:]|bearer|basic|pat-|eyJ|hooks\.slack\.com|webhook\.office\.com/i
/** "token=x" is the shortest text that any pattern above matches. */
const shortest = 7
/** A moment as records carry it: its colons name no secret. */
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/

/** Replaces what looks like a token, password or key. Masking twice changes nothing more. */
export function maskSecrets(text: string): string {
  if (text.length < shortest || !suspicious.test(text) || instant.test(text)) return text
  let masked = text
  for (const [pattern, replacement] of patterns) masked = masked.replace(pattern, replacement)
  return masked
}

/** Both maskings of a text. */
export function maskText(text: string): string {
  return maskPersonNumbers(maskSecrets(text))
}

/** Whether a field of this name holds a secret. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key)
}

/**
 * A masked copy of any value: secrets by field name and by pattern, personal numbers by field name and by pattern (also as plain numbers).
 * Fields named as ids keep digits without a hyphen. Errors become `{ type, message, stack, ... }`; cycles and anything beyond depth 12 are cut.
 */
export function maskDeep(value: unknown): unknown {
  return maskValue(value, factsOf(''), [])
}

/** An address with a name or a password before its host: what follows "://" up to an "@". */
const holdsSignIn: Judge = (bytes, end, length) => {
  for (let at = end; at < length && at < end + 4_000; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === 64) return true
    if (byte <= 32 || byte === 34 || byte === 47) return false
  }
  return end + 4_000 <= length
}

/**
 * Words without which nothing in a JSON text is secret or a personal number by its field's name. Looser than the patterns above, so that nothing slips by.
 * A character written by its number may stand for any other, and an address may be written with its slashes escaped.
 */
const traces = createTraceScan([
  { words: ['token', 'secret', 'cookie', 'password', 'passphrase', 'authorization', 'bearer', 'basic', 'apikey', 'api_key', 'privatekey', 'private_key', 'codeverifier', 'code_verifier', 'pat-', 'eyj', 'hooks.slack', 'webhook.office'] },
  { words: ['?', '&'].flatMap((sign) => ['code', 'sig', 'signature'].map((name) => `${sign}${name}=`)) },
  { words: ['personalnumber', 'personal_number', ...['personalidentity', 'personal_identity'].flatMap((name) => [`${name}number`, `${name}_number`]), 'personnummer', 'person_nummer', 'personnumber', 'person_number', 'ssn', 'nationalid', 'national_id', 'socialsecurity', 'social_security'] },
  { words: ['\\u', '\\/'] },
  { words: ['://'], judge: holdsSignIn },
  { words: personNumberTraces, judge: mayEndPersonNumber },
])

/** The bytes of the text at hand; of a longer text they are made for it. */
const scratch = Buffer.allocUnsafe(256 * 1024)

/** A JSON text in pieces, one behind the other. Long texts stay in pieces until they are bytes: joining copies them. */
export type JsonPieces = readonly string[]

/** The JSON text of `maskDeep` of what a JSON text says. The text is looked at first: most records hold nothing to mask, and then it is the text itself. */
export function maskedJson(json: JsonPieces): JsonPieces {
  const most = json.reduce((sum, piece) => sum + piece.length, 0) * 3
  const bytes = most <= scratch.length ? scratch : Buffer.allocUnsafe(most)
  let length = 0
  for (const piece of json) length += bytes.write(piece, length, 'utf8')
  return traces.found(bytes, length) ? [JSON.stringify(maskDeep(JSON.parse(json.join(''))))] : json
}

/** What a field's name says about its value. */
type KeyFacts = { shown: string; secret: boolean; person: boolean; id: boolean }

/** The names met so far: a few hundred in any installation. Beyond the bound they are forgotten and judged anew. */
const keyFacts = new Map<string, KeyFacts>()
const mostKeys = 2_000

function factsOf(key: string): KeyFacts {
  const known = keyFacts.get(key)
  if (known !== undefined) return known
  const facts = { shown: maskText(key), secret: isSecretKey(key), person: personNumberKey.test(key), id: idKey.test(key) }
  if (keyFacts.size >= mostKeys) keyFacts.clear()
  if (key.length <= 100) keyFacts.set(key, facts)
  return facts
}

/** `above` holds the objects on the way down; each is put on it while its inside is masked. */
function maskValue(value: unknown, key: KeyFacts, above: object[]): unknown {
  if (typeof value === 'string') return maskString(value, key)
  if (typeof value === 'number' || typeof value === 'bigint') return maskNumber(value, key)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`
  if (above.includes(value) || above.length >= 12) return '<cut>'
  above.push(value)
  try {
    if (Array.isArray(value)) return value.map((item) => maskValue(item, key, above))
    if (value instanceof Map) return maskEntries([...value].map(([name, item]) => [String(name), item]), above)
    if (value instanceof Set) return [...value].map((item) => maskValue(item, key, above))
    if (value instanceof Error) return maskError(value, above)
    if ('toJSON' in value && typeof value.toJSON === 'function') return maskValue((value as { toJSON(): unknown }).toJSON(), key, above)
    return maskEntries(Object.entries(value), above)
  } finally {
    above.pop()
  }
}

function maskEntries(entries: [string, unknown][], above: object[]): Record<string, unknown> {
  const masked: [string, unknown][] = entries.map(([name, item]) => {
    const key = factsOf(name)
    const hidden = key.secret && item !== null && item !== undefined && item !== '' && typeof item !== 'boolean'
    return [key.shown, hidden ? secretMask : maskValue(item, key, above)]
  })
  return Object.fromEntries(masked)
}

function maskString(text: string, key: KeyFacts): string {
  if (key.person && text.trim() !== '') return personNumberMask
  if (key.id && /^\d+$/.test(text)) return text
  return maskText(text)
}

function maskNumber(value: number | bigint, key: KeyFacts): unknown {
  if (key.person) return personNumberMask
  if (key.id) return value
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return value
  const text = String(value)
  const masked = maskPersonNumbers(text)
  return masked === text ? value : masked
}

/** message, stack and cause are not enumerable, so they are named here. */
function maskError(error: Error, above: object[]): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const facts: [string, unknown][] = [['type', name], ['message', message], ['stack', stack]]
  if (cause !== undefined) facts.push(['cause', cause])
  return maskEntries([...facts, ...Object.entries(error)], above)
}
