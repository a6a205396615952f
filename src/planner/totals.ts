// Totals: what the books must make of a document, and the check of what they made.
import type { DocumentTotals } from '../core/books.ts'
import type { TotalsVerdict } from '../core/decision.ts'
import { decimal, sum, toOre, toText, type Decimal } from '../core/decimals.ts'
import type { DocumentDraft, DocumentRow } from '../core/document-draft.ts'
import type { FailureCode, FailureParams } from '../core/failure.ts'
import type { Note } from '../core/sale-draft.ts'
import { vatWithin } from './line-net.ts'
import { rowAmount } from './row-form.ts'
import { money, percent } from './wording.ts'

/** The sums of a document's rows: net, and VAT under both lawful roundings (per line, per rate). */
export function expectedTotals(rows: readonly DocumentRow[], includesVat: boolean, roundsToWhole: boolean): DocumentDraft['expected'] {
  const perRate = new Map<string, Decimal>()
  let vatPerLine = decimal(0)
  let net = decimal(0)
  for (const row of rows) {
    if (row.expected === null) continue
    const amount = rowAmount({ quantity: decimal(row.quantity), unitPrice: decimal(row.unitPrice), discount: decimal(row.discount) })
    const rate = row.expected.vatRate
    net = net.plus(row.expected.net)
    vatPerLine = vatPerLine.plus(includesVat ? amount.minus(row.expected.net) : toOre(amount.times(rate).dividedBy(100)))
    perRate.set(rate, (perRate.get(rate) ?? decimal(0)).plus(amount))
  }
  const vatPerRate = sum([...perRate].map(([rate, amount]) => (includesVat ? vatWithin(amount, rate) : toOre(amount.times(rate).dividedBy(100)))))
  return { net: toText(net), vatPerLine: toText(vatPerLine), vatPerRate: toText(vatPerRate), includesVat, roundsToWhole }
}

/**
 * Compares what the books computed with what the source says. Exact: currency, net per row, net total, VAT rate per row.
 * `name` is what sentences call the document (its number, when it has one).
 * VAT: one of the two roundings. Payable: total + rounding, at most 0.50 and only when the company rounds to whole kronor.
 */
export function verifyTotals(document: DocumentDraft, totals: DocumentTotals, name: string = document.mark): TotalsVerdict {
  const wrong = (code: FailureCode, params: FailureParams): TotalsVerdict => ({ ok: false, failure: { code, params: { document: name, ...params } }, readBack: totals })
  const currency = totals.currency ?? document.currency
  if (currency !== document.currency) return wrong('totals-currency', { found: currency, expected: document.currency })
  const articleRows = document.rows.some(({ expected }) => expected !== null && !decimal(expected.vatRate).isZero())
  if (totals.includesVat !== null && articleRows && totals.includesVat !== document.expected.includesVat) {
    const words = (includes: boolean) => ({ sv: includes ? 'inklusive' : 'exklusive', en: includes ? 'including' : 'excluding' })
    const found = words(totals.includesVat)
    const expected = words(document.expected.includesVat)
    // Only a difference in the sums proves that the flag means what its name says.
    if (!sumsAgree(document, totals)) return wrong('totals-price-basis', { foundSv: found.sv, foundEn: found.en, expectedSv: expected.sv, expectedEn: expected.en })
  }
  const row = rowDifference(document, totals, currency)
  if (row !== null) return wrong(row.code, row.params)
  const net = decimal(totals.total).minus(totals.rounding).minus(totals.vat)
  const rounding = decimal(totals.rounding)
  const vatRounding = vatRoundingOf(document, totals)
  if (vatRounding === null) {
    if (!document.expected.includesVat && !net.equals(document.expected.net)) {
      return wrong('totals-net', { found: money(net, currency), expected: money(document.expected.net, currency), difference: money(net.minus(document.expected.net), currency) })
    }
    const { vatPerLine, vatPerRate } = document.expected
    const same = vatPerLine === vatPerRate
    return wrong('totals-vat', {
      found: money(totals.vat, currency), expectedSv: same ? money(vatPerLine, currency) : `${money(vatPerLine, currency)} eller ${money(vatPerRate, currency)}`,
      expectedEn: same ? money(vatPerLine, currency) : `${money(vatPerLine, currency)} or ${money(vatPerRate, currency)}`,
    })
  }
  const expectedNet = netUnder(document, totals)
  if (!net.equals(expectedNet)) {
    return wrong('totals-net', { found: money(net, currency), expected: money(expectedNet, currency), difference: money(net.minus(expectedNet), currency) })
  }
  const lawful = rounding.isZero() || (document.expected.roundsToWhole && rounding.abs().lessThanOrEqualTo('0.5') && decimal(totals.total).isInteger())
  if (!lawful) {
    return wrong('totals-payable', { found: money(totals.total, currency), expected: money(expectedNet.plus(totals.vat), currency), rounding: money(rounding, currency) })
  }
  return { ok: true, vatRounding, notes: roundingNotes(document, totals, vatRounding) }
}

/** Sum of what a document with VAT in its prices makes, free of rounding. */
function grossOf(document: DocumentDraft): Decimal {
  return decimal(document.expected.net).plus(document.expected.vatPerLine)
}

/** With VAT in the prices the payable sum is fixed and the net follows from the VAT; without, the net is fixed. */
function netUnder(document: DocumentDraft, totals: DocumentTotals): Decimal {
  return document.expected.includesVat ? grossOf(document).minus(totals.vat) : decimal(document.expected.net)
}

function vatRoundingOf(document: DocumentDraft, totals: DocumentTotals): 'perLine' | 'perRate' | 'either' | null {
  const vat = decimal(totals.vat)
  const line = vat.equals(document.expected.vatPerLine)
  const rate = vat.equals(document.expected.vatPerRate)
  return line && rate ? 'either' : line ? 'perLine' : rate ? 'perRate' : null
}

function sumsAgree(document: DocumentDraft, totals: DocumentTotals): boolean {
  return vatRoundingOf(document, totals) !== null && decimal(totals.total).minus(totals.rounding).minus(totals.vat).equals(netUnder(document, totals))
}

function rowDifference(document: DocumentDraft, totals: DocumentTotals, currency: string): { code: FailureCode; params: FailureParams } | null {
  for (const found of [totals.rowNets.length, totals.rowRates.length]) {
    if (found !== document.rows.length) return { code: 'totals-row-count', params: { found, expected: document.rows.length } }
  }
  for (const [index, row] of document.rows.entries()) {
    if (row.expected === null) continue
    const where = { row: index + 1, article: row.articleNumber ?? '–' }
    const net = totals.rowNets[index] ?? null
    if (net !== null && !decimal(net).equals(row.expected.net)) {
      return { code: 'totals-row-net', params: { ...where, found: money(net, currency), expected: money(row.expected.net, currency), difference: money(decimal(net).minus(row.expected.net), currency) } }
    }
    const rate = totals.rowRates[index] ?? null
    if (rate !== null && !decimal(rate).equals(row.expected.vatRate)) return { code: 'totals-row-rate', params: { ...where, found: percent(rate), expected: percent(row.expected.vatRate) } }
  }
  return null
}

function roundingNotes(document: DocumentDraft, totals: DocumentTotals, vatRounding: 'perLine' | 'perRate' | 'either'): Note[] {
  const notes: Note[] = []
  if (vatRounding !== 'either') {
    const per = vatRounding === 'perLine' ? { sv: 'per rad', en: 'per line' } : { sv: 'per momssats', en: 'per VAT rate' }
    notes.push({ code: 'vat-rounding', sv: `Momsen är avrundad ${per.sv}: ${money(totals.vat, document.currency)}.`, en: `The VAT is rounded ${per.en}: ${money(totals.vat, document.currency)}.` })
  }
  if (!decimal(totals.rounding).isZero()) {
    notes.push({ code: 'payable-rounding', sv: `Öresavrundning ${money(totals.rounding, document.currency)}.`, en: `Rounded to whole kronor by ${money(totals.rounding, document.currency)}.` })
  }
  return notes
}
