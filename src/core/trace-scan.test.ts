// Facts: one pass finds what looking for each word alone finds.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTraceScan } from './trace-scan.ts'

const signs = fc.constantFrom('a', 'b', 'A', 'B', '7', '0', '-', '+', ' ', 'å', '–', '/')
const word = fc.string({ unit: fc.constantFrom('a', 'b', '0', '-'), minLength: 1, maxLength: 5 })
const text = fc.string({ unit: signs, maxLength: 40 })

/** Letters without case, digits as one, signs as one. */
const folded = (whole: string): string => whole.toLowerCase().replace(/\d/g, '0').replace(/[+ ]/g, '-')

test('a word is found wherever it stands, in any case, and nothing else is', () => {
  fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), text, (words, whole) => {
    const bytes = Buffer.from(whole)
    expect(createTraceScan([{ words }]).found(bytes, bytes.length)).toBe(words.some((one) => folded(whole).includes(one)))
  }), { numRuns: 5_000 })
})

test('the judge is asked at every place where one of its words ends, also inside a longer word of another', () => {
  fc.assert(fc.property(word, fc.array(word, { maxLength: 5 }), text, (judged, others, whole) => {
    const asked = new Set<number>()
    const groups = [{ words: others, judge: () => false }, { words: [judged], judge: (_: Uint8Array, end: number) => { asked.add(end); return false } }]
    const bytes = Buffer.from(folded(whole), 'latin1')
    expect(createTraceScan(groups).found(bytes, bytes.length)).toBe(false)
    const ends = new Set(Array.from({ length: whole.length }, (_, at) => at).flatMap((at) => (folded(whole).startsWith(judged, at) ? [at + judged.length] : [])))
    expect(asked).toEqual(ends)
  }), { numRuns: 5_000 })
})

test('nothing is looked for beyond the length given', () => {
  const bytes = Buffer.from('xxtoken')
  expect(createTraceScan([{ words: ['token'] }]).found(bytes, 6)).toBe(false)
  expect(createTraceScan([{ words: ['token'] }]).found(bytes, 7)).toBe(true)
})
