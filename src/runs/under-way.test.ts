// Work side by side: bounded, and never left behind.
import { expect, test } from 'vitest'
import { underWay } from './under-way.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function work() {
  const seen = { now: 0, most: 0, done: 0 }
  const piece = async (turns: number): Promise<void> => {
    seen.now += 1
    seen.most = Math.max(seen.most, seen.now)
    for (let n = 0; n < turns; n += 1) await turn()
    seen.now -= 1
    seen.done += 1
  }
  return { seen, piece }
}

test('never more than the bound are under way, and all are done in the end', async () => {
  const pieces = underWay(() => 3)
  const { seen, piece } = work()
  for (let index = 0; index < 20; index += 1) await pieces.add(piece(2))
  while (!pieces.idle()) await turn()
  expect(seen).toEqual({ now: 0, most: 3, done: 20 })
})

test('two who add side by side both get on, with one more than the bound at the most', async () => {
  const pieces = underWay(() => 3)
  const { seen, piece } = work()
  const add = async (turns: number): Promise<void> => {
    for (let index = 0; index < 20; index += 1) await pieces.add(piece(turns))
  }
  await Promise.all([add(1), add(3)])
  while (!pieces.idle()) await turn()
  expect(seen.done).toBe(40)
  expect(seen.most).toBeLessThanOrEqual(4)
})

test('a bound that sinks lets go on what is under way, and holds back what comes next', async () => {
  let most = 8
  const pieces = underWay(() => most)
  const { seen, piece } = work()
  for (let index = 0; index < 7; index += 1) await pieces.add(piece(9))
  most = 2
  seen.most = 0
  const later = (async () => {
    for (let index = 0; index < 10; index += 1) await pieces.add(piece(2))
  })()
  await turn()
  expect(seen.now).toBe(8)
  while (seen.done < 8) await turn()
  seen.most = seen.now
  await later
  while (!pieces.idle()) await turn()
  expect(seen).toEqual({ now: 0, most: 2, done: 17 })
})

test('after a failure nothing more is begun, and whoever asks hears the first', async () => {
  const pieces = underWay(() => 10)
  pieces.check()
  await pieces.add(turn().then(() => { throw new Error('first') }))
  await pieces.add(turn().then(turn).then(() => { throw new Error('second') }))
  while (!pieces.idle()) await turn()
  expect(() => { pieces.check() }).toThrow('first')
})

test('a failure makes room for whoever waits, who then hears of it', async () => {
  const pieces = underWay(() => 1)
  await pieces.add(turn().then(() => { throw new Error('first') }))
  expect(() => { pieces.check() }).toThrow('first')
})

test('nothing begun is nothing under way', () => {
  expect(underWay(() => 1).idle()).toBe(true)
})
