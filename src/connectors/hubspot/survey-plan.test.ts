// The plan of searches stays within HubSpot's limits however many stages and pipelines are chosen.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SaleQuery } from '../connector.ts'
import { planSearches, searchBody } from './survey-plan.ts'

const window = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' }
const base: SaleQuery = { kind: 'deal', stages: [{ pipelineId: 'default', stageId: 'closedwon' }], window, alsoChanged: 'touched', afterId: null }

test('one pipeline and the touched sales are one search of two groups', () => {
  const [search, ...rest] = planSearches(base, true)
  expect(rest).toEqual([])
  const times = [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: '1793491200000' }, { propertyName: 'hs_lastmodifieddate', operator: 'LTE', value: '1793577600000' }]
  expect(searchBody(base, search ?? [], '77')).toEqual({
    filterGroups: [
      { filters: [{ propertyName: 'pipeline', operator: 'EQ', value: 'default' }, { propertyName: 'dealstage', operator: 'IN', values: ['closedwon'] }, ...times, { propertyName: 'hs_object_id', operator: 'GT', value: '77' }] },
      { filters: [{ propertyName: 'kontobro_status', operator: 'HAS_PROPERTY' }, ...times, { propertyName: 'hs_object_id', operator: 'GT', value: '77' }] },
    ],
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    properties: ['hs_lastmodifieddate'],
    limit: 200,
  })
})

test('sales are not searched by a status property that does not exist', () => {
  expect(planSearches(base, false).flat()).toHaveLength(1)
})

test('without a window only the stage counts, and all changes means every sale', () => {
  expect(planSearches({ ...base, window: null, alsoChanged: 'none' }, true)[0]?.[0]?.filters).toHaveLength(2)
  expect(planSearches({ ...base, window: null, alsoChanged: 'all' }, true)).toEqual([[{ filters: [] }]])
})

test('every search keeps to 5 groups, 6 filters a group, 18 filters and 3,000 characters, and no stage is lost', () => {
  const id = fc.string({ unit: fc.constantFrom('0', '1', '7', 'a', 'f', '-'), minLength: 1, maxLength: 36 })
  fc.assert(fc.property(fc.uniqueArray(fc.record({ pipelineId: fc.constantFrom('default', '1', '22', '333', '4444', '55555', '666666'), stageId: id }), { maxLength: 200, selector: (stage) => stage.stageId }), fc.boolean(), (stages, windowed) => {
    const query: SaleQuery = { ...base, stages, window: windowed ? window : null }
    const searches = planSearches(query, true)
    const found: string[] = []
    for (const groups of searches) {
      const body = searchBody(query, groups, '9'.repeat(15))
      expect(JSON.stringify(body).length).toBeLessThanOrEqual(3_000)
      expect(groups.length).toBeLessThanOrEqual(5)
      expect(groups.every((group) => group.filters.length + 1 <= 6)).toBe(true)
      expect(groups.reduce((total, group) => total + group.filters.length + 1, 0)).toBeLessThanOrEqual(18)
      for (const { filters } of groups) {
        const pipeline = filters.find((filter) => filter.operator === 'EQ')?.value
        for (const stage of filters.find((filter) => filter.operator === 'IN')?.values ?? []) found.push(`${pipeline}/${stage}`)
      }
    }
    expect(found.toSorted()).toEqual(stages.map(({ pipelineId, stageId }) => `${pipelineId}/${stageId}`).toSorted())
  }))
})
