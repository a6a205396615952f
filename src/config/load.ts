// Loads configuration files from disk: one file, or all of a folder, each with what it extends.
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Complaint } from './complaint.ts'
import { placeIn, readSetup } from './file.ts'
import type { Registry, Setup } from './setup.ts'
import { readYaml, type Place, type YamlSource } from './yaml-source.ts'

/** `locate` finds the place of a value by its path from the root of the file (["flows", "won-deals", "settings", "terms"]), or of its nearest parent. */
export type LoadedSetup = { file: string; setup: Setup; warnings: Complaint[]; locate(path: readonly (string | number)[]): Place | null }
export type Loaded = { ok: true; setups: LoadedSetup[] } | { ok: false; complaints: Complaint[] }
export type LoadSettings = {
  environment: Readonly<Record<string, string | undefined>>
  registry: Registry
  /** Texts that were read elsewhere, by name; null = read from disk. */
  files?: ReadonlyMap<string, string> | null
}

const maxBytes = 2_000_000

/** Loads FILE or DIR (its *.yaml and *.yml, without those that others extend). One organisation per file. */
export async function loadSetups(target: string, settings: LoadSettings): Promise<Loaded> {
  const found = settings.files == null ? await filesOf(target) : { ok: true as const, files: [target] }
  if (!found.ok) return { ok: false, complaints: [found.complaint] }
  const complaints: Complaint[] = []
  const chains: { file: string; chain: YamlSource[] }[] = []
  for (const file of found.files) {
    const chain = await chainOf(file, settings, complaints)
    if (chain !== null) chains.push({ file, chain })
  }
  const bases = new Set(chains.flatMap(({ chain }) => chain.slice(1).map((source) => source.file)))
  const setups: (Loaded & { ok: true })['setups'] = []
  const organisations = new Map<string, string>()
  for (const { file, chain } of chains) {
    if (found.files.length > 1 && bases.has(file)) continue
    const read = readSetup(chain, settings.registry)
    if (!read.ok) {
      complaints.push(...read.complaints)
      continue
    }
    const other = organisations.get(read.setup.organisation)
    if (other !== undefined) {
      const { organisation } = read.setup
      complaints.push({ ...wholeFile(file), sv: `Organisationen ${organisation} finns redan i ${other}; en fil per organisation.`, en: `The organisation ${organisation} already stands in ${other}; one file per organisation.` })
    }
    organisations.set(read.setup.organisation, file)
    setups.push({ file, setup: read.setup, warnings: read.warnings, locate: (path) => placeIn(chain, [...path]) })
  }
  return complaints.some((complaint) => complaint.severity === 'stop') ? { ok: false, complaints } : { ok: true, setups }
}

async function filesOf(target: string): Promise<{ ok: true; files: string[] } | { ok: false; complaint: Complaint }> {
  const info = await stat(target).catch(() => null)
  if (info === null) return { ok: false, complaint: { ...wholeFile(target), sv: 'Filen finns inte.', en: 'There is no such file.' } }
  if (!info.isDirectory()) return { ok: true, files: [target] }
  const names = (await readdir(target)).filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.')).sort()
  if (names.length === 0) return { ok: false, complaint: { ...wholeFile(target), sv: 'Mappen har inga YAML-filer.', en: 'The folder has no YAML files.' } }
  return { ok: true, files: names.map((name) => join(target, name)) }
}

/** The file and what it extends, nearest first. Null when one of them cannot be read; then there is a complaint. */
async function chainOf(file: string, settings: LoadSettings, complaints: Complaint[]): Promise<YamlSource[] | null> {
  const chain: YamlSource[] = []
  const seen = new Set<string>()
  let next: string | null = file
  let fine = true
  while (next !== null) {
    const current: string = next
    next = null
    if (seen.has(resolve(current))) {
      complaints.push({ ...wholeFile(current), sv: 'Filerna utvidgar varandra i en ring (extends).', en: 'The files extend one another in a ring (extends).' })
      return null
    }
    seen.add(resolve(current))
    const text = await readText(current, chain[chain.length - 1], complaints, settings.files ?? null)
    if (text === null) return null
    const read = readYaml(current, text, settings.environment)
    complaints.push(...read.complaints)
    if (read.complaints.length > 0) fine = false
    if (read.source === null) return null
    chain.push(read.source)
    const above: unknown = read.source.value['extends']
    if (typeof above === 'string' && above.trim() !== '') next = join(dirname(current), above)
    // Each file's own `extends` is followed here and means nothing after the merge.
    if (chain.length > 1) delete read.source.value['extends']
  }
  return fine ? chain : null
}

async function readText(file: string, from: YamlSource | undefined, complaints: Complaint[], files: ReadonlyMap<string, string> | null): Promise<string | null> {
  const place = from === undefined ? wholeFile(file) : { ...from.locate(['extends']).place, path: ['extends'], severity: 'stop' as const }
  if (files !== null) {
    const text = files.get(file)
    if (text === undefined) complaints.push({ ...place, sv: `${file} följde inte med.`, en: `${file} was not sent along.` })
    return text ?? null
  }
  try {
    const info = await stat(file)
    if (info.size > maxBytes) {
      complaints.push({ ...place, sv: `${basename(file)} är för stor.`, en: `${basename(file)} is too large.` })
      return null
    }
    return await readFile(file, 'utf8')
  } catch (caught) {
    const reason = caught instanceof Error && 'code' in caught ? String(caught.code) : 'unknown'
    complaints.push({ ...place, sv: `${file} går inte att läsa (${reason}).`, en: `${file} cannot be read (${reason}).` })
    return null
  }
}

function wholeFile(file: string): Pick<Complaint, 'file' | 'line' | 'column' | 'path' | 'severity'> {
  return { file, line: null, column: null, path: [], severity: 'stop' }
}
