// Mutators: a good JSON value with one to three things changed, and its text with bytes that no JSON writer would make.
import type { Chance } from './chance.ts'
import { bareToken, strangeText, strangeValue, withBareTokens } from './strange.ts'

type Place = { holder: Record<string, unknown> | unknown[]; key: string | number }

const isHolder = (value: unknown): value is Record<string, unknown> | unknown[] => typeof value === 'object' && value !== null

/** Every place in a value, the first few thousand. */
function placesOf(root: unknown): Place[] {
  const found: Place[] = []
  const queue: unknown[] = [root]
  while (queue.length > 0 && found.length < 4_000) {
    const holder = queue.shift()
    if (!isHolder(holder)) continue
    const keys: (string | number)[] = Array.isArray(holder) ? holder.map((_, index) => index) : Object.keys(holder)
    for (const key of keys) {
      found.push({ holder, key })
      queue.push(read({ holder, key }))
    }
  }
  return found
}

const read = ({ holder, key }: Place): unknown => (Array.isArray(holder) ? holder[Number(key)] : holder[key])

function write({ holder, key }: Place, value: unknown): void {
  if (Array.isArray(holder)) holder[Number(key)] = value
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

/** One change somewhere in the value, which is changed in place. Says what was done. */
function changeOnce(chance: Chance, root: unknown): string {
  const places = placesOf(root)
  if (places.length === 0) return 'nothing to change'
  // Places near the root are few and matter most: they get a third of the changes.
  const place = chance.oneIn(3) ? chance.pick(places.slice(0, 12)) : chance.pick(places)
  const old = read(place)
  const where = String(place.key)
  switch (chance.below(12)) {
    case 0: remove(place); return `${where} removed`
    case 1: write(place, null); return `${where} null`
    case 2: write(place, [old]); return `${where} in a list`
    case 3: write(place, { [where]: old }); return `${where} nested`
    case 4: write(place, read(chance.pick(places))); return `${where} is another's value`
    case 5:
      if (Array.isArray(old) && old.length > 0) { old.push(structuredClone(old[chance.below(old.length)])); return `${where} with an item twice` }
      write(place, String(old)); return `${where} as text`
    case 6:
      if (Array.isArray(old)) { old.splice(chance.below(Math.max(1, old.length)), 1); return `${where} without an item` }
      write(place, typeof old === 'string' ? Number(old) : []); return `${where} of another type`
    case 7:
      if (!Array.isArray(place.holder)) { write({ holder: place.holder, key: chance.pick(['__proto__', 'constructor', 'toJSON', 'length', strangeText(chance, false)]) }, strangeValue(chance)); return `a strange name beside ${where}` }
      write(place, strangeText(chance)); return `${where} a strange text`
    case 8: write(place, typeof old === 'number' ? bareToken(chance.pick(['1e400', '-0', '1e999', '-1e400', '0.1e1'])) : typeof old === 'string' ? `${old}${strangeText(chance, false)}` : null); return `${where} stretched`
    case 9: write(place, strangeText(chance)); return `${where} a strange text`
    default: write(place, strangeValue(chance)); return `${where} a strange value`
  }
}

/** The value with one to three changes, as text; the value itself is left alone. */
export function mutatedJson(chance: Chance, value: unknown): { text: string; what: string } {
  const box = { value: structuredClone(value) }
  const said: string[] = []
  for (let round = chance.pick([1, 1, 1, 2, 3]); round > 0; round -= 1) said.push(chance.oneIn(40) ? changeOnce(chance, box) : changeOnce(chance, box.value))
  return { text: jsonText(box.value), what: said.join(', ') }
}

/** JSON text also of what is nested too deeply for the built-in writer. */
export function jsonText(value: unknown): string {
  try {
    return withBareTokens(JSON.stringify(value) ?? '')
  } catch {
    return `${'['.repeat(60_000)}${']'.repeat(60_000)}`
  }
}

/** Bytes of a text, spoilt: cut, invalid UTF-8, signs put in, said twice, names said twice, something else altogether. */
export function spoiltBytes(chance: Chance, text: string): { bytes: Buffer; what: string } {
  const bytes = Buffer.from(text)
  const at = chance.below(bytes.length + 1)
  const inserted = (what: string, part: Buffer): { bytes: Buffer; what: string } => ({ what, bytes: Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]) })
  switch (chance.below(12)) {
    case 0: return { what: 'cut', bytes: bytes.subarray(0, at) }
    case 1: return inserted('invalid UTF-8', Buffer.from(chance.pick([[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80]])))
    case 2: return inserted('a NUL byte', Buffer.from([0]))
    case 3: return { what: 'BOM', bytes: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]) }
    case 4: return { what: 'twice', bytes: Buffer.concat([bytes, bytes]) }
    case 5: return { what: 'HTML', bytes: Buffer.from('<!doctype html><html><body><h1>502</h1></body></html>') }
    case 6: return { what: 'empty', bytes: Buffer.alloc(0) }
    case 7: return { what: 'another value', bytes: Buffer.from(chance.pick(['null', '[]', '{}', '""', '0', 'true', '[[]]', 'NaN', 'undefined', '{"results":null}', '{"Data":null,"Meta":null}'])) }
    case 8: return { what: 'names twice', bytes: Buffer.from(text.replace('{', () => `{${chance.pick(['"id":"1",', '"Id":1,', '"results":[],', '"Data":[],', '"__proto__":{"a":1},', '"properties":null,'])}`)) }
    case 9: return { what: 'UTF-16', bytes: Buffer.from(text.slice(0, 20_000), 'utf16le') }
    case 10: return { what: 'deep', bytes: Buffer.from(chance.pick(['[', '{"a":', '{"Rows":[', '{"properties":{"a":']).repeat(chance.pick([100, 5_000, 100_000]))) }
    default: {
      const copy = Buffer.from(bytes)
      for (let n = 0; n < 3 && copy.length > 0; n += 1) copy[chance.below(copy.length)] = chance.below(256)
      return { what: 'three bytes changed', bytes: copy }
    }
  }
}
