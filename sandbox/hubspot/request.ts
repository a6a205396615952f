// One API request inside the twin, and the answer to it.
import { z } from 'zod'
import { HubSpotError, validationError } from './errors.ts'
import type { Portal } from './portal.ts'
import type { WriteContext } from './writes.ts'

export type Caller = {
  /** Rate limits and history go by it. */
  kind: 'serviceKey' | 'oauth'
  /** Key of the rate counters; never the token itself. */
  account: string
  scopes: ReadonlySet<string>
  sourceId: string
}

export type ApiRequest = {
  method: string
  /** Path segments without empty ones. */
  segments: readonly string[]
  query: URLSearchParams
  contentType: string
  rawBody: string
  portal: Portal
  write: WriteContext
}

/** A body of undefined sends none; a string is sent as HTML. */
export type ApiReply = { status: number; body?: unknown; headers?: Record<string, string> }

export const ok = (body: unknown): ApiReply => ({ status: 200, body })
export const noContent: ApiReply = { status: 204 }

/** Reads the JSON body. Throws 415 for another content type, 400 for anything that is not JSON or not the shape. */
export function readBody<Schema extends z.ZodType>(request: ApiRequest, schema: Schema): z.output<Schema> {
  if (!request.contentType.startsWith('application/json')) throw new HubSpotError(415, { status: 'error', message: 'Unsupported Media Type' })
  let parsed: unknown
  try {
    parsed = JSON.parse(request.rawBody)
  } catch {
    throw validationError('Invalid input JSON on line 1, column 1: Cannot deserialize value')
  }
  const result = schema.safeParse(parsed)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw validationError(`Invalid input JSON: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim())
}

/** Ids may come as strings or numbers; inside they are strings. */
const id = z.union([z.string(), z.number()]).transform(String)
const properties = z.record(z.string(), z.unknown())
const associations = z.array(z.object({
  to: z.object({ id }),
  types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.coerce.number() })).min(1),
}))
const traceId = z.string().optional()

export const createBody = z.object({ properties, associations: associations.optional(), objectWriteTraceId: traceId })
export const updateBody = z.object({ properties, objectWriteTraceId: traceId })
export const mergeBody = z.object({ primaryObjectId: id, objectIdToMerge: id })
export const batchCreateBody = z.object({ inputs: z.array(createBody) })
export const batchUpdateBody = z.object({ inputs: z.array(z.object({ id, idProperty: z.string().nullish(), properties, objectWriteTraceId: traceId })) })
export const batchIdsBody = z.object({ inputs: z.array(z.object({ id })) })
export const batchReadBody = z.object({
  inputs: z.array(z.object({ id })),
  properties: z.array(z.string()).optional(),
  propertiesWithHistory: z.array(z.string()).optional(),
  idProperty: z.string().nullish(),
})
export const pairBody = z.object({ inputs: z.array(z.object({ from: z.object({ id }), to: z.object({ id }) })) })
const spec = z.object({ associationCategory: z.string(), associationTypeId: z.coerce.number() })
export const specsBody = z.array(spec).min(1)
export const labelledPairsBody = z.object({ inputs: z.array(z.object({ from: z.object({ id }), to: z.object({ id }), types: z.array(spec).min(1) })) })
export const archivePairsBody = z.object({ inputs: z.array(z.object({ from: z.object({ id }), to: z.array(z.object({ id })) })) })

/** Throws 400 when a batch is empty or larger than `limit` (3.4, 3.5). */
export function checkBatchSize(inputs: readonly unknown[], limit: number): void {
  if (inputs.length === 0) throw validationError('Request body must contain at least one input')
  if (inputs.length > limit) throw validationError(`The maximum number of inputs allowed is ${limit}, but ${inputs.length} were given`)
}

/** A list-valued query parameter: repeated, or separated by commas. */
export function listParameter(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((value) => value.split(',')).filter((value) => value !== '')
}
