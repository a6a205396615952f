// Conditions compare numbers as numbers, dates as dates, and text without case.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { condition, holds, propertiesOf, type Condition, type ConditionOperator } from './condition.ts'

const test = (value: string | undefined, operator: ConditionOperator, other?: string | string[]): boolean => holds({ property: 'p', operator, ...(other === undefined ? {} : { value: other }) }, () => value, 'Europe/Stockholm')

describe('a condition', () => {
  it.each<[string | undefined, ConditionOperator, string | string[] | undefined, boolean]>([
    ['9', 'lt', '10', true], ['10.0', 'eq', '10', true], ['10', 'gt', '9.99', true], ['-1', 'ge', '0', false],
    ['Ja', 'eq', 'ja', true], ['nej', 'ne', 'ja', true], [undefined, 'ne', 'ja', true], [undefined, 'eq', 'ja', false],
    ['Delbetald', 'contains', 'BETALD', true], ['b', 'in', ['a', 'B'], true], ['b', 'in', 'a, b', true], ['a;b', 'in', ['b'], true], ['c', 'in', ['a'], false],
    ['x', 'known', undefined, true], ['  ', 'known', undefined, false], [undefined, 'unknown', undefined, true], [undefined, 'gt', '1', false],
    ['2026-03-01', 'gt', '2026-02-28', true], ['2026-12-31T23:30:00Z', 'ge', '2027-01-01', true], ['2026-12-31T22:30:00Z', 'lt', '2027-01-01', true],
    ['2026-01-01T10:00:00Z', 'le', '2026-01-01T11:00:00+01:00', true],
  ])('%j %s %j is %j', (value, operator, other, wanted) => {
    expect(test(value, operator, other)).toBe(wanted)
  })

  it('joins with and / or to any depth', () => {
    const given: Condition = condition.parse({ and: [{ property: 'paid', operator: 'eq', value: 'ja' }, { or: [{ property: 'amount', operator: 'ge', value: 100 }, { property: 'vip', operator: 'eq', value: true }] }] })
    const read = (values: Record<string, string>) => holds(given, (name) => values[name], 'UTC')
    expect([read({ paid: 'Ja', amount: '100' }), read({ paid: 'ja', vip: 'true' }), read({ paid: 'ja', amount: '99' }), read({ amount: '100' })]).toEqual([true, true, false, false])
    expect(propertiesOf(given)).toEqual(['paid', 'amount', 'vip'])
  })

  it('is refused without the value its operator needs', () => {
    expect(condition.safeParse({ property: 'a', operator: 'eq' }).success).toBe(false)
    expect(condition.safeParse({ property: 'a', operator: 'eq', value: ['x', 'y'] }).success).toBe(false)
    expect(condition.safeParse({ property: 'a', operator: 'like', value: 'x' }).success).toBe(false)
  })

  it('orders any two numbers as the numbers do', () => {
    fc.assert(fc.property(fc.integer(), fc.integer(), (left, right) => {
      expect(test(String(left), 'lt', String(right))).toBe(left < right)
      expect(test(String(left), 'ge', String(right))).toBe(left >= right)
    }))
  })
})
