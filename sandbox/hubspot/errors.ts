// HubSpot's error envelope and its known bodies (hubspot.md 3.8, 3.12).
import { randomUUID } from 'node:crypto'

/** An error as it goes on the wire. `headers` are added to the answer. */
export class HubSpotError extends Error {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Record<string, string>
  constructor(status: number, body: Record<string, unknown>, headers: Record<string, string> = {}) {
    super(typeof body['message'] === 'string' ? body['message'] : `status ${status}`)
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** The normal envelope. Extra fields (errors, context, subCategory) come from the caller. */
export function envelope(status: number, category: string, message: string, extra: Record<string, unknown> = {}): HubSpotError {
  return new HubSpotError(status, { status: 'error', message, correlationId: randomUUID(), category, ...extra })
}

export const validationError = (message: string, extra: Record<string, unknown> = {}): HubSpotError =>
  envelope(400, 'VALIDATION_ERROR', message, extra)

export const notFound = (message = 'resource not found'): HubSpotError => envelope(404, 'OBJECT_NOT_FOUND', message)

/** One property value that was refused, in the shape embedded in the message of 3.12. */
export type PropertyError = { isValid: false; message: string; error: string; name: string; localizedErrorMessage: string; portalId: number }

export function propertyError(portalId: number, name: string, error: string, message: string): PropertyError {
  return { isValid: false, message, error, name, localizedErrorMessage: message, portalId }
}

/**
 * 400 for refused values. Single writes also list them in `errors[]`; batch writes carry them only
 * inside the message, as 3.12 warns.
 */
export function invalidProperties(errors: readonly PropertyError[], listed: boolean): HubSpotError {
  return validationError(
    `Property values were not valid: ${JSON.stringify(errors)}`,
    listed ? { errors: errors.map((error) => ({ message: error.message, code: error.error, context: { propertyName: [error.name] } })) } : {},
  )
}

/** Contact e-mail taken at creation (5.1). */
export const contactExists = (id: string): HubSpotError => envelope(409, 'CONFLICT', `Contact already exists. Existing ID: ${id}`)

/** A unique value that another record holds (5.5, 5.10). */
export function valueTaken(portalId: number, objectTypeId: string, property: string, value: string, id: string, holder: string): HubSpotError {
  return validationError(`Cannot set PropertyValueCoordinates{portalId=${portalId}, objectTypeId=ObjectTypeId{${objectTypeId}}, propertyName=${property}, value=${value}} on ${id}. ${holder} already has that value.`)
}

/** 403 with the scopes the call needs (2.18). */
export function missingScopes(scopes: readonly string[]): HubSpotError {
  const message = "One or more of the following scopes are required."
  return envelope(403, 'MISSING_SCOPES', 'This app hasn\'t been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.', {
    errors: [{ message, context: { requiredGranularScopes: scopes } }],
  })
}

export type RatePolicy = 'TEN_SECONDLY_ROLLING' | 'DAILY' | 'SECONDLY'

/** 429 with its own body, unlike the envelope, and without Retry-After (3.8, 3.9). */
export function rateLimited(policy: RatePolicy, groupName: string): HubSpotError {
  return new HubSpotError(429, {
    status: 'error', message: `You have reached your ${policy === 'SECONDLY' ? 'secondly' : policy.toLowerCase()} limit.`, errorType: 'RATE_LIMIT',
    correlationId: randomUUID(), policyName: policy, groupName, requestId: randomUUID(),
  })
}
