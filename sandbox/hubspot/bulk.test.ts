// Facts about bulk seeds: right numbers, sums that add up, and fast enough for benchmarks.
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bulkSeed, orgNumber } from './bulk.ts'
import { callsTo } from './small-account.ts'
import { startHubSpotTwin } from './twin.ts'

const luhnSum = (digits: string): number => Array.from(digits).reduceRight((sum, digit, at) => {
  const value = Number(digit) * ((digits.length - at) % 2 === 0 ? 2 : 1)
  return sum + (value > 9 ? value - 9 : value)
}, 0)

test('every org number has a right check digit, and no two are the same', () => {
  fc.assert(fc.property(fc.nat(400_000), (n) => luhnSum(orgNumber(n).replace('-', '')) % 10 === 0))
  expect(luhnSum('5560360793') % 10).toBe(0)
  expect(new Set(Array.from({ length: 5_000 }, (_unused, n) => orgNumber(n))).size).toBe(5_000)
})
test('a deal\'s amount is the sum of its lines', () => {
  const seed = bulkSeed({ deals: 300, linesPerDeal: 3, companies: 7, skus: 11, wonAt: '2026-10-01T08:00:00.000Z' })
  for (const deal of seed.deals ?? []) {
    const sum = (deal.lineItems ?? []).reduce((total, line) => total.plus(new Decimal(line.properties['price'] ?? '').times(line.properties['quantity'] ?? '')), new Decimal(0))
    expect(sum.toFixed(2)).toBe(deal.properties['amount'])
  }
})
test('10,000 deals with three lines are made and served, searchable past 10,000 results by id', async () => {
  const started = performance.now()
  const seed = bulkSeed({ deals: 10_001, linesPerDeal: 3, companies: 2_000, skus: 500, wonAt: '2026-10-01T08:00:00.000Z' })
  expect(performance.now() - started).toBeLessThan(2_000)
  const twin = await startHubSpotTwin({ seed, limits: 'off' })
  const call = callsTo(twin)
  const page = (after: string) => call('POST', '/crm/objects/2026-09/deals/search', { limit: 200, after, filterGroups: [{ filters: [{ propertyName: 'dealstage', operator: 'EQ', value: 'closedwon' }] }] }, 'pat-eu1-sandbox')
  const last = await page('9800')
  expect([last.json['total'], last.json['results']?.length, last.json['paging']?.['next']?.['after']]).toEqual([10_001, 200, '10000'])
  expect((await page('10000')).status).toBe(400)
  const beyond = await call('POST', '/crm/objects/2026-09/deals/search', { filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'GT', value: '40009999' }] }] }, 'pat-eu1-sandbox')
  expect(beyond.json['results']?.length).toBe(1)
  await twin.close()
})
