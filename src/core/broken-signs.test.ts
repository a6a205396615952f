// Broken signs: NUL and halves of pairs are replaced, and nothing else is touched.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { storableJson, storableText, withoutBrokenSigns } from './broken-signs.ts'
import { ownValue } from './own-value.ts'

test('NUL and lone surrogates become U+FFFD in JSON, in values and names; whole pairs and written backslashes stay', () => {
  expect(JSON.parse(storableJson({ 'a\0': ['\ud800', 'x\udc00y', '👍', '\\u0000', '\\\\ud800', '\ud83d\ud83d\udc4d'] }))).toEqual({ 'a\ufffd': ['\ufffd', 'x\ufffdy', '👍', '\\u0000', '\\\\ud800', '\ufffd👍'] })
  expect(storableText('a\0b\ud800')).toBe('a\ufffdb\ufffd')
})

test('any text comes through as the same text made well-formed', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.array(fc.constantFrom('\0', '\ud800', '\udc00', '\\', 'u0000', '\\ud800', '"')), (text, signs) => {
    const whole = `${text}${signs.join('')}${text}`
    const wanted = whole.toWellFormed().replaceAll('\0', '\ufffd')
    expect(storableText(whole)).toBe(wanted)
    expect(JSON.parse(withoutBrokenSigns(JSON.stringify(whole)))).toBe(wanted)
  }))
})

test('a table has only its own names', () => {
  const table = Object.fromEntries([['__proto__', 1], ['a', 2]])
  expect(['__proto__', 'a', 'constructor', 'toString'].map((name) => ownValue(table, name))).toEqual([1, 2, undefined, undefined])
})
