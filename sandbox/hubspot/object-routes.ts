// Single records: list, read, create, update, archive, merge (hubspot.md 4, 5, 8.19).
import { envelope, notFound, validationError } from './errors.ts'
import { mergeRecords } from './merge.ts'
import { findObjectType } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import type { Portal } from './portal.ts'
import type { HubSpotRecord } from './records.ts'
import { renderAssociations, renderRecord, renderWritten, shownNames } from './render.ts'
import type { RenderedRecord, Shown } from './render.ts'
import { createBody, listParameter, mergeBody, noContent, ok, readBody, updateBody } from './request.ts'
import type { ApiReply, ApiRequest } from './request.ts'
import { applyCreate, applyUpdate, archiveRecord, planCreate, planUpdate } from './writes.ts'

/** Largest page of the list endpoint; with history half of it, as seen on the wire. */
const listLimit = 100
const historyListLimit = 50

function shownOf(query: URLSearchParams): Shown {
  return { properties: listParameter(query, 'properties'), history: listParameter(query, 'propertiesWithHistory') }
}

function associationTargets(query: URLSearchParams): ObjectType[] {
  return listParameter(query, 'associations').map((name) => {
    const type = findObjectType(name)
    if (type === undefined) throw validationError(`Unable to infer object type from: ${name}`)
    return type
  })
}

function withAssociations(portal: Portal, record: HubSpotRecord, rendered: RenderedRecord, targets: readonly ObjectType[]): RenderedRecord {
  const associations = targets.length === 0 ? undefined : renderAssociations(portal, record, targets)
  return associations === undefined ? rendered : { ...rendered, associations }
}

/** GET list: fresh, in id order, paged by an opaque cursor; archived=true lists deleted records only. */
export function listRecords({ portal, query }: ApiRequest, type: ObjectType): ApiReply {
  const shown = shownOf(query)
  const limit = Number(query.get('limit') ?? 10)
  const most = (shown.history?.length ?? 0) > 0 ? historyListLimit : listLimit
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw validationError(`limit must be between 1 and ${most}`)
  const after = query.get('after')
  if (after !== null && !/^\d+$/.test(after)) throw validationError(`after is not a valid cursor: ${after}`)
  const archived = query.get('archived') === 'true'
  const targets = associationTargets(query)
  const names = shownNames(portal, type, shown)
  const store = portal.store(type.name)
  const results: RenderedRecord[] = []
  let next: HubSpotRecord | undefined
  for (let at = after === null ? 0 : store.positionOf(Number(after)); at < store.sorted.length; at += 1) {
    const record = store.sorted[at]
    if (record === undefined || record.archived !== archived) continue
    if (results.length === limit) {
      next = record
      break
    }
    results.push(withAssociations(portal, record, renderRecord(portal, record, names, shown.history), targets))
  }
  return ok(next === undefined ? { results } : { results, paging: { next: { after: next.id, link: `https://api.hubapi.com/crm/objects/2026-09/${type.name}?after=${next.id}` } } })
}

/**
 * Finds a record by id, or by a unique property. Absorbed ids lead to the survivor (4.6).
 * Throws 400 when the property is not unique (5.8), 404 when there is no such record.
 */
export function findRecord(portal: Portal, type: ObjectType, id: string, idProperty: string | null | undefined): HubSpotRecord {
  if (idProperty === null || idProperty === undefined || idProperty === '') {
    const record = portal.store(type.name).find(id)
    if (record === undefined) throw notFound()
    return record
  }
  if (portal.definition(type.name, idProperty)?.hasUniqueValue !== true) throw notUnique(type, idProperty)
  const holder = portal.store(type.name).holder(idProperty, id)
  const record = holder === undefined ? undefined : portal.store(type.name).byId.get(holder)
  if (record === undefined) throw notFound()
  return record
}

/** The refusal of 5.8. */
export function notUnique(type: ObjectType, property: string): ReturnType<typeof validationError> {
  return validationError(`Unable to perform update/upsert by non-unique ${type.id} property ${property}`)
}

export function readRecord({ portal, query }: ApiRequest, type: ObjectType, id: string): ApiReply {
  const record = findRecord(portal, type, id, query.get('idProperty'))
  if (record.archived !== (query.get('archived') === 'true')) throw notFound()
  const shown = shownOf(query)
  return ok(withAssociations(portal, record, renderRecord(portal, record, shownNames(portal, type, shown), shown.history), associationTargets(query)))
}

export function createRecord(request: ApiRequest, type: ObjectType): ApiReply {
  const input = readBody(request, createBody)
  const record = applyCreate(request.portal, planCreate(request.portal, type, input, request.write, new Map()), request.write)
  return { status: 201, body: renderWritten(request.portal, record) }
}

export function updateRecord(request: ApiRequest, type: ObjectType, id: string): ApiReply {
  const { portal, write } = request
  const record = findRecord(portal, type, id, request.query.get('idProperty'))
  if (record.archived) throw notFound()
  applyUpdate(portal, record, planUpdate(portal, record, readBody(request, updateBody).properties, write, new Map()), write)
  return ok(renderWritten(portal, record))
}

/** DELETE archives; it answers 204 also when there was nothing to archive. */
export function deleteRecord({ portal, write }: ApiRequest, type: ObjectType, id: string): ApiReply {
  const record = portal.store(type.name).byId.get(id)
  if (record !== undefined) {
    if (type.name === 'invoices' && record.props['hs_invoice_status'] !== undefined && record.props['hs_invoice_status'] !== 'draft') {
      throw envelope(400, 'VALIDATION_ERROR', `Only draft invoices can be deleted; ${id} is ${record.props['hs_invoice_status']}`)
    }
    archiveRecord(portal, record, write)
  }
  return noContent
}

export function merge(request: ApiRequest, type: ObjectType): ApiReply {
  const { primaryObjectId, objectIdToMerge } = readBody(request, mergeBody)
  return ok(renderWritten(request.portal, mergeRecords(request.portal, type, primaryObjectId, objectIdToMerge, request.write)))
}
