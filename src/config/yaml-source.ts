// One YAML file with its places kept: every value can be traced to file, line and column.
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml'
import { storableText } from '../core/broken-signs.ts'
import type { Complaint } from './complaint.ts'

export type Place = { file: string; line: number; column: number }

export type YamlSource = {
  file: string
  value: Record<string, unknown>
  /** Path -> environment name when the whole value is ${NAME}; null when ${NAME} is only part of it. */
  substituted: Map<string, string | null>
  /** What variables held -> ${NAME}: complaints show the name, never the value. */
  filled: Map<string, string>
  /** Place of the value at the path, or of its nearest parent; `exact` says which. */
  locate(path: readonly (string | number)[]): { place: Place; depth: number }
}

/** Joins a path for use as a key of `secrets`. */
export function dotted(path: readonly (string | number)[]): string {
  return path.join('.')
}

type ReadYaml = { source: YamlSource | null; complaints: Complaint[] }

/** Parses a file and fills in ${NAME} from `environment`. An unset or empty variable is a complaint with its place. */
export function readYaml(file: string, text: string, environment: Readonly<Record<string, string | undefined>>): ReadYaml {
  try {
    return parsedYaml(file, text, environment)
  } catch (caught) {
    // Nesting without a bottom, and names for parts that stand for millions, show themselves only while the values are made.
    const deep = caught instanceof RangeError
    const message = caught instanceof Error ? caught.message : String(caught)
    return { source: null, complaints: [{
      file, line: null, column: null, path: [], severity: 'stop',
      sv: `Filen går inte att läsa som YAML: ${deep ? 'för många nivåer i varandra' : message}.`, en: `The file cannot be read as YAML: ${deep ? 'too many levels inside one another' : message}.`,
    }] }
  }
}

function parsedYaml(file: string, text: string, environment: Readonly<Record<string, string | undefined>>): ReadYaml {
  const lines = new LineCounter()
  const document = parseDocument(shelter(text), { lineCounter: lines, prettyErrors: false, merge: true, uniqueKeys: true, logLevel: 'error' })
  const complexNames: number[] = []
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  // A name made of a whole part of the file would show what stands in that part, secrets too, wherever the name is shown.
  visit(document, { Pair: (_, pair) => (isScalar(pair.key) || pair.key === null ? undefined : void complexNames.push(isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0)) })
  // One fault of form brings many after it; only the first tells anything.
  const complaints: Complaint[] = document.errors.slice(0, 1).map((error) => ({
    ...placeAt(error.pos[0]), path: [], severity: 'stop' as const,
    sv: `Filen går inte att läsa som YAML: ${error.message}`, en: `The file cannot be read as YAML: ${error.message}`,
  }))
  if (complaints.length === 0) {
    complaints.push(...complexNames.slice(0, 1).map((offset) => ({ ...placeAt(offset), path: [], severity: 'stop' as const, sv: 'Ett namn ska vara en enkel text.', en: 'A name must be plain text.' })))
  }
  if (complaints.length > 0) return { source: null, complaints }
  const { substituted, filled } = substitute(document, environment, (offset, path, name) => complaints.push(name === null
    ? { ...placeAt(offset), path, severity: 'stop', sv: 'Texten innehåller ett tecken som inte går att spara (NUL eller ett halvt tecken).', en: 'The text holds a sign that cannot be kept (NUL or half a character).' }
    : { ...placeAt(offset), path, severity: 'stop', sv: `Miljövariabeln ${name} är inte satt.`, en: `The environment variable ${name} is not set.` }))
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    complaints.push({ ...placeAt(0), path: [], severity: 'stop', sv: 'Filen ska bestå av namn med värden.', en: 'The file must consist of names with values.' })
    return { source: null, complaints }
  }
  const source: YamlSource = {
    file, value: { ...value }, substituted, filled,
    locate: (path) => {
      const { offset, depth } = offsetOf(document.contents, path)
      return { place: placeAt(offset), depth }
    },
  }
  return { source, complaints }
}

const variable = /\uE000\uE001([A-Za-z_][A-Za-z0-9_]*)\uE002/g

/**
 * YAML takes the braces of an unquoted ${NAME} inside { ... } for its own. Signs of the same length from the private area
 * stand for them while the file is parsed, so that every place keeps its line and column.
 */
function shelter(text: string): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, '\uE000\uE001$1\uE002')
}

function substitute(document: Document.Parsed, environment: Readonly<Record<string, string | undefined>>, wrong: (offset: number, path: (string | number)[], name: string | null) => void): Pick<YamlSource, 'substituted' | 'filled'> {
  const found = new Map<string, string | null>()
  const filled = new Map<string, string>()
  visit(document, {
    Scalar(key, node, ancestors) {
      if (typeof node.value !== 'string') return
      if (storableText(node.value) !== node.value) wrong(node.range?.[0] ?? 0, pathOf([...ancestors, node]), null)
      if (!node.value.includes('\uE000')) return
      if (key === 'key') {
        node.value = node.value.replace(variable, '$${$1}')
        return
      }
      const path = pathOf([...ancestors, node])
      const written = node.value
      let names = 0
      const whole = written.replace(variable, (_, name: string) => {
        names += 1
        const value = environment[name]
        if (value !== undefined && value !== '') {
          filled.set(value, `\${${name}}`)
          return value
        }
        wrong(node.range?.[0] ?? 0, path, name)
        return `\${${name}}`
      })
      if (names === 0) return
      node.value = whole
      const alone = /^\uE000\uE001([A-Za-z_][A-Za-z0-9_]*)\uE002$/.exec(written)
      found.set(dotted(path), alone?.[1] ?? null)
    },
  })
  return { substituted: found, filled }
}

function pathOf(chain: readonly unknown[]): (string | number)[] {
  const path: (string | number)[] = []
  chain.forEach((node, index) => {
    const next = chain[index + 1]
    if (isMap(node)) {
      const pair = node.items.find((one) => one === next)
      if (pair !== undefined && isScalar(pair.key)) path.push(String(pair.key.value))
    } else if (isSeq(node)) {
      path.push(node.items.indexOf(next))
    }
  })
  return path
}

/** Start of the key (in maps) or item (in lists) at the path; of the deepest one that exists. */
function offsetOf(root: Node | null, path: readonly (string | number)[]): { offset: number; depth: number } {
  let node: unknown = root
  let offset = root?.range?.[0] ?? 0
  let depth = 0
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === String(part))
      if (pair === undefined || !isScalar(pair.key)) break
      offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node) && typeof part === 'number') {
      const item = node.items[part]
      if (item === undefined) break
      node = item
      const range = isMap(item) || isSeq(item) || isScalar(item) ? item.range : null
      offset = range?.[0] ?? offset
    } else break
    depth += 1
  }
  return { offset, depth }
}
