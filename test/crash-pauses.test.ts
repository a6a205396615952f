// Pauses: a worker sleeps at a named await past its lease while another does its work; awake again, it writes nothing.
import { expect, test } from 'vitest'
import { chainOfPauses } from './proof/chain.ts'
import { bookings, both, cards, documents } from './proof/coverage.ts'

const chains = [
  { orderType: 'order' as const, points: [...cards, ...documents], settings: {} },
  { orderType: 'invoice' as const, points: [...documents.filter((point) => !point.startsWith('write-back')), ...bookings], settings: { send: 'email' } },
]

for (const { orderType, points, settings } of chains) {
  test(`a worker that slept at any named await past its lease makes no second ${orderType}`, { timeout: 280_000 }, async () => {
    const end = await chainOfPauses(both(points), { orderType, settings })
    expect(end.wrong).toEqual([])
    expect(end.notReached).toEqual([])
  })
}
