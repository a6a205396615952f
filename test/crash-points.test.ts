// Crash points: a worker is killed at each named await, for every kind of document and way of looking up; nothing is lost, nothing comes twice.
import { expect, test } from 'vitest'
import { chainOfExits } from './proof/chain.ts'
import type { Stop } from './proof/stops.ts'
import type { PointName } from '../src/runs/points.ts'

/** Points on the way of every sale that needs a new customer and a new article. */
const everySale: PointName[] = [
  'plan-articles', 'send-article', 'create-articles', 'commit-articles', 'reserve-customer-numbers', 'plan-customers', 'send-customer', 'create-customers', 'commit-customers',
  'plan-documents', 'send-document', 'create-documents', 'commit-outcomes', 'save-cursor', 'write-back-read', 'write-back-send', 'write-back-clear',
  'recover-read', 'recover-look', 'recover-note', 'recover-settle',
]
const both = (points: PointName[]): Stop[] => points.flatMap((point) => [{ point, when: 'before' as const }, { point, when: 'after' as const }])

for (const orderType of ['order', 'invoiceDraft', 'invoice'] as const) {
  test(`a worker killed at any named await leaves one ${orderType} per sale`, { timeout: 280_000 }, async () => {
    const end = await chainOfExits(both(everySale), { orderType })
    expect(end.wrong).toEqual([])
    expect(end.notReached).toEqual([])
  })
}
