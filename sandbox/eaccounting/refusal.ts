// The vendor's error bodies and the exception that carries one (facts 74-79).
import { randomUUID } from 'node:crypto'

export type FieldError = { Field: string; ErrorCode: string; Message: string; Key: string | null }
export type ErrorBody = { ErrorCode: number; DeveloperErrorMessage: string; ErrorId: string; Errors: FieldError[] | null }

/** A request that the vendor would refuse, with its HTTP status and error body. */
export class Refusal extends Error {
  readonly status: number
  readonly code: number
  readonly errors: FieldError[] | null
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: number, message: string, errors: FieldError[] | null = null, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.errors = errors
    this.headers = headers
  }

  /** The JSON body: { ErrorCode, DeveloperErrorMessage, ErrorId, Errors }. */
  body(): ErrorBody {
    return errorBody(this.code, this.message, this.errors)
  }
}

/** An error body with a fresh ErrorId. */
export function errorBody(code: number, message: string, errors: FieldError[] | null = null): ErrorBody {
  return { ErrorCode: code, DeveloperErrorMessage: message, ErrorId: randomUUID(), Errors: errors }
}

/** 400 with one code and text. */
export function refuse(code: number, message: string): Refusal {
  return new Refusal(400, code, message)
}

/** 400/2000 about one field. */
export function invalid(field: string, message: string, code = 2000): Refusal {
  return new Refusal(400, code, message, [fieldError(field, message, code)])
}

export function fieldError(field: string, message: string, code = 2000): FieldError {
  return { Field: field, ErrorCode: String(code), Message: message, Key: null }
}

/** 3000 about a reference in a body. */
export function unknownReference(field: string, id: string): Refusal {
  const message = `The referenced object was not found. ${field}: ${id}`
  return new Refusal(400, 3000, message, [fieldError(field, message, 3000)])
}
