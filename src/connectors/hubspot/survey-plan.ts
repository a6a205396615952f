// Survey plan: which searches find the wanted sales, within HubSpot's limits of 5 groups, 18 filters and 3,000 characters. Pure (facts 3.3, 8.16, 8.17).
import type { SaleQuery } from '../connector.ts'
import { changeProperty, saleShapes, writeBackProperties } from './object-types.ts'

export type Filter = { propertyName: string; operator: 'EQ' | 'IN' | 'GT' | 'GTE' | 'LTE' | 'HAS_PROPERTY'; value?: string; values?: string[] }
export type FilterGroup = { filters: Filter[] }

const mostGroups = 5
const mostFilters = 18
/** Under the 3,000 allowed: the longest id and the rest of the body fit in the difference. */
const mostCharacters = 2_500
/** Stage ids per group, so that one group always fits. */
const stagesPerGroup = 40

/**
 * Groups (joined by OR) of each search to be made. Each group still lacks its `hs_object_id` filter, which is counted here.
 * `touchable`: our status property exists, so that it may be searched by; an unknown property refuses the whole search.
 */
export function planSearches(query: SaleQuery, touchable: boolean): FilterGroup[][] {
  const window = windowFilters(query)
  const groups: FilterGroup[] = []
  if (query.alsoChanged === 'all') groups.push({ filters: window })
  else {
    groups.push(...stageGroups(query, window))
    if (query.alsoChanged === 'touched' && touchable) groups.push({ filters: [{ propertyName: writeBackProperties.status, operator: 'HAS_PROPERTY' }, ...window] })
  }
  const searches: FilterGroup[][] = []
  for (const group of groups) {
    const last = searches.at(-1)
    if (last !== undefined && fits([...last, group])) last.push(group)
    else searches.push([group])
  }
  return searches
}

/** The body of one search page: ids and change stamps only, in order of id, after `afterId`. */
export function searchBody(query: SaleQuery, groups: FilterGroup[], afterId: string | null): Record<string, unknown> {
  const after: Filter = { propertyName: 'hs_object_id', operator: 'GT', value: afterId ?? '0' }
  return {
    filterGroups: groups.map(({ filters }) => ({ filters: [...filters, after] })),
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    properties: [changeProperty(query.kind)],
    limit: 200,
  }
}

function stageGroups(query: SaleQuery, window: Filter[]): FilterGroup[] {
  const shape = saleShapes[query.kind]
  const byPipeline = new Map<string, string[]>()
  for (const { pipelineId, stageId } of query.stages) byPipeline.set(pipelineId, [...(byPipeline.get(pipelineId) ?? []), stageId])
  return [...byPipeline].flatMap(([pipelineId, stages]) => Array.from({ length: Math.ceil(stages.length / stagesPerGroup) }, (_, index) => ({
    filters: [
      { propertyName: shape.pipeline, operator: 'EQ' as const, value: pipelineId },
      { propertyName: shape.stage, operator: 'IN' as const, values: stages.slice(index * stagesPerGroup, (index + 1) * stagesPerGroup) },
      ...window,
    ],
  })))
}

/** Times in filters are epoch milliseconds in strings (fact 8.16). */
function windowFilters({ window, kind }: SaleQuery): Filter[] {
  if (window === null) return []
  const propertyName = changeProperty(kind)
  return [
    { propertyName, operator: 'GTE', value: String(Date.parse(window.from)) },
    { propertyName, operator: 'LTE', value: String(Date.parse(window.to)) },
  ]
}

function fits(groups: FilterGroup[]): boolean {
  const filters = groups.reduce((total, group) => total + group.filters.length + 1, 0)
  // Each group is given its id filter when sent: about 75 characters.
  return groups.length <= mostGroups && filters <= mostFilters && JSON.stringify(groups).length + groups.length * 75 <= mostCharacters
}
