// Refusal: the vendor's error body read into a Failure (facts 70-79). One table, code by code.
import { z } from 'zod'
import { Failure } from '../../core/failure.ts'
import type { FailureCode } from '../../core/failure.ts'
import type { Classified, HttpResponse } from '../http.ts'
import { pascalKeys } from './wire-values.ts'

const errorBody = z.looseObject({
  ErrorCode: z.coerce.number(),
  DeveloperErrorMessage: z.string().nullish(),
  ErrorId: z.string().nullish(),
  Errors: z.array(z.looseObject({ Field: z.string().nullish(), ErrorCode: z.union([z.string(), z.number()]).nullish(), Message: z.string().nullish() })).nullish(),
})

export type Refusal = { status: number; code: number; message: string; errorId: string | null; fields: { name: string; message: string }[] }

/** ErrorCode -> failure. Codes that need a look at the text are in `failureOf`. 5000-5002 are left to the HTTP status. */
const table: Record<number, FailureCode> = {
  2000: 'books-field-refused', 3000: 'books-reference-missing', 3001: 'books-no-fiscal-year', 3002: 'books-account-missing', 3003: 'books-approval-required',
  4000: 'books-already-exists', 4001: 'books-still-in-use', 4003: 'books-start-guide-open', 4004: 'books-company-inactive', 4005: 'books-user-not-permitted',
  4006: 'missing-scope', 4007: 'books-user-not-permitted', 4008: 'books-number-check-digit', 4009: 'books-plan-lacks-feature', 4011: 'books-user-without-licence',
  4012: 'books-licence-not-accepted', 4013: 'books-cannot-book', 4014: 'books-einvoice-reference-missing', 4015: 'books-einvoice-reference-missing',
  4017: 'books-einvoice-reference-missing', 4019: 'books-user-read-only', 4020: 'books-fiscal-year-rule', 4021: 'books-fiscal-year-rule', 4022: 'books-fiscal-year-rule',
  4024: 'books-coding-without-account', 4025: 'books-vat-number-refused', 4026: 'books-period-locked', 4027: 'books-reverse-charge-not-eligible',
  4028: 'books-order-not-open', 4029: 'books-personal-number-refused', 4031: 'books-cannot-book', 4033: 'books-approval-required', 4034: 'books-sandbox-client',
  4035: 'books-force-vat-within-eu', 4036: 'books-period-locked', 4037: 'books-period-locked', 4038: 'books-period-locked',
  5005: 'books-project-ended', 5006: 'books-cost-centre-inactive', 5007: 'books-reference-missing', 6000: 'books-query-refused', 6001: 'books-query-refused',
}

/** Which reference an e-invoice lacks, by code (facts 78, 218). */
const einvoiceFields: Record<number, string> = { 4014: 'YourReference', 4015: 'ElectronicReference', 4017: 'ElectronicAddress' }

/** The error body of an answer, or null when it is not the vendor's. Errors may be missing in older answers (fact 74). */
export function readRefusal(answer: HttpResponse): Refusal | null {
  const read = errorBody.safeParse(pascalKeys(answer.body))
  if (!read.success) return null
  const fields = (read.data.Errors ?? []).map((each) => ({ name: each.Field ?? '', message: each.Message ?? '' }))
  const message = read.data.DeveloperErrorMessage ?? fields[0]?.message ?? `ErrorCode ${read.data.ErrorCode}`
  return { status: answer.status, code: read.data.ErrorCode, message, errorId: read.data.ErrorId ?? null, fields }
}

/** The vendor's table for the HTTP layer: a Failure = surely not made; `wait` = surely not made, later; null = the status decides. */
export function classifyAnswer(names: { system: string; connection: string }): (answer: HttpResponse) => Classified {
  return (answer) => {
    const refusal = readRefusal(answer)
    if (refusal === null || answer.status === 401) return null
    if (refusal.code === 4010 || answer.status === 429) {
      const seconds = waitSeconds(refusal.message)
      if (seconds !== null) return { wait: seconds * 1000 }
      return answer.status === 429 ? null : { wait: null }
    }
    return failureOf(refusal, names)
  }
}

/** "... Try again in 17 seconds." -> 17 (fact 71). */
export function waitSeconds(message: string): number | null {
  const found = /try again in (\d+) second/i.exec(message)
  return found?.[1] === undefined ? null : Number(found[1])
}

/** A Failure with the vendor's words as detail, or null when the code is not in the table. */
export function failureOf(refusal: Refusal, names: { system: string; connection: string }): Failure | null {
  const code = codeOf(refusal)
  if (code === null) return null
  const first = refusal.fields[0]
  const said = refusal.fields.map((each) => each.message).filter((each) => each !== '')
  const params = {
    ...names,
    message: said.length > 0 ? said.join(' ') : refusal.message,
    field: einvoiceFields[refusal.code] ?? (first === undefined || first.name === '' ? '–' : first.name),
    scope: /\b(ea|vls):[a-z_]+/.exec(refusal.message)?.[0] ?? 'ea:sales',
    // Not the ErrorId: it is another at every call, and equal causes must stay equal. It stands in the detail.
    vendorCode: refusal.code,
  }
  return new Failure(code, params, { detail: `HTTP ${refusal.status} ErrorCode ${refusal.code} ErrorId ${refusal.errorId ?? '-'}: ${refusal.message}` })
}

function codeOf(refusal: Refusal): FailureCode | null {
  const { code, status } = refusal
  if (code === 4002) return saysModule(refusal) ? 'books-module-missing' : 'books-properties-invalid'
  if (code === 2000 && saysTaken(refusal)) return 'books-already-exists'
  if (code === 3000 && status === 404) return 'record-gone'
  if (code === 4100) return saysVatNumberWrong(refusal) ? 'books-vat-number-refused' : saysAway(refusal) ? 'books-check-service-away' : 'books-external-check-refused'
  // Trouble reported with an orderly 4xx: a write may still have gone in, which the caller turns into an unknown outcome.
  if (code >= 5000 && code <= 5002) return status >= 500 ? null : code === 5001 ? 'books-check-service-away' : 'vendor-down'
  return table[code] ?? (status >= 500 ? null : 'vendor-refused')
}

/** 4002 is two errors (facts 78, 223): no access to a module, or invalid properties. */
function saysModule(refusal: Refusal): boolean {
  return refusal.fields.length === 0 && (refusal.status === 403 || /\bmodules?\b/i.test(refusal.message))
}

/** A number that is taken comes as 4000, or as 2000 about the number field (fact 82). */
function saysTaken(refusal: Refusal): boolean {
  const about = refusal.fields.some((each) => /(^|\.)(CustomerNumber|Number)$/i.test(each.name))
  return about && /already|exist|unique|duplicate|taken|in use/i.test(`${refusal.message} ${refusal.fields.map((each) => each.message).join(' ')}`)
}

function saysVatNumberWrong(refusal: Refusal): boolean {
  return /vat/i.test(refusal.message) && /invalid|not valid|does not exist/i.test(refusal.message)
}

function saysAway(refusal: Refusal): boolean {
  return /unavailable|not available|timed? ?out|did not (answer|respond)|not respond|try again|down\b|could not be reached|temporar/i.test(refusal.message)
    || !/invalid|not valid/i.test(refusal.message)
}

/** Whether the answer says that the object in the path does not exist: 404, or 400 with 3000 (fact 139). */
export function isGone(failure: Failure): boolean {
  return failure.code === 'record-gone' || (failure.code === 'books-reference-missing' && failure.params.vendorCode === 3000)
}

/** Whether a query was refused because a property cannot be filtered or sorted (facts 59, 78). */
export function isQueryRefused(failure: Failure): boolean {
  return failure.code === 'books-query-refused'
}
