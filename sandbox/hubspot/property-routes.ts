// The properties API: read, create, change labels, groups (hubspot.md 5.7, 9).
import { z } from 'zod'
import { customDefinition, renderDefinition } from './definitions.ts'
import type { PropertyDefinition } from './definitions.ts'
import { envelope, notFound, validationError } from './errors.ts'
import type { ObjectType } from './object-types.ts'
import type { Portal } from './portal.ts'
import { checkBatchSize, noContent, ok, readBody } from './request.ts'
import type { ApiReply, ApiRequest } from './request.ts'
import { propertySeedSchema } from './seed.ts'

/** Unique custom properties per object (5.7), and custom properties in all (4.19). */
const uniqueLimit = 10
const customLimit = 1000

const createBody = propertySeedSchema.omit({ archived: true, calculated: true, readOnlyValue: true })
  .extend({ groupName: z.string(), label: z.string(), type: propertySeedSchema.shape.type.unwrap(), fieldType: z.string() })
const updateBody = z.object({ label: z.string().optional(), description: z.string().optional(), groupName: z.string().optional(), hidden: z.boolean().optional(), fieldType: z.string().optional(), options: createBody.shape.options, hasUniqueValue: z.never().optional() })
const groupBody = z.object({ name: z.string().regex(/^[a-z][a-z0-9_]*$/), label: z.string(), displayOrder: z.number().optional() })

const fieldTypesOf: Record<PropertyDefinition['type'], readonly string[]> = {
  string: ['text', 'textarea', 'html', 'phonenumber', 'file'], number: ['number'], date: ['date'], datetime: ['date'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox'], bool: ['booleancheckbox'], phone_number: ['phonenumber'],
}

const render = (portal: Portal, type: ObjectType, definition: PropertyDefinition): Record<string, unknown> =>
  renderDefinition(definition, portal.options(type.name, definition))

export function listProperties({ portal, query }: ApiRequest, type: ObjectType): ApiReply {
  const archived = query.get('archived') === 'true'
  return ok({ results: [...portal.definitionsOf(type.name).values()].filter((definition) => definition.archived === archived).map((definition) => render(portal, type, definition)) })
}

export function readProperty({ portal }: ApiRequest, type: ObjectType, name: string): ApiReply {
  const definition = portal.definition(type.name, name)
  if (definition === undefined) throw notFound(`Property ${name} does not exist`)
  return ok(render(portal, type, definition))
}

/** Throws 409 when the name exists, 400 when group, field type or uniqueness do not fit. */
function planProperty(portal: Portal, type: ObjectType, body: z.output<typeof createBody>, batch: readonly { name: string; hasUniqueValue?: boolean | undefined }[], now: number): PropertyDefinition {
  const definitions = portal.definitionsOf(type.name)
  if (definitions.has(body.name) || batch.some((other) => other.name === body.name)) {
    throw envelope(409, 'CONFLICT', `A property named '${body.name}' already exists.`, { subCategory: 'PropertyValidationError.PROPERTY_EXISTS' })
  }
  if (portal.groups.get(type.name)?.has(body.groupName) !== true) throw validationError(`Property group ${body.groupName} does not exist`)
  if (!fieldTypesOf[body.type].includes(body.fieldType)) throw validationError(`fieldType ${body.fieldType} does not fit type ${body.type}`)
  if (body.type === 'enumeration' && (body.options ?? []).length === 0) throw validationError('An enumeration needs options')
  const customs = [...definitions.values()].filter((definition) => !definition.hubspotDefined)
  if (customs.length + batch.length >= customLimit) throw validationError(`At most ${customLimit} custom properties are allowed`)
  if (body.hasUniqueValue === true) {
    const allowed = portal.behaviour.customUniqueEverywhere || ['contacts', 'companies', 'deals'].includes(type.name)
    if (!allowed) throw validationError(`Unique properties are not available on ${type.name}`)
    const unique = [...customs, ...batch].filter((definition) => definition.hasUniqueValue === true).length
    if (unique >= uniqueLimit) throw validationError(`At most ${uniqueLimit} unique properties are allowed per object`)
  }
  return customDefinition(body, body.groupName, new Date(now).toISOString())
}

function addProperty(portal: Portal, type: ObjectType, definition: PropertyDefinition): void {
  portal.definitionsOf(type.name).set(definition.name, definition)
  if (definition.hasUniqueValue) portal.store(type.name).keepUnique(definition.name)
}

export function createProperty(request: ApiRequest, type: ObjectType): ApiReply {
  const definition = planProperty(request.portal, type, readBody(request, createBody), [], request.write.now)
  addProperty(request.portal, type, definition)
  return { status: 201, body: render(request.portal, type, definition) }
}

/** Batch create: the whole batch is refused when one name exists (the stricter reading of 9.1). */
export function batchCreateProperties(request: ApiRequest, type: ObjectType): ApiReply {
  const { inputs } = readBody(request, z.object({ inputs: z.array(createBody) }))
  checkBatchSize(inputs, 100)
  const definitions = inputs.map((input, index) => planProperty(request.portal, type, input, inputs.slice(0, index), request.write.now))
  for (const definition of definitions) addProperty(request.portal, type, definition)
  const at = new Date(request.write.now).toISOString()
  return { status: 201, body: { status: 'COMPLETE', results: definitions.map((definition) => render(request.portal, type, definition)), startedAt: at, completedAt: at } }
}

/** PATCH changes labels, group and options; name and uniqueness never (9.3). */
export function updateProperty(request: ApiRequest, type: ObjectType, name: string): ApiReply {
  const definition = request.portal.definition(type.name, name)
  if (definition === undefined) throw notFound(`Property ${name} does not exist`)
  const body = readBody(request, updateBody)
  if (definition.hubspotDefined) throw validationError(`${name} is defined by HubSpot and cannot be changed`)
  if (body.options !== undefined) definition.options = body.options.map((option, index) => ({ value: option.value, label: option.label, displayOrder: option.displayOrder ?? index, hidden: option.hidden ?? false }))
  definition.label = body.label ?? definition.label
  definition.description = body.description ?? definition.description
  definition.groupName = body.groupName ?? definition.groupName
  definition.hidden = body.hidden ?? definition.hidden
  definition.updatedAt = new Date(request.write.now).toISOString()
  return ok(render(request.portal, type, definition))
}

export function archiveProperty({ portal }: ApiRequest, type: ObjectType, name: string): ApiReply {
  const definition = portal.definition(type.name, name)
  if (definition?.hubspotDefined === true) throw validationError(`${name} is defined by HubSpot and cannot be archived`)
  if (definition !== undefined) definition.archived = true
  return noContent
}

export function listGroups({ portal }: ApiRequest, type: ObjectType): ApiReply {
  return ok({ results: [...(portal.groups.get(type.name) ?? [])].map(([name, label]) => ({ name, label, displayOrder: -1, archived: false })) })
}

export function createGroup(request: ApiRequest, type: ObjectType): ApiReply {
  const { name, label } = readBody(request, groupBody)
  const groups = request.portal.groups.get(type.name)
  if (groups?.has(name) === true) throw envelope(409, 'CONFLICT', `A property group named '${name}' already exists.`)
  groups?.set(name, label)
  return { status: 201, body: { name, label, displayOrder: -1, archived: false } }
}
