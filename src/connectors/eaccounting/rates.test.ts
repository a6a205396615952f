// VAT rates: 25 and 0.25 are the same rate.
import { expect, test } from 'vitest'
import { percentRate } from './rates.ts'

test.each([['0.25', '25'], ['25', '25'], ['0.12', '12'], ['0.06', '6'], ['6', '6'], ['0', '0'], ['0.255', '25.5'], ['25.5', '25.5'], ['0.135', '13.5']])('%s is %s %%', (wire, percent) => {
  expect(percentRate(wire)).toBe(percent)
})
