// The lines of a draft: those of the sale in position order, recurring ones by the setting, then shipping; or one row for the amount.
import { ownValue } from '../../core/own-value.ts'
import { decimal, toText } from '../../core/decimals.ts'
import type { Sentence } from '../../core/language.ts'
import type { LineDraft } from '../../core/sale-draft.ts'
import type { SaleLine } from '../../core/sale-record.ts'
import { applyMapping, type Applied } from '../../mapper/apply.ts'
import type { Sources } from '../../mapper/sources.ts'
import { hold, Hold, textOf, type Drafting, type SaleExpressions } from './draft-context.ts'
import { amountIn } from './draft-head.ts'
import { rowCoding, rowCostCentres, rowProject } from './draft-row-values.ts'
import { mapKey } from './find-named.ts'
import { lineSources } from './source-values.ts'

/** All lines; held when there are none and the settings do not say what to do. */
export function draftLines(drafting: Drafting, base: Sources, expressions: SaleExpressions): LineDraft[] {
  const { sale } = drafting
  const lines = inOrder(sale.lines).map((line) => draftLine(drafting, line, base, expressions))
  if (lines.length === 0) lines.push(amountRow(drafting))
  const shipping = shippingRow(drafting)
  return shipping === null ? lines : [...lines, shipping]
}

/** By position; lines without one come last, by id, so that the order is always the same. */
export function inOrder(lines: readonly SaleLine[]): SaleLine[] {
  const place = (line: SaleLine): number => line.position ?? Number.MAX_SAFE_INTEGER
  return [...lines].sort((left, right) => place(left) - place(right) || left.id.length - right.id.length || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0))
}

function draftLine(drafting: Drafting, line: SaleLine, base: Sources, expressions: SaleExpressions): LineDraft {
  const { sale, context } = drafting
  if (line.currency !== null && sale.currency !== null && line.currency !== sale.currency) {
    hold('line-currency-differs', { line: line.name, lineCurrency: line.currency, currency: sale.currency })
  }
  const sources = lineSources(base, line, context.settings)
  const settings = { timeZone: context.company.timeZone, mode: context.mode }
  const own = expressions.rows.get(line.id)
  const row = checked(applyMapping(context.mapping, 'row', sources, settings, own?.row), drafting)
  const article = checked(applyMapping(context.mapping, 'article', sources, settings, own?.article), drafting)
  const text = (field: string): string | null => textOf(row.values[field])
  const sku = text('sku')
  const isShipping = sku !== null && context.settings.shipping.skus.includes(mapKey(sku)) && Object.keys(context.settings.shipping.article).length > 0
  const percent = nonZero(text('discountPercent'))
  return {
    key: line.id, kind: isShipping ? 'shipping' : 'item', sourceLineId: line.id, productId: line.productId,
    // A shipping line goes on the configured shipping article.
    sku: isShipping ? null : sku,
    name: text('name') ?? sku ?? '', text: text('text'), description: text('description'),
    quantity: recurringQuantity(drafting, line, text('quantity') ?? line.quantity), unitPrice: text('unitPrice') ?? line.unitPrice,
    discountPercent: percent, discountPerUnit: percent === null ? nonZero(text('discountPerUnit')) : null,
    taxRate: text('taxRate'), includesVat: false, articleGroup: text('articleGroup'),
    coding: text('coding') ?? rowCoding(drafting, line), costCentres: rowCostCentres(drafting, line), project: text('project') ?? rowProject(drafting, line),
    custom: row.custom, article: { ...article.values, ...article.custom },
  }
}

/** Quantity of a recurring line: one period as it stands, or times the number of payments for the whole term. */
function recurringQuantity({ context, notes }: Drafting, line: SaleLine, quantity: string): string {
  if (line.recurring === null) return quantity
  const often = frequencyWords(line.recurring.frequency)
  const params = { line: line.name, frequencySv: often.sv, frequencyEn: often.en }
  const { payments } = line.recurring
  switch (context.settings.recurring) {
    case 'hold': return hold('recurring-line', params)
    case 'firstPeriod': {
      notes.push({ code: 'recurring-first-period', sv: `Raden ${line.name} är återkommande (${often.sv}); bara första perioden tas med.`, en: `The line ${line.name} is recurring (${often.en}); only the first period is included.` })
      return quantity
    }
    case 'wholeTerm': {
      if (payments === null || payments < 1) return hold('recurring-without-end', params)
      notes.push({ code: 'recurring-whole-term', sv: `Raden ${line.name} är återkommande (${often.sv}); hela perioden, ${payments} betalningar, tas med.`, en: `The line ${line.name} is recurring (${often.en}); the whole term, ${payments} payments, is included.` })
      return toText(decimal(quantity).times(payments))
    }
  }
}

const frequencies: Record<string, Sentence> = {
  weekly: { sv: 'varje vecka', en: 'every week' }, biweekly: { sv: 'varannan vecka', en: 'every two weeks' }, monthly: { sv: 'varje månad', en: 'every month' }, quarterly: { sv: 'varje kvartal', en: 'every quarter' },
  per_six_months: { sv: 'varje halvår', en: 'every six months' }, annually: { sv: 'varje år', en: 'every year' }, per_two_years: { sv: 'vartannat år', en: 'every two years' },
  per_three_years: { sv: 'vart tredje år', en: 'every three years' }, per_four_years: { sv: 'vart fjärde år', en: 'every four years' }, per_five_years: { sv: 'vart femte år', en: 'every five years' },
}

/** How often a line recurs, in words; what the source says otherwise stands as it is. */
function frequencyWords(frequency: string): Sentence {
  return ownValue(frequencies, frequency.toLowerCase()) ?? { sv: frequency, en: frequency }
}

function amountRow(drafting: Drafting): LineDraft {
  const { sale, context, notes } = drafting
  const has = sale.amount !== null && sale.amount !== '0'
  const amount = sale.amount ?? '0'
  if (!has || context.settings.noLines === 'hold') {
    const shown = `${amount} ${sale.currency ?? context.company.currency}`
    return hold('no-lines', has ? { amountSv: ` men ett belopp på ${shown}`, amountEn: ` but an amount of ${shown}` } : { amountSv: ' och inget belopp', amountEn: ' and no amount' })
  }
  notes.push({ code: 'amount-row', sv: `Affären har inga rader; beloppet ${amount} blev en rad (noLines: amountRow).`, en: `The sale has no lines; the amount ${amount} became one row (noLines: amountRow).` })
  return plainLine(drafting, { key: 'amount', kind: 'amount', name: sale.title, unitPrice: amount, includesVat: false })
}

function shippingRow(drafting: Drafting): LineDraft | null {
  const { sale, context } = drafting
  const { shipping } = context.settings
  const amount = sale.shippingCost ?? amountIn(drafting, shipping.amount, 'shipping.amount')
  if (amount === null || amount === '0') return null
  return plainLine(drafting, { key: 'shipping', kind: 'shipping', name: 'Frakt', unitPrice: amount, includesVat: shipping.includesVat })
}

function plainLine(drafting: Drafting, given: Pick<LineDraft, 'key' | 'kind' | 'name' | 'unitPrice' | 'includesVat'>): LineDraft {
  return {
    ...given, sourceLineId: null, productId: null, sku: null, text: given.kind === 'amount' ? given.name : null, description: null, quantity: '1',
    discountPercent: null, discountPerUnit: null, taxRate: null, articleGroup: null, coding: null,
    costCentres: rowCostCentres(drafting, null), project: rowProject(drafting, null), custom: {},
  }
}

/** Takes over the notes; a problem of a rule holds the sale. */
export function checked(applied: Applied, drafting: Drafting): Applied {
  if (applied.problem !== null) throw new Hold(applied.problem)
  drafting.notes.push(...applied.notes)
  return applied
}

function nonZero(value: string | null): string | null {
  return value === null || decimal(value).isZero() ? null : value
}
