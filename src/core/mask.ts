// Masking: no secret and no personal number in anything that is logged, shown in an error or stored as activity.
import { maskPersonNumbers, personNumberMask } from './mask-person-numbers.ts'

export { isPersonNumber, maskPersonNumbers, personNumberMask } from './mask-person-numbers.ts'

/** What stands where a secret stood. */
export const secretMask = '***'

/** Names of things that are secret, as keys in objects, form fields, queries, headers and JSON; compared without case, "_" and "-". */
const secretNames = ['authorization', 'token', 'secret', 'password', 'passphrase', 'cookie', 'api_?key', 'private_?key', 'secret_?key', 'code_?verifier', 'hapikey']
const secretKey = new RegExp(`(?:${secretNames.join('|')})$`, 'i')

/** Fields that hold a personal number by name, whatever it looks like. */
const personNumberKey = /^(?:personal_?(?:identity_?)?number|person_?nummer|person_?number|ssn|national_?(?:id|identity_?number)|social_?security_?number)$/i

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

/** Replaces what looks like a token, password or key. Masking twice changes nothing more. */
export function maskSecrets(text: string): string {
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
  return maskValue(value, '', [])
}

function maskValue(value: unknown, key: string, above: object[]): unknown {
  if (typeof value === 'string') return maskString(value, key)
  if (typeof value === 'number' || typeof value === 'bigint') return maskNumber(value, key)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`
  if (above.includes(value) || above.length >= 12) return '<cut>'
  const path = [...above, value]
  if (Array.isArray(value)) return value.map(item => maskValue(item, key, path))
  if (value instanceof Map) return maskEntries([...value].map(([name, item]) => [String(name), item]), path)
  if (value instanceof Set) return [...value].map(item => maskValue(item, key, path))
  if (value instanceof Error) return maskError(value, path)
  if ('toJSON' in value && typeof value.toJSON === 'function') return maskValue((value as { toJSON(): unknown }).toJSON(), key, path)
  return maskEntries(Object.entries(value), path)
}

function maskEntries(entries: [string, unknown][], path: object[]): Record<string, unknown> {
  const masked: [string, unknown][] = entries.map(([name, item]) => {
    const hidden = isSecretKey(name) && item !== null && item !== undefined && item !== '' && typeof item !== 'boolean'
    return [maskText(name), hidden ? secretMask : maskValue(item, name, path)]
  })
  return Object.fromEntries(masked)
}

function maskString(text: string, key: string): string {
  if (personNumberKey.test(key) && text.trim() !== '') return personNumberMask
  if (idKey.test(key) && /^\d+$/.test(text)) return text
  return maskText(text)
}

function maskNumber(value: number | bigint, key: string): unknown {
  if (personNumberKey.test(key)) return personNumberMask
  if (idKey.test(key)) return value
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return value
  const text = String(value)
  const masked = maskPersonNumbers(text)
  return masked === text ? value : masked
}

/** message, stack and cause are not enumerable, so they are named here. */
function maskError(error: Error, path: object[]): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const facts: [string, unknown][] = [['type', name], ['message', message], ['stack', stack]]
  if (cause !== undefined) facts.push(['cause', cause])
  return maskEntries([...facts, ...Object.entries(error)], path)
}
