// Crash points have names: code that writes or commits awaits nothing under no name, so that no await escapes the crash tests.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { pointNames } from '../src/runs/points.ts'

const folder = fileURLToPath(new URL('../src/runs', import.meta.url))
const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).map((name) => ({ name, text: withoutComments(readFileSync(join(folder, name), 'utf8')) }))
/** Code that writes to either side or commits what came of it. */
const writing = files.filter(({ name, text }) => /^(write-.*|committer|recover.*|book.*|send-.*|update-document|learn-prices|checkpoint)\.ts$/.test(name) || text.includes('ctx.at'))
/** Functions of the runs themselves: what they await is checked where they stand. */
const ours = new Set(files.flatMap(({ text }) => [...text.matchAll(/(?:async )?function\*? (\w+)/g)].map((match) => match[1])))
/** Promises of ours kept in a variable, and pieces of work handed to a group of ours. */
const ownPromises = /^(promise|other|running|writing|surveying|rescuing|before\.result|saving|next|finished\(|hand\.|older\.done|last\.begun|once|winners\(|submit\(|source\.(more|finished)\(|handing\.ready\(|passFinished\(|group\.submit\(|Promise\.all(Settled)?\((submitted|promises|jobs|open|\[(rescuing|readying|saving, next)\])\)|Promise\.race\(\[hand\.finished|work\(|hook\(|commits\.submit\(|writers\.(customers|articles|documents)\.\w+\(|writers\.learnPrices\()/
/** Waiting for time to pass, or asking for the lease, changes nothing. */
const waiting = /^(ctx\.(sleep|beforeFirst|place|lease\.ensureHeld)|([\w.]+\.)?(bell|over)\.heard)\(/
/** Answered at once, from memory. */
const notAwaited = /^(store\.(seal|hash|org)\b|books\.client\.limits\b)/

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1')
}

function awaitsWithoutName(text: string): string[] {
  return [...text.matchAll(/\bawait\b\s*([^\n]*)/g)].flatMap((match) => {
    const rest = match[1] ?? ''
    const loop = /^\(const .*? of (.*)/.exec(rest)
    const awaited = loop?.[1] ?? rest.replace(/^\(/, '')
    if (loop === null ? awaited.startsWith("ctx.at('") : awaited.startsWith("ctx.at.each('")) return []
    const called = /^(\w+)\(/.exec(awaited)?.[1]
    if (called !== undefined && ours.has(called)) return []
    return ownPromises.test(awaited) || waiting.test(awaited) ? [] : [match[0].trim()]
  })
}

/** Calls to the store or to either side that do not stand inside `ctx.at(name, ...)`. Streams may be made ahead: they do nothing until they are read. */
function callsWithoutName(text: string): string[] {
  return [...text.matchAll(/ctx\.((?:store|parcels|books\.client|source\.client)[\w.]*)\(/g)].flatMap((match) => {
    const path = match[1] ?? ''
    const line = text.slice(text.lastIndexOf('\n', match.index) + 1, text.indexOf('\n', match.index))
    const before = text.slice(Math.max(0, match.index - 160), match.index)
    if (notAwaited.test(path) || /ctx\.at\('[\w-]+', (async )?\(\) =>\s*$/.test(before.replaceAll('\n', ' ')) || /ctx\.at\('[\w-]+', (async )?\(\) =>[^;]*$/.test(before)) return []
    return before.endsWith('const stream = ') ? [] : [line.trim()]
  })
}

test('every await of the writing and committing code has a name', () => {
  expect(writing.length).toBeGreaterThan(8)
  const found = writing.flatMap(({ name, text }) => awaitsWithoutName(text).map((line) => `${name}: ${line}`))
  expect(found.filter((line) => !readers.some((reader) => line.includes(reader)))).toEqual([])
})

test('the store and both sides are asked under a name where records are written', () => {
  const strict = writing.filter(({ name }) => /^(write-|committer|recover|book|send-|update-document|learn-prices|conduct|work-parcels|winners)/.test(name))
  expect(strict.flatMap(({ name, text }) => callsWithoutName(text).map((line) => `${name}: ${line}`))).toEqual([])
})

test('the names in the code and the names in the list are the same', () => {
  const used = new Set(files.flatMap(({ text }) => [...text.matchAll(/ctx\.at(?:\.each)?\(\s*'([\w-]+)'/g)].map((match) => match[1])))
  expect([...used].sort()).toEqual([...pointNames].sort())
})

test('the reader of awaits finds one without a name', () => {
  expect(awaitsWithoutName('const x = await ctx.store.settleIntents([])\n')).toHaveLength(1)
  expect(awaitsWithoutName("await ctx.at('commit-outcomes', () => ctx.store.commit(x))\n")).toEqual([])
  expect(awaitsWithoutName('for await (const page of ctx.books.client.articles.known(null)) {\n')).toHaveLength(1)
  expect(callsWithoutName('return ctx.store.settleIntents([])\n')).toHaveLength(1)
})

/** Reads before anything is written: how far the source was read, what waits. A stop there is a stop before the next named await. */
const readers = ['ctx.store.everFinished(', 'ctx.store.learntFacts(', 'ctx.store.nextWaiting(', 'ctx.store.countWaiting(', 'ctx.store.dueHeld(', 'ctx.store.cursorOf(', 'ctx.source.client.read(', 'ctx.recipe.draft(', 'ctx.store.seenDocumentsByMarks(', 'ctx.store.linksOf(customerScope(ctx, kind)']
