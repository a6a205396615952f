// Strange values: the texts, numbers, dates and shapes that break programs, and arbitrary ones from fast-check.
import fc from 'fast-check'
import type { Chance } from './chance.ts'

/** Stand as strings in a JSON value and become bare tokens in its text: what no JavaScript value can say. */
export const bareToken = (token: string): string => `@@bare:${token}@@`
export const withBareTokens = (text: string): string => text.replace(/"@@bare:([^"@]*)@@"/g, '$1')

export const strangeTexts: readonly string[] = [
  '', ' ', '\u0000', 'a\u0000b', '\ud800', 'x\udfffy', '\udc00\ud800', '\ufeffBOM', '\u202eRTL\u202c', 'e\u0301\u0301\u0301\u0301', 'Å\u030a', '\u200b', '\u2028', '\t\r\n', '\u001b[31m', '\u0085', 'ﬁ', 'İ', 'ß', '👩‍👩‍👧‍👦', '\u{10ffff}',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', 'null', 'undefined', 'NaN', 'Infinity', '-Infinity', 'true', '[object Object]',
  '1e400', '-1e400', '1e-400', '-0', '+1', '1e5', '0x10', '1_000', '1 234,50', '1,234.50', '1.234,50', ' 12 ', '12,', '.', '-', '--1', '00012', '9'.repeat(40), `0.${'0'.repeat(60)}1`, '99999999999999999999.99', '0.30000000000000004', '١٢٣', '１２', '1\u00a0000',
  '0000-00-00', '0001-01-01T00:00:00', '99999-12-31', '+099999-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', '2026-02-30', '2026-13-01', '2026-12-31T23:59:60Z', '8640000000000001', '-8640000000000001', '253402300800000', '1', '2026-11-28T24:00:00Z', '2026-11-28T00:00:00+99:99', '1e12', '20261128',
  '${HUBSPOT_TOKEN}', '{{deal.id}}', '$eval("1")', '../../etc/passwd', "'; drop table links; --", '%00', '%', '\\u0000', '\\', '"', '<script>alert(1)</script>', '&amp;', 'HS-1', 'HS-90001', 'HS--1', 'x'.repeat(300),
  '00000000-0000-0000-0000-000000000000', 'SE556677889901', '556677-8899', 'a@b', '@', 'a@b@c.se', 'mailto:x',
]

/** Never in a log, an error or an address. */
export const personNumber = '19811218-9876'

const nested = (depth: number, leaf: unknown, list: boolean): unknown => {
  let value = leaf
  for (let level = 0; level < depth; level += 1) value = list ? [value] : { a: value }
  return value
}

/** `huge`: now and then megabytes; a 10-MB text once in a few hundred. */
export function strangeText(chance: Chance, huge = true): string {
  if (huge && chance.oneIn(400)) return chance.pick(['x', 'å', '\u0000', '\ud800', '9', ' ', '(']).repeat(chance.pick([70_000, 300_000, 10_000_000]))
  if (chance.oneIn(30)) return chance.pick(['x', 'Å', '9', ' ', '\n', 'a '])
    .repeat(chance.pick([51, 101, 256, 2_001, 2_800, 70_000]))
  if (chance.oneIn(3)) return chance.of(fc.string({ unit: chance.pick(['binary', 'grapheme', 'binary-ascii']), maxLength: 40 }))
  if (chance.oneIn(8)) return `${chance.pick(strangeTexts)}${chance.pick(strangeTexts)}`
  return chance.pick(strangeTexts)
}

export function strangeNumber(chance: Chance): number | string {
  return chance.pick([0, -0, 1, -1, 0.1 + 0.2, 1e21, 1e-7, -1e300, 5e-324, Number.MAX_SAFE_INTEGER + 2, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 4_294_967_296, 0.005, 1.005, 123_456_789.123_456_78, bareToken('1e400'), bareToken('-0'), bareToken('-1e400'), bareToken('1E+2'), bareToken('123456789012345678901234567890')])
}

/** Anything at all, as JSON could carry it. */
export function strangeValue(chance: Chance): unknown {
  switch (chance.below(10)) {
    case 0: return null
    case 1: return chance.pick([true, false])
    case 2: case 3: return strangeNumber(chance)
    case 4: case 5: case 6: return strangeText(chance)
    case 7: return chance.pick<unknown>([[], {}, [null], [[]], [{}], { '': '' }, { id: null }, { results: {} }, { Data: null }])
    case 8: return nested(chance.pick([1, 3, 30, 600, chance.oneIn(10) ? 60_000 : 2_000]), strangeText(chance, false), chance.oneIn(2))
    default: return chance.of(fc.jsonValue({ maxDepth: 3 }))
  }
}
