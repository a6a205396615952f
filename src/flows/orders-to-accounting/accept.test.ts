// Accept: given a sale and settings, is it taken now, later, or left alone, and why.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accept, enteredChosenStage, type AcceptContext } from './accept.ts'
import { sampleFlow, sampleSale } from './sample-facts.ts'
import type { OrdersSettingsInput } from './settings.ts'
import type { SaleRecord } from '../../core/sale-record.ts'

const context: AcceptContext = { now: Date.parse('2026-12-10T12:00:00Z'), golive: '2026-11-25T00:00:00Z', timeZone: 'Europe/Stockholm', target: { system: 'books', company: 'company-1' } }
const entry = (stageId: string, at: string) => ({ stageId, at })
const decide = (sale: Partial<SaleRecord>, settings: Partial<OrdersSettingsInput> = {}, more: Partial<AcceptContext> = {}) => {
  const result = accept(sampleSale(sale), sampleFlow(settings).settings, { ...context, ...more })
  return result.accept ? 'accept' : result.reason.code
}

describe('a sale is', () => {
  it.each<[string, Partial<SaleRecord>, Partial<OrdersSettingsInput>, string]>([
    ['taken when it entered a chosen stage after go-live', {}, {}, 'accept'],
    ['left in another stage', { stageId: 'offer' }, {}, 'other-stage'],
    ['left in the same stage name of another pipeline', { pipelineId: '77', stageId: '902' }, {}, 'other-stage'],
    ['left when won before go-live', { stageEntries: [entry('closedwon', '2026-11-24T23:59:59Z')] }, {}, 'before-start'],
    ['left when won before go-live though its close date is later', { stageEntries: [entry('closedwon', '2026-11-01T00:00:00Z')], closedAt: '2026-12-09T00:00:00Z', changedAt: '2026-12-09T00:00:00Z' }, {}, 'before-start'],
    ['taken with startFrom all', { stageEntries: [entry('closedwon', '2020-01-01T00:00:00Z')] }, { startFrom: 'all' }, 'accept'],
    ['taken on the first minute of a chosen day in the company zone', { stageEntries: [entry('closedwon', '2026-11-30T23:00:00Z')] }, { startFrom: '2026-12-01' }, 'accept'],
    ['left a second before the chosen day in the company zone', { stageEntries: [entry('closedwon', '2026-11-30T22:59:59Z')] }, { startFrom: '2026-12-01' }, 'before-start'],
    ['taken when it left the stage and came back after go-live', { stageEntries: [entry('closedwon', '2026-12-01T00:00:00Z'), entry('offer', '2026-11-30T00:00:00Z'), entry('closedwon', '2026-01-01T00:00:00Z')] }, {}, 'accept'],
    ['left when it only moved between chosen stages after go-live', { pipelineId: '77', stageId: '901', stageEntries: [entry('901', '2026-12-05T00:00:00Z'), entry('closedwon', '2026-01-01T00:00:00Z')] }, { stages: ['default/closedwon', 'Projekt/Beställd'] }, 'before-start'],
    ['asked again when its history is missing', { stageEntries: [] }, {}, 'stage-entry-unknown'],
    ['left when deleted', { archived: true }, {}, 'sale-archived'],
    ['left when made from a document of the same books', { createdFrom: 'books:company-1:order:9' }, {}, 'made-from-document'],
    ['taken when made from a document of other books', { createdFrom: 'books:company-2:order:9' }, {}, 'accept'],
    ['left by the filter', { fields: { paid: 'no' } }, { filter: { property: 'paid', operator: 'eq', value: 'ja' } }, 'filtered-out'],
    ['taken by the filter, written with the label of the choice', { fields: { paid: 'yes' } }, { filter: { property: 'paid', operator: 'eq', value: 'ja' } }, 'accept'],
    ['taken by a filter on its company', {}, { filter: { property: 'company.city', operator: 'contains', value: 'göte' } }, 'accept'],
    ['left while it is young', { stageEntries: [entry('closedwon', '2026-12-10T11:59:01Z')] }, {}, 'still-young'],
    ['taken when no waiting is asked for, though our clock is behind the source', { stageEntries: [entry('closedwon', '2026-12-10T12:00:01Z')] }, { quietSeconds: 0 }, 'accept'],
    ['taken when the quiet time is over', { stageEntries: [entry('closedwon', '2026-12-10T11:59:00Z')] }, {}, 'accept'],
  ])('%s', (_name, sale, settings, wanted) => {
    expect(decide(sale, settings)).toBe(wanted)
  })

  it('given to a person by the first rule that it meets, with the words of the rule', () => {
    const holdWhen = [{ when: { property: 'paid', operator: 'eq' as const, value: 'ja' }, because: 'ROT-avdrag görs för hand.' }, { when: { property: 'amount', operator: 'known' as const }, because: 'Annat.' }]
    const because = (sale: Partial<SaleRecord>) => {
      const answer = accept(sampleSale(sale), sampleFlow({ holdWhen }).settings, context)
      return answer.accept ? answer.because : answer.reason.code
    }
    expect(because({ fields: { paid: 'yes' } })).toBe('ROT-avdrag görs för hand.')
    expect(because({ fields: { paid: 'no' }, amount: null })).toBeNull()
  })

  it('told when to be asked again while it is young', () => {
    const young = sampleSale({ stageEntries: [entry('closedwon', '2026-12-10T11:59:30Z')] })
    expect(accept(young, sampleFlow().settings, context)).toMatchObject({ accept: false, retryAt: '2026-12-10T12:00:30.000Z' })
    expect(accept(young, sampleFlow().settings, { ...context, timeScale: 10 })).toMatchObject({ accept: true })
  })

  it('never taken earlier by a later entry history: the moment lies within the last unbroken stay', () => {
    const stages = [{ stageId: 'closedwon' }, { stageId: '901' }]
    const history = fc.array(fc.constantFrom('closedwon', '901', 'offer'), { minLength: 1, maxLength: 12 })
    fc.assert(fc.property(history, (visited) => {
      const at = (index: number): string => new Date(1_700_000_000_000 + index * 60_000).toISOString()
      const stageEntries = visited.map((stageId, index) => entry(stageId, at(index)))
      const entered = enteredChosenStage({ stageId: visited.at(-1) ?? '', stageEntries: [...stageEntries].reverse() }, stages)
      expect(enteredChosenStage({ stageId: '', stageEntries }, stages)).toBe(entered)
      const lastOutside = visited.lastIndexOf('offer')
      expect(entered).toBe(lastOutside === visited.length - 1 ? null : at(lastOutside + 1))
    }))
  })
})
