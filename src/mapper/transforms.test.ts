// Transforms: how values look after each named change.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSwedishOrgNumber } from '../core/identifiers.ts'
import { joinStreet, splitStreet } from './street.ts'
import { isProblem, parseTransform, readNumber, transformNames } from './transforms.ts'

const settings = { timeZone: 'Europe/Stockholm' }
function run(text: string, value: string): unknown {
  const parsed = parseTransform(text)
  if (!parsed.ok) throw new Error(parsed.problem.en)
  const result = parsed.transform.apply(value, settings)
  return isProblem(result) ? result.problem : result
}

describe('named transforms', () => {
  it.each([
    ['orgNumber', '556677-8899', '5566778899'], ['orgNumber', '16556677-8899', '5566778899'], ['orgNumber', 'SE556677889901', '5566778899'],
    ['orgNumber', '19811218-9876', '198112189876'], ['orgNumber', 'NO 923 609 016 MVA', 'NO 923 609 016 MVA'],
    ['vatNumber', 'se 556677-8899 01', 'SE556677889901'], ['vatNumber', 'gr 123456789', 'EL123456789'],
    ['email', ' Anna Berg <Anna.Berg@Example.SE> ', 'anna.berg@example.se'],
    ['phone', 'tel:0046 (0)70-123 45 67', '+46 (0)70-123 45 67'],
    ['country', 'Norge', 'NO'], ['country', 'tyskland', 'DE'], ['country', 'Northern Ireland', 'XI'], ['country', 'Nordirland', 'XI'], ['country', 'EL', 'GR'],
    ['country', 'Grekland', 'GR'], ['country', 'swe', 'SE'], ['country', 'Deutschland', 'DE'], ['country', 'UK', 'GB'], ['country', 'Åland', 'AX'],
    ['postalCode', ' SE-123  45', '123 45'], ['postalCode', 'd02 af30', 'D02 AF30'], ['postalCode', 'S-41103', '41103'],
    ['date', '2026-03-29T23:30:00Z', '2026-03-30'], ['date', '2026-12-01', '2026-12-01'], ['date', '1767225600000', '2026-01-01'], ['date', '2026/3/1', '2026-03-01'],
    ['number', '1 234,50 kr', '1234.5'], ['number', '1.234,50', '1234.5'], ['number', '1,234.50', '1234.5'], ['number', '-0,5', '-0.5'],
    ['cut(5)', 'abcdefgh', 'abcde'], ['cut(1)', '😀x', '😀'], ['cutWord(10)', 'Berg & Dahl Bygg', 'Berg &'], ['digits', 'nr 12-3', '123'],
    ['streetName', 'Storgatan 5 B', 'Storgatan'], ['houseNumber', 'Storgatan 5 B', '5 B'], ['plainText', '<p>Hej &amp; hå</p><p>då</p>', 'Hej & hå\ndå'],
  ])('%s makes %j into %j', (transform, given, wanted) => {
    expect(run(transform, given)).toBe(wanted)
  })

  it.each([['boolean', 'Ja', true], ['boolean', 'nej', false], ['boolean', '1', true]])('%s reads %j as %j', (transform, given, wanted) => {
    expect(run(transform, given)).toBe(wanted)
  })

  it.each([['email', 'anna(at)x.se'], ['country', 'Atlantis'], ['date', 'i morgon'], ['boolean', 'kanske'], ['number', '12 st'], ['number', '1,2,3']])('%s refuses %j with a sentence', (transform, given) => {
    expect(run(transform, given)).toMatchObject({ sv: expect.stringContaining(given), en: expect.stringContaining(given) })
  })

  it('names the nearest transform for a misspelt one, and says how an argument is written', () => {
    expect(parseTransform('orgnumer')).toMatchObject({ ok: false, nearest: 'orgNumber' })
    expect(parseTransform('cut')).toMatchObject({ ok: false, nearest: 'cut(50)' })
    expect(parseTransform('trim(3)')).toMatchObject({ ok: false })
  })

  it('never throws and gives the same again when applied to its own text', () => {
    const steady = transformNames.filter((name) => !['cut', 'cutWord', 'houseNumber', 'streetName', 'plainText', 'boolean', 'phone'].includes(name))
    fc.assert(fc.property(fc.constantFrom(...steady), fc.string({ unit: 'grapheme', maxLength: 40 }), (name, text) => {
      const once = run(name, text)
      if (typeof once === 'string' && once !== '') expect(run(name, once)).toBe(once)
    }), { numRuns: 1000 })
  })

  it('reads any amount written with Swedish grouping and comma', () => {
    fc.assert(fc.property(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: 0, max: 99 }), (whole, ore) => {
      const grouped = String(Math.abs(whole)).replace(/\B(?=(\d{3})+$)/g, '\u00a0')
      const sign = whole < 0 ? '-' : ''
      expect(Number(readNumber(`${sign}${grouped},${String(ore).padStart(2, '0')}`))).toBeCloseTo(Number(`${sign}${Math.abs(whole)}.${String(ore).padStart(2, '0')}`), 6)
    }))
  })

  it('splits a street and number and joins them back to the same line', () => {
    const street = fc.constantFrom('Storgatan', 'Södra Vägen', 'Rue de la Paix', 'Box', 'Västra Hamngatan')
    fc.assert(fc.property(street, fc.integer({ min: 1, max: 999 }), fc.constantFrom('', ' A', 'B', '-7'), (name, number, tail) => {
      const line = `${name} ${number}${tail}`
      const parts = splitStreet(line)
      expect(parts).toEqual({ street: name, houseNumber: `${number}${tail}` })
      expect(joinStreet(parts.street, parts.houseNumber)).toBe(line)
      expect(joinStreet(line, parts.houseNumber)).toBe(line)
    }))
  })

  it('knows a Swedish organisation number by its check digit', () => {
    expect(isSwedishOrgNumber('556677-8899')).toBe(true)
    expect(isSwedishOrgNumber('556677-8898')).toBe(false)
    expect(isSwedishOrgNumber('923609016')).toBe(false)
  })
})
