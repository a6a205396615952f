// Work side by side: bounded, and never left behind.
import { expect, test } from 'vitest'
import { underWay } from './under-way.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('never more than the bound are under way, and all are done in the end', async () => {
  const pieces = underWay(3)
  let now = 0
  let most = 0
  let done = 0
  const piece = async (): Promise<void> => {
    now += 1
    most = Math.max(most, now)
    await turn()
    await turn()
    now -= 1
    done += 1
  }
  for (let index = 0; index < 20; index += 1) await pieces.add(piece())
  await pieces.ended()
  expect([most, done]).toEqual([3, 20])
})

test('the first failure is told when the others have ended', async () => {
  const pieces = underWay(10)
  let ended = false
  await pieces.add(turn().then(() => { throw new Error('first') }))
  await pieces.add(turn().then(turn).then(() => { throw new Error('second') }))
  await pieces.add(turn().then(turn).then(turn).then(() => void (ended = true)))
  await expect(pieces.ended()).rejects.toThrow('first')
  expect([ended, pieces.failed()]).toEqual([true, true])
})

test('nothing begun is nothing to wait for', async () => {
  await expect(underWay(1).ended()).resolves.toBeUndefined()
})
