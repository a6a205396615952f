import { describe, expect, it } from 'vitest'
import { documentDateOf } from './document-date.ts'
import { codingNamed, costCentresOf, deliveryMethodNamed, projectOf, unitNamed } from './lookup-names.ts'
import { codings, lookups } from './test-sale.ts'

describe('names of the books', () => {
  it('are taken by id or name, without case', () => {
    expect(codingNamed('g25', codings)).toMatchObject({ ok: true, value: { id: 'g25' } })
    expect(codingNamed('varor  25 %', codings)).toMatchObject({ ok: true, value: { id: 'g25' } })
    expect(unitNamed('HUR', lookups.units)).toMatchObject({ ok: true, value: { id: 'u2' } })
    expect(unitNamed(null, lookups.units)).toMatchObject({ ok: true, value: { id: 'u1' } })
    expect(deliveryMethodNamed('post', lookups.deliveryMethods)).toMatchObject({ ok: true, value: { id: 'd1' } })
  })
  it('that are ambiguous, inactive or unknown are held with the choices', () => {
    const twice = [...codings, { ...codings[0]!, id: 'again' }]
    expect(codingNamed('Varor 25 %', twice)).toMatchObject({ ok: false, failure: { code: 'coding-ambiguous', params: { choicesSv: 'Varor 25 % (g25) och Varor 25 % (again)' } } })
    expect(codingNamed('Varor 25 %', [{ ...codings[0]!, active: false }])).toMatchObject({ ok: false, failure: { code: 'coding-inactive' } })
    expect(deliveryMethodNamed('Duva', lookups.deliveryMethods)).toMatchObject({ ok: false, failure: { code: 'delivery-method-unknown', params: { choicesSv: 'Post och DHL' } } })
  })

  const centres = (dimension: number | string, value: string, uses = true) => costCentresOf({ name: 'Rad', costCentres: [{ dimension, value }] }, { ...lookups, company: { ...lookups.company, usesCostCentres: uses } })
  it.each([[1, 'Stockholm'], ['1', 'sto'], ['Kostnadsställe', 'k1']])('find the cost centre of dimension %s by %s', (dimension, value) => {
    expect(centres(dimension, value)).toMatchObject({ ok: true, value: { 1: 'k1', 2: null, 3: null } })
  })
  it.each([[2, 'Stockholm', 'cost-dimension-unknown'], [1, 'Göteborg', 'cost-centre-unknown'], [1, 'Malmö', 'cost-centre-inactive']])('hold the cost centre of dimension %s called %s', (dimension, value, code) => {
    expect(centres(dimension, value)).toMatchObject({ ok: false, failure: { code } })
  })
  it('hold cost centres and projects that the company does not use', () => {
    expect(centres(1, 'Stockholm', false)).toMatchObject({ ok: false, failure: { code: 'cost-centres-off' } })
    expect(projectOf({ name: 'Rad', project: '100' }, { ...lookups, company: { ...lookups.company, usesProjects: false } })).toMatchObject({ ok: false, failure: { code: 'projects-off' } })
  })
  it.each([['100', 'p1'], ['ombyggnad', 'p1']])('find the project %s', (project, id) => {
    expect(projectOf({ name: 'Rad', project }, lookups)).toMatchObject({ ok: true, value: id })
  })
})

describe('the document date', () => {
  const today = '2026-11-22'
  const cases: [string, 'hold' | 'today', string][] = [
    ['2026-10-01', 'hold', '2026-10-01'], ['2026-10-01T12:00:00Z', 'hold', '2026-10-01'], ['2026-09-30', 'hold', 'period-closed'], ['2026-09-30', 'today', today], ['2025-06-01', 'hold', 'period-closed'],
    ['2025-06-01', 'today', today], ['2024-06-01', 'hold', 'fiscal-year-missing'], ['2024-06-01', 'today', today], ['2026-02-30', 'hold', 'date-unreadable'], ['i går', 'hold', 'date-unreadable'],
  ]
  it.each(cases)('%s with closedPeriod %s becomes %s', (date, closedPeriod, expected) => {
    const result = documentDateOf(date, 'order', closedPeriod, today, lookups)
    expect(result.ok ? result.value : result.failure.code).toBe(expected)
  })
  it('is held when today is closed too', () => {
    const closed = { ...lookups, company: { ...lookups.company, lockedTo: '2026-12-31' } }
    expect(documentDateOf('2026-10-01', 'order', 'today', today, closed)).toMatchObject({ ok: false, failure: { code: 'period-closed' } })
  })
})
