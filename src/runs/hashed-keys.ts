// Match keys as keyed hashes: the form in which cards are remembered and compared.
import type { CustomerKeys } from '../core/books.ts'
import type { DraftKeyHashes, KeyHash } from '../planner/keys.ts'

export function hashedKeys(keys: CustomerKeys, hash: KeyHash): DraftKeyHashes {
  return {
    customerNumber: keys.customerNumber === null ? null : hash('customerNumber', keys.customerNumber),
    orgNumber: keys.orgNumber === null ? null : hash('orgNumber', keys.orgNumber),
    vatNumber: keys.vatNumber === null ? null : hash('vatNumber', keys.vatNumber),
    emails: keys.emails.map((email) => hash('email', email)),
  }
}
