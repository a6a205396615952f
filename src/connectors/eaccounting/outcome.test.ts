// Outcomes: what is surely not made is refused, what may have been made is unknown, and none of many is lost.
import { expect, test } from 'vitest'
import { Failure } from '../../core/failure.ts'
import { outcomeOf, writeAll, writesAtOnce } from './outcome.ts'

test('a write that was stopped just before it was sent is refused with that reason', async () => {
  const stop = new Failure('not-authorised', {})
  const outcome = await outcomeOf(() => { throw stop }, async (before) => { await before(); return 1 })
  expect(outcome).toEqual({ type: 'refused', failure: stop })
})

test.each([['reply-lost', 'unknown'], ['unreadable-answer', 'unknown'], ['books-field-refused', 'refused'], ['rate-limited', 'refused']] as const)('%s after sending is %s', async (code, type) => {
  const outcome = await outcomeOf(() => {}, async (before) => { await before(); throw new Failure(code, {}) })
  expect(outcome.type).toBe(type)
})

test('the unforeseen after sending leaves the outcome open, before sending it does not', async () => {
  expect((await outcomeOf(() => {}, async (before) => { await before(); throw new TypeError('bug') })).type).toBe('unknown')
  expect((await outcomeOf(() => {}, async () => { throw new TypeError('bug') })).type).toBe('refused')
})

test('many writes run side by side up to the limit and each outcome comes once', async () => {
  let running = 0
  let most = 0
  const items = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: index }))
  const seen: string[] = []
  for await (const { key, outcome } of writeAll(items, () => {}, async (value, before) => {
    await before()
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, (value * 7) % 5))
    running -= 1
    if (value % 10 === 0) throw new Failure('books-field-refused', {})
    return value
  })) {
    expect(outcome.type).toBe(Number(key.slice(1)) % 10 === 0 ? 'refused' : 'written')
    seen.push(key)
  }
  expect(most).toBe(writesAtOnce)
  expect(seen.toSorted()).toEqual(items.map((each) => each.key).toSorted())
})
