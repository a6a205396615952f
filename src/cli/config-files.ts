// The configuration files of an apply: read here, by the person who has them; only the variables that they name go along.
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { wrongUse } from './problem.ts'

export type ConfigFiles = { files: { name: string; text: string }[]; environment: Record<string, string> }

/** Far more than any setup; a larger file is a mistake. */
const maxBytes = 2_000_000

/** FILE with what it extends, or every YAML file of DIR. Names are paths as given, so that complaints can be clicked. */
export async function readConfigFiles(target: string, variables: Readonly<Record<string, string | undefined>>): Promise<ConfigFiles> {
  const info = await stat(target).catch(() => null)
  if (info === null) throw wrongUse(`${target} finns inte.`, `${target} does not exist.`)
  const wanted = info.isDirectory() ? await yamlFiles(target) : [target]
  const files = new Map<string, string>()
  while (wanted.length > 0) {
    const name = wanted.shift()
    if (name === undefined || files.has(name)) continue
    const text = await readText(name)
    // What cannot be read and was only extended is left out: the complaint then comes with its place in the file that names it.
    if (text === null && files.size === 0) throw wrongUse(`${name} går inte att läsa.`, `${name} cannot be read.`)
    if (text === null) continue
    files.set(name, text)
    const base = /^extends:\s*["']?([^"'\s#]+)/m.exec(text)?.[1]
    if (base !== undefined) wanted.push(normalize(join(dirname(name), base)))
  }
  const named = [...files.values()].flatMap((text) => [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map((match) => match[1] ?? ''))
  const environment = Object.fromEntries([...new Set(named)].flatMap((name) => {
    const value = variables[name]
    return value === undefined || value === '' ? [] : [[name, value]]
  }))
  return { files: [...files].map(([name, text]) => ({ name, text })), environment }
}

async function yamlFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.')).sort()
  if (names.length === 0) throw wrongUse(`Mappen ${folder} har inga YAML-filer.`, `The folder ${folder} has no YAML files.`)
  return names.map((name) => join(folder, name))
}

async function readText(path: string): Promise<string | null> {
  const info = await stat(path).catch(() => null)
  if (info === null || !info.isFile()) return null
  if (info.size > maxBytes) throw wrongUse(`${path} är för stor för en konfiguration.`, `${path} is too large for a configuration.`)
  return await readFile(path, 'utf8').catch(() => null)
}
