// Deterministic ids for seeded objects: the same kind and key always give the same GUID.
import { createHash } from 'node:crypto'

/**
 * A GUID derived from words, e.g. `seedId('customers', companyIdentifier, '1001')`.
 * Shaped as a version 5 UUID, so that it passes every GUID check.
 */
export function seedId(...words: readonly string[]): string {
  const hex = createHash('sha1').update(words.join('\u0000')).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
