// The least possible time by the vendors' limits, as the goals of the bench state it.
import { expect, test } from 'vitest'
import { leastTime } from './least.ts'

test('a thousand orders take at least a minute, ten thousand sixteen', () => {
  const at = (orders: number) => leastTime({ eaccounting: { 'POST /v2/orders': orders, 'POST /v2/articles': 300 }, hubspot: {} })
  expect([at(600).leastMs, at(601).leastMs, at(1_000).leastMs, at(10_000).leastMs]).toEqual([0, 60_000, 60_000, 960_000])
  expect(at(10_000)).toMatchObject({ by: '/v2/orders', steadyMs: 999_900 })
})

test('all methods of a path share its minute; HubSpot counts ten seconds, and search apart', () => {
  expect(leastTime({ eaccounting: { 'POST /v2/orders': 500, 'GET /v2/orders': 101 }, hubspot: {} }).leastMs).toBe(60_000)
  expect(leastTime({ eaccounting: {}, hubspot: { 'POST /crm/objects/2026-09/deals/batch/read': 1_001, 'POST /crm/objects/2026-09/deals/search': 5 } })).toMatchObject({ leastMs: 100_000, by: 'HubSpot' })
  expect(leastTime({ eaccounting: {}, hubspot: { 'POST /crm/objects/2026-09/deals/search': 11 } })).toMatchObject({ leastMs: 2_000, by: 'HubSpot search' })
})
