// Rows: the sale's lines written as the books' rows, so that the net total equals the source to the öre.
import { decimal, sum, toOre, toText, type Decimal } from '../core/decimals.ts'
import type { DocumentRow } from '../core/document-draft.ts'
import type { FailureData } from '../core/failure.ts'
import type { Language } from '../core/language.ts'
import type { LineDraft, Note, SaleDraft } from '../core/sale-draft.ts'
import type { LineArticle } from './articles.ts'
import { lineNet, vatFactor, vatWithin, type LineNet } from './line-net.ts'
import { orderDiscountOf, sharesOf, sharesPerRate } from './order-discount.ts'
import { exactForm, rowAmount, type FormName, type RowForm } from './row-form.ts'
import { firstOf, held, settled, type Settled } from './settled.ts'
import { cutAtWord, money, number } from './wording.ts'

/** A line with everything that its rows need, ids settled. */
export type PlannedLine = {
  line: LineDraft
  article: LineArticle
  costCentreItemIds: DocumentRow['costCentreItemIds']
  projectId: string | null
}

export type RowsQuestion = {
  lines: readonly PlannedLine[]
  /** Lines of the draft that are text only, and its last text rows. */
  texts: readonly { text: string; key: string | null }[]
  orderDiscount: SaleDraft['orderDiscount']
  discountAs: 'spread' | 'row'
  currency: string
  decimals: { price: number; quantity: number; discount: number }
  rowText: number
  /** Unit prices are sent including VAT. */
  includesVat: boolean
  language: Language
}

type Amount = { planned: PlannedLine; maths: LineNet; /** Net after the whole-order discount. */ net: Decimal }

/** Article rows in the lines' order, discount rows, then the text rows. */
export function rowsOf(question: RowsQuestion): Settled<DocumentRow[]> {
  const amounts: Amount[] = []
  const failures: FailureData[] = []
  for (const planned of question.lines) {
    const maths = lineNet(planned.line, planned.article.account.vatRate)
    if (maths.ok) amounts.push({ planned, maths: maths.value, net: maths.value.net })
    else failures.push(maths.failure)
  }
  if (failures.length > 0) return firstOf(failures)
  const notes: Note[] = []
  const discounted = amounts.filter(({ planned }) => planned.line.kind !== 'shipping')
  const discount = orderDiscountOf(question.orderDiscount, sum(discounted.map(({ net }) => net)), question.currency)
  if (!discount.ok) return discount
  const extra: DocumentRow[] = []
  if (!discount.value.isZero()) {
    if (question.discountAs === 'spread') {
      const shares = sharesOf(discount.value, discounted.map(({ net }) => net))
      discounted.forEach((amount, index) => {
        amount.net = amount.net.minus(shares[index] ?? 0)
      })
    } else {
      extra.push(...discountRows(discounted, discount.value, question))
    }
    notes.push(orderDiscountNote(discount.value, question))
  }
  const rows: DocumentRow[] = []
  for (const amount of amounts) {
    const written = lineRows(amount, question)
    if (!written.ok) failures.push(written.failure)
    else {
      rows.push(...written.value)
      notes.push(...written.notes)
    }
  }
  if (failures.length > 0) return firstOf(failures, notes)
  return settled([...rows, ...extra, ...question.texts.map(({ text, key }) => textRow(text, key, question.rowText))], notes)
}

function lineRows(amount: Amount, question: RowsQuestion): Settled<DocumentRow[]> {
  const { planned, maths, net } = amount
  const rate = planned.article.account.vatRate
  const factor = vatFactor(rate)
  const toBasis = basis(planned.line.includesVat, question.includesVat, factor)
  const untouched = net.equals(maths.net)
  // An untouched line in the source's own terms keeps its amount; else the amount follows from the net.
  const target = untouched && planned.line.includesVat === question.includesVat ? maths.amount : question.includesVat ? toOre(net.times(factor)) : net
  const netOf = (form: RowForm) => (question.includesVat ? rowAmount(form).minus(vatWithin(rowAmount(form), rate)) : rowAmount(form))
  const form = exactForm({
    quantity: maths.quantity, unitPrice: toBasis(maths.unitPrice), discount: maths.discount, target, decimals: question.decimals,
    accepts: (forms) => sum(forms.map(netOf)).equals(net),
  })
  if (form === null) {
    return held('line-not-exact', { line: planned.line.name, quantity: number(maths.quantity), price: number(maths.unitPrice), net: money(net, question.currency) })
  }
  const notes = formNote(planned.line, form.name, form.forms, question)
  if (planned.line.includesVat && !question.includesVat && untouched) notes.push(...grossNote(planned.line, maths, factor, question.currency))
  return settled(form.forms.map((one) => articleRow(planned, one, netOf(one), rowTextOf(planned, maths, one, question))), notes)
}

/** Turns a price of the source into the document's terms. */
function basis(sourceIncludes: boolean, documentIncludes: boolean, factor: Decimal): (price: Decimal) => Decimal {
  if (sourceIncludes === documentIncludes) return (price) => price
  return documentIncludes ? (price) => price.times(factor) : (price) => price.dividedBy(factor)
}

function discountRows(lines: readonly Amount[], total: Decimal, question: RowsQuestion): DocumentRow[] {
  const shares = sharesPerRate(total, lines.map(({ planned, net }) => ({ net, vatRate: planned.article.account.vatRate })))
  return shares.flatMap(({ line, share }) => {
    const amount = lines[line]
    if (amount === undefined) return []
    const { planned } = amount
    const price = question.includesVat ? toOre(share.times(vatFactor(planned.article.account.vatRate))) : share
    const form: RowForm = { quantity: decimal(-1), unitPrice: price, discount: decimal(0), role: 'correction' }
    return [articleRow({ ...planned, line: { ...planned.line, custom: {} } }, form, share.negated(), question.language === 'sv' ? 'Rabatt' : 'Discount', null)]
  })
}

function articleRow(planned: PlannedLine, form: RowForm, net: Decimal, text: string | null, lineKey: string | null = planned.line.key): DocumentRow {
  const { article, line } = planned
  return {
    kind: 'article', articleNumber: article.number, text, quantity: toText(form.quantity), unitPrice: toText(form.unitPrice), discount: toText(form.discount),
    costCentreItemIds: planned.costCentreItemIds, projectId: planned.projectId, reverseChargeConstruction: article.account.construction, custom: form.role === 'correction' ? {} : line.custom, lineKey,
    expected: { net: toText(net), vatRate: article.account.vatRate, area: article.account.area, account: article.account.account, coding: article.coding.name },
  }
}

/** A row that only carries text. */
export function textRow(text: string, lineKey: string | null, length: number): DocumentRow {
  return {
    kind: 'text', articleNumber: null, text: cutAtWord(text, length), quantity: '0', unitPrice: '0', discount: '0', costCentreItemIds: { 1: null, 2: null, 3: null }, projectId: null,
    reverseChargeConstruction: false, custom: {}, lineKey, expected: null,
  }
}

/** The line's words where the article's own name does not say them; what a row of corrections or totals stands for. */
function rowTextOf(planned: PlannedLine, maths: LineNet, form: RowForm, question: RowsQuestion): string | null {
  const { line, article } = planned
  const sv = question.language === 'sv'
  const name = line.name.trim()
  const own = line.text !== null && line.text.trim() !== '' ? line.text : name !== '' && name !== article.name.trim() ? withDescription(line, article.generic) : null
  if (form.role === 'correction') return cutAtWord(`${form.quantity.isNegative() ? (sv ? 'Rabatt' : 'Discount') : (sv ? 'Öresjustering' : 'Öre adjustment')}: ${own ?? name}`, question.rowText)
  if (form.role === 'total') {
    const tail = ` (${number(maths.quantity)} ${sv ? 'st à' : 'at'} ${number(maths.unitPrice)}${line.includesVat ? (sv ? ' inkl. moms' : ' incl. VAT') : ''})`
    return `${cutAtWord(own ?? name, question.rowText - tail.length)}${tail}`
  }
  return own === null ? null : cutAtWord(own, question.rowText)
}

/** On a fallback article nothing else says what was sold, so the description comes along. */
function withDescription(line: LineDraft, generic: boolean): string {
  const description = (line.description ?? '').trim()
  return generic && description !== '' && description !== line.name.trim() ? `${line.name.trim()}\n${description}` : line.name.trim()
}

function formNote(line: LineDraft, name: FormName, forms: readonly RowForm[], question: RowsQuestion): Note[] {
  const main = forms[0]
  if (main === undefined || name === 'asIs' || (name === 'roundedPrice' && question.includesVat && !line.includesVat)) return []
  const words: Record<Exclude<FormName, 'asIs'>, { sv: string; en: string }> = {
    roundedPrice: { sv: `priset skrivs ${number(main.unitPrice)}`, en: `the price is written ${number(main.unitPrice)}` },
    percent: { sv: `rabatten skrivs som ${number(main.discount.times(100))} %`, en: `the discount is written as ${number(main.discount.times(100))} %` },
    unitPrice: { sv: `rabatten är inräknad i priset ${number(main.unitPrice)}`, en: `the discount is part of the price ${number(main.unitPrice)}` },
    extraRow: { sv: `rabatten skrivs som en egen rad (${money(forms[1] === undefined ? decimal(0) : rowAmount(forms[1]), question.currency)})`, en: `the discount is a row of its own (${money(forms[1] === undefined ? decimal(0) : rowAmount(forms[1]), question.currency)})` },
    total: { sv: `antal ${number(line.quantity)} ryms inte; raden skrivs som 1 à ${number(main.unitPrice)} med antalet i texten`, en: `quantity ${number(line.quantity)} does not fit; the row is written as 1 at ${number(main.unitPrice)} with the quantity in its text` },
  }
  return [{ code: `row-${name}`, sv: `${line.name}: ${words[name].sv}.`, en: `${line.name}: ${words[name].en}.` }]
}

/** A price with VAT that no net in öre makes exactly: said, since the customer saw it. */
function grossNote(line: LineDraft, maths: LineNet, factor: Decimal, currency: string): Note[] {
  const gross = maths.net.plus(toOre(maths.net.times(factor.minus(1))))
  if (gross.equals(maths.amount)) return []
  return [{
    code: 'gross-not-exact',
    sv: `${line.name}: ${money(maths.amount, currency)} inklusive moms blir ${money(gross, currency)}, eftersom inget belopp exklusive moms ger exakt det priset.`,
    en: `${line.name}: ${money(maths.amount, currency)} including VAT becomes ${money(gross, currency)}, since no amount excluding VAT makes exactly that price.`,
  }]
}

function orderDiscountNote(total: Decimal, question: RowsQuestion): Note {
  const amount = money(total, question.currency)
  return question.discountAs === 'spread'
    ? { code: 'order-discount', sv: `Rabatten på hela ordern, ${amount}, är fördelad på raderna i proportion.`, en: `The discount on the whole order, ${amount}, is spread over the lines in proportion.` }
    : { code: 'order-discount', sv: `Rabatten på hela ordern, ${amount}, står som egen rad per momssats.`, en: `The discount on the whole order, ${amount}, is a row of its own per VAT rate.` }
}

