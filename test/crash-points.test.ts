// Crash points: a worker is killed at each named await, for every kind of document and way of looking up; nothing is lost, nothing comes twice.
import { expect, test } from 'vitest'
import { pointNames } from '../src/runs/points.ts'
import { chainOfExits } from './proof/chain.ts'
import { bookings, both, cards, documents, elsewhere, ordersOnly } from './proof/coverage.ts'

const chains = [
  { orderType: 'order' as const, points: [...cards, ...documents, ...ordersOnly], settings: {} },
  { orderType: 'invoiceDraft' as const, points: documents, settings: {} },
  { orderType: 'invoice' as const, points: [...documents, ...bookings], settings: { send: 'email' } },
]

for (const { orderType, points, settings } of chains) {
  test(`a worker killed at any named await leaves one ${orderType} per sale`, { timeout: 280_000 }, async () => {
    const end = await chainOfExits(both(points), { orderType, settings })
    expect(end.wrong).toEqual([])
    // A slow machine may pass a point by (what is fresh turns stale on the way): such a stop is tried once more on its own, and must then be reached.
    const missed = both(points).filter(({ point, when }) => end.notReached.includes(`${point}:${when}`))
    const again = missed.length === 0 ? end : await chainOfExits(missed, { orderType, settings })
    expect(again.wrong).toEqual([])
    expect(again.notReached).toEqual([])
  })
}

test('every point is stopped at with some kind of document', () => {
  expect([...new Set([...elsewhere, ...chains.flatMap(({ points }) => points)])].sort()).toEqual([...pointNames].sort())
})
