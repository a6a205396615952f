import { describe, expect, it } from 'vitest'
import type { SaleArea } from './area.ts'
import { articleKeysOf, numberFromName } from './article-numbers.ts'
import { articleFor, type ArticleQuestion } from './articles.ts'
import { article, articles, limits, line, lookups, sale, settings } from './test-sale.ts'
import type { LineDraft } from '../core/sale-draft.ts'
import type { PlannerSettings } from './settings.ts'

const domestic: SaleArea = { area: 'domestic', country: 'SE', northernIreland: false, forceVat: false }
const norway: SaleArea = { area: 'export', country: 'NO', northernIreland: false, forceVat: false }

function settle(given: Partial<LineDraft>, more: Partial<PlannerSettings> = {}, place: Partial<ArticleQuestion> = {}) {
  return articleFor(line(given), {
    settings: { ...settings, ...more }, lookups, limits, sale: domestic, buyer: { name: 'Köparen', isPrivate: false }, currency: 'SEK', articles: new Map(articles.map((one) => [one.number.toUpperCase(), one])), mainRate: '25', ...place,
  })
}

describe('articleFor', () => {
  it('finds the SKU trimmed and without case, and writes it as the books do', () => {
    expect(settle({ sku: ' sku1 ' })).toMatchObject({ ok: true, value: { number: 'SKU1', plan: { action: 'use', id: 'a-SKU1' } } })
  })

  it.each([['25', 'DIV25'], ['12', 'DIV12'], ['0', 'DIV0'], [null, 'DIV25']])('puts a missing article at %s %% on the fallback %s', (taxRate, number) => {
    expect(settle({ sku: 'X', taxRate }, { missingProducts: 'fallbackArticle' })).toMatchObject({ ok: true, value: { number, generic: true } })
  })

  it.each([['25', 'g25'], ['6.0', 'g6'], ['0', 'g0'], [null, 'g25']])('makes a missing article at %s %% with the coding %s', (taxRate, codingId) => {
    expect(settle({ sku: 'X', taxRate })).toMatchObject({ ok: true, value: { plan: { action: 'create', draft: { codingId } } } })
  })

  it('reads 0 % on a sale without VAT as saying nothing of the article', () => {
    expect(settle({ sku: 'X', taxRate: '0' }, {}, { sale: norway })).toMatchObject({ ok: true, value: { plan: { draft: { codingId: 'g25' } }, account: { account: '3105', vatRate: '0' } } })
  })

  it('keeps a domestic rate of the source on an export line, and says so', () => {
    const found = settle({}, {}, { sale: norway })
    expect(found).toMatchObject({ ok: true, value: { account: { vatRate: '0' } } })
    expect(found.notes.map(({ code }) => code)).toContain('rate-by-area')
  })

  const rule = { taxRules: [{ area: 'export' as const, group: 'Tjänster', coding: 'Tjänster 25 %' }] }
  const grouped = { articleGroup: 'tjänster' }
  it('lets a rule by area and group pick the coding of a new article', () => {
    expect(settle({ sku: 'X', ...grouped }, rule, { sale: norway })).toMatchObject({ ok: true, value: { coding: { id: 's25' }, account: { account: '3305' } } })
    expect(settle({ sku: 'X' }, rule, { sale: norway })).toMatchObject({ ok: true, value: { coding: { id: 'g25' } } })
  })
  it('keeps, holds or makes a sibling when an existing article has another coding', () => {
    expect(settle(grouped, rule, { sale: norway })).toMatchObject({ ok: true, value: { number: 'SKU1', coding: { id: 'g25' } } })
    expect(settle(grouped, { ...rule, existingArticle: 'hold' }, { sale: norway })).toMatchObject({ ok: false, failure: { code: 'article-coding-differs' } })
    const sibling = settle(grouped, { ...rule, existingArticle: 'sibling' }, { sale: norway })
    expect(sibling).toMatchObject({ ok: true, value: { number: 'SKU1-EXP', plan: { action: 'create', draft: { name: 'Kaffebryggare', codingId: 's25' } } } })
  })
  it('uses the sibling that is there, and holds one with a third coding', () => {
    const withSibling = (codingId: string) => new Map([...articles, article('SKU1-EXP', codingId)].map((one) => [one.number, one]))
    expect(settle(grouped, { ...rule, existingArticle: 'sibling' }, { sale: norway, articles: withSibling('s25') })).toMatchObject({ ok: true, value: { plan: { action: 'use', id: 'a-SKU1-EXP' } } })
    expect(settle(grouped, { ...rule, existingArticle: 'sibling' }, { sale: norway, articles: withSibling('g12') })).toMatchObject({ ok: false, failure: { code: 'article-coding-differs' } })
  })

  it('makes an article from a name, finds it again, and holds a foreign article with that number', () => {
    const from = { lineWithoutSku: 'createFromName' as const }
    expect(settle({ sku: null, name: 'Åkdon, röd' }, from)).toMatchObject({ ok: true, value: { plan: { action: 'create', draft: { number: 'AKDON-ROD', name: 'Åkdon, röd' } } } })
    const known = (name: string) => ({ articles: new Map([['AKDON-ROD', article('AKDON-ROD', 'g25', { name })]]) })
    expect(settle({ sku: null, name: 'Åkdon, röd' }, from, known('Åkdon, röd'))).toMatchObject({ ok: true, value: { plan: { action: 'use' } } })
    expect(settle({ sku: null, name: 'Åkdon, röd' }, from, known('Akdon rod'))).toMatchObject({ ok: false, failure: { code: 'article-number-taken' } })
  })

  it('cuts a long name at a word, says so, and gives no price in another currency', () => {
    const made = settle({ sku: 'X', name: 'Kaffebryggare med inbyggd kvarn och mjölkskummare i rostfritt stål' }, {}, { currency: 'EUR' })
    expect(made).toMatchObject({ ok: true, value: { plan: { draft: { name: 'Kaffebryggare med inbyggd kvarn och mjölkskummare', netPrice: '0' } } } })
    expect(made.notes.map(({ code }) => code)).toEqual(expect.arrayContaining(['article-name-cut', 'article-without-price']))
  })

  const holds: [string, Partial<LineDraft>, Partial<PlannerSettings>, string][] = [
    ['an SKU over 40 characters', { sku: 'X'.repeat(41) }, {}, 'sku-too-long'],
    ['an inactive article', { sku: 'OLD' }, {}, 'article-inactive'],
    ['a fallback that is not set', { sku: 'X', taxRate: '25' }, { missingProducts: 'fallbackArticle', fallbackArticle: { 12: 'DIV12' } }, 'fallback-article-not-set'],
    ['a fallback that is not in the books', { sku: 'X' }, { missingProducts: 'fallbackArticle', fallbackArticle: { 25: 'NIX' } }, 'configured-article-missing'],
    ['a coding that is not set where the books have several', { sku: 'X', taxRate: '25' }, { newArticle: { unit: null, coding: { 12: 'Varor 12 %' } } }, 'coding-not-set'],
    ['a coding that is not in the books', { sku: 'X' }, { newArticle: { unit: null, coding: { 25: 'Grejor' } } }, 'coding-unknown'],
    ['a unit that is not in the books', { sku: 'X' }, { newArticle: { unit: 'Tunna', coding: { 25: 'Varor 25 %' } } }, 'unit-unknown'],
    ['shipping without article for its rate', { kind: 'shipping', sku: null, taxRate: '6' }, {}, 'shipping-article-not-set'],
  ]
  it('takes the only coding of a rate when none is chosen, and says so', () => {
    const made = settle({ sku: 'X', taxRate: '12' }, { newArticle: { unit: null, coding: { 25: 'Varor 25 %' } } })
    expect(made).toMatchObject({ ok: true, notes: expect.arrayContaining([expect.objectContaining({ code: 'coding-proposed' })]) })
  })
  it.each(holds)('holds %s', (_, given, more, code) => {
    expect(settle(given, more)).toMatchObject({ ok: false, failure: { code } })
  })
})

describe('article numbers', () => {
  it('from names are the same each time and never too long', () => {
    const long = numberFromName('En mycket lång benämning på en enkel sak som säljs', 40)
    expect(long).toHaveLength(numberFromName('En mycket lång benämning på en enkel sak som säljs', 40).length)
    expect(long.length).toBeLessThanOrEqual(40)
    expect(long).not.toBe(numberFromName('En mycket lång benämning på en enkel sak som hyrs', 40))
    expect(numberFromName('…', 40)).toMatch(/^RAD-[0-9A-F]{6}$/)
  })
  it('of a sale hold its SKUs, siblings and the settings\' articles, as look-up keys', () => {
    expect(articleKeysOf(sale({ lines: [line({ sku: 'sku1' })] }), { ...settings, existingArticle: 'sibling', taxRules: [{ country: 'DE', coding: 'x' }] }, 40)).toEqual(expect.arrayContaining(['SKU1', 'SKU1-DE', 'SKU1-EXP', 'DIV25', 'FRAKT12']))
  })
})
