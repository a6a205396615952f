// The associations API: read one or 1,000, associate by default or with labels, remove, label definitions (hubspot.md 3.5, 6).
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { notFound, validationError } from './errors.ts'
import { checkParent, checkTypes, link, linkTarget, unlink } from './links.ts'
import type { ObjectType } from './object-types.ts'
import type { Portal } from './portal.ts'
import type { HubSpotRecord } from './records.ts'
import { archivePairsBody, batchIdsBody, checkBatchSize, labelledPairsBody, noContent, ok, pairBody, readBody, specsBody } from './request.ts'
import type { ApiReply, ApiRequest } from './request.ts'

const readLimit = 1000
const createLimit = 2000
const pageLimit = 500
const labelsPerPair = 10

type Associated = { toObjectId: number; associationTypes: { category: string; typeId: number; label: string | null }[] }

/** What a record is associated with. `toObjectId` is a number here although `from.id` is a string, as on the wire. */
function associatedOf(portal: Portal, record: HubSpotRecord, target: ObjectType): Associated[] {
  const types = portal.associationTypes.between(record.type.name, target.name)
  const store = portal.store(target.name)
  const found: Associated[] = []
  for (const [id, typeIds] of record.links?.get(target.name) ?? []) {
    if (store.byId.get(id)?.archived !== false) continue
    found.push({
      toObjectId: Number(id),
      associationTypes: typeIds.map((typeId) => {
        const type = types.find((candidate) => candidate.typeId === typeId)
        return { category: type?.category ?? 'HUBSPOT_DEFINED', typeId, label: type?.label ?? null }
      }),
    })
  }
  return found
}

/** Batch read. Inputs without associations are left out of `results` and listed as errors of a 207. */
export function batchReadAssociations(request: ApiRequest, from: ObjectType, to: ObjectType): ApiReply {
  const { portal } = request
  const { inputs } = readBody(request, batchIdsBody)
  checkBatchSize(inputs, readLimit)
  if (portal.associationTypes.between(from.name, to.name).length === 0) throw validationError(`${from.singular} to ${to.singular} is not a valid association`)
  const results: unknown[] = []
  const errors: unknown[] = []
  for (const { id } of inputs) {
    const record = portal.store(from.name).find(id)
    const associated = record === undefined || record.archived ? [] : associatedOf(portal, record, to)
    if (associated.length > 0) results.push({ from: { id }, to: associated })
    else {
      errors.push({
        status: 'error', category: 'OBJECT_NOT_FOUND', subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', correlationId: randomUUID(),
        message: `No ${to.singular} is associated with ${from.singular} ${id}.`, context: { fromObjectId: [id], fromObjectType: [from.singular], toObjectType: [to.singular] },
      })
    }
  }
  const at = new Date(request.write.now).toISOString()
  const body = { status: 'COMPLETE', results, startedAt: at, completedAt: at }
  return errors.length === 0 ? ok(body) : { status: 207, body: { ...body, numErrors: errors.length, errors } }
}

export function readAssociations({ portal, query }: ApiRequest, from: ObjectType, id: string, to: ObjectType): ApiReply {
  const record = portal.store(from.name).find(id)
  if (record === undefined || record.archived) throw notFound()
  const limit = Number(query.get('limit') ?? pageLimit)
  if (!Number.isInteger(limit) || limit < 1 || limit > pageLimit) throw validationError(`limit must be between 1 and ${pageLimit}`)
  const all = associatedOf(portal, record, to)
  const start = Number(query.get('after') ?? 0)
  const results = all.slice(start, start + limit)
  return ok(start + limit < all.length ? { results, paging: { next: { after: String(start + limit) } } } : { results })
}

type Association = { from: HubSpotRecord; to: HubSpotRecord; typeIds: readonly number[] }

function planAssociation({ portal }: ApiRequest, from: ObjectType, fromId: string, to: ObjectType, toId: string, typeIds: readonly number[] | 'default'): Association {
  const checked = checkTypes(portal, from, to, typeIds)
  const planned = { from: linkTarget(portal, from, fromId), to: linkTarget(portal, to, toId), typeIds: checked }
  checkParent(planned.from, planned.to, portal)
  return planned
}

/** Carries out planned associations, of which none is made when one is refused. */
function associate({ portal }: ApiRequest, planned: readonly Association[], replace = false): unknown[] {
  return planned.flatMap(({ from, to, typeIds }) => {
    checkParent(from, to, portal)
    link(portal, from, to, typeIds, replace)
    return typeIds.map((associationTypeId) => ({ from: { id: from.id }, to: { id: to.id }, associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId } }))
  })
}

function completed(request: ApiRequest, status: number, results: unknown[]): ApiReply {
  const at = new Date(request.write.now).toISOString()
  return { status, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } }
}

/** PUT .../associations/default/{to}/{toId}: the unlabeled type. */
export function associateDefault(request: ApiRequest, from: ObjectType, id: string, to: ObjectType, toId: string): ApiReply {
  return completed(request, 200, associate(request, [planAssociation(request, from, id, to, toId, 'default')]))
}

/** PUT .../associations/{to}/{toId} with a list of specs, which replace the labels (6.5). */
export function associateLabelled(request: ApiRequest, from: ObjectType, id: string, to: ObjectType, toId: string): ApiReply {
  const typeIds = readBody(request, specsBody).map((spec) => spec.associationTypeId)
  const made = planAssociation(request, from, id, to, toId, typeIds)
  associate(request, [made], true)
  return { status: 201, body: { fromObjectTypeId: from.id, fromObjectId: Number(made.from.id), toObjectTypeId: to.id, toObjectId: Number(made.to.id), labels: [] } }
}

export function removeAssociation(request: ApiRequest, from: ObjectType, id: string, to: ObjectType, toId: string): ApiReply {
  unlink(linkTarget(request.portal, from, id), linkTarget(request.portal, to, toId))
  return noContent
}

export function batchAssociateDefault(request: ApiRequest, from: ObjectType, to: ObjectType): ApiReply {
  const { inputs } = readBody(request, pairBody)
  checkBatchSize(inputs, createLimit)
  return completed(request, 200, associate(request, inputs.map((input) => planAssociation(request, from, input.from.id, to, input.to.id, 'default'))))
}

export function batchAssociate(request: ApiRequest, from: ObjectType, to: ObjectType): ApiReply {
  const { inputs } = readBody(request, labelledPairsBody)
  checkBatchSize(inputs, createLimit)
  return completed(request, 201, associate(request, inputs.map((input) =>
    planAssociation(request, from, input.from.id, to, input.to.id, input.types.map((spec) => spec.associationTypeId)))))
}

export function batchRemoveAssociations(request: ApiRequest, from: ObjectType, to: ObjectType): ApiReply {
  const { inputs } = readBody(request, archivePairsBody)
  checkBatchSize(inputs, 100)
  for (const input of inputs) for (const target of input.to) unlink(linkTarget(request.portal, from, input.from.id), linkTarget(request.portal, to, target.id))
  return noContent
}

export function readLabels({ portal }: ApiRequest, from: ObjectType, to: ObjectType): ApiReply {
  return ok({ results: portal.associationTypes.between(from.name, to.name).map(({ category, typeId, label }) => ({ category, typeId, label })) })
}

const labelBody = z.object({ name: z.string(), label: z.string(), inverseLabel: z.string().optional() })

/** POST labels: at most 10 user labels per pair (6.1). */
export function createLabel(request: ApiRequest, from: ObjectType, to: ObjectType): ApiReply {
  const { label, inverseLabel } = readBody(request, labelBody)
  const { associationTypes } = request.portal
  const types = associationTypes.between(from.name, to.name)
  if (types.length === 0) throw validationError(`${from.singular} to ${to.singular} is not a valid association`)
  if (types.filter((type) => type.category === 'USER_DEFINED').length >= labelsPerPair) throw validationError(`At most ${labelsPerPair} labels are allowed between two objects`)
  const [typeId, inverse] = associationTypes.define(from.name, to.name, label, inverseLabel ?? label)
  return ok({ results: [{ category: 'USER_DEFINED', typeId, label }, { category: 'USER_DEFINED', typeId: inverse, label: inverseLabel ?? label }] })
}
