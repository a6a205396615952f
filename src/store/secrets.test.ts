// Sealed values open only with the right key, in the right place, unaltered; hashes tell purposes apart.
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSecrets } from './secrets.ts'

const key = randomBytes(32)
const secrets = createSecrets(key)

test('every JSON value comes back as it was, and never stands readable in the seal', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, context) => {
      const sealed = secrets.seal(value, context)
      expect(secrets.open(sealed, context)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
  expect(secrets.seal('refresh-token-1234', 'main').includes('refresh-token')).toBe(false)
  expect(() => secrets.seal(undefined, 'main')).toThrow('JSON')
})

test('the same value is sealed differently each time', () => {
  expect(secrets.seal('a', 'main').equals(secrets.seal('a', 'main'))).toBe(false)
})

test('a long value takes less room sealed than written, and is bound to its place like a short one', () => {
  const value = { lines: Array.from({ length: 50 }, (_, at) => ({ id: at, name: `Artikel ${at}`, quantity: '1', discountPercent: null })) }
  const sealed = secrets.seal(value, 'main/log')
  expect(sealed.length).toBeLessThan(JSON.stringify(value).length / 3)
  expect(secrets.open(sealed, 'main/log')).toEqual(value)
  expect(() => secrets.open(sealed, 'main')).toThrow(expect.objectContaining({ code: 'secret-damaged' }))
  const passedOff = Buffer.from(sealed)
  passedOff[0] = 1
  expect(() => secrets.open(passedOff, 'main/log')).toThrow(expect.objectContaining({ code: 'secret-damaged' }))
})

test('lists of JSON texts sealed side by side open as the lists of their values, however long they are and whatever is sealed meanwhile', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 20 }), fc.constantFrom(0, 10, 100_000, 400_000), async (values, longer) => {
    const lists = [[...values, 'å'.repeat(longer), '\ud83d\ude00'], ['b'.repeat(longer), ...values], [longer]]
    const sealing = lists.map((items) => secrets.sealList(items.map((item) => [JSON.stringify(item).slice(0, 1), JSON.stringify(item).slice(1)]), 'here'))
    secrets.seal(`something else ${'c'.repeat(longer)}`, 'here')
    const opened = (await Promise.all(sealing)).map((sealed) => secrets.open(sealed, 'here'))
    expect(opened).toEqual(JSON.parse(JSON.stringify(lists)))
  }), { numRuns: 60 })
  expect(secrets.open(await secrets.sealList([], 'here'), 'here')).toEqual([])
})

test('a seal that was moved to another place, altered in any byte or cut does not open', () => {
  const sealed = secrets.seal({ accessToken: 'abc' }, 'main/crm')
  expect(() => secrets.open(sealed, 'main/books')).toThrow(expect.objectContaining({ code: 'secret-damaged' }))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const altered = Buffer.from(sealed)
      altered[at] = (altered[at] ?? 0) ^ change
      expect(() => secrets.open(altered, 'main/crm')).toThrow(expect.objectContaining({ code: expect.stringMatching(/^secret-(damaged|key-wrong)$/) as string }))
    }),
  )
  fc.assert(fc.property(fc.integer({ min: 0, max: sealed.length - 1 }), length => {
    expect(() => secrets.open(sealed.subarray(0, length), 'main/crm')).toThrow(expect.objectContaining({ code: 'secret-damaged' }))
  }))
})

test('another key is named, not taken for damage', () => {
  const other = createSecrets(randomBytes(32))
  expect(() => other.open(secrets.seal('a', 'main'), 'main')).toThrow(expect.objectContaining({ code: 'secret-key-wrong', en: expect.stringContaining(secrets.keyId) as string }))
})

test('the same key in another process finds the same hashes; purpose, value and key all matter', () => {
  const again = createSecrets(Buffer.from(key))
  const hash = secrets.keyedHash('email', 'anna@example.se')
  expect(again.keyedHash('email', 'anna@example.se')).toBe(hash)
  expect(hash).toMatch(/^[\w-]{22}$/)
  expect(secrets.keyedHash('vat', 'anna@example.se')).not.toBe(hash)
  expect(secrets.keyedHash('email', 'anna@example.com')).not.toBe(hash)
  expect(secrets.keyedHash('em', 'ail\0anna@example.se')).not.toBe(hash)
  expect(createSecrets(randomBytes(32)).keyedHash('email', 'anna@example.se')).not.toBe(hash)
})
