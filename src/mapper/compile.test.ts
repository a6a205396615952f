// Mappings that cannot work are refused with their place; those that can give values, notes and problems.
import { describe, expect, it } from 'vitest'
import { applyMapping, evaluateExpressions, keptOnUpdate } from './apply.ts'
import { mappingCatalogue, type FieldFact } from './catalogue.ts'
import { compileMapping } from './compile.ts'
import { mappingRule, mergeRules, type MappingRuleInput } from './rules.ts'

const fact = (entity: string, name: string, type: FieldFact['type'] = 'text', writable = true): FieldFact => ({ entity, name, label: name, type, writable, options: [] })
const catalogue = mappingCatalogue({
  own: { deal: [{ name: 'id', type: 'text' }], company: [], contact: [], buyer: [{ name: 'name', type: 'text' }], line: [{ name: 'quantity', type: 'number' }, { name: 'unitPrice', type: 'number' }], product: [], owner: [{ name: 'name', type: 'text' }] },
  aliases: { sale: 'deal' }, bare: { customer: 'buyer', order: 'deal', row: 'line', article: 'product' },
  liveSources: [fact('deal', 'your_reference'), fact('deal', 'closed', 'date'), fact('deal', 'vip', 'boolean'), fact('company', 'id'), fact('line', 'name'), fact('line', 'hs_sku')],
  liveTargets: [fact('customer', 'GLN'), fact('customer', 'Locked', 'text', false), fact('customer', 'Discount', 'number'), { ...fact('document', 'Kind', 'choice'), options: [{ value: 'A', label: 'a' }] }],
})
const base: MappingRuleInput[] = [
  { target: 'customer.name', from: 'buyer.name' }, { target: 'row.name', from: 'line.name' }, { target: 'row.quantity', from: 'line.quantity' }, { target: 'row.unitPrice', from: 'line.unitPrice' },
]
const parse = (rules: MappingRuleInput[]) => mappingRule.array().parse(rules)
const compile = (own: MappingRuleInput[], defaults = base) => compileMapping(mergeRules(parse(defaults), parse(own)), catalogue)

function compiled(own: MappingRuleInput[]) {
  const result = compile(own)
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.en).join('\n'))
  return result.mapping
}

describe('a mapping is refused with its place', () => {
  it.each<[string, MappingRuleInput, (string | number)[], string]>([
    ['an unknown source field', { target: 'order.yourReference', from: 'deal.your_refrence' }, ['mapping', 0, 'from'], 'deal.your_reference'],
    ['an unknown source record', { target: 'order.yourReference', from: 'invoice.x' }, ['mapping', 0, 'from'], 'invoice'],
    ['an unknown target', { target: 'order.yourReferense', from: 'deal.id' }, ['mapping', 0, 'target'], 'order.yourReference'],
    ['a target without record', { target: 'yourReference', from: 'deal.id' }, ['mapping', 0, 'target'], 'customer.'],
    ['a read-only field', { target: 'customer.Locked', from: 'deal.id' }, ['mapping', 0, 'target'], 'Locked'],
    ['the mark', { target: 'order.mark', constant: 'x' }, ['mapping', 0, 'target'], 'mark'],
    ['a date for a number', { target: 'customer.Discount', from: 'deal.closed' }, ['mapping', 0, 'from'], 'date'],
    ['a constant of the wrong type', { target: 'order.documentDate', constant: 'snart' }, ['mapping', 0, 'constant'], 'snart'],
    ['a choice that is none', { target: 'order.Kind', constant: 'B' }, ['mapping', 0, 'constant'], 'B'],
    ['a default of the wrong type', { target: 'row.quantity', from: 'line.quantity', default: 'många' }, ['mapping', 0, 'default'], 'många'],
    ['an unknown transform', { target: 'order.yourReference', from: 'deal.id', transforms: 'uper' }, ['mapping', 0, 'transforms'], 'upper'],
    ['a broken expression', { target: 'row.text', jsonata: 'name &' }, ['mapping', 0, 'jsonata'], 'expression'],
    ['an unknown field in an expression', { target: 'row.text', jsonata: 'deal.nothing & name' }, ['mapping', 0, 'jsonata'], 'nothing'],
    ['an unknown bare name in an expression', { target: 'row.text', jsonata: 'nmae' }, ['mapping', 0, 'jsonata'], 'name'],
    ['an unknown field in a template', { target: 'customer.note', template: 'X {{company.nothing}}' }, ['mapping', 0, 'template'], 'nothing'],
    ['an unknown field in a condition', { target: 'customer.note', constant: 'x', when: { property: 'nothing', operator: 'known' } }, ['mapping', 0, 'when'], 'nothing'],
  ])('%s', (_name, rule, path, words) => {
    const result = compile([rule])
    if (result.ok) throw new Error('was accepted')
    expect(result.issues).toHaveLength(1)
    expect(result.issues[0]?.path).toEqual(path)
    expect(`${result.issues[0]?.en} ${result.issues[0]?.nearest ?? ''}`).toContain(words)
  })

  it('when nothing fills a required target', () => {
    const result = compile([], base.slice(1))
    expect(result).toMatchObject({ ok: false, issues: [{ en: 'Nothing fills customer.name, which must have a value.' }] })
  })

  it('with every fault, not only the first', () => {
    const result = compile([{ target: 'order.mark', constant: 'x' }, { target: 'order.nothing', constant: 'x' }])
    expect(result.ok ? 0 : result.issues.length).toBe(2)
  })
})

const settings = { timeZone: 'Europe/Stockholm', mode: 'create' as const }
const sources = { deal: { id: '7', your_reference: ' Eva ', vip: 'true' }, company: { id: '42' }, buyer: { name: 'Åsa AB' }, line: { name: 'Stol', hs_sku: 'S1', quantity: '2', unitPrice: '10' } }

describe('a mapping gives', () => {
  it('fields, constants, templates and expressions', async () => {
    const mapping = compiled([
      { target: 'order.yourReference', from: 'deal.your_reference' },
      { target: 'customer.note', template: 'Kund {{company.id}}' },
      { target: 'customer.GLN', constant: 735 },
      { target: 'row.text', jsonata: "name & ' (' & hs_sku & ')'" },
    ])
    expect(applyMapping(mapping, 'order', sources, settings).values).toEqual({ yourReference: 'Eva' })
    const customer = applyMapping(mapping, 'customer', sources, settings)
    expect(customer).toMatchObject({ values: { name: 'Åsa AB', note: 'Kund 42' }, custom: { GLN: '735' }, problem: null })
    expect(customer.notes.map((note) => note.code)).toEqual(['added-by-rule'])
    const expressions = await evaluateExpressions(mapping, 'row', sources, settings)
    expect(applyMapping(mapping, 'row', sources, settings, expressions).values).toMatchObject({ text: 'Stol (S1)' })
    expect(mapping.wanted.get('line')).toEqual(new Set(['name', 'quantity', 'unitPrice', 'hs_sku']))
  })

  it('a template nothing when none of its fields has a value', () => {
    const mapping = compiled([{ target: 'customer.note', template: 'Kund {{company.id}}' }])
    expect(applyMapping(mapping, 'customer', { ...sources, company: {} }, settings).values).not.toHaveProperty('note')
  })

  it('mapped values without regard to case, and holds on one that is not mapped', () => {
    const rule = { target: 'order.yourReference', from: 'deal.your_reference', map: { EVA: 'Eva Ek' } }
    expect(applyMapping(compiled([rule]), 'order', sources, settings).values).toEqual({ yourReference: 'Eva Ek' })
    const other = { ...sources, deal: { your_reference: 'Bo' } }
    expect(applyMapping(compiled([rule]), 'order', other, settings).problem).toEqual({ code: 'value-not-mapped', params: { value: 'Bo', setting: 'mapping[0].map' } })
    const applied = applyMapping(compiled([{ ...rule, default: 'Kassan' }]), 'order', other, settings)
    expect(applied).toMatchObject({ values: { yourReference: 'Kassan' }, problem: null, notes: [{ code: 'added-by-rule' }] })
  })

  it('a problem that names target, place and value when a value cannot be read', () => {
    const mapping = compiled([{ target: 'customer.Discount', from: 'deal.your_reference' }])
    expect(applyMapping(mapping, 'customer', sources, settings).problem).toMatchObject({ code: 'mapping-failed', params: { target: 'customer.Discount', place: 'mapping[0]', value: ' Eva ' } })
  })

  it('only what the mode asks for: onCreate and onUpdate', () => {
    const mapping = compiled([{ target: 'customer.note', constant: 'x', onUpdate: false }, { target: 'customer.phone', constant: '1', onCreate: false }])
    expect(Object.keys(applyMapping(mapping, 'customer', sources, settings).values)).toEqual(['name', 'note'])
    expect(Object.keys(applyMapping(mapping, 'customer', sources, { ...settings, mode: 'update' }).values)).toEqual(['name', 'phone'])
    expect(keptOnUpdate(mapping, 'customer')).toEqual(['note'])
  })

  it('the default where a conditional rule of the user does not serve', () => {
    const mapping = compiled([{ target: 'customer.name', constant: 'Annan', when: { property: 'deal.vip', operator: 'eq', value: 'false' } }])
    expect(applyMapping(mapping, 'customer', sources, settings).values['name']).toBe('Åsa AB')
  })
})
