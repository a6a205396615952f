// CRM search: bounded, eventually consistent, never archived records, never history (hubspot.md 3.2, 3.3, 8.15 to 8.17).
import { z } from 'zod'
import { validationError } from './errors.ts'
import type { ObjectType } from './object-types.ts'
import type { Portal } from './portal.ts'
import { valueOf } from './records.ts'
import type { HubSpotRecord, IndexedVersion } from './records.ts'
import { renderRecord, shownNames } from './render.ts'
import type { RenderedRecord } from './render.ts'
import { ok, readBody } from './request.ts'
import type { ApiReply, ApiRequest } from './request.ts'
import { compileFilter, filterSchema } from './search-filters.ts'
import type { Matcher } from './search-filters.ts'

const pageLimit = 200
const resultLimit = 10_000
const bodyLimit = 3_000

const searchBody = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filterSchema) })).optional(),
  filters: z.array(filterSchema).optional(),
  query: z.string().optional(),
  sorts: z.array(z.union([z.string(), z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING') })])).optional(),
  properties: z.array(z.string()).optional(),
  limit: z.coerce.number().int().default(10),
  after: z.union([z.string(), z.number()]).transform(String).optional(),
})

/** Properties that the free-text `query` looks in. */
const searchable = ['name', 'email', 'firstname', 'lastname', 'dealname', 'domain', 'phone', 'hs_sku', 'description', 'hs_order_name', 'hs_number', 'company', 'website']

/** Throws 400 when the search is larger than allowed (3.3). */
function compile(portal: Portal, type: ObjectType, body: z.output<typeof searchBody>): Matcher {
  const groups = [...(body.filterGroups ?? []), ...(body.filters === undefined ? [] : [{ filters: body.filters }])]
  if (groups.length > 5) throw validationError(`Number of filterGroups (${groups.length}) exceeds 5`)
  if (groups.some((group) => group.filters.length > 6)) throw validationError('A filterGroup may have at most 6 filters')
  if (groups.reduce((sum, group) => sum + group.filters.length, 0) > 18) throw validationError('A search may have at most 18 filters in all')
  const compiled = groups.map((group) => group.filters.map((filter) => compileFilter(portal, type, filter)))
  const words = body.query?.toLowerCase()
  return (record, version) =>
    (compiled.length === 0 || compiled.some((filters) => filters.every((matches) => matches(record, version)))) &&
    (words === undefined || words === '' || searchable.some((name) => version.props[name]?.toLowerCase().includes(words) === true))
}

type Compare = (a: HubSpotRecord, b: HubSpotRecord) => number

/** Order of the results; undefined = the order of ids, which the store already has. */
function compileSort(portal: Portal, type: ObjectType, sorts: z.output<typeof searchBody>['sorts']): Compare | 'backwards' | undefined {
  if ((sorts?.length ?? 0) > 1) throw validationError('Only one sort is allowed')
  const sort = sorts?.[0]
  const name = sort === undefined ? type.created : typeof sort === 'string' ? sort.replace(/^-/, '') : sort.propertyName
  const descending = sort !== undefined && (typeof sort === 'string' ? sort.startsWith('-') : sort.direction === 'DESCENDING')
  const definition = portal.definition(type.name, name)
  if (definition === undefined) throw validationError(`Cannot sort by unknown property ${name}`)
  if (name === 'hs_object_id') return descending ? 'backwards' : undefined
  const direction = descending ? -1 : 1
  const keyOf = (record: HubSpotRecord): number | string => {
    if (name === type.created) return record.createdAt
    const version = portal.index.view(record)
    if (name === type.modified) return version?.updatedAt ?? 0
    const value = version?.props[name] ?? valueOf(record, name) ?? ''
    return definition.type === 'number' ? Number(value) : value
  }
  const keys = new Map<HubSpotRecord, number | string>()
  const key = (record: HubSpotRecord): number | string => {
    const known = keys.get(record)
    if (known !== undefined) return known
    const made = keyOf(record)
    keys.set(record, made)
    return made
  }
  return (a, b) => {
    const [left, right] = [key(a), key(b)]
    return left === right ? a.idNumber - b.idNumber : (left < right ? -1 : 1) * direction
  }
}

/** A record as search knows it, which may be older than the record itself. */
function renderVersion(portal: Portal, record: HubSpotRecord, names: readonly string[]): RenderedRecord {
  const version: IndexedVersion = portal.index.view(record)
  if (version === null || version === record) return renderRecord(portal, record, names)
  return renderRecord(portal, { ...record, props: version.props, updatedAt: version.updatedAt }, names)
}

/** POST search. 400 past 10,000 results; the answer carries no rate-limit headers. */
export function search(request: ApiRequest, type: ObjectType): ApiReply {
  const { portal } = request
  if (request.rawBody.length > bodyLimit) throw validationError(`The request body of ${request.rawBody.length} characters exceeds ${bodyLimit}`)
  const body = readBody(request, searchBody)
  if (body.limit < 1 || body.limit > pageLimit) throw validationError(`limit must be between 1 and ${pageLimit}`)
  if (body.after !== undefined && !/^\d+$/.test(body.after)) throw validationError(`after must be an integer, but was ${body.after}`)
  const after = Number(body.after ?? 0)
  if (after + 1 > resultLimit) throw validationError('There was a problem with the request. Paging past 10000 results is not possible')
  const matches = compile(portal, type, body)
  const order = compileSort(portal, type, body.sorts)
  portal.index.settle(request.write.now)
  const found: HubSpotRecord[] = []
  for (const record of portal.store(type.name).sorted) {
    if (record.archived) continue
    const version = portal.index.view(record)
    if (version !== null && matches(record, version)) found.push(record)
  }
  if (order === 'backwards') found.reverse()
  else if (order !== undefined) found.sort(order)
  const end = Math.min(after + body.limit, resultLimit)
  const names = shownNames(portal, type, { properties: body.properties ?? [] })
  const results = found.slice(after, end).map((record) => renderVersion(portal, record, names))
  return ok({ total: found.length, results, ...(end < found.length ? { paging: { next: { after: String(end) } } } : {}) })
}
