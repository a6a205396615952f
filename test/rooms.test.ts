// The rooms: who may import whom, checked against the real imports, and vendors' words kept in their folders.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** HOUSE.md section 3. A room is a folder or a file of src; an entry is a room, or one file of a room. Types may be imported from anywhere: they are gone when the code runs. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  mapper: ['core'],
  planner: ['core'],
  flows: ['core', 'mapper'],
  'connectors (shared)': ['core'],
  'connectors/registry.ts': ['core', 'connectors (shared)', 'connectors/hubspot', 'connectors/eaccounting'],
  'connectors/hubspot': ['core', 'connectors (shared)'],
  'connectors/eaccounting': ['core', 'connectors (shared)'],
  'log.ts': ['core'],
  store: ['core', 'mapper'],
  config: ['core', 'mapper', 'flows', 'connectors/connector.ts'],
  runs: ['core', 'mapper', 'planner', 'flows', 'connectors/connector.ts'],
  jobs: ['core', 'runs', 'store'],
  watch: ['core', 'runs', 'store'],
  engine: ['core', 'mapper', 'planner', 'flows', 'connectors (shared)', 'connectors/registry.ts', 'store', 'config', 'runs', 'jobs', 'watch', 'log.ts', 'version.ts'],
  api: ['core', 'store', 'engine', 'log.ts'],
  cli: ['api', 'config', 'engine', 'core', 'store/data-folder.ts', 'store/data-files.ts', 'log.ts', 'main.ts', 'version.ts', 'sandbox'],
  'version.ts': [],
  // The wiring: the only place where all rooms meet.
  'main.ts': ['*'],
  'work.ts': ['*'],
}

/** Rooms that speak of "the source" and "the books", never of a vendor. */
const withoutVendors = ['core', 'mapper', 'planner', 'runs', 'jobs', 'store', 'watch', 'flows', 'api']
const vendorWord = /hubspot|eaccounting|visma|spiris/i
/** The one public path that names a vendor (PRODUCT.md section 5). */
const allowedVendorText = /\/webhooks\/hubspot\b/g

type File = { path: string; room: string; text: string }

/** Room of a file, from its path below src. */
function roomOf(path: string): string {
  if (path.startsWith('../')) return path.split('/')[1] ?? path
  const [first = '', second] = path.split('/')
  if (first !== 'connectors') return first
  if (path === 'connectors/registry.ts') return path
  return second === undefined || second.endsWith('.ts') || second === 'conformance' ? 'connectors (shared)' : `connectors/${second}`
}

const isTest = (path: string): boolean => /(\.test|(^|\/)test-[\w-]+)\.ts$|\/conformance\//.test(path)

const files: File[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !isTest(path))
  .sort()
  .map((path) => ({ path, room: roomOf(path), text: readFileSync(join(root, 'src', path), 'utf8') }))

/** Paths below src that a file imports for more than types. */
function valueImports(file: File): string[] {
  const statements = [...file.text.matchAll(/^(?:import|export)\s+(?!type\b)([^'"]*?)\s*from\s*['"](\.[^'"]+)['"]/gm)]
    .filter(([, names = '']) => !/^\{\s*(?:type\s+[^,}]+,?\s*)+\}$/.test(names.trim()))
    .map(([, , target = '']) => target)
  const bare = [...file.text.matchAll(/^import\s*['"](\.[^'"]+)['"]/gm)].map(([, target = '']) => target)
  // `typeof import('./x')` and `import('./x').T` in a type position have no await before them.
  const dynamic = [...file.text.matchAll(/await import\(\s*['"](\.[^'"]+)['"]\s*\)/g)].map(([, target = '']) => target)
  return [...statements, ...bare, ...dynamic].map((target) => relative(join(root, 'src'), join(root, 'src', dirname(file.path), target)).replaceAll('\\', '/'))
}

test('every room stands in the table', () => {
  expect([...new Set(files.map((file) => file.room))].filter((room) => !(room in mayImport))).toEqual([])
})

test('rooms import only what the table allows', () => {
  const wrong = files.flatMap((file) => {
    const allowed = mayImport[file.room] ?? []
    return valueImports(file)
      .filter((target) => !allowed.includes('*') && roomOf(target) !== file.room && !allowed.includes(roomOf(target)) && !allowed.includes(target))
      .map((target) => `${file.path} imports ${target}`)
  })
  expect(wrong).toEqual([])
})

test('a vendor\'s words stay in its folder', () => {
  const said = files.filter((file) => withoutVendors.includes(file.room)).flatMap((file) =>
    file.text.split('\n').flatMap((line, place) => (vendorWord.test(line.replace(allowedVendorText, '')) ? [`${file.path}:${place + 1} ${line.trim().slice(0, 100)}`] : [])))
  expect(said).toEqual([])
})

test('imports are seen in all their forms', () => {
  const text = "import { a } from '../x.ts'\nimport type { B } from '../types-only.ts'\nimport { type C, type D } from '../types-only.ts'\nimport { type E, f } from '../y.ts'\nexport * from './z.ts'\nimport '../bare.ts'\nimport {\n  g,\n} from '../many.ts'\nawait import('../late.ts')\n"
  expect(valueImports({ path: 'store/a.ts', room: 'store', text })).toEqual(['x.ts', 'y.ts', 'store/z.ts', 'many.ts', 'bare.ts', 'late.ts'])
})
