// Help: every command explains itself, with examples, in both languages.
import { expect, it } from 'vitest'
import type { Command } from 'commander'
import { buildProgram } from './program.ts'
import { usageProblem } from './usage.ts'
import { openTerminal } from './terminal.ts'

function withHelp(language: 'sv' | 'en', words: string[]): string {
  let shown = ''
  const terminal = { ...openTerminal(language, {}, false), out: (text: string) => { shown += text } }
  try {
    buildProgram(terminal, () => undefined).parse([...words, '--help'], { from: 'user' })
  } catch (caught) {
    // Commander ends by throwing, since we took its exit away.
    expect(caught).toMatchObject({ exitCode: 0 })
  }
  return shown
}

function everyCommand(command: Command, path: string[] = []): { path: string[]; command: Command }[] {
  return command.commands.flatMap((one) => [{ path: [...path, one.name()], command: one }, ...everyCommand(one, [...path, one.name()])])
}

const all = everyCommand(buildProgram(openTerminal('en', {}, false), () => undefined))

it.each(all.map(({ path }) => path.join(' ')))('%s has a description and an example in both languages', (path) => {
  const sv = withHelp('sv', path.split(' '))
  const en = withHelp('en', path.split(' '))
  expect(sv).toContain('Exempel:')
  expect(en).toMatch(/Examples?:/)
  expect(en).toMatch(new RegExp(`\\$ .*kontobro ${path}`))
  expect(sv).not.toBe(en)
})

it('every option of every command has a sentence', () => {
  const bare = all.flatMap(({ path, command }) => command.options.filter((option) => !/^\p{Lu}.*\.$/su.test(option.description)).map((option) => `${path.join(' ')} ${option.flags}`))
  expect(bare).toEqual([])
})

it('every documented command is there', () => {
  const names = all.map(({ path }) => path.join(' '))
  for (const name of ['start', 'worker', 'demo', 'sandbox', 'connect', 'apply', 'export', 'schema', 'check', 'run', 'status', 'logs', 'held', 'replay', 'map try', 'backup', 'restore', 'move', 'doctor', 'person export', 'person erase', 'forget']) expect(names).toContain(name)
})

it('wrong usage is said in the language of the person, with the nearest name', () => {
  const problem = usageProblem({ code: 'commander.unknownCommand', message: "error: unknown command 'rnu'\n(Did you mean run?)" }, '')
  expect(problem.sentence.sv).toBe('Kommandot "rnu" finns inte. Menas run?')
  expect(problem.sentence.en).toBe('There is no command "rnu". Is run meant?')
  expect(problem.exitCode).toBe(2)
})
