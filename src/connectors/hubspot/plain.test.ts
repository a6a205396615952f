// Facts: a plain answer is read as the schemas read it, whatever it is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAssociated, readHead, readRecord } from './plain.ts'
import { associations, wireHead, wireRecord } from './schemas.ts'

const id = fc.oneof({ weight: 6, arbitrary: fc.stringMatching(/^\d{1,12}$/) }, fc.nat(), fc.constantFrom('', 'x', null, 1.5, -3, '123456789012345678901'))
const text = fc.oneof({ weight: 9, arbitrary: fc.string() }, fc.constantFrom(null, undefined, 7, true), { weight: 1, arbitrary: fc.constant({}) })
const history = fc.oneof({ weight: 4, arbitrary: fc.array(fc.record({ value: text, timestamp: text }, { requiredKeys: [] }), { maxLength: 3 }) }, fc.constantFrom(null, 'x', [null]))
// Names an object has without being given them are no rarer than others: chance alone makes one in a thousand runs.
const name = fc.oneof({ weight: 9, arbitrary: fc.string() }, fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'))
const record = fc.record({
  id, properties: fc.oneof({ weight: 6, arbitrary: fc.dictionary(name, text, { maxKeys: 4 }) }, fc.constantFrom(null, undefined, [], 'x')),
  propertiesWithHistory: fc.oneof(fc.dictionary(name, history, { maxKeys: 2 }), fc.constantFrom(null, undefined, [])),
  updatedAt: text, archived: fc.constantFrom(true, false, null, undefined, 'no'), archivedAt: text, url: text,
}, { requiredKeys: [] })
const typed = fc.record({ typeId: fc.constantFrom<unknown>(1, 5, null, undefined, '3'), label: text }, { requiredKeys: [] })
const associated = fc.record({
  from: fc.oneof({ weight: 6, arbitrary: fc.record({ id }) }, fc.constantFrom(null, {})),
  to: fc.oneof({ weight: 6, arbitrary: fc.array(fc.record({ toObjectId: id, associationTypes: fc.oneof(fc.array(typed, { maxLength: 2 }), fc.constantFrom(null, undefined)) }, { requiredKeys: [] }), { maxLength: 3 }) }, fc.constantFrom(null, undefined)),
  paging: fc.constantFrom(undefined, null, { next: { after: '12' } }, { next: null }),
}, { requiredKeys: [] })

/** As it would come over the wire. */
const wired = (value: unknown): unknown => { const json = JSON.stringify(value) as string | undefined; return json === undefined ? undefined : (JSON.parse(json) as unknown) }

describe('plain answers', () => {
  it('a record is read as the schema reads it', () => {
    let plain = 0
    fc.assert(fc.property(record, (made) => {
      const raw = wired(made)
      const [quick, slow] = [readRecord(raw), wireRecord.safeParse(raw)]
      expect(quick.success).toBe(slow.success)
      if (quick.success && slow.success) expect({ ...slow.data }).toEqual(only(quick.data, slow.data))
      if (quick.success && quick.data === raw) plain += 1
    }), { numRuns: 2_000 })
    // A test of the plain way that never takes it would say nothing.
    expect(plain).toBeGreaterThan(50)
  })

  it('a head is read as the schema reads it', () => {
    fc.assert(fc.property(record, (made) => {
      const raw = wired(made)
      const [quick, slow] = [readHead(raw), wireHead.safeParse(raw)]
      expect(quick.success).toBe(slow.success)
      if (quick.success && slow.success) expect({ ...slow.data }).toEqual(only(quick.data, slow.data))
    }), { numRuns: 2_000 })
  })

  it('what belongs to a record is read as the schema reads it', () => {
    fc.assert(fc.property(associated, (made) => {
      const raw = wired(made)
      const [quick, slow] = [readAssociated(raw), associations.safeParse(raw)]
      expect(quick.success).toBe(slow.success)
      if (quick.success && slow.success) expect({ ...quick.data, paging: quick.data.paging ?? null }).toEqual({ ...slow.data, paging: slow.data.paging ?? null })
    }), { numRuns: 2_000 })
  })
})

/** What the schema knows of it; a plain record keeps what else the answer says. */
function only(data: object, known: object): object {
  return Object.fromEntries(Object.entries(data).filter(([name]) => name in known))
}
