// The documents are true: every path that they name exists, every command and every setting stands in the README, every link leads somewhere.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../src/cli/exit-codes.ts'
import { buildProgram } from '../src/cli/program.ts'
import { openTerminal } from '../src/cli/terminal.ts'
import { readEnvironment } from '../src/config/environment.ts'
import { connectors } from '../src/connectors/registry.ts'
import { settingsHelp } from '../src/flows/orders-to-accounting/settings-help.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const decisions = readdirSync(join(root, 'docs/decisions')).filter((name) => name.endsWith('.md')).map((name) => `docs/decisions/${name}`)
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'GLOSSARY.md', 'SECURITY.md', ...decisions]
const textOf = (name: string): string => readFileSync(join(root, name), 'utf8')

/** Paths of this repository in backticks: below one of its folders, or a file at its root. Words after a blank are arguments. */
function pathsIn(text: string): string[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name)
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, span = '']) => span.split(/\s+/))
  return [...new Set(spans.filter((word) => folders.includes(word.split('/')[0] ?? '') && word.includes('/') && !/[<>*{}…]/.test(word)))]
}

/** Targets of Markdown links that lead into this repository. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target.replace(/#.*$/, '')).filter((target) => target !== '' && !/^[a-z]+:/.test(target))
}

describe.each(documents)('%s', (name) => {
  test('names only files and folders that exist', () => {
    expect(pathsIn(textOf(name)).filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('links only to what exists', () => {
    expect(linksIn(textOf(name)).filter((target) => !existsSync(join(root, dirname(name), target)))).toEqual([])
  })

  test('speaks of the product alone', () => {
    expect(textOf(name).match(/registry\.npmjs|\/home\/|\/root\/|\/tmp\/|\/work\/|\bissue #?\d+|\bTODO\b|\bFIXME\b/g)).toBeNull()
  })
})

test('the architecture walks through files by name', () => {
  expect(pathsIn(textOf('ARCHITECTURE.md')).length).toBeGreaterThan(50)
})

test('a path that does not exist is noticed', () => {
  expect(pathsIn('see `src/nowhere/at-all.ts` and `node docs/generate.ts`, not `application/json` or `src/<room>/x.ts`')).toEqual(['src/nowhere/at-all.ts', 'docs/generate.ts'])
})

const program = buildProgram(openTerminal('en', {}, false), () => undefined)
const commandRows = textOf('README.md').split('\n').filter((line) => line.startsWith('| `kontobro ')).map((line) => (line.split(' | ')[0] ?? '').replaceAll('\\|', ' '))

test('every command stands in the README', () => {
  const words = program.commands.flatMap((command) => [[command.name()], ...command.commands.map((inner) => [command.name(), inner.name()])])
  expect(words.length).toBeGreaterThan(15)
  expect(words.filter((names) => !commandRows.some((row) => row.startsWith(`| \`kontobro ${names[0] ?? ''}`) && names.every((name) => row.includes(name))))).toEqual([])
})

test('the README names no command and no option that does not exist', () => {
  const known = new Map(program.commands.map((command) => [command.name(), [command, ...command.commands].flatMap((one) => one.options.flatMap((option) => option.long ?? []))]))
  const unknown = commandRows.flatMap((row) => {
    const name = /^\| `kontobro ([a-z]+)/.exec(row)?.[1] ?? ''
    if (name === 'help') return []
    const options = known.get(name)
    return options === undefined ? [row] : [...row.matchAll(/--[a-z-]+/g)].map(([option]) => option).filter((option) => !options.includes(option)).map((option) => `${name} ${option}`)
  })
  expect(unknown).toEqual([])
})

test('every exit code is explained in the README', () => {
  const sentence = textOf('README.md').split('\n').find((line) => line.startsWith('Exit codes everywhere:')) ?? ''
  for (const code of Object.values(exitCodes)) expect(sentence).toContain(`**${code}**`)
})

test('every setting stands in the README', () => {
  const readme = textOf('README.md')
  expect(Object.keys(settingsHelp).filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([])
})

test('every variable stands in the README and in .env.example, with the vendors\' hosts as they are', () => {
  const source = readFileSync(join(root, 'src/config/environment.ts'), 'utf8')
  const read = [...source.matchAll(/(?:read|port)\('([A-Z_]+)'\)/g)].map(([, name = '']) => name).filter((name) => !['XDG_DATA_HOME', 'LOCALAPPDATA'].includes(name))
  const hosts = connectors.flatMap((connector) => Object.values(connector.hosts))
  const names = [...read, ...hosts.map((host) => host.env)]
  expect(names.length).toBeGreaterThan(8)
  const [readme, example] = [textOf('README.md'), textOf('.env.example')]
  expect(names.filter((name) => !readme.includes(`\`${name}\``) || !new RegExp(`^${name}=`, 'm').test(example))).toEqual([])
  for (const { env, fallback } of hosts) expect(example).toContain(`${env}=${fallback}`)
  const shown = Object.fromEntries(example.split('\n').filter((line) => /^[A-Z]/.test(line)).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
  expect(readEnvironment(shown, connectors).ok).toBe(true)
})

test('every room of src stands in the architecture', () => {
  const architecture = textOf('ARCHITECTURE.md')
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => `\`src/${entry.name}\``)
  expect(rooms.filter((room) => !architecture.includes(`| ${room} |`))).toEqual([])
})
