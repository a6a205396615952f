// Refusals: each vendor error becomes the failure with the right remedy.
import { expect, test } from 'vitest'
import { Failure, failureCure, failureSentence } from '../../core/failure.ts'
import { classifyAnswer, waitSeconds } from './refusal.ts'

const classify = classifyAnswer({ system: 'eAccounting', connection: 'books' })
const answer = (status: number, code: number, message: string, errors: unknown = null) =>
  classify({ status, headers: {}, body: { ErrorCode: code, DeveloperErrorMessage: message, ErrorId: '8f3c', Errors: errors } })
const codeOf = (result: ReturnType<typeof answer>) => (result instanceof Failure ? result.code : result)

test('a full quota waits the seconds that the message names', () => {
  expect(answer(429, 4010, 'API calls quota exceeded! maximum admitted 600 per Minute. Try again in 17 seconds.')).toEqual({ wait: 17_000 })
  expect(waitSeconds('Try again in 1 second.')).toBe(1)
  expect(answer(429, 4010, 'Too many.')).toBeNull()
})

test('4002 is a missing module or wrong data', () => {
  expect(codeOf(answer(403, 4002, 'No access to module: sales_standard'))).toBe('books-module-missing')
  expect(codeOf(answer(400, 4002, 'No access to module: api_standard'))).toBe('books-module-missing')
  expect(codeOf(answer(400, 4002, 'The customer can not be updated because of invalid properties'))).toBe('books-properties-invalid')
  expect(codeOf(answer(400, 4002, 'Cannot create', [{ Field: 'Rows', ErrorCode: '4002', Message: 'wrong' }]))).toBe('books-properties-invalid')
})

test('a number that is taken is the same failure under both codes', () => {
  expect(codeOf(answer(409, 4000, 'CustomerNumber 1001 exists'))).toBe('books-already-exists')
  expect(codeOf(answer(400, 2000, 'Validation failed', [{ Field: 'CustomerNumber', ErrorCode: '2000', Message: 'Customer number already exists.' }]))).toBe('books-already-exists')
  expect(codeOf(answer(400, 2000, 'Validation failed', [{ Field: 'Name', ErrorCode: '2000', Message: 'too long' }]))).toBe('books-field-refused')
})

test.each([
  [3001, 'books-no-fiscal-year', 'fix-settings'], [4009, 'books-plan-lacks-feature', 'fix-settings'], [4012, 'books-licence-not-accepted', 'reconnect'],
  [4019, 'books-user-read-only', 'reconnect'], [4024, 'books-coding-without-account', 'fix-settings'], [4025, 'books-vat-number-refused', 'fix-record'],
  [4026, 'books-period-locked', 'fix-settings'], [4034, 'books-sandbox-client', 'fix-settings'], [5005, 'books-project-ended', 'fix-settings'], [6000, 'books-query-refused', 'report'],
] as const)('%i is %s', (code, expected, remedy) => {
  const failure = answer(400, code, 'text')
  expect(codeOf(failure)).toBe(expected)
  expect(failure instanceof Failure && failure.remedy).toBe(remedy)
})

test('a check service that is away is tried again, a number it refuses is not', () => {
  expect(codeOf(answer(400, 4100, 'The VIES service is unavailable'))).toBe('books-check-service-away')
  expect(codeOf(answer(400, 5001, 'External dependency timeout'))).toBe('books-check-service-away')
  expect(codeOf(answer(400, 4100, 'The VAT number is invalid'))).toBe('books-vat-number-refused')
})

test('server trouble with a 5xx is left to the status, since a write may have been made', () => {
  expect(answer(500, 5000, 'bug')).toBeNull()
  expect(answer(503, 5001, 'timeout')).toBeNull()
})

test('camelCase error bodies are read too, and the error id stays for support', () => {
  const failure = classify({ status: 400, headers: {}, body: { errorCode: 2000, developerErrorMessage: 'bad', errorId: 'abc', errors: [{ field: 'Name', message: 'Name is required' }] } })
  expect(failure instanceof Failure && failure.detail).toContain('abc')
  expect(failure instanceof Failure && failureSentence(failure, 'sv')).toBe('eAccounting godtog inte fältet Name: Name is required')
})

test('every failure of the table has its blanks filled in both languages', () => {
  for (const code of [2000, 3000, 4000, 4100, 5000, 6000].flatMap((from) => Array.from({ length: 45 }, (_, index) => from + index))) {
    const failure = answer(400, code, 'text')
    if (!(failure instanceof Failure)) continue
    for (const language of ['sv', 'en'] as const) {
      expect(failureSentence(failure, language)).not.toMatch(/\{|undefined/)
      expect(failureCure(failure, language)).not.toMatch(/\{|undefined/)
    }
  }
})
