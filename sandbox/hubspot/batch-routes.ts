// Batches of records: 100 inputs, all-or-nothing or partial, in an order of HubSpot's own (hubspot.md 3.4, 3.13, 5.8, 7.3).
import { envelope, HubSpotError, validationError } from './errors.ts'
import { notUnique } from './object-routes.ts'
import type { ObjectType } from './object-types.ts'
import type { Portal } from './portal.ts'
import type { HubSpotRecord } from './records.ts'
import { renderRecord, renderWritten, shownNames } from './render.ts'
import type { RenderedRecord } from './render.ts'
import { batchCreateBody, batchIdsBody, batchReadBody, batchUpdateBody, checkBatchSize, noContent, readBody } from './request.ts'
import type { ApiReply, ApiRequest } from './request.ts'
import type { Claims } from './write-rules.ts'
import { applyCreate, applyUpdate, archiveRecord, planCreate, planUpdate } from './writes.ts'
import type { CreateInput, CreatePlan } from './writes.ts'

const batchLimit = 100
type Traced = { objectWriteTraceId?: string | undefined }
type Failure = Record<string, unknown>

/** The answer of a batch. Results come back in reverse, since no order is promised (3.13). */
function batchReply(request: ApiRequest, status: number, results: RenderedRecord[], errors: Failure[] = []): ApiReply {
  const at = new Date(request.write.now).toISOString()
  const body = { status: 'COMPLETE', results: results.toReversed(), startedAt: at, completedAt: at }
  return errors.length === 0 ? { status, body } : { status: 207, body: { ...body, numErrors: errors.length, errors } }
}

/** Partial success needs a unique trace id on every input (3.13). */
function isTraced(inputs: readonly Traced[]): boolean {
  const ids = inputs.map((input) => input.objectWriteTraceId)
  return ids.every((id) => id !== undefined && id !== '') && new Set(ids).size === ids.length
}

function failureOf(error: unknown, traceId: string | undefined): Failure {
  if (!(error instanceof HubSpotError)) throw error
  const context = error.body['context']
  return { ...error.body, context: { ...(typeof context === 'object' ? context : {}), ...(traceId === undefined ? {} : { objectWriteTraceId: [traceId] }) } }
}

const traced = (rendered: RenderedRecord, input: Traced): RenderedRecord =>
  input.objectWriteTraceId === undefined ? rendered : { ...rendered, objectWriteTraceId: input.objectWriteTraceId }

export function batchRead(request: ApiRequest, type: ObjectType): ApiReply {
  const { portal } = request
  const body = readBody(request, batchReadBody)
  const history = body.propertiesWithHistory ?? []
  checkBatchSize(body.inputs, history.length > 0 ? Math.min(batchLimit, portal.behaviour.historyBatchLimit) : batchLimit)
  if (body.idProperty && portal.definition(type.name, body.idProperty)?.hasUniqueValue !== true) throw notUnique(type, body.idProperty)
  const archived = request.query.get('archived') === 'true'
  const names = shownNames(portal, type, { properties: body.properties ?? [], history })
  const found = new Set<HubSpotRecord>()
  const missing: string[] = []
  for (const { id } of body.inputs) {
    const store = portal.store(type.name)
    const holder = body.idProperty ? store.holder(body.idProperty, id) : undefined
    const record = body.idProperty ? (holder === undefined ? undefined : store.byId.get(holder)) : store.find(id)
    if (record !== undefined && record.archived === archived) found.add(record)
    else missing.push(id)
  }
  const results = [...found].map((record) => renderRecord(portal, record, names, history))
  const errors = missing.length === 0 ? [] : [{
    status: 'error', category: 'OBJECT_NOT_FOUND', context: { ids: missing },
    message: `Could not get some ${type.singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
  }]
  return batchReply(request, 200, results, errors)
}

/** Identical line items of one batch become one (7.3). */
function withoutTwins<Input extends CreateInput>(inputs: readonly Input[]): Input[] {
  const seen = new Set<string>()
  return inputs.filter((input) => {
    const key = JSON.stringify([Object.entries(input.properties).sort(([a], [b]) => (a < b ? -1 : 1)), input.associations ?? []])
    return seen.has(key) ? false : Boolean(seen.add(key))
  })
}

export function batchCreate(request: ApiRequest, type: ObjectType): ApiReply {
  const { portal, write } = request
  const { inputs } = readBody(request, batchCreateBody)
  checkBatchSize(inputs, batchLimit)
  const partial = isTraced(inputs)
  const claims: Claims = new Map()
  const plans: { plan: CreatePlan; input: Traced }[] = []
  const errors: Failure[] = []
  for (const input of type.name === 'line_items' ? withoutTwins(inputs) : inputs) {
    try {
      plans.push({ plan: planCreate(portal, type, input, write, claims), input })
    } catch (error) {
      if (!partial) throw error
      errors.push(failureOf(error, input.objectWriteTraceId))
    }
  }
  return batchReply(request, 201, plans.map(({ plan, input }) => traced(renderWritten(portal, applyCreate(portal, plan, write)), input)), errors)
}

type UpdateInput = { id: string; idProperty?: string | null | undefined; properties: Record<string, unknown> } & Traced

/** The one idProperty of a batch. Throws 400 for mixed ones, record ids named as property, and properties that are not unique (5.8). */
function idPropertyOf(portal: Portal, type: ObjectType, inputs: readonly UpdateInput[], upsert: boolean): string | undefined {
  const properties = new Set(inputs.map((input) => input.idProperty ?? undefined))
  if (properties.size > 1) throw validationError('All inputs of a batch must use the same idProperty')
  const [property] = properties
  if (property === undefined) return undefined
  const unique = portal.definition(type.name, property)?.hasUniqueValue === true
  if (!unique || (property === 'email' && !upsert)) throw notUnique(type, property)
  return property
}

function checkDistinct(inputs: readonly UpdateInput[], records: readonly (HubSpotRecord | undefined)[]): void {
  const ids = new Set(inputs.map((input) => input.id))
  const known = records.filter((record) => record !== undefined)
  if (ids.size < inputs.length || new Set(known).size < known.length) throw validationError('Duplicate IDs found in batch input: more than one input resolves to the same record')
}

/** Batch updates do not follow absorbed ids (4.6). */
function exactRecord(portal: Portal, type: ObjectType, input: UpdateInput, idProperty: string | undefined): HubSpotRecord | undefined {
  const store = portal.store(type.name)
  const id = idProperty === undefined ? input.id : store.holder(idProperty, input.id)
  const record = id === undefined ? undefined : store.byId.get(id)
  return record === undefined || record.archived ? undefined : record
}

const missingRecord = (type: ObjectType, id: string): HubSpotError =>
  envelope(404, 'OBJECT_NOT_FOUND', `Could not get some ${type.singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`, { context: { ids: [id] } })

/** Update, or upsert: create what is not there. An unknown id is reported in a 207; a refused value fails the batch unless inputs are traced. */
export function batchUpdate(request: ApiRequest, type: ObjectType, upsert: boolean): ApiReply {
  const { portal, write } = request
  const { inputs } = readBody(request, batchUpdateBody)
  checkBatchSize(inputs, batchLimit)
  const idProperty = idPropertyOf(portal, type, inputs, upsert)
  const records = inputs.map((input) => exactRecord(portal, type, input, idProperty))
  checkDistinct(inputs, records)
  const partial = isTraced(inputs) && idProperty !== 'email'
  const claims: Claims = new Map()
  const errors: Failure[] = []
  const apply: (() => RenderedRecord)[] = []
  const planOne = (input: UpdateInput, record: HubSpotRecord | undefined): (() => RenderedRecord) => {
    if (record !== undefined) {
      const values = planUpdate(portal, record, input.properties, write, claims)
      return () => {
        applyUpdate(portal, record, values, write)
        return { ...renderWritten(portal, record), ...(upsert ? { new: false } : {}) }
      }
    }
    if (!upsert || idProperty === undefined) throw missingRecord(type, input.id)
    const plan = planCreate(portal, type, { properties: { ...input.properties, [idProperty]: input.id } }, write, claims)
    return () => ({ ...renderWritten(portal, applyCreate(portal, plan, write)), new: true })
  }
  inputs.forEach((input, index) => {
    try {
      const run = planOne(input, records[index])
      apply.push(() => traced(run(), input))
    } catch (error) {
      const isMissing = error instanceof HubSpotError && error.status === 404
      if (!partial && !isMissing) throw error
      errors.push(failureOf(error, input.objectWriteTraceId))
    }
  })
  return batchReply(request, 200, apply.map((run) => run()), errors)
}

export function batchArchive(request: ApiRequest, type: ObjectType): ApiReply {
  const { inputs } = readBody(request, batchIdsBody)
  checkBatchSize(inputs, batchLimit)
  for (const { id } of inputs) {
    const record = request.portal.store(type.name).byId.get(id)
    if (record !== undefined) archiveRecord(request.portal, record, request.write)
  }
  return noContent
}

