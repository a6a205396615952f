// What HubSpot's error answers mean to us.
import { expect, test } from 'vitest'
import { Failure } from '../../core/failure.ts'
import { classifyAnswer } from './errors.ts'

const classify = classifyAnswer('crm', { search: 's', general: 'g' }, () => 0)
const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}) => {
  const said = classify({ status, headers, body })
  return said instanceof Failure ? { code: said.code, params: said.params, retryAfterSeconds: said.retryAfterSeconds } : said
}

test('a missing permission is named', () => {
  expect(answer(403, { category: 'MISSING_SCOPES', errors: [{ message: 'x', context: { requiredGranularScopes: ['crm.objects.orders.read'] } }] }))
    .toMatchObject({ code: 'missing-scope', params: { scope: 'crm.objects.orders.read', connection: 'crm' } })
})

test('the ten-second limit waits ten seconds, the search limit one, and each pauses its own budget', () => {
  expect(answer(429, { policyName: 'TEN_SECONDLY_ROLLING' })).toEqual({ wait: 10_000, key: 'g' })
  expect(answer(429, { policyName: 'SECONDLY' })).toEqual({ wait: 1_000, key: 's' })
  expect(answer(429, { policyName: 'TEN_SECONDLY_ROLLING' }, { 'retry-after': '3' })).toEqual({ wait: 3_000, key: 'g' })
})

test('the daily limit is not waited for', () => {
  expect(answer(429, { policyName: 'DAILY' })).toMatchObject({ code: 'rate-limited', retryAfterSeconds: 3_600 })
})

test('a locked record is tried again after two seconds, and an account on the move is parked as long as HubSpot says', () => {
  expect(answer(423)).toEqual({ wait: 2_000 })
  expect(answer(477, {}, { 'retry-after': '7200' })).toMatchObject({ code: 'account-parked', params: { seconds: 7_200 }, retryAfterSeconds: 7_200 })
})

test('refused values are told property by property, also from the list inside the message', () => {
  const inside = `Property values were not valid: ${JSON.stringify([{ isValid: false, name: 'closedate', message: 'raw', localizedErrorMessage: 'Close date is required' }])}`
  expect(answer(400, { message: inside })).toMatchObject({ params: { message: 'closedate: Close date is required' } })
  expect(answer(400, { message: 'x', errors: [{ message: 'is required', context: { propertyName: ['amount'] } }] })).toMatchObject({ params: { message: 'amount: is required' } })
  expect(answer(400, { message: 'Broken [{ list' })).toMatchObject({ params: { message: 'Broken [{ list' } })
  expect(answer(409, null)).toMatchObject({ code: 'vendor-refused' })
})

test('what the table does not name is left to the status', () => {
  expect([answer(404), answer(500, '<html>'), answer(502)]).toEqual([null, null, null])
})
